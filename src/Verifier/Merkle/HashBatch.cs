using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Core.Kernels;

namespace Zkfp.Verifier.Merkle;

/// <summary>Many independent hashes in one call, through the vector kernels of <see cref="HashKernels"/>.</summary>
public static unsafe class HashBatch
{
    // The widest kernel takes 16 hashes at once; counts are padded so that no remainder is left to scalar code.
    private const int Lanes = 16;

    /// <summary>Digest i = HashLeaf(row i) for <c>digests.Length</c> rows of equal width one after another.</summary>
    public static void Rows(ReadOnlySpan<KoalaBear> rows, int width, Span<Digest> digests)
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
            HashKernels.HashRows(new BaseMatrix(c, padded, padded, width), result);
            for (int i = 0; i < count; i++) digests[i] = result[i];
        }
    }

    /// <summary>Digest i = Compress(left i, right i); <paramref name="digests"/> may be longer.</summary>
    public static void Compress(ReadOnlySpan<Digest> left, ReadOnlySpan<Digest> right, Span<Digest> digests)
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
                source[2 * i] = left[i];
                source[2 * i + 1] = right[i];
            }

            HashKernels.CompressLevel(source, result);
            for (int i = 0; i < count; i++) digests[i] = result[i];
        }
    }

    private static int Pad(int count) => (count + Lanes - 1) / Lanes * Lanes;
}
