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
        for (int half = data.Length / 2; half >= 1; half /= 2)
        {
            KoalaBear root = KoalaBear.RootOfUnity(BitOperations.Log2((uint)half) + 1);
            for (int start = 0; start < data.Length; start += 2 * half)
            {
                KoalaBear w = KoalaBear.One;
                for (int j = start; j < start + half; j++)
                {
                    KoalaBear a = data[j], b = data[j + half];
                    data[j] = a + b;
                    data[j + half] = (a - b) * w;
                    w *= root;
                }
            }
        }
    }
}
