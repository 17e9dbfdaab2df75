using System.Globalization;
using System.Text;
using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Protocol.Keys;
using Zkfp.Protocol.Parameters;
using Zkfp.Recursion.Machine;
using Zkfp.Recursion.Recording;

namespace Zkfp.Recursion.Circuits;

/// <summary>
/// The keys of a set of recursion circuits: shapes and roots of preprocessed columns, from which all else follows. Two shrinking circuits contain
/// <see cref="Root"/>, the last ones <see cref="ShrinkRoot"/>; so a last key's digest stands for all that are below it.
/// </summary>
public sealed class KeySet
{
    private static readonly string[] s_layers = ["node", "shrink", "final", "l1"];

    // Who verifies a last proof needs its shape and its key alone; the rest is made when it is asked for.
    private readonly Lazy<CircuitShape>[] _shapes;
    private readonly Dictionary<int, Digest> _roots;
    private readonly Lazy<Dictionary<int, Digest>> _tree;
    private readonly Lazy<Digest> _root, _shrinkRoot, _digest;

    /// <summary>The keys with these roots of preprocessed columns, by <see cref="KeyTree.IndexOf"/>.</summary>
    public KeySet(CircuitShape node, CircuitShape shrink, CircuitShape final, CircuitShape l1, IReadOnlyDictionary<int, Digest> roots)
        : this([new(node), new(shrink), new(final), new(l1)], new Dictionary<int, Digest>(roots))
    {
    }

    private KeySet(Lazy<CircuitShape>[] shapes, Dictionary<int, Digest> roots)
    {
        _shapes = shapes;
        _roots = roots;
        foreach (int number in (int[])[0, L1Number])
            if (!Contains(KeyTree.IndexOf(NodeKind.Final, number))) throw new ArgumentException("A key of a last circuit is missing.", nameof(roots));
        _digest = new(() => KeyOf(NodeKind.Final, 0).Digest);
        _tree = new(() => _roots.Keys.Where(i => KindOf(i) < NodeKind.Shrink).ToDictionary(i => i, i => KeyTree.Leaf(KindOf(i), KeyOf(i).Digest)));
        _root = new(() => KeyTree.Root(_tree.Value));
        _shrinkRoot = new(() => FinalCircuit.KeyRoot(KeyOf(NodeKind.Shrink, 0).Digest, KeyOf(NodeKind.Shrink, 1).Digest));
    }

    /// <summary>The shape of the proofs in the tree of a run and of bundles.</summary>
    public CircuitShape Node => _shapes[0].Value;

    /// <summary>The shape of the proofs over one of them.</summary>
    public CircuitShape Shrink => _shapes[1].Value;

    /// <summary>The shape of the last proof.</summary>
    public CircuitShape Final => _shapes[2].Value;

    /// <summary>The shape of the last proof for L1.</summary>
    public CircuitShape L1 => _shapes[3].Value;

    /// <summary>Root of the tree of keys.</summary>
    public Digest Root => _root.Value;

    /// <summary>Root of the keys that the last circuits take.</summary>
    public Digest ShrinkRoot => _shrinkRoot.Value;

    /// <summary>Digest of the last circuit's key: the set's name.</summary>
    public Digest Digest => _digest.Value;

    /// <summary>Places of all keys.</summary>
    public IEnumerable<int> Indices => _roots.Keys;

    /// <summary>The kind of the key at a place.</summary>
    public static NodeKind KindOf(int index) => (NodeKind)(index >> KeyTree.LogNumbers);

    /// <summary>The shape of the proofs of the circuit at a place.</summary>
    public CircuitShape ShapeOf(int index) => KindOf(index) switch
    {
        NodeKind.Shrink => Shrink,
        NodeKind.Final => NumberOf(index) == L1Number ? L1 : Final,
        _ => Node,
    };

    /// <summary>The number of the last circuit that L1 verifies; that of the other is 0.</summary>
    public const int L1Number = 1;

    /// <summary>Whether there is a key at a place.</summary>
    public bool Contains(int index) => _roots.ContainsKey(index);

    /// <summary>The key at a place.</summary>
    public VerifyingKey KeyOf(int index) => ChildProof.KeyOf(ShapeOf(index), _roots[index]);

    /// <summary>The key of a kind's circuit.</summary>
    public VerifyingKey KeyOf(NodeKind kind, int number) => KeyOf(KeyTree.IndexOf(kind, number));

