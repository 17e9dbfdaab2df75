using Zkfp.Core.Field;
using Zkfp.Core.Kernels;

namespace Zkfp.Core.Hash;

/// <summary>
/// The hash of a tree over the rows of a matrix, by its name. Digests in <see cref="DigestPlanes"/> are in a form of the hash's own: <see cref="Read"/> has the digest.
/// </summary>
public static class TreeHash
{
    /// <summary>log₂ of the rows in a leaf: of Keccak's trees every row is one.</summary>
    public static int LogLeafRows(ProofHash hash, int width, int logRows) => hash == ProofHash.Keccak ? 0 : FieldHash.LogLeafRows(width, logRows);

    /// <summary>The leaf of some cells.</summary>
    public static Digest Leaf(ProofHash hash, ReadOnlySpan<KoalaBear> cells) => hash == ProofHash.Keccak ? KeccakHash.Leaf(cells) : FieldHash.HashLeaf(cells);

    /// <summary>The parent of two nodes.</summary>
    public static Digest Node(ProofHash hash, in Digest left, in Digest right) =>
        hash == ProofHash.Keccak ? KeccakHash.Node(left, right) : FieldHash.Compress(left, right);

    /// <summary>Leaves of a column-major matrix; see <see cref="HashKernels.HashRows"/>. Of Keccak's trees all columns are there.</summary>
    public static void Rows(ProofHash hash, BaseMatrix rows, int width, DigestPlanes digests)
    {
        if (hash != ProofHash.Keccak) HashKernels.HashRows(rows, width, digests);
        else if (rows.Columns == width) KeccakKernels.HashRows(rows, digests);
        else throw new ArgumentException($"{rows.Columns} columns of {width}.", nameof(rows));
    }

    /// <summary>parents[i] of children[2i], children[2i + 1].</summary>
    public static void Level(ProofHash hash, DigestPlanes children, DigestPlanes parents)
    {
        if (hash == ProofHash.Keccak) KeccakKernels.CompressLevel(children, parents);
        else HashKernels.CompressLevel(children, parents);
    }

    /// <summary>A digest in planes.</summary>
    public static Digest Read(ProofHash hash, DigestPlanes digests, int index) => hash == ProofHash.Keccak ? KeccakKernels.Read(digests, index) : digests[index];

    /// <summary>Puts a digest into planes.</summary>
    public static void Write(ProofHash hash, DigestPlanes digests, int index, in Digest digest)
    {
        if (hash == ProofHash.Keccak) KeccakKernels.Write(digests, index, digest);
        else digests[index] = digest;
    }
}
