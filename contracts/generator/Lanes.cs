using System.Globalization;
using System.Numerics;
using Zkfp.Core.Field;

namespace Zkfp.Contracts;

/// <summary>Elements of K as contracts/src/verify/stark/Quintic.sol holds them: five lanes of 51 bits in a word.</summary>
internal static class Lanes
{
    /// <summary>Bits of a lane.</summary>
    public const int Bits = 51;

    /// <summary>Lanes must stay below this.</summary>
    public static readonly BigInteger Limit = BigInteger.One << Bits;

    /// <summary>p.</summary>
    public static readonly BigInteger P = KoalaBear.P;

    /// <summary>What red() leaves lanes below: 1.0114p.</summary>
    public static readonly BigInteger Reduced = P * 10114 / 10000;

    /// <summary>Lanes of the first factor of a product are below 1.48 · 2^31.</summary>
    public static readonly BigInteger FirstFactor = (BigInteger.One << 31) * 148 / 100;

    /// <summary>Those of the second below 2^32.</summary>
    public static readonly BigInteger SecondFactor = BigInteger.One << 32;

    /// <summary>Lanes of what a product is added to are below this.</summary>
    public static readonly BigInteger Addend = BigInteger.One << 40;

    /// <summary>The same number in every lane.</summary>
    public static BigInteger Repeat(BigInteger x)
    {
        BigInteger sum = 0;
        for (int i = 0; i < KoalaBear5.Degree; i++) sum += x << Bits * i;
        return sum;
    }

    /// <summary>An element in canonical lanes.</summary>
    public static BigInteger Pack(KoalaBear5 x)
    {
        BigInteger sum = 0;
        for (int i = 0; i < KoalaBear5.Degree; i++) sum += new BigInteger(x[i].Value) << Bits * i;
        return sum;
    }

    /// <summary>A literal of Yul.</summary>
    public static string Hex(BigInteger x) =>
        x < 256 ? x.ToString(CultureInfo.InvariantCulture) : "0x" + x.ToString("x", CultureInfo.InvariantCulture).TrimStart('0');

    /// <summary>64 hexadecimal digits.</summary>
    public static string Word(BigInteger x) => x.ToString("x64", CultureInfo.InvariantCulture)[^64..];
}
