using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Zkfp.MipsVm.Execution;

/// <summary>The set of memory words that a shard touched, in order of first touch.</summary>
public sealed class TouchedWords
{
    private const int BlockBits = 18;

    private readonly ulong[]?[] _blocks = new ulong[1 << (30 - BlockBits)][];
    private readonly List<uint> _words = [];

    /// <summary>Number of distinct words.</summary>
    public int Count => _words.Count;

    /// <summary>Word indices in order of first touch; valid until the next change.</summary>
    public ReadOnlySpan<uint> Words => CollectionsMarshal.AsSpan(_words);

    /// <summary>Adds a word index (below 2^30). True if it was not in the set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Add(uint word)
    {
        ulong[] block = _blocks[word >> BlockBits] ?? NewBlock(word);
        ref ulong bits = ref block[(word & ((1 << BlockBits) - 1)) >> 6];
        ulong bit = 1UL << (int)(word & 63);
        if ((bits & bit) != 0)
            return false;
        bits |= bit;
        _words.Add(word);
        return true;
    }

    /// <summary>Empties the set; costs as much as it has words.</summary>
    public void Clear()
    {
        foreach (uint word in Words)
            _blocks[word >> BlockBits]![(word & ((1 << BlockBits) - 1)) >> 6] = 0;
        _words.Clear();
    }

    private ulong[] NewBlock(uint word) => _blocks[word >> BlockBits] = new ulong[(1 << BlockBits) >> 6];
}
