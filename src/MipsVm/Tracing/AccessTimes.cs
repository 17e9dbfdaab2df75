using System.Runtime.CompilerServices;

namespace Zkfp.MipsVm.Tracing;

/// <summary>Time of the last access to each memory word within a shard, and the words touched in order of first touch.</summary>
internal sealed class AccessTimes
{
    private const int PageBits = 12;

    private readonly uint[]?[] _pages = new uint[]?[1 << 30 - PageBits];
    private readonly List<int> _used = [];
    private readonly Stack<uint[]> _free = new();

    /// <summary>Touched words in order.</summary>
    public List<uint> Words { get; } = [];

    /// <summary>For each of them the time that its boundary row pushes.</summary>
    public List<uint> First { get; } = [];

    /// <summary>Time of the last access of a word (0 if none).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref uint Last(uint word)
    {
        uint[]? page = _pages[word >> PageBits];
        if (page is null) page = NewPage(word);
        return ref page[word & (1 << PageBits) - 1];
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        foreach (int i in _used)
        {
            Array.Clear(_pages[i]!);
            _free.Push(_pages[i]!);
            _pages[i] = null;
        }

        _used.Clear();
        Words.Clear();
        First.Clear();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private uint[] NewPage(uint word)
    {
        if (!_free.TryPop(out uint[]? page)) page = new uint[1 << PageBits];
        _pages[word >> PageBits] = page;
        _used.Add((int)(word >> PageBits));
        return page;
    }
}
