using Zkfp.Core.Field;
using Zkfp.Core.Kernels.Simd;
using Zkfp.Core.Memory;
using Zkfp.Core.Parallel;
using Zkfp.Prover.Kernels;

namespace Zkfp.Prover.Gkr;

/// <summary>
/// One class's part of a layer's sumcheck: G = N₀·D₁ + N₁'·D₀ with N₁' = N₁ + λ·D₁. Numbers of blocks are bound from their least significant bit on: what lies
/// past the last stored block stays there, as (0, λ, 1, 1), and costs nothing. The coordinates within the block or two that are left follow.
/// </summary>
/// <remarks>
/// A pass over memory takes longer than its products, so each pass serves two coordinates, x and then y. With v_xy the four blocks that they tell apart, a round
/// polynomial has s(0) and c₂ from forms of v and its differences: for x G(v₀₀), G(v₀₁) and G(v₁₀ − v₀₀), G(v₁₁ − v₀₁). For y, with x bound to r, both are of
/// the form G(a + r·b) = G(a) + r·(G(a + b) − G(a) − G(b)) + r²·G(b), with a = v₀₀, b = v₁₀ − v₀₀ for s(0), and a = v₀₁ − v₀₀, b = v₁₁ − v₁₀ − a for c₂. A
/// folded block takes the place of the first of its four, so that threads do not meet.
/// </remarks>
internal sealed unsafe class GkrClassSumcheck<L, V> : IDisposable
    where L : struct, ILanes<V>
    where V : unmanaged
{
    private const int BlockGroups = EqTable.Block / Ext.Group, BlockWords = BlockGroups * Ext.Words;

    // Blocks that become one, and how many such per part of a job.
    private const int Fours = 4, MinFours = 4;

    // Sums over a pass: G of v₀₀, v₀₁, v₁₀; of v₁₀ − v₀₀, v₁₁ − v₀₁; of v₀₁ − v₀₀, v₁₁ − v₁₀ and of the difference of those.
    private const int G00 = 0, G01 = 1, G10 = 2, X0 = 3, X1 = 4, Y0 = 5, Y1 = 6, XY = 7, SumCount = 8;

    // Blocks of scratch that hold constants; the others are free.
    private const int Zero = 0, One = 1, Lambda = 2, ChallengeX = 3, ChallengeY = 4, Free = 5, ScratchBlocks = Free + 17;

    private readonly GkrLayerData _data;
    private readonly WorkerPool _pool;
    private readonly KoalaBear5[] _z;
    private readonly KoalaBear5 _lambda;
    private readonly NativeBuffer?[] _owned = new NativeBuffer?[2];
    private readonly uint*[] _arrays = new uint*[4];
    private readonly long[] _strides = new long[4]; // words from a folded block to the next
    private KoalaBear5[] _sums = [];
    private ScalarLayer? _scalar;
    private long _blocks;
    private int _blockBits, _bound; // coordinates of block numbers to bind; coordinates bound since the scalar form
    private bool _isFolded, _hasX;
    private KoalaBear5 _x;

    /// <summary>A class, which must live until this is disposed, at the point <paramref name="z"/> of its nodes.</summary>
    public GkrClassSumcheck(GkrLayerData data, ReadOnlySpan<KoalaBear5> z, KoalaBear5 lambda, WorkerPool pool)
    {
        (_data, _z, _lambda, _pool) = (data, z.ToArray(), lambda, pool);
        if (data.Stored == 0) return;
        _blockBits = Math.Max(0, data.LogNodes - EqTable.LogBlock);
        _blocks = data.Stored >> EqTable.LogBlock;
        if (_blockBits <= 1) _scalar = ScalarLayer.FromClass(data, lambda);
        else FirstPass();
    }

    // N₀, N₁', D₀, D₁ of a block.
    private readonly record struct Block(nint N0, nint N1, nint D0, nint D1);

    // Scratch of one worker: blocks of extension elements, constants, sums.
    private sealed class Scratch : IDisposable
    {
        private readonly NativeBuffer _memory = new(ScratchBlocks * BlockWords, clear: true);

        public Scratch(KoalaBear5 lambda, KoalaBear5 x, KoalaBear5 y)
        {
            Ext.Fill(At(One), BlockGroups, KoalaBear5.One);
            Ext.Fill(At(Lambda), BlockGroups, lambda);
            Ext.Fill(At(ChallengeX), 1, x);
            Ext.Fill(At(ChallengeY), 1, y);
        }

        public Accumulator<L, V> Sums { get; } = new(SumCount);

        public uint* At(int i) => _memory.Pointer + (long)i * BlockWords;

        public Block Tail(int n1) => new((nint)At(Zero), (nint)At(n1), (nint)At(One), (nint)At(One));

        public Block Four(int first) => new((nint)At(first), (nint)At(first + 1), (nint)At(first + 2), (nint)At(first + 3));

        public void Dispose()
        {
            Sums.Dispose();
            _memory.Dispose();
        }
    }

    /// <summary>N₀, N₁', D₀, D₁ when all coordinates are bound.</summary>
    public (KoalaBear5 N0, KoalaBear5 N1, KoalaBear5 D0, KoalaBear5 D1) Last => _scalar?.Last ?? (default, _lambda, KoalaBear5.One, KoalaBear5.One);

    /// <summary>s(0) and c₂ of the next coordinate, with the weights eq of those that are not bound.</summary>
    public (KoalaBear5 S0, KoalaBear5 C2) Sums()
    {
        if (_data.Stored == 0) return (_lambda, default);
        if (_scalar is not null) return _scalar.Sums(Coordinates(_blockBits).AsSpan(_bound + 1));
        KoalaBear5[] s = _sums;
        if (_hasX) return (AtX(s[G00], s[G10], s[X0]), AtX(s[Y0], s[Y1], s[XY]));
        KoalaBear5 y = _z[_blockBits - 2];
        return (s[G00] + y * (s[G01] - s[G00]), s[X0] + y * (s[X1] - s[X0]));

        // G(a + r·b) of G(a), G(a + b), G(b).
        KoalaBear5 AtX(KoalaBear5 a, KoalaBear5 sum, KoalaBear5 b) => a + _x * (sum - a - b + _x * b);
    }

    /// <summary>Binds the next coordinate.</summary>
    public void Bind(KoalaBear5 r)
    {
        if (_data.Stored == 0) return;
        if (_scalar is not null)
        {
            _scalar.Fold(r);
            _bound++;
        }
        else if (!_hasX)
        {
            (_x, _hasX) = (r, true);
        }
        else
        {
            Fold(r);
            _hasX = false;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (NativeBuffer? b in _owned) b?.Dispose();
    }

    // The first so many coordinates of block numbers, and those within a block.
    private KoalaBear5[] Coordinates(int ofBlocks) => [.. _z.AsSpan(0, ofBlocks), .. _z.AsSpan(Math.Max(0, _z.Length - EqTable.LogBlock))];

    // eq over fours of blocks and what is within a block.
    private EqTable Weights() => new(Coordinates(_blockBits - 2));

    private void FirstPass()
    {
        long fours = (_blocks + Fours - 1) / Fours;
        using EqTable eq = Weights();
        var totals = new KoalaBear5[SumCount];
        _pool.For((int)fours, 1, MinFours, (start, end) =>
        {
            using var s = new Scratch(_lambda, default, default);
            Span<Block> v = stackalloc Block[Fours];
            for (int j = start; j < end; j++)
            {
                for (int i = 0; i < Fours; i++)
                {
                    v[i] = Raw(s, Fours * (long)j + i);
                    RightNumerator(s.At(Free + i), v[i], s);
                    v[i] = v[i] with { N1 = (nint)s.At(Free + i) };
                }

                AddFour(s, eq, j, v, _data.BaseNumerators);
            }

            s.Sums.AddTo(totals);
        });
        SetSums(totals, eq, fours);
    }

    // Binds two coordinates and, if as many are left, computes the sums of the next two in the same pass.
    private void Fold(KoalaBear5 y)
    {
        long folded = (_blocks + Fours - 1) / Fours, fours = (folded + Fours - 1) / Fours;
        if (_isFolded)
        {
            for (int i = 0; i < 4; i++) _strides[i] *= Fours;
        }
        else
        {
            bool isBase = _data.BaseNumerators;
            for (int i = 0; i < 2; i++)
                if (isBase) _owned[i] = new NativeBuffer(folded * BlockWords);
            _arrays[0] = isBase ? _owned[0]!.Pointer : _data.N0;
            _arrays[1] = isBase ? _owned[1]!.Pointer : _data.N1;
            _arrays[2] = _data.D0;
            _arrays[3] = _data.D1;
            for (int i = 0; i < 4; i++) _strides[i] = i < 2 && isBase ? BlockWords : Fours * BlockWords;
        }

        _blockBits -= 2;
        if (_blockBits <= 1)
        {
            using var s = new Scratch(_lambda, _x, y);
            _scalar = new ScalarLayer(EqTable.Block << _blockBits);
            for (int j = 0; j < 1 << _blockBits; j++)
            {
                Block b = j < folded ? FoldBlock(s, j) : s.Tail(Lambda);
                _scalar.Set(j * EqTable.Block, (uint*)b.N0, (uint*)b.N1, (uint*)b.D0, (uint*)b.D1, EqTable.Block);
            }

            return;
        }

        using EqTable eq = Weights();
        var totals = new KoalaBear5[SumCount];
        _pool.For((int)fours, 1, MinFours, (start, end) =>
        {
            using var s = new Scratch(_lambda, _x, y);
            Span<Block> v = stackalloc Block[Fours];
            for (int j = start; j < end; j++)
            {
                for (int i = 0; i < Fours; i++) v[i] = Fours * (long)j + i < folded ? FoldBlock(s, Fours * (long)j + i) : s.Tail(Lambda);
                AddFour(s, eq, j, v, false);
            }

            s.Sums.AddTo(totals);
        });
        SetSums(totals, eq, fours);
        (_blocks, _isFolded) = (folded, true);
    }

    // Where no block is stored, G of a block is λ, that of a difference 0; and all of eq is 1.
    private void SetSums(KoalaBear5[] totals, EqTable eq, long fours)
    {
        KoalaBear5 rest = KoalaBear5.One;
        for (int j = 0; j < fours; j++) rest -= eq.Factors[j];
        foreach (int i in (int[])[G00, G01, G10]) totals[i] += _lambda * rest;
        _sums = totals;
    }

    // A block as it came, with N₁ for N₁'.
    private Block Raw(Scratch s, long block)
    {
        if (block >= _blocks) return s.Tail(Zero);
        long p = block * EqTable.Block;
        return _data.BaseNumerators
            ? new((nint)(_data.N0 + p), (nint)(_data.N1 + p), (nint)Ext.At(_data.D0, p), (nint)Ext.At(_data.D1, p))
            : new((nint)Ext.At(_data.N0, p), (nint)Ext.At(_data.N1, p), (nint)Ext.At(_data.D0, p), (nint)Ext.At(_data.D1, p));
    }

    // d = N₁ + λ·D₁.
    private void RightNumerator(uint* d, Block x, Scratch s)
    {
        bool isBase = _data.BaseNumerators;
        Kernel<L, V>.MulAdd(d, (uint*)x.D1, s.At(Lambda), isBase ? s.At(Zero) : (uint*)x.N1, BlockGroups);
        if (!isBase) return;
        for (int g = 0; g < BlockGroups; g++) Kernel<L, V>.AddBase(d + g * Ext.Words, d + g * Ext.Words, 0, (uint*)x.N1 + g * Ext.Group, 0, 1);
    }

    // x is the low bit of the index in v.
    private static void AddFour(Scratch s, EqTable eq, int index, Span<Block> v, bool baseN0)
    {
        Add(G00, v[0]);
        Add(G01, v[2]);
        Add(G10, v[1]);
        Block x0 = Difference(Free + 5, v[1], v[0]), x1 = Difference(Free + 9, v[3], v[2]);
        Add(X0, x0);
        Add(X1, x1);
        Add(XY, Difference(Free + 13, x1, x0));
        Add(Y0, Difference(Free + 13, v[2], v[0]));
        Add(Y1, Difference(Free + 13, v[3], v[1]));
        s.Sums.EndBlock(eq.Factors[index]);

        // Σ eq · (N₀·D₁ + N₁'·D₀) with base or extension N₀.
        void Add(int sum, Block x)
        {
            uint* t = s.At(Free + 4);
            if (baseN0)
            {
                Kernel<L, V>.Mul(t, (uint*)x.N1, (uint*)x.D0, BlockGroups);
                Kernel<L, V>.BaseMulAdd(t, (uint*)x.N0, (uint*)x.D1, Ext.Words, t, BlockGroups);
            }
            else
            {
                Kernel<L, V>.MulPair(t, (uint*)x.N1, (uint*)x.D0, (uint*)x.N0, (uint*)x.D1, BlockGroups);
            }

            Kernel<L, V>.MulAcc(s.Sums.Block(sum), eq.Low, t, BlockGroups);
        }

        Block Difference(int target, Block a, Block b)
        {
            Block d = s.Four(target);
            if (baseN0) Kernel<L, V>.SubBase((uint*)d.N0, (uint*)a.N0, Ext.Group, (uint*)b.N0, Ext.Group, BlockGroups);
            else Sub(d.N0, a.N0, b.N0);
            Sub(d.N1, a.N1, b.N1);
            Sub(d.D0, a.D0, b.D0);
            Sub(d.D1, a.D1, b.D1);
            return d;
        }
    }

    private static void Sub(nint d, nint a, nint b) => Kernel<L, V>.Sub((uint*)d, (uint*)a, Ext.Words, (uint*)b, Ext.Words, BlockGroups);

    // Four blocks become one, in the place of the first.
    private Block FoldBlock(Scratch s, long block)
    {
        Block d = new(Place(0), Place(1), Place(2), Place(3));
        Span<Block> v = stackalloc Block[Fours];
        for (int i = 0; i < Fours; i++)
        {
            long from = Fours * block + i;
            v[i] = !_isFolded ? Raw(s, from) : from < _blocks ? new(Part(0, i), Part(1, i), Part(2, i), Part(3, i)) : s.Tail(Lambda);
        }

        bool isBase = !_isFolded && _data.BaseNumerators;
        Both(d.N0, v[0].N0, v[1].N0, v[2].N0, v[3].N0, isBase);
        Both(d.N1, v[0].N1, v[1].N1, v[2].N1, v[3].N1, isBase);
        Both(d.D0, v[0].D0, v[1].D0, v[2].D0, v[3].D0, false);
        Both(d.D1, v[0].D1, v[1].D1, v[2].D1, v[3].D1, false);
        if (!_isFolded) Kernel<L, V>.MulAdd((uint*)d.N1, (uint*)d.D1, s.At(Lambda), (uint*)d.N1, BlockGroups);
        return d;

        nint Place(int array) => (nint)(_arrays[array] + block * _strides[array]);

        nint Part(int array, int i) => (nint)(_arrays[array] + block * _strides[array] + i * (_strides[array] / Fours));

        void Both(nint to, nint v00, nint v10, nint v01, nint v11, bool ofBase)
        {
            uint* low = s.At(Free + 13), high = s.At(Free + 14), x = s.At(ChallengeX);
            if (ofBase)
            {
                Kernel<L, V>.FoldBase(low, (uint*)v00, (uint*)v10, x, BlockGroups);
                Kernel<L, V>.FoldBase(high, (uint*)v01, (uint*)v11, x, BlockGroups);
            }
            else
            {
                Kernel<L, V>.Fold(low, (uint*)v00, (uint*)v10, x, BlockGroups);
                Kernel<L, V>.Fold(high, (uint*)v01, (uint*)v11, x, BlockGroups);
            }

            Kernel<L, V>.Fold((uint*)to, low, high, s.At(ChallengeY), BlockGroups);
        }
    }
}
