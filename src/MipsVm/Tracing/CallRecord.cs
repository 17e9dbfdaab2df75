using System.Runtime.InteropServices;

namespace Zkfp.MipsVm.Tracing;

/// <summary>
/// The records of one call of a primitive: the first holds its pointers, by block, where other instructions have a, b, d and m; those behind it three numbers for
/// each word that it accessed, block by block.
/// </summary>
internal readonly ref struct CallRecord(ReadOnlySpan<StepRecord> records)
{
    private const int NumbersPerRecord = 16;

    private readonly ReadOnlySpan<StepRecord> _records = records;
    private readonly ReadOnlySpan<uint> _words = MemoryMarshal.Cast<StepRecord, uint>(records[1..]);

    /// <summary>Op, Time, Pc, Npc and the pointers.</summary>
    public ref readonly StepRecord Head => ref _records[0];

    /// <summary>Records of a call that accesses so many words.</summary>
    public static int Records(int words) => 1 + (3 * words + NumbersPerRecord - 1) / NumbersPerRecord;

    /// <summary>Where the numbers of the words are.</summary>
    public static Span<uint> Words(Span<StepRecord> records) => MemoryMarshal.Cast<StepRecord, uint>(records[1..]);

    /// <summary>Sets the pointer of a block.</summary>
    public static void SetPointer(ref StepRecord s, int block, uint value, uint previous)
    {
        switch (block)
        {
            case 0: (s.A, s.PreviousA) = (value, previous); break;
            case 1: (s.B, s.PreviousB) = (value, previous); break;
            case 2: (s.D, s.PreviousD) = (value, previous); break;
            default: (s.M, s.PreviousM) = (value, previous); break;
        }
    }

    /// <summary>A word before the call.</summary>
    public uint Before(int word) => _words[3 * word];

    /// <summary>A word after the call.</summary>
    public uint After(int word) => _words[3 * word + 1];

    /// <summary>Time of the access before.</summary>
    public uint Previous(int word) => _words[3 * word + 2];
}
