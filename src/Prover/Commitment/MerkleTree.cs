using System.Numerics;
using Zkfp.Core.Hash;
using Zkfp.Core.Memory;
using Zkfp.Core.Parallel;

namespace Zkfp.Prover.Commitment;

/// <summary>A binary hash tree over 2^d leaf digests: all levels, in native memory.</summary>
public sealed unsafe class MerkleTree : IDisposable
{
    // log₂ of the widest kernel's lanes, and the fewest parents worth a thread.
    private const int LogWidest = 4;
    private const int MinimumParents = 512;

    private readonly NativeBuffer _buffer;
    private readonly DigestPlanes[] _levels;
    private readonly ProofHash _hash;

    private MerkleTree(ProofHash hash, int depth)
    {
        _hash = hash;
        Depth = depth;
        _levels = new DigestPlanes[depth + 1];
        long words = 0;
        for (int k = 0; k <= depth; k++) words += Digest.Length * Stride(depth - k);
        _buffer = new NativeBuffer(words);
        long offset = 0;
        for (int k = 0; k <= depth; k++)
        {
            long stride = Stride(depth - k);
            _levels[k] = new DigestPlanes(_buffer.Pointer + offset, stride, 1 << (depth - k));
            offset += Digest.Length * stride;
        }
    }

    /// <summary>log₂ of the number of leaves.</summary>
    public int Depth { get; }

    /// <summary>The root.</summary>
    public Digest Root { get; private set; }

    /// <summary>
    /// Builds a tree of 2^<paramref name="depth"/> leaves; <paramref name="fillLeaves"/> is called for blocks of leaves, on several threads, and must
    /// write the digests [start, start + view.Length), in the hash's form, into the view it is given.
    /// </summary>
    public static MerkleTree Build(
        ProofHash hash, int depth, Action<int, DigestPlanes> fillLeaves, WorkerPool pool, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(depth);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(depth, 30);
        var tree = new MerkleTree(hash, depth);
        try
        {
            // A block is a subtree: its leaves and the levels above them are hashed while still in cache, as long as a level fills the widest
            // vector. The few levels left are done across blocks.
            int logBlock = Math.Min(depth, Math.Max(8, Math.Min(12, depth - BitOperations.Log2((uint)pool.Threads) - 3)));
            int blockLevels = Math.Max(0, logBlock - LogWidest);
            pool.Run(1 << (depth - logBlock), i => tree.BuildBlock(i, logBlock, blockLevels, fillLeaves), cancellation);
            for (int k = blockLevels + 1; k <= depth; k++)
            {
                DigestPlanes children = tree._levels[k - 1], parents = tree._levels[k];
                pool.For(
                    parents.Length,
                    1 << LogWidest,
                    MinimumParents,
                    (start, end) => TreeHash.Level(hash, children.Slice(2 * start, 2 * (end - start)), parents.Slice(start, end - start)),
                    cancellation);
            }

            tree.Root = tree.Node(depth, 0);
            return tree;
        }
        catch
        {
            tree.Dispose();
            throw;
        }
    }

    /// <summary>Node <paramref name="index"/> of <paramref name="level"/> (0: leaves).</summary>
    public Digest Node(int level, int index)
    {
        _ = _buffer.Pointer;
        return TreeHash.Read(_hash, _levels[level], index);
    }

    /// <summary>
    /// The siblings that recompute the root from the leaves at <paramref name="indices"/> (distinct, ascending), in the order of
    /// docs/protocol.md §6.
    /// </summary>
    public Digest[] Siblings(ReadOnlySpan<int> indices)
    {
        var result = new List<Digest>();
        int[] known = indices.ToArray();
        int count = known.Length;
        for (int level = 0; level < Depth; level++)
        {
            int parents = 0;
            for (int i = 0; i < count; i++)
            {
                int node = known[i];
                if (i + 1 < count && known[i + 1] == (node ^ 1)) i++;
                else result.Add(Node(level, node ^ 1));
                known[parents++] = node >> 1;
            }

            count = parents;
        }

        return [.. result];
    }

    /// <inheritdoc/>
    public void Dispose() => _buffer.Dispose();

    private void BuildBlock(int block, int logBlock, int levels, Action<int, DigestPlanes> fillLeaves)
    {
        fillLeaves(block << logBlock, _levels[0].Slice(block << logBlock, 1 << logBlock));
        for (int k = 1; k <= levels; k++)
        {
            int length = 1 << (logBlock - k);
            TreeHash.Level(
                _hash,
                _levels[k - 1].Slice(block * 2 * length, 2 * length),
                _levels[k].Slice(block * length, length));
        }
    }

    // Planes of large levels are staggered by 5 cache lines so that nine equal addresses modulo 4 KiB do not evict each other.
    private static long Stride(int logLength) => logLength >= 10 ? (1L << logLength) + 80 : Math.Max(16, 1L << logLength);
}
