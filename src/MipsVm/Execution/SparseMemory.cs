using System.Runtime.CompilerServices;

namespace Zkfp.MipsVm.Execution;

/// <summary>
/// 2^30 words of 32 bits, zero unless written, as a two-level tree of 4 KiB pages shared copy-on-write between snapshots.
/// A snapshot costs 8 KiB; a page is copied at its first write after one. Not safe for concurrent use, but distinct
/// snapshots may be used by distinct threads.
/// </summary>
public sealed class SparseMemory
{
    /// <summary>Words per page.</summary>
    public const int PageWords = 1 << PageBits;

    private const int PageBits = 10;
    private const int DirectoryBits = 10;
    private const int CacheSize = 64;

    private readonly Directory?[] _root;
    private readonly uint[] _readTags = new uint[CacheSize];
    private readonly uint[][] _readPages = new uint[CacheSize][];
    private readonly uint[] _writeTags = new uint[CacheSize];
    private readonly uint[][] _writePages = new uint[CacheSize][];
    private object _owner = new();

    private static readonly uint[] ZeroPage = new uint[PageWords];

    /// <summary>An all-zero memory.</summary>
    public SparseMemory()
        : this(new Directory?[1 << DirectoryBits])
    {
    }

    private SparseMemory(Directory?[] root)
    {
        _root = root;
        DropCaches();
    }

    /// <summary>The word with index <paramref name="word"/> (byte address / 4, below 2^30).</summary>
    public uint this[uint word]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            uint page = word >> PageBits;
            uint slot = page & (CacheSize - 1);
            uint[] words = _readTags[slot] == page ? _readPages[slot] : FindForRead(page);
            return words[word & (PageWords - 1)];
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        set
        {
            uint page = word >> PageBits;
            uint slot = page & (CacheSize - 1);
            uint[] words = _writeTags[slot] == page ? _writePages[slot] : FindForWrite(page);
            words[word & (PageWords - 1)] = value;
        }
    }

    /// <summary>
    /// A memory with the same content. Neither side sees later writes of the other. The snapshot may be handed to another
    /// thread.
    /// </summary>
    public SparseMemory Snapshot()
    {
        _owner = new object();
        Array.Fill(_writeTags, uint.MaxValue);
        return new SparseMemory((Directory?[])_root.Clone());
    }

    /// <summary>Copies <paramref name="words"/> to consecutive word indices from <paramref name="start"/> on.</summary>
    public void Write(uint start, ReadOnlySpan<uint> words)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start + (ulong)words.Length, 1UL << 30);
        while (!words.IsEmpty)
        {
            uint offset = start & (PageWords - 1);
            int count = Math.Min(words.Length, PageWords - (int)offset);
            words[..count].CopyTo(FindForWrite(start >> PageBits).AsSpan((int)offset));
            words = words[count..];
            start += (uint)count;
        }
    }

    /// <summary>Every page that was ever written: index (first word / 1024) and words, by ascending index. The arrays
    /// must not be changed.</summary>
    public IEnumerable<(uint Page, uint[] Words)> Pages()
    {
        for (uint d = 0; d < _root.Length; d++)
        {
            if (_root[d] is not { } directory)
                continue;
            for (uint p = 0; p < directory.Pages.Length; p++)
            {
                if (directory.Pages[p].Words is { } words)
                    yield return ((d << DirectoryBits) | p, words);
            }
        }
    }

    private uint[] FindForRead(uint page)
    {
        uint[] words = _root[page >> DirectoryBits]?.Pages[page & ((1 << DirectoryBits) - 1)].Words ?? ZeroPage;
        uint slot = page & (CacheSize - 1);
        _readTags[slot] = page;
        _readPages[slot] = words;
        return words;
    }

    private uint[] FindForWrite(uint page)
    {
        ref Directory? directory = ref _root[page >> DirectoryBits];
        if (directory is null)
            directory = new Directory(_owner, new Page[1 << DirectoryBits]);
        else if (directory.Owner != _owner)
            directory = new Directory(_owner, (Page[])directory.Pages.Clone());

        ref Page entry = ref directory.Pages[page & ((1 << DirectoryBits) - 1)];
        uint[] words = entry.Words ?? new uint[PageWords];
        if (entry.Owner != _owner)
        {
            if (entry.Words is not null)
                words = (uint[])words.Clone();
            entry = new Page(_owner, words);
        }

        uint slot = page & (CacheSize - 1);
        _writeTags[slot] = page;
        _writePages[slot] = words;
        _readTags[slot] = page;
        _readPages[slot] = words;
        return words;
    }

    private void DropCaches()
    {
        Array.Fill(_readTags, uint.MaxValue);
        Array.Fill(_writeTags, uint.MaxValue);
    }

    private sealed record Directory(object Owner, Page[] Pages);

    private readonly record struct Page(object? Owner, uint[]? Words);
}
