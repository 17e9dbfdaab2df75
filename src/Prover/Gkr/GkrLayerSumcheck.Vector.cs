using System.Runtime.InteropServices;
using Zkfp.Core.Field;
using Zkfp.Core.Memory;
using Zkfp.Prover.Kernels;

namespace Zkfp.Prover.Gkr;

internal sealed unsafe partial class GkrLayerSumcheck<L, V>
{
    private const int BlockWords = EqTable.Block / Ext.Group * Ext.Words;

    // Blocks per part of a job.
    private const int MinBlocks = 8;

    // Elements per array before the next fold.
    private long _size;

    // Scratch of one worker: blocks of extension elements, constants of the layer, sums.
    private sealed class Scratch : IDisposable
    {
        private readonly NativeBuffer _memory = new(ScratchBlocks * BlockWords, clear: true);

        public Scratch(int sums) => Sums = new Accumulator<L, V>(sums);

        public const int ScratchBlocks = 20;

        public Accumulator<L, V> Sums { get; }

        public uint* Block(int i) => _memory.Pointer + (long)i * BlockWords;

        public void Dispose()
        {
            Sums.Dispose();
            _memory.Dispose();
        }
    }

    // Blocks of scratch that hold constants; the others are free.
    private const int Zero = 0, One = 1, Lambda = 2, Kappa = 3, Challenge = 4, Free = 5;

    private Scratch NewScratch(int sums, KoalaBear5 r = default)
    {
        var s = new Scratch(sums);
        Ext.Fill(s.Block(One), BlockWords / Ext.Words, KoalaBear5.One);
        Ext.Fill(s.Block(Lambda), BlockWords / Ext.Words, _lambda);
        Ext.Fill(s.Block(Kappa), 1, _kappa);
        Ext.Fill(s.Block(Challenge), 1, r);
        return s;
    }

    // Blocks of the local class at node p as stored; (0, 1) past its end.
    private (nint N0, nint N1, nint D0, nint D1) Raw(Scratch s, long p)
    {
        if (p >= _local.Stored) return ((nint)s.Block(Zero), (nint)s.Block(Zero), (nint)s.Block(One), (nint)s.Block(One));
        return _local.BaseNumerators
            ? ((nint)(_local.N0 + p), (nint)(_local.N1 + p), (nint)Ext.At(_local.D0, p), (nint)Ext.At(_local.D1, p))
            : ((nint)Ext.At(_local.N0, p), (nint)Ext.At(_local.N1, p), (nint)Ext.At(_local.D0, p), (nint)Ext.At(_local.D1, p));
    }

    // s(0) of G over blocks: t = N₀·D₁ + N₁'·D₀ with base or extension N₀.
    private static void Product(uint* t, uint* n0, bool baseN0, uint* n1, uint* d0, uint* d1, int groups)
    {
        Kernel<L, V>.Mul(t, n1, d0, groups);
        if (baseN0) Kernel<L, V>.BaseMulAdd(t, n0, d1, Ext.Words, t, groups);
        else Kernel<L, V>.MulAdd(t, n0, d1, Ext.Words, t, groups);
    }

