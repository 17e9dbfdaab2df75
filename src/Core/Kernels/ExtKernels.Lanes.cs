using System.Runtime.CompilerServices;
using Zkfp.Core.Field;
using Zkfp.Core.Kernels.Simd;

namespace Zkfp.Core.Kernels;

// The vector loops. Each handles the largest multiple of the lane count and returns where it stopped. Products are taken on even and odd
// lanes apart, as 64-bit sums below p · 2³², and reduced once per result.
public static unsafe partial class ExtKernels
{
    private const MethodImplOptions Kernel = MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining;

    [MethodImpl(Kernel)]
    internal static int FoldLanes<L, V>(ExtSpan low, ExtSpan high, KoalaBear5 r, ExtSpan destination, int n)
        where L : struct, ILanes<V>
        where V : unmanaged
    {
        byte* raw = stackalloc byte[ExtWindow.Length * sizeof(V) + 64];
        V* u = (V*)ExtWindow.Align(raw);
        ExtWindow.Fill<L, V>(r, u);
        uint* pl = low.Pointer, ph = high.Pointer, pd = destination.Pointer;
        long sl = low.Stride, sh = high.Stride, sd = destination.Stride;
        int i = 0;
        for (; i <= n - L.Count; i += L.Count)
        {
            V a0 = Mont<L, V>.Sub(L.Load(ph + i), L.Load(pl + i));
            V a1 = Mont<L, V>.Sub(L.Load(ph + sh + i), L.Load(pl + sl + i));
            V a2 = Mont<L, V>.Sub(L.Load(ph + 2 * sh + i), L.Load(pl + 2 * sl + i));
            V a3 = Mont<L, V>.Sub(L.Load(ph + 3 * sh + i), L.Load(pl + 3 * sl + i));
            V a4 = Mont<L, V>.Sub(L.Load(ph + 4 * sh + i), L.Load(pl + 4 * sl + i));
            ExtWindow.MultiplyAdd<L, V>(a0, a1, a2, a3, a4, u, u, pl + i, sl, pd + i, sd);
        }

        return i;
    }

    [MethodImpl(Kernel)]
    internal static int FoldBaseLanes<L, V>(uint* low, uint* high, KoalaBear5 r, ExtSpan destination, int n)
        where L : struct, ILanes<V>
        where V : unmanaged
    {
        V r0 = L.Broadcast(r.C0.Raw), r1 = L.Broadcast(r.C1.Raw), r2 = L.Broadcast(r.C2.Raw);
        V r3 = L.Broadcast(r.C3.Raw), r4 = L.Broadcast(r.C4.Raw);
        uint* pd = destination.Pointer;
        long sd = destination.Stride;
        int i = 0;
        for (; i <= n - L.Count; i += L.Count)
        {
            V l = L.Load(low + i);
            V a = Mont<L, V>.Sub(L.Load(high + i), l);
            V o = L.OddToEven(a);
            L.Store(pd + i, Mont<L, V>.Add(l, Mont<L, V>.Reduce(L.MulEven(a, r0), L.MulEven(o, r0))));
            L.Store(pd + sd + i, Mont<L, V>.Reduce(L.MulEven(a, r1), L.MulEven(o, r1)));
            L.Store(pd + 2 * sd + i, Mont<L, V>.Reduce(L.MulEven(a, r2), L.MulEven(o, r2)));
            L.Store(pd + 3 * sd + i, Mont<L, V>.Reduce(L.MulEven(a, r3), L.MulEven(o, r3)));
            L.Store(pd + 4 * sd + i, Mont<L, V>.Reduce(L.MulEven(a, r4), L.MulEven(o, r4)));
        }

        return i;
    }

    [MethodImpl(Kernel)]
    internal static int MultiplyLanes<L, V>(ExtSpan a, ExtSpan b, ExtSpan destination, int n)
        where L : struct, ILanes<V>
        where V : unmanaged
    {
        byte* raw = stackalloc byte[2 * ExtWindow.Length * sizeof(V) + 64];
        V* u = (V*)ExtWindow.Align(raw);
        uint* pa = a.Pointer, pb = b.Pointer, pd = destination.Pointer;
        long sa = a.Stride, sb = b.Stride, sd = destination.Stride;
        int i = 0;
        for (; i <= n - L.Count; i += L.Count)
        {
            ExtWindow.Fill<L, V>(
                L.Load(pb + i), L.Load(pb + sb + i), L.Load(pb + 2 * sb + i), L.Load(pb + 3 * sb + i), L.Load(pb + 4 * sb + i), u);
            V a0 = L.Load(pa + i), a1 = L.Load(pa + sa + i), a2 = L.Load(pa + 2 * sa + i), a3 = L.Load(pa + 3 * sa + i);
            V a4 = L.Load(pa + 4 * sa + i);
            ExtWindow.Multiply<L, V>(a0, a1, a2, a3, a4, u, u + ExtWindow.Length, pd + i, sd);
        }

        return i;
    }

