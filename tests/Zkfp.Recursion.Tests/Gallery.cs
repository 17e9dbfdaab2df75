using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Core.Trace;
using Zkfp.Protocol.Proofs;
using Zkfp.Recursion.Machine;
using Zkfp.Recursion.Recording;
using Zkfp.Recursion.Witness;

namespace Zkfp.Recursion.Tests;

/// <summary>
/// A small circuit of each machine that uses every operation and sends every message of every table: two trees are opened, one with rows that share a leaf,
/// and a third has one member.
/// </summary>
internal static class Gallery
{
    private const int LogRows = 4;
    private static readonly uint[] s_indices = [9, 3, 9, 0, 15];

    /// <summary>Names of the machines.</summary>
    public static TheoryData<string> Machines => [.. new[] { RecursionMachine.Rec1, RecursionMachine.Fin1 }.Select(m => m.Definition.Name)];

    public static Circuit Circuit { get; } = Of(RecursionMachine.Rec1).Circuit;

    public static Tape Tape() => Of(RecursionMachine.Rec1).Tape;

    public static RecursionMachine Machine(string name) => name == "fin1" ? RecursionMachine.Fin1 : RecursionMachine.Rec1;

    /// <summary>The honest trace.</summary>
    public static ShardTrace Trace() => Trace(RecursionMachine.Rec1);

    /// <summary>That of a machine.</summary>
    public static ShardTrace Trace(RecursionMachine machine)
    {
        (Circuit circuit, Tape tape) = Of(machine);
        var replay = new Replay(circuit, tape);
        Assert.True(replay.Holds, $"{replay.Broken}: {replay.BrokenKind}");
        return CircuitTables.Trace(circuit, replay);
    }

    /// <summary>What the trace breaks.</summary>
    public static TraceReport Check(ShardTrace trace) => Check(RecursionMachine.Rec1, trace);

    /// <summary>What the trace breaks of a machine.</summary>
    public static TraceReport Check(RecursionMachine machine, ShardTrace trace)
    {
        var checker = new TraceChecker(machine.Definition);
        checker.AddShard(trace);
        return checker.Finish(trace);
    }

    /// <summary>Circuit and witness of a machine.</summary>
    public static (Circuit Circuit, Tape Tape) Of(RecursionMachine machine)
    {
        bool arrays = machine.Has(TableId.Array);
        var recorder = new CircuitRecorder(machine);
        Source<WireArithmetic, WireBase, WireExt, WireIndex>.Run(new WireArithmetic(recorder), arrays);
        var tape = new Tape();
        Source<TapeArithmetic, KoalaBear, KoalaBear5, uint>.Run(new TapeArithmetic(tape), arrays);
        return (recorder.Finish(), tape);
    }

    private static KoalaBear5 Any(int seed) => KoalaBear5.FromCoefficients([.. Enumerable.Range(seed, 5).Select(i => new KoalaBear((ulong)i).Pow(77))]);

