using System.Runtime.CompilerServices;
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
        ExternalLayer(state);
        for (int r = 0; r < Poseidon2Constants.HalfExternalRounds; r++) ExternalRound(state, s_initial.AsSpan(r * Width, Width));
        for (int r = 0; r < Poseidon2Constants.InternalRounds; r++) InternalRound(state, s_internal[r]);
        for (int r = 0; r < Poseidon2Constants.HalfExternalRounds; r++) ExternalRound(state, s_final.AsSpan(r * Width, Width));
    }

    private static void ExternalRound(Span<KoalaBear> state, ReadOnlySpan<KoalaBear> constants)
    {
        for (int i = 0; i < Width; i++) state[i] = Cube(state[i] + constants[i]);
        ExternalLayer(state);
    }

    private static void InternalRound(Span<KoalaBear> state, KoalaBear constant)
    {
        state[0] = Cube(state[0] + constant);
        KoalaBear sum = state[0];
        for (int i = 1; i < Width; i++) sum += state[i];
        for (int i = 0; i < Width; i++) state[i] = sum + s_diagonal[i] * state[i];
    }

    // circ(2·M4, M4, M4, M4) with M4 = circ(2, 3, 1, 1).
    private static void ExternalLayer(Span<KoalaBear> state)
    {
        for (int i = 0; i < Width; i += 4)
        {
            KoalaBear a = state[i], b = state[i + 1], c = state[i + 2], d = state[i + 3];
            KoalaBear ab = a + b, cd = c + d, all = ab + cd;
            KoalaBear allB = all + b, allD = all + d;
            state[i] = allB + ab;
            state[i + 1] = allB + c + c;
            state[i + 2] = allD + cd;
            state[i + 3] = allD + a + a;
        }

        for (int i = 0; i < 4; i++)
        {
            KoalaBear sum = state[i] + state[i + 4] + state[i + 8] + state[i + 12];
            state[i] += sum;
            state[i + 4] += sum;
            state[i + 8] += sum;
            state[i + 12] += sum;
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
