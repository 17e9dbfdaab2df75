using Zkfp.Core.Field;

namespace Zkfp.Core.Kernels;

/// <summary>
/// A view of a column-major matrix of base elements (Montgomery form): row r of column c is at c · stride + r. It does not own the
/// memory.
/// </summary>
public readonly unsafe struct BaseMatrix
{
    internal readonly uint* Pointer;

    /// <summary>A view of <paramref name="columns"/> columns of <paramref name="rows"/> words, <paramref name="stride"/> apart.</summary>
    public BaseMatrix(uint* pointer, long stride, int rows, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        Pointer = pointer;
        Stride = stride;
        Rows = rows;
        Columns = columns;
    }

    /// <summary>Words from one column to the next.</summary>
    public long Stride { get; }

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Number of columns.</summary>
    public int Columns { get; }

    /// <summary>One column.</summary>
    public Span<KoalaBear> Column(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Columns, nameof(index));

        // SAFETY: the constructor's contract.
        return new(Pointer + index * Stride, Rows);
    }

    /// <summary>Rows [<paramref name="start"/>, <paramref name="start"/> + <paramref name="length"/>) of all columns.</summary>
    public BaseMatrix SliceRows(int start, int length)
    {
        if ((uint)start > (uint)Rows || (uint)length > (uint)(Rows - start))
            throw new ArgumentOutOfRangeException(nameof(start), $"[{start}, {(long)start + length}) is outside {Rows} rows.");
        return new(Pointer + start, Stride, length, Columns);
    }

    /// <summary>Columns [<paramref name="start"/>, <paramref name="start"/> + <paramref name="count"/>).</summary>
    public BaseMatrix SliceColumns(int start, int count)
    {
        if ((uint)start > (uint)Columns || (uint)count > (uint)(Columns - start))
            throw new ArgumentOutOfRangeException(nameof(start), $"[{start}, {(long)start + count}) is outside {Columns} columns.");
        return new(Pointer + start * Stride, Stride, Rows, count);
    }
}
