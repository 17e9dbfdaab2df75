using System.Globalization;
using System.Text;
using Zkfp.Core.Hash;
using Zkfp.Core.Machine;
using Zkfp.MipsVm.Machine;
using Zkfp.Protocol.Keys;
using Zkfp.Protocol.Parameters;
using Zkfp.Recursion.Circuits;

namespace Zkfp.Prover.Jobs;

/// <summary>A set of recursion circuits and its keys.</summary>
public sealed class RecursionSet
{
    private const string Resource = "recursion.keys", Title = "zkfp recursion circuits 4", KeysTitle = "keys", BitsTitle = "bits ";

    private readonly Lazy<double> _bits;

    /// <summary>A set.</summary>
    public RecursionSet(CircuitProfile profile, KeySet keys)
        : this(profile, keys, new Lazy<double>(() => Math.Floor(100 * TreeSecurity.Weakest(profile, keys).Term.Bits) / 100))
    {
    }

    private RecursionSet(CircuitProfile profile, KeySet keys, Lazy<double> bits) => (Profile, Keys, _bits) = (profile, keys, bits);

    /// <summary>The circuits.</summary>
    public CircuitProfile Profile { get; }

    /// <summary>Their keys.</summary>
    public KeySet Keys { get; }

    /// <summary>
    /// Proven bits of a last proof: of the weakest term of all layers but that for L1, those of the shards that leaves take included, to two places below. The text of a set states them, since
    /// to compute them takes all machines; who makes or checks a set does.
    /// </summary>
    public double SecurityBits => _bits.Value;

    /// <summary>The bits of a last proof; of one for L1 those of its own layer count, too.</summary>
    public double BitsOf(bool isL1) => isL1 ? Math.Min(SecurityBits, Math.Floor(100 * TreeSecurity.ForL1(Keys).Bits) / 100) : SecurityBits;

    private static readonly Lazy<(RecursionSet? Set, string Fault)> s_default = new(() =>
    {
        using Stream? text = typeof(RecursionSet).Assembly.GetManifestResourceStream(Resource);
        if (text is null) return (null, "this build of zkfp has no recursion keys");
        try
        {
            RecursionSet set = Parse(new StreamReader(text).ReadToEnd(), isOwn: true);
            _ = set.Keys.Digest; // the name of a set of other tables cannot be told
            return (set, "");
        }
        catch (FormatException e)
        {
            return (null, $"the recursion keys of this build of zkfp do not belong to it: {e.Message}");
        }
    });

    /// <summary>
    /// The set that this version verifies with; null in a build that has none. Where machines have changed since it was made, programs have keys that no leaf
    /// takes (<see cref="IsFor"/>).
    /// </summary>
    public static RecursionSet? Default => s_default.Value.Set;

    /// <summary>Why there is no <see cref="Default"/>, or an empty string.</summary>
    public static string DefaultFault => s_default.Value.Fault;

    /// <summary>Whether there are leaves for a machine.</summary>
    public bool IsFor(Digest machine) => Profile.Leaves.Any(l => l.MachineDigest == machine);

    /// <summary>Shards of a leaf of a machine, at most.</summary>
    public int LeafPlaces(MachineDefinition machine) => Profile.Leaves.Where(l => l.MachineDigest == machine.Digest).Select(l => l.Places).DefaultIfEmpty(1).Max();

    /// <summary>The leaf circuit for neighbours of these classes: the one with the fewest places that they fit into. Negative if there is none.</summary>
    public int LeafOf(MachineDefinition machine, ReadOnlySpan<ProofClass> classes)
    {
        ArgumentNullException.ThrowIfNull(machine);
        int best = -1;
        for (int i = 0; i < Profile.Leaves.Count; i++)
        {
            LeafClass leaf = Profile.Leaves[i];
            if (leaf.MachineDigest == machine.Digest && leaf.Takes(classes) && (best < 0 || leaf.Places < Profile.Leaves[best].Places)) best = i;
        }

        return best < 0 ? -1 : KeyTree.IndexOf(NodeKind.Range, best);
    }

    /// <summary>The classes that leaves take of shards of a program: what its shards must have so that its runs can be finished.</summary>
    public IReadOnlyList<ProofClass> ClassesFor(VerifyingKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return [.. Profile.Leaves.Where(l => l.MachineDigest == key.MachineDigest && l.Class.LogHeight == key.LogHeight
            && l.Class.PreprocessedWidth == key.PreprocessedWidth).SelectMany(l => l.Classes).Distinct()];
    }

    /// <summary>Profile and keys as text.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Write(Profile)}{BitsTitle}{SecurityBits:F2}\n{KeysTitle}\n{Keys}");

