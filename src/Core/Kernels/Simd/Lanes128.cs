using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Zkfp.Core.Kernels.Simd;

/// <summary>SSE4.1: 4 lanes.</summary>
internal readonly struct Lanes128 : ILanes<Vector128<uint>>
{
    /// <summary>Whether the processor and the runtime's settings allow it.</summary>
    public static bool IsAvailable
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector128.IsHardwareAccelerated && Sse41.IsSupported;
    }

    /// <summary>Whether kernels may use it.</summary>
    public static bool IsSupported
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => IsAvailable && VectorWidth.Bits >= 128;
    }

    /// <inheritdoc/>
    public static int Count => 4;

    /// <inheritdoc/>
    public static Vector128<uint> Zero => Vector128<uint>.Zero;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Vector128<uint> Load(uint* p) => Vector128.Load(p);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Store(uint* p, Vector128<uint> v) => v.Store(p);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> Broadcast(uint x) => Vector128.Create(x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> Broadcast64(ulong x) => Vector128.Create(x).AsUInt32();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> Add32(Vector128<uint> a, Vector128<uint> b) => a + b;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> Sub32(Vector128<uint> a, Vector128<uint> b) => a - b;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> Add64(Vector128<uint> a, Vector128<uint> b) => (a.AsUInt64() + b.AsUInt64()).AsUInt32();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> Sub64(Vector128<uint> a, Vector128<uint> b) => (a.AsUInt64() - b.AsUInt64()).AsUInt32();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> Min32(Vector128<uint> a, Vector128<uint> b) => Sse41.Min(a, b);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> Max32(Vector128<uint> a, Vector128<uint> b) => Sse41.Max(a, b);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> And(Vector128<uint> a, Vector128<uint> b) => a & b;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> ShiftLeft32(Vector128<uint> a, [ConstantExpected] byte count) => Sse2.ShiftLeftLogical(a, count);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> ShiftRight32(Vector128<uint> a, [ConstantExpected] byte count) => Sse2.ShiftRightLogical(a, count);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> ShiftRightSigned32(Vector128<uint> a, [ConstantExpected] byte count) =>
        Sse2.ShiftRightArithmetic(a.AsInt32(), count).AsUInt32();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> MulLow32(Vector128<uint> a, Vector128<uint> b) => Sse41.MultiplyLow(a, b);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> HighToLow(Vector128<uint> a) => Sse2.ShiftRightLogical(a.AsUInt64(), 32).AsUInt32();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> HighHalves(Vector128<uint> even, Vector128<uint> odd) => HighToLow(even) | odd;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> OddToEven(Vector128<uint> a) => Sse3.MoveHighAndDuplicate(a.AsSingle()).AsUInt32();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> MulEven(Vector128<uint> a, Vector128<uint> b) => Sse2.Multiply(a, b).AsUInt32();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> MulEvenSigned(Vector128<uint> a, Vector128<uint> b) =>
        Sse41.Multiply(a.AsInt32(), b.AsInt32()).AsUInt32();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> MulAddBytes(Vector128<uint> a, Vector128<uint> c) =>
        Ssse3.MultiplyAddAdjacent(a.AsByte(), c.AsSByte()).AsUInt32();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> EvenOf(Vector128<uint> a, Vector128<uint> b) =>
        Sse.Shuffle(a.AsSingle(), b.AsSingle(), 0b10001000).AsUInt32();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> OddOf(Vector128<uint> a, Vector128<uint> b) =>
        Sse.Shuffle(a.AsSingle(), b.AsSingle(), 0b11011101).AsUInt32();
}
