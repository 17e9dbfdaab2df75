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

    /// <summary>To compute results in place.</summary>
    internal Span<uint> Values => _after.AsSpan(0, _count);

    /// <summary>Forgets the call before.</summary>
    internal void Begin() => _count = 0;

    /// <summary>Reads a word.</summary>
    internal void Add(uint word, uint value)
    {
        _words[_count] = word;
        _before[_count] = _after[_count] = value;
        _count++;
    }
}
