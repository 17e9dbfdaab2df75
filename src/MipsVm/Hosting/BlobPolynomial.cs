using System.Numerics;
using System.Security.Cryptography;

namespace Zkfp.MipsVm.Hosting;

/// <summary>
/// Blobs of EIP-4844 as polynomials: 4,096 elements of 32 bytes, big endian, below the order r of BLS12-381's groups; values of a polynomial of degree below
/// 4,096 at the 4,096th roots of unity in bit-reversed order.
/// </summary>
public static class BlobPolynomial
{
    /// <summary>Elements of a blob.</summary>
    public const int Elements = 4096;

    /// <summary>Bytes of an element, a point, a value.</summary>
    public const int ElementBytes = 32;

    /// <summary>Bytes of a blob.</summary>
    public const int Bytes = ElementBytes * Elements;

    /// <summary>Bytes of a KZG commitment or proof.</summary>
    public const int CommitmentBytes = 48;

    private static readonly Lazy<BigInteger[]> s_roots = new(MakeRoots);

    /// <summary>The order r.</summary>
    public static BigInteger Order { get; } = BigInteger.Parse(
        "52435875175126190479447740508185965837690552500527637822603658699938581184513", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The root at which element <paramref name="index"/> is the value, 32 bytes.</summary>
    public static byte[] Root(int index) => ToBytes(s_roots.Value[index]);

    /// <summary>Whether these are as many bytes as a blob has, and each element is below r.</summary>
    public static bool IsBlob(ReadOnlySpan<byte> blob) => blob.Length == Bytes && FirstAbove(blob) < 0;

    /// <summary>The first element that is not below r, or −1.</summary>
    /// <param name="blob">131,072 bytes.</param>
    public static int FirstAbove(ReadOnlySpan<byte> blob)
    {
        for (int i = 0; i < Elements; i++)
        {
            if (Element(blob, i) >= Order) return i;
        }

        return -1;
    }

    /// <summary>p(z) by the barycentric formula, p(z) = (z^n − 1)/n · Σ pᵢ ωᵢ / (z − ωᵢ).</summary>
    /// <param name="blob">131,072 bytes.</param>
    /// <param name="z">Below r.</param>
    /// <exception cref="ArgumentException">Another length, or an element that is not below r.</exception>
    public static BigInteger Evaluate(ReadOnlySpan<byte> blob, BigInteger z)
    {
        if (blob.Length != Bytes) throw new ArgumentException($"a blob has {Bytes} bytes, got {blob.Length}", nameof(blob));
        if (FirstAbove(blob) is >= 0 and int above) throw new ArgumentException($"element {above} of the blob is not below the order", nameof(blob));
        BigInteger[] roots = s_roots.Value;

        // One inverse for all denominators.
        var products = new BigInteger[Elements + 1];
        products[0] = 1;
        for (int i = 0; i < Elements; i++)
        {
            if (roots[i] == z) return Element(blob, i);
            products[i + 1] = products[i] * (z - roots[i] + Order) % Order;
        }

        BigInteger inverse = BigInteger.ModPow(products[Elements], Order - 2, Order), sum = 0;
        for (int i = Elements - 1; i >= 0; i--)
        {
            BigInteger denominator = inverse * products[i] % Order;
            inverse = inverse * (z - roots[i] + Order) % Order;
            sum = (sum + (Element(blob, i) * roots[i] % Order * denominator)) % Order;
        }

        return (BigInteger.ModPow(z, Elements, Order) - 1 + Order) * BigInteger.ModPow(Elements, Order - 2, Order) % Order * sum % Order;
    }

    /// <summary>EIP-4844's challenge (<c>compute_challenge</c>): SHA-256 of domain, number of elements, blob and commitment, modulo r.</summary>
    public static BigInteger Challenge(ReadOnlySpan<byte> blob, ReadOnlySpan<byte> commitment)
    {
        byte[] hash = SHA256.HashData([.. "FSBLOBVERIFY_V1_"u8, .. new byte[14], Elements >> 8, Elements & 0xFF, .. blob, .. commitment]);
        return new BigInteger(hash, isUnsigned: true, isBigEndian: true) % Order;
    }

    /// <summary>32 bytes, big endian.</summary>
    public static byte[] ToBytes(BigInteger x)
    {
        byte[] digits = x.ToByteArray(isUnsigned: true, isBigEndian: true), bytes = new byte[ElementBytes];
        digits.CopyTo(bytes, ElementBytes - digits.Length);
        return bytes;
    }

    private static BigInteger Element(ReadOnlySpan<byte> blob, int i) => new(blob.Slice(ElementBytes * i, ElementBytes), isUnsigned: true, isBigEndian: true);

    private static BigInteger[] MakeRoots()
    {
        BigInteger omega = BigInteger.ModPow(7, (Order - 1) / Elements, Order), root = 1;
        var roots = new BigInteger[Elements];
        for (int i = 0; i < Elements; i++, root = root * omega % Order) roots[Reversed(i)] = root;
        return roots;
    }

    private static int Reversed(int i)
    {
        int reversed = 0;
        for (int bit = 1; bit < Elements; bit <<= 1, i >>= 1) reversed = (reversed << 1) | (i & 1);
        return reversed;
    }
}
