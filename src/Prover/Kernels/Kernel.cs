using System.Runtime.CompilerServices;

namespace Zkfp.Prover.Kernels;

/// <summary>
/// Loops over groups of extension elements (<see cref="Ext"/>) that lie in the first cache levels. Outputs may be the inputs of
/// the same position. "Base" operands are plain words, one per element, in Montgomery form.
/// </summary>
internal static unsafe partial class Kernel<T> where T : unmanaged, ILanes<T>
{
    private const MethodImplOptions Hot = MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining;
    private const int G = Ext.Group;

    /// <summary>d = a · b.</summary>
    [MethodImpl(Hot)]
    public static void Mul(uint* d, uint* a, uint* b, int groups)
    {
        for (int g = 0; g < groups; g++, d += Ext.Words, a += Ext.Words, b += Ext.Words)
            for (int v = 0; v < G; v += T.Count)
                MulOne(d + v, a + v, b + v, null);
    }

    /// <summary>d = a · b + c; the step of b is 0 if it is one group, else <see cref="Ext.Words"/>.</summary>
    [MethodImpl(Hot)]
    public static void MulAdd(uint* d, uint* a, uint* b, int stepB, uint* c, int groups)
    {
        for (int g = 0; g < groups; g++, d += Ext.Words, a += Ext.Words, b += stepB, c += Ext.Words)
            for (int v = 0; v < G; v += T.Count)
                MulOne(d + v, a + v, b + v, c + v);
    }

    /// <summary>d = lo + r · (hi − lo).</summary>
    [MethodImpl(Hot)]
    public static void Fold(uint* d, uint* lo, uint* hi, uint* r, int groups)
    {
        uint* t = stackalloc uint[Ext.Words];
        for (int g = 0; g < groups; g++, d += Ext.Words, lo += Ext.Words, hi += Ext.Words)
        {
            for (int i = 0; i < Ext.Words; i += T.Count) T.Store(t + i, T.Load(hi + i) - T.Load(lo + i));
            for (int v = 0; v < G; v += T.Count) MulOne(d + v, t + v, r + v, lo + v);
        }
    }

    /// <summary>acc += Σ a · b, lane by lane; acc is one group.</summary>
    [MethodImpl(Hot)]
    public static void MulAcc(uint* acc, uint* a, uint* b, int groups)
    {
        for (int g = 0; g < groups; g++, a += Ext.Words, b += Ext.Words)
            for (int v = 0; v < G; v += T.Count)
                MulOne(acc + v, a + v, b + v, acc + v);
    }

    // One vector: d = a · b (+ c unless null). Coefficient i of the product is a row of b's 5 × 5 matrix times a.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void MulOne(uint* d, uint* a, uint* b, uint* c)
    {
        T b0 = T.Load(b), b1 = T.Load(b + G), b2 = T.Load(b + 2 * G), b3 = T.Load(b + 3 * G), b4 = T.Load(b + 4 * G);
        T a0 = T.Load(a), a1 = T.Load(a + G), a2 = T.Load(a + 2 * G), a3 = T.Load(a + 3 * G), a4 = T.Load(a + 4 * G);
        T b14 = b1 - b4, b03 = b0 - b3, b42 = b4 - b2, b314 = b3 - b14;
        T e0 = ExtLanes.Dot5(a0, a1, a2, a3, a4, b0, b4, b3, b2, b14);
        T e1 = ExtLanes.Dot5(a0, a1, a2, a3, a4, b1, b0, b4, b3, b2);
        T e2 = ExtLanes.Dot5(a0, a1, a2, a3, a4, b2, b14, b03, b42, b314);
        T e3 = ExtLanes.Dot5(a0, a1, a2, a3, a4, b3, b2, b14, b03, b42);
        T e4 = ExtLanes.Dot5(a0, a1, a2, a3, a4, b4, b3, b2, b14, b03);
        a0 = T.Odd(a0);
        a1 = T.Odd(a1);
        a2 = T.Odd(a2);
        a3 = T.Odd(a3);
        a4 = T.Odd(a4);
        b0 = T.Odd(b0);
        b1 = T.Odd(b1);
        b2 = T.Odd(b2);
        b3 = T.Odd(b3);
        b4 = T.Odd(b4);
        b14 = T.Odd(b14);
        b03 = T.Odd(b03);
        b42 = T.Odd(b42);
        b314 = T.Odd(b314);
        T r0 = T.Reduce(e0, ExtLanes.Dot5(a0, a1, a2, a3, a4, b0, b4, b3, b2, b14));
        T r1 = T.Reduce(e1, ExtLanes.Dot5(a0, a1, a2, a3, a4, b1, b0, b4, b3, b2));
        T r2 = T.Reduce(e2, ExtLanes.Dot5(a0, a1, a2, a3, a4, b2, b14, b03, b42, b314));
        T r3 = T.Reduce(e3, ExtLanes.Dot5(a0, a1, a2, a3, a4, b3, b2, b14, b03, b42));
        T r4 = T.Reduce(e4, ExtLanes.Dot5(a0, a1, a2, a3, a4, b4, b3, b2, b14, b03));
        if (c != null)
        {
            r0 += T.Load(c);
            r1 += T.Load(c + G);
            r2 += T.Load(c + 2 * G);
            r3 += T.Load(c + 3 * G);
            r4 += T.Load(c + 4 * G);
        }

        T.Store(d, r0);
        T.Store(d + G, r1);
        T.Store(d + 2 * G, r2);
        T.Store(d + 3 * G, r3);
        T.Store(d + 4 * G, r4);
    }
}
