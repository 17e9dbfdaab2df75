using Zkfp.Core.Field;
using Zkfp.Core.Hash;

namespace Zkfp.Protocol.Proofs;

/// <summary>Messages of step 7 (docs/protocol.md §8).</summary>
/// <param name="InitialSumcheck">w rounds of (c₀, c₂).</param>
/// <param name="Rounds">Committed rounds.</param>
/// <param name="FinalPolynomial">2^n values of the final polynomial.</param>
/// <param name="FinalNonce">Proof of work before the final queries.</param>
/// <param name="FinalOpenings">
/// Openings of the last matrix; when there is no committed round, of the round-0 matrices as in <see cref="WhirRoundProof.Openings"/>.
/// </param>
/// <param name="FinalSumcheck">n rounds of (c₀, c₂).</param>
public sealed record WhirProof(
    KoalaBear5[] InitialSumcheck, WhirRoundProof[] Rounds, KoalaBear5[] FinalPolynomial, KoalaBear FinalNonce,
    MerkleOpening[] FinalOpenings, KoalaBear5[] FinalSumcheck)
{
    /// <summary>Proofs of work of the rounds of <see cref="InitialSumcheck"/>, where a fold takes one.</summary>
    public KoalaBear[] InitialNonces { get; init; } = [];
}

/// <summary>Messages of one committed round.</summary>
/// <param name="Root">Root of the new matrix.</param>
/// <param name="Nonce">Proof of work before the queries.</param>
/// <param name="Openings">
/// Openings of the previous matrix. For the round-0 matrices: of main, boundary, preprocessed, without those of width 0.
/// </param>
/// <param name="Sumcheck">A round of (c₀, c₂) for each variable that is folded.</param>
public sealed record WhirRoundProof(Digest Root, KoalaBear Nonce, MerkleOpening[] Openings, KoalaBear5[] Sumcheck)
{
    /// <summary>The polynomial outside the domain, one value where the new matrix is decoded to lists, else none.</summary>
    public KoalaBear5[] OutOfDomain { get; init; } = [];

    /// <summary>Proofs of work of the rounds of <see cref="Sumcheck"/>, where a fold takes one.</summary>
    public KoalaBear[] Nonces { get; init; } = [];
}