    private void FirstPass()
    {
        int logHalf = _z.Length - 2;
        long half = 1L << logHalf;
        _size = 2 * half;
        using var eq = new EqTable(_z.AsSpan(2));
        bool isBase = _local.BaseNumerators;
        _pool.For((int)(half / eq.Elements), 1, MinBlocks, (start, end) =>
        {
            using Scratch s = NewScratch(FirstSums);
            uint* t = s.Block(Free), nl = s.Block(Free + 1), nh = s.Block(Free + 2);
            uint* x0 = s.Block(Free + 3), x1 = s.Block(Free + 4), x2 = s.Block(Free + 5), x3 = s.Block(Free + 6);
            int groups = eq.Groups;
            for (int i = start; i < end; i++)
            {
                var lo = Raw(s, (long)i * eq.Elements);
                var hi = Raw(s, (long)i * eq.Elements + half);
                RightNumerator(nl, lo.N1, lo.D1, s, groups);
                RightNumerator(nh, hi.N1, hi.D1, s, groups);
                Product(t, (uint*)lo.N0, isBase, nl, (uint*)lo.D0, (uint*)lo.D1, groups);
                Kernel<L, V>.MulAcc(s.Sums.Block(LowG), eq.Low, t, groups);
                LinearSums(s, lo, LowN, LowD, t, eq, groups);
                LinearSums(s, hi, HighN, HighD, t, eq, groups);
                if (isBase) Kernel<L, V>.SubBase(x0, (uint*)hi.N0, Ext.Group, (uint*)lo.N0, Ext.Group, groups);
                else Sub(x0, hi.N0, lo.N0, groups);
                Sub(x1, (nint)nh, (nint)nl, groups);
                Sub(x2, hi.D0, lo.D0, groups);
                Sub(x3, hi.D1, lo.D1, groups);
                Product(t, x0, isBase, x1, x2, x3, groups);
                Kernel<L, V>.MulAcc(s.Sums.Block(Quadratic), eq.Low, t, groups);
                s.Sums.EndBlock(eq.Factors[i]);
            }

            s.Sums.AddTo(_sums);
        });
    }

    private void RightNumerator(uint* d, nint n1, nint d1, Scratch s, int groups)
    {
        if (_local.BaseNumerators && n1 != (nint)s.Block(Zero))
        {
            Kernel<L, V>.MulAdd(d, (uint*)d1, s.Block(Lambda), 0, s.Block(Zero), groups);
            AddPlane0(d, (uint*)n1, groups);
        }
        else
        {
            Kernel<L, V>.MulAdd(d, (uint*)d1, s.Block(Lambda), 0, (uint*)n1, groups);
        }
    }

    // The base vector x added to coefficient 0.
    private static void AddPlane0(uint* d, uint* x, int groups)
    {
        for (int g = 0; g < groups; g++) Kernel<L, V>.AddBase(d + g * Ext.Words, d + g * Ext.Words, 0, x + g * Ext.Group, 0, 1);
    }

    private void LinearSums(Scratch s, (nint N0, nint N1, nint D0, nint D1) x, int n, int d, uint* t, EqTable eq, int groups)
    {
        if (_local.BaseNumerators)
        {
            Kernel<L, V>.AddBase(t, (uint*)x.N0, Ext.Group, (uint*)x.N1, Ext.Group, groups);
            Kernel<L, V>.MulAccBase(s.Sums.Block(n), eq.Low, t, groups);
        }
        else
        {
            Kernel<L, V>.Add(t, (uint*)x.N0, Ext.Words, (uint*)x.N1, Ext.Words, groups);
            Kernel<L, V>.MulAcc(s.Sums.Block(n), eq.Low, t, groups);
        }

        Kernel<L, V>.Add(t, (uint*)x.D0, Ext.Words, (uint*)x.D1, Ext.Words, groups);
        Kernel<L, V>.MulAcc(s.Sums.Block(d), eq.Low, t, groups);
    }

    private static void Sub(uint* d, nint a, nint b, int groups) => Kernel<L, V>.Sub(d, (uint*)a, Ext.Words, (uint*)b, Ext.Words, groups);

