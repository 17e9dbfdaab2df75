using Zkfp.Core.Air;
using Zkfp.Core.Hash;

namespace Zkfp.Recursion.Machine.Tables;

/// <summary>
/// A step of Merkle paths, driven by data: a row takes m₁ paths that have come to the node (class, 2i, left) and m₂ that have come to (class, 2i + 1, right) on
/// to (class + 1, i, Compress(left, right)). Nothing of it is preprocessed but that rows beyond those of the key are out of use.
/// </summary>
/// <remarks>
/// <para>
/// <b>Sound.</b> Let all wires be given. The rows are at most 2^16 (<see cref="MaxLogRows"/>, which <see cref="Recording.CircuitCheck"/> asserts of every
/// circuit), and m₁, m₂ &lt; 2^13 by two messages to
/// <see cref="RangeTable"/>. So what is pushed to a message of the bus Node is an integer of at most 2·2^16·2^13 = 2^30 and the number of leaves, at most
/// 2^20, and so
/// is what is pulled from it; both are below p, and equal mod p, hence equal: paths are a flow of integers, conserved at each node (class, index, digest).
/// Each row leads from a class to the next, and classes of leaves and roots are below 2^24 with at most 2^16 rows, so no path returns, and the flow is a sum of
/// paths from leaf ports to root ports.
/// </para>
/// <para>
/// A path begins at class 32·T of a tree T and ends at class 32·T′ + d′ of a tree T′ ≥ T. The root of the lowest tree ends t paths, which can begin at its own
/// leaves alone, and these are t (<see cref="Recording.CircuitCheck"/>); so all its leaves' paths end there, and none is left for the root of the next tree
/// but those of its own leaves,
/// and so on. So the path of each leaf has exactly the d steps of its tree: each is a Compress with the node at hand left or right, the last gives the root.
/// </para>
/// <para>
/// The root's index is 0 (pulled as the constant 0). Going down, index 2i or 2i + 1: the leaf's index is Σ 2^k·b_k with b_k = 1 where step k came from the
/// right, an
/// integer below 2^d ≤ 2^24, and equal to the index that the port has pulled, a wire made of bits: so the sides are its bits.
/// </para>
/// <para>
/// <b>Why the limits are not optional.</b> With m₁ = −1 allowed, a fork below a forged leaf cancels: its flow of 1 goes up beside a flow of −1 from nowhere.
/// With m &lt; 2^16, 32,513 copies of a row with m₁ = 65,535 and one that takes the rest make a flow of p − 1, the same thing: with 2^13 it takes more
/// than 2^17 rows.
/// </para>
/// <para>
/// <b>Complete.</b> Of t queries of a tree at most t paths pass through any node; t ≤ 268 now, and a circuit with more than 2^13 − 1 to a tree is refused.
/// The number of distinct nodes depends on the queries: a key has room for more than any but a fraction of about 2^−64 of proofs needs, and a prover
/// that finds its proof among them makes another.
/// </para>
/// </remarks>
internal sealed class MerkleTable() : RecursionTable(TableId.Merkle, positions: 3)
{
    /// <summary>log₂ of the most rows of a circuit.</summary>
    public const int MaxLogRows = 16;

    /// <summary>Node classes of a tree: more than it has levels.</summary>
    public const int ClassesPerTree = 32;

    /// <summary>The column that says whether a row is there.</summary>
    public const int Real = 0;

    /// <summary>The first column of the left child; the right one's follow, then what the S-boxes give.</summary>
    public const int Left = 5;

    protected override void Define(AirBuilder b)
    {
        Expr real = b.Preprocessed("real");
        Expr node = b.Main("class"), index = b.Main("index"), m1 = b.Main("m1"), m2 = b.Main("m2"), zero = b.Constant(0L);
        Expr[] left = Mains(b, "left", Digest.Length), right = Mains(b, "right", Digest.Length), state = new Expr[Poseidon2.Width];
        for (int i = 0; i < state.Length; i++) state[i] = i < left.Length ? left[i] : i < 2 * left.Length ? right[i - left.Length] : zero;
        Poseidon2Air.Permute(b, Poseidon2Permutation.Wide, real, state);
        var parent = new Expr[Digest.Length];
        for (int i = 0; i < parent.Length; i++) parent[i] = state[i] + left[i];
        b.Pull("left", RecursionMachine.Node, real * m1, [node, 2 * index, .. left]);
        b.Pull("right", RecursionMachine.Node, real * m2, [node, 2 * index + 1, .. right]);
        b.Push("parent", RecursionMachine.Node, real * (m1 + m2), [node + 1, index, .. parent]);
        b.Pull("m1 is small", RecursionMachine.Range, real, m1);
        b.Pull("m2 is small", RecursionMachine.Range, real, m2);
    }
}
