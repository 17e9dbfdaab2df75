using System.Runtime.CompilerServices;

namespace Zkfp.Prover.Kernels;

internal static unsafe partial class Kernel<T>
{
    /// <summary>d = a + b on words; a step is 0 for an operand that is one vector of 16 words, else 16.</summary>
    [MethodImpl(Hot)]
    public static void AddBase(uint* d, uint* a, int stepA, uint* b, int stepB, int groups)
    {
        for (int g = 0; g < groups; g++, d += G, a += stepA, b += stepB)
            for (int v = 0; v < G; v += T.Count)
                T.Store(d + v, T.Load(a + v) + T.Load(b + v));
    }

    /// <summary>d = a − b on words; steps as in <see cref="AddBase"/>.</summary>
    [MethodImpl(Hot)]
    public static void SubBase(uint* d, uint* a, int stepA, uint* b, int stepB, int groups)
    {
        for (int g = 0; g < groups; g++, d += G, a += stepA, b += stepB)
            for (int v = 0; v < G; v += T.Count)
                T.Store(d + v, T.Load(a + v) - T.Load(b + v));
    }

    /// <summary>d = a · b on words; steps as in <see cref="AddBase"/>.</summary>
    [MethodImpl(Hot)]
    public static void MulBase(uint* d, uint* a, int stepA, uint* b, int stepB, int groups)
    {
        for (int g = 0; g < groups; g++, d += G, a += stepA, b += stepB)
            for (int v = 0; v < G; v += T.Count)
                T.Store(d + v, T.Load(a + v) * T.Load(b + v));
    }

    /// <summary>d = a + b; a step is 0 for an operand that is one group, else <see cref="Ext.Words"/>.</summary>
    [MethodImpl(Hot)]
    public static void Add(uint* d, uint* a, int stepA, uint* b, int stepB, int groups)
    {
        for (int g = 0; g < groups; g++, d += Ext.Words, a += stepA, b += stepB)
            for (int v = 0; v < Ext.Words; v += T.Count)
                T.Store(d + v, T.Load(a + v) + T.Load(b + v));
    }

    /// <summary>d = a − b; steps as in <see cref="Add"/>.</summary>
    [MethodImpl(Hot)]
    public static void Sub(uint* d, uint* a, int stepA, uint* b, int stepB, int groups)
    {
        for (int g = 0; g < groups; g++, d += Ext.Words, a += stepA, b += stepB)
            for (int v = 0; v < Ext.Words; v += T.Count)
                T.Store(d + v, T.Load(a + v) - T.Load(b + v));
    }

    /// <summary>d = 2·hi − lo: the value at X = 2 of the line through lo at 0 and hi at 1. Words; n of them, a multiple of 16.</summary>
    [MethodImpl(Hot)]
    public static void AtTwo(uint* d, uint* lo, uint* hi, int n)
    {
        for (int i = 0; i < n; i += T.Count)
        {
            T h = T.Load(hi + i);
            T.Store(d + i, h + (h - T.Load(lo + i)));
        }
    }

    /// <summary>d = c · x for an extension vector and a base constant (one vector of 16 equal words).</summary>
    [MethodImpl(Hot)]
    public static void Scale(uint* d, uint* x, uint* c, int groups)
    {
        T s = T.Load(c);
        for (int i = 0; i < groups * Ext.Words; i += T.Count) T.Store(d + i, T.Load(x + i) * s);
    }

    /// <summary>d = x · b + c with x base, b and c extension vectors.</summary>
    [MethodImpl(Hot)]
    public static void BaseMulAdd(uint* d, uint* x, uint* b, int stepB, uint* c, int groups)
    {
        for (int g = 0; g < groups; g++, d += Ext.Words, x += G, b += stepB, c += Ext.Words)
        {
            for (int v = 0; v < G; v += T.Count)
            {
                T y = T.Load(x + v);
                for (int k = v; k < Ext.Words; k += G) T.Store(d + k, y * T.Load(b + k) + T.Load(c + k));
            }
        }
    }

    /// <summary>d = x · b + y · c with x, y base.</summary>
    [MethodImpl(Hot)]
    public static void BaseDotPair(uint* d, uint* x, uint* b, uint* y, uint* c, int groups)
    {
        for (int g = 0; g < groups; g++, d += Ext.Words, x += G, y += G, b += Ext.Words, c += Ext.Words)
        {
            for (int v = 0; v < G; v += T.Count)
            {
                T p = T.Load(x + v), q = T.Load(y + v), po = T.Odd(p), qo = T.Odd(q);
                for (int k = v; k < Ext.Words; k += G)
                {
                    T r = T.Load(b + k), s = T.Load(c + k);

                    // Two products are below 2p² < p · 2³².
                    T e = T.AddWide(T.MulEven(p, r), T.MulEven(q, s));
                    T o = T.AddWide(T.MulEven(po, T.Odd(r)), T.MulEven(qo, T.Odd(s)));
                    T.Store(d + k, T.Reduce(e, o));
                }
            }
        }
    }

    /// <summary>d = lo + r · (hi − lo) with lo, hi base and r one group.</summary>
    [MethodImpl(Hot)]
    public static void FoldBase(uint* d, uint* lo, uint* hi, uint* r, int groups)
    {
        for (int g = 0; g < groups; g++, d += Ext.Words, lo += G, hi += G)
        {
            for (int v = 0; v < G; v += T.Count)
            {
                T l = T.Load(lo + v), x = T.Load(hi + v) - l, o = T.Odd(x);
                for (int k = v; k < Ext.Words; k += G)
                {
                    T c = T.Load(r + k);
                    T.Store(d + k, T.Reduce(T.MulEven(x, c), T.MulEven(o, c)));
                }

                T.Store(d + v, T.Load(d + v) + l);
            }
        }
    }

