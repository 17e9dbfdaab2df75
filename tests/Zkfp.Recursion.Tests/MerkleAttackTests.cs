using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Core.Trace;
using Zkfp.Recursion.Machine;
using Zkfp.Recursion.Machine.Tables;
using Zkfp.Recursion.Recording;
using Zkfp.Recursion.Witness;

namespace Zkfp.Recursion.Tests;

/// <summary>
/// Flows that a prover might send through the table of Merkle steps of either machine. Each is built as well as it can be: only what must stop it does.
/// </summary>
public abstract class MerkleAttackTests(string name)
{
    private readonly RecursionMachine _machine = Gallery.Machine(name);

    private static readonly Digest[] s_leaves = [.. Enumerable.Range(0, 4).Select(i => FieldHash.HashElements([i + 1]))];
    private static readonly Digest s_left = FieldHash.Compress(s_leaves[0], s_leaves[1]), s_right = FieldHash.Compress(s_leaves[2], s_leaves[3]);
    private static readonly Digest s_root = FieldHash.Compress(s_left, s_right);
    private static readonly Digest s_forged = FieldHash.HashElements([666]), s_beside = FieldHash.HashElements([667]);

    private readonly record struct Step(uint Class, uint Index, KoalaBear M1, KoalaBear M2, Digest Left, Digest Right);

    /// <summary>A member as (root, leaf, index) in a tree of some depth.</summary>
    private readonly record struct Member(Digest Root, Digest Leaf, uint Index, int Depth = 2);

    [Fact]
    public void Honest_paths_are_accepted_shared_or_not()
    {
        Step[] steps = [new(0, 0, 1, 0, s_leaves[0], s_leaves[1]), new(1, 0, 1, 0, s_left, s_right)];
        Assert.Empty(Findings([new(s_root, s_leaves[0], 0)], steps));
        Assert.Empty(Findings(
            [new(s_root, s_leaves[3], 3), new(s_root, s_leaves[3], 3)],
            [new(0, 1, 0, 1, s_leaves[2], s_leaves[3]), new(1, 0, 0, 1, s_left, s_right),
                new(32, 1, 0, 1, s_leaves[2], s_leaves[3]), new(33, 0, 0, 1, s_left, s_right)]));

        // A tree that is one leaf has no step.
        Assert.Empty(Findings([new(s_forged, s_forged, 0, 0)], []));
    }

    /// <summary>All queries of one tree equal, and one step for all of them or one for each.</summary>
    [Fact]
    public void Equal_queries_share_steps_or_not()
    {
        const int queries = 7;
        (Circuit circuit, Tape tape) = Opening(s_root, s_leaves[2], 2, queries);
        Assert.True(new Replay(circuit, tape).Holds);
        Assert.Equal(2, new Replay(circuit, tape).Steps.Count);
        Step lower = new(0, 1, queries, 0, s_leaves[2], s_leaves[3]), upper = new(1, 0, 0, queries, s_left, s_right);
        Assert.Empty(Findings(circuit, tape, [lower, upper], 256));
        Assert.Empty(Findings(circuit, tape, [.. Enumerable.Repeat(lower with { M1 = 1 }, queries), upper], 256));
        Assert.NotEmpty(Findings(circuit, tape, [lower, upper with { M2 = queries - 1 }], 256));
    }

    /// <summary>A leaf that is not in the tree, with everything else honest, or with a path of its own that ends elsewhere.</summary>
    [Fact]
    public void A_forged_leaf_is_refused()
    {
        Assert.NotEmpty(Findings([new(s_root, s_forged, 0)], [new(0, 0, 1, 0, s_leaves[0], s_leaves[1]), new(1, 0, 1, 0, s_left, s_right)]));
        Digest parent = FieldHash.Compress(s_forged, s_leaves[1]);
        Assert.NotEmpty(Findings([new(s_root, s_forged, 0)], [new(0, 0, 1, 0, s_forged, s_leaves[1]), new(1, 0, 1, 0, parent, s_right)]));
        // One level above the root: the digest is right, its class is not.
        Digest above = FieldHash.Compress(s_root, s_root);
        Assert.NotEmpty(Findings([new(above, s_leaves[0], 0)],
            [new(0, 0, 1, 0, s_leaves[0], s_leaves[1]), new(1, 0, 1, 0, s_left, s_right), new(2, 0, 1, 0, s_root, s_root)]));
        // An inner node as a leaf of a tree that is lower than it is.
        Assert.NotEmpty(Findings([new(s_root, s_left, 0)], [new(1, 0, 1, 0, s_left, s_right)]));
    }

