using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Zkfp.Core.Field;

namespace Zkfp.Prover.Kernels;

/// <summary>Eight elements, AVX2.</summary>
internal readonly unsafe struct Lanes256(Vector256<uint> v) : ILanes<Lanes256>
{
    private readonly Vector256<uint> _v = v;

    public static int Count => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Load(uint* p) => new(Vector256.Load(p));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(uint* p, Lanes256 a) => a._v.Store(p);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Broadcast(uint raw) => new(Vector256.Create(raw));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 operator +(Lanes256 a, Lanes256 b)
    {
        Vector256<uint> s = Avx2.Add(a._v, b._v);
        return new(Avx2.Min(s, Avx2.Subtract(s, Vector256.Create(KoalaBear.P))));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 operator -(Lanes256 a, Lanes256 b)
    {
        Vector256<uint> d = Avx2.Subtract(a._v, b._v);
        return new(Avx2.Min(d, Avx2.Add(d, Vector256.Create(KoalaBear.P))));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 operator *(Lanes256 a, Lanes256 b) => Reduce(MulEven(a, b), MulEven(Odd(a), Odd(b)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 MulEven(Lanes256 a, Lanes256 b) => new(Avx2.Multiply(a._v, b._v).AsUInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Odd(Lanes256 a) => new(Avx2.Shuffle(a._v, 0xF5));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 AddWide(Lanes256 a, Lanes256 b) => new(Avx2.Add(a._v.AsUInt64(), b._v.AsUInt64()).AsUInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Correct(Lanes256 a)
    {
        Vector256<uint> high = Vector256.Create((ulong)KoalaBear.P << 32).AsUInt32();
        return new(Avx2.Min(a._v, Avx2.Subtract(a._v, high)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Reduce(Lanes256 even, Lanes256 odd)
    {
        Vector256<uint> p = Vector256.Create(KoalaBear.P), inverse = Vector256.Create(KoalaBear.PInverse);
        Vector256<ulong> e = Avx2.Multiply(Avx2.Multiply(even._v, inverse).AsUInt32(), p);
        Vector256<ulong> o = Avx2.Multiply(Avx2.Multiply(odd._v, inverse).AsUInt32(), p);

        // The low halves of both differences are zero, the high ones lie in (−p, p).
        Vector256<uint> de = Avx2.Subtract(even._v.AsUInt64(), e).AsUInt32(), d0 = Avx2.Subtract(odd._v.AsUInt64(), o).AsUInt32();
        Vector256<uint> d = Avx2.Blend(Avx2.Shuffle(de, 0xF5), d0, 0xAA);
        return new(Avx2.Min(d, Avx2.Add(d, p)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Deinterleave(uint* first, uint* second, uint* even, uint* odd)
    {
        Split(Vector256.Load(first), Vector256.Load(first + 8), even, odd);
        Split(Vector256.Load(second), Vector256.Load(second + 8), even + 8, odd + 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Split(Vector256<uint> a, Vector256<uint> b, uint* even, uint* odd)
    {
        Vector256<float> e = Avx.Shuffle(a.AsSingle(), b.AsSingle(), 0x88), o = Avx.Shuffle(a.AsSingle(), b.AsSingle(), 0xDD);
        Avx2.Permute4x64(e.AsUInt64(), 0xD8).AsUInt32().Store(even);
        Avx2.Permute4x64(o.AsUInt64(), 0xD8).AsUInt32().Store(odd);
    }
}
