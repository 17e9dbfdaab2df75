using System.Runtime.CompilerServices;
using Zkfp.Core.Kernels.Simd;

namespace Zkfp.Prover.Kernels;

internal static unsafe partial class Kernel<L, V>
{
    /// <summary>d = a + b on words; a step is 0 for an operand that is one vector of 16 words, else 16.</summary>
    [MethodImpl(Hot)]
    public static void AddBase(uint* d, uint* a, int stepA, uint* b, int stepB, int groups)
    {
        for (int g = 0; g < groups; g++, d += G, a += stepA, b += stepB)
            for (int v = 0; v < G; v += L.Count)
                L.Store(d + v, Mont<L, V>.Add(L.Load(a + v), L.Load(b + v)));
    }

    /// <summary>d = a − b on words; steps as in <see cref="AddBase"/>.</summary>
    [MethodImpl(Hot)]
    public static void SubBase(uint* d, uint* a, int stepA, uint* b, int stepB, int groups)
    {
        for (int g = 0; g < groups; g++, d += G, a += stepA, b += stepB)
            for (int v = 0; v < G; v += L.Count)
                L.Store(d + v, Mont<L, V>.Sub(L.Load(a + v), L.Load(b + v)));
    }

    /// <summary>d = a · b on words; steps as in <see cref="AddBase"/>.</summary>
    [MethodImpl(Hot)]
    public static void MulBase(uint* d, uint* a, int stepA, uint* b, int stepB, int groups)
    {
        for (int g = 0; g < groups; g++, d += G, a += stepA, b += stepB)
            for (int v = 0; v < G; v += L.Count)
                L.Store(d + v, Mont<L, V>.Mul(L.Load(a + v), L.Load(b + v)));
    }

    /// <summary>d = a + b − 2 · a · b on words.</summary>
    [MethodImpl(Hot)]
    public static void XorBase(uint* d, uint* a, uint* b, int groups)
    {
        for (int i = 0; i < groups * G; i += L.Count)
        {
            V x = L.Load(a + i), y = L.Load(b + i), both = Mont<L, V>.Mul(x, y);
            L.Store(d + i, Mont<L, V>.Sub(Mont<L, V>.Add(x, y), Mont<L, V>.Add(both, both)));
        }
    }

    /// <summary>d = a² − a on words.</summary>
    [MethodImpl(Hot)]
    public static void BoolBase(uint* d, uint* a, int groups)
    {
        for (int i = 0; i < groups * G; i += L.Count)
        {
            V x = L.Load(a + i);
            L.Store(d + i, Mont<L, V>.Sub(Mont<L, V>.Mul(x, x), x));
        }
    }

    /// <summary>d = 2 · a + b, words of either kind; n of them, a multiple of 16.</summary>
    [MethodImpl(Hot)]
    public static void DoubleAdd(uint* d, uint* a, uint* b, int n)
    {
        for (int i = 0; i < n; i += L.Count)
        {
            V x = L.Load(a + i);
            L.Store(d + i, Mont<L, V>.Add(Mont<L, V>.Add(x, x), L.Load(b + i)));
        }
    }

    /// <summary>d = a + b; a step is 0 for an operand that is one group, else <see cref="Ext.Words"/>.</summary>
    [MethodImpl(Hot)]
    public static void Add(uint* d, uint* a, int stepA, uint* b, int stepB, int groups)
    {
        for (int g = 0; g < groups; g++, d += Ext.Words, a += stepA, b += stepB)
            for (int v = 0; v < Ext.Words; v += L.Count)
                L.Store(d + v, Mont<L, V>.Add(L.Load(a + v), L.Load(b + v)));
    }

    /// <summary>d = a − b; steps as in <see cref="Add"/>.</summary>
    [MethodImpl(Hot)]
    public static void Sub(uint* d, uint* a, int stepA, uint* b, int stepB, int groups)
    {
        for (int g = 0; g < groups; g++, d += Ext.Words, a += stepA, b += stepB)
            for (int v = 0; v < Ext.Words; v += L.Count)
                L.Store(d + v, Mont<L, V>.Sub(L.Load(a + v), L.Load(b + v)));
    }

