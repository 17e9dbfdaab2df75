using System.Runtime.CompilerServices;
using Zkfp.Core.Field;

namespace Zkfp.Prover.Kernels;

/// <summary>One element in a 64-bit word: the specification of the vector kinds.</summary>
internal readonly unsafe struct LanesScalar(ulong v) : ILanes<LanesScalar>
{
    private readonly ulong _v = v;

    public static int Count => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesScalar Load(uint* p) => new(*p);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(uint* p, LanesScalar a) => *p = (uint)a._v;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesScalar Broadcast(uint raw) => new(raw);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesScalar operator +(LanesScalar a, LanesScalar b)
    {
        uint s = (uint)a._v + (uint)b._v;
        return new(Math.Min(s, s - KoalaBear.P));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesScalar operator -(LanesScalar a, LanesScalar b)
    {
        uint d = (uint)a._v - (uint)b._v;
        return new(Math.Min(d, d + KoalaBear.P));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesScalar operator *(LanesScalar a, LanesScalar b) => new(KoalaBear.Reduce(a._v * b._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesScalar MulEven(LanesScalar a, LanesScalar b) => new(a._v * b._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesScalar Odd(LanesScalar a) => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesScalar AddWide(LanesScalar a, LanesScalar b) => new(a._v + b._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesScalar Correct(LanesScalar a) => new(Math.Min(a._v, a._v - ((ulong)KoalaBear.P << 32)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesScalar Reduce(LanesScalar even, LanesScalar odd) => new(KoalaBear.Reduce(even._v));

    public static void Deinterleave(uint* first, uint* second, uint* even, uint* odd)
    {
        for (int i = 0; i < 8; i++)
        {
            even[i] = first[2 * i];
            odd[i] = first[2 * i + 1];
            even[i + 8] = second[2 * i];
            odd[i + 8] = second[2 * i + 1];
        }
    }
}
