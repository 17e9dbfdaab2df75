using Zkfp.MipsVm.Isa;

namespace Zkfp.MipsVm.Execution.Primitives;

/// <summary>
/// The memory words that the last primitive accessed, block by block in the order of their time slots. One per run, overwritten by the next call.
/// </summary>
public sealed class PrimitiveCall
{
    /// <summary>The most words that a call accesses.</summary>
    public const int MaxWords = 64;

    private readonly uint[] _words = new uint[MaxWords], _before = new uint[MaxWords], _after = new uint[MaxWords];
    private int _count;

    /// <summary>Indices of the words; overlapping blocks repeat them.</summary>
    public ReadOnlySpan<uint> Words => _words.AsSpan(0, _count);

    /// <summary>Their values before the call.</summary>
    public ReadOnlySpan<uint> Before => _before.AsSpan(0, _count);

    /// <summary>Their values after their block's access; those before where a block is only read.</summary>
    public ReadOnlySpan<uint> After => _after.AsSpan(0, _count);

    /// <summary>What was called.</summary>
    public Opcode Opcode { get; private set; }

    /// <summary>Whether the table that proves most calls has no row for these operands.</summary>
    public bool IsRare { get; internal set; }

    /// <summary>To compute results in place.</summary>
    internal Span<uint> Values => _after.AsSpan(0, _count);

    /// <summary>Calls so far, by <see cref="Isa.Opcode"/>.</summary>
    internal ulong[] Counts { get; } = new ulong[OpcodeInfo.Count];

    /// <summary>Forgets the call before.</summary>
    internal void Begin(Opcode opcode)
    {
        (Opcode, IsRare, _count) = (opcode, false, 0);
        Counts[(int)opcode]++;
    }

    /// <summary>Reads a word.</summary>
    internal void Add(uint word, uint value)
    {
        _words[_count] = word;
        _before[_count] = _after[_count] = value;
        _count++;
    }
}
