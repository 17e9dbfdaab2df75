using System.Diagnostics.CodeAnalysis;

namespace Zkfp.Core.Kernels.Simd;

/// <summary>
/// The few machine operations that kernels are written from, over a vector of 32-bit lanes. Kernels are generic over it, so AVX-512, AVX2 and
/// SSE4 share their source and differ only in these one-line definitions. "Even" operations read the low half of each 64-bit lane.
/// </summary>
/// <typeparam name="V">The vector type.</typeparam>
internal interface ILanes<V> where V : unmanaged
{
    /// <summary>32-bit lanes in a vector.</summary>
    static abstract int Count { get; }

    static abstract unsafe V Load(uint* p);

    static abstract unsafe void Store(uint* p, V v);

    static abstract V Broadcast(uint x);

    /// <summary>The 64-bit value in each 64-bit lane.</summary>
    static abstract V Broadcast64(ulong x);

    static abstract V Zero { get; }

    /// <summary>a + b mod 2³².</summary>
    static abstract V Add32(V a, V b);

    /// <summary>a − b mod 2³².</summary>
    static abstract V Sub32(V a, V b);

    static abstract V Add64(V a, V b);

    static abstract V Sub64(V a, V b);

    /// <summary>Unsigned minimum of 32-bit lanes.</summary>
    static abstract V Min32(V a, V b);

    /// <summary>Unsigned maximum of 32-bit lanes.</summary>
    static abstract V Max32(V a, V b);

    static abstract V And(V a, V b);

    static abstract V ShiftLeft32(V a, [ConstantExpected] byte count);

    static abstract V ShiftRight32(V a, [ConstantExpected] byte count);

    /// <summary>Each 32-bit lane shifted right, its sign kept.</summary>
    static abstract V ShiftRightSigned32(V a, [ConstantExpected] byte count);

    /// <summary>a · b mod 2³².</summary>
    static abstract V MulLow32(V a, V b);

    /// <summary>Each 64-bit lane shifted right by 32.</summary>
    static abstract V HighToLow(V a);

    /// <summary>
    /// High halves of the 64-bit lanes, those of <paramref name="even"/> in the even places, those of <paramref name="odd"/>, whose low halves must be
    /// zero, in the odd ones.
    /// </summary>
    static abstract V HighHalves(V even, V odd);

    /// <summary>Odd 32-bit lanes in the even places; the odd places are undefined.</summary>
    static abstract V OddToEven(V a);

    /// <summary>64-bit products of the even lanes, unsigned.</summary>
    static abstract V MulEven(V a, V b);

    /// <summary>64-bit products of the even lanes, signed.</summary>
    static abstract V MulEvenSigned(V a, V b);

    /// <summary>Even 16-bit product sums: per 32-bit lane, (byte 0 · c₀ + byte 1 · c₁) in the low half, bytes 2, 3 in the high half; c signed.</summary>
    static abstract V MulAddBytes(V a, V c);

    /// <summary>Lanes 0, 2, 4 … of a, then of b.</summary>
    static abstract V EvenOf(V a, V b);

    /// <summary>Lanes 1, 3, 5 … of a, then of b.</summary>
    static abstract V OddOf(V a, V b);
}