    [MethodImpl(Kernel)]
    internal static int ScaleLanes<L, V>(ExtSpan a, KoalaBear5 c, ExtSpan destination, int n, bool accumulate)
        where L : struct, ILanes<V>
        where V : unmanaged
    {
        byte* raw = stackalloc byte[ExtWindow.Length * sizeof(V) + 64];
        V* u = (V*)ExtWindow.Align(raw);
        ExtWindow.Fill<L, V>(c, u);
        uint* pa = a.Pointer, pd = destination.Pointer;
        long sa = a.Stride, sd = destination.Stride;
        int i = 0;
        for (; i <= n - L.Count; i += L.Count)
        {
            V a0 = L.Load(pa + i), a1 = L.Load(pa + sa + i), a2 = L.Load(pa + 2 * sa + i), a3 = L.Load(pa + 3 * sa + i);
            V a4 = L.Load(pa + 4 * sa + i);
            if (accumulate) ExtWindow.MultiplyAdd<L, V>(a0, a1, a2, a3, a4, u, u, pd + i, sd, pd + i, sd);
            else ExtWindow.Multiply<L, V>(a0, a1, a2, a3, a4, u, u, pd + i, sd);
        }

        return i;
    }

    [MethodImpl(Kernel)]
    internal static int DotLanes<L, V>(ExtSpan a, ExtSpan b, int n, out KoalaBear5 sum)
        where L : struct, ILanes<V>
        where V : unmanaged
    {
        byte* raw = stackalloc byte[(2 * ExtWindow.Length + 10) * sizeof(V) + 64];
        V* u = (V*)ExtWindow.Align(raw), acc = u + 2 * ExtWindow.Length;
        for (int j = 0; j < 10; j++) acc[j] = L.Zero;
        uint* pa = a.Pointer, pb = b.Pointer;
        long sa = a.Stride, sb = b.Stride;
        int i = 0;
        for (; i <= n - L.Count; i += L.Count)
        {
            ExtWindow.Fill<L, V>(
                L.Load(pb + i), L.Load(pb + sb + i), L.Load(pb + 2 * sb + i), L.Load(pb + 3 * sb + i), L.Load(pb + 4 * sb + i), u);
            V a0 = L.Load(pa + i), a1 = L.Load(pa + sa + i), a2 = L.Load(pa + 2 * sa + i), a3 = L.Load(pa + 3 * sa + i);
            V a4 = L.Load(pa + 4 * sa + i);
            ExtWindow.AddProduct<L, V>(a0, a1, a2, a3, a4, u, acc);
        }

        sum = SumAccumulators<L, V>(acc);
        return i;
    }

    private static KoalaBear5 SumAccumulators<L, V>(V* acc)
        where L : struct, ILanes<V>
        where V : unmanaged
    {
        uint* c = stackalloc uint[KoalaBear5.Degree];
        for (int j = 0; j < KoalaBear5.Degree; j++)
            c[ExtWindow.Coefficient(j)] = SumLanes<L, V>(Mont<L, V>.Reduce(acc[j], acc[5 + j])).Raw;
        return new(KoalaBear.FromRaw(c[0]), KoalaBear.FromRaw(c[1]), KoalaBear.FromRaw(c[2]), KoalaBear.FromRaw(c[3]), KoalaBear.FromRaw(c[4]));
    }

    private static KoalaBear SumLanes<L, V>(V v)
        where L : struct, ILanes<V>
        where V : unmanaged
    {
        uint* lanes = (uint*)&v;
        KoalaBear sum = default;
        for (int i = 0; i < L.Count; i++) sum += KoalaBear.FromRaw(lanes[i]);
        return sum;
    }

