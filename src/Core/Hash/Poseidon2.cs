using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Zkfp.Core.Field;

namespace Zkfp.Core.Hash;

/// <summary>
/// The Poseidon2 permutation (ePrint 2023/323) over KoalaBear at width 24: scalar and generic over the field's representation. It is
/// the specification of the vector kernels.
/// </summary>
public static class Poseidon2
{
    /// <summary>Width of the state, in elements.</summary>
    public const int Width = Poseidon2Constants.Width;

    // Montgomery forms, so that the hot path converts nothing.
    private static readonly KoalaBear[] s_initial = ToField(Poseidon2Constants.ExternalInitial);
    private static readonly KoalaBear[] s_final = ToField(Poseidon2Constants.ExternalFinal);
    private static readonly KoalaBear[] s_internal = ToField(Poseidon2Constants.Internal);
    private static readonly KoalaBear[] s_diagonal = Diagonal();

    /// <summary>Round constants of the first external rounds, 4 × 24.</summary>
    public static ReadOnlySpan<KoalaBear> ExternalInitial => s_initial;

    /// <summary>Round constants of the last external rounds, 4 × 24.</summary>
    public static ReadOnlySpan<KoalaBear> ExternalFinal => s_final;

    /// <summary>Round constants of the internal rounds.</summary>
    public static ReadOnlySpan<KoalaBear> Internal => s_internal;

    /// <summary>
    /// V of the internal matrix 1 + Diag(V): −2, 1, 2, 1/2, 3, 4, −1/2, −3, −4, then 2⁻ⁿ for n = 8, 2, 3, 4, 5, 6, 24 and −2⁻ⁿ for
    /// n = 8, 3, 4, 5, 6, 7, 9, 24.
    /// </summary>
    public static ReadOnlySpan<KoalaBear> InternalDiagonal => s_diagonal;

    /// <summary>Applies the permutation to <see cref="Width"/> elements in place.</summary>
    public static void Permute(Span<KoalaBear> state)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(state.Length, Width);
        PermuteState(ref MemoryMarshal.GetReference(state), s_initial, s_internal, s_final, s_diagonal);
    }

    // Compiled in full at once: transcripts run it a few thousand times in processes that live for a fraction of a second.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PermuteState(
        ref KoalaBear state, ReadOnlySpan<KoalaBear> initial, ReadOnlySpan<KoalaBear> inner, ReadOnlySpan<KoalaBear> final,
        ReadOnlySpan<KoalaBear> diagonal)
    {
        ExternalLayer(ref state);
        for (int r = 0; r < Poseidon2Constants.HalfExternalRounds; r++) ExternalRound(ref state, initial.Slice(r * Width, Width));
        for (int r = 0; r < Poseidon2Constants.InternalRounds; r++) InternalRound(ref state, inner[r], diagonal);
        for (int r = 0; r < Poseidon2Constants.HalfExternalRounds; r++) ExternalRound(ref state, final.Slice(r * Width, Width));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ExternalRound(ref KoalaBear state, ReadOnlySpan<KoalaBear> constants)
    {
        for (int i = 0; i < constants.Length; i++)
        {
            ref KoalaBear x = ref Unsafe.Add(ref state, i);
            x = Cube(x + constants[i]);
        }

        ExternalLayer(ref state);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void InternalRound(ref KoalaBear state, KoalaBear constant, ReadOnlySpan<KoalaBear> diagonal)
    {
        state = Cube(state + constant);

        // Values below 2^31: any width fits a 64-bit sum.
        ulong sum = 0;
        for (int i = 0; i < Width; i++) sum += Unsafe.Add(ref state, i).Raw;
        KoalaBear total = KoalaBear.FromRaw((uint)(sum % KoalaBear.P));
        for (int i = 0; i < diagonal.Length; i++)
        {
            ref KoalaBear x = ref Unsafe.Add(ref state, i);
            x = total + diagonal[i] * x;
        }
    }

    // circ(2·M4, M4, M4, M4, M4, M4) with M4 = circ(2, 3, 1, 1).
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ExternalLayer(ref KoalaBear state)
    {
        for (int i = 0; i < Width; i += 4)
        {
            ref KoalaBear s = ref Unsafe.Add(ref state, i);
            KoalaBear a = s, b = Unsafe.Add(ref s, 1), c = Unsafe.Add(ref s, 2), d = Unsafe.Add(ref s, 3);
            KoalaBear ab = a + b, cd = c + d, all = ab + cd;
            KoalaBear allB = all + b, allD = all + d;
            s = allB + ab;
            Unsafe.Add(ref s, 1) = allB + c + c;
            Unsafe.Add(ref s, 2) = allD + cd;
            Unsafe.Add(ref s, 3) = allD + a + a;
        }

        for (int i = 0; i < 4; i++)
        {
            ref KoalaBear a = ref Unsafe.Add(ref state, i), b = ref Unsafe.Add(ref state, i + 4);
            ref KoalaBear c = ref Unsafe.Add(ref state, i + 8), d = ref Unsafe.Add(ref state, i + 12);
            ref KoalaBear e = ref Unsafe.Add(ref state, i + 16), f = ref Unsafe.Add(ref state, i + 20);
            KoalaBear sum = a + b + (c + d) + (e + f);
            a += sum;
            b += sum;
            c += sum;
            d += sum;
            e += sum;
            f += sum;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static KoalaBear Cube(KoalaBear x) => x * x * x;

    private static KoalaBear[] ToField(ReadOnlySpan<uint> values)
    {
        var result = new KoalaBear[values.Length];
        for (int i = 0; i < values.Length; i++) result[i] = new KoalaBear(values[i]);
        return result;
    }

    private static KoalaBear[] Diagonal()
    {
        KoalaBear half = new KoalaBear(2).Inverse();
        KoalaBear i2 = half.Pow(2), i3 = half.Pow(3), i4 = half.Pow(4), i5 = half.Pow(5), i6 = half.Pow(6), i7 = half.Pow(7), i8 = half.Pow(8);
        KoalaBear i9 = half.Pow(9), i24 = half.Pow(24);
        return
        [
            -2, 1, 2, half, 3, 4, -half, -3, -4, i8, i2, i3, i4, i5, i6, i24,
            -i8, -i3, -i4, -i5, -i6, -i7, -i9, -i24,
        ];
    }
}
