using System.Diagnostics.CodeAnalysis;
using System.Runtime.Intrinsics;
using Zkfp.Core.Kernels.Simd;

namespace Zkfp.Core.Tests.Kernels;

/// <summary>
/// The definitions of <see cref="ILanes{V}"/> for 512-bit vectors in scalar code: it runs every kernel at the AVX-512 lane count on any machine, so that only the
/// one-line definitions of Lanes512 are left for a machine that has it.
/// </summary>
internal readonly unsafe struct SixteenLanes : ILanes<Vector512<uint>>
{
    public static int Count => 16;

    public static Vector512<uint> Zero => default;

    public static Vector512<uint> Load(uint* p) => Vector512.Load(p);

    public static void Store(uint* p, Vector512<uint> v) => v.Store(p);

    public static Vector512<uint> Broadcast(uint x) => Vector512.Create(x);

    public static Vector512<uint> Broadcast64(ulong x) => Vector512.Create(x).AsUInt32();

    public static Vector512<uint> Add32(Vector512<uint> a, Vector512<uint> b) => Each(a, b, (x, y) => x + y);

    public static Vector512<uint> Sub32(Vector512<uint> a, Vector512<uint> b) => Each(a, b, (x, y) => x - y);

    public static Vector512<uint> Add64(Vector512<uint> a, Vector512<uint> b) => Wide(a, b, (x, y) => x + y);

    public static Vector512<uint> Sub64(Vector512<uint> a, Vector512<uint> b) => Wide(a, b, (x, y) => x - y);

    public static Vector512<uint> Min32(Vector512<uint> a, Vector512<uint> b) => Each(a, b, Math.Min);

    public static Vector512<uint> Max32(Vector512<uint> a, Vector512<uint> b) => Each(a, b, Math.Max);

    public static Vector512<uint> And(Vector512<uint> a, Vector512<uint> b) => Each(a, b, (x, y) => x & y);

    public static Vector512<uint> ShiftLeft32(Vector512<uint> a, [ConstantExpected] byte count) => Each(a, a, (x, _) => x << count);

    public static Vector512<uint> ShiftRight32(Vector512<uint> a, [ConstantExpected] byte count) => Each(a, a, (x, _) => x >> count);

    public static Vector512<uint> ShiftRightSigned32(Vector512<uint> a, [ConstantExpected] byte count) =>
        Each(a, a, (x, _) => (uint)((int)x >> count));

    public static Vector512<uint> MulLow32(Vector512<uint> a, Vector512<uint> b) => Each(a, b, (x, y) => x * y);

    public static Vector512<uint> HighToLow(Vector512<uint> a) => Wide(a, a, (x, _) => x >> 32);

    public static Vector512<uint> HighHalves(Vector512<uint> even, Vector512<uint> odd) => Wide(even, odd, (x, y) => x >> 32 | y >> 32 << 32);

    // The odd places are undefined: filled with junk that no kernel may depend on.
    public static Vector512<uint> OddToEven(Vector512<uint> a) => Wide(a, a, (x, _) => (x >> 32) | 0xDEADBEEF00000000);

    public static Vector512<uint> MulEven(Vector512<uint> a, Vector512<uint> b) => Wide(a, b, (x, y) => (ulong)(uint)x * (uint)y);

    public static Vector512<uint> MulEvenSigned(Vector512<uint> a, Vector512<uint> b) => Wide(a, b, (x, y) => (ulong)((long)(int)x * (int)y));

    public static Vector512<uint> MulAddBytes(Vector512<uint> a, Vector512<uint> c) => Each(a, c, (x, y) =>
    {
        int low = Byte(x, 0) * (sbyte)Byte(y, 0) + Byte(x, 1) * (sbyte)Byte(y, 1);
        int high = Byte(x, 2) * (sbyte)Byte(y, 2) + Byte(x, 3) * (sbyte)Byte(y, 3);
        return (ushort)short.CreateSaturating(low) | (uint)(ushort)short.CreateSaturating(high) << 16;
    });

    public static Vector512<uint> EvenOf(Vector512<uint> a, Vector512<uint> b) => Pick(a, b, 0);

    public static Vector512<uint> OddOf(Vector512<uint> a, Vector512<uint> b) => Pick(a, b, 1);

    private static int Byte(uint x, int i) => (int)(x >> (8 * i) & 0xFF);

    private static Vector512<uint> Each(Vector512<uint> a, Vector512<uint> b, Func<uint, uint, uint> f)
    {
        uint* r = stackalloc uint[16];
        for (int i = 0; i < 16; i++) r[i] = f(a[i], b[i]);
        return Vector512.Load(r);
    }

    private static Vector512<uint> Wide(Vector512<uint> a, Vector512<uint> b, Func<ulong, ulong, ulong> f)
    {
        ulong* r = stackalloc ulong[8];
        for (int i = 0; i < 8; i++) r[i] = f(a.AsUInt64()[i], b.AsUInt64()[i]);
        return Vector512.Load(r).AsUInt32();
    }

    private static Vector512<uint> Pick(Vector512<uint> a, Vector512<uint> b, int odd)
    {
        uint* r = stackalloc uint[16];
        for (int i = 0; i < 16; i++) r[i] = i < 8 ? a[2 * i + odd] : b[2 * i + odd - 16];
        return Vector512.Load(r);
    }
}
