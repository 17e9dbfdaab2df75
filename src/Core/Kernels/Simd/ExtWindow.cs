using System.Runtime.CompilerServices;
using Zkfp.Core.Field;

namespace Zkfp.Core.Kernels.Simd;

/// <summary>
/// Multiplication by b in K = F[X]/(X⁵ + X² − 1) as five dot products over one sliding window. With b₁' = b₁ − b₄, b₀' = b₀ − b₃,
/// b₄' = b₄ − b₂, b₃' = b₃ − b₁', the coefficients of a · b are Σ aᵢ · U[j + i] for
/// U = (b₁, b₀, b₄, b₃, b₂, b₁', b₀', b₄', b₃') and j = 0 … 4 ↔ coefficient 1, 0, 4, 3, 2.
/// </summary>
internal static unsafe class ExtWindow
{
    /// <summary>Entries of the window.</summary>
    public const int Length = 9;

    /// <summary>The coefficient that window position <paramref name="j"/> yields.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Coefficient(int j) => j < 2 ? 1 - j : 6 - j;

    /// <summary>The window of one element, in every lane.</summary>
    public static void Fill<L, V>(KoalaBear5 b, V* u)
        where L : struct, ILanes<V>
        where V : unmanaged
    {
        KoalaBear b1 = b.C1 - b.C4;
        u[0] = L.Broadcast(b.C1.Raw);
        u[1] = L.Broadcast(b.C0.Raw);
        u[2] = L.Broadcast(b.C4.Raw);
        u[3] = L.Broadcast(b.C3.Raw);
        u[4] = L.Broadcast(b.C2.Raw);
        u[5] = L.Broadcast(b1.Raw);
        u[6] = L.Broadcast((b.C0 - b.C3).Raw);
        u[7] = L.Broadcast((b.C4 - b.C2).Raw);
        u[8] = L.Broadcast((b.C3 - b1).Raw);
    }

    /// <summary>
    /// The window of the elements in the lanes of b₀ … b₄: even lanes at <paramref name="u"/>[0 … 8], odd ones at u[9 … 17].
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Fill<L, V>(V b0, V b1, V b2, V b3, V b4, V* u)
        where L : struct, ILanes<V>
        where V : unmanaged
    {
        V b1s = Mont<L, V>.Sub(b1, b4), b0s = Mont<L, V>.Sub(b0, b3), b4s = Mont<L, V>.Sub(b4, b2), b3s = Mont<L, V>.Sub(b3, b1s);
        u[0] = b1;
        u[1] = b0;
        u[2] = b4;
        u[3] = b3;
        u[4] = b2;
        u[5] = b1s;
        u[6] = b0s;
        u[7] = b4s;
        u[8] = b3s;
        u[9] = L.OddToEven(b1);
        u[10] = L.OddToEven(b0);
        u[11] = L.OddToEven(b4);
        u[12] = L.OddToEven(b3);
        u[13] = L.OddToEven(b2);
        u[14] = L.OddToEven(b1s);
        u[15] = L.OddToEven(b0s);
        u[16] = L.OddToEven(b4s);
        u[17] = L.OddToEven(b3s);
    }

    /// <summary>
    /// One vector of a · b for the window of b (<paramref name="odd"/>: its part for odd lanes, the same when all lanes are equal): coefficient k at
    /// d + k · <paramref name="stride"/>. All sums of even lanes come first: then odd lanes take the registers of a.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Multiply<L, V>(V a0, V a1, V a2, V a3, V a4, V* u, V* odd, uint* d, long stride)
        where L : struct, ILanes<V>
        where V : unmanaged
    {
        V e1 = Mont<L, V>.Dot5(a0, a1, a2, a3, a4, u), e0 = Mont<L, V>.Dot5(a0, a1, a2, a3, a4, u + 1);
        V e4 = Mont<L, V>.Dot5(a0, a1, a2, a3, a4, u + 2), e3 = Mont<L, V>.Dot5(a0, a1, a2, a3, a4, u + 3);
        V e2 = Mont<L, V>.Dot5(a0, a1, a2, a3, a4, u + 4);
        a0 = L.OddToEven(a0);
        a1 = L.OddToEven(a1);
        a2 = L.OddToEven(a2);
        a3 = L.OddToEven(a3);
        a4 = L.OddToEven(a4);
        L.Store(d + stride, Mont<L, V>.Reduce(e1, Mont<L, V>.Dot5(a0, a1, a2, a3, a4, odd)));
        L.Store(d, Mont<L, V>.Reduce(e0, Mont<L, V>.Dot5(a0, a1, a2, a3, a4, odd + 1)));
        L.Store(d + 4 * stride, Mont<L, V>.Reduce(e4, Mont<L, V>.Dot5(a0, a1, a2, a3, a4, odd + 2)));
        L.Store(d + 3 * stride, Mont<L, V>.Reduce(e3, Mont<L, V>.Dot5(a0, a1, a2, a3, a4, odd + 3)));
        L.Store(d + 2 * stride, Mont<L, V>.Reduce(e2, Mont<L, V>.Dot5(a0, a1, a2, a3, a4, odd + 4)));
    }

