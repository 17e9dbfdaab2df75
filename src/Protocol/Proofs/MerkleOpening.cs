using Zkfp.Core.Field;
using Zkfp.Core.Hash;

namespace Zkfp.Protocol.Proofs;

/// <summary>
/// The opening of one tree at a set of leaves (docs/protocol.md §6): the rows of the distinct leaves in ascending order, and level by
/// level the siblings that cannot be computed.
/// </summary>
/// <param name="Rows">The leaves' rows one after another, each as wide as the matrix in base-field elements.</param>
/// <param name="Siblings">Digests, from the leaf level upwards, within a level by ascending node.</param>
public sealed record MerkleOpening(KoalaBear[] Rows, Digest[] Siblings);
