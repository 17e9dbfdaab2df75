using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Verifier.Arithmetic;

namespace Zkfp.Verifier.Merkle;

/// <summary>
/// Openings path by path, over any arithmetic: what <see cref="IVerifierArithmetic{TBase, TExt, TIndex}.OpenRows"/> means, with the same steps for every
/// set of queries. <see cref="MultiOpening"/> does it natively with shared nodes hashed once.
/// </summary>
public static class MerklePaths<TArithmetic, TBase, TExt, TIndex>
    where TArithmetic : struct, IVerifierArithmetic<TBase, TExt, TIndex>
    where TBase : unmanaged where TExt : unmanaged where TIndex : unmanaged
{
    /// <summary>
    /// Verifies one opened row per query: its hash, joined with the siblings along the bits of its index, is the root. Row q of <paramref name="opened"/> starts
    /// at q · <paramref name="width"/>, its siblings at q · <paramref name="depth"/> from the leaves up.
    /// </summary>
    public static ErrorKind Verify(
        TArithmetic a, ReadOnlySpan<TBase> root, ReadOnlySpan<TIndex> indices, ReadOnlySpan<KoalaBear> opened, ReadOnlySpan<Digest> siblings,
        int depth, int width, Span<TBase> rows, int stride)
    {
        for (int q = 0; q < indices.Length; q++)
        {
            Span<TBase> row = rows.Slice(q * stride, width);
            for (int c = 0; c < width; c++) row[c] = a.Input(opened[q * width + c]);
            TBase[] node = VerifierHash<TArithmetic, TBase, TExt, TIndex>.HashRow(a, row);
            var sibling = new TBase[Digest.Length];
            for (int level = 0; level < depth; level++)
            {
                for (int i = 0; i < sibling.Length; i++) sibling[i] = a.Input(siblings[q * depth + level][i]);
                TBase bit = a.Bit(indices[q], level);
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
