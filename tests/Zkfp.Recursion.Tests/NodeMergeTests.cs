using Zkfp.Core.Field;
using Zkfp.Protocol.Parameters;
using Zkfp.Recursion.Circuits;
using Zkfp.Recursion.Recording;
using Zkfp.Recursion.Witness;

namespace Zkfp.Recursion.Tests;

/// <summary>Statements of neighbours: what merges, what it becomes, and what does not merge.</summary>
public class NodeMergeTests
{
    private const int KeyRoot = 0, Run = 9, First = 18, Last = 19, Start = 20, End = 22;
    private const int Halted = 24, Idle = 25, Outcome = 26, Commits = 28, N = 52, D = 57, Blocks = 62, Size = 63;

    private static readonly Circuit s_circuit = Record();

    [Fact]
    public void Two_halves_are_one()
    {
        KoalaBear[] left = Left(), right = Right(), expected = (KoalaBear[])left.Clone();
        expected[Last] = right[Last];
        right.AsSpan(End, 2).CopyTo(expected.AsSpan(End));
        expected[Halted] = 1;
        right.AsSpan(Outcome, 2).CopyTo(expected.AsSpan(Outcome));
        right.AsSpan(Commits + 3, 3).CopyTo(expected.AsSpan(Commits + 3));
        (X(left, N) * X(right, D) + X(right, N) * X(left, D)).CopyTo(expected.AsSpan(N, 5));
        (X(left, D) * X(right, D)).CopyTo(expected.AsSpan(D, 5));
        expected[Blocks] = left[Blocks] + right[Blocks];
        Assert.True(Merge(left, right, 1, expected));
        for (int i = 0; i < Size; i++)
        {
            var wrong = (KoalaBear[])expected.Clone();
            wrong[i] += 1;
            Assert.False(Merge(left, right, 1, wrong), $"element {i}");
        }
    }

    /// <summary>A place that is not in use says nothing, whatever it holds; nor is a place in use half or twice.</summary>
    [Fact]
    public void An_empty_place_is_kept_out()
    {
        KoalaBear[] left = Left();
        var noise = new KoalaBear[Size];
        for (int i = 0; i < Size; i++) noise[i] = new KoalaBear((ulong)i + 12345).Pow(99);
        Assert.True(Merge(left, noise, 0, left));
        Assert.True(Merge(left, left, 0, left));
        Assert.False(Merge(left, noise, 1, left));
    }

    /// <summary>Idle shards go on behind the one that halts, and keep what it said.</summary>
    [Fact]
    public void Idle_shards_follow_the_halt()
    {
        KoalaBear[] left = Right(), right = Quiet(left);
        Assert.True(Merges(left, right));
        KoalaBear[] both = Quiet(Quiet(left)), first = Quiet(left);
        var idle = (KoalaBear[])first.Clone();
        idle[Last] = both[Last];
        (X(first, N) * X(both, D) + X(both, N) * X(first, D)).CopyTo(idle.AsSpan(N, 5));
        (X(first, D) * X(both, D)).CopyTo(idle.AsSpan(D, 5));
        idle[Blocks] = first[Blocks] + both[Blocks];
        Assert.True(Merge(first, both, 1, idle));

        // What one of them does the two do, or it would pass for idle behind a halt; an empty place changes nothing.
        foreach ((int a, int b) in ((int, int)[])[(1, 0), (0, 1), (0, 0)])
        {
            (first[Idle], both[Idle], idle[Idle]) = (a, b, 0);
            Assert.True(Merge(first, both, 1, idle));
            idle[Idle] = 1;
            Assert.False(Merge(first, both, 1, idle), $"{a}, {b}");
            Assert.True(Merge(first, both, 0, first));
        }
    }

    public static TheoryData<string, int, uint> Attacks => new()
    {
        { "another key root", KeyRoot + 8, 1 }, { "another run", Run, 1 }, { "another run", Run + 8, 5 },
        { "a gap", First, 1 }, { "an overlap", First, KoalaBear.P - 1 }, { "another pc", Start, 1 }, { "another npc", Start + 1, 1 },
    };

    [Theory]
    [MemberData(nameof(Attacks))]
    public void What_is_no_neighbour_is_refused(string what, int element, uint add)
    {
        KoalaBear[] right = Right();
        Assert.True(Merges(Left(), right), what);
        right[element] += new KoalaBear(add);
        Assert.False(Merges(Left(), right), what);
    }

    [Fact]
    public void Order_halts_and_words_are_checked()
    {
        Assert.False(Merges(Right(), Left()));
        Assert.False(Merges(Left(), Left()));

        // Two halts; work behind a halt.
        KoalaBear[] left = Right(), right = Quiet(left);
        right[Halted] = 1;
        Assert.False(Merges(left, right));
        right = Quiet(left);
        right[Idle] = 0;
        Assert.False(Merges(left, right));

        // A word twice, with the same halves or with none.
        foreach (uint half in (uint[])[7, 0])
        {
            right = Right();
            (right[Commits], right[Commits + 1], right[Commits + 2]) = (1, new KoalaBear(half), 0);
            Assert.False(Merges(Left(), right));
        }
    }

