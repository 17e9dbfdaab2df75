using System.Numerics;

namespace Zkfp.Core.Field;

/// <summary>A finite field whose elements are unmanaged values; equal elements have equal bit patterns.</summary>
public interface IField<TSelf> :
    IAdditionOperators<TSelf, TSelf, TSelf>,
    ISubtractionOperators<TSelf, TSelf, TSelf>,
    IMultiplyOperators<TSelf, TSelf, TSelf>,
    IUnaryNegationOperators<TSelf, TSelf>,
    IEqualityOperators<TSelf, TSelf, bool>,
    IEquatable<TSelf>
    where TSelf : unmanaged, IField<TSelf>
{
    /// <summary>The additive identity.</summary>
    static abstract TSelf Zero { get; }

    /// <summary>The multiplicative identity.</summary>
    static abstract TSelf One { get; }

    /// <summary>The image of a base-field element.</summary>
    static abstract TSelf FromBase(KoalaBear value);

    /// <summary>The inverse; the inverse of zero is zero.</summary>
    TSelf Inverse();
}

/// <summary>Operations that every field shares.</summary>
public static class FieldExtensions
{
    /// <summary><paramref name="x"/> to the power <paramref name="exponent"/>, by squaring.</summary>
    public static T Pow<T>(this T x, ulong exponent) where T : unmanaged, IField<T>
    {
        T result = T.One;
        while (exponent != 0)
        {
            if ((exponent & 1) != 0) result *= x;
            x *= x;
            exponent >>= 1;
        }

        return result;
    }
}
