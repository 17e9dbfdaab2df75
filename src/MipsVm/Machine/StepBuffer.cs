using System.Runtime.CompilerServices;

namespace Zkfp.MipsVm.Machine;

/// <summary>A growing list of records that is reused from shard to shard.</summary>
internal sealed class StepBuffer
{
    private StepRecord[] _items = [];

    /// <summary>Number of records.</summary>
    public int Count { get; private set; }

    /// <summary>The records.</summary>
    public ReadOnlySpan<StepRecord> Items => _items.AsSpan(0, Count);

    /// <summary>Appends a cleared record.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref StepRecord Add()
    {
        if (Count == _items.Length) Array.Resize(ref _items, Math.Max(256, 2 * Count));
        ref StepRecord r = ref _items[Count++];
        r = default;
        return ref r;
    }

    /// <summary>Forgets all records.</summary>
    public void Clear() => Count = 0;
}