    // Halves all arrays and, if they stay long enough, computes the sums of the next round in the same pass.
    private void FoldAndSum(KoalaBear5 r)
    {
        bool first = _n0 is null;
        long half = _size / 2;
        if (first)
        {
            // In place, where the local class has the room.
            for (int i = 0; i < 4; i++)
                if (_local.Stored < half || (i < 2 && _local.BaseNumerators)) _owned[i] = new NativeBuffer(Ext.Groups(half) * Ext.Words);
            _n0 = _owned[0] is null ? _local.N0 : _owned[0]!.Pointer;
            _n1 = _owned[1] is null ? _local.N1 : _owned[1]!.Pointer;
            _d0 = _owned[2] is null ? _local.D0 : _owned[2]!.Pointer;
            _d1 = _owned[3] is null ? _local.D1 : _owned[3]!.Pointer;
        }

        bool sums = half >= 2 * Ext.Group;
        long quarter = sums ? half / 2 : half;
        using var eq = new EqTable(_z.AsSpan(_round + 1, sums ? _z.Length - _round - 1 : 0));
        int elements = (int)Math.Min(EqTable.Block, quarter), groups = elements / Ext.Group;
        var totals = new KoalaBear5[2];
        _pool.For((int)(quarter / elements), 1, MinBlocks, (start, end) =>
        {
            using Scratch s = NewScratch(2, r);
            uint* t = s.Block(Free), x0 = s.Block(Free + 1), x1 = s.Block(Free + 2), x2 = s.Block(Free + 3), x3 = s.Block(Free + 4);
            for (int i = start; i < end; i++)
            {
                long p = (long)i * elements;
                FoldBlock(s, p, half, groups, first);
                if (!sums) continue;
                FoldBlock(s, p + quarter, half, groups, first);
                uint* n0 = Ext.At(_n0, p), n1 = Ext.At(_n1, p), d0 = Ext.At(_d0, p), d1 = Ext.At(_d1, p);
                Product(t, n0, false, n1, d0, d1, groups);
                Kernel<L, V>.MulAcc(s.Sums.Block(0), eq.Low, t, groups);
                Sub(x0, (nint)Ext.At(_n0, p + quarter), (nint)n0, groups);
                Sub(x1, (nint)Ext.At(_n1, p + quarter), (nint)n1, groups);
                Sub(x2, (nint)Ext.At(_d0, p + quarter), (nint)d0, groups);
                Sub(x3, (nint)Ext.At(_d1, p + quarter), (nint)d1, groups);
                Product(t, x0, false, x1, x2, x3, groups);
                Kernel<L, V>.MulAcc(s.Sums.Block(1), eq.Low, t, groups);
                s.Sums.EndBlock(eq.Factors[i]);
            }

            if (sums) s.Sums.AddTo(totals);
        });
        _size = half;
        _s0 = totals[0];
        _c2 = totals[1];
        if (!sums) _scalar = ScalarLayer.FromVectors(_n0, _n1, _d0, _d1, (int)half);
    }

    private void FoldBlock(Scratch s, long p, long half, int groups, bool first)
    {
        uint* n0 = Ext.At(_n0, p), n1 = Ext.At(_n1, p), d0 = Ext.At(_d0, p), d1 = Ext.At(_d1, p), r = s.Block(Challenge);
        if (!first)
        {
            long h = half / Ext.Group * Ext.Words;
            Kernel<L, V>.Fold(n0, n0, n0 + h, r, groups);
            Kernel<L, V>.Fold(n1, n1, n1 + h, r, groups);
            Kernel<L, V>.Fold(d0, d0, d0 + h, r, groups);
            Kernel<L, V>.Fold(d1, d1, d1 + h, r, groups);
            return;
        }

        var lo = Raw(s, p);
        var hi = Raw(s, p + half);
        if (_local.BaseNumerators)
        {
            Kernel<L, V>.FoldBase(n0, (uint*)lo.N0, (uint*)hi.N0, r, groups);
            Kernel<L, V>.FoldBase(n1, (uint*)lo.N1, (uint*)hi.N1, r, groups);
        }
        else
        {
            Kernel<L, V>.Fold(n0, (uint*)lo.N0, (uint*)hi.N0, r, groups);
            Kernel<L, V>.Fold(n1, (uint*)lo.N1, (uint*)hi.N1, r, groups);
        }

        Kernel<L, V>.Fold(d0, (uint*)lo.D0, (uint*)hi.D0, r, groups);
        Kernel<L, V>.Fold(d1, (uint*)lo.D1, (uint*)hi.D1, r, groups);
        Kernel<L, V>.Add(d0, d0, Ext.Words, s.Block(Kappa), 0, groups);
        Kernel<L, V>.Add(d1, d1, Ext.Words, s.Block(Kappa), 0, groups);
        Kernel<L, V>.MulAdd(n1, d1, s.Block(Lambda), 0, n1, groups);
        if (p >= _global.Stored) return;
        uint* g = s.Block(Free), h4 = s.Block(Free + 4);
        LoadGlobal(s, g, p, groups);
        LoadGlobal(s, h4, p + half, groups);
        uint*[] target = [n0, n1, d0, d1];
        for (int i = 0; i < 4; i++)
        {
            uint* x = g + i * BlockWords;
            Kernel<L, V>.Fold(x, x, h4 + i * BlockWords, r, groups);
            Kernel<L, V>.MulAdd(target[i], x, s.Block(Kappa), 0, target[i], groups);
        }
    }