    /// <summary>Blocks of global messages: at most (p − 1)/2^8 together, and no sum goes round p.</summary>
    [Fact]
    public void Blocks_are_counted()
    {
        const uint most = ProtocolParameters.MaxGlobalBlocks;
        foreach ((uint a, uint b, bool holds) in ((uint, uint, bool)[])[
            (most - 3, 3, true), (most - 3, 4, false), (most, most, false), (most, 0, true), (KoalaBear.P - 3, 2, false)])
        {
            KoalaBear[] left = Left(), right = Right();
            (left[Blocks], right[Blocks]) = (new KoalaBear(a), new KoalaBear(b));
            Assert.Equal(holds, Merges(left, right));
        }

        Assert.True(CheckBlocks(most));
        Assert.False(CheckBlocks(most + 1));
        Assert.False(CheckBlocks(KoalaBear.P - 1));
    }

    private static bool CheckBlocks(uint blocks)
    {
        var recorder = new CircuitRecorder();
        var a = new WireArithmetic(recorder);
        NodeMerge<WireArithmetic, WireBase, WireExt, WireIndex>.CheckBlocks(a, a.Input(KoalaBear.Zero));
        var tape = new Tape();
        tape.Inputs.Add(new KoalaBear(blocks));
        return new Replay(recorder.Finish(), tape).Holds;
    }

    // Shards 3 to 5, which commit word 0, and shard 6, which halts and commits word 1.
    private static KoalaBear[] Left()
    {
        var v = new KoalaBear[Size];
        for (int i = 0; i < 18; i++) v[i] = 100 + i;
        (v[First], v[Last], v[Start], v[Start + 1], v[End], v[End + 1]) = (3, 5, 40, 41, 50, 77);
        (v[Commits], v[Commits + 1], v[Commits + 2]) = (1, 7, 0);
        for (int i = N; i < Blocks; i++) v[i] = new KoalaBear((ulong)i).Pow(1000);
        v[Blocks] = 6;
        return v;
    }

    private static KoalaBear[] Right()
    {
        KoalaBear[] v = Left();
        (v[First], v[Last], v[Start], v[Start + 1], v[End], v[End + 1]) = (6, 6, 50, 77, 0, 0);
        (v[Halted], v[Outcome], v[Outcome + 1]) = (1, 0x700, 3);
        (v[Commits], v[Commits + 1], v[Commits + 2], v[Commits + 3], v[Commits + 4], v[Commits + 5]) = (0, 0, 0, 1, 8, 9);
        for (int i = N; i < Blocks; i++) v[i] = new KoalaBear((ulong)i).Pow(2000);
        return v;
    }

    // An idle shard behind one that ends at 0.
    private static KoalaBear[] Quiet(KoalaBear[] before)
    {
        var v = (KoalaBear[])before.Clone();
        v[First] = v[Last] = before[Last] + 1;
        v.AsSpan(Start, N - Start).Clear();
        v[Idle] = 1;
        return v;
    }

    private static KoalaBear5 X(KoalaBear[] v, int at) => KoalaBear5.FromCoefficients(v.AsSpan(at, 5));

    private static bool Merges(KoalaBear[] left, KoalaBear[] right)
    {
        // Its result is what comes out: only the checks between the two are asked for.
        var recorder = new CircuitRecorder();
        Source<WireArithmetic, WireBase, WireExt, WireIndex>.Merge(new WireArithmetic(recorder), left, right, 1);
        var tape = new Tape();
        Source<TapeArithmetic, KoalaBear, KoalaBear5, uint>.Merge(new TapeArithmetic(tape), left, right, 1);
        return new Replay(recorder.Finish(), tape).Holds;
    }

    private static bool Merge(KoalaBear[] left, KoalaBear[] right, KoalaBear active, KoalaBear[] expected)
    {
        var tape = new Tape();
        Source<TapeArithmetic, KoalaBear, KoalaBear5, uint>.Expect(new TapeArithmetic(tape), left, right, active, expected);
        return new Replay(s_circuit, tape).Holds;
    }

    private static Circuit Record()
    {
        var recorder = new CircuitRecorder();
        var any = new KoalaBear[Size];
        Source<WireArithmetic, WireBase, WireExt, WireIndex>.Expect(new WireArithmetic(recorder), any, any, 0, any);
        return recorder.Finish();
    }

    private static class Source<TArithmetic, TBase, TExt, TIndex>
        where TArithmetic : struct, ICircuitArithmetic<TBase, TExt, TIndex>
        where TBase : unmanaged where TExt : unmanaged where TIndex : unmanaged
    {
        public static void Expect(TArithmetic a, KoalaBear[] left, KoalaBear[] right, KoalaBear active, KoalaBear[] expected)
        {
            TBase[] got = Merge(a, left, right, active).ToElements<TArithmetic, TIndex>(a);
            Assert.Equal(Size + 1, got.Length);
            for (int i = 0; i < Size; i++) a.AssertEqual(got[i + 1], a.Input(expected[i]));
        }

        public static NodeStatement<TBase, TExt> Merge(TArithmetic a, KoalaBear[] left, KoalaBear[] right, KoalaBear active)
        {
            NodeStatement<TBase, TExt> l = Statement(a, left), r = Statement(a, right);
            return NodeMerge<TArithmetic, TBase, TExt, TIndex>.Append(a, l, r, a.Input(active));
        }

        private static NodeStatement<TBase, TExt> Statement(TArithmetic a, KoalaBear[] v)
        {
            TBase[] w = Array.ConvertAll(v, a.Input);
            return new NodeStatement<TBase, TExt>(
                w[KeyRoot..Run], w[Run..First], w[First], w[Last], w[Start..End], w[End..Halted], w[Halted], w[Idle], w[Outcome..Commits], w[Commits..N],
                a.Compose(w.AsSpan(N, 5)), a.Compose(w.AsSpan(D, 5)), w[Blocks]);
        }
    }
}
