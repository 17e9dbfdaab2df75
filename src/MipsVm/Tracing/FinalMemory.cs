using Zkfp.Core.Machine;
using Zkfp.MipsVm.Execution;
using Zkfp.MipsVm.Machine;

namespace Zkfp.MipsVm.Tracing;

/// <summary>A row of the chain through the words outside the image.</summary>
/// <param name="Previous">First word of the step.</param>
/// <param name="Key">Its last word.</param>
/// <param name="Shard">The last shard that touched <paramref name="Key"/>; 0 for a row that only links.</param>
/// <param name="Value">Its final value.</param>
internal readonly record struct ZeroRow(uint Previous, uint Key, uint Shard, uint Value);

/// <summary>
/// What a whole run left behind: for each touched word its last toucher and its value. The chain through the words outside the image (a row per
/// touched word, rows that only link where the next one is 2^29 or more away, and one to the end of each gap) is made as it is read: a program may have
/// touched hundreds of millions of words.
/// </summary>
internal sealed class FinalMemory
{
    private const uint MaxStep = (1u << 29) - 1;
    private const int LogMarkDistance = 16;

    private readonly IReadOnlyList<GlobalMessage> _gaps;
    private readonly SparseMemory _memory;
    private readonly SparseMemory _lastShard;
    private readonly (uint Page, uint[] Words)[] _pages;
    private readonly List<Cursor> _marks = [];

    /// <summary>From the checkpoint after the last instruction.</summary>
    public FinalMemory(ProgramTables program, Checkpoint end)
    {
        _gaps = program.GlobalMessages;
        _memory = end.OpenMemory();
        _lastShard = end.OpenLastShard();
        _pages = [.. _lastShard.Pages()];
        Registers = end.Registers.ToArray();
        Shards = end.Shard - 1;
        Cursor cursor = default, before = default;
        while (MoveNext(ref cursor, out ZeroRow row))
        {
            if ((ZeroRows++ & (1 << LogMarkDistance) - 1) == 0) _marks.Add(before);
            if (row.Shard != 0) ZeroWords++;
            before = cursor;
        }
    }

    /// <summary>Where reading stands.</summary>
    public struct Cursor
    {
        /// <summary>Number of the gap, the first word of the next row, and the first page that may hold it.</summary>
        internal int Gap, Page;

        internal uint At;
    }

    /// <summary>Final register values.</summary>
    public uint[] Registers { get; }

    /// <summary>Number of shards that execute instructions; all of them touch every register.</summary>
    public uint Shards { get; }

    /// <summary>Touched words outside the image.</summary>
    public int ZeroWords { get; }

    /// <summary>Rows of the chain.</summary>
    public int ZeroRows { get; }

    /// <summary>The last shard that touched a word (0: none), and the word's value.</summary>
    public (uint Shard, uint Value) this[uint word] => (_lastShard[word], _memory[word]);

    /// <summary>A cursor before a row of the chain.</summary>
    public Cursor ZeroRow(int row)
    {
        Cursor c = _marks[row >> LogMarkDistance];
        for (int i = row & (1 << LogMarkDistance) - 1; i > 0; i--) Next(ref c);
        return c;
    }

    /// <summary>The row at the cursor, which moves on.</summary>
    public ZeroRow Next(ref Cursor cursor) =>
        MoveNext(ref cursor, out ZeroRow row) ? row : throw new InvalidOperationException($"the chain has {ZeroRows} rows");

    private bool MoveNext(ref Cursor c, out ZeroRow row)
    {
        row = default;
        for (; c.Gap < _gaps.Count; c.Gap += 2)
        {
            uint at = Math.Max(c.At, _gaps[c.Gap].Fields[0].Value), end = _gaps[c.Gap + 1].Fields[0].Value;
            if (at >= end) continue;
            uint touched = NextTouched(ref c.Page, at, end), key = Math.Min(touched, end - 1);
            row = key - at > MaxStep ? new ZeroRow(at, at + MaxStep, 0, 0)
                : touched < end ? new ZeroRow(at, key, _lastShard[key], _memory[key])
                : new ZeroRow(at, key, 0, 0);
            c.At = row.Key + 1;
            return true;
        }

        return false;
    }

    /// <summary>The first touched word from <paramref name="at"/> on, or <paramref name="end"/>.</summary>
    private uint NextTouched(ref int page, uint at, uint end)
    {
        while (page < _pages.Length && (_pages[page].Page + 1) * SparseMemory.PageWords <= at) page++;
        for (int p = page; p < _pages.Length; p++)
        {
            uint first = _pages[p].Page * SparseMemory.PageWords;
            if (first >= end) break;
            int skip = at > first ? (int)(at - first) : 0;
            int found = _pages[p].Words.AsSpan(skip).IndexOfAnyExcept(0u);
            if (found >= 0) return Math.Min(end, first + (uint)(skip + found));
        }

        return end;
    }
}
