using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Protocol;
using Zkfp.Verifier.Arithmetic;

namespace Zkfp.Verifier.Tests.Reference;

/// <summary>
/// Openings path by path: what <see cref="IVerifierArithmetic{TBase, TExt, TIndex}.OpenRows"/> means.
/// <see cref="Zkfp.Verifier.Merkle.MultiOpening"/> does it with shared nodes hashed once, circuits with a table of Merkle steps.
/// </summary>
internal static class MerklePaths<TArithmetic, TBase, TExt, TIndex>
    where TArithmetic : struct, IVerifierArithmetic<TBase, TExt, TIndex>
    where TBase : unmanaged where TExt : unmanaged where TIndex : unmanaged
{
    /// <summary>
    /// Verifies one opened leaf per query: its hash, joined with the siblings along the bits of its index, is the root. Leaves of 2^<c>LogLeafRows</c> rows and
    /// siblings from the leaves up stand one query after the other; the low bits of an index say which row of its leaf is the query's.
    /// </summary>
    public static ErrorKind Verify(
        TArithmetic a, ReadOnlySpan<TBase> root, ReadOnlySpan<TIndex> indices, ReadOnlySpan<KoalaBear> leaves, ReadOnlySpan<Digest> siblings,
        int logRows, int width, Span<TBase> rows, int stride)
    {
        int logLeaf = FieldHash.LogLeafRows(width, logRows), depth = logRows - logLeaf, leafWidth = width << logLeaf;
        for (int q = 0; q < indices.Length; q++)
        {
            var leaf = new TBase[leafWidth];
            for (int c = 0; c < leafWidth; c++) leaf[c] = a.Input(leaves[q * leafWidth + c]);
            TBase[] node = VerifierHash<TArithmetic, TBase, TExt, TIndex>.HashLeaf(a, leaf);
            for (int level = logLeaf - 1; level >= 0; level--)
            {
                TBase bit = a.Bit(indices[q], level);
                int half = width << level;
                for (int c = 0; c < half; c++) leaf[c] = a.Add(leaf[c], a.Mul(bit, a.Sub(leaf[half + c], leaf[c])));
            }

            leaf.AsSpan(0, width).CopyTo(rows[(q * stride)..]);
            var sibling = new TBase[Digest.Length];
            for (int level = 0; level < depth; level++)
            {
                for (int i = 0; i < sibling.Length; i++) sibling[i] = a.Input(siblings[q * depth + level][i]);
                TBase bit = a.Bit(indices[q], logLeaf + level);
                var left = new TBase[Digest.Length];
                var right = new TBase[Digest.Length];
                for (int i = 0; i < sibling.Length; i++)
                {
                    TBase moved = a.Mul(bit, a.Sub(sibling[i], node[i]));
                    left[i] = a.Add(node[i], moved);
                    right[i] = a.Sub(sibling[i], moved);
                }

                node = VerifierHash<TArithmetic, TBase, TExt, TIndex>.Compress(a, left, right);
            }

            for (int i = 0; i < node.Length; i++)
                if (!a.AssertEqual(node[i], root[i])) return ErrorKind.RootMismatch;
        }

        return ErrorKind.None;
    }
}
