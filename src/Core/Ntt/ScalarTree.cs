using Zkfp.Core.Field;

namespace Zkfp.Core.Ntt;

/// <summary>The remainder tree in scalar code: for sizes below a vector square and for processors without vectors.</summary>
internal static class ScalarTree
{
    private static KoalaBear[] s_twiddles = [KoalaBear.One];

    /// <summary>Values of the polynomial at the 2^<paramref name="logLength"/> points, in bit-reversed order.</summary>
    public static void Encode(ReadOnlySpan<KoalaBear> coefficients, Span<KoalaBear> codeword, int logLength)
    {
        KoalaBear[] t = Twiddles(Math.Max(1, 1 << (logLength - 1)));
        int blocks = codeword.Length / coefficients.Length;
        for (int c = blocks - 1; c >= 0; c--) coefficients.CopyTo(codeword.Slice(c * coefficients.Length, coefficients.Length));
        for (int half = coefficients.Length / 2; half >= 1; half /= 2, blocks *= 2)
        {
            for (int k = 0; k < blocks; k++)
            {
                Span<KoalaBear> low = codeword.Slice(2 * half * k, half), high = codeword.Slice(2 * half * k + half, half);
                KoalaBear w = t[k];
                for (int j = 0; j < half; j++)
                {
                    KoalaBear a = low[j], b = high[j] * w;
                    low[j] = a + b;
                    high[j] = a - b;
                }
            }
        }
    }

    private static KoalaBear[] Twiddles(int length)
    {
        KoalaBear[] t = Volatile.Read(ref s_twiddles);
        if (t.Length >= length) return t;
        t = new KoalaBear[length];
        TwiddleTables.Fill(t);
        Volatile.Write(ref s_twiddles, t);
        return t;
    }
}
