using System.Runtime.CompilerServices;
using Zkfp.Core.Field;

namespace Zkfp.Core.Kernels.Simd;

/// <summary>
/// KoalaBear arithmetic on vectors of Montgomery forms. "Reduced" means in [0, p); a "wide" vector holds 64-bit values of its even lanes.
/// </summary>
internal static class Mont<L, V>
    where L : struct, ILanes<V>
    where V : unmanaged
{
    /// <summary>p in each lane.</summary>
    public static V P
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => L.Broadcast(KoalaBear.P);
    }

    /// <summary>p · 2³² in each 64-bit lane.</summary>
    public static V PHigh
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => L.Broadcast64((ulong)KoalaBear.P << 32);
    }

    /// <summary>a + b, all reduced.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Add(V a, V b)
    {
        V s = L.Add32(a, b);
        return L.Min32(s, L.Sub32(s, P));
    }

    /// <summary>a − b, all reduced.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Sub(V a, V b) => Correct(L.Sub32(a, b));

    /// <summary>From (−p, p) mod 2³² to [0, p).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Correct(V a) => L.Min32(a, L.Add32(a, P));

    /// <summary>a · b, all reduced.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Mul(V a, V b) => Reduce(L.MulEven(a, b), L.MulEven(L.OddToEven(a), L.OddToEven(b)));

    /// <summary>a · b for a <paramref name="b"/> equal in even and odd lanes, all reduced.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V MulScalar(V a, V b) => Reduce(L.MulEven(a, b), L.MulEven(L.OddToEven(a), b));

    /// <summary>
    /// Montgomery reduction of wide values below p · 2³², those of the even lanes in <paramref name="even"/>, those of the odd ones in
    /// <paramref name="odd"/>; the result is reduced. Low halves of x and m · p are equal, so their 64-bit difference is the high
    /// halves' difference.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Reduce(V even, V odd)
    {
        V inverse = L.Broadcast(KoalaBear.PInverse), p = P;
        V de = L.Sub64(even, L.MulEven(L.MulEven(even, inverse), p));
        V dod = L.Sub64(odd, L.MulEven(L.MulEven(odd, inverse), p));
        return Correct(L.HighHalves(de, dod));
    }

    /// <summary>Wide values below 2p · 2³² to the same mod p, below p · 2³².</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V CorrectWide(V a) => L.Min32(a, L.Sub32(a, PHigh));

    /// <summary>
    /// Wide Σ aᵢ · uᵢ of five products of reduced even lanes, below p · 2³². Four products stay below 2⁶⁴ and below 2p · 2³²; five
    /// would not.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe V Dot5(V a0, V a1, V a2, V a3, V a4, V* u)
    {
        V s = L.Add64(
            L.Add64(L.MulEven(a0, u[0]), L.MulEven(a1, u[1])),
            L.Add64(L.MulEven(a2, u[2]), L.MulEven(a3, u[3])));
        return CorrectWide(L.Add64(CorrectWide(s), L.MulEven(a4, u[4])));
    }
}
