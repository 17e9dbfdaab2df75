using Zkfp.Core.Field;
using Zkfp.Core.Hash;

namespace Zkfp.Prover.Commitment;

/// <summary>The opening of one tree at a list of leaves, in the order of docs/protocol.md §6.</summary>
/// <param name="Indices">The distinct indices, ascending.</param>
/// <param name="RowWidth">Base elements per row.</param>
/// <param name="Rows">The rows at <paramref name="Indices"/>, one after the other.</param>
/// <param name="Siblings">
/// The digests needed to recompute the root: level by level from the leaves, for each known node in ascending order whose sibling is
/// not known, the sibling's digest.
/// </param>
public sealed record TreeOpening(int[] Indices, int RowWidth, KoalaBear[] Rows, Digest[] Siblings)
{
    /// <summary>The row at position <paramref name="i"/> of <see cref="Indices"/>.</summary>
    public ReadOnlySpan<KoalaBear> Row(int i) => Rows.AsSpan(i * RowWidth, RowWidth);
}
