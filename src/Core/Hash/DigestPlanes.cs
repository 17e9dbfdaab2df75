using Zkfp.Core.Field;

namespace Zkfp.Core.Hash;

/// <summary>
/// A view of digests stored as nine planes of base elements (Montgomery form): element k of digest i is at k · stride + i. It
/// does not own the memory.
/// </summary>
public readonly unsafe struct DigestPlanes
{
    internal readonly uint* Pointer;
    internal readonly long Stride;

    /// <summary>A view of nine planes of <paramref name="length"/> words, <paramref name="stride"/> apart.</summary>
    public DigestPlanes(uint* pointer, long stride, int length)
    {
        Pointer = pointer;
        Stride = stride;
        Length = length;
    }

    /// <summary>Number of digests.</summary>
    public int Length { get; }

    /// <summary>Digest <paramref name="i"/>.</summary>
    public Digest this[int i]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)i, (uint)Length, nameof(i));
            Digest d = default;
            for (int k = 0; k < Digest.Length; k++) d[k] = KoalaBear.FromRaw(Pointer[k * Stride + i]);
            return d;
        }

        set
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)i, (uint)Length, nameof(i));
            for (int k = 0; k < Digest.Length; k++) Pointer[k * Stride + i] = value[k].Raw;
        }
    }

    /// <summary>Digests [<paramref name="start"/>, <paramref name="start"/> + <paramref name="length"/>).</summary>
    public DigestPlanes Slice(int start, int length)
    {
        if ((uint)start > (uint)Length || (uint)length > (uint)(Length - start))
            throw new ArgumentOutOfRangeException(nameof(start), $"[{start}, {(long)start + length}) is outside {Length} digests.");
        return new(Pointer + start, Stride, length);
    }
}
