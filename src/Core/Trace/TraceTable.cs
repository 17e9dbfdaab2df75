using Zkfp.Core.Air;
using Zkfp.Core.Field;
using Zkfp.Core.Memory;

namespace Zkfp.Core.Trace;

/// <summary>
/// The rows of one table of one shard, column-major in native memory, as canonical values below p. Virtual columns have no storage.
/// Rows past <see cref="Rows"/> up to the capacity are zero.
/// </summary>
public sealed unsafe class TraceTable : IDisposable
{
    private readonly int[] _offsets;
    private readonly NativeBuffer _memory;

    /// <summary>Allocates zeroed columns for up to <paramref name="capacity"/> rows.</summary>
    public TraceTable(AirProgram air, int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(capacity);
        Air = air;
        Capacity = (capacity + 15) & ~15;
        _offsets = new int[air.Columns.Count];
        int stored = 0;
        for (int i = 0; i < _offsets.Length; i++) _offsets[i] = air.Columns[i].Kind == ColumnKind.Virtual ? -1 : stored++;
        _memory = new NativeBuffer((long)stored * Capacity, clear: true);
    }

    /// <summary>The table.</summary>
    public AirProgram Air { get; }

    /// <summary>Rows that can be stored: a multiple of 16.</summary>
    public int Capacity { get; }

    /// <summary>Rows in use.</summary>
    public int Rows { get; private set; }

    /// <summary>Sets the number of rows in use.</summary>
    public void SetRows(int rows)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)rows, (uint)Capacity);
        Rows = rows;
    }

    /// <summary>All <see cref="Capacity"/> values of a stored column.</summary>
    public Span<uint> Column(int index)
    {
        uint* memory = _memory.Pointer;
        int offset = _offsets[index];
        if (offset < 0) throw new ArgumentException($"{Air.Name}.{Air.Columns[index].Name} is virtual.");
        // SAFETY: offset < stored columns, each of Capacity elements, all inside the one allocation.
        return new Span<uint>(memory + (long)offset * Capacity, Capacity);
    }

    /// <summary>The values of a row, virtual ones included.</summary>
    public void ReadRow(int row, Span<KoalaBear> values)
    {
        for (int i = 0; i < _offsets.Length; i++)
            values[i] = new KoalaBear(_offsets[i] < 0 ? Air.Columns[i].VirtualValue(row, Rows) : Column(i)[row]);
    }

    /// <inheritdoc/>
    public void Dispose() => _memory.Dispose();
}
