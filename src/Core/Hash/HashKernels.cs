using Zkfp.Core.Field;
using Zkfp.Core.Kernels;

namespace Zkfp.Core.Hash;

/// <summary>Many hashes at once; equal to <see cref="FieldHash"/> one by one. All run on the calling thread.</summary>
public static unsafe partial class HashKernels
{
    /// <summary>digests[r] = HashElements(row r) of a column-major matrix.</summary>
    public static void HashRows(BaseMatrix rows, DigestPlanes digests)
    {
        if (digests.Length != rows.Rows) throw new ArgumentException($"{digests.Length} digests for {rows.Rows} rows.", nameof(digests));
        var row = new KoalaBear[rows.Columns];
        for (int r = 0; r < rows.Rows; r++)
        {
            for (int c = 0; c < row.Length; c++) row[c] = KoalaBear.FromRaw(rows.Pointer[c * rows.Stride + r]);
            digests[r] = FieldHash.HashElements(row);
        }
    }

    /// <summary>parents[i] = Compress(children[2i], children[2i + 1]).</summary>
    public static void CompressLevel(DigestPlanes children, DigestPlanes parents)
    {
        if (children.Length != 2L * parents.Length)
            throw new ArgumentException($"{children.Length} children for {parents.Length} parents.", nameof(parents));
        for (int i = 0; i < parents.Length; i++) parents[i] = FieldHash.Compress(children[2 * i], children[2 * i + 1]);
    }
}
