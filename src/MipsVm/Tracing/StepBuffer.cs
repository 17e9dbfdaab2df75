using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Zkfp.Core.Memory;

namespace Zkfp.MipsVm.Tracing;

/// <summary>A growing list of records. Its memory is the pool's: released when the tables are filled, it serves the prover until the next shard.</summary>
internal sealed unsafe class StepBuffer
{
    private const int Smallest = 256;

    private NativeBuffer? _memory;
    private StepRecord* _items;
    private int _capacity;

    // What the shard before needed, and some more.
    private int _expected = Smallest;

    /// <summary>Number of records.</summary>
    public int Count { get; private set; }

    /// <summary>The records.</summary>
    public ReadOnlySpan<StepRecord> Items => new(_items, Count);

    /// <summary>Appends a cleared record. The reference is good until the next one is appended.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref StepRecord Add()
    {
        if (Count == _capacity) Grow();

        // SAFETY: Count < _capacity, the records that the buffer holds.
        ref StepRecord r = ref _items[Count++];
        r = default;
        return ref r;
    }

    /// <summary>Appends cleared records that belong together. The span is good until the next one is appended.</summary>
    public Span<StepRecord> Add(int count)
    {
        while (Count + count > _capacity) Grow();
        var added = new Span<StepRecord>(_items + Count, count);
        added.Clear();
        Count += count;
        return added;
    }

    /// <summary>Forgets all records and gives their memory back.</summary>
    public void Release()
    {
        if (Count != 0) _expected = Math.Max(Smallest, Count + Count / 8);
        _memory?.Dispose();
        _memory = null;
        _items = null;
        _capacity = Count = 0;
    }

    private void Grow()
    {
        int capacity = _capacity == 0 ? _expected : checked(2 * _capacity);
        var memory = new NativeBuffer((long)capacity * (sizeof(StepRecord) / sizeof(uint)));
        var items = (StepRecord*)memory.Pointer;
        NativeMemory.Copy(_items, items, (nuint)Count * (nuint)sizeof(StepRecord));
        _memory?.Dispose();
        _memory = memory;
        _items = items;
        _capacity = capacity;
    }
}
