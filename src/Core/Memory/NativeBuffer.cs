using System.Runtime.InteropServices;
using Zkfp.Core.Field;

namespace Zkfp.Core.Memory;

/// <summary>
/// A block of 32-bit words in native memory: 64-byte aligned, on huge pages where the system grants them, taken from and returned to
/// a process-wide cache (<see cref="NativePool"/>). The holder of the object owns the memory; spans and slices made from it
/// are invalid after <see cref="Dispose"/>. Contents are undefined unless clearing was asked for.
/// </summary>
public sealed unsafe class NativeBuffer : IDisposable
{
    private readonly nuint _capacityBytes;
    private uint* _pointer;

    /// <summary>Takes <paramref name="length"/> words; zeroed if <paramref name="clear"/>.</summary>
    public NativeBuffer(long length, bool clear = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        Length = length;
        _pointer = (uint*)NativePool.Rent((nuint)length * sizeof(uint), out _capacityBytes);
        if (clear) NativeMemory.Clear(_pointer, (nuint)length * sizeof(uint));
    }

    /// <summary>Returns the memory if <see cref="Dispose"/> was missed.</summary>
    ~NativeBuffer() => Free();

    /// <summary>Length in words.</summary>
    public long Length { get; }

    /// <summary>The first word.</summary>
    public uint* Pointer
    {
        get
        {
            ObjectDisposedException.ThrowIf(_pointer is null, this);
            return _pointer;
        }
    }

    /// <summary>Words [<paramref name="start"/>, <paramref name="start"/> + <paramref name="length"/>).</summary>
    public Span<uint> AsSpan(long start, int length)
    {
        if (start < 0 || length < 0 || start > Length - length)
            throw new ArgumentOutOfRangeException(nameof(start), $"[{start}, {start + length}) is outside a buffer of {Length} words.");

        // SAFETY: the range was checked against the allocation.
        return new Span<uint>(Pointer + start, length);
    }

    /// <summary>The same words as field elements in Montgomery form.</summary>
    public Span<KoalaBear> AsElements(long start, int length) => MemoryMarshal.Cast<uint, KoalaBear>(AsSpan(start, length));

    /// <inheritdoc/>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        if (_pointer is null) return;
        NativePool.Return(_pointer, _capacityBytes);
        _pointer = null;
    }
}
