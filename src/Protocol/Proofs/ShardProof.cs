using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Protocol.Layout;

namespace Zkfp.Protocol.Proofs;

/// <summary>The proof of one shard (docs/protocol.md §8), in the order of its messages.</summary>
/// <param name="Shape">Class and row counts.</param>
/// <param name="PublicValues">Public values of the shard.</param>
/// <param name="BoundaryRoot">Root of the boundary matrix, committed in phase 1; the zero digest if it has no columns.</param>
/// <param name="MainRoot">Root of the main matrix.</param>
/// <param name="Nonce">Proof of work before the local fingerprint challenges.</param>
/// <param name="Gkr">Step 4.</param>
/// <param name="Zerocheck">Step 5: h rounds of (c₁, c₂, c₃).</param>
/// <param name="Evaluations">Step 6: column evaluations.</param>
/// <param name="Whir">Step 7.</param>
public sealed record ShardProof(
    Shape Shape, KoalaBear[] PublicValues, Digest BoundaryRoot, Digest MainRoot, KoalaBear Nonce, GkrProof Gkr,
    KoalaBear5[] Zerocheck, KoalaBear5[] Evaluations, WhirProof Whir)
{
    /// <summary>Step 2: the stacked polynomial outside the domain, one value where round 0 is decoded to lists, else none.</summary>
    public KoalaBear5[] OutOfDomain { get; init; } = [];
}
