using System.Runtime.CompilerServices;
using Zkfp.MipsVm.Loading;

namespace Zkfp.MipsVm.Execution;

/// <summary>Word memory as the interpreter sees it; implemented by structs so that it is specialised.</summary>
internal interface IWordMemory
{
    /// <summary>Word with this index (below 2^30).</summary>
    uint Load(uint word);

    /// <summary>Sets the word with this index.</summary>
    void Store(uint word, uint value);
}

/// <summary>Word memory on a <see cref="SparseMemory"/>.</summary>
internal readonly struct SparseAccess(SparseMemory memory) : IWordMemory
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Load(uint word) => memory[word];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(uint word, uint value) => memory[word] = value;
}

/// <summary>What hosts see of a <see cref="SparseMemory"/>.</summary>
public sealed class SparseMemoryReader(SparseMemory memory, Endianness endianness) : IMemoryReader
{
    /// <inheritdoc/>
    public Endianness Endianness => endianness;

    /// <inheritdoc/>
    public uint ReadWord(uint address) => memory[address >> 2];
}
