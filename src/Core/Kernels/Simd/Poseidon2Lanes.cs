using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Zkfp.Core.Field;
using Zkfp.Core.Hash;

namespace Zkfp.Core.Kernels.Simd;

/// <summary>
/// Poseidon2 at width 16 on independent states, one per lane: element i of all states is the vector s[i], reduced between layers. Split into
/// methods that the JIT can inline completely; the state stays in memory (first-level cache), which costs 4 % with 32 registers and
/// nothing with 16, where it would be spilled anyway.
/// </summary>
internal static unsafe class Poseidon2Lanes<L, V>
    where L : struct, ILanes<V>
    where V : unmanaged
{
    private const MethodImplOptions Kernel = MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining;

    /// <summary>Applies the permutation to sixteen vectors.</summary>
    public static void Permute(V* s)
    {
        uint* constants = Poseidon2LaneConstants.Pointer;
        LinearLayer(s);
        OuterSum(s);
        for (int r = 0; r < Poseidon2Constants.HalfExternalRounds; r++) ExternalRound(s, ref constants);
        InternalRounds(s, constants);
        constants += Poseidon2Constants.InternalRounds;
        for (int r = 0; r < Poseidon2Constants.HalfExternalRounds; r++) ExternalRound(s, ref constants);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ExternalRound(V* s, ref uint* constants)
    {
        SboxLayer(s, constants);
        OuterSum(s);
        constants += Poseidon2.Width;
    }

    // Four S-boxes, then M4 = circ(2, 3, 1, 1), on each group of four.
    [MethodImpl(Kernel)]
    private static void SboxLayer(V* s, uint* constants)
    {
        V p = L.Broadcast(KoalaBear.P), inverse = L.Broadcast(KoalaBear.PInverse);
        for (V* end = s + Poseidon2.Width; s < end; s += 4, constants += 4)
        {
            V a = Cube(L.Add32(s[0], L.Broadcast(constants[0])), p, inverse);
            V b = Cube(L.Add32(s[1], L.Broadcast(constants[1])), p, inverse);
            V c = Cube(L.Add32(s[2], L.Broadcast(constants[2])), p, inverse);
            V d = Cube(L.Add32(s[3], L.Broadcast(constants[3])), p, inverse);
            MixFour(s, a, b, c, d, p);
        }
    }

    [MethodImpl(Kernel)]
    private static void LinearLayer(V* s)
    {
        V p = L.Broadcast(KoalaBear.P);
        for (V* end = s + Poseidon2.Width; s < end; s += 4) MixFour(s, s[0], s[1], s[2], s[3], p);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void MixFour(V* s, V a, V b, V c, V d, V p)
    {
        V ab = Add(a, b, p), cd = Add(c, d, p);
        V all = Add(ab, cd, p);
        V allB = Add(all, b, p), allD = Add(all, d, p);
        s[0] = Add(allB, ab, p);
        s[1] = Add(Add(allB, c, p), c, p);
        s[2] = Add(allD, cd, p);
        s[3] = Add(Add(allD, a, p), a, p);
    }

    // circ(2, 1, 1, 1) over the groups.
    [MethodImpl(Kernel)]
    private static void OuterSum(V* s)
    {
        V p = L.Broadcast(KoalaBear.P);
        for (V* end = s + 4; s < end; s++)
        {
            V a = s[0], b = s[4], c = s[8], d = s[12];
            V sum = Add(Add(a, b, p), Add(c, d, p), p);
            s[0] = Add(a, sum, p);
            s[4] = Add(b, sum, p);
            s[8] = Add(c, sum, p);
            s[12] = Add(d, sum, p);
        }
    }

    [MethodImpl(Kernel)]
    private static void InternalRounds(V* s, uint* constants)
    {
        V p = L.Broadcast(KoalaBear.P);
        for (uint* end = constants + Poseidon2Constants.InternalRounds; constants < end; constants++)
        {
            V rest = Add(Add(Add(s[1], s[2], p), Add(s[3], s[4], p), p), Add(Add(s[5], s[6], p), Add(s[7], s[8], p), p), p);
            rest = Add(rest, Add(Add(Add(s[9], s[10], p), Add(s[11], s[12], p), p), Add(Add(s[13], s[14], p), s[15], p), p), p);
            V s0 = Cube(L.Add32(s[0], L.Broadcast(*constants)), p, L.Broadcast(KoalaBear.PInverse));
            V sum = Add(rest, s0, p);
            s[0] = Sub(rest, s0, p);
            s[1] = Add(sum, s[1], p);
            s[2] = Add(Add(sum, s[2], p), s[2], p);
            Shifts(s, sum, p);
            Multiples(s, sum, p);
        }
    }

    // sum + k · x for k = 3, 4, −3, −4 at 4, 5, 7, 8.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Multiples(V* s, V sum, V p)
    {
        V x = s[4];
        s[4] = Add(Add(Add(sum, x, p), x, p), x, p);
        x = s[5];
        x = Add(x, x, p);
        s[5] = Add(Add(sum, x, p), x, p);
        x = s[7];
        s[7] = Sub(Sub(Sub(sum, x, p), x, p), x, p);
        x = s[8];
        x = Add(x, x, p);
        s[8] = Sub(Sub(sum, x, p), x, p);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Shifts(V* s, V sum, V p)
    {
        // Byte 2 times 127 into bits 16 and up: see Low.
        V c = L.Broadcast(127 << 16);
        V x = s[3];
        s[3] = Add(Sub(sum, Low(x, 23, c), p), L.ShiftRight32(x, 1), p);
        x = s[6];
        s[6] = Sub(Add(sum, Low(x, 23, c), p), L.ShiftRight32(x, 1), p);
        x = s[9];
        s[9] = Add(Sub(sum, Low(x, 16, c), p), L.ShiftRight32(x, 8), p);
        x = s[10];
        s[10] = Add(Sub(sum, Low(x, 21, c), p), L.ShiftRight32(x, 3), p);
        x = s[12];
        s[12] = Sub(Add(sum, Low(x, 16, c), p), L.ShiftRight32(x, 8), p);
        x = s[13];
        s[13] = Sub(Add(sum, Low(x, 21, c), p), L.ShiftRight32(x, 3), p);
        x = s[14];
        s[14] = Sub(Add(sum, Low(x, 20, c), p), L.ShiftRight32(x, 4), p);
        x = s[11];
        s[11] = Add(Sub(sum, Low24(x), p), L.ShiftRight32(x, 24), p);
        x = s[15];
        s[15] = Sub(Add(sum, Low24(x), p), L.ShiftRight32(x, 24), p);
    }

    // x = h · 2ⁿ + l gives x · 2⁻ⁿ = h − l · 127 · 2^(24−n), since 2⁻²⁴ = −127; this is the second term, below p, for n ≤ 8: a shift by 24 − n brings
    // l · 2^(8−n) into byte 2 and the byte product multiplies it by 127 in place.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Low(V x, [ConstantExpected] byte shift, V c) => L.MulAddBytes(L.ShiftLeft32(x, shift), c);

    // The same for n = 24: l · 127 = l · 128 − l.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Low24(V x)
    {
        V l = L.ShiftLeft32(x, 8);
        return L.Sub32(L.ShiftRight32(l, 1), L.ShiftRight32(l, 8));
    }

    // x³, reduced, of a signed x in [−p, p). The square is left in the high halves of its products, in (−p, p), and multiplied from there: even
    // and odd lanes meet only at the end. Signed m keeps both differences in (−p, p): |x · y| ≤ p² and |m · p| ≤ 2³¹ p.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Cube(V x, V p, V inverse)
    {
        V odd = L.OddToEven(x);
        V e = L.MulEvenSigned(x, x);
        V o = L.MulEvenSigned(odd, odd);
        e = L.HighToLow(L.Sub64(e, L.MulEvenSigned(L.MulEven(e, inverse), p)));
        o = L.HighToLow(L.Sub64(o, L.MulEvenSigned(L.MulEven(o, inverse), p)));
        e = L.MulEvenSigned(e, x);
        o = L.MulEvenSigned(o, odd);
        e = L.HighToLow(L.Sub64(e, L.MulEvenSigned(L.MulEven(e, inverse), p)));
        o = L.Sub64(o, L.MulEvenSigned(L.MulEven(o, inverse), p));
        V t = L.Or(e, o);
        return L.Min32(t, L.Add32(t, p));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Add(V a, V b, V p)
    {
        V t = L.Add32(a, b);
        return L.Min32(t, L.Sub32(t, p));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Sub(V a, V b, V p)
    {
        V t = L.Sub32(a, b);
        return L.Min32(t, L.Add32(t, p));
    }
}

/// <summary>
/// Round constants in Montgomery form less p, in [−p, 0): added to a reduced element they give the signed value that the S-box takes. In the
/// order of use: 4 × 16 external, 20 internal, 4 × 16 external.
/// </summary>
internal static unsafe class Poseidon2LaneConstants
{
    private static readonly uint[] s_values = Build();

    public static uint* Pointer { get; } = (uint*)System.Runtime.InteropServices.Marshal.UnsafeAddrOfPinnedArrayElement(s_values, 0);

    private static uint[] Build()
    {
        uint[] result = GC.AllocateUninitializedArray<uint>(
            Poseidon2.ExternalInitial.Length + Poseidon2.Internal.Length + Poseidon2.ExternalFinal.Length, pinned: true);
        int i = 0;
        foreach (KoalaBear c in Poseidon2.ExternalInitial) result[i++] = c.Raw - KoalaBear.P;
        foreach (KoalaBear c in Poseidon2.Internal) result[i++] = c.Raw - KoalaBear.P;
        foreach (KoalaBear c in Poseidon2.ExternalFinal) result[i++] = c.Raw - KoalaBear.P;
        return result;
    }
}