    // Four blocks (N₀, N₁', D₀, D₁) of a class as extension elements.
    private void Load(Scratch s, GkrLayerData data, uint* d, long p, int groups)
    {
        if (p >= data.Stored)
        {
            nuint bytes = (nuint)(groups * Ext.Words * sizeof(uint));
            NativeMemory.Clear(d, bytes);
            NativeMemory.Clear(d + BlockWords, bytes);
            Ext.Fill(d + 2 * BlockWords, groups, KoalaBear5.One);
            Ext.Fill(d + 3 * BlockWords, groups, KoalaBear5.One);
        }
        else
        {
            for (int i = 0; i < 2; i++)
            {
                uint* x = d + i * BlockWords;
                if (data.BaseNumerators)
                {
                    NativeMemory.Clear(x, (nuint)(groups * Ext.Words * sizeof(uint)));
                    AddPlane0(x, (i == 0 ? data.N0 : data.N1) + p, groups);
                }
                else
                {
                    Copy(x, Ext.At(i == 0 ? data.N0 : data.N1, p), groups);
                }
            }

            Copy(d + 2 * BlockWords, Ext.At(data.D0, p), groups);
            Copy(d + 3 * BlockWords, Ext.At(data.D1, p), groups);
        }

        Kernel<L, V>.MulAdd(d + BlockWords, d + 3 * BlockWords, s.Block(Lambda), 0, d + BlockWords, groups);
    }

    // The global class minus (0, λ, 1, 1).
    private void LoadGlobal(Scratch s, uint* d, long p, int groups)
    {
        Load(s, _global, d, p, groups);
        Kernel<L, V>.Sub(d + BlockWords, d + BlockWords, Ext.Words, s.Block(Lambda), 0, groups);
        Kernel<L, V>.Sub(d + 2 * BlockWords, d + 2 * BlockWords, Ext.Words, s.Block(One), 0, groups);
        Kernel<L, V>.Sub(d + 3 * BlockWords, d + 3 * BlockWords, Ext.Words, s.Block(One), 0, groups);
    }

    private static void Copy(uint* d, uint* x, int groups) => NativeMemory.Copy(x, d, (nuint)(groups * Ext.Words * sizeof(uint)));

    // t = x·x as the form N₀·D₁ + N₁'·D₀ of four blocks.
    private static void Form(uint* t, uint* x, int groups) =>
        Product(t, x, false, x + BlockWords, x + 2 * BlockWords, x + 3 * BlockWords, groups);

    // x += c · g for four blocks.
    private static void AddMultiple(uint* x, uint* g, uint* c, int groups)
    {
        for (int i = 0; i < 4; i++) Kernel<L, V>.MulAdd(x + i * BlockWords, g + i * BlockWords, c, 0, x + i * BlockWords, groups);
    }

    // x -= y for four blocks.
    private static void Subtract(uint* x, uint* y, int groups)
    {
        for (int i = 0; i < 4; i++) Sub(x + i * BlockWords, (nint)(x + i * BlockWords), (nint)(y + i * BlockWords), groups);
    }

