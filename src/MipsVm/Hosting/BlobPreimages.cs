using System.Numerics;
using Zkfp.Core.Hash;

namespace Zkfp.MipsVm.Hosting;

/// <summary>
/// Blobs among preimages. A program reads single values of a blob; the firmware wants all elements at the first, and folds them into one entry of the record:
/// the key <see cref="KeyOf(ReadOnlySpan{byte})"/>, and commitment ‖ z ‖ y (docs/firmware.md).
/// </summary>
public static class BlobPreimages
{
    /// <summary>Bytes of an entry's value: commitment, z, y.</summary>
    public const int EntryBytes = BlobPolynomial.CommitmentBytes + (2 * BlobPolynomial.ElementBytes);

    /// <summary>
    /// What an entry of the record is under: 5, and the Keccak-256 of the commitment but for its first byte. An oracle may hold the whole blob under it.
    /// </summary>
    public static byte[] KeyOf(ReadOnlySpan<byte> commitment) => Key(commitment, PreimageType.Blob);

    /// <summary>Key of the value at a point, as programs make it: 5, and the Keccak-256 of commitment and point but for its first byte.</summary>
    public static byte[] KeyOf(ReadOnlySpan<byte> commitment, ReadOnlySpan<byte> point) => Key([.. commitment, .. point], PreimageType.Blob);

    /// <summary>All elements of a blob: each under its key, or the blob as a whole.</summary>
    /// <param name="oracle">Has them.</param>
    /// <param name="commitment">48 bytes.</param>
    /// <param name="missing">The key that nothing was found under, else null.</param>
    /// <returns>131,072 bytes; null where something is missing.</returns>
    /// <exception cref="InvalidDataException">What is found is of another length.</exception>
    public static byte[]? Find(IPreimageOracle oracle, ReadOnlySpan<byte> commitment, out byte[]? missing)
    {
        ArgumentNullException.ThrowIfNull(oracle);
        byte[] blob = new byte[BlobPolynomial.Bytes];
        for (int i = 0; i < BlobPolynomial.Elements; i++)
        {
            missing = KeyOf(commitment, BlobPolynomial.Root(i));
            byte[]? element = oracle.Find(missing);

            // A server may end where it does not know a key; those that serve elements are not asked for the whole.
            if (element is null && i == 0 && oracle.Find(KeyOf(commitment)) is { } whole)
            {
                Check(KeyOf(commitment), whole, BlobPolynomial.Bytes);
                missing = null;
                return whole;
            }

            if (element is null) return null;
            Check(missing, element, BlobPolynomial.ElementBytes);
            element.CopyTo(blob, BlobPolynomial.ElementBytes * i);
        }

        missing = null;
        return blob;
    }

    /// <summary>Adds what a program may ask about a blob: every element under its key, commitment ‖ root under the Keccak-256 key of the same hash.</summary>
    public static void Add(MemoryPreimageOracle oracle, ReadOnlySpan<byte> commitment, ReadOnlySpan<byte> blob)
    {
        ArgumentNullException.ThrowIfNull(oracle);
        for (int i = 0; i < BlobPolynomial.Elements; i++)
        {
            byte[] root = BlobPolynomial.Root(i);
            oracle.Add(KeyOf(commitment, root), blob.Slice(BlobPolynomial.ElementBytes * i, BlobPolynomial.ElementBytes).ToArray());
            oracle.Add(Key([.. commitment, .. root], PreimageType.Keccak256), [.. commitment, .. root]);
        }
    }

    /// <summary>Commitment ‖ z ‖ y of a blob: z EIP-4844's challenge, y the polynomial's value there.</summary>
    /// <exception cref="ArgumentException">Not a blob.</exception>
    public static byte[] Entry(ReadOnlySpan<byte> commitment, ReadOnlySpan<byte> blob)
    {
        BigInteger z = BlobPolynomial.Challenge(blob, commitment);
        return [.. commitment, .. BlobPolynomial.ToBytes(z), .. BlobPolynomial.ToBytes(BlobPolynomial.Evaluate(blob, z))];
    }

    private static byte[] Key(ReadOnlySpan<byte> preimage, PreimageType type)
    {
        byte[] key = new byte[Keccak.DigestBytes];
        Keccak.Hash256(preimage, key);
        key[0] = (byte)type;
        return key;
    }

    private static void Check(byte[] key, byte[] value, int length)
    {
        if (value.Length != length)
            throw new InvalidDataException($"the preimage of {PreimageKey.Describe(key)} has {value.Length} bytes, {length} are expected");
    }
}
