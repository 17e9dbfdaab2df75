using Zkfp.Core.Field;

namespace Zkfp.Core.Hash;

/// <summary>
/// Poseidon2 over KoalaBear (ePrint 2023/323) at width 16 or 24, those of Plonky3: external rounds, internal ones, external ones again. At width 24 it is
/// <see cref="Poseidon2"/>, written for any width and for the tables to read.
/// </summary>
public sealed class Poseidon2Permutation
{
    /// <summary>Elements of a block of the external matrix.</summary>
    public const int Block = 4;

    /// <summary>Width 16.</summary>
    public static readonly Poseidon2Permutation Narrow = new(
        ToField(Poseidon2Constants16.ExternalInitial), ToField(Poseidon2Constants16.Internal), ToField(Poseidon2Constants16.ExternalFinal), NarrowDiagonal());

    /// <summary>Width 24.</summary>
    public static readonly Poseidon2Permutation Wide = new(
        [.. Poseidon2.ExternalInitial], [.. Poseidon2.Internal], [.. Poseidon2.ExternalFinal], [.. Poseidon2.InternalDiagonal]);

    private readonly KoalaBear[] _initial, _final;

    private Poseidon2Permutation(KoalaBear[] initial, KoalaBear[] inner, KoalaBear[] final, KoalaBear[] diagonal)
    {
        (_initial, Internal, _final, Diagonal) = (initial, inner, final, diagonal);
    }

    /// <summary>Elements of the state.</summary>
    public int Width => Diagonal.Length;

    /// <summary>External rounds before, and again after, the internal ones.</summary>
    public int HalfExternalRounds => _initial.Length / Width;

    /// <summary>V of the internal matrix 1 + Diag(V).</summary>
    public KoalaBear[] Diagonal { get; }

    /// <summary>Constants of the internal rounds, added to element 0.</summary>
    public KoalaBear[] Internal { get; }

    /// <summary>Constants of an external round, 0 … 7.</summary>
    public ReadOnlySpan<KoalaBear> External(int round) =>
        round < HalfExternalRounds ? _initial.AsSpan(round * Width, Width) : _final.AsSpan((round - HalfExternalRounds) * Width, Width);

    /// <summary>Applies it to words in place: each is taken mod p, and replaced by a number below p.</summary>
    public void Permute(Span<uint> words)
    {
        Span<KoalaBear> state = stackalloc KoalaBear[Width];
        for (int i = 0; i < state.Length; i++) state[i] = new KoalaBear(words[i]);
        Permute(state);
        for (int i = 0; i < state.Length; i++) words[i] = state[i].Value;
    }

    /// <summary>S-boxes: outputs x³ of a permutation.</summary>
    public int Cubes => _initial.Length + Internal.Length + _final.Length;

    /// <summary>Applies it in place, and lists what the S-boxes gave (<see cref="Cubes"/> elements, or none to list nothing).</summary>
    public void Permute(Span<KoalaBear> state, Span<KoalaBear> cubes = default)
    {
        ExternalLayer(state);
        for (int r = 0; r < HalfExternalRounds; r++) ExternalRound(state, External(r), ref cubes);
        InternalRounds(state, ref cubes);
        for (int r = HalfExternalRounds; r < 2 * HalfExternalRounds; r++) ExternalRound(state, External(r), ref cubes);
    }

    /// <summary>The internal rounds alone, in place, with what their S-boxes gave (as many elements, or none).</summary>
    public void InternalRounds(Span<KoalaBear> state, Span<KoalaBear> cubes = default) => InternalRounds(state, ref cubes);

    private void InternalRounds(Span<KoalaBear> state, ref Span<KoalaBear> cubes)
    {
        foreach (KoalaBear constant in Internal)
        {
            state[0] = Cube(state[0] + constant, ref cubes);
            KoalaBear sum = KoalaBear.Zero;
            foreach (KoalaBear x in state) sum += x;
            for (int i = 0; i < state.Length; i++) state[i] = sum + Diagonal[i] * state[i];
        }
    }

    private static void ExternalRound(Span<KoalaBear> state, ReadOnlySpan<KoalaBear> constants, ref Span<KoalaBear> cubes)
    {
        for (int i = 0; i < state.Length; i++) state[i] = Cube(state[i] + constants[i], ref cubes);
        ExternalLayer(state);
    }

    /// <summary>The external linear layer, in place: circ(2·M, M, …, M) with M = circ(2, 3, 1, 1).</summary>
    public static void ExternalLayer(Span<KoalaBear> state)
    {
        Span<KoalaBear> sums = stackalloc KoalaBear[Block];
        sums.Clear();
        for (int i = 0; i < state.Length; i += Block)
        {
            KoalaBear a = state[i], b = state[i + 1], c = state[i + 2], d = state[i + 3], all = a + b + c + d;
            (state[i], state[i + 1], state[i + 2], state[i + 3]) = (all + a + b + b, all + b + c + c, all + c + d + d, all + d + a + a);
            for (int k = 0; k < Block; k++) sums[k] += state[i + k];
        }

        for (int i = 0; i < state.Length; i++) state[i] += sums[i % Block];
    }

    private static KoalaBear Cube(KoalaBear x, ref Span<KoalaBear> cubes)
    {
        KoalaBear cube = x * x * x;
        if (cubes.IsEmpty) return cube;
        cubes[0] = cube;
        cubes = cubes[1..];
        return cube;
    }

    private static KoalaBear[] ToField(ReadOnlySpan<uint> values)
    {
        var result = new KoalaBear[values.Length];
        for (int i = 0; i < values.Length; i++) result[i] = new KoalaBear(values[i]);
        return result;
    }

    // −2, 1, 2, 1/2, 3, 4, −1/2, −3, −4, then 2⁻ⁿ for n = 8, 3, 24 and −2⁻ⁿ for n = 8, 3, 4, 24.
    private static KoalaBear[] NarrowDiagonal()
    {
        KoalaBear half = new KoalaBear(2).Inverse();
        KoalaBear i3 = half.Pow(3), i4 = half.Pow(4), i8 = half.Pow(8), i24 = half.Pow(24);
        return [-2, 1, 2, half, 3, 4, -half, -3, -4, i8, i3, i24, -i8, -i3, -i4, -i24];
    }
}