    // What c₂ of coordinate 0 has over its value for a global class of (0, 1).
    private KoalaBear5 GlobalCorrectionFirst()
    {
        using var eq = new EqTable(_z.AsSpan(1));
        var totals = new KoalaBear5[1];
        _pool.For((int)(_global.Stored / eq.Elements), 1, MinBlocks, (start, end) =>
        {
            using Scratch s = NewScratch(1);
            uint* x = s.Block(Free), g = s.Block(Free + 4), t = s.Block(Free + 8), u = s.Block(Free + 9);
            for (int i = start; i < end; i++)
            {
                // x = (0, 1) − local; then global − local.
                long p = (long)i * eq.Elements;
                Load(s, _local, g, p, eq.Groups);
                Load(s, _local, x, long.MaxValue, eq.Groups);
                Subtract(x, g, eq.Groups);
                Form(u, x, eq.Groups);
                LoadGlobal(s, g, p, eq.Groups);
                AddMultiple(x, g, s.Block(One), eq.Groups);
                Form(t, x, eq.Groups);
                Sub(t, (nint)t, (nint)u, eq.Groups);
                Kernel<L, V>.MulAcc(s.Sums.Block(0), eq.Low, t, eq.Groups);
                s.Sums.EndBlock(eq.Factors[i]);
            }

            s.Sums.AddTo(totals);
        });
        return totals[0];
    }

    // What s(0) and c₂ of coordinate 1 have over their values for a global class of (0, 1).
    private void GlobalCorrectionSecond()
    {
        using var eq = new EqTable(_z.AsSpan(2));
        long half = _size / 2;
        var totals = new KoalaBear5[2];
        _pool.For((int)(Math.Min(half, _global.Stored) / eq.Elements), 1, MinBlocks, (start, end) =>
        {
            using Scratch s = NewScratch(2);
            uint* lo = s.Block(Free), hi = s.Block(Free + 4), g = s.Block(Free + 8), t = s.Block(Free + 12), u = s.Block(Free + 13);
            int groups = eq.Groups;
            for (int i = start; i < end; i++)
            {
                long p = (long)i * eq.Elements;
                Load(s, _local, lo, p, groups);
                Load(s, _local, hi, p + half, groups);
                Subtract(hi, lo, groups);
                Kernel<L, V>.Add(lo + 2 * BlockWords, lo + 2 * BlockWords, Ext.Words, s.Block(Kappa), 0, groups);
                Kernel<L, V>.Add(lo + 3 * BlockWords, lo + 3 * BlockWords, Ext.Words, s.Block(Kappa), 0, groups);
                Kernel<L, V>.MulAdd(lo + BlockWords, s.Block(Lambda), s.Block(Kappa), 0, lo + BlockWords, groups);
                Form(u, lo, groups);
                LoadGlobal(s, g, p, groups);
                AddMultiple(lo, g, s.Block(Kappa), groups);
                Form(t, lo, groups);
                Sub(t, (nint)t, (nint)u, groups);
                Kernel<L, V>.MulAcc(s.Sums.Block(0), eq.Low, t, groups);
                Form(u, hi, groups);

                // κ·(global high − global low); lo is free now.
                LoadGlobal(s, lo, p + half, groups);
                Subtract(lo, g, groups);
                AddMultiple(hi, lo, s.Block(Kappa), groups);
                Form(t, hi, groups);
                Sub(t, (nint)t, (nint)u, groups);
                Kernel<L, V>.MulAcc(s.Sums.Block(1), eq.Low, t, groups);
                s.Sums.EndBlock(eq.Factors[i]);
            }

            s.Sums.AddTo(totals);
        });
        _s0 += totals[0];
        _c2 += totals[1];
    }

    // N₀, N₁, D₀ − 1, D₁ − 1 of the global class at the layer's point.
    private KoalaBear5[] EvaluateGlobal()
    {
        var totals = new KoalaBear5[4];
        if (_global.Stored == 0) return totals;
        using var eq = new EqTable(_point.AsSpan(1));
        _pool.For((int)(_global.Stored / eq.Elements), 1, MinBlocks, (start, end) =>
        {
            using Scratch s = NewScratch(4);
            uint* g = s.Block(Free);
            for (int i = start; i < end; i++)
            {
                LoadGlobal(s, g, (long)i * eq.Elements, eq.Groups);
                for (int j = 0; j < 4; j++) Kernel<L, V>.MulAcc(s.Sums.Block(j), eq.Low, g + j * BlockWords, eq.Groups);
                s.Sums.EndBlock(eq.Factors[i]);
            }

            s.Sums.AddTo(totals);
        });
        totals[1] -= _lambda * totals[3];
        return totals;
    }
}
