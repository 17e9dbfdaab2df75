using System.Numerics;
using Zkfp.Core.Field;

namespace Zkfp.Core.Ntt;

/// <summary>The number-theoretic transform over KoalaBear.</summary>
public static class NumberTheoreticTransform
{
    /// <summary>
    /// In place: natural order in, bit-reversed out: position i holds Σ_b v_b · ω^(b · rev(i)), ω the root of order 2^n. Length 2^n, n ≤ 24.
    /// </summary>
    public static void Forward(Span<KoalaBear> data)
    {
        if (!BitOperations.IsPow2(data.Length) || data.Length > 1 << KoalaBear.TwoAdicity)
            throw new ArgumentException($"Length {data.Length}; expected a power of two up to 2^{KoalaBear.TwoAdicity}.", nameof(data));
        ReedSolomon.Encode(data, 0, data);
    }
}
