using Zkfp.Core.Air;
using Zkfp.Core.Kernels;
using Zkfp.Core.Machine;
using Zkfp.Core.Parallel;
using Zkfp.Core.Trace;
using Zkfp.Verifier.Layout;
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
    /// The matrix (null if it has no columns) and its width. <paramref name="fragments"/> are in canonical order; fragments of one table appear
    /// by descending height.
    /// </summary>
    public static (StackedMatrix? Matrix, int Width) Stack(
        MachineDefinition machine, IReadOnlyList<FragmentHeight> fragments, ColumnKind kind, int logHeight,
        IReadOnlyList<TraceTable?> tables, WorkerPool pool)
    {
        var copies = new List<(TraceTable Table, int Column, int FirstRow, int Rows, long Cell)>();
        var consumed = new int[machine.Tables.Count];
        long cells = 0;
        foreach (FragmentHeight f in fragments)
        {
            AirProgram air = machine.Tables[f.Table];
            int height = 1 << f.LogHeight, start = consumed[f.Table];
            consumed[f.Table] += height;
            for (int c = 0; c < air.Columns.Count; c++)
            {
                if (air.Columns[c].Kind != kind) continue;
                if (tables[f.Table] is TraceTable t)
                {
                    for (int row = 0; row < height && start + row < t.Rows; row += RowsPerPart)
                        copies.Add((t, c, start + row, Math.Min(Math.Min(RowsPerPart, height - row), t.Rows - start - row), cells + row));
                }

                cells += height;
            }
        }

        int width = (int)((cells + (1L << logHeight) - 1) >> logHeight);
        if (width == 0) return (null, 0);
        var matrix = new StackedMatrix(logHeight, width);
        pool.Run(copies.Count, i =>
        {
            (TraceTable table, int column, int firstRow, int rows, long cell) = copies[i];
            uint* target = matrix.At((int)(cell >> logHeight), (int)(cell & ((1L << logHeight) - 1)));
            BaseKernels.ToMontgomery(table.Column(column).Slice(firstRow, rows), new Span<FieldElement>(target, rows));
        });
        return (matrix, width);
    }
}
