using Zkfp.Core.Field;
using Zkfp.Core.Hash;

namespace Zkfp.Prover.Commitment;

/// <summary>The opening of one tree at a list of leaves, in the order of docs/protocol.md §6.</summary>
/// <param name="Leaves">The distinct leaves, ascending.</param>
/// <param name="LeafWidth">Base elements per leaf.</param>
/// <param name="Rows">The cells of <paramref name="Leaves"/>, one after the other.</param>
/// <param name="Siblings">
/// The digests needed to recompute the root: level by level from the leaves, for each known node in ascending order whose sibling is
/// not known, the sibling's digest.
/// </param>
public sealed record TreeOpening(int[] Leaves, int LeafWidth, KoalaBear[] Rows, Digest[] Siblings)
{
    /// <summary>The cells of leaf <paramref name="i"/> of <see cref="Leaves"/>.</summary>
    public ReadOnlySpan<KoalaBear> Leaf(int i) => Rows.AsSpan(i * LeafWidth, LeafWidth);
}
