using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Verifier.Proofs;

namespace Zkfp.Verifier.Merkle;

/// <summary>
/// Openings of a tree at many leaves at once (docs/protocol.md §6). The set of nodes to recompute follows from the indices alone, so
/// the numbers of rows and of siblings are exact: fewer or more are refused, and each one is hashed into the root.
/// </summary>
public static class MultiOpening
{
    /// <summary>
    /// Verifies an opening and copies the row of query q to <paramref name="rows"/> from q · <paramref name="stride"/> on.
    /// Indices are below 2^<paramref name="depth"/>.
    /// </summary>
    public static ErrorKind Verify(
        in Digest root, ReadOnlySpan<uint> indices, MerkleOpening opening, int depth, int width, Span<KoalaBear> rows, int stride)
    {
        uint[] nodes = Distinct(indices);
        if (opening.Rows.Length != nodes.Length * width || opening.Siblings.Length != SiblingCount(nodes, depth))
            return ErrorKind.BadOpening;
        for (int q = 0; q < indices.Length; q++)
        {
            int row = nodes.AsSpan().BinarySearch(indices[q]);
            opening.Rows.AsSpan(row * width, width).CopyTo(rows[(q * stride)..]);
        }

        var digests = new Digest[nodes.Length];
        HashBatch.Rows(opening.Rows, width, digests);
        var left = new Digest[nodes.Length];
        var right = new Digest[nodes.Length];
        int known = nodes.Length, used = 0;
        for (int level = 0; level < depth; level++)
        {
            int parents = 0;
            for (int i = 0; i < known; parents++)
            {
                bool pair = i + 1 < known && nodes[i + 1] == (nodes[i] ^ 1);
                if (pair)
                {
                    left[parents] = digests[i];
                    right[parents] = digests[i + 1];
                }
                else if ((nodes[i] & 1) == 0)
                {
                    left[parents] = digests[i];
                    right[parents] = opening.Siblings[used++];
                }
                else
                {
                    left[parents] = opening.Siblings[used++];
                    right[parents] = digests[i];
                }

                nodes[parents] = nodes[i] >> 1;
                i += pair ? 2 : 1;
            }

            known = parents;
            HashBatch.Compress(left.AsSpan(0, known), right.AsSpan(0, known), digests);
        }

        return digests[0] == root ? ErrorKind.None : ErrorKind.RootMismatch;
    }

    /// <summary>
    /// The rows and sibling paths of single queries that an opening stands for (<see cref="MerklePaths{TArithmetic, TBase, TExt, TIndex}"/>): row q from
    /// q · <paramref name="width"/>, its siblings from q · <paramref name="depth"/> on. False if its counts are not those that the indices call for.
    /// </summary>
    public static bool TryExpand(
        ReadOnlySpan<uint> indices, MerkleOpening opening, int depth, int width, out KoalaBear[] rows, out Digest[] siblings)
    {
        rows = new KoalaBear[indices.Length * width];
        siblings = new Digest[indices.Length * depth];
        uint[] nodes = Distinct(indices);
        if (opening.Rows.Length != nodes.Length * width || opening.Siblings.Length != SiblingCount(nodes, depth)) return false;
        var known = new Dictionary<uint, Digest>();
        for (int i = 0; i < nodes.Length; i++) known.Add(nodes[i], FieldHash.HashRow(opening.Rows.AsSpan(i * width, width)));
        for (int q = 0; q < indices.Length; q++)
            opening.Rows.AsSpan(nodes.AsSpan().BinarySearch(indices[q]) * width, width).CopyTo(rows.AsSpan(q * width));
        int used = 0;
        for (int level = 0; level < depth; level++)
        {
            var parents = new Dictionary<uint, Digest>();
            foreach (uint node in nodes)
                if (!known.ContainsKey(node ^ 1)) known.Add(node ^ 1, opening.Siblings[used++]);
            for (int q = 0; q < indices.Length; q++) siblings[q * depth + level] = known[indices[q] >> level ^ 1];
            nodes = Distinct(Array.ConvertAll(nodes, n => n >> 1));
            foreach (uint node in nodes) parents.Add(node, FieldHash.Compress(known[2 * node], known[2 * node + 1]));
            known = parents;
        }

        return true;
    }

    /// <summary>The distinct indices, ascending.</summary>
    public static uint[] Distinct(ReadOnlySpan<uint> indices)
    {
        uint[] sorted = indices.ToArray();
        sorted.AsSpan().Sort();
        int n = 0;
        for (int i = 0; i < sorted.Length; i++)
            if (n == 0 || sorted[n - 1] != sorted[i]) sorted[n++] = sorted[i];
        Array.Resize(ref sorted, n);
        return sorted;
    }

    /// <summary>The digests that an opening at these distinct ascending leaves carries.</summary>
    public static int SiblingCount(ReadOnlySpan<uint> leaves, int depth)
    {
        uint[] nodes = leaves.ToArray();
        int known = nodes.Length, count = 0;
        for (int level = 0; level < depth; level++)
        {
            int parents = 0;
            for (int i = 0; i < known; parents++)
            {
                bool pair = i + 1 < known && nodes[i + 1] == (nodes[i] ^ 1);
                if (!pair) count++;
                nodes[parents] = nodes[i] >> 1;
                i += pair ? 2 : 1;
            }

            known = parents;
        }

        return count;
    }
}
