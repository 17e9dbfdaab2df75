using System.Numerics;
using Zkfp.Core.Field;

namespace Zkfp.Core.Ntt;

/// <summary>Reed–Solomon encoding as docs/protocol.md §6 defines it.</summary>
public static class ReedSolomon
{
    /// <summary>
    /// For a vector of 2^n coefficients and rate 2^−R, codeword position i (of 2^(n+R)) is the polynomial's value at ω_{n+R}^rev(i).
    /// </summary>
    public static void Encode(ReadOnlySpan<KoalaBear> coefficients, int logInvRate, Span<KoalaBear> codeword)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(logInvRate);
        if (codeword.Length != (long)coefficients.Length << logInvRate)
            throw new ArgumentException($"Codeword of {codeword.Length} for {coefficients.Length} coefficients at rate 2^-{logInvRate}.", nameof(codeword));
        int n = coefficients.Length, logLength = BitOperations.Log2((uint)codeword.Length);

        // The first R layers of a transform whose input is zero past 2^n only scale: block c is the transform of v_b · (ω^rev(c))^b.
        for (int c = (1 << logInvRate) - 1; c >= 0; c--)
        {
            Span<KoalaBear> block = codeword.Slice(c * n, n);
            KoalaBear shift = KoalaBear.RootOfUnity(logLength).Pow(Reverse(c, logInvRate));
            KoalaBear power = KoalaBear.One;
            for (int b = 0; b < n; b++)
            {
                block[b] = coefficients[b] * power;
                power *= shift;
            }

            NumberTheoreticTransform.Forward(block);
        }
    }

    /// <summary>The point at codeword position <paramref name="position"/>: ω_{n+R}^rev(position).</summary>
    public static KoalaBear Point(int position, int logLength) =>
        KoalaBear.RootOfUnity(logLength).Pow(Reverse(position, logLength));

    /// <summary>The low <paramref name="bits"/> bits of <paramref name="value"/>, reversed.</summary>
    internal static uint Reverse(int value, int bits)
    {
        uint r = 0;
        for (int i = 0; i < bits; i++) r |= ((uint)value >> i & 1) << (bits - 1 - i);
        return r;
    }
}