    [Fact]
    public void A_wrong_sibling_or_side_or_index_is_refused()
    {
        Assert.NotEmpty(Findings([new(s_root, s_leaves[0], 0)], [new(0, 0, 1, 0, s_leaves[0], s_forged), new(1, 0, 1, 0, s_left, s_right)]));
        Assert.NotEmpty(Findings([new(s_root, s_leaves[0], 1)], [new(0, 0, 1, 0, s_leaves[0], s_leaves[1]), new(1, 0, 1, 0, s_left, s_right)]));
        Assert.NotEmpty(Findings([new(s_root, s_leaves[0], 2)], [new(0, 1, 1, 0, s_leaves[0], s_leaves[1]), new(1, 0, 0, 1, s_left, s_right)]));
        // Index 4 of a tree of 4 leaves: no root has an index but 0.
        Assert.NotEmpty(Findings([new(s_root, s_leaves[0], 4)], [new(0, 2, 1, 0, s_leaves[0], s_leaves[1]), new(1, 1, 1, 0, s_left, s_right)]));
        // 2i = 1 mod p: what an index is half of is a field element, but the root's is 0.
        KoalaBear half = new KoalaBear(2).Inverse();
        Assert.NotEmpty(Findings([new(s_root, s_leaves[0], 1)], [new(0, half.Value, 1, 0, s_leaves[0], s_leaves[1]), new(1, 0, 1, 0, s_left, s_right)]));
    }

    /// <summary>The leaf of one tree under the root of another: each root ends as many paths as its tree has leaves.</summary>
    [Fact]
    public void Another_trees_root_is_no_end()
    {
        Digest l = FieldHash.Compress(s_forged, s_beside), other = FieldHash.Compress(l, l);
        Step[] first = [new(0, 0, 1, 0, s_leaves[0], s_leaves[1]), new(1, 0, 1, 0, s_left, s_right)];
        Step[] second = [new(32, 0, 1, 0, s_forged, s_beside), new(33, 0, 1, 0, l, l)];
        Assert.Empty(Findings([new(s_root, s_leaves[0], 0), new(other, s_forged, 0)], [.. first, .. second]));
        // Exchanged roots; the second tree's leaf climbs in the first tree's classes.
        Assert.NotEmpty(Findings([new(other, s_leaves[0], 0), new(s_root, s_forged, 0)], [.. first, .. second]));
        Assert.NotEmpty(Findings([new(s_root, s_leaves[0], 0), new(s_root, s_forged, 0)], [first[0] with { M1 = 2 }, first[1] with { M1 = 2 }]));
        // Up from the first tree's root through 30 more steps to the second's classes.
        var climb = new List<Step>(first);
        Digest node = s_root;
        for (uint c = 2; c < 34; c++)
        {
            climb.Add(new Step(c, 0, 1, 0, node, node));
            node = FieldHash.Compress(node, node);
        }

        Assert.NotEmpty(Findings([new(s_root, s_leaves[0], 0), new(node, s_forged, 0)], [.. climb]));
    }

    /// <summary>
    /// The fork: a forged leaf's parent and a node of the true path are the children of a step that takes the one once and the other −1 times, so nothing goes
    /// on, and the node has come from nowhere once and is led to the root. All that stops it is that −1 is not small.
    /// </summary>
    [Fact]
    public void A_negative_multiplicity_is_refused_by_its_range_alone()
    {
        Digest parent = FieldHash.Compress(s_forged, s_leaves[1]);
        string[] findings = Findings([new(s_root, s_forged, 0)],
            [new(0, 0, 1, 0, s_forged, s_leaves[1]), new(1, 0, 1, -KoalaBear.One, parent, s_right), new(1, 0, 0, 1, s_left, s_right)]);
        Assert.Equal(["range (2130706432)"], findings);
    }

