using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Zkfp.Core.Field;

namespace Zkfp.Core.Kernels.Simd;

/// <summary>AVX-512: eight states.</summary>
internal readonly unsafe struct KeccakLanes512 : IKeccakLanes<Vector512<ulong>>
{
    /// <inheritdoc/>
    public static int Count => 8;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> Broadcast(ulong x) => Vector512.Create(x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> Xor(Vector512<ulong> a, Vector512<ulong> b) => a ^ b;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> Chi(Vector512<ulong> a, Vector512<ulong> b, Vector512<ulong> c) => Avx512F.TernaryLogic(a, b, c, 0xD2);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> Rotate(Vector512<ulong> a, [ConstantExpected] byte count) => Avx512F.RotateLeft(a, count);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> Load(uint* low, uint* high) => Join(Vector256.Load(low), Vector256.Load(high));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<ulong> a, uint* low, uint* high)
    {
        Avx512F.ConvertToVector256UInt32(a).Store(low);
        Avx512F.ConvertToVector256UInt32(a >> 32).Store(high);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> LoadAlternate(uint* low, uint* high, bool odd)
    {
        Vector512<ulong> l = Vector512.Load((ulong*)low), h = Vector512.Load((ulong*)high);
        return odd ? l >> 32 | h >> 32 << 32 : l & Vector512.Create((ulong)uint.MaxValue) | h << 32;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> LoadElements(uint* first, uint* second) =>
        Join(Elements(first), second == null ? Vector256<uint>.Zero : Elements(second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> Join(Vector256<uint> low, Vector256<uint> high) =>
        Avx512F.ConvertToVector512UInt64(low) | Avx512F.ConvertToVector512UInt64(high) << 32;

    // A Montgomery product with the raw word 1 is the canonical value.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Elements(uint* p)
    {
        Vector256<uint> x = Mont<Lanes256, Vector256<uint>>.MulScalar(Vector256.Load(p), Vector256.Create(1u));
        return Avx2.Shuffle(
            x.AsByte(),
            Vector256.Create((byte)3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12)).AsUInt32();
    }
}

/// <summary>AVX2: four states.</summary>
internal readonly unsafe struct KeccakLanes256 : IKeccakLanes<Vector256<ulong>>
{
    /// <inheritdoc/>
    public static int Count => 4;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> Broadcast(ulong x) => Vector256.Create(x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> Xor(Vector256<ulong> a, Vector256<ulong> b) => a ^ b;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> Chi(Vector256<ulong> a, Vector256<ulong> b, Vector256<ulong> c) => a ^ Vector256.AndNot(c, b);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> Rotate(Vector256<ulong> a, [ConstantExpected] byte count) => a << count | a >> 64 - count;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> Load(uint* low, uint* high) => Join(Vector128.Load(low), Vector128.Load(high));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<ulong> a, uint* low, uint* high)
    {
        Vector128.Narrow(a.GetLower(), a.GetUpper()).Store(low);
        a >>= 32;
        Vector128.Narrow(a.GetLower(), a.GetUpper()).Store(high);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> LoadAlternate(uint* low, uint* high, bool odd)
    {
        Vector256<ulong> l = Vector256.Load((ulong*)low), h = Vector256.Load((ulong*)high);
        return odd ? l >> 32 | h >> 32 << 32 : l & Vector256.Create((ulong)uint.MaxValue) | h << 32;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> LoadElements(uint* first, uint* second) =>
        Join(Elements(first), second == null ? Vector128<uint>.Zero : Elements(second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Join(Vector128<uint> low, Vector128<uint> high) => Widen(low) | Widen(high) << 32;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Widen(Vector128<uint> v) => Avx2.ConvertToVector256Int64(v).AsUInt64();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> Elements(uint* p)
    {
        Vector128<uint> x = Mont<Lanes128, Vector128<uint>>.MulScalar(Vector128.Load(p), Vector128.Create(1u));
        return Ssse3.Shuffle(x.AsByte(), Vector128.Create((byte)3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12)).AsUInt32();
    }
}

/// <summary>No vectors: one state.</summary>
internal readonly unsafe struct KeccakLanes64 : IKeccakLanes<ulong>
{
    /// <inheritdoc/>
    public static int Count => 1;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Broadcast(ulong x) => x;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Xor(ulong a, ulong b) => a ^ b;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Chi(ulong a, ulong b, ulong c) => a ^ (~b & c);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Rotate(ulong a, [ConstantExpected] byte count) => BitOperations.RotateLeft(a, count);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Load(uint* low, uint* high) => *low | (ulong)*high << 32;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(ulong a, uint* low, uint* high) => (*low, *high) = ((uint)a, (uint)(a >> 32));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong LoadAlternate(uint* low, uint* high, bool odd) => odd ? Load(low + 1, high + 1) : Load(low, high);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong LoadElements(uint* first, uint* second) =>
        Element(*first) | (second == null ? 0 : (ulong)Element(*second) << 32);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Element(uint raw) => BinaryPrimitives.ReverseEndianness(KoalaBear.FromRaw(raw).Value);
}
