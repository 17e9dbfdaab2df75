using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Zkfp.Core.Field;

namespace Zkfp.Prover.Kernels;

/// <summary>Sixteen elements, AVX-512.</summary>
internal readonly unsafe struct Lanes512(Vector512<uint> v) : ILanes<Lanes512>
{
    private readonly Vector512<uint> _v = v;

    public static int Count => 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Load(uint* p) => new(Vector512.Load(p));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(uint* p, Lanes512 a) => a._v.Store(p);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Broadcast(uint raw) => new(Vector512.Create(raw));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 operator +(Lanes512 a, Lanes512 b)
    {
        Vector512<uint> s = Avx512F.Add(a._v, b._v);
        return new(Avx512F.Min(s, Avx512F.Subtract(s, Vector512.Create(KoalaBear.P))));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 operator -(Lanes512 a, Lanes512 b)
    {
        Vector512<uint> d = Avx512F.Subtract(a._v, b._v);
        return new(Avx512F.Min(d, Avx512F.Add(d, Vector512.Create(KoalaBear.P))));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 operator *(Lanes512 a, Lanes512 b) => Reduce(MulEven(a, b), MulEven(Odd(a), Odd(b)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 MulEven(Lanes512 a, Lanes512 b) => new(Avx512F.Multiply(a._v, b._v).AsUInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Odd(Lanes512 a) => new(Avx512F.DuplicateOddIndexed(a._v.AsSingle()).AsUInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 AddWide(Lanes512 a, Lanes512 b) => new(Avx512F.Add(a._v.AsUInt64(), b._v.AsUInt64()).AsUInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Correct(Lanes512 a)
    {
        Vector512<ulong> high = Vector512.Create((ulong)KoalaBear.P << 32);
        return new(Avx512F.Min(a._v.AsUInt64(), Avx512F.Subtract(a._v.AsUInt64(), high)).AsUInt32());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Reduce(Lanes512 even, Lanes512 odd)
    {
        Vector512<uint> p = Vector512.Create(KoalaBear.P), inverse = Vector512.Create(KoalaBear.PInverse);
        Vector512<ulong> e = Avx512F.Multiply(Avx512F.Multiply(even._v, inverse).AsUInt32(), p);
        Vector512<ulong> o = Avx512F.Multiply(Avx512F.Multiply(odd._v, inverse).AsUInt32(), p);

        // The low halves of both differences are zero, the high ones lie in (−p, p).
        Vector512<ulong> de = Avx512F.Subtract(even._v.AsUInt64(), e), d0 = Avx512F.Subtract(odd._v.AsUInt64(), o);
        Vector512<uint> d = Avx512F.Or(Avx512F.ShiftRightLogical(de, 32), d0).AsUInt32();
        return new(Avx512F.Min(d, Avx512F.Add(d, p)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Deinterleave(uint* first, uint* second, uint* even, uint* odd)
    {
        Vector512<uint> a = Vector512.Load(first), b = Vector512.Load(second);
        Vector512<uint> index = Vector512.Create(0u, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
        Avx512F.PermuteVar16x32x2(a, index, b).Store(even);
        Avx512F.PermuteVar16x32x2(a, Avx512F.Add(index, Vector512<uint>.One), b).Store(odd);
    }
}
