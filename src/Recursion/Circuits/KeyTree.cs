using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Recursion.Recording;
using Zkfp.Verifier.Arithmetic;

namespace Zkfp.Recursion.Circuits;

/// <summary>What a circuit of the recursion layer states; the first element of the statement that it hashes.</summary>
public enum NodeKind
{
    /// <summary>A range of shards of a run: <see cref="NodeStatement{TBase, TExt}"/>.</summary>
    Range = 1,

    /// <summary>Part of the sum over a key's global messages.</summary>
    Sum = 2,

    /// <summary>One complete run: <see cref="ClaimStatement{TBase}"/>.</summary>
    Run = 3,

    /// <summary>Several complete runs: <see cref="ClaimStatement{TBase}"/>.</summary>
    Bundle = 4,

    /// <summary>One or several complete runs, by keys that are constants of the circuit.</summary>
    Shrink = 5,

    /// <summary>The same in the last proof.</summary>
    Final = 6,
}

/// <summary>
/// The tree of recursion keys: leaf 128 · kind + number is H(kind ‖ key digest), unused ones are zero digests. A circuit cannot contain the root of a tree that
/// its own key is in. So in the tree the root is a value that statements hand on, each node verifies children of keys under the root that it states, and
/// what is outside the tree (<see cref="NodeKind.Shrink"/>, <see cref="NodeKind.Final"/>) compares it with a constant.
/// </summary>
public static class KeyTree
{
    /// <summary>log₂ of the keys of a kind.</summary>
    public const int LogNumbers = 7;

    /// <summary>Bits of a kind.</summary>
    public const int KindBits = 3;

    /// <summary>Levels.</summary>
    public const int Depth = LogNumbers + KindBits;

    /// <summary>Where the key of a kind's circuit lies.</summary>
    public static int IndexOf(NodeKind kind, int number)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)number, 1u << LogNumbers);
        return ((int)kind << LogNumbers) + number;
    }

    /// <summary>The leaf of a key.</summary>
    public static Digest Leaf(NodeKind kind, in Digest keyDigest) => FieldHash.HashElements([new KoalaBear((ulong)kind), .. keyDigest.ToArray()]);

    /// <summary>The root over leaves by index.</summary>
    public static Digest Root(IReadOnlyDictionary<int, Digest> leaves) => Level(leaves, Depth).GetValueOrDefault(0, Empty(Depth));

    /// <summary>The siblings of a leaf, from the leaves up.</summary>
    public static Digest[] Path(IReadOnlyDictionary<int, Digest> leaves, int index)
    {
        var path = new Digest[Depth];
        for (int level = 0; level < path.Length; level++) path[level] = Level(leaves, level).GetValueOrDefault(index >> level ^ 1, Empty(level));
        return path;
    }

    private static Digest Empty(int level)
    {
        Digest node = default;
        for (int i = 0; i < level; i++) node = FieldHash.Compress(node, node);
        return node;
    }

    // The nodes of a level that have a leaf below them.
    private static Dictionary<int, Digest> Level(IReadOnlyDictionary<int, Digest> leaves, int level)
    {
        var nodes = new Dictionary<int, Digest>(leaves);
        for (int k = 0; k < level; k++)
        {
            var next = new Dictionary<int, Digest>();
            Digest empty = Empty(k);
            foreach (int i in nodes.Keys)
                next[i >> 1] = FieldHash.Compress(nodes.GetValueOrDefault(i & ~1, empty), nodes.GetValueOrDefault(i | 1, empty));
            nodes = next;
        }

        return nodes;
    }
}

/// <summary>The tree over any arithmetic.</summary>
internal static class KeyTree<TArithmetic, TBase, TExt, TIndex>
    where TArithmetic : struct, ICircuitArithmetic<TBase, TExt, TIndex>
    where TBase : unmanaged where TExt : unmanaged where TIndex : unmanaged
{
    /// <summary>Asserts that a key is in the tree; answers the kind that its place has, for the caller to check.</summary>
    public static TBase AssertMember(TArithmetic a, TBase[] root, TBase[] keyDigest, int index, ReadOnlySpan<Digest> path)
    {
        a.TryBits(a.Input(new KoalaBear((ulong)index)), KeyTree.Depth, out TIndex place);
        TBase kind = a.Constant(KoalaBear.Zero);
        for (int i = 0; i < KeyTree.KindBits; i++)
            kind = a.Add(kind, a.Mul(a.Bit(place, KeyTree.LogNumbers + i), a.Constant(new KoalaBear(1UL << i))));
        a.AssertMember(root, place, VerifierHash<TArithmetic, TBase, TExt, TIndex>.HashElements(a, [kind, .. keyDigest]), path);
        return kind;
    }
}
