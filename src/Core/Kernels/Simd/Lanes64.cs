using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Zkfp.Core.Kernels.Simd;

/// <summary>Two lanes in a 64-bit word, without vector instructions: for processors that have none, and what the other definitions are compared with.</summary>
internal readonly struct Lanes64 : ILanes<ulong>
{
    private const ulong High = 0xFFFFFFFF_00000000;

    /// <inheritdoc/>
    public static int Count => 2;

    /// <inheritdoc/>
    public static ulong Zero => 0;

    /// <inheritdoc/>
    public static unsafe ulong Load(uint* p) => Pack(p[0], p[1]);

    /// <inheritdoc/>
    public static unsafe void Store(uint* p, ulong v)
    {
        p[0] = (uint)v;
        p[1] = (uint)(v >> 32);
    }

    /// <inheritdoc/>
    public static ulong Broadcast(uint x) => Pack(x, x);

    /// <inheritdoc/>
    public static ulong Broadcast64(ulong x) => x;

    /// <inheritdoc/>
    public static ulong Add32(ulong a, ulong b) => Pack((uint)a + (uint)b, (uint)(a >> 32) + (uint)(b >> 32));

    /// <inheritdoc/>
    public static ulong Sub32(ulong a, ulong b) => Pack((uint)a - (uint)b, (uint)(a >> 32) - (uint)(b >> 32));

    /// <inheritdoc/>
    public static ulong Add64(ulong a, ulong b) => a + b;

    /// <inheritdoc/>
    public static ulong Sub64(ulong a, ulong b) => a - b;

    /// <inheritdoc/>
    public static ulong Min32(ulong a, ulong b) => Pack(Math.Min((uint)a, (uint)b), Math.Min((uint)(a >> 32), (uint)(b >> 32)));

    /// <inheritdoc/>
    public static ulong Max32(ulong a, ulong b) => Pack(Math.Max((uint)a, (uint)b), Math.Max((uint)(a >> 32), (uint)(b >> 32)));

    /// <inheritdoc/>
    public static ulong And(ulong a, ulong b) => a & b;

    /// <inheritdoc/>
    public static ulong ShiftLeft32(ulong a, [ConstantExpected] byte count) => Pack((uint)a << count, (uint)(a >> 32) << count);

    /// <inheritdoc/>
    public static ulong ShiftRight32(ulong a, [ConstantExpected] byte count) => Pack((uint)a >> count, (uint)(a >> 32) >> count);

    /// <inheritdoc/>
    public static ulong ShiftRightSigned32(ulong a, [ConstantExpected] byte count) =>
        Pack((uint)((int)(uint)a >> count), (uint)((int)(a >> 32) >> count));

    /// <inheritdoc/>
    public static ulong MulLow32(ulong a, ulong b) => Pack((uint)a * (uint)b, (uint)(a >> 32) * (uint)(b >> 32));

    /// <inheritdoc/>
    public static ulong HighToLow(ulong a) => a >> 32;

    /// <inheritdoc/>
    public static ulong HighHalves(ulong even, ulong odd) => even >> 32 | odd;

    /// <inheritdoc/>
    public static ulong OddToEven(ulong a) => a >> 32;

    /// <inheritdoc/>
    public static ulong MulEven(ulong a, ulong b) => (ulong)(uint)a * (uint)b;

    /// <inheritdoc/>
    public static ulong MulEvenSigned(ulong a, ulong b) => (ulong)((long)(int)(uint)a * (int)(uint)b);

    /// <inheritdoc/>
    public static ulong MulAddBytes(ulong a, ulong c) => Pack(MulAddBytes((uint)a, (uint)c), MulAddBytes((uint)(a >> 32), (uint)(c >> 32)));

    /// <inheritdoc/>
    public static ulong EvenOf(ulong a, ulong b) => Pack((uint)a, (uint)b);

    /// <inheritdoc/>
    public static ulong OddOf(ulong a, ulong b) => (a >> 32) | (b & High);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Pack(uint even, uint odd) => even | (ulong)odd << 32;

    private static uint MulAddBytes(uint x, uint c) => Pair(x, c) | Pair(x >> 16, c >> 16) << 16;

    private static uint Pair(uint x, uint c) =>
        (ushort)short.CreateSaturating((int)(x & 0xFF) * (sbyte)c + (int)(x >> 8 & 0xFF) * (sbyte)(c >> 8));
}