    /// <summary>d = 2·hi − lo: the value at X = 2 of the line through lo at 0 and hi at 1. Words; n of them, a multiple of 16.</summary>
    [MethodImpl(Hot)]
    public static void AtTwo(uint* d, uint* lo, uint* hi, int n)
    {
        for (int i = 0; i < n; i += L.Count)
        {
            V h = L.Load(hi + i);
            L.Store(d + i, Mont<L, V>.Add(h, Mont<L, V>.Sub(h, L.Load(lo + i))));
        }
    }

    /// <summary>d = c · x for an extension vector and a base constant (one vector of 16 equal words).</summary>
    [MethodImpl(Hot)]
    public static void Scale(uint* d, uint* x, uint* c, int groups)
    {
        V s = L.Load(c);
        for (int i = 0; i < groups * Ext.Words; i += L.Count) L.Store(d + i, Mont<L, V>.MulScalar(L.Load(x + i), s));
    }

    /// <summary>d = x · b + c with x base, b and c extension vectors.</summary>
    [MethodImpl(Hot)]
    public static void BaseMulAdd(uint* d, uint* x, uint* b, int stepB, uint* c, int groups)
    {
        for (int g = 0; g < groups; g++, d += Ext.Words, x += G, b += stepB, c += Ext.Words)
        {
            for (int v = 0; v < G; v += L.Count)
            {
                V y = L.Load(x + v);
                for (int k = v; k < Ext.Words; k += G) L.Store(d + k, Mont<L, V>.Add(Mont<L, V>.Mul(y, L.Load(b + k)), L.Load(c + k)));
            }
        }
    }

