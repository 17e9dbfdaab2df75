using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Core.Kernels;
using Zkfp.Core.Memory;
using Zkfp.Core.Parallel;
using Zkfp.Protocol.Layout;
using Zkfp.Prover.Commitment;
using EqTable = Zkfp.Prover.Kernels.EqTable;

namespace Zkfp.Prover.Whir;

/// <summary>
/// The opening of one shard on the CPU. All evaluation points end in the same 8 coordinates, so the rounds over columns run on the table of
/// <see cref="ColumnSums"/>, which also yields the column evaluations; a point outside the domain has a table of its own.
/// </summary>
internal sealed unsafe class WhirSession : IWhirSession
{
    private const int LogInner = ColumnSums.LogInner;
    private const int Inner = ColumnSums.Inner;

    // Elements per part of a job.
    private const int MinPart = 1 << 12;

    private readonly ShardLayout _layout;
    private readonly StackedMatrix?[] _matrices;
    private readonly KoalaBear5[] _point;
    private readonly WorkerPool _pool;
    private readonly ColumnSums _sums;
    private readonly OutsideValue[] _outside;
    private readonly KoalaBear5[]?[] _outerEq;
    private readonly List<KoalaBear5> _columnChallenges = [];
    private readonly int _logOuter;

    // The polynomial and its weight: while columns are folded a pair of tables for each kind of point, then one pair.
    private (ExtVector F, ExtVector W)[] _pairs = [];
    private int _length;
    private int _columnRounds;

    /// <summary>Makes the table of sums for a point of h coordinates.</summary>
    public WhirSession(ShardLayout layout, StackedMatrix?[] matrices, KoalaBear5[] point, OutsideValue[] outside, WorkerPool pool)
    {
        _layout = layout;
        _matrices = matrices;
        _point = point;
        _pool = pool;
        _outside = outside;
        _logOuter = layout.LogHeight - LogInner;
        _columnRounds = layout.Class.Class.LogWidth;
        _outerEq = new KoalaBear5[]?[layout.LogHeight + 1];
        _length = 1 << (layout.Class.Class.LogWidth + _logOuter);
        _sums = new ColumnSums(layout, matrices, point, pool);
    }

    /// <inheritdoc/>
    public KoalaBear5[] ColumnEvaluations()
    {
        var result = new KoalaBear5[_layout.Class.EvaluationCount];
        _pool.Run(_layout.Fragments.Length, t =>
        {
            Fragment f = _layout.Fragments[t];
            KoalaBear5[] eq = OuterEq(f.LogHeight);
            int next = f.Position.EvaluationOffset;
            foreach (ColumnSlot s in f.Slots)
            {
                if (s.StackedColumn < 0) continue;
                int start = (s.StackedColumn << _logOuter) + (s.FirstRow >> LogInner);
                KoalaBear5 sum = default;
                for (int i = 0; i < eq.Length; i++) sum += eq[i] * _sums.Table.Span[start + i];
                result[next++] = sum;
            }
        });
        return result;
    }

    /// <inheritdoc/>
    public void Begin(KoalaBear5 tau)
    {
        _pairs = new (ExtVector, ExtVector)[1 + _outside.Length];
        _pairs[0] = (_sums.Table, new ExtVector(_length, clear: true));
        ExtSpan v = _pairs[0].W.Span;
        foreach (Fragment f in _layout.Fragments)
        {
            KoalaBear5 power = tau.Pow((ulong)f.Position.EvaluationOffset);
            KoalaBear5[] eq = OuterEq(f.LogHeight);
            foreach (ColumnSlot s in f.Slots)
            {
                if (s.StackedColumn < 0) continue;
                int start = (s.StackedColumn << _logOuter) + (s.FirstRow >> LogInner);
                for (int i = 0; i < eq.Length; i++) v[start + i] = power * eq[i];
                power *= tau;
            }
        }

        for (int k = 0; k < _outside.Length; k++)
        {
            KoalaBear5 power = tau.Pow((ulong)(_layout.Class.EvaluationCount + k));
            _pairs[1 + k] = (_outside[k].Sums.Table, new ExtVector(Array.ConvertAll(_outside[k].Weight, x => power * x)));
        }

        if (_columnRounds == 0) FoldColumns();
    }

    /// <inheritdoc/>
    public (KoalaBear5 C0, KoalaBear5 C2) Round()
    {
        int half = _length / 2;
        KoalaBear5 c0 = default, c2 = default;
        var total = new object();
        foreach ((ExtVector fs, ExtVector ws) in _pairs)
        {
            ExtSpan f = fs.Span.Slice(0, _length), w = ws.Span.Slice(0, _length);
            _pool.For(half, 16, MinPart, (start, end) =>
            {
                int n = end - start;
                (KoalaBear5 a, KoalaBear5 b) = ExtKernels.ProductRound(
                    f.Slice(start, n), f.Slice(half + start, n), w.Slice(start, n), w.Slice(half + start, n));
                lock (total)
                {
                    c0 += a;
                    c2 += b;
                }
            });
        }

        return (c0, c2);
    }

