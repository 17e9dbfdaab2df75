using System.Globalization;
using System.Runtime.CompilerServices;

namespace Zkfp.Core.Field;

/// <summary>
/// An element of the prime field of order p = 2³¹ − 2²⁴ + 1, in Montgomery form: <see cref="Raw"/> = value · 2³² mod p,
/// always in [0, p). Multiplicative generator 3, two-adicity 24.
/// </summary>
public readonly struct KoalaBear : IField<KoalaBear>
{
    /// <summary>The field's order.</summary>
    public const uint P = 0x7F000001;

    /// <summary>p⁻¹ mod 2³².</summary>
    public const uint PInverse = 0x81000001;

    /// <summary>2³² mod p: the Montgomery form of one.</summary>
    public const uint R1 = 0x01FFFFFE;

    /// <summary>2⁶⁴ mod p: multiplying by it converts into Montgomery form.</summary>
    public const uint R2 = 0x17F7EFE4;

    /// <summary>log₂ of the largest power of two dividing p − 1.</summary>
    public const int TwoAdicity = 24;

    /// <summary>The Montgomery form, in [0, p).</summary>
    public readonly uint Raw;

    private KoalaBear(uint raw) => Raw = raw;

    /// <summary>The element of value <paramref name="value"/> mod p.</summary>
    public KoalaBear(ulong value) => Raw = Reduce((value % P) * R2);

    /// <inheritdoc/>
    public static KoalaBear Zero => default;

    /// <inheritdoc/>
    public static KoalaBear One => new(R1);

    /// <summary>3, a generator of the multiplicative group.</summary>
    public static KoalaBear Generator => new(3UL);

    /// <summary>The canonical value in [0, p).</summary>
    public uint Value => Reduce(Raw);

    /// <summary>Wraps a Montgomery form; <paramref name="raw"/> must be in [0, p).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static KoalaBear FromRaw(uint raw) => new(raw);

    /// <inheritdoc/>
    public static KoalaBear FromBase(KoalaBear value) => value;

    /// <summary>The element for a signed integer.</summary>
    public static KoalaBear FromInt64(long value)
    {
        long r = value % P;
        return new((ulong)(r < 0 ? r + P : r));
    }

    /// <summary>A generator of the subgroup of order 2^<paramref name="logOrder"/>: 3^(127 · 2^(24 − logOrder)).</summary>
    public static KoalaBear RootOfUnity(int logOrder)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(logOrder);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(logOrder, TwoAdicity);
        return Generator.Pow(127UL << (TwoAdicity - logOrder));
    }

    /// <summary>Montgomery reduction of x &lt; p · 2³²: x · 2⁻³² mod p, in [0, p).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Reduce(ulong x)
    {
        uint m = (uint)x * PInverse;
        uint hi = (uint)(x >> 32);
        uint u = (uint)(((ulong)m * P) >> 32);
        return AddPIfNegative(hi - u);
    }

    // From (−p, p) to [0, p). By the sign bit: the JIT makes a comparison a branch inside loops, and this one is taken at random.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint AddPIfNegative(uint x) => x + (P & (uint)((int)x >> 31));

    /// <summary>Sum in [0, p).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static KoalaBear operator +(KoalaBear a, KoalaBear b)
    {
        return new(AddPIfNegative(a.Raw + b.Raw - P));
    }

    /// <summary>Difference in [0, p).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static KoalaBear operator -(KoalaBear a, KoalaBear b)
    {
        return new(AddPIfNegative(a.Raw - b.Raw));
    }

    /// <summary>Product in [0, p).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static KoalaBear operator *(KoalaBear a, KoalaBear b) => new(Reduce((ulong)a.Raw * b.Raw));

    /// <summary>Negation in [0, p).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static KoalaBear operator -(KoalaBear a) => new(a.Raw == 0 ? 0 : P - a.Raw);

    /// <summary>Equality.</summary>
    public static bool operator ==(KoalaBear a, KoalaBear b) => a.Raw == b.Raw;

    /// <summary>Inequality.</summary>
    public static bool operator !=(KoalaBear a, KoalaBear b) => a.Raw != b.Raw;

    /// <summary>Small literals read as field elements.</summary>
    public static implicit operator KoalaBear(int value) => FromInt64(value);

    /// <inheritdoc/>
    public KoalaBear Inverse() => this.Pow(P - 2);

    /// <inheritdoc/>
    public bool Equals(KoalaBear other) => Raw == other.Raw;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is KoalaBear other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => (int)Raw;

    /// <summary>The canonical value in decimal.</summary>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
