using System.Globalization;
using System.Text;
using Zkfp.Core.Machine;
using Zkfp.MipsVm.Machine;
using Zkfp.Protocol.Keys;
using Zkfp.Protocol.Layout;
using Zkfp.Protocol.Parameters;
using Zkfp.Protocol.Security;
using Zkfp.Recursion.Circuits;
using Zkfp.Recursion.Recording;

namespace Zkfp.Prover.Jobs;

/// <summary>A set of recursion circuits and its keys.</summary>
/// <param name="Profile">The circuits.</param>
/// <param name="Keys">Their keys.</param>
public sealed record RecursionSet(CircuitProfile Profile, KeySet Keys)
{
    private const string Resource = "recursion.keys", Title = "zkfp recursion circuits 1", KeysTitle = "keys";

    private static readonly Lazy<(RecursionSet? Set, string Fault)> s_default = new(() =>
    {
        using Stream? text = typeof(RecursionSet).Assembly.GetManifestResourceStream(Resource);
        if (text is null) return (null, "this build of zkfp has no recursion keys");
        try
        {
            return (Parse(new StreamReader(text).ReadToEnd()), "");
        }
        catch (FormatException e)
        {
            return (null, $"the recursion keys of this build of zkfp do not belong to it: {e.Message}");
        }
    });

    /// <summary>The set that this version verifies with; null in a build that has none, or whose machines have changed since it was made.</summary>
    public static RecursionSet? Default => s_default.Value.Set;

    /// <summary>Why there is no <see cref="Default"/>, or an empty string.</summary>
    public static string DefaultFault => s_default.Value.Fault;

    /// <summary>Proven bits of the weakest term of all layers, those of the shards that leaves take included.</summary>
    public double SecurityBits
    {
        get
        {
            double bits = SecurityReport.ForGamma().Bits;
            foreach (LeafClass leaf in Profile.Leaves) bits = Math.Min(bits, SecurityReport.ForShard(new ClassLayout(leaf.Machine, leaf.Class)).Bits);
            foreach (CircuitShape shape in (CircuitShape[])[Keys.Node, Keys.Shrink, Keys.Final])
                bits = Math.Min(bits, SecurityReport.ForShard(new ClassLayout(shape.Machine.Definition, shape.Proof)).Bits);
            return bits;
        }
    }

    /// <summary>Shards of a leaf, at most.</summary>
    public int LeafPlaces => Profile.Leaves.Max(l => l.Places);

    /// <summary>The leaf circuit for so many neighbours of a class: the one with the fewest places that they fit into. Negative if there is none.</summary>
    public int LeafOf(MachineDefinition machine, ProofClass proofClass, int shards)
    {
        ArgumentNullException.ThrowIfNull(machine);
        int best = -1;
        for (int i = 0; i < Profile.Leaves.Count; i++)
        {
            LeafClass leaf = Profile.Leaves[i];
            if (leaf.Machine.Digest == machine.Digest && leaf.Class == proofClass && leaf.Places >= shards && (best < 0 || leaf.Places < Profile.Leaves[best].Places)) best = i;
        }

        return best < 0 ? -1 : KeyTree.IndexOf(NodeKind.Range, best);
    }

    /// <summary>The classes that leaves take of shards of a program: what its shards must have so that its runs can be finished.</summary>
    public IReadOnlyList<ProofClass> ClassesFor(VerifyingKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return [.. Profile.Leaves.Where(l => l.Machine.Digest == key.MachineDigest && l.Class.LogHeight == key.LogHeight
            && l.Class.PreprocessedWidth == key.PreprocessedWidth).Select(l => l.Class).Distinct()];
    }

    /// <summary>Profile and keys as text.</summary>
    public override string ToString() => $"{Write(Profile)}{KeysTitle}\n{Keys}";

    /// <summary>A profile as text: a line for each leaf, then the other sizes.</summary>
    public static string Write(CircuitProfile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        var text = new StringBuilder($"{Title}\n");
        foreach (LeafClass l in profile.Leaves)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"leaf {l.Machine.Digest} {l.Class.LogHeight} {l.Class.MainWidth} {l.Class.BoundaryWidth} {l.Class.PreprocessedWidth} {l.Class.LogLeaves} {l.Places}\n");
        }

        foreach (MessageForm m in profile.Messages) text.Append(CultureInfo.InvariantCulture, $"message {(m.IsPush ? 1 : 0)} {m.Tag} {m.Fields}\n");
        return text.Append(
            CultureInfo.InvariantCulture,
            $"sizes {profile.MessageGroups} {profile.JoinPlaces} {profile.BundlePlaces} {profile.NodeLogHeight} {profile.ShrinkLogHeight} {profile.FinalLogHeight}\n").ToString();
    }

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <exception cref="FormatException">It is something else, or of a machine that this version does not know.</exception>
    public static RecursionSet Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int keys = text.IndexOf($"\n{KeysTitle}\n", StringComparison.Ordinal);
        if (keys < 0) throw new FormatException("it has no keys");
        try
        {
            var set = new RecursionSet(ParseProfile(text[..(keys + 1)]), KeySet.Parse(text[(keys + KeysTitle.Length + 2)..]));
            IEnumerable<int> needed = set.Profile.TreeCircuits
                .Concat([(NodeKind.Shrink, 0), (NodeKind.Shrink, 1), (NodeKind.Final, 0)]).Select(c => KeyTree.IndexOf(c.Item1, c.Item2)).Order();
            return needed.SequenceEqual(set.Keys.Indices.Order()) ? set : throw new FormatException("its keys are not those of its circuits");
        }
        catch (Exception e) when (e is ArgumentException or KeyNotFoundException or IndexOutOfRangeException or OverflowException)
        {
            throw new FormatException($"its keys are malformed: {e.Message}", e);
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="FormatException">It is something else, or of a machine that this version does not know.</exception>
    public static CircuitProfile ParseProfile(string text)
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
                case ("leaf", 6):
                    if (!TryMachine(words[1], out MachineDefinition? machine)) throw new FormatException($"it is for machine {words[1]}, which this version does not know");
                    leaves.Add(new LeafClass(machine, new ProofClass(n[0], n[1], n[2], n[3], n[4]), n[5]));
                    break;
                case ("message", 3):
                    messages.Add(new MessageForm(n[0] == 1, n[1], n[2]));
                    break;
                case ("sizes", 6):
                    sizes = n;
                    break;
                default:
                    throw new FormatException($"'{line}' is no line of it");
            }
        }

        return sizes is null || leaves.Count == 0 || messages.Count == 0
            ? throw new FormatException("it lacks leaves, messages or sizes")
            : new CircuitProfile(leaves, messages, sizes[0], sizes[1], sizes[2], sizes[3], sizes[4], sizes[5]);
    }

    private static bool TryMachine(string digest, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out MachineDefinition? machine)
    {
        machine = MipsMachine.All.FirstOrDefault(m => $"{m.Definition.Digest}" == digest)?.Definition;
        return machine is not null;
    }
}