    /// <summary>
    /// The same with −1 as a sum of many: 32,513 copies of the step, of which 32,512 have the multiplicity 65,535 and one 32,512, together p − 1. With a range
    /// of
    /// 16 bits this would be accepted; with 13 bits no more than 2^16 rows can make it.
    /// </summary>
    [Fact]
    public void A_flow_of_p_minus_1_from_duplicates_is_refused_by_its_range_alone()
    {
        Digest parent = FieldHash.Compress(s_forged, s_leaves[1]);
        Assert.Equal(KoalaBear.P - 1, 32_512UL * 65_535 + 32_512);
        Step copy = new(1, 0, 0, 65_535, parent, s_right);
        Step[] steps =
        [
            new(0, 0, 1, 0, s_forged, s_leaves[1]), copy with { M1 = 1, M2 = 32_512 }, .. Enumerable.Repeat(copy, 32_512), new(1, 0, 0, 1, s_left, s_right),
        ];
        (Circuit circuit, Tape tape) = Members([new(s_root, s_forged, 0)], steps.Length);
        Assert.Equal(["range (32512)", "range (65535)"], Findings(circuit, tape, steps, 1 << MerkleTable.MaxLogRows).Order());

        // What is pushed or pulled at one node, with all rows: an integer below p.
        long most = 2L * (1 << MerkleTable.MaxLogRows) * (1 << RangeTable.LogLimit) + CircuitCheck.MaxLeaves;
        Assert.True(most < KoalaBear.P);
        Assert.True((1L << MerkleTable.MaxLogRows) * ((1 << RangeTable.LogLimit) - 1) < KoalaBear.P - 1);
    }

    /// <summary>Rows beyond those of the key send nothing, whatever they hold.</summary>
    [Fact]
    public void Rows_out_of_use_send_nothing()
    {
        if (!_machine.Has(TableId.Merkle)) return; // Rows of Step are the circuit's own; TableTests has those out of use.
        (Circuit circuit, Tape tape) = Members([new(s_root, s_leaves[0], 0)], 0);
        Step[] steps = [new(0, 0, 1, 0, s_leaves[0], s_leaves[1]), new(1, 0, 1, 0, s_left, s_right)];
        Assert.NotEmpty(Findings(circuit, tape, steps, 256, real: 1));
        Assert.Empty(Findings(circuit, tape, steps, 256, real: 2));
    }

    private string[] Findings(Member[] members, Step[] steps)
    {
        (Circuit circuit, Tape tape) = Members(members, steps.Length);
        return Findings(circuit, tape, steps, 256);
    }

    // What a trace with these steps breaks: constraints, and messages with their bus.
    private string[] Findings(Circuit circuit, Tape tape, Step[] steps, int rows, int? real = null)
    {
        if (_machine.Has(TableId.Step))
        {
            MerkleStep[] own = [.. steps.Select(s =>
                new MerkleStep(s.Class, s.Index, s.Left, s.Right) { FromLeft = (int)s.M1.Value, FromRight = (int)s.M2.Value })];
            using ShardTrace ownTrace = CircuitTables.Trace(circuit, new Replay(circuit, tape, state => Poseidon2.Permute(state), steps: own));
            return Describe(Gallery.Check(_machine, ownTrace));
        }

        using ShardTrace trace = CircuitTables.Trace(circuit, new Replay(circuit, tape));
        trace.Tables[(int)TableId.Merkle]!.Dispose();
        var table = new TraceTable(RecursionMachine.Rec1.Definition.Tables[(int)TableId.Merkle], rows);
        table.SetRows(rows);
        trace.Tables[(int)TableId.Merkle] = table;
        Span<uint> range = trace.Tables[(int)TableId.Range]!.Column(1);
        range.Clear();
        var state = new KoalaBear[Poseidon2.Width];
        var cubes = new KoalaBear[Poseidon2Permutation.Wide.Cubes];
        for (int i = 0; i < rows; i++)
        {
            Step s = i < steps.Length ? steps[i] : default;
            bool used = i < (real ?? rows);
            Array.Clear(state);
            s.Left.ToArray().CopyTo(state, 0);
            s.Right.ToArray().CopyTo(state, Digest.Length);
            var row = new Row(table, i);
            row.Put(used ? 1 : 0);
            row.Put(s.Class);
            row.Put(s.Index);
            row.Put(s.M1);
            row.Put(s.M2);
            row.Put(state.AsSpan(0, 2 * Digest.Length));
            if (!used && i >= steps.Length) continue;
            if (i == 0 || s != (i <= steps.Length ? steps[i - 1] : default)) Poseidon2Permutation.Wide.Permute(state, cubes);
            row.Put(cubes);
            if (!used) continue;
            if (s.M1.Value < range.Length) range[(int)s.M1.Value]++;
            if (s.M2.Value < range.Length) range[(int)s.M2.Value]++;
        }

        return Describe(Gallery.Check(trace));
    }

