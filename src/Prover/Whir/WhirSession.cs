using Zkfp.Core.Field;
using Zkfp.Core.Kernels;
using Zkfp.Core.Memory;
using Zkfp.Core.Parallel;
using Zkfp.Protocol.Layout;
using Zkfp.Prover.Commitment;
using EqTable = Zkfp.Prover.Kernels.EqTable;

namespace Zkfp.Prover.Whir;

/// <summary>
/// The opening of one shard on the CPU. All evaluation points end in the same 8 coordinates, so the rounds over columns run on the table
/// U[c][o] = Σ_l eq(last 8, l)·F_c(256 o + l), which one pass over the matrices makes and which also yields the column evaluations.
/// </summary>
internal sealed unsafe class WhirSession : IWhirSession
{
    // log₂ of the rows that one entry of U sums: the smallest fragment's height.
    private const int LogInner = Protocol.Parameters.ProtocolParameters.MinLogHeight;
    private const int Inner = 1 << LogInner;

    // Elements per part of a job.
    private const int MinPart = 1 << 12;

    private readonly ShardLayout _layout;
    private readonly StackedMatrix?[] _matrices;
    private readonly KoalaBear5[] _point;
    private readonly WorkerPool _pool;
    private readonly ExtVector _innerEq;
    private readonly KoalaBear5[]?[] _outerEq;
    private readonly List<KoalaBear5> _columnChallenges = [];
    private readonly int _logOuter;
    private ExtVector _f;
    private ExtVector? _w;
    private int _length;
    private int _columnRounds;

    /// <summary>Makes the table U for a point of h coordinates.</summary>
    public WhirSession(ShardLayout layout, StackedMatrix?[] matrices, KoalaBear5[] point, WorkerPool pool)
    {
        _layout = layout;
        _matrices = matrices;
        _point = point;
        _pool = pool;
        _logOuter = layout.LogHeight - LogInner;
        _columnRounds = layout.Class.Class.LogWidth;
        _innerEq = new ExtVector(EqTable.Expand(point.AsSpan(^LogInner..)));
        _outerEq = new KoalaBear5[]?[layout.LogHeight + 1];
        _length = 1 << (layout.Class.Class.LogWidth + _logOuter);
        _f = new ExtVector(_length, clear: true);
        ExtSpan u = _f.Span;
        pool.For(1 << _logOuter, 1, 1, (start, end) =>
        {
            int first = 0;
            foreach (StackedMatrix? m in matrices)
            {
                if (m is null) continue;
                var sums = new KoalaBear5[m.Columns];
                for (int o = start; o < end; o++)
                {
                    ExtKernels.DotColumns(m.View.SliceRows(o << LogInner, Inner), _innerEq.Span, sums);
                    for (int c = 0; c < sums.Length; c++) u[((first + c) << _logOuter) + o] = sums[c];
                }

                first += m.Columns;
            }
        });
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
                for (int i = 0; i < eq.Length; i++) sum += eq[i] * _f.Span[start + i];
                result[next++] = sum;
            }
        });
        return result;
    }

    /// <inheritdoc/>
    public void Begin(KoalaBear5 tau)
    {
        _w = new ExtVector(_length, clear: true);
        ExtSpan v = _w.Span;
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

        if (_columnRounds == 0) FoldColumns();
    }

    /// <inheritdoc/>
    public (KoalaBear5 C0, KoalaBear5 C2) Round()
    {
        int half = _length / 2;
        ExtSpan f = _f.Span.Slice(0, _length), w = _w!.Span.Slice(0, _length);
        KoalaBear5 c0 = default, c2 = default;
        var total = new object();
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
        return (c0, c2);
    }

    /// <inheritdoc/>
    public void Bind(KoalaBear5 r)
    {
        int half = _length / 2;
        foreach (ExtVector v in (ExtVector[])[_f, _w!])
        {
            ExtSpan all = v.Span;
            _pool.For(half, 16, MinPart, (start, end) =>
            {
                int n = end - start;
                ExtKernels.Fold(all.Slice(start, n), all.Slice(half + start, n), r, all.Slice(start, n));
            });
        }

        _length = half;
        if (_columnRounds == 0) return;
        _columnChallenges.Add(r);
        if (--_columnRounds == 0) FoldColumns();
    }

    /// <inheritdoc/>
    public CommittedMatrix Commit(int fold, int logInvRate, CancellationToken cancellation) =>
        CommittedMatrix.Commit(_f.Span.Slice(0, _length), fold, logInvRate, _pool, cancellation);

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

        ExtSpan w = _w!.Span;
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
    public KoalaBear5[] Values() => _f.Span.Slice(0, _length).ToArray();

    /// <inheritdoc/>
    public void Dispose()
    {
        _innerEq.Dispose();
        _f.Dispose();
        _w?.Dispose();
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
        ExtVector outer = _w!;
        _pool.For(1 << _logOuter, 1, 4, (start, end) =>
        {
            for (int o = start; o < end; o++)
            {
                int row = o << LogInner, first = 0;
                ExtSpan target = f.Span.Slice(row, Inner);
                foreach (StackedMatrix? m in _matrices)
                {
                    if (m is null) continue;
                    ExtKernels.AccumulateColumns(target, m.View.SliceRows(row, Inner), eq.AsSpan(first, m.Columns));
                    first += m.Columns;
                }

                ExtKernels.Scale(_innerEq.Span, outer[o], w.Span.Slice(row, Inner));
            }
        });
        _f.Dispose();
        outer.Dispose();
        _f = f;
        _w = w;
        _length = 1 << _layout.LogHeight;
    }
}
