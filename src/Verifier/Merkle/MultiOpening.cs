using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Protocol;
using Zkfp.Protocol.Proofs;

namespace Zkfp.Verifier.Merkle;

/// <summary>
/// Openings of a tree at many leaves at once (docs/protocol.md §6). The set of nodes to recompute follows from the indices alone, so
/// the numbers of rows and of siblings are exact: fewer or more are refused, and each one is hashed into the root.
/// </summary>
public static class MultiOpening
{
    /// <summary>
    /// Verifies an opening of a tree over 2^<paramref name="logRows"/> rows and copies the row of query q to <paramref name="rows"/> from
    /// q · <paramref name="stride"/> on. Indices are below 2^<paramref name="logRows"/>.
    /// </summary>
    public static ErrorKind Verify(
        ProofHash hash, in Digest root, ReadOnlySpan<uint> indices, MerkleOpening opening, int logRows, int width, Span<KoalaBear> rows, int stride)
    {
        int logLeaf = TreeHash.LogLeafRows(hash, width, logRows), depth = logRows - logLeaf, leafWidth = width << logLeaf;
        uint[] nodes = Leaves(indices, logLeaf);
        if (opening.Rows.Length != nodes.Length * leafWidth || opening.Siblings.Length != SiblingCount(nodes, depth))
            return ErrorKind.BadOpening;
        for (int q = 0; q < indices.Length; q++)
        {
            uint row = ((uint)nodes.AsSpan().BinarySearch(indices[q] >> logLeaf) << logLeaf) + (indices[q] & ((1u << logLeaf) - 1));
            opening.Rows.AsSpan((int)row * width, width).CopyTo(rows[(q * stride)..]);
        }

        var digests = new Digest[nodes.Length];
        HashBatch.Rows(hash, opening.Rows, leafWidth, digests);
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
            HashBatch.Compress(hash, left.AsSpan(0, known), right.AsSpan(0, known), digests);
        }

        return digests[0] == root ? ErrorKind.None : ErrorKind.RootMismatch;
    }

    /// <summary>
    /// Of a tree of Poseidon2, the leaves and sibling paths of single queries that an opening stands for, one query after the other, siblings from the leaves up. False if its counts
    /// are not those that the indices call for.
    /// </summary>
    public static bool TryExpand(
        ReadOnlySpan<uint> indices, MerkleOpening opening, int logRows, int width, out KoalaBear[] leaves, out Digest[] siblings)
    {
        int logLeaf = FieldHash.LogLeafRows(width, logRows), depth = logRows - logLeaf, leafWidth = width << logLeaf;
        leaves = new KoalaBear[indices.Length * leafWidth];
        siblings = new Digest[indices.Length * depth];
        uint[] nodes = Leaves(indices, logLeaf);
        if (opening.Rows.Length != nodes.Length * leafWidth || opening.Siblings.Length != SiblingCount(nodes, depth)) return false;
        var known = new Dictionary<uint, Digest>();
        for (int i = 0; i < nodes.Length; i++) known.Add(nodes[i], FieldHash.HashLeaf(opening.Rows.AsSpan(i * leafWidth, leafWidth)));
        for (int q = 0; q < indices.Length; q++)
            opening.Rows.AsSpan(nodes.AsSpan().BinarySearch(indices[q] >> logLeaf) * leafWidth, leafWidth).CopyTo(leaves.AsSpan(q * leafWidth));
        int used = 0;
        for (int level = 0; level < depth; level++)
        {
            var parents = new Dictionary<uint, Digest>();
            foreach (uint node in nodes)
                if (!known.ContainsKey(node ^ 1)) known.Add(node ^ 1, opening.Siblings[used++]);
            for (int q = 0; q < indices.Length; q++) siblings[q * depth + level] = known[indices[q] >> logLeaf + level ^ 1];
            nodes = Distinct(Array.ConvertAll(nodes, n => n >> 1));
            foreach (uint node in nodes) parents.Add(node, FieldHash.Compress(known[2 * node], known[2 * node + 1]));
            known = parents;
        }

        return true;
    }

    /// <summary>The distinct leaves, of 2^<paramref name="logLeaf"/> rows each, that rows are in, ascending.</summary>
    public static uint[] Leaves(ReadOnlySpan<uint> rows, int logLeaf) => Distinct(Array.ConvertAll(rows.ToArray(), i => i >> logLeaf));

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
