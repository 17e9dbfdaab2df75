using Zkfp.Core.Field;
using Zkfp.Protocol.Layout;
using Zkfp.Protocol.Parameters;
using Zkfp.Recursion.Recording;
using Zkfp.Recursion.Witness;
using Zkfp.Verifier.Arithmetic;
using Zkfp.Verifier.Steps;
using Zkfp.Verifier.Tests.Arithmetic;
using Zkfp.Verifier.Tests.Layout;
using Zkfp.Verifier.Tests.Reference;
using Zkfp.Verifier.Tests.Toy;
using NativeHeights = Zkfp.Verifier.Steps.PositionHeights<
    Zkfp.Verifier.Arithmetic.NativeArithmetic, Zkfp.Core.Field.KoalaBear, Zkfp.Core.Field.KoalaBear5, Zkfp.Verifier.Arithmetic.NativeIndex>;
using NativePlaces = Zkfp.Verifier.Steps.SlotPlaces<
    Zkfp.Verifier.Arithmetic.NativeArithmetic, Zkfp.Core.Field.KoalaBear, Zkfp.Core.Field.KoalaBear5, Zkfp.Verifier.Arithmetic.NativeIndex>;

namespace Zkfp.Verifier.Tests.Steps;

/// <summary>Heights, places and weights as data, against what <see cref="ShardLayout"/> says; and that a prover has no choice in them.</summary>
public class PositionHeightTests
{
    /// <summary>For each number of rows, every rank, one of the tables' or not: the true one holds, if there is one, and no other.</summary>
    [Theory]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(11)]
    [InlineData(20)]
    public void A_prover_cannot_choose_a_height(int logHeight)
    {
        int heights = logHeight - 7, top = 1 << logHeight;
        List<uint> rows = [0, 1, 2, 255, 256, 257, 511, 512, 513, 1023, 1024, 1025, 2047, 2048, 2049, 4096, 1u << 23, 1u << 30, KoalaBear.P - 1, KoalaBear.P - 256];
        for (int k = 7; k <= logHeight; k++) rows.AddRange([KoalaBear.P - (1u << k), (1u << k) - 1, 1u << k, (1u << k) + 1]);
        List<uint> ranks = [.. Enumerable.Range(0, 2 * heights + 2).Select(r => (uint)r), KoalaBear.P - 1, KoalaBear.P - (uint)heights, KoalaBear.P / 2];
        (Circuit circuit, _) = Wires.Record(new Measuring(logHeight));
        foreach (uint n in rows)
        {
            int held = 0;
            foreach (uint rank in ranks)
            {
                var tape = new Tape();
                tape.Inputs.AddRange([new KoalaBear(n), new KoalaBear(rank)]);

                // Presence and blocks are what the rank says, whatever it is: only the checks of the height can refuse it.
                bool any = rank != 0 && rank <= heights;
                tape.Inputs.AddRange([new KoalaBear(any ? 1u : 0), new KoalaBear(any ? 1UL << (int)rank - 1 : 0)]);
                bool right = n <= top && rank == (n == 0 ? 0 : ClassLayout.LogHeightOf((int)n) - 7);
                Assert.True(new Replay(circuit, tape).Holds == right, $"{n} rows, rank {rank}");
                if (right) held++;
            }

            Assert.Equal(n <= top ? 1 : 0, held);
            Assert.Equal(n <= top, NativeHeights.TryMeasure(default, new KoalaBear(n), logHeight, out _));
        }
    }

    /// <summary>What is read from tables is what a height means.</summary>
    [Theory]
    [InlineData(8)]
    [InlineData(13)]
    [InlineData(20)]
    public void A_height_means_what_its_rows_say(int logHeight)
    {
        List<int> rows = [0, 1, 255];
        for (int k = 8; k <= logHeight; k++) rows.AddRange([1 << k, Math.Min((1 << k) + 1, 1 << logHeight)]);
        foreach (int n in rows)
        {
            int k = n == 0 ? -1 : ClassLayout.LogHeightOf(n);
            Assert.True(NativeHeights.TryMeasure(default, new KoalaBear((ulong)n), logHeight, out PositionHeight<KoalaBear>? got));
            PositionHeight<KoalaBear> fixed_ = NativeHeights.Fixed(default, n, logHeight);
            Assert.Equal(fixed_.Is, got!.Is);
            Assert.Equal(fixed_.AtMost, got.AtMost);
            Assert.Equal((fixed_.Rows, fixed_.Present, fixed_.Blocks, fixed_.Rank), (got.Rows, got.Present, got.Blocks, got.Rank));
            Assert.Equal(new KoalaBear(n == 0 ? 0u : (uint)k - 7), got.Rank);
        }
    }

    private sealed record Measuring(int LogHeight) : IVerifierSource
    {
        public void Run<TArithmetic, TBase, TExt, TIndex>(TArithmetic a)
            where TArithmetic : struct, IVerifierArithmetic<TBase, TExt, TIndex>
            where TBase : unmanaged where TExt : unmanaged where TIndex : unmanaged
        {
            Assert.True(PositionHeights<TArithmetic, TBase, TExt, TIndex>.TryMeasure(a, a.Input(KoalaBear.Zero), LogHeight, out PositionHeight<TBase>? height));
            Assert.True(a.AssertEqual(height!.Present, a.Input(KoalaBear.Zero)));
            Assert.True(a.AssertEqual(height.Blocks, a.Input(KoalaBear.Zero)));
        }
    }

    /// <summary>Slots and weights of random shapes are those of the layout, 0 where a position is absent.</summary>
    [Theory]
    [InlineData(11)]
    [InlineData(13)]
    [InlineData(15)] // numbers of windows with two digits
    public void Places_and_weights_are_the_layouts(int logHeight)
    {
        var random = new Random(logHeight);
        ProofClass c = ToyRun.Class(logHeight) with { MainWidth = 60, BoundaryWidth = 9, LogLeaves = logHeight + 6 };
        var run = new ToyRun(logHeight);
        var key = new Zkfp.Protocol.Keys.VerifyingKey(
            ToyMachine.Machine.Digest, logHeight, c.PreprocessedWidth, 0, 1, run.PreprocessedRows, Core.Hash.FieldHash.HashElements([1]), []);
        TablePosition[] positions = TablePosition.All(ToyMachine.Machine);
        for (int trial = 0; trial < 40; trial++)
        {
            bool last = trial % 2 == 0;
            int[] rows = Shapes.Random(random, positions, key, last);
            ShardLayout layout = ShardLayout.Create(ToyMachine.Machine, key, new Shape(c, rows), last);
            PositionHeight<KoalaBear>[] heights = Array.ConvertAll(positions, p => Measure(rows[p.Number]));
            var used = new Fragment?[positions.Length];
            foreach (Fragment f in layout.Fragments) used[f.Position.Number] = f;
            int[] items = Array.ConvertAll(positions, p => p.MainColumns), leaves = Array.ConvertAll(positions, p => p.LocalInteractions);
            Assert.True(NativePlaces.TryPlace(default, heights, items, 0, (long)c.MainWidth << logHeight - 8, out KoalaBear[] main));
            Assert.True(NativePlaces.TryPlace(default, heights, leaves, 0, 1L << c.LogLeaves - 9, out KoalaBear[] local));
            long cells = 0;
            foreach (Fragment f in layout.Fragments) cells += (long)f.Position.MainColumns << f.LogHeight - 8;
            Assert.True(NativePlaces.TryPlace(default, heights, items, 0, cells, out _));
            Assert.False(NativePlaces.TryPlace(default, heights, items, 0, cells - 1, out _));
            Check(Point(random, c.Variables), main, items, f => [.. f.Slots.Where(s => s.Kind == Core.Air.ColumnKind.Main).Select(s => ((long)s.StackedColumn << logHeight) + s.FirstRow)]);
            Check(Point(random, c.LogLeaves - 1), local, leaves, f => [.. f.LeafStarts.Where(s => s < 1L << c.LogLeaves - 1)]);

            void Check(KoalaBear5[] point, KoalaBear[] slots, int[] counts, Func<Fragment, long[]> starts)
            {
                var weights = new SlotWeights<NativeArithmetic, KoalaBear, KoalaBear5, NativeIndex>(default, point, logHeight);
                for (int q = 0; q < positions.Length; q++)
                {
                    Assert.True(weights.TryWeigh(heights[q], slots[q], counts[q], out KoalaBear5[] got));
                    if (used[q] is not { } f)
                    {
                        Assert.All(got, w => Assert.Equal(KoalaBear5.Zero, w));
                        continue;
                    }

                    long[] first = starts(f);
                    Assert.Equal(first.Length, got.Length);
                    KoalaBear5[] eq = Multilinear.Eq(point.AsSpan(0, point.Length - f.LogHeight));
                    if (first.Length != 0) Assert.Equal(first[0] >> f.LogHeight, slots[q].Value);
                    for (int j = 0; j < got.Length; j++) Assert.Equal(eq[first[j] >> f.LogHeight], got[j]);
                }
            }
        }

        PositionHeight<KoalaBear> Measure(int n)
        {
            Assert.True(NativeHeights.TryMeasure(default, new KoalaBear((ulong)n), logHeight, out PositionHeight<KoalaBear>? height));
            return height!;
        }
    }

    /// <summary>Up to the last slot of the space, beyond which a window begins that nothing lies in.</summary>
    [Theory]
    [InlineData(8, 14)]
    [InlineData(11, 17)]
    [InlineData(12, 19)]
    [InlineData(9, 22)]
    public void Weights_reach_the_end_of_the_space(int logHeight, int variables)
    {
        KoalaBear5[] point = Point(new Random(variables), variables);
        var weights = new SlotWeights<NativeArithmetic, KoalaBear, KoalaBear5, NativeIndex>(default, point, logHeight);
        for (int k = 8; k <= logHeight; k++)
        {
            Assert.True(NativeHeights.TryMeasure(default, new KoalaBear(1UL << k), logHeight, out PositionHeight<KoalaBear>? height));
            KoalaBear5[] eq = Multilinear.Eq(point.AsSpan(0, variables - k));
            foreach (int count in (int[])[1, 2, 63, 64, Math.Min(65, eq.Length), Math.Min(130, eq.Length)])
            {
                Assert.True(weights.TryWeigh(height!, new KoalaBear((ulong)(eq.Length - count)), count, out KoalaBear5[] got));
                Assert.Equal(eq[^count..], got);
            }
        }
    }

    /// <summary>Sums of weights with powers of a challenge, from every place in a window, over any number of windows, against the weights; 0 where nothing is.</summary>
    [Theory]
    [InlineData(8, 13)] // a window of 32 slots
    [InlineData(8, 17)]
    [InlineData(11, 18)]
    [InlineData(9, 22)]
    public void Sums_of_weights_are_those_of_the_weights(int logHeight, int variables)
    {
        var random = new Random(variables);
        KoalaBear5[] point = Point(random, variables);
        KoalaBear5 tau = Point(random, 1)[0];
        var weights = new SlotWeights<NativeArithmetic, KoalaBear, KoalaBear5, NativeIndex>(default, point, logHeight);
        weights.Prepare(new Powers<NativeArithmetic, KoalaBear, KoalaBear5, NativeIndex>(default, tau));
        for (int k = 8; k <= logHeight; k++)
        {
            Assert.True(NativeHeights.TryMeasure(default, new KoalaBear(1UL << k), logHeight, out PositionHeight<KoalaBear>? height));
            Assert.True(NativeHeights.TryMeasure(default, KoalaBear.Zero, logHeight, out PositionHeight<KoalaBear>? absent));
            KoalaBear5[] eq = Multilinear.Eq(point.AsSpan(0, variables - k));
            foreach (int count in (int[])[0, 1, 2, 31, 32, 33, 63, 64, 65, 127, 128, 129, 200, 256])
            {
                if (count > eq.Length) continue;
                int[] starts = [.. Enumerable.Range(0, 70).Where(s => s + count <= eq.Length), eq.Length - count];
                foreach (int start in starts)
                {
                    KoalaBear5 expected = KoalaBear5.Zero;
                    for (int j = count - 1; j >= 0; j--) expected = expected * tau + eq[start + j];
                    Assert.True(weights.TrySum(height!, new KoalaBear((ulong)start), count, out KoalaBear5 got));
                    Assert.Equal(expected, got);
                    Assert.True(weights.TrySum(absent!, new KoalaBear((ulong)Math.Min(start, 5)), count, out KoalaBear5 nothing));
                    Assert.Equal(KoalaBear5.Zero, nothing);
                }
            }
        }
    }

    /// <summary>"Row &lt; n" at a point, against the column's own function of the index, for heights with all digits and with few.</summary>
    [Theory]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(12)]
    [InlineData(13)]
    [InlineData(18)]
    [InlineData(20)]
    public void Rows_in_use_as_a_column(int logHeight)
    {
        var random = new Random(logHeight);
        KoalaBear5[] r = Point(random, logHeight);
        var active = new ActiveColumn<NativeArithmetic, KoalaBear, KoalaBear5, NativeIndex>(default, r);
        var column = new Core.Air.Column("active", Core.Air.ColumnKind.Virtual, Core.Air.VirtualKind.Active);
        List<int> rows = [1, 2, 64, 65, 255, 256];
        for (int k = 8; k <= logHeight; k++) rows.AddRange([(1 << k) - 1, 1 << k, Math.Min((1 << k) + 1, 1 << logHeight), random.Next(1, 1 + (1 << k))]);
        foreach (int n in rows)
        {
            Assert.True(NativeHeights.TryMeasure(default, new KoalaBear((uint)n), logHeight, out PositionHeight<KoalaBear>? height));
            Assert.True(active.TryEvaluate(height!, out KoalaBear5 got));
            Assert.Equal(column.VirtualMle<KoalaBear5>(r.AsSpan(logHeight - ClassLayout.LogHeightOf(n)), n), got);
        }

        Assert.True(NativeHeights.TryMeasure(default, KoalaBear.Zero, logHeight, out PositionHeight<KoalaBear>? absent));
        Assert.True(active.TryEvaluate(absent!, out KoalaBear5 zero));
        Assert.Equal(KoalaBear5.Zero, zero);
    }

    /// <summary>A position of the last shard alone: its own height there, absent or not, and in no field anything elsewhere.</summary>
    [Theory]
    [InlineData(0u)]
    [InlineData(1u)]
    [InlineData(300u)]
    public void Height_under_a_flag(uint rows)
    {
        Assert.True(NativeHeights.TryMeasure(default, new KoalaBear(rows), 11, out PositionHeight<KoalaBear>? height));
        foreach (KoalaBear flag in (KoalaBear[])[0, 1])
        {
            PositionHeight<KoalaBear> got = NativeHeights.If(default, flag, height!);
            Assert.Equal((flag * height!.Rows, flag * height.Present, flag * height.Blocks), (got.Rows, got.Present, got.Blocks));
            Assert.Equal(Array.ConvertAll(height.Is, x => flag * x), got.Is);
            Assert.Equal(Array.ConvertAll(height.AtMost, x => flag * x), got.AtMost);
        }
    }

    /// <summary>Windows of 64 slots: counts and slots around their borders, up to the last slot of the space.</summary>
    [Fact]
    public void Weights_across_windows()
    {
        var random = new Random(8);
        const int logHeight = 9, bits = 17;
        KoalaBear5[] point = Point(random, bits);
        var weights = new SlotWeights<NativeArithmetic, KoalaBear, KoalaBear5, NativeIndex>(default, point, logHeight);
        foreach (int k in (int[])[8, 9])
        {
            Assert.True(NativeHeights.TryMeasure(default, new KoalaBear(1u << k), logHeight, out PositionHeight<KoalaBear>? height));
            KoalaBear5[] eq = Multilinear.Eq(point.AsSpan(0, bits - k));
            foreach (int slot in (int[])[0, 1, 63, 64, 65, 127, eq.Length - 130, eq.Length - 1])
            {
                foreach (int count in (int[])[1, 2, 63, 64, 65, 129])
                {
                    if (slot + count > eq.Length) continue;
                    Assert.True(weights.TryWeigh(height!, new KoalaBear((uint)slot), count, out KoalaBear5[] got));
                    Assert.Equal(eq[slot..(slot + count)], got);
                }
            }

            Assert.False(weights.TryWeigh(height!, new KoalaBear(1u << bits - 8), 1, out _));
        }
    }

    private static KoalaBear5[] Point(Random random, int count)
    {
        KoalaBear Next() => new((ulong)random.NextInt64(KoalaBear.P));
        return [.. Enumerable.Range(0, count).Select(_ => new KoalaBear5(Next(), Next(), Next(), Next(), Next()))];
    }
}
