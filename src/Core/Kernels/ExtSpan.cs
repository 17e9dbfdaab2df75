using System.Runtime.CompilerServices;
using Zkfp.Core.Field;

namespace Zkfp.Core.Kernels;

/// <summary>
/// A view of extension elements stored as five planes of base elements (Montgomery form): coefficient k of element i lies at
/// plane k, position i. It does not own the memory; the owner (<see cref="ExtVector"/>) must outlive it.
/// </summary>
public readonly unsafe struct ExtSpan
{
    internal readonly uint* Pointer;
    internal readonly long Stride;

    /// <summary>A view of five planes of <paramref name="length"/> words, <paramref name="stride"/> words apart.</summary>
    public ExtSpan(uint* pointer, long stride, int length)
    {
        Pointer = pointer;
        Stride = stride;
        Length = length;
    }

    /// <summary>Number of extension elements.</summary>
    public int Length { get; }

    /// <summary>Element <paramref name="i"/>.</summary>
    public KoalaBear5 this[int i]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)i, (uint)Length, nameof(i));
            return Get(i);
        }

        set
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)i, (uint)Length, nameof(i));
            Set(i, value);
        }
    }

    /// <summary>Elements [<paramref name="start"/>, <paramref name="start"/> + <paramref name="length"/>).</summary>
    public ExtSpan Slice(int start, int length)
    {
        if ((uint)start > (uint)Length || (uint)length > (uint)(Length - start))
            throw new ArgumentOutOfRangeException(nameof(start), $"[{start}, {(long)start + length}) is outside {Length} elements.");
        return new(Pointer + start, Stride, length);
    }

    /// <summary>Coefficient <paramref name="k"/> of all elements, in Montgomery form.</summary>
    public Span<KoalaBear> Plane(int k)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)k, (uint)KoalaBear5.Degree, nameof(k));

        // SAFETY: the constructor's contract: five planes of Length words.
        return new(Pointer + k * Stride, Length);
    }

    /// <summary>Copies to a view of the same length.</summary>
    public void CopyTo(ExtSpan destination)
    {
        for (int k = 0; k < KoalaBear5.Degree; k++) Plane(k).CopyTo(destination.Plane(k));
    }

    /// <summary>Sets all elements to zero.</summary>
    public void Clear()
    {
        for (int k = 0; k < KoalaBear5.Degree; k++) Plane(k).Clear();
    }

    /// <summary>The elements as an array of structs.</summary>
    public KoalaBear5[] ToArray()
    {
        var result = new KoalaBear5[Length];
        for (int i = 0; i < result.Length; i++) result[i] = Get(i);
        return result;
    }

    /// <summary>Copies an array of structs in; lengths must be equal.</summary>
    public void CopyFrom(ReadOnlySpan<KoalaBear5> source)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(source.Length, Length, nameof(source));
        for (int i = 0; i < source.Length; i++) Set(i, source[i]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal KoalaBear5 Get(int i) => new(
        KoalaBear.FromRaw(Pointer[i]),
        KoalaBear.FromRaw(Pointer[Stride + i]),
        KoalaBear.FromRaw(Pointer[2 * Stride + i]),
        KoalaBear.FromRaw(Pointer[3 * Stride + i]),
        KoalaBear.FromRaw(Pointer[4 * Stride + i]));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Set(int i, KoalaBear5 value)
    {
        Pointer[i] = value.C0.Raw;
        Pointer[Stride + i] = value.C1.Raw;
        Pointer[2 * Stride + i] = value.C2.Raw;
        Pointer[3 * Stride + i] = value.C3.Raw;
        Pointer[4 * Stride + i] = value.C4.Raw;
    }
}
