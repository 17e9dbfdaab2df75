using System.Numerics;
using System.Runtime.Intrinsics;
using Zkfp.Core.Field;
using Zkfp.Core.Kernels.Simd;

namespace Zkfp.Core.Ntt;

/// <summary>Reed–Solomon encoding as docs/protocol.md §6 defines it.</summary>
public static unsafe class ReedSolomon
{
    /// <summary>
    /// For a vector of 2^n coefficients and rate 2^−R, codeword position i (of 2^(n+R) ≤ 2^24) is the polynomial's value at ω_{n+R}^rev(i). The
    /// two spans are apart or start at the same place.
    /// </summary>
    public static void Encode(ReadOnlySpan<KoalaBear> coefficients, int logInvRate, Span<KoalaBear> codeword)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)logInvRate, (uint)KoalaBear.TwoAdicity, nameof(logInvRate));
        if (!BitOperations.IsPow2(coefficients.Length) || codeword.Length != (long)coefficients.Length << logInvRate)
        {
            throw new ArgumentException(
                $"Codeword of {codeword.Length} for {coefficients.Length} coefficients at rate 2^-{logInvRate}; expected powers of two of that ratio.",
                nameof(codeword));
        }

        int logRows = BitOperations.Log2((uint)coefficients.Length), logLength = logRows + logInvRate;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(logLength, KoalaBear.TwoAdicity, nameof(codeword));

        // SAFETY: lengths were checked; KoalaBear is one uint.
        fixed (KoalaBear* source = coefficients, destination = codeword)
        {
            if (Lanes512.IsSupported && RemainderTree<Lanes512, Vector512<uint>>.CanEncode(logRows, logLength))
                RemainderTree<Lanes512, Vector512<uint>>.Encode((uint*)source, (uint*)destination, logRows, logLength);
            else if (Lanes256.IsSupported && RemainderTree<Lanes256, Vector256<uint>>.CanEncode(logRows, logLength))
                RemainderTree<Lanes256, Vector256<uint>>.Encode((uint*)source, (uint*)destination, logRows, logLength);
            else if (Lanes128.IsSupported && RemainderTree<Lanes128, Vector128<uint>>.CanEncode(logRows, logLength))
                RemainderTree<Lanes128, Vector128<uint>>.Encode((uint*)source, (uint*)destination, logRows, logLength);
            else
                ScalarTree.Encode(coefficients, codeword, logLength);
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
