using Zkfp.Core.Air;
using Zkfp.Core.Kernels;
using Zkfp.Core.Parallel;
using Zkfp.Core.Trace;
using Zkfp.Protocol.Layout;
using FieldElement = Zkfp.Core.Field.KoalaBear;

namespace Zkfp.Prover;

/// <summary>
/// Lays the columns of one kind into a matrix (docs/protocol.md §5): fragments in canonical order, each column the next 2^n cells. Fragments of a
/// table take its rows in the order of their positions. Values become Montgomery forms on the way.
/// </summary>
internal static unsafe class ColumnStacker
{
    private const int RowsPerPart = 1 << 16;

    /// <summary>
    /// The matrix of <paramref name="width"/> columns; null if that is 0. <paramref name="fragments"/> are in canonical order, so those of one table appear in the
    /// order of its positions.
    /// </summary>
    public static StackedMatrix? Stack(
        IReadOnlyList<Fragment> fragments, ColumnKind kind, int logHeight, int width, IReadOnlyList<TraceTable?> tables, WorkerPool pool)
    {
        if (width == 0) return null;
        var copies = new List<(TraceTable Table, int Column, int FirstRow, int Rows, long Cell)>();
        var consumed = new int[tables.Count];
        long cells = 0;
        foreach (Fragment f in fragments)
        {
            int start = consumed[f.Table];
            consumed[f.Table] += f.Rows;
            for (int c = 0; c < f.Air.Columns.Count; c++)
            {
                if (f.Air.Columns[c].Kind != kind) continue;
                if (tables[f.Table] is TraceTable t)
                {
                    int rows = Math.Min(f.Rows, t.Rows - start);
                    for (int row = 0; row < rows; row += RowsPerPart)
                        copies.Add((t, c, start + row, Math.Min(RowsPerPart, rows - row), cells + row));
                }

                cells += 1L << f.LogHeight;
            }
        }

        if (cells > (long)width << logHeight) throw new ArgumentException($"{kind} columns have {cells} cells, {width} columns of 2^{logHeight} rows hold fewer.", nameof(width));
        var matrix = new StackedMatrix(logHeight, width, (int)(cells + (1L << logHeight) - 1 >> logHeight));
        pool.Run(copies.Count, i =>
        {
            (TraceTable table, int column, int firstRow, int rows, long cell) = copies[i];
            uint* target = matrix.At((int)(cell >> logHeight), (int)(cell & ((1L << logHeight) - 1)));
            BaseKernels.ToMontgomery(table.Column(column).Slice(firstRow, rows), new Span<FieldElement>(target, rows));
        });
        return matrix;
    }
}
