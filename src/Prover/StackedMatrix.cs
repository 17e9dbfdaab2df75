using Zkfp.Core.Kernels;
using Zkfp.Core.Memory;

namespace Zkfp.Prover;

/// <summary>
/// A matrix of 2^h rows of base elements (Montgomery form), column-major, before encoding; zero when made. Columns at its end that stay zero have no memory.
/// </summary>
internal sealed unsafe class StackedMatrix : IDisposable
{
    private readonly NativeBuffer _memory;

    /// <summary>A zero matrix.</summary>
    public StackedMatrix(int logRows, int width, int columns)
    {
        LogRows = logRows;
        Width = width;
        Columns = columns;

        // Columns are staggered by 5 cache lines so that equal rows of neighbouring columns do not share cache sets.
        Stride = (1L << logRows) + 80;
        _memory = new NativeBuffer(Stride * Math.Max(1, columns), clear: true);
    }

    /// <summary>h.</summary>
    public int LogRows { get; }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Columns that have memory; those behind them are zero.</summary>
    public int Columns { get; }

    /// <summary>Words from one column to the next.</summary>
    public long Stride { get; }

    /// <summary>Bytes in use.</summary>
    public long Bytes => _memory.Length * sizeof(uint);

    /// <summary>The kernels' view of the columns that have memory.</summary>
    public BaseMatrix View => new(_memory.Pointer, Stride, 1 << LogRows, Columns);

    /// <summary>The address of a cell.</summary>
    public uint* At(int column, int row) => _memory.Pointer + column * Stride + row;

    /// <inheritdoc/>
    public void Dispose() => _memory.Dispose();
}