    /// <summary>acc += Σ a · x, lane by lane, with x base; acc is one group.</summary>
    [MethodImpl(Hot)]
    public static void MulAccBase(uint* acc, uint* a, uint* x, int groups)
    {
        for (int v = 0; v < G; v += T.Count)
        {
            for (int k = v; k < Ext.Words; k += G)
            {
                T e = T.Broadcast(0), o = e;
                uint* p = a + k, q = x + v;
                for (int g = 0; g < groups; g++, p += Ext.Words, q += G)
                {
                    T y = T.Load(q), c = T.Load(p);
                    e = T.Correct(T.AddWide(e, T.MulEven(y, c)));
                    o = T.Correct(T.AddWide(o, T.MulEven(T.Odd(y), T.Odd(c))));
                }

                T.Store(acc + k, T.Load(acc + k) + T.Reduce(e, o));
            }
        }
    }

    /// <summary>
    /// d = constant + Σ coefficientⱼ · xⱼ over base vectors xⱼ: <paramref name="pairs"/> pairs of pointers in <paramref name="x"/>, and as many
    /// groups (sixteen equal lanes each) in <paramref name="coefficients"/>; the constant is one group.
    /// </summary>
    [MethodImpl(Hot)]
    public static void Combine(uint* d, uint** x, uint* coefficients, int pairs, uint* constant, int groups)
    {
        for (int g = 0; g < groups; g++, d += Ext.Words)
        {
            for (int v = 0; v < G; v += T.Count)
            {
                int offset = g * G + v;
                T e0 = T.Broadcast(0), e1 = e0, e2 = e0, e3 = e0, e4 = e0, o0 = e0, o1 = e0, o2 = e0, o3 = e0, o4 = e0;
                uint* c = coefficients;
                for (int j = 0; j < pairs; j++, c += 2 * Ext.Words)
                {
                    T p = T.Load(x[2 * j] + offset), q = T.Load(x[2 * j + 1] + offset), po = T.Odd(p), qo = T.Odd(q);
                    T a = T.Load(c), b = T.Load(c + 5 * G);
                    e0 = T.Correct(T.AddWide(e0, T.AddWide(T.MulEven(p, a), T.MulEven(q, b))));
                    o0 = T.Correct(T.AddWide(o0, T.AddWide(T.MulEven(po, a), T.MulEven(qo, b))));
                    a = T.Load(c + G);
                    b = T.Load(c + 6 * G);
                    e1 = T.Correct(T.AddWide(e1, T.AddWide(T.MulEven(p, a), T.MulEven(q, b))));
                    o1 = T.Correct(T.AddWide(o1, T.AddWide(T.MulEven(po, a), T.MulEven(qo, b))));
                    a = T.Load(c + 2 * G);
                    b = T.Load(c + 7 * G);
                    e2 = T.Correct(T.AddWide(e2, T.AddWide(T.MulEven(p, a), T.MulEven(q, b))));
                    o2 = T.Correct(T.AddWide(o2, T.AddWide(T.MulEven(po, a), T.MulEven(qo, b))));
                    a = T.Load(c + 3 * G);
                    b = T.Load(c + 8 * G);
                    e3 = T.Correct(T.AddWide(e3, T.AddWide(T.MulEven(p, a), T.MulEven(q, b))));
                    o3 = T.Correct(T.AddWide(o3, T.AddWide(T.MulEven(po, a), T.MulEven(qo, b))));
                    a = T.Load(c + 4 * G);
                    b = T.Load(c + 9 * G);
                    e4 = T.Correct(T.AddWide(e4, T.AddWide(T.MulEven(p, a), T.MulEven(q, b))));
                    o4 = T.Correct(T.AddWide(o4, T.AddWide(T.MulEven(po, a), T.MulEven(qo, b))));
                }

                uint* t = d + v;
                T.Store(t, T.Reduce(e0, o0) + T.Load(constant + v));
                T.Store(t + G, T.Reduce(e1, o1) + T.Load(constant + G + v));
                T.Store(t + 2 * G, T.Reduce(e2, o2) + T.Load(constant + 2 * G + v));
                T.Store(t + 3 * G, T.Reduce(e3, o3) + T.Load(constant + 3 * G + v));
                T.Store(t + 4 * G, T.Reduce(e4, o4) + T.Load(constant + 4 * G + v));
            }
        }
    }

    /// <summary>Splits 32 consecutive elements (two groups) into even and odd ones: one group each, <paramref name="groups"/> of each.</summary>
    [MethodImpl(Hot)]
    public static void DeinterleaveExt(uint* source, uint* even, uint* odd, int groups)
    {
        for (int g = 0; g < groups; g++, source += 2 * Ext.Words, even += Ext.Words, odd += Ext.Words)
            for (int k = 0; k < Ext.Words; k += G)
                T.Deinterleave(source + k, source + Ext.Words + k, even + k, odd + k);
    }

    /// <summary>Splits 32 · <paramref name="groups"/> words into those of even and those of odd index.</summary>
    [MethodImpl(Hot)]
    public static void DeinterleaveBase(uint* source, uint* even, uint* odd, int groups)
    {
        for (int g = 0; g < groups; g++, source += 2 * G, even += G, odd += G) T.Deinterleave(source, source + G, even, odd);
    }
}
