using System.Numerics;

namespace Zkfp.Rollup.Derivation;

/// <summary>
/// Blobs of EIP-4844: 4,096 elements of 32 bytes, big endian, below the order r of BLS12-381's groups; values of a polynomial of degree
/// below 4,096 at the 4,096th roots of unity in bit-reversed order.
/// </summary>
public static class Blob
{
    /// <summary>Elements of a blob.</summary>
    public const int Elements = 4096;

    /// <summary>Bytes of a blob.</summary>
    public const int Bytes = 32 * Elements;

    /// <summary>Bytes of payload in a blob: 31 of each element.</summary>
    public const int Payload = 31 * Elements;

    /// <summary>The order r.</summary>
    public static BigInteger Order { get; } = BigInteger.Parse("52435875175126190479447740508185965837690552500527637822603658699938581184513");

    /// <summary>Lays a payload out in as few blobs as hold it, at least one; the rest is zero.</summary>
    public static IReadOnlyList<byte[]> Pack(ReadOnlySpan<byte> payload)
    {
        var blobs = new List<byte[]>();
        do
        {
            byte[] blob = new byte[Bytes];
            for (int i = 0; i < Elements && !payload.IsEmpty; i++)
            {
                int n = Math.Min(31, payload.Length);
                payload[..n].CopyTo(blob.AsSpan((32 * i) + 1));
                payload = payload[n..];
            }

            blobs.Add(blob);
        }
        while (!payload.IsEmpty);
        return blobs;
    }

    /// <summary>p(z) by the barycentric formula, p(z) = (z^n − 1)/n · Σ pᵢ ωᵢ / (z − ωᵢ).</summary>
    /// <param name="blob">131,072 bytes.</param>
    /// <param name="z">Below r.</param>
    /// <exception cref="ArgumentException">Another length, or an element that is not below r.</exception>
    public static BigInteger Evaluate(ReadOnlySpan<byte> blob, BigInteger z)
    {
        if (blob.Length != Bytes) throw new ArgumentException($"a blob has {Bytes} bytes, got {blob.Length}", nameof(blob));
        BigInteger omega = BigInteger.ModPow(7, (Order - 1) / Elements, Order), root = 1;
        var values = new BigInteger[Elements];
        for (int i = 0; i < Elements; i++)
        {
            values[i] = new BigInteger(blob.Slice(32 * i, 32), isUnsigned: true, isBigEndian: true);
            if (values[i] >= Order) throw new ArgumentException($"element {i} of the blob is not below the order", nameof(blob));
        }

        // One inverse for all denominators.
        var roots = new BigInteger[Elements];
        var products = new BigInteger[Elements + 1];
        products[0] = 1;
        for (int i = 0; i < Elements; i++, root = root * omega % Order)
        {
            if (root == z) return values[Reversed(i)];
            roots[i] = root;
            products[i + 1] = products[i] * (z - root + Order) % Order;
        }

        BigInteger inverse = BigInteger.ModPow(products[Elements], Order - 2, Order), sum = 0;
        for (int i = Elements - 1; i >= 0; i--)
        {
            BigInteger denominator = inverse * products[i] % Order;
            inverse = inverse * (z - roots[i] + Order) % Order;
            sum = (sum + (values[Reversed(i)] * roots[i] % Order * denominator)) % Order;
        }

        return (BigInteger.ModPow(z, Elements, Order) - 1 + Order) * BigInteger.ModPow(Elements, Order - 2, Order) % Order * sum % Order;
    }

    private static int Reversed(int i)
    {
        int reversed = 0;
        for (int bit = 1; bit < Elements; bit <<= 1, i >>= 1) reversed = (reversed << 1) | (i & 1);
        return reversed;
    }
}
