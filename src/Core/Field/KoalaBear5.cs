using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Zkfp.Core.Field;

/// <summary>
/// An element c₀ + c₁X + … + c₄X⁴ of KoalaBear[X] / (X⁵ + X² − 1), a field of order p⁵ ≈ 2^154.94.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public readonly struct KoalaBear5 : IField<KoalaBear5>
{
    /// <summary>The degree over KoalaBear.</summary>
    public const int Degree = 5;

    /// <summary>Coefficients, constant first.</summary>
    public readonly KoalaBear C0, C1, C2, C3, C4;

    /// <summary>The element with these coefficients, constant first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public KoalaBear5(KoalaBear c0, KoalaBear c1, KoalaBear c2, KoalaBear c3, KoalaBear c4)
    {
        C0 = c0;
        C1 = c1;
        C2 = c2;
        C3 = c3;
        C4 = c4;
    }

    /// <inheritdoc/>
    public static KoalaBear5 Zero => default;

    /// <inheritdoc/>
    public static KoalaBear5 One => new(KoalaBear.One, default, default, default, default);

    /// <summary>The generator X of the extension.</summary>
    public static KoalaBear5 X => new(default, KoalaBear.One, default, default, default);

    /// <summary>Coefficient <paramref name="i"/> of X^i.</summary>
    public KoalaBear this[int i] => i switch
    {
        0 => C0,
        1 => C1,
        2 => C2,
        3 => C3,
        4 => C4,
        _ => throw new ArgumentOutOfRangeException(nameof(i), i, "A quintic element has coefficients 0 to 4."),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static KoalaBear5 FromBase(KoalaBear value) => new(value, default, default, default, default);

    /// <summary>Reads five coefficients, constant first.</summary>
    public static KoalaBear5 FromCoefficients(ReadOnlySpan<KoalaBear> c) => new(c[0], c[1], c[2], c[3], c[4]);

    /// <summary>Writes five coefficients, constant first.</summary>
    public void CopyTo(Span<KoalaBear> destination)
    {
        destination[0] = C0;
        destination[1] = C1;
        destination[2] = C2;
        destination[3] = C3;
        destination[4] = C4;
    }

    /// <summary>Sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static KoalaBear5 operator +(KoalaBear5 a, KoalaBear5 b) =>
        new(a.C0 + b.C0, a.C1 + b.C1, a.C2 + b.C2, a.C3 + b.C3, a.C4 + b.C4);

    /// <summary>Difference.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static KoalaBear5 operator -(KoalaBear5 a, KoalaBear5 b) =>
        new(a.C0 - b.C0, a.C1 - b.C1, a.C2 - b.C2, a.C3 - b.C3, a.C4 - b.C4);

    /// <summary>Negation.</summary>
    public static KoalaBear5 operator -(KoalaBear5 a) => new(-a.C0, -a.C1, -a.C2, -a.C3, -a.C4);

    /// <summary>Product. X⁵ = 1 − X², X⁶ = X − X³, X⁷ = X² − X⁴, X⁸ = X³ − X⁵ = X³ + X² − 1.</summary>
    public static KoalaBear5 operator *(KoalaBear5 a, KoalaBear5 b)
    {
        // Five products of values below p sum to less than 5 p² < 2^64.4, so each sum is split in two to stay below 2^64 and
        // below the p · 2^32 that Reduce accepts (two products: 2 p² < p · 2^32).
        KoalaBear d5 = Dot2(a.C1, b.C4, a.C2, b.C3) + Dot2(a.C3, b.C2, a.C4, b.C1);
        KoalaBear d6 = Dot2(a.C2, b.C4, a.C3, b.C3) + a.C4 * b.C2;
        KoalaBear d7 = Dot2(a.C3, b.C4, a.C4, b.C3);
        KoalaBear d8 = a.C4 * b.C4;
        KoalaBear d0 = a.C0 * b.C0;
        KoalaBear d1 = Dot2(a.C0, b.C1, a.C1, b.C0);
        KoalaBear d2 = Dot2(a.C0, b.C2, a.C1, b.C1) + a.C2 * b.C0;
        KoalaBear d3 = Dot2(a.C0, b.C3, a.C1, b.C2) + Dot2(a.C2, b.C1, a.C3, b.C0);
        KoalaBear d4 = Dot2(a.C0, b.C4, a.C1, b.C3) + Dot2(a.C2, b.C2, a.C3, b.C1) + a.C4 * b.C0;
        return new(d0 + d5 - d8, d1 + d6, d2 - d5 + d7 + d8, d3 - d6 + d8, d4 - d7);
    }

    /// <summary>Product with a base-field element.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static KoalaBear5 operator *(KoalaBear5 a, KoalaBear b) =>
        new(a.C0 * b, a.C1 * b, a.C2 * b, a.C3 * b, a.C4 * b);

    /// <summary>Sum with a base-field element.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static KoalaBear5 operator +(KoalaBear5 a, KoalaBear b) => new(a.C0 + b, a.C1, a.C2, a.C3, a.C4);

    /// <summary>Difference with a base-field element.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static KoalaBear5 operator -(KoalaBear5 a, KoalaBear b) => new(a.C0 - b, a.C1, a.C2, a.C3, a.C4);

    /// <summary>Equality.</summary>
    public static bool operator ==(KoalaBear5 a, KoalaBear5 b) => a.Equals(b);

    /// <summary>Inequality.</summary>
    public static bool operator !=(KoalaBear5 a, KoalaBear5 b) => !a.Equals(b);

    /// <summary>The embedding of the base field.</summary>
    public static implicit operator KoalaBear5(KoalaBear value) => FromBase(value);

    /// <summary>Small literals read as field elements.</summary>
    public static implicit operator KoalaBear5(int value) => FromBase(value);

    /// <inheritdoc/>
    public KoalaBear5 Inverse()
    {
        // a⁻¹ = (a^φ · a^φ² · a^φ³ · a^φ⁴) / Norm(a), φ the Frobenius map; the norm lies in the base field.
        KoalaBear5 f1 = Frobenius();
        KoalaBear5 f12 = f1 * f1.Frobenius();
        KoalaBear5 conjugates = f12 * f12.Frobenius().Frobenius();
        KoalaBear norm = (this * conjugates).C0;
        return conjugates * norm.Inverse();
    }

    /// <summary>x ↦ x^p.</summary>
    public KoalaBear5 Frobenius()
    {
        KoalaBear5 r = FromBase(C0);
        r += s_frobenius[0] * C1;
        r += s_frobenius[1] * C2;
        r += s_frobenius[2] * C3;
        r += s_frobenius[3] * C4;
        return r;
    }

    /// <inheritdoc/>
    public bool Equals(KoalaBear5 other) =>
        C0 == other.C0 && C1 == other.C1 && C2 == other.C2 && C3 == other.C3 && C4 == other.C4;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is KoalaBear5 other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(C0, C1, C2, C3, C4);

    /// <summary>Canonical coefficients, constant first.</summary>
    public override string ToString() => $"[{C0}, {C1}, {C2}, {C3}, {C4}]";

    // X^p, X^2p, X^3p, X^4p.
    private static readonly KoalaBear5[] s_frobenius = FrobeniusPowers();

    private static KoalaBear5[] FrobeniusPowers()
    {
        KoalaBear5 xp = X.Pow(KoalaBear.P);
        KoalaBear5 xp2 = xp * xp;
        return [xp, xp2, xp2 * xp, xp2 * xp2];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static KoalaBear Dot2(KoalaBear a, KoalaBear b, KoalaBear c, KoalaBear d) =>
        KoalaBear.FromRaw(KoalaBear.Reduce((ulong)a.Raw * b.Raw + (ulong)c.Raw * d.Raw));
}