    private static class Source<TArithmetic, TBase, TExt, TIndex>
        where TArithmetic : struct, ICircuitArithmetic<TBase, TExt, TIndex>
        where TBase : unmanaged where TExt : unmanaged where TIndex : unmanaged
    {
        public static void Run(TArithmetic a, bool arrays)
        {
            TExt x = a.Input(Any(10)), y = a.Input(Any(20)), product = a.Mul(x, y), expected = a.Input(Any(10) * Any(20) - Any(10));
            a.AssertEqual(a.Sub(product, x), expected);
            a.AssertNonZero(product);
            TBase u = a.Input(new KoalaBear(5)), v = a.Input(new KoalaBear((1u << 24) + 8));
            a.TryBits(u, 3, out TIndex small);
            TIndex low = a.LowBits(v, 10);
            a.AssertEqual(a.DomainPoint(low, 10), a.Input(KoalaBear.RootOfUnity(10).Pow(Verifier.Arithmetic.NativeArithmetic.Reverse(8, 10))));

            // Every bit of some elements, as one wire each.
            foreach (uint element in (uint[])[KoalaBear.P - 2, 0x2AC9_6D35, 0x51B6_93CE])
            {
                TIndex all = a.LowBits(a.Input(new KoalaBear(element)), 31);
                TBase sum = a.Constant(KoalaBear.Zero);
                for (int i = 0; i < 31; i++) sum = a.Add(sum, a.Mul(a.Bit(all, i), a.Constant(new KoalaBear(1UL << i))));
                a.AssertEqual(sum, a.Constant(new KoalaBear(element)));
            }

            a.AssertZero(a.LowBits(v, 3));
            TExt[] table = [x, y, product, a.Constant(KoalaBear5.Zero)];
            TExt read = a.Add(
                arrays ? a.Select(table, a.Mul(a.Bit(small, 0), a.Bit(small, 2))) : y,
                arrays ? a.Select(table, a.Sub(u, a.Constant(new KoalaBear(3)))) : product);
            a.AssertEqual(read, a.Input(Any(20) + Any(10) * Any(20)));
            Span<TBase> five = new TBase[5];
            a.Decompose(read, five);
            TExt reversed = a.Compose([five[4], five[3], five[2], five[1], five[0]]);
            TExt dot = a.Dot([x, y, reversed, read, product, y, read, x, product, reversed], [.. five, .. five]);
            TExt pow = a.PowMle(u, [x, dot]);
            List<TBase> hashed = [];
            foreach (TExt e in (TExt[])[pow, reversed, dot])
            {
                a.Decompose(e, five);
                hashed.AddRange(five);
            }

            hashed.Add(u);
            TBase[] digest = Verifier.Arithmetic.VerifierHash<TArithmetic, TBase, TExt, TIndex>.HashElements(a, [.. hashed]);
            foreach (int width in (int[])[3, 12])
            {
                (Digest root, MerkleOpening opening) = Tree(width);
                var rows = new TBase[s_indices.Length * width];
                TIndex[] at = Array.ConvertAll(s_indices, i => a.LowBits(a.Input(new KoalaBear(i)), LogRows));
                a.OpenRows(ProofHash.Poseidon2, Array.ConvertAll(root.ToArray(), a.Input), at, opening, LogRows, width, rows, width);
                digest = Verifier.Arithmetic.VerifierHash<TArithmetic, TBase, TExt, TIndex>.HashElements(a, [.. digest, .. rows]);
            }

            // Wires of one state that are read differently often, by the next permutation and beside it.
            TBase[] state = [.. digest, .. five, .. digest, u];
            a.Permute(state);
            TBase[] between = [state[4], state[3], state[2], state[1], state[0], state[7], state[16]];
            a.Permute(state);
            digest = Verifier.Arithmetic.VerifierHash<TArithmetic, TBase, TExt, TIndex>.HashElements(a, [.. between, .. state]);

            var transcript = new Verifier.Arithmetic.VerifierTranscript<TArithmetic, TBase, TExt, TIndex>(a, "gallery", null);
            transcript.Observe("dot", dot);
            for (int i = 0; i < 3; i++)
            {
                a.Decompose(transcript.Sample("sample"), five);
                digest = Verifier.Arithmetic.VerifierHash<TArithmetic, TBase, TExt, TIndex>.HashElements(a, [.. digest, .. five]);
            }

            Digest[] leaves = [FieldHash.HashElements([1]), FieldHash.HashElements([2]), FieldHash.HashElements([3]), FieldHash.HashElements([4])];
            Digest left = FieldHash.Compress(leaves[0], leaves[1]), right = FieldHash.Compress(leaves[2], leaves[3]);
            TBase[] member = Verifier.Arithmetic.VerifierHash<TArithmetic, TBase, TExt, TIndex>.HashElements(a, [a.Input(new KoalaBear(3))]);
            a.TryBits(a.Input(new KoalaBear(2)), 2, out TIndex place);
            a.AssertMember(Array.ConvertAll(FieldHash.Compress(left, right).ToArray(), a.Input), place, member, [leaves[3], left]);
            a.Output(digest);
        }
    }

    // An opening of 2^4 rows at the indices.
    private static (Digest Root, MerkleOpening Opening) Tree(int width)
    {
        int logLeaf = FieldHash.LogLeafRows(width, LogRows), leafWidth = width << logLeaf, depth = LogRows - logLeaf;
        var cells = new KoalaBear[width << LogRows];
        for (int i = 0; i < cells.Length; i++) cells[i] = new KoalaBear((ulong)(i + 7 * width)).Pow(9);
        var levels = new List<Digest[]>();
        var level = new Digest[1 << depth];
        for (int i = 0; i < level.Length; i++) level[i] = FieldHash.HashLeaf(cells.AsSpan(i * leafWidth, leafWidth));
        for (int k = 0; k <= depth; k++)
        {
            levels.Add(level);
            var next = new Digest[level.Length / 2];
            for (int i = 0; i < next.Length; i++) next[i] = FieldHash.Compress(level[2 * i], level[2 * i + 1]);
            level = next;
        }

        uint[] known = Verifier.Merkle.MultiOpening.Leaves(s_indices, logLeaf);
        KoalaBear[] rows = [.. known.SelectMany(i => cells.AsSpan((int)i * leafWidth, leafWidth).ToArray())];
        var siblings = new List<Digest>();
        for (int k = 0; k < depth; k++)
        {
            foreach (uint i in known)
                if (!known.Contains(i ^ 1)) siblings.Add(levels[k][i ^ 1]);
            known = Verifier.Merkle.MultiOpening.Distinct(Array.ConvertAll(known, i => i >> 1));
        }

        return (levels[depth][0], new MerkleOpening(rows, [.. siblings]));
    }
}
