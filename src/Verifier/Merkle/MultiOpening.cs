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

        var levels = new Levels(hash, nodes, opening, leafWidth);
        for (int level = 0; level < depth; level++) levels.Climb();
        return levels.Root == root ? ErrorKind.None : ErrorKind.RootMismatch;
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
        var at = new int[indices.Length];
        for (int q = 0; q < at.Length; q++)
        {
            at[q] = nodes.AsSpan().BinarySearch(indices[q] >> logLeaf);
            opening.Rows.AsSpan(at[q] * leafWidth, leafWidth).CopyTo(leaves.AsSpan(q * leafWidth));
        }

        var levels = new Levels(ProofHash.Poseidon2, nodes, opening, leafWidth);
        for (int level = 0; level < depth; level++)
        {
            levels.Climb();
            for (int q = 0; q < at.Length; q++) (at[q], siblings[q * depth + level]) = levels.Above(at[q]);
        }

        return true;
    }

    // The known nodes of a level, ascending, and what the level below them was made of; of an opening with the right counts.
    private struct Levels
    {
        private readonly ProofHash _hash;
        private readonly MerkleOpening _opening;
        private readonly uint[] _nodes;
        private readonly Digest[] _digests, _left, _right;

        // By number of a node below: its parent's, and whether it is a right child.
        private readonly (int Parent, bool IsRight)[] _above;
        private int _known, _used;

        public Levels(ProofHash hash, uint[] leaves, MerkleOpening opening, int leafWidth)
        {
            (_hash, _nodes, _opening, _known) = (hash, leaves, opening, leaves.Length);
            (_digests, _left, _right) = (new Digest[_known], new Digest[_known], new Digest[_known]);
            _above = new (int, bool)[_known];
            HashBatch.Rows(hash, opening.Rows, leafWidth, _digests);
        }

        public readonly Digest Root => _digests[0];

        public readonly (int Parent, Digest Sibling) Above(int node)
        {
            (int parent, bool isRight) = _above[node];
            return (parent, isRight ? _left[parent] : _right[parent]);
        }

        public void Climb()
        {
            int parents = 0;
            for (int i = 0; i < _known; parents++)
            {
                bool isRight = (_nodes[i] & 1) != 0, pair = !isRight && i + 1 < _known && _nodes[i + 1] == _nodes[i] + 1;
                Digest other = pair ? _digests[i + 1] : _opening.Siblings[_used++];
                (_left[parents], _right[parents]) = isRight ? (other, _digests[i]) : (_digests[i], other);
                _above[i] = (parents, isRight);
                if (pair) _above[i + 1] = (parents, true);
                _nodes[parents] = _nodes[i] >> 1;
                i += pair ? 2 : 1;
            }

            _known = parents;
            HashBatch.Compress(_hash, _left.AsSpan(0, _known), _right.AsSpan(0, _known), _digests);
        }
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
