using Zkfp.Core.Field;
using Zkfp.Core.Memory;

namespace Zkfp.Core.Kernels;

/// <summary>
/// An owned vector of extension elements: five planes, one after the other, in one <see cref="NativeBuffer"/>. Planes start on
/// 64-byte boundaries and are staggered, so that planes of power-of-two length do not fall on the same cache sets.
/// </summary>
public sealed unsafe class ExtVector : IDisposable
{
    private readonly NativeBuffer _buffer;

    /// <summary>Allocates <paramref name="length"/> elements, zero if <paramref name="clear"/>, else undefined.</summary>
    public ExtVector(int length, bool clear = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        Length = length;
        Stride = PlaneStride(length);
        _buffer = new NativeBuffer(KoalaBear5.Degree * Stride, clear);
    }

    /// <summary>A copy of an array of structs.</summary>
    public ExtVector(ReadOnlySpan<KoalaBear5> values)
        : this(values.Length) => Span.CopyFrom(values);

    /// <summary>Number of extension elements.</summary>
    public int Length { get; }

    /// <summary>Words from one plane to the next.</summary>
    public long Stride { get; }

    /// <summary>All elements.</summary>
    public ExtSpan Span => new(_buffer.Pointer, Stride, Length);

    /// <summary>Element <paramref name="i"/>.</summary>
    public KoalaBear5 this[int i]
    {
        get => Span[i];
        set
        {
            ExtSpan span = Span;
            span[i] = value;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _buffer.Dispose();

    // A multiple of 16 words; long planes get 5 cache lines more so that five equal addresses modulo 4 KiB do not evict each other.
    private static long PlaneStride(int length)
    {
        long stride = ((long)length + 15) & ~15L;
        return stride >= 1024 ? stride + 80 : stride;
    }
}