    /// <summary>The siblings with which a circuit over a proof of this key finds it: in the tree of keys, or of a shrinking circuit the other one.</summary>
    public Digest[] PathOf(int index)
    {
        if (KindOf(index) != NodeKind.Shrink) return KeyTree.Path(_tree.Value, index);
        int other = KeyTree.IndexOf(NodeKind.Shrink, NumberOf(index) ^ 1);
        return [KeyTree.Leaf(NodeKind.Shrink, KeyOf(other).Digest)];
    }

    /// <summary>The number of a key within its kind.</summary>
    public static int NumberOf(int index) => index & (1 << KeyTree.LogNumbers) - 1;

    /// <summary>A proof of one of the keys, as a circuit over it takes it.</summary>
    public ChildProof Child(NodeProof node) => new(
        KeyOf(node.Index), KindOf(node.Index) == NodeKind.Shrink ? NumberOf(node.Index) : node.Index, PathOf(node.Index), node.Statement, node.Proof);

    /// <summary>One line for each shape and each root.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach ((string name, CircuitShape shape) in ((string, CircuitShape)[])[(s_layers[0], Node), (s_layers[1], Shrink), (s_layers[2], Final), (s_layers[3], L1)])
            text.Append(CultureInfo.InvariantCulture, $"{name} {shape.LogHeight} {string.Join(' ', shape.Rows)}\n");
        foreach ((int index, Digest root) in _roots.OrderBy(r => r.Key))
            text.Append(CultureInfo.InvariantCulture, $"{KindOf(index)} {NumberOf(index)} {string.Join(' ', root.ToArray().Select(x => x.Value))}\n");
        return text.ToString();
    }

    /// <summary>Reads what <see cref="ToString"/> wrote, and nothing else: no set has two texts.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static KeySet Parse(string text)
    {
        KeySet set = ParseLines(text);
        try
        {
            return $"{set}" == text ? set : throw new FormatException("lines or numbers are not as they are written");
        }
        catch (Exception e) when (e is ArgumentException or KeyNotFoundException or IndexOutOfRangeException or OverflowException)
        {
            throw new FormatException($"its keys are malformed: {e.Message}", e);
        }
    }

    /// <summary>As <see cref="Parse"/>, of a text that was made with this build: shapes are looked at when they are asked for.</summary>
    public static KeySet ParseTrusted(string text) => ParseLines(text);

    private static KeySet ParseLines(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        try
        {
            var shapes = new Lazy<CircuitShape>[s_layers.Length];
            var roots = new Dictionary<int, Digest>();
            string[] lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (lines.Length < shapes.Length) throw new FormatException($"{lines.Length} lines.");
            for (int i = 0; i < lines.Length; i++)
            {
                string[] words = lines[i].Split(' ');
                int[] numbers = Array.ConvertAll(words[1..], w => int.Parse(w, NumberStyles.None, CultureInfo.InvariantCulture));
                if (i < shapes.Length)
                {
                    // A height first: positions are split by it.
                    int number = i;
                    if (words[0] != s_layers[i] || numbers.Length == 0 || numbers[0] is < ProtocolParameters.MinLogHeight or > ProtocolParameters.MaxLogHeight)
                        throw NoShape(i);
                    shapes[i] = new(() =>
                    {
                        RecursionMachine machine = (ProofLayer)number == ProofLayer.L1 ? RecursionMachine.Fin1 : RecursionMachine.Rec1;
                        if (numbers.Length != 1 + machine.Definition.Tables.Count) throw NoShape(number);
                        return CircuitShape.Of(machine, numbers[0], numbers[1..], (ProofLayer)number);
                    });
                    continue;
                }

                if (!Enum.TryParse(words[0], out NodeKind kind) || $"{kind}" != words[0] || numbers.Length != 1 + Core.Hash.Digest.Length
                    || numbers.AsSpan(1).ContainsAnyExceptInRange(0, (int)KoalaBear.P - 1))
                    throw new FormatException($"line {i + 1} is no key");
                Digest root = Core.Hash.Digest.FromElements(Array.ConvertAll(numbers[1..], n => new KoalaBear((ulong)n)));
                if (!roots.TryAdd(KeyTree.IndexOf(kind, numbers[0]), root))
                    throw new FormatException($"line {i + 1}: the key {kind} {numbers[0]} is there twice");
            }

            return new KeySet(shapes, roots);
        }
        catch (Exception e) when (e is ArgumentException or KeyNotFoundException or IndexOutOfRangeException or OverflowException)
        {
            throw new FormatException($"its keys are malformed: {e.Message}", e);
        }
    }

    private static FormatException NoShape(int index) => new($"line {index + 1} is no shape of {s_layers[index]}");
}
