using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Prover;
using Zkfp.Recursion.Circuits;
using Zkfp.Recursion.Recording;
using Zkfp.Recursion.Witness;

namespace Zkfp.Recursion.Tests;

/// <summary>
/// Children that state anything: circuits that hash their inputs, in a small shape, with a tree of keys that has them at every place of a circuit. So what is over
/// children can be given any statement with a valid proof.
/// </summary>
internal static class Stated
{
    private static readonly Dictionary<int, (Circuit Circuit, ProvingKey Key)> s_circuits = [];
    private static readonly Dictionary<string, ChildProof> s_proofs = [];
    private static readonly IProverBackend s_backend = CpuBackend.Create(2);

    public static CircuitShape Shape { get; } = CircuitShape.Of(14, Record(NodeStatement.Elements));

    /// <summary>The honest tree: keys by place.</summary>
    public static IReadOnlyDictionary<int, Digest> Tree { get; } = new Dictionary<int, Digest>
    {
        [KeyTree.IndexOf(NodeKind.Range, 0)] = KeyTree.Leaf(NodeKind.Range, KeyDigest(NodeStatement.Elements)),
        [KeyTree.IndexOf(NodeKind.Run, 0)] = KeyTree.Leaf(NodeKind.Run, KeyDigest(ClaimStatement.Elements)),
        [KeyTree.IndexOf(NodeKind.Bundle, 0)] = KeyTree.Leaf(NodeKind.Bundle, KeyDigest(ClaimStatement.Elements)),
    };

    public static Digest Root => KeyTree.Root(Tree);

    public static Digest KeyDigest(int elements) => Of(elements).Key.VerifyingKey.Digest;

    /// <summary>A proof of a statement, by a key at a place of a tree, the honest one if null.</summary>
    public static ChildProof Child(NodeKind kind, KoalaBear[] statement, int number = 0, IReadOnlyDictionary<int, Digest>? tree = null)
    {
        int index = KeyTree.IndexOf(kind, number);
        return Prove(statement) with { Index = index, Path = KeyTree.Path(tree ?? Tree, index) };
    }

    /// <summary>A proof with no place in a tree.</summary>
    public static ChildProof Prove(KoalaBear[] statement)
    {
        lock (s_proofs)
        {
            string name = string.Join(' ', statement);
            if (s_proofs.TryGetValue(name, out ChildProof? child)) return child;
            (Circuit circuit, ProvingKey key) = Of(statement.Length);
            var tape = new Tape();
            foreach (KoalaBear x in statement) tape.Inputs.Add(x);
            var replay = new Replay(circuit, tape);
            Assert.True(replay.Holds);
            child = new ChildProof(key.VerifyingKey, 0, [], (KoalaBear[])statement.Clone(), CircuitProof.Prove(key, CircuitTables.Trace(circuit, replay, Shape), s_backend));
            Assert.Null(CircuitProof.Verify(key.VerifyingKey, child.Proof));
            s_proofs.Add(name, child);
            return child;
        }
    }

    private static (Circuit Circuit, ProvingKey Key) Of(int elements)
    {
        lock (s_circuits)
        {
            if (!s_circuits.TryGetValue(elements, out (Circuit, ProvingKey) known))
            {
                Circuit circuit = Record(elements);
                known = (circuit, CircuitProof.Key(circuit, Shape, s_backend));
                s_circuits.Add(elements, known);
            }

            return known;
        }
    }

    private static Circuit Record(int elements)
    {
        var recorder = new CircuitRecorder();
        var a = new WireArithmetic(recorder);
        var wires = new WireBase[elements];
        for (int i = 0; i < elements; i++) wires[i] = a.Input(KoalaBear.Zero);
        a.State(wires);
        return recorder.Finish();
    }
}