    /// <summary>A profile as text: a line for each leaf, with the widths of the last class where it is another one, then the other sizes.</summary>
    public static string Write(CircuitProfile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        var text = new StringBuilder($"{Title}\n");
        foreach (LeafClass l in profile.Leaves)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"leaf {l.MachineDigest} {l.Class.LogHeight} {l.Class.MainWidth} {l.Class.BoundaryWidth} {l.Class.PreprocessedWidth} {l.Class.LogLeaves} {l.Places}");
            if (l.Last is { } last) text.Append(CultureInfo.InvariantCulture, $" {last.MainWidth} {last.BoundaryWidth}");
            text.Append('\n');
        }

        foreach (MessageForm m in profile.Messages) text.Append(CultureInfo.InvariantCulture, $"message {(m.IsPush ? 1 : 0)} {m.Tag} {m.Fields}\n");
        return text.Append(
            CultureInfo.InvariantCulture,
            $"sizes {profile.MessageGroups} {profile.ShrinkMessageGroups} {profile.JoinPlaces} {profile.BundlePlaces} {profile.NodeLogHeight} {profile.ShrinkLogHeight} {profile.FinalLogHeight}\n").ToString();
    }

    /// <summary>Reads what <see cref="ToString"/> wrote, and nothing else: no set has two texts.</summary>
    /// <exception cref="FormatException">It is something else, or of a machine that this version does not know.</exception>
    public static RecursionSet Parse(string text)
    {
        RecursionSet set = Parse(text, isOwn: false);
        return $"{set}" == text ? set : throw new FormatException("lines, digests or numbers are not as they are written");
    }

    // The text of this build, which a test reads as any other, is not looked at as closely: most of it is not needed to verify a proof.
    private static RecursionSet Parse(string text, bool isOwn)
    {
        ArgumentNullException.ThrowIfNull(text);
        int keys = text.IndexOf($"\n{KeysTitle}\n", StringComparison.Ordinal);
        if (keys < 0) throw new FormatException("it has no keys");
        try
        {
            string head = text[..(keys + 1)];
            int bits = head.LastIndexOf($"\n{BitsTitle}", StringComparison.Ordinal);
            if (bits < 0 || !double.TryParse(head[(bits + 1 + BitsTitle.Length)..].TrimEnd(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double stated))
                throw new FormatException("it does not end with bits and keys");
            string own = text[(keys + KeysTitle.Length + 2)..];
            var set = new RecursionSet(
                ParseProfile(head[..(bits + 1)], checkMachines: !isOwn), isOwn ? KeySet.ParseTrusted(own) : KeySet.Parse(own), new Lazy<double>(stated));
            IEnumerable<int> needed = set.Profile.TreeCircuits
                .Concat([(NodeKind.Shrink, 0), (NodeKind.Shrink, 1), (NodeKind.Final, 0), (NodeKind.Final, KeySet.L1Number)]).Select(c => KeyTree.IndexOf(c.Item1, c.Item2)).Order();
            return needed.SequenceEqual(set.Keys.Indices.Order()) ? set : throw new FormatException("its keys are not those of its circuits");
        }
        catch (Exception e) when (e is ArgumentException or KeyNotFoundException or IndexOutOfRangeException or OverflowException)
        {
            throw new FormatException($"its keys are malformed: {e.Message}", e);
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="FormatException">It is something else, or of a machine that this version does not know.</exception>
    public static CircuitProfile ParseProfile(string text) => ParseProfile(text, checkMachines: true);

    private static CircuitProfile ParseProfile(string text, bool checkMachines)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (lines.Length == 0 || lines[0] != Title) throw new FormatException($"it does not begin with '{Title}'");
        var leaves = new List<LeafClass>();
        var messages = new List<MessageForm>();
        int[]? sizes = null;
        foreach (string line in lines[1..])
        {
            string[] words = line.Split(' ');
            int first = words[0] == "leaf" ? 2 : 1;
            if (words.Length <= first) throw new FormatException($"'{line}' is too short");
            int[] n = Array.ConvertAll(words[first..], w => int.TryParse(w, NumberStyles.None, CultureInfo.InvariantCulture, out int v) ? v : throw new FormatException($"'{w}' is no number"));
            switch (words[0], n.Length)
            {
                case ("leaf", 6 or 8):
                    if (!Digest.TryParse(words[1], out Digest digest)) throw Unknown(words[1]);
                    if (checkMachines) Machine(digest);
                    var leaf = new LeafClass(
                        digest, new Lazy<MachineDefinition>(() => Machine(digest)), new ProofClass(n[0], n[1], n[2], n[3], n[4]), n[5],
                        n.Length == 6 ? null : new ProofClass(n[0], n[6], n[7], n[3], n[4]));
                    if (leaves.Contains(leaf)) throw new FormatException($"'{line}' is there twice");
                    leaves.Add(leaf);
                    break;
                case ("message", 3):
                    messages.Add(new MessageForm(n[0] == 1, n[1], n[2]));
                    break;
                case ("sizes", 7) when sizes is null:
                    sizes = n;
                    break;
                default:
                    throw new FormatException($"'{line}' is no line of it");
            }
        }

        return sizes is null || leaves.Count == 0 || messages.Count == 0
            ? throw new FormatException("it lacks leaves, messages or sizes")
            : new CircuitProfile(leaves, messages, sizes[0], sizes[1], sizes[2], sizes[3], sizes[4], sizes[5], sizes[6]);
    }

    private static MachineDefinition Machine(Digest digest) =>
        MipsMachine.Find(digest)?.Definition ?? throw Unknown($"{digest}");

    private static FormatException Unknown(string machine) => new($"it is for machine {machine}, which this version does not know");
}
