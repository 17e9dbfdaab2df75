using System.Runtime.CompilerServices;
using Zkfp.Core.Hash;

namespace Zkfp.Core.Kernels.Simd;

/// <summary>Keccak-f[1600] (FIPS 202, §3) on as many states as a vector has lanes; lane x + 5y of all states is one vector.</summary>
internal static unsafe class KeccakF<L, W>
    where L : struct, IKeccakLanes<W>
    where W : unmanaged
{
    /// <summary>Permutes <paramref name="a"/>, 25 vectors, in place; <paramref name="b"/> is as much room.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Permute(W* a, W* b)
    {
        ReadOnlySpan<ulong> constants = Keccak.RoundConstants;
        for (int round = 0; round < Keccak.Rounds; round += 2)
        {
            Round(a, b, constants[round]);
            Round(b, a, constants[round + 1]);
        }
    }

    // θ, ρ, π, χ, ι: row by row of the result, whose lane (X, Y) comes from lane (X + 3Y, X), rotated.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round(W* a, W* e, ulong constant)
    {
        W c0 = Parity(a), c1 = Parity(a + 1), c2 = Parity(a + 2), c3 = Parity(a + 3), c4 = Parity(a + 4);
        W d0 = L.Xor(c4, L.Rotate(c1, 1)), d1 = L.Xor(c0, L.Rotate(c2, 1)), d2 = L.Xor(c1, L.Rotate(c3, 1));
        W d3 = L.Xor(c2, L.Rotate(c4, 1)), d4 = L.Xor(c3, L.Rotate(c0, 1));
        Row(
            e + 0, L.Xor(a[0], d0), L.Rotate(L.Xor(a[6], d1), 44), L.Rotate(L.Xor(a[12], d2), 43), L.Rotate(L.Xor(a[18], d3), 21),
            L.Rotate(L.Xor(a[24], d4), 14));
        Row(
            e + 5, L.Rotate(L.Xor(a[3], d3), 28), L.Rotate(L.Xor(a[9], d4), 20), L.Rotate(L.Xor(a[10], d0), 3),
            L.Rotate(L.Xor(a[16], d1), 45), L.Rotate(L.Xor(a[22], d2), 61));
        Row(
            e + 10, L.Rotate(L.Xor(a[1], d1), 1), L.Rotate(L.Xor(a[7], d2), 6), L.Rotate(L.Xor(a[13], d3), 25),
            L.Rotate(L.Xor(a[19], d4), 8), L.Rotate(L.Xor(a[20], d0), 18));
        Row(
            e + 15, L.Rotate(L.Xor(a[4], d4), 27), L.Rotate(L.Xor(a[5], d0), 36), L.Rotate(L.Xor(a[11], d1), 10),
            L.Rotate(L.Xor(a[17], d2), 15), L.Rotate(L.Xor(a[23], d3), 56));
        Row(
            e + 20, L.Rotate(L.Xor(a[2], d2), 62), L.Rotate(L.Xor(a[8], d3), 55), L.Rotate(L.Xor(a[14], d4), 39),
            L.Rotate(L.Xor(a[15], d0), 41), L.Rotate(L.Xor(a[21], d1), 2));
        e[0] = L.Xor(e[0], L.Broadcast(constant));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static W Parity(W* a) => L.Xor(L.Xor(L.Xor(a[0], a[5]), L.Xor(a[10], a[15])), a[20]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Row(W* e, W b0, W b1, W b2, W b3, W b4)
    {
        e[0] = L.Chi(b0, b1, b2);
        e[1] = L.Chi(b1, b2, b3);
        e[2] = L.Chi(b2, b3, b4);
        e[3] = L.Chi(b3, b4, b0);
        e[4] = L.Chi(b4, b0, b1);
    }
}
