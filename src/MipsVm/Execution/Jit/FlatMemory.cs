using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Zkfp.MipsVm.Loading;

namespace Zkfp.MipsVm.Execution.Jit;

/// <summary>
/// The whole 4 GiB address space as one reservation of the operating system, which provides zero pages at first touch. Words are
/// in the host's order, so a word access is one move and byte lanes are found by flipping address bits.
/// </summary>
internal sealed unsafe partial class FlatMemory : IMemoryReader, IDisposable
{
    private static readonly ulong Size = 1UL << 32;
    private const int ProtRead = 1, ProtWrite = 2;
    private const int MapPrivate = 2, MapAnonymous = 0x20, MapNoReserve = 0x4000;

    private byte* _base;

    private FlatMemory(byte* address, Endianness endianness)
    {
        _base = address;
        Endianness = endianness;
    }

    ~FlatMemory() => Dispose();

    /// <inheritdoc/>
    public Endianness Endianness { get; }

    /// <summary>Address of byte lane 0 of word 0.</summary>
    public byte* Base => _base;

    /// <summary>Reserves an address space, or null where the system has no such thing (then programs are interpreted).</summary>
    public static FlatMemory? TryCreate(Endianness endianness)
    {
        if (!OperatingSystem.IsLinux() || !Environment.Is64BitProcess || !BitConverter.IsLittleEndian)
            return null;
        void* address = Map(null, (nuint)Size, ProtRead | ProtWrite, MapPrivate | MapAnonymous | MapNoReserve, -1, 0);
        return address == (void*)-1 ? null : new FlatMemory((byte*)address, endianness);
    }

    /// <inheritdoc/>
    public uint ReadWord(uint address)
    {
        ObjectDisposedException.ThrowIf(_base == null, this);
        // SAFETY: the reservation covers every 32-bit address.
        return *(uint*)(_base + (address & ~3u));
    }

    /// <summary>Copies <paramref name="words"/> to consecutive word indices.</summary>
    public void Write(uint start, ReadOnlySpan<uint> words)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start + (ulong)words.Length, 1UL << 30);
        words.CopyTo(new Span<uint>(_base + 4 * (nuint)start, words.Length));
    }

    public void Dispose()
    {
        if (_base == null)
            return;
        _ = Unmap(_base, (nuint)Size);
        _base = null;
        GC.SuppressFinalize(this);
    }

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial void* Map(void* address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(void* address, nuint length);
}

/// <summary>Word memory of the interpreter on a <see cref="FlatMemory"/>, which must outlive it.</summary>
internal readonly unsafe struct FlatAccess(byte* address) : IWordMemory
{
    // SAFETY: word < 2^30, the reservation has 2^32 bytes.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Load(uint word) => *(uint*)(address + 4 * (nuint)word);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(uint word, uint value) => *(uint*)(address + 4 * (nuint)word) = value;
}
