using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Zkfp.Core.Field;
using Zkfp.Core.Hash;

namespace Zkfp.Core.Kernels.Simd;

/// <summary>
/// Poseidon2 at width 24 on independent states, one per lane: element i of all states is the vector s[i], reduced between layers. Split into
/// methods that the JIT can inline completely; the state stays in memory (first-level cache), which costs 4 % with 32 registers and
/// nothing with 16, where it would be spilled anyway. Independent operations stand next to each other: a processor's scheduler sees some
/// sixty of them, and one S-box is a chain of 26 cycles.
/// </summary>
/// <remarks>
/// Elements have one of two reduced forms, P in [0, p) and N in [−p, 0), as 32-bit words with wrap-around. Whichever of the windows
/// [0, 2p), [−p, p), [−2p, 0) a sum of two falls into, one unsigned minimum or maximum with the same ± p reduces it.
/// </remarks>
internal static unsafe class Poseidon2Lanes<L, V>
    where L : struct, ILanes<V>
    where V : unmanaged
{
    private const MethodImplOptions Kernel = MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining;

    /// <summary>Applies the permutation to 24 vectors.</summary>
    public static void Permute(V* s)
    {
        uint* constants = Poseidon2LaneConstants.Pointer;
        LinearLayer(s);
        for (int r = 0; r < Poseidon2Constants.HalfExternalRounds; r++) ExternalRound(s, ref constants);
        InternalRounds(s, constants);
        constants += Poseidon2Constants.InternalRounds;
        for (int r = 0; r < Poseidon2Constants.HalfExternalRounds; r++) ExternalRound(s, ref constants);
    }

    /// <summary>
    /// The same, and stores what the S-boxes gave, as canonical values, as vectors <paramref name="stride"/> words apart. Internal rounds are done as they are
    /// stated: traces are a small part of a proof.
    /// </summary>
    [MethodImpl(Kernel)]
    public static void PermuteWithCubes(V* s, uint* cubes, long stride)
    {
        uint* constants = Poseidon2LaneConstants.Pointer;
        LinearLayer(s);
        for (int r = 0; r < Poseidon2Constants.HalfExternalRounds; r++) ExternalRoundWithCubes(s, ref constants, ref cubes, stride);
        for (int r = 0; r < Poseidon2Constants.InternalRounds; r++)
        {
            V x = Mont<L, V>.Add(s[0], L.Broadcast(Poseidon2.Internal[r].Raw));
            V sum = s[0] = Mont<L, V>.Mul(Mont<L, V>.Mul(x, x), x);
            StoreCanonical(s[0], ref cubes, stride);
            for (int i = 1; i < Poseidon2.Width; i++) sum = Mont<L, V>.Add(sum, s[i]);
            for (int i = 0; i < Poseidon2.Width; i++)
                s[i] = Mont<L, V>.Add(sum, Mont<L, V>.MulScalar(s[i], L.Broadcast(Poseidon2.InternalDiagonal[i].Raw)));
        }

        constants += Poseidon2Constants.InternalRounds;
        for (int r = 0; r < Poseidon2Constants.HalfExternalRounds; r++) ExternalRoundWithCubes(s, ref constants, ref cubes, stride);
    }

    private static void ExternalRoundWithCubes(V* s, ref uint* constants, ref uint* cubes, long stride)
    {
        SboxLayer(s, constants);
        for (int i = 0; i < Poseidon2.Width; i++) StoreCanonical(s[i], ref cubes, stride);
        LinearLayer(s);
        constants += Poseidon2.Width;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreCanonical(V montgomery, ref uint* to, long stride)
    {
        L.Store(to, Mont<L, V>.MulScalar(montgomery, L.Broadcast(1)));
        to += stride;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ExternalRound(V* s, ref uint* constants)
    {
        SboxLayer(s, constants);
        LinearLayer(s);
        constants += Poseidon2.Width;
    }

    // x³ of signed x in [−p, p), two at a time: y₁ = x₁ + c₁, y₂ = x₂ + c₂. The square is left in the high halves of its products, in (−p, p), and
    // multiplied from there: even and odd lanes meet only at the end.
    [MethodImpl(Kernel)]
    private static void SboxLayer(V* s, uint* constants)
    {
        V p = L.Broadcast(KoalaBear.P), inverse = L.Broadcast(KoalaBear.PInverse);
        for (V* end = s + Poseidon2.Width; s < end; s += 2, constants += 2)
        {
            V x = L.Add32(s[0], L.Broadcast(constants[0])), y = L.Add32(s[1], L.Broadcast(constants[1]));
            V xOdd = L.OddToEven(x), yOdd = L.OddToEven(y);
            V xe = Product(x, x, p, inverse), ye = Product(y, y, p, inverse);
            V xo = Product(xOdd, xOdd, p, inverse), yo = Product(yOdd, yOdd, p, inverse);
            xe = L.HighToLow(xe);
            ye = L.HighToLow(ye);
            xo = L.HighToLow(xo);
            yo = L.HighToLow(yo);
            xe = Product(xe, x, p, inverse);
            ye = Product(ye, y, p, inverse);
            xo = Product(xo, xOdd, p, inverse);
            yo = Product(yo, yOdd, p, inverse);
            s[0] = Merge(xe, xo, p);
            s[1] = Merge(ye, yo, p);
        }
    }

    // circ(2·M4, M4, M4, M4, M4, M4) with M4 = circ(2, 3, 1, 1).
    [MethodImpl(Kernel)]
    private static void LinearLayer(V* s)
    {
        V p = L.Broadcast(KoalaBear.P);
        for (V* x = s, end = s + Poseidon2.Width; x < end; x += 4)
        {
            V a = x[0], b = x[1], c = x[2], d = x[3];
            V ab = Add(a, b, p), cd = Add(c, d, p);
            V all = Add(ab, cd, p);
            V allB = Add(all, b, p), allD = Add(all, d, p);
            x[0] = Add(allB, ab, p);
            x[1] = Add(Add(allB, c, p), c, p);
            x[2] = Add(allD, cd, p);
            x[3] = Add(Add(allD, a, p), a, p);
        }

        for (V* end = s + 4; s < end; s++)
        {
            V a = s[0], b = s[4], c = s[8], d = s[12], e = s[16], f = s[20];
            V sum = Add(Add(Add(a, b, p), Add(c, d, p), p), Add(e, f, p), p);
            s[0] = Add(a, sum, p);
            s[4] = Add(b, sum, p);
            s[8] = Add(c, sum, p);
            s[12] = Add(d, sum, p);
            s[16] = Add(e, sum, p);
            s[20] = Add(f, sum, p);
        }
    }

    // Element 0 goes through its S-box while the others of the round before are updated and summed. Elements that shifts multiply are in form N
    // meanwhile. The last turn takes an S-box and a sum that nothing needs.
    [MethodImpl(Kernel)]
    internal static void InternalRounds(V* s, uint* constants)
    {
        V p = L.Broadcast(KoalaBear.P), inverse = L.Broadcast(KoalaBear.PInverse);
        ToNegative(s, p);
        V rest = Rest(s, p);
        V x = L.Add32(s[0], L.Broadcast(*constants)), xOdd = L.OddToEven(x);
        V e = L.HighToLow(Product(x, x, p, inverse)), o = L.HighToLow(Product(xOdd, xOdd, p, inverse));
        V cube = Merge(Product(e, x, p, inverse), Product(o, xOdd, p, inverse), p);
        V first = cube;
        for (uint* end = constants + Poseidon2Constants.InternalRounds; constants < end;)
        {
            constants++;
            V sum = Add(rest, cube, p);
            first = Sub(rest, cube, p);
            x = L.Add32(first, L.Broadcast(*constants));
            xOdd = L.OddToEven(x);
            V sumN = L.Sub32(sum, p);
            e = L.MulEvenSigned(x, x);
            o = L.MulEvenSigned(xOdd, xOdd);
            V a = s[1] = Add(sum, s[1], p);
            V b = s[2];
            b = s[2] = Add(Add(sum, b, p), b, p);
            rest = Add(a, b, p);
            a = s[3] = AddShifted(sum, s[3], 1, 23, p);
            b = s[6] = SubShifted(sumN, s[6], 1, 23, p);
            V restN = AddNegative(a, b, p);
            V me = L.MulEven(e, inverse), mo = L.MulEven(o, inverse);
            a = s[9] = AddShifted(sum, s[9], 8, 16, p);
            b = s[16] = SubShifted(sumN, s[16], 8, 16, p);
            restN = AddNegative(restN, AddNegative(a, b, p), p);
            a = s[4];
            a = s[4] = Add(Add(Add(sum, a, p), a, p), a, p);
            rest = Add(rest, a, p);
            me = L.MulEvenSigned(me, p);
            mo = L.MulEvenSigned(mo, p);
            a = s[10] = AddShifted(sum, s[10], 2, 22, p);
            b = s[21] = SubShifted(sumN, s[21], 7, 17, p);
            restN = AddNegative(restN, AddNegative(a, b, p), p);
            e = L.HighToLow(L.Sub64(e, me));
            o = L.HighToLow(L.Sub64(o, mo));
            a = s[11] = AddShifted(sum, s[11], 3, 21, p);
            b = s[17] = SubShifted(sumN, s[17], 3, 21, p);
            restN = AddNegative(restN, AddNegative(a, b, p), p);
            e = L.MulEvenSigned(e, x);
            o = L.MulEvenSigned(o, xOdd);
            a = Double(s[5], p);
            a = s[5] = Add(Add(sum, a, p), a, p);
            rest = Add(rest, a, p);
            a = s[12] = AddShifted(sum, s[12], 4, 20, p);
            b = s[18] = SubShifted(sumN, s[18], 4, 20, p);
            restN = AddNegative(restN, AddNegative(a, b, p), p);
            me = L.MulEven(e, inverse);
            mo = L.MulEven(o, inverse);
            a = s[13] = AddShifted(sum, s[13], 5, 19, p);
            b = s[19] = SubShifted(sumN, s[19], 5, 19, p);
            restN = AddNegative(restN, AddNegative(a, b, p), p);
            a = s[7];
            a = s[7] = Sub(Sub(Sub(sum, a, p), a, p), a, p);
            rest = Add(rest, a, p);
            me = L.MulEvenSigned(me, p);
            mo = L.MulEvenSigned(mo, p);
            a = s[14] = AddShifted(sum, s[14], 6, 18, p);
            b = s[20] = SubShifted(sumN, s[20], 6, 18, p);
            restN = AddNegative(restN, AddNegative(a, b, p), p);
            e = L.Sub64(e, me);
            o = L.Sub64(o, mo);
            V c = s[22] = SubShiftedFar(sumN, s[22], 9, 15, p);
            a = s[15] = AddShiftedFar(sum, s[15], 24, 0, p);
            b = s[23] = SubShiftedFar(sumN, s[23], 24, 0, p);
            restN = AddNegative(restN, AddNegative(c, AddNegative(a, b, p), p), p);
            a = Double(s[8], p);
            a = s[8] = Sub(Sub(sum, a, p), a, p);
            rest = AddMixed(Add(rest, a, p), restN, p);
            cube = Merge(e, o, p);
        }

        s[0] = first;
        ToPositive(s, p);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ToNegative(V* s, V p)
    {
        s[3] = L.Sub32(s[3], p);
        s[6] = L.Sub32(s[6], p);
        for (int i = 9; i < Poseidon2.Width; i++) s[i] = L.Sub32(s[i], p);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ToPositive(V* s, V p)
    {
        s[3] = L.Add32(s[3], p);
        s[6] = L.Add32(s[6], p);
        for (int i = 9; i < Poseidon2.Width; i++) s[i] = L.Add32(s[i], p);
    }

    // s₁ + … + s₂₃ in form P.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Rest(V* s, V p)
    {
        V positive = Add(Add(Add(s[1], s[2], p), Add(s[4], s[5], p), p), Add(s[7], s[8], p), p);
        V negative = AddNegative(s[3], s[6], p);
        for (int i = 9; i < Poseidon2.Width; i++) negative = AddNegative(negative, s[i], p);
        return AddMixed(positive, negative, p);
    }

    // sum + x · 2⁻ⁿ with x and the result in form N, n ≤ 8 and its complement to 24. x = h · 2ⁿ + l gives x · 2⁻ⁿ = h − l · 127 · 2^(24−n), since 2⁻²⁴ = −127. As x runs
    // through [−p, 0) that runs through p values of [−p, 0).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V AddShifted(V sum, V x, [ConstantExpected] byte n, [ConstantExpected] byte complement, V p)
    {
        V t = L.Sub32(L.Add32(sum, L.ShiftRightSigned32(x, n)), Low(x, complement));
        return L.Max32(t, L.Sub32(t, p));
    }

    // sum − x · 2⁻ⁿ with x, sum and the result in form N.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V SubShifted(V sum, V x, [ConstantExpected] byte n, [ConstantExpected] byte complement, V p)
    {
        V t = L.Add32(L.Sub32(sum, L.ShiftRightSigned32(x, n)), Low(x, complement));
        return L.Max32(t, L.Sub32(t, p));
    }

    // l · 127 · 2^(24−n): a shift by 24 − n brings l · 2^(8−n) into byte 2 and the byte product multiplies it by 127 in place.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Low(V x, [ConstantExpected] byte shift) => L.MulAddBytes(L.ShiftLeft32(x, shift), L.Broadcast(127 << 16));

    // The same for n > 8.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V AddShiftedFar(V sum, V x, [ConstantExpected] byte n, [ConstantExpected] byte complement, V p)
    {
        V t = L.Sub32(L.Add32(sum, L.ShiftRightSigned32(x, n)), LowFar(x, n, complement));
        return L.Max32(t, L.Sub32(t, p));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V SubShiftedFar(V sum, V x, [ConstantExpected] byte n, [ConstantExpected] byte complement, V p)
    {
        V t = L.Add32(L.Sub32(sum, L.ShiftRightSigned32(x, n)), LowFar(x, n, complement));
        return L.Max32(t, L.Sub32(t, p));
    }

    // l · 127 · 2^(24−n) by a product of words.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V LowFar(V x, int n, int complement) => L.MulLow32(L.And(x, L.Broadcast((1u << n) - 1)), L.Broadcast(127u << complement));

    // The Montgomery product of signed even lanes in the high halves, in (−p, p), low halves zero, for |a · b| ≤ p²: m is taken as signed, so
    // |m · p| ≤ 2³¹ p.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Product(V a, V b, V p, V inverse)
    {
        V t = L.MulEvenSigned(a, b);
        return L.Sub64(t, L.MulEvenSigned(L.MulEven(t, inverse), p));
    }

    // High halves of even and odd products as one vector in form P.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Merge(V even, V odd, V p)
    {
        V t = L.HighHalves(even, odd);
        return L.Min32(t, L.Add32(t, p));
    }

    // P + P in form P.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Add(V a, V b, V p)
    {
        V t = L.Add32(a, b);
        return L.Min32(t, L.Sub32(t, p));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Double(V a, V p) => Add(a, a, p);

    // P − P in form P.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Sub(V a, V b, V p)
    {
        V t = L.Sub32(a, b);
        return L.Min32(t, L.Add32(t, p));
    }

    // N + N in form N.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V AddNegative(V a, V b, V p)
    {
        V t = L.Add32(a, b);
        return L.Max32(t, L.Add32(t, p));
    }

    // P + N in form P.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V AddMixed(V a, V b, V p)
    {
        V t = L.Add32(a, b);
        return L.Min32(t, L.Add32(t, p));
    }
}

/// <summary>
/// Round constants in Montgomery form less p, in [−p, 0): added to a reduced element they give the signed value that the S-box takes. In the
/// order of use: 4 × 24 external, 23 internal, 4 × 24 external.
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
