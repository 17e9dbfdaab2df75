using Zkfp.Core.Field;
using Zkfp.Core.Hash;

namespace Zkfp.Verifier.Merkle;

/// <summary>Many independent hashes in one call.</summary>
public static class HashBatch
{
    /// <summary>Digest i = HashElements(row i) for rows of equal width one after another.</summary>
    public static void Rows(ReadOnlySpan<KoalaBear> rows, int width, Span<Digest> digests)
    {
        for (int i = 0; i < digests.Length; i++) digests[i] = FieldHash.HashElements(rows.Slice(i * width, width));
    }

    /// <summary>Digest i = Compress(left i, right i); <paramref name="digests"/> may be longer.</summary>
    public static void Compress(ReadOnlySpan<Digest> left, ReadOnlySpan<Digest> right, Span<Digest> digests)
    {
        for (int i = 0; i < left.Length; i++) digests[i] = FieldHash.Compress(left[i], right[i]);
    }
}
