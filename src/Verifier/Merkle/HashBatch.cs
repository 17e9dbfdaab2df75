using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Core.Kernels;

namespace Zkfp.Verifier.Merkle;

/// <summary>Many independent hashes in one call, through the vector kernels behind <see cref="TreeHash"/>.</summary>
public static unsafe class HashBatch
{
    // The widest kernel takes 16 hashes at once; counts are padded so that no remainder is left to scalar code.
    private const int Lanes = 16;

    /// <summary>Digest i = the leaf of row i, for <c>digests.Length</c> rows of equal width one after another.</summary>
    public static void Rows(ProofHash hash, ReadOnlySpan<KoalaBear> rows, int width, Span<Digest> digests)
    {
        int count = digests.Length, padded = Pad(count);
        var columns = new uint[(long)padded * width];
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<KoalaBear> row = rows.Slice(i * width, width);
            for (int c = 0; c < width; c++) columns[c * padded + i] = row[c].Raw;
        }

        var planes = new uint[Digest.Length * padded];
        // SAFETY: both views cover exactly the pinned arrays.
        fixed (uint* c = columns)
        fixed (uint* p = planes)
        {
            var result = new DigestPlanes(p, padded, padded);
            TreeHash.Rows(hash, new BaseMatrix(c, padded, padded, width), width, result);
            for (int i = 0; i < count; i++) digests[i] = TreeHash.Read(hash, result, i);
        }
    }

    /// <summary>Digest i = the parent of left i and right i; <paramref name="digests"/> may be longer.</summary>
    public static void Compress(ProofHash hash, ReadOnlySpan<Digest> left, ReadOnlySpan<Digest> right, Span<Digest> digests)
    {
        int count = left.Length, padded = Pad(count);
        var children = new uint[2 * Digest.Length * padded];
        var parents = new uint[Digest.Length * padded];
        // SAFETY: both views cover exactly the pinned arrays.
        fixed (uint* c = children)
        fixed (uint* p = parents)
        {
            var source = new DigestPlanes(c, 2 * padded, 2 * padded);
            var result = new DigestPlanes(p, padded, padded);
            for (int i = 0; i < count; i++)
            {
                TreeHash.Write(hash, source, 2 * i, left[i]);
                TreeHash.Write(hash, source, 2 * i + 1, right[i]);
            }

            TreeHash.Level(hash, source, result);
            for (int i = 0; i < count; i++) digests[i] = TreeHash.Read(hash, result, i);
        }
    }

    private static int Pad(int count) => (count + Lanes - 1) / Lanes * Lanes;
}
