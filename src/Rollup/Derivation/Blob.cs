using System.Numerics;
using Zkfp.MipsVm.Hosting;

namespace Zkfp.Rollup.Derivation;

/// <summary>
/// Blobs of EIP-4844: 4,096 elements of 32 bytes, big endian, below the order r of BLS12-381's groups; values of a polynomial of degree
/// below 4,096 at the 4,096th roots of unity in bit-reversed order.
/// </summary>
public static class Blob
{
    /// <summary>Elements of a blob.</summary>
    public const int Elements = BlobPolynomial.Elements;

    /// <summary>Bytes of a blob.</summary>
    public const int Bytes = BlobPolynomial.Bytes;

    /// <summary>Bytes of payload in a blob: 31 of each element.</summary>
    public const int Payload = 31 * Elements;

    /// <summary>The order r.</summary>
    public static BigInteger Order => BlobPolynomial.Order;

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

    /// <summary>p(z), as <see cref="BlobPolynomial.Evaluate"/>.</summary>
    public static BigInteger Evaluate(ReadOnlySpan<byte> blob, BigInteger z) => BlobPolynomial.Evaluate(blob, z);
}