    private static string[] Describe(TraceReport report) =>
        [.. report.Constraints.Select(c => $"{c}"), .. report.Messages.Select(m => $"{m.Bus} ({string.Join(", ", m.Fields)})")];

    // A tree for each member.
    private (Circuit Circuit, Tape Tape) Members(Member[] members, int steps)
    {
        var recorder = new CircuitRecorder(_machine);
        var tape = new Tape();
        var a = new WireArithmetic(recorder);
        foreach (Member m in members)
        {
            Digest[] any = new Digest[m.Depth];
            WireBase[] root = Inputs(a, tape, m.Root), leaf = Inputs(a, tape, m.Leaf);
            tape.Inputs.Add(new KoalaBear(m.Index));
            // Three bits, so that an index outside the tree can be asked for.
            WireIndex index = a.LowBits(a.Input(KoalaBear.Zero), m.Depth == 0 ? 0 : 3);
            int tree = recorder.Tree(root, m.Depth, 1);
            recorder.Leaf(tree, 0, leaf, m.Depth == 0 ? recorder.Zero : recorder.ValueOf(index));
            tape.Siblings.Add(any);
        }

        a.Output(Enumerable.Repeat(a.Constant(KoalaBear.Zero), Digest.Length).ToArray());
        return (recorder.Finish(steps), tape);
    }

    // One tree with equal queries.
    private (Circuit Circuit, Tape Tape) Opening(Digest root, Digest leaf, uint at, int queries)
    {
        var recorder = new CircuitRecorder(_machine);
        var tape = new Tape();
        var a = new WireArithmetic(recorder);
        int tree = recorder.Tree(Inputs(a, tape, root), 2, queries);
        var siblings = new List<Digest>();
        for (int q = 0; q < queries; q++)
        {
            WireBase[] wires = Inputs(a, tape, leaf);
            tape.Inputs.Add(new KoalaBear(at));
            recorder.Leaf(tree, q, wires, recorder.ValueOf(a.LowBits(a.Input(KoalaBear.Zero), 2)));
            siblings.AddRange([s_leaves[at ^ 1], at < 2 ? s_right : s_left]);
        }

        tape.Siblings.Add([.. siblings]);
        a.Output(Enumerable.Repeat(a.Constant(KoalaBear.Zero), Digest.Length).ToArray());
        return (recorder.Finish(queries + 1), tape);
    }

    private static WireBase[] Inputs(WireArithmetic a, Tape tape, Digest d)
    {
        foreach (KoalaBear x in d.ToArray()) tape.Inputs.Add(x);
        return Array.ConvertAll(d.ToArray(), a.Input);
    }
}

/// <summary>Of rec1: permutation and step are one row.</summary>
public class Rec1MerkleAttackTests() : MerkleAttackTests("rec1");

/// <summary>Of fin1: a step's permutation is rows of wires.</summary>
public class Fin1MerkleAttackTests() : MerkleAttackTests("fin1");
