using Zkfp.Core.Field;
using Zkfp.Core.Kernels;
using Zkfp.Core.Parallel;
using Zkfp.Protocol.Layout;
using Zkfp.Protocol.Parameters;
using EqTable = Zkfp.Prover.Kernels.EqTable;

namespace Zkfp.Prover.Whir;

/// <summary>
/// The stacked polynomial F with its last 8 variables bound: U[c][o] = Σ_l eq(last 8, l)·F_c(256 o + l), by one pass over the matrices. Rounds over columns of
/// a weight that has eq(last 8, ·) as a factor need no more than this table.
/// </summary>
internal sealed unsafe class ColumnSums : IDisposable
{
    /// <summary>log₂ of the rows that one entry of U sums: the smallest fragment's height.</summary>
    public const int LogInner = ProtocolParameters.MinLogHeight;

    /// <summary>Rows that one entry of U sums.</summary>
    public const int Inner = 1 << LogInner;

    /// <summary>Makes U for a point that ends in these 8 coordinates.</summary>
    public ColumnSums(ShardLayout layout, StackedMatrix?[] matrices, ReadOnlySpan<KoalaBear5> point, WorkerPool pool)
    {
        int logOuter = layout.LogHeight - LogInner;
        InnerEq = new ExtVector(EqTable.Expand(point[^LogInner..]));
        Table = new ExtVector(1 << layout.Class.Class.LogWidth + logOuter, clear: true);
        ExtVector inner = InnerEq, table = Table;
        pool.For(1 << logOuter, 1, 1, (start, end) =>
        {
            int first = 0;
            ExtSpan u = table.Span;
            foreach (StackedMatrix? m in matrices)
            {
                if (m is null) continue;
                var sums = new KoalaBear5[m.Columns];
                for (int o = start; o < end; o++)
                {
                    ExtKernels.DotColumns(m.View.SliceRows(o << LogInner, Inner), inner.Span, sums);
                    for (int c = 0; c < sums.Length; c++) u[((first + c) << logOuter) + o] = sums[c];
                }

                first += m.Width;
            }
        });
    }

    /// <summary>U.</summary>
    public ExtVector Table { get; }

    /// <summary>eq(last 8, ·).</summary>
    public ExtVector InnerEq { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Table.Dispose();
        InnerEq.Dispose();
    }
}

/// <summary>The stacked polynomial at a point outside the domain.</summary>
internal sealed class OutsideValue : IDisposable
{
    /// <summary>Evaluates it at a point of w + h coordinates.</summary>
    public OutsideValue(ShardLayout layout, StackedMatrix?[] matrices, KoalaBear5[] point, WorkerPool pool)
    {
        Sums = new ColumnSums(layout, matrices, point, pool);
        Weight = EqTable.Expand(point.AsSpan(..^ColumnSums.LogInner));
        ExtSpan u = Sums.Table.Span;
        for (int i = 0; i < Weight.Length; i++) Value += Weight[i] * u[i];
    }

    /// <summary>U for the point.</summary>
    public ColumnSums Sums { get; }

    /// <summary>eq of all coordinates but the last 8.</summary>
    public KoalaBear5[] Weight { get; }

    /// <summary>The polynomial there.</summary>
    public KoalaBear5 Value { get; }

    /// <inheritdoc/>
    public void Dispose() => Sums.Dispose();
}
