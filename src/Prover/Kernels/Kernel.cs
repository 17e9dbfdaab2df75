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

    // Words of a prepared operand: nine vectors for even lanes, nine for odd ones.
    private const int Prepared = 18 * G;

    /// <summary>d = a · b.</summary>
    [MethodImpl(Hot)]
    public static void Mul(uint* d, uint* a, uint* b, int groups)
    {
        uint* m = stackalloc uint[Prepared];
        for (int g = 0; g < groups; g++, d += Ext.Words, a += Ext.Words, b += Ext.Words)
        {
            for (int v = 0; v < G; v += T.Count)
            {
                Prepare(m, b + v);
                Apply(d + v, a + v, m, null);
            }
        }
    }

    /// <summary>d = a · b + c; the step of b is 0 if it is one group of equal lanes, else <see cref="Ext.Words"/>.</summary>
    [MethodImpl(Hot)]
    public static void MulAdd(uint* d, uint* a, uint* b, int stepB, uint* c, int groups)
    {
        uint* m = stackalloc uint[Prepared];
        if (stepB == 0)
        {
            Prepare(m, b);
            for (int g = 0; g < groups; g++, d += Ext.Words, a += Ext.Words, c += Ext.Words)
                for (int v = 0; v < G; v += T.Count)
                    Apply(d + v, a + v, m, c + v);
            return;
        }

        MulAddVector(d, a, b, c, groups);
    }

    /// <summary>d = lo + r · (hi − lo), r one group of equal lanes.</summary>
    [MethodImpl(Hot)]
    public static void Fold(uint* d, uint* lo, uint* hi, uint* r, int groups)
    {
        uint* t = stackalloc uint[Ext.Words];
        uint* m = stackalloc uint[Prepared];
        Prepare(m, r);
        for (int g = 0; g < groups; g++, d += Ext.Words, lo += Ext.Words, hi += Ext.Words)
        {
            for (int i = 0; i < Ext.Words; i += T.Count) T.Store(t + i, T.Load(hi + i) - T.Load(lo + i));
            for (int v = 0; v < G; v += T.Count) Apply(d + v, t + v, m, lo + v);
        }
    }

    /// <summary>acc += Σ a · b, lane by lane; acc is one group.</summary>
    [MethodImpl(Hot)]
    public static void MulAcc(uint* acc, uint* a, uint* b, int groups)
    {
        uint* m = stackalloc uint[Prepared];
        for (int g = 0; g < groups; g++, a += Ext.Words, b += Ext.Words)
        {
            for (int v = 0; v < G; v += T.Count)
            {
                Prepare(m, b + v);
                Apply(acc + v, a + v, m, acc + v);
            }
        }
    }

    [MethodImpl(Hot)]
    private static void MulAddVector(uint* d, uint* a, uint* b, uint* c, int groups)
    {
        uint* m = stackalloc uint[Prepared];
        for (int g = 0; g < groups; g++, d += Ext.Words, a += Ext.Words, b += Ext.Words, c += Ext.Words)
        {
            for (int v = 0; v < G; v += T.Count)
            {
                Prepare(m, b + v);
                Apply(d + v, a + v, m, c + v);
            }
        }
    }

    // b₀ … b₄, b₁ − b₄, b₀ − b₃, b₄ − b₂, b₃ − b₁ + b₄: the entries of b's 5 × 5 matrix, for even and for odd lanes. They go through memory on
    // purpose: there they are operands of the multiplications, in registers they would push out everything else.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Prepare(uint* m, uint* b)
    {
        T b0 = T.Load(b), b1 = T.Load(b + G), b2 = T.Load(b + 2 * G), b3 = T.Load(b + 3 * G), b4 = T.Load(b + 4 * G);
        T b14 = b1 - b4;
        Put(m, b0);
        Put(m + G, b1);
        Put(m + 2 * G, b2);
        Put(m + 3 * G, b3);
        Put(m + 4 * G, b4);
        Put(m + 5 * G, b14);
        Put(m + 6 * G, b0 - b3);
        Put(m + 7 * G, b4 - b2);
        Put(m + 8 * G, b3 - b14);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(uint* m, T b)
    {
        T.Store(m, b);
        T.Store(m + 9 * G, T.Odd(b));
    }

    // One vector: d = a · b (+ c unless null). Coefficient i of the product is a row of b's matrix times a.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Apply(uint* d, uint* a, uint* m, uint* c)
    {
        T a0 = T.Load(a), a1 = T.Load(a + G), a2 = T.Load(a + 2 * G), a3 = T.Load(a + 3 * G), a4 = T.Load(a + 4 * G);
        T e0 = Row(a0, a1, a2, a3, a4, m, 0, 4, 3, 2, 5);
        T e1 = Row(a0, a1, a2, a3, a4, m, 1, 0, 4, 3, 2);
        T e2 = Row(a0, a1, a2, a3, a4, m, 2, 5, 6, 7, 8);
        T e3 = Row(a0, a1, a2, a3, a4, m, 3, 2, 5, 6, 7);
        T e4 = Row(a0, a1, a2, a3, a4, m, 4, 3, 2, 5, 6);
        a0 = T.Odd(a0);
        a1 = T.Odd(a1);
        a2 = T.Odd(a2);
        a3 = T.Odd(a3);
        a4 = T.Odd(a4);
        uint* o = m + 9 * G;
        T r = T.Reduce(e0, Row(a0, a1, a2, a3, a4, o, 0, 4, 3, 2, 5));
        T.Store(d, c != null ? r + T.Load(c) : r);
        r = T.Reduce(e1, Row(a0, a1, a2, a3, a4, o, 1, 0, 4, 3, 2));
        T.Store(d + G, c != null ? r + T.Load(c + G) : r);
        r = T.Reduce(e2, Row(a0, a1, a2, a3, a4, o, 2, 5, 6, 7, 8));
        T.Store(d + 2 * G, c != null ? r + T.Load(c + 2 * G) : r);
        r = T.Reduce(e3, Row(a0, a1, a2, a3, a4, o, 3, 2, 5, 6, 7));
        T.Store(d + 3 * G, c != null ? r + T.Load(c + 3 * G) : r);
        r = T.Reduce(e4, Row(a0, a1, a2, a3, a4, o, 4, 3, 2, 5, 6));
        T.Store(d + 4 * G, c != null ? r + T.Load(c + 4 * G) : r);
    }

    // Σ aᵢ·m[kᵢ] in 64-bit lanes below p · 2³². Four products are below 4p² < 1.985 p · 2³².
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Row(T a0, T a1, T a2, T a3, T a4, uint* m, int k0, int k1, int k2, int k3, int k4)
    {
        T s = T.MulEven(a0, T.Load(m + k0 * G));
        s = T.AddWide(s, T.MulEven(a1, T.Load(m + k1 * G)));
        s = T.AddWide(s, T.MulEven(a2, T.Load(m + k2 * G)));
        s = T.Correct(T.AddWide(s, T.MulEven(a3, T.Load(m + k3 * G))));
        return T.Correct(T.AddWide(s, T.MulEven(a4, T.Load(m + k4 * G))));
    }
}