    [MethodImpl(Kernel)]
    internal static int DotBaseLanes<L, V>(uint* a, ExtSpan b, int n, out KoalaBear5 sum)
        where L : struct, ILanes<V>
        where V : unmanaged
    {
        uint* pb = b.Pointer;
        long sb = b.Stride;
        V e0 = L.Zero, e1 = L.Zero, e2 = L.Zero, e3 = L.Zero, e4 = L.Zero;
        V o0 = L.Zero, o1 = L.Zero, o2 = L.Zero, o3 = L.Zero, o4 = L.Zero;
        int i = 0;
        for (; i <= n - L.Count; i += L.Count)
        {
            V x = L.Load(a + i), y = L.OddToEven(x), w = L.Load(pb + i);
            e0 = Mont<L, V>.CorrectWide(L.Add64(e0, L.MulEven(x, w)));
            o0 = Mont<L, V>.CorrectWide(L.Add64(o0, L.MulEven(y, L.OddToEven(w))));
            w = L.Load(pb + sb + i);
            e1 = Mont<L, V>.CorrectWide(L.Add64(e1, L.MulEven(x, w)));
            o1 = Mont<L, V>.CorrectWide(L.Add64(o1, L.MulEven(y, L.OddToEven(w))));
            w = L.Load(pb + 2 * sb + i);
            e2 = Mont<L, V>.CorrectWide(L.Add64(e2, L.MulEven(x, w)));
            o2 = Mont<L, V>.CorrectWide(L.Add64(o2, L.MulEven(y, L.OddToEven(w))));
            w = L.Load(pb + 3 * sb + i);
            e3 = Mont<L, V>.CorrectWide(L.Add64(e3, L.MulEven(x, w)));
            o3 = Mont<L, V>.CorrectWide(L.Add64(o3, L.MulEven(y, L.OddToEven(w))));
            w = L.Load(pb + 4 * sb + i);
            e4 = Mont<L, V>.CorrectWide(L.Add64(e4, L.MulEven(x, w)));
            o4 = Mont<L, V>.CorrectWide(L.Add64(o4, L.MulEven(y, L.OddToEven(w))));
        }

        sum = new(
            SumLanes<L, V>(Mont<L, V>.Reduce(e0, o0)),
            SumLanes<L, V>(Mont<L, V>.Reduce(e1, o1)),
            SumLanes<L, V>(Mont<L, V>.Reduce(e2, o2)),
            SumLanes<L, V>(Mont<L, V>.Reduce(e3, o3)),
            SumLanes<L, V>(Mont<L, V>.Reduce(e4, o4)));
        return i;
    }

    [MethodImpl(Kernel)]
    internal static int AccumulateLanes<L, V>(ExtSpan destination, BaseMatrix columns, ReadOnlySpan<KoalaBear5> coefficients)
        where L : struct, ILanes<V>
        where V : unmanaged
    {
        int n = columns.Rows, i = 0;
        uint* pd = destination.Pointer;
        long sd = destination.Stride;
        fixed (KoalaBear5* c = coefficients)
        {
            for (; i <= n - L.Count; i += L.Count)
            {
                V e0 = L.Zero, e1 = L.Zero, e2 = L.Zero, e3 = L.Zero, e4 = L.Zero;
                V o0 = L.Zero, o1 = L.Zero, o2 = L.Zero, o3 = L.Zero, o4 = L.Zero;
                uint* column = columns.Pointer + i;
                uint* k = (uint*)c;
                for (int j = 0; j < coefficients.Length; j++, column += columns.Stride, k += KoalaBear5.Degree)
                {
                    V x = L.Load(column), y = L.OddToEven(x);
                    V w = L.Broadcast(k[0]);
                    e0 = Mont<L, V>.CorrectWide(L.Add64(e0, L.MulEven(x, w)));
                    o0 = Mont<L, V>.CorrectWide(L.Add64(o0, L.MulEven(y, w)));
                    w = L.Broadcast(k[1]);
                    e1 = Mont<L, V>.CorrectWide(L.Add64(e1, L.MulEven(x, w)));
                    o1 = Mont<L, V>.CorrectWide(L.Add64(o1, L.MulEven(y, w)));
                    w = L.Broadcast(k[2]);
                    e2 = Mont<L, V>.CorrectWide(L.Add64(e2, L.MulEven(x, w)));
                    o2 = Mont<L, V>.CorrectWide(L.Add64(o2, L.MulEven(y, w)));
                    w = L.Broadcast(k[3]);
                    e3 = Mont<L, V>.CorrectWide(L.Add64(e3, L.MulEven(x, w)));
                    o3 = Mont<L, V>.CorrectWide(L.Add64(o3, L.MulEven(y, w)));
                    w = L.Broadcast(k[4]);
                    e4 = Mont<L, V>.CorrectWide(L.Add64(e4, L.MulEven(x, w)));
                    o4 = Mont<L, V>.CorrectWide(L.Add64(o4, L.MulEven(y, w)));
                }

                L.Store(pd + i, Mont<L, V>.Add(L.Load(pd + i), Mont<L, V>.Reduce(e0, o0)));
                L.Store(pd + sd + i, Mont<L, V>.Add(L.Load(pd + sd + i), Mont<L, V>.Reduce(e1, o1)));
                L.Store(pd + 2 * sd + i, Mont<L, V>.Add(L.Load(pd + 2 * sd + i), Mont<L, V>.Reduce(e2, o2)));
                L.Store(pd + 3 * sd + i, Mont<L, V>.Add(L.Load(pd + 3 * sd + i), Mont<L, V>.Reduce(e3, o3)));
                L.Store(pd + 4 * sd + i, Mont<L, V>.Add(L.Load(pd + 4 * sd + i), Mont<L, V>.Reduce(e4, o4)));
            }
        }

        return i;
    }