    /// <summary>d = x · b + y · c with x, y base.</summary>
    [MethodImpl(Hot)]
    public static void BaseDotPair(uint* d, uint* x, uint* b, uint* y, uint* c, int groups)
    {
        for (int g = 0; g < groups; g++, d += Ext.Words, x += G, y += G, b += Ext.Words, c += Ext.Words)
        {
            for (int v = 0; v < G; v += L.Count)
            {
                V p = L.Load(x + v), q = L.Load(y + v), po = L.OddToEven(p), qo = L.OddToEven(q);
                for (int k = v; k < Ext.Words; k += G)
                {
                    V r = L.Load(b + k), s = L.Load(c + k);

                    // Two products are below 2p² < p · 2³².
                    V e = L.Add64(L.MulEven(p, r), L.MulEven(q, s));
                    V o = L.Add64(L.MulEven(po, L.OddToEven(r)), L.MulEven(qo, L.OddToEven(s)));
                    L.Store(d + k, Mont<L, V>.Reduce(e, o));
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
            for (int v = 0; v < G; v += L.Count)
            {
                V l = L.Load(lo + v), x = Mont<L, V>.Sub(L.Load(hi + v), l), o = L.OddToEven(x);
                for (int k = v; k < Ext.Words; k += G)
                {
                    V c = L.Load(r + k);
                    L.Store(d + k, Mont<L, V>.Reduce(L.MulEven(x, c), L.MulEven(o, c)));
                }

                L.Store(d + v, Mont<L, V>.Add(L.Load(d + v), l));
            }
        }
    }

    /// <summary>
    /// d = constant + Σ coefficientⱼ · xⱼ over base vectors xⱼ: <paramref name="pairs"/> pairs of pointers in <paramref name="x"/>, and as many
    /// groups (sixteen equal lanes each) in <paramref name="coefficients"/>; the constant is one group if its step is 0, else a vector of them, which may be d.
    /// </summary>
    [MethodImpl(Hot)]
    public static void Combine(uint* d, uint** x, uint* coefficients, int pairs, uint* constant, int stepConstant, int groups)
    {
        for (int g = 0; g < groups; g++, d += Ext.Words, constant += stepConstant)
        {
            for (int v = 0; v < G; v += L.Count)
            {
                int offset = g * G + v;
                V e0 = L.Zero, e1 = e0, e2 = e0, e3 = e0, e4 = e0, o0 = e0, o1 = e0, o2 = e0, o3 = e0, o4 = e0;
                uint* c = coefficients;
                for (int j = 0; j < pairs; j++, c += 2 * Ext.Words)
                {
                    V p = L.Load(x[2 * j] + offset), q = L.Load(x[2 * j + 1] + offset), po = L.OddToEven(p), qo = L.OddToEven(q);
                    V a = L.Load(c), b = L.Load(c + 5 * G);
                    e0 = Mont<L, V>.CorrectWide(L.Add64(e0, L.Add64(L.MulEven(p, a), L.MulEven(q, b))));
                    o0 = Mont<L, V>.CorrectWide(L.Add64(o0, L.Add64(L.MulEven(po, a), L.MulEven(qo, b))));
                    a = L.Load(c + G);
                    b = L.Load(c + 6 * G);
                    e1 = Mont<L, V>.CorrectWide(L.Add64(e1, L.Add64(L.MulEven(p, a), L.MulEven(q, b))));
                    o1 = Mont<L, V>.CorrectWide(L.Add64(o1, L.Add64(L.MulEven(po, a), L.MulEven(qo, b))));
                    a = L.Load(c + 2 * G);
                    b = L.Load(c + 7 * G);
                    e2 = Mont<L, V>.CorrectWide(L.Add64(e2, L.Add64(L.MulEven(p, a), L.MulEven(q, b))));
                    o2 = Mont<L, V>.CorrectWide(L.Add64(o2, L.Add64(L.MulEven(po, a), L.MulEven(qo, b))));
                    a = L.Load(c + 3 * G);
                    b = L.Load(c + 8 * G);
                    e3 = Mont<L, V>.CorrectWide(L.Add64(e3, L.Add64(L.MulEven(p, a), L.MulEven(q, b))));
                    o3 = Mont<L, V>.CorrectWide(L.Add64(o3, L.Add64(L.MulEven(po, a), L.MulEven(qo, b))));
                    a = L.Load(c + 4 * G);
                    b = L.Load(c + 9 * G);
                    e4 = Mont<L, V>.CorrectWide(L.Add64(e4, L.Add64(L.MulEven(p, a), L.MulEven(q, b))));
                    o4 = Mont<L, V>.CorrectWide(L.Add64(o4, L.Add64(L.MulEven(po, a), L.MulEven(qo, b))));
                }

                uint* t = d + v;
                L.Store(t, Mont<L, V>.Add(Mont<L, V>.Reduce(e0, o0), L.Load(constant + v)));
                L.Store(t + G, Mont<L, V>.Add(Mont<L, V>.Reduce(e1, o1), L.Load(constant + G + v)));
                L.Store(t + 2 * G, Mont<L, V>.Add(Mont<L, V>.Reduce(e2, o2), L.Load(constant + 2 * G + v)));
                L.Store(t + 3 * G, Mont<L, V>.Add(Mont<L, V>.Reduce(e3, o3), L.Load(constant + 3 * G + v)));
                L.Store(t + 4 * G, Mont<L, V>.Add(Mont<L, V>.Reduce(e4, o4), L.Load(constant + 4 * G + v)));
            }
        }
    }

    /// <summary>Splits 32 consecutive elements (two groups) into even and odd ones: one group each, <paramref name="groups"/> of each.</summary>
    [MethodImpl(Hot)]
    public static void DeinterleaveExt(uint* source, uint* even, uint* odd, int groups)
    {
        for (int g = 0; g < groups; g++, source += 2 * Ext.Words, even += Ext.Words, odd += Ext.Words)
            for (int k = 0; k < Ext.Words; k += G)
                Deinterleave(source + k, source + Ext.Words + k, even + k, odd + k);
    }

    /// <summary>Splits 32 · <paramref name="groups"/> words into those of even and those of odd index.</summary>
    [MethodImpl(Hot)]
    public static void DeinterleaveBase(uint* source, uint* even, uint* odd, int groups)
    {
        for (int g = 0; g < groups; g++, source += 2 * G, even += G, odd += G) Deinterleave(source, source + G, even, odd);
    }

    // Sixteen words at each of two places.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Deinterleave(uint* first, uint* second, uint* even, uint* odd)
    {
        for (int v = 0; v < G; v += L.Count)
        {
            // Two vectors of the 32 words; with sixteen lanes the second one is the other half.
            uint* p = 2 * v < G ? first + 2 * v : second + 2 * v - G;
            V a = L.Load(p), b = L.Load(L.Count == G ? second : p + L.Count);
            L.Store(even + v, L.EvenOf(a, b));
            L.Store(odd + v, L.OddOf(a, b));
        }
    }
}
