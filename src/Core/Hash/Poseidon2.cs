using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Zkfp.Core.Field;

namespace Zkfp.Core.Hash;

/// <summary>
/// The Poseidon2 permutation (ePrint 2023/323) over KoalaBear at width 16: scalar and generic over the field's representation. It is
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

    /// <summary>Round constants of the first external rounds, 4 × 16.</summary>
    public static ReadOnlySpan<KoalaBear> ExternalInitial => s_initial;

    /// <summary>Round constants of the last external rounds, 4 × 16.</summary>
    public static ReadOnlySpan<KoalaBear> ExternalFinal => s_final;

    /// <summary>Round constants of the internal rounds.</summary>
    public static ReadOnlySpan<KoalaBear> Internal => s_internal;

    /// <summary>
    /// V of the internal matrix 1 + Diag(V): −2, 1, 2, 1/2, 3, 4, −1/2, −3, −4, 2⁻⁸, 1/8, 2⁻²⁴, −2⁻⁸, −1/8, −1/16, −2⁻²⁴.
    /// </summary>
    public static ReadOnlySpan<KoalaBear> InternalDiagonal => s_diagonal;

    /// <summary>Applies the permutation to 16 elements in place.</summary>
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

        // Sixteen values below 2^31 fit a 64-bit sum.
        ulong sum = 0;
        for (int i = 0; i < Width; i++) sum += Unsafe.Add(ref state, i).Raw;
        KoalaBear total = KoalaBear.FromRaw((uint)(sum % KoalaBear.P));
        for (int i = 0; i < diagonal.Length; i++)
        {
            ref KoalaBear x = ref Unsafe.Add(ref state, i);
            x = total + diagonal[i] * x;
        }
    }

    // circ(2·M4, M4, M4, M4) with M4 = circ(2, 3, 1, 1).
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
            KoalaBear sum = a + b + c + d;
            a += sum;
            b += sum;
            c += sum;
            d += sum;
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
        KoalaBear i3 = half.Pow(3), i4 = half.Pow(4), i8 = half.Pow(8), i24 = half.Pow(24);
        return [-2, 1, 2, half, 3, 4, -half, -3, -4, i8, i3, i24, -i8, -i3, -i4, -i24];
    }
}