    [MethodImpl(Kernel)]
    internal static int ProductRoundLanes<L, V>(
        ExtSpan f0, ExtSpan f1, ExtSpan w0, ExtSpan w1, int n, out KoalaBear5 c0, out KoalaBear5 c2)
        where L : struct, ILanes<V>
        where V : unmanaged
    {
        byte* raw = stackalloc byte[(2 * ExtWindow.Length + 20) * sizeof(V) + 64];
        V* u = (V*)ExtWindow.Align(raw), acc = u + 2 * ExtWindow.Length;
        for (int j = 0; j < 20; j++) acc[j] = L.Zero;
        int i = 0;
        for (; i <= n - L.Count; i += L.Count)
        {
            FillWindow<L, V>(w0.Pointer + i, w0.Stride, u);
            AddProductOf<L, V>(f0.Pointer + i, f0.Stride, u, acc);
            FillWindowOfDifference<L, V>(w0.Pointer + i, w0.Stride, w1.Pointer + i, w1.Stride, u);
            AddProductOfDifference<L, V>(f0.Pointer + i, f0.Stride, f1.Pointer + i, f1.Stride, u, acc + 10);
        }

        c0 = SumAccumulators<L, V>(acc);
        c2 = SumAccumulators<L, V>(acc + 10);
        return i;
    }

    [MethodImpl(Kernel)]
    private static void FillWindow<L, V>(uint* b, long s, V* u)
        where L : struct, ILanes<V>
        where V : unmanaged =>
        ExtWindow.Fill<L, V>(L.Load(b), L.Load(b + s), L.Load(b + 2 * s), L.Load(b + 3 * s), L.Load(b + 4 * s), u);

    [MethodImpl(Kernel)]
    private static void FillWindowOfDifference<L, V>(uint* b0, long s0, uint* b1, long s1, V* u)
        where L : struct, ILanes<V>
        where V : unmanaged =>
        ExtWindow.Fill<L, V>(
            Mont<L, V>.Sub(L.Load(b1), L.Load(b0)),
            Mont<L, V>.Sub(L.Load(b1 + s1), L.Load(b0 + s0)),
            Mont<L, V>.Sub(L.Load(b1 + 2 * s1), L.Load(b0 + 2 * s0)),
            Mont<L, V>.Sub(L.Load(b1 + 3 * s1), L.Load(b0 + 3 * s0)),
            Mont<L, V>.Sub(L.Load(b1 + 4 * s1), L.Load(b0 + 4 * s0)),
            u);

    [MethodImpl(Kernel)]
    private static void AddProductOf<L, V>(uint* a, long s, V* u, V* acc)
        where L : struct, ILanes<V>
        where V : unmanaged =>
        ExtWindow.AddProduct<L, V>(L.Load(a), L.Load(a + s), L.Load(a + 2 * s), L.Load(a + 3 * s), L.Load(a + 4 * s), u, acc);

    [MethodImpl(Kernel)]
    private static void AddProductOfDifference<L, V>(uint* a0, long s0, uint* a1, long s1, V* u, V* acc)
        where L : struct, ILanes<V>
        where V : unmanaged =>
        ExtWindow.AddProduct<L, V>(
            Mont<L, V>.Sub(L.Load(a1), L.Load(a0)),
            Mont<L, V>.Sub(L.Load(a1 + s1), L.Load(a0 + s0)),
            Mont<L, V>.Sub(L.Load(a1 + 2 * s1), L.Load(a0 + 2 * s0)),
            Mont<L, V>.Sub(L.Load(a1 + 3 * s1), L.Load(a0 + 3 * s0)),
            Mont<L, V>.Sub(L.Load(a1 + 4 * s1), L.Load(a0 + 4 * s0)),
            u,
            acc);
}
