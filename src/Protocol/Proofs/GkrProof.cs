using Zkfp.Core.Field;

namespace Zkfp.Protocol.Proofs;

/// <summary>Messages of step 4 (docs/protocol.md §8).</summary>
/// <param name="LocalNumerator">n₀: the local sum is n₀/d₀.</param>
/// <param name="LocalDenominator">d₀.</param>
/// <param name="GlobalNumerator">n₁: this shard's part of the global sum is n₁/d₁.</param>
/// <param name="GlobalDenominator">d₁.</param>
/// <param name="Layers">Layers k = 1 … m−1.</param>
public sealed record GkrProof(
    KoalaBear5 LocalNumerator, KoalaBear5 LocalDenominator, KoalaBear5 GlobalNumerator, KoalaBear5 GlobalDenominator,
    GkrLayer[] Layers);

/// <summary>Messages of one layer.</summary>
/// <param name="Sumcheck">k rounds of (c₁, c₂).</param>
/// <param name="N0">Numerator of the left children at the layer's point.</param>
/// <param name="N1">Numerator of the right children.</param>
/// <param name="D0">Denominator of the left children.</param>
/// <param name="D1">Denominator of the right children.</param>
public sealed record GkrLayer(KoalaBear5[] Sumcheck, KoalaBear5 N0, KoalaBear5 N1, KoalaBear5 D0, KoalaBear5 D1);