    /// <inheritdoc/>
    public void Bind(KoalaBear5 r)
    {
        int half = _length / 2;
        foreach ((ExtVector f, ExtVector w) in _pairs)
        {
            foreach (ExtVector v in (ExtVector[])[f, w])
            {
                ExtSpan all = v.Span;
                _pool.For(half, 16, MinPart, (start, end) =>
                {
                    int n = end - start;
                    ExtKernels.Fold(all.Slice(start, n), all.Slice(half + start, n), r, all.Slice(start, n));
                });
            }
        }

        _length = half;
        if (_columnRounds == 0) return;
        _columnChallenges.Add(r);
        if (--_columnRounds == 0) FoldColumns();
    }

    /// <inheritdoc/>
    public KoalaBear5 Evaluate(KoalaBear5[] point)
    {
        KoalaBear5[] eq = EqTable.Expand(point);
        ExtSpan f = _pairs[0].F.Span;
        KoalaBear5 sum = default;
        for (int i = 0; i < eq.Length; i++) sum += eq[i] * f[i];
        return sum;
    }

    /// <inheritdoc/>
    public void AddEq(KoalaBear5[] point, KoalaBear5 coefficient)
    {
        using var eq = new ExtVector(EqTable.Expand(point));
        ExtKernels.AddScaled(_pairs[0].W.Span.Slice(0, _length), eq.Span, coefficient);
    }

    /// <inheritdoc/>
    public CommittedMatrix Commit(int fold, int logInvRate, ProofHash hash, CancellationToken cancellation) =>
        CommittedMatrix.Commit(_pairs[0].F.Span.Slice(0, _length), fold, logInvRate, _pool, cancellation, hash);

    /// <inheritdoc/>
    public void AddPowers(KoalaBear[] points, KoalaBear5[] coefficients)
    {
        // x^(o·B + l) = (x^B)^o · x^l: a table of x^l for one block, and coefficients that move from block to block.
        int block = Math.Min(Inner, _length);
        using var table = new NativeBuffer((long)points.Length * block);
        var powers = new BaseMatrix(table.Pointer, block, block, points.Length);
        var step = new KoalaBear[points.Length];
        for (int q = 0; q < points.Length; q++)
        {
            Span<KoalaBear> column = powers.Column(q);
            KoalaBear x = KoalaBear.One;
            for (int l = 0; l < block; l++, x *= points[q]) column[l] = x;
            step[q] = x;
        }

        ExtSpan w = _pairs[0].W.Span;
        _pool.For(_length / block, 1, 8, (start, end) =>
        {
            var c = new KoalaBear5[points.Length];
            for (int q = 0; q < c.Length; q++) c[q] = coefficients[q] * step[q].Pow((ulong)start);
            for (int o = start; o < end; o++)
            {
                ExtKernels.AccumulateColumns(w.Slice(o * block, block), powers, c);
                for (int q = 0; q < c.Length; q++) c[q] *= step[q];
            }
        });
    }

    /// <inheritdoc/>
    public KoalaBear5[] Values() => _pairs[0].F.Span.Slice(0, _length).ToArray();

    /// <inheritdoc/>
    public void Dispose()
    {
        _sums.Dispose();
        foreach ((ExtVector f, ExtVector w) in _pairs)
        {
            f.Dispose();
            w.Dispose();
        }
    }

    // eq over the coordinates of a fragment's point without the last 8.
    private KoalaBear5[] OuterEq(int logHeight)
    {
        lock (_outerEq) return _outerEq[logHeight] ??= EqTable.Expand(_point.AsSpan(^logHeight..^LogInner));
    }

    // f₁ and W₁: all columns folded into one at the column challenges.
    private void FoldColumns()
    {
        KoalaBear5[] eq = EqTable.Expand(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_columnChallenges));
        var f = new ExtVector(1 << _layout.LogHeight, clear: true);
        var w = new ExtVector(1 << _layout.LogHeight);
        (ExtVector F, ExtVector W)[] columns = _pairs;
        _pool.For(1 << _logOuter, 1, 4, (start, end) =>
        {
            for (int o = start; o < end; o++)
            {
                int row = o << LogInner, first = 0;
                ExtSpan target = f.Span.Slice(row, Inner), weight = w.Span.Slice(row, Inner);
                foreach (StackedMatrix? m in _matrices)
                {
                    if (m is null) continue;
                    ExtKernels.AccumulateColumns(target, m.View.SliceRows(row, Inner), eq.AsSpan(first, m.Columns));
                    first += m.Width;
                }

                ExtKernels.Scale(_sums.InnerEq.Span, columns[0].W.Span[o], weight);
                for (int k = 0; k < _outside.Length; k++) ExtKernels.AddScaled(weight, _outside[k].Sums.InnerEq.Span, columns[1 + k].W.Span[o]);
            }
        });
        foreach ((ExtVector u, ExtVector outer) in columns)
        {
            u.Dispose();
            outer.Dispose();
        }

        _pairs = [(f, w)];
        _length = 1 << _layout.LogHeight;
    }
}
