using Zkfp.Core.Field;
using Zkfp.Core.Kernels.Simd;
using Zkfp.Core.Memory;
using Zkfp.Core.Parallel;
using Zkfp.Prover.Kernels;

namespace Zkfp.Prover.Gkr;

/// <summary>
/// One class's part of a layer's sumcheck: G = N₀·D₁ + N₁'·D₀ with N₁' = N₁ + λ·D₁. Numbers of blocks are bound from their least significant bit on: what lies
/// past the last stored block stays there, as (0, λ, 1, 1), and costs nothing. The coordinates within the one block that is left follow. A folded block takes
/// the place of the first of its two, so that threads do not meet.
/// </summary>
internal sealed unsafe class GkrClassSumcheck<L, V> : IDisposable
    where L : struct, ILanes<V>
    where V : unmanaged
{
    private const int BlockGroups = EqTable.Block / Ext.Group, BlockWords = BlockGroups * Ext.Words;

    // Pairs of blocks per part of a job.
    private const int MinPairs = 8;

    // Blocks of scratch that hold constants; the others are free.
    private const int Zero = 0, One = 1, Lambda = 2, Challenge = 3, Free = 4, ScratchBlocks = Free + 7;

    private readonly GkrLayerData _data;
    private readonly WorkerPool _pool;
    private readonly KoalaBear5[] _z;
    private readonly KoalaBear5 _lambda;
    private readonly NativeBuffer?[] _owned = new NativeBuffer?[2];
    private readonly uint*[] _arrays = new uint*[4];
    private readonly long[] _strides = new long[4]; // words from a folded block to the next
    private ScalarLayer? _scalar;
    private long _blocks;
    private int _blockBits, _bound; // coordinates of block numbers to bind; coordinates within the block that are bound
    private bool _isFolded;
    private KoalaBear5 _s0, _c2;

    /// <summary>A class at the point <paramref name="z"/> of its nodes, which must live until this is disposed.</summary>
    public GkrClassSumcheck(GkrLayerData data, ReadOnlySpan<KoalaBear5> z, KoalaBear5 lambda, WorkerPool pool)
    {
        (_data, _z, _lambda, _pool) = (data, z.ToArray(), lambda, pool);
        _s0 = lambda;
        if (data.Stored == 0) return;
        _blockBits = Math.Max(0, data.LogNodes - EqTable.LogBlock);
        _blocks = data.Stored >> EqTable.LogBlock;
        if (_blockBits == 0) _scalar = ScalarLayer.FromClass(data, lambda);
        else FirstPass();
    }

    // N₀, N₁', D₀, D₁ of a block.
    private readonly record struct Four(nint N0, nint N1, nint D0, nint D1);

    // Scratch of one worker: blocks of extension elements, constants, sums.
    private sealed class Scratch : IDisposable
    {
        private readonly NativeBuffer _memory = new(ScratchBlocks * BlockWords, clear: true);

        public Scratch(KoalaBear5 lambda, KoalaBear5 r)
        {
            Ext.Fill(Block(One), BlockGroups, KoalaBear5.One);
            Ext.Fill(Block(Lambda), BlockGroups, lambda);
            Ext.Fill(Block(Challenge), 1, r);
        }

        public Accumulator<L, V> Sums { get; } = new(2);

        public uint* Block(int i) => _memory.Pointer + (long)i * BlockWords;

        public Four Tail(int n1) => new((nint)Block(Zero), (nint)Block(n1), (nint)Block(One), (nint)Block(One));

        public void Dispose()
        {
            Sums.Dispose();
            _memory.Dispose();
        }
    }

    /// <summary>N₀, N₁', D₀, D₁ when all coordinates are bound.</summary>
    public (KoalaBear5 N0, KoalaBear5 N1, KoalaBear5 D0, KoalaBear5 D1) Last => _scalar?.Last ?? (default, _lambda, KoalaBear5.One, KoalaBear5.One);

    /// <summary>s(0) and c₂ of the next coordinate, with the weights eq of those that are not bound.</summary>
    public (KoalaBear5 S0, KoalaBear5 C2) Sums() => _scalar is null ? (_s0, _c2) : _scalar.Sums(Within()[(_bound + 1)..]);

    /// <summary>Binds the next coordinate.</summary>
    public void Bind(KoalaBear5 r)
    {
        if (_data.Stored == 0) return;
        if (_scalar is null)
        {
            Fold(r);
            return;
        }

        _scalar.Fold(r);
        _bound++;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (NativeBuffer? b in _owned) b?.Dispose();
    }

    // The coordinates within a block.
    private ReadOnlySpan<KoalaBear5> Within() => _z.AsSpan(Math.Max(0, _z.Length - EqTable.LogBlock));

    // eq over pairs of blocks and what is within them.
    private EqTable Weights() => new([.. _z.AsSpan(0, _blockBits - 1), .. Within()]);

    private void FirstPass()
    {
        long pairs = (_blocks + 1) / 2;
        using EqTable eq = Weights();
        var totals = new KoalaBear5[2];
        _pool.For((int)pairs, 1, MinPairs, (start, end) =>
        {
            using var s = new Scratch(_lambda, default);
            for (int j = start; j < end; j++)
            {
                Four lo = Raw(s, 2 * j), hi = Raw(s, 2 * j + 1);
                RightNumerator(s.Block(Free), lo, s);
                RightNumerator(s.Block(Free + 1), hi, s);
                AddPair(s, eq, j, lo with { N1 = (nint)s.Block(Free) }, hi with { N1 = (nint)s.Block(Free + 1) }, _data.BaseNumerators);
            }

            s.Sums.AddTo(totals);
        });
        SetSums(totals, eq, pairs);
    }

    // Halves all arrays and, if blocks are left to pair, computes the sums of the next round in the same pass.
    private void Fold(KoalaBear5 r)
    {
        long folded = (_blocks + 1) / 2, pairs = (folded + 1) / 2;
        if (_isFolded)
        {
            for (int i = 0; i < 4; i++) _strides[i] *= 2;
        }
        else
        {
            for (int i = 0; i < 2; i++)
                if (_data.BaseNumerators) _owned[i] = new NativeBuffer(folded * BlockWords);
            _arrays[0] = _data.BaseNumerators ? _owned[0]!.Pointer : _data.N0;
            _arrays[1] = _data.BaseNumerators ? _owned[1]!.Pointer : _data.N1;
            _arrays[2] = _data.D0;
            _arrays[3] = _data.D1;
            for (int i = 0; i < 4; i++) _strides[i] = i < 2 && _data.BaseNumerators ? BlockWords : 2 * BlockWords;
        }

        if (--_blockBits == 0)
        {
            using var s = new Scratch(_lambda, r);
            FoldBlock(s, 0);
            _scalar = ScalarLayer.FromVectors(_arrays[0], _arrays[1], _arrays[2], _arrays[3], EqTable.Block);
            return;
        }

        using EqTable eq = Weights();
        var totals = new KoalaBear5[2];
        _pool.For((int)pairs, 1, MinPairs, (start, end) =>
        {
            using var s = new Scratch(_lambda, r);
            for (int j = start; j < end; j++)
            {
                Four lo = FoldBlock(s, 2 * j), hi = 2 * j + 1 < folded ? FoldBlock(s, 2 * j + 1) : s.Tail(Lambda);
                AddPair(s, eq, j, lo, hi, false);
            }

            s.Sums.AddTo(totals);
        });
        SetSums(totals, eq, pairs);
        (_blocks, _isFolded) = (folded, true);
    }

    // A pair without a stored block adds eq · λ to s(0), and all of eq is 1.
    private void SetSums(KoalaBear5[] totals, EqTable eq, long pairs)
    {
        KoalaBear5 rest = KoalaBear5.One;
        for (int j = 0; j < pairs; j++) rest -= eq.Factors[j];
        (_s0, _c2) = (totals[0] + _lambda * rest, totals[1]);
    }

    // A block as it came, with N₁ for N₁'.
    private Four Raw(Scratch s, long block)
    {
        if (block >= _blocks) return s.Tail(Zero);
        long p = block * EqTable.Block;
        return _data.BaseNumerators
            ? new((nint)(_data.N0 + p), (nint)(_data.N1 + p), (nint)Ext.At(_data.D0, p), (nint)Ext.At(_data.D1, p))
            : new((nint)Ext.At(_data.N0, p), (nint)Ext.At(_data.N1, p), (nint)Ext.At(_data.D0, p), (nint)Ext.At(_data.D1, p));
    }

    // d = N₁ + λ·D₁.
    private void RightNumerator(uint* d, Four x, Scratch s)
    {
        bool isBase = _data.BaseNumerators;
        Kernel<L, V>.MulAdd(d, (uint*)x.D1, s.Block(Lambda), 0, isBase ? s.Block(Zero) : (uint*)x.N1, BlockGroups);
        if (!isBase) return;
        for (int g = 0; g < BlockGroups; g++) Kernel<L, V>.AddBase(d + g * Ext.Words, d + g * Ext.Words, 0, (uint*)x.N1 + g * Ext.Group, 0, 1);
    }

    private static void AddPair(Scratch s, EqTable eq, int pair, Four lo, Four hi, bool baseN0)
    {
        uint* t = s.Block(Free + 2), n0 = s.Block(Free + 3), n1 = s.Block(Free + 4), d0 = s.Block(Free + 5), d1 = s.Block(Free + 6);
        Product(t, lo, baseN0);
        Kernel<L, V>.MulAcc(s.Sums.Block(0), eq.Low, t, BlockGroups);
        if (baseN0) Kernel<L, V>.SubBase(n0, (uint*)hi.N0, Ext.Group, (uint*)lo.N0, Ext.Group, BlockGroups);
        else Sub(n0, hi.N0, lo.N0);
        Sub(n1, hi.N1, lo.N1);
        Sub(d0, hi.D0, lo.D0);
        Sub(d1, hi.D1, lo.D1);
        Product(t, new((nint)n0, (nint)n1, (nint)d0, (nint)d1), baseN0);
        Kernel<L, V>.MulAcc(s.Sums.Block(1), eq.Low, t, BlockGroups);
        s.Sums.EndBlock(eq.Factors[pair]);
    }

    // t = N₀·D₁ + N₁'·D₀ with base or extension N₀.
    private static void Product(uint* t, Four x, bool baseN0)
    {
        Kernel<L, V>.Mul(t, (uint*)x.N1, (uint*)x.D0, BlockGroups);
        if (baseN0) Kernel<L, V>.BaseMulAdd(t, (uint*)x.N0, (uint*)x.D1, Ext.Words, t, BlockGroups);
        else Kernel<L, V>.MulAdd(t, (uint*)x.N0, (uint*)x.D1, Ext.Words, t, BlockGroups);
    }

    private static void Sub(uint* d, nint a, nint b) => Kernel<L, V>.Sub(d, (uint*)a, Ext.Words, (uint*)b, Ext.Words, BlockGroups);

    private Four Folded(long block) =>
        new(At(0, block), At(1, block), At(2, block), At(3, block));

    private nint At(int array, long block) => (nint)(_arrays[array] + block * _strides[array]);

    private Four FoldBlock(Scratch s, long block)
    {
        Four d = Folded(block), lo, hi;
        bool hasHigh = 2 * block + 1 < _blocks;
        if (!_isFolded)
        {
            (lo, hi) = (Raw(s, 2 * block), Raw(s, 2 * block + 1));
        }
        else
        {
            nint Half(int array) => (nint)((uint*)At(array, block) + _strides[array] / 2);
            (lo, hi) = (d, hasHigh ? new(Half(0), Half(1), Half(2), Half(3)) : s.Tail(Lambda));
        }

        uint* r = s.Block(Challenge);
        if (!_isFolded && _data.BaseNumerators)
        {
            Kernel<L, V>.FoldBase((uint*)d.N0, (uint*)lo.N0, (uint*)hi.N0, r, BlockGroups);
            Kernel<L, V>.FoldBase((uint*)d.N1, (uint*)lo.N1, (uint*)hi.N1, r, BlockGroups);
        }
        else
        {
            Kernel<L, V>.Fold((uint*)d.N0, (uint*)lo.N0, (uint*)hi.N0, r, BlockGroups);
            Kernel<L, V>.Fold((uint*)d.N1, (uint*)lo.N1, (uint*)hi.N1, r, BlockGroups);
        }

        Kernel<L, V>.Fold((uint*)d.D0, (uint*)lo.D0, (uint*)hi.D0, r, BlockGroups);
        Kernel<L, V>.Fold((uint*)d.D1, (uint*)lo.D1, (uint*)hi.D1, r, BlockGroups);
        if (!_isFolded) Kernel<L, V>.MulAdd((uint*)d.N1, (uint*)d.D1, s.Block(Lambda), 0, (uint*)d.N1, BlockGroups);
        return d;
    }
}