    /// <summary>As <see cref="Multiply"/>, a · b + c; coefficient k of c at c + k · <paramref name="strideC"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MultiplyAdd<L, V>(V a0, V a1, V a2, V a3, V a4, V* u, V* odd, uint* c, long strideC, uint* d, long stride)
        where L : struct, ILanes<V>
        where V : unmanaged
    {
        V e1 = Mont<L, V>.Dot5(a0, a1, a2, a3, a4, u), e0 = Mont<L, V>.Dot5(a0, a1, a2, a3, a4, u + 1);
        V e4 = Mont<L, V>.Dot5(a0, a1, a2, a3, a4, u + 2), e3 = Mont<L, V>.Dot5(a0, a1, a2, a3, a4, u + 3);
        V e2 = Mont<L, V>.Dot5(a0, a1, a2, a3, a4, u + 4);
        a0 = L.OddToEven(a0);
        a1 = L.OddToEven(a1);
        a2 = L.OddToEven(a2);
        a3 = L.OddToEven(a3);
        a4 = L.OddToEven(a4);
        V t = Mont<L, V>.Reduce(e1, Mont<L, V>.Dot5(a0, a1, a2, a3, a4, odd));
        L.Store(d + stride, Mont<L, V>.Add(L.Load(c + strideC), t));
        t = Mont<L, V>.Reduce(e0, Mont<L, V>.Dot5(a0, a1, a2, a3, a4, odd + 1));
        L.Store(d, Mont<L, V>.Add(L.Load(c), t));
        t = Mont<L, V>.Reduce(e4, Mont<L, V>.Dot5(a0, a1, a2, a3, a4, odd + 2));
        L.Store(d + 4 * stride, Mont<L, V>.Add(L.Load(c + 4 * strideC), t));
        t = Mont<L, V>.Reduce(e3, Mont<L, V>.Dot5(a0, a1, a2, a3, a4, odd + 3));
        L.Store(d + 3 * stride, Mont<L, V>.Add(L.Load(c + 3 * strideC), t));
        t = Mont<L, V>.Reduce(e2, Mont<L, V>.Dot5(a0, a1, a2, a3, a4, odd + 4));
        L.Store(d + 2 * stride, Mont<L, V>.Add(L.Load(c + 2 * strideC), t));
    }

    /// <summary>One vector of a · b + c · d for the windows of b and d: as <see cref="Multiply"/>, with one reduction of both products.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MultiplyPair<L, V>(
        V a0, V a1, V a2, V a3, V a4, V* u, V c0, V c1, V c2, V c3, V c4, V* w, uint* d, long stride)
        where L : struct, ILanes<V>
        where V : unmanaged
    {
        V e1 = Both(u, w), e0 = Both(u + 1, w + 1), e4 = Both(u + 2, w + 2), e3 = Both(u + 3, w + 3), e2 = Both(u + 4, w + 4);
        (a0, a1, a2, a3, a4) = (L.OddToEven(a0), L.OddToEven(a1), L.OddToEven(a2), L.OddToEven(a3), L.OddToEven(a4));
        (c0, c1, c2, c3, c4) = (L.OddToEven(c0), L.OddToEven(c1), L.OddToEven(c2), L.OddToEven(c3), L.OddToEven(c4));
        u += Length;
        w += Length;
        L.Store(d + stride, Mont<L, V>.Reduce(e1, Both(u, w)));
        L.Store(d, Mont<L, V>.Reduce(e0, Both(u + 1, w + 1)));
        L.Store(d + 4 * stride, Mont<L, V>.Reduce(e4, Both(u + 2, w + 2)));
        L.Store(d + 3 * stride, Mont<L, V>.Reduce(e3, Both(u + 3, w + 3)));
        L.Store(d + 2 * stride, Mont<L, V>.Reduce(e2, Both(u + 4, w + 4)));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V Both(V* x, V* y) => Mont<L, V>.CorrectWide(L.Add64(Mont<L, V>.Dot5(a0, a1, a2, a3, a4, x), Mont<L, V>.Dot5(c0, c1, c2, c3, c4, y)));
    }

    /// <summary>
    /// sums[j] (even lanes), sums[5 + j] (odd lanes), wide and below p · 2³², += a · b by the window of b's lanes; j is a window position.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddProduct<L, V>(V a0, V a1, V a2, V a3, V a4, V* u, V* sums)
        where L : struct, ILanes<V>
        where V : unmanaged
    {
        V o0 = L.OddToEven(a0), o1 = L.OddToEven(a1), o2 = L.OddToEven(a2), o3 = L.OddToEven(a3), o4 = L.OddToEven(a4);
        for (int j = 0; j < KoalaBear5.Degree; j++)
        {
            V e = Mont<L, V>.Dot5(a0, a1, a2, a3, a4, u + j);
            sums[j] = Mont<L, V>.CorrectWide(L.Add64(sums[j], e));
            V o = Mont<L, V>.Dot5(o0, o1, o2, o3, o4, u + Length + j);
            sums[KoalaBear5.Degree + j] = Mont<L, V>.CorrectWide(L.Add64(sums[KoalaBear5.Degree + j], o));
        }
    }

    /// <summary>The first 64-byte boundary at or after <paramref name="p"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void* Align(void* p) => (void*)(((nuint)p + 63) & ~(nuint)63);
}
