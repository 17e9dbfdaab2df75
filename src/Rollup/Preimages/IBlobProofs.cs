namespace Zkfp.Rollup.Preimages;

/// <summary>Knows KZG proofs that blobs have the values that a record says of them.</summary>
public interface IBlobProofs
{
    /// <summary>The proof of the value of a blob's polynomial at a point, 48 bytes; null if it is not known. Who asks checks it.</summary>
    /// <param name="commitment">The blob's, 48 bytes.</param>
    /// <param name="z">The point, 32 bytes, big endian.</param>
    byte[]? Find(ReadOnlySpan<byte> commitment, ReadOnlySpan<byte> z);
}
