using Zkfp.Core.Air;
using Zkfp.Verifier.Keys;
using Zkfp.Verifier.Layout;
using Zkfp.Verifier.Parameters;
using Zkfp.Verifier.Tests.Toy;

namespace Zkfp.Verifier.Tests.Layout;

public class ShardLayoutTests
{
    private static readonly VerifyingKey s_key = ToyProof.Make().Key;

    [Fact]
    public void Columns_and_leaves_are_disjoint_and_aligned()
    {
        var random = new Random(5);
        for (int trial = 0; trial < 200; trial++)
        {
            int[] Heights(int most)
            {
                int[] h = [.. Enumerable.Range(0, random.Next(most + 1)).Select(_ => random.Next(8, 12))];
                Array.Sort(h, (a, b) => b - a);
                return h;
            }

            bool last = random.Next(2) == 0;
            int[][] heights = [Heights(4), Heights(2), Heights(2), [8], [8], [10, 8], Heights(4), last ? [8] : []];
            ShardLayout l = ShardLayout.Create(ToyMachine.Machine, s_key, new Shape(heights), last);
            var cells = new HashSet<(int, int)>();
            var leaves = new HashSet<long>();
            Fragment? previous = null;
            int evaluations = 0, constraints = 0;
            foreach (Fragment f in l.Fragments)
            {
                if (previous is not null)
                    Assert.True((-previous.LogHeight, previous.Table, previous.Position).CompareTo((-f.LogHeight, f.Table, f.Position)) < 0);
                previous = f;
                Assert.Equal((evaluations, constraints), (f.EvaluationOffset, f.ConstraintOffset));
                constraints += f.Air.Constraints.Count;
                foreach (ColumnSlot s in f.Slots)
                {
                    if (s.Kind == ColumnKind.Virtual) continue;
                    evaluations++;
                    Assert.Equal(0, s.FirstRow & ((1 << f.LogHeight) - 1));
                    Assert.InRange(s.StackedColumn, 0, l.Width - 1);
                    for (int b = 0; b < 1 << f.LogHeight; b += 256) Assert.True(cells.Add((s.StackedColumn, s.FirstRow + b)));
                }

                for (int j = 0; j < f.LeafStarts.Length; j++)
                {
                    Assert.Equal(0, f.LeafStarts[j] & ((1L << f.LogHeight) - 1));
                    bool global = f.LeafStarts[j] >= 1L << (l.LogLeaves - 1);
                    Assert.Equal(f.Air.Interactions[j].Bus.Scope == BusScope.Global, global);
                    Assert.True(f.LeafStarts[j] + (1L << f.LogHeight) <= 1L << (global ? l.LogLeaves : l.LogLeaves - 1));
                    for (long b = 0; b < 1L << f.LogHeight; b += 256) Assert.True(leaves.Add(f.LeafStarts[j] + b));
                }
            }

            Assert.Equal((evaluations, constraints), (l.EvaluationCount, l.ConstraintCount));
            Assert.True(l.MainWidth > 0 && l.Width <= 1 << l.LogWidth && (l.LogWidth == 0 || l.Width > 1 << (l.LogWidth - 1)));
        }
    }

    [Fact]
    public void Preprocessed_columns_lie_at_the_same_place_in_every_shard()
    {
        ShardLayout a = ShardLayout.Create(ToyMachine.Machine, s_key, new Shape([[9, 8], [], [], [8], [8], [10, 8], [8], []]), false);
        ShardLayout b = ShardLayout.Create(ToyMachine.Machine, s_key, new Shape([[], [8], [8], [8], [8], [10, 8], [11], [8]]), true);
        Assert.Equal(a.PreprocessedWidth, b.PreprocessedWidth);
        foreach (Fragment f in a.Fragments)
        {
            Fragment? g = Array.Find(b.Fragments, x => x.Table == f.Table && x.Position == f.Position);
            for (int c = 0; c < f.Slots.Length; c++)
                if (f.Slots[c].Kind == ColumnKind.Preprocessed)
                    Assert.Equal((f.Slots[c].Column, f.Slots[c].FirstRow), (g!.Slots[c].Column, g.Slots[c].FirstRow));
        }
    }

    [Fact]
    public void Limits_are_enforced()
    {
        int[] many = [.. Enumerable.Repeat(11, 64)];
        int[][] ok = [[8], [], [], [8], [8], [10, 8], [], []];
        Refused(ok[..7], "tables");
        Refused([[.. many, 11], .. ok[1..]], "at most 64");
        Refused([[7], .. ok[1..]], "log height 7");
        Refused([[12], .. ok[1..]], "log height 12");
        Refused([[8, 9], .. ok[1..]], "descending");
        var run = new ToyRun();
        var wide = new VerifyingKey(ToyMachine.Machine.Digest, 23, 0, 1, run.PreprocessedFragments, default, []);
        int[] tall = [.. Enumerable.Repeat(23, 64)];
        Assert.False(ShardLayout.TryCreate(ToyMachine.Machine, wide, new Shape([tall, .. ok[1..]]), false, out _, out string error));
        Assert.Contains("2^30", error, StringComparison.Ordinal);
        var low = new VerifyingKey(ToyMachine.Machine.Digest, 10, 0, 1, run.PreprocessedFragments, default, []);
        int[] tens = [.. Enumerable.Repeat(10, 64)];
        Assert.True(ShardLayout.TryCreate(ToyMachine.Machine, low, new Shape([tens, .. ok[1..]]), false, out ShardLayout? l, out _));
        Assert.True(l.MainWidth <= 1 << ProtocolParameters.MaxLogWidth);
    }

    private static void Refused(int[][] heights, string message)
    {
        Assert.False(ShardLayout.TryCreate(ToyMachine.Machine, s_key, new Shape(heights), false, out _, out string error));
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => ShardLayout.Create(ToyMachine.Machine, s_key, new Shape(heights), false));
    }
}
