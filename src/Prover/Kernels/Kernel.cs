using System.Runtime.CompilerServices;
using Zkfp.Core.Field;
using Zkfp.Core.Kernels.Simd;

namespace Zkfp.Prover.Kernels;

/// <summary>
/// Loops over groups of extension elements (<see cref="Ext"/>) that lie in the first cache levels. Outputs may be the inputs of
/// the same position. "Base" operands are plain words, one per element, in Montgomery form.
/// </summary>
[SkipLocalsInit]
internal static unsafe partial class Kernel<L, V>
    where L : struct, ILanes<V>
    where V : unmanaged
{
    private const MethodImplOptions Hot = MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining;
    private const int G = Ext.Group;

    // Bytes of the window of an operand (ExtWindow), for even and for odd lanes, and what aligning it may take. Windows go through memory on purpose:
    // there they are operands of the multiplications, in registers they would push out everything else.
    private static int WindowBytes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 2 * ExtWindow.Length * sizeof(V) + 64;
    }

    /// <summary>d = a · b.</summary>
    [MethodImpl(Hot)]
    public static void Mul(uint* d, uint* a, uint* b, int groups)
    {
        byte* raw = stackalloc byte[WindowBytes];
        V* u = (V*)ExtWindow.Align(raw);
        for (int g = 0; g < groups; g++, d += Ext.Words, a += Ext.Words, b += Ext.Words)
        {
            for (int v = 0; v < G; v += L.Count)
            {
                Window(b + v, u);
                Product(d + v, a + v, u, u + ExtWindow.Length);
            }
        }
    }

    /// <summary>d = a · b + c · e.</summary>
    [MethodImpl(Hot)]
    public static void MulPair(uint* d, uint* a, uint* b, uint* c, uint* e, int groups)
    {
        byte* raw = stackalloc byte[WindowBytes + 2 * ExtWindow.Length * sizeof(V)];
        V* u = (V*)ExtWindow.Align(raw), w = u + 2 * ExtWindow.Length;
        for (int g = 0; g < groups; g++, d += Ext.Words, a += Ext.Words, b += Ext.Words, c += Ext.Words, e += Ext.Words)
        {
            for (int v = 0; v < G; v += L.Count)
            {
                Window(b + v, u);
                Window(e + v, w);
                uint* p = a + v, q = c + v;
                ExtWindow.MultiplyPair<L, V>(
                    L.Load(p), L.Load(p + G), L.Load(p + 2 * G), L.Load(p + 3 * G), L.Load(p + 4 * G), u,
                    L.Load(q), L.Load(q + G), L.Load(q + 2 * G), L.Load(q + 3 * G), L.Load(q + 4 * G), w, d + v, G);
            }
        }
    }

    /// <summary>d = a + b − 2 · a · b.</summary>
    [MethodImpl(Hot)]
    public static void Xor(uint* d, uint* a, uint* b, int groups)
    {
        byte* raw = stackalloc byte[WindowBytes];
        V* u = (V*)ExtWindow.Align(raw);
        uint* p = stackalloc uint[Ext.Words];
        for (int g = 0; g < groups; g++, d += Ext.Words, a += Ext.Words, b += Ext.Words)
        {
            for (int v = 0; v < G; v += L.Count)
            {
                Window(b + v, u);
                Product(p + v, a + v, u, u + ExtWindow.Length);
            }

            for (int k = 0; k < Ext.Words; k += L.Count)
            {
                V both = L.Load(p + k);
                L.Store(d + k, Mont<L, V>.Sub(Mont<L, V>.Add(L.Load(a + k), L.Load(b + k)), Mont<L, V>.Add(both, both)));
            }
        }
    }

    /// <summary>d = a² − a.</summary>
    [MethodImpl(Hot)]
    public static void Bool(uint* d, uint* a, int groups)
    {
        byte* raw = stackalloc byte[WindowBytes];
        V* u = (V*)ExtWindow.Align(raw);
        uint* p = stackalloc uint[Ext.Words];
        for (int g = 0; g < groups; g++, d += Ext.Words, a += Ext.Words)
        {
            for (int v = 0; v < G; v += L.Count)
            {
                Window(a + v, u);
                Product(p + v, a + v, u, u + ExtWindow.Length);
            }

            for (int k = 0; k < Ext.Words; k += L.Count) L.Store(d + k, Mont<L, V>.Sub(L.Load(p + k), L.Load(a + k)));
        }
    }

    /// <summary>d = a · b + c, b one group of equal lanes.</summary>
    [MethodImpl(Hot)]
    public static void MulAdd(uint* d, uint* a, uint* b, uint* c, int groups)
    {
        byte* raw = stackalloc byte[WindowBytes];
        V* u = (V*)ExtWindow.Align(raw);
        Window(b, u);
        for (int g = 0; g < groups; g++, d += Ext.Words, a += Ext.Words, c += Ext.Words)
            for (int v = 0; v < G; v += L.Count) ProductAdd(d + v, a + v, u, u, c + v);
    }

    /// <summary>d = lo + r · (hi − lo), r one group of equal lanes.</summary>
    [MethodImpl(Hot)]
    public static void Fold(uint* d, uint* lo, uint* hi, uint* r, int groups)
    {
        byte* raw = stackalloc byte[WindowBytes];
        V* u = (V*)ExtWindow.Align(raw);
        Window(r, u);
        for (int g = 0; g < groups; g++, d += Ext.Words, lo += Ext.Words, hi += Ext.Words)
        {
            for (int v = 0; v < G; v += L.Count)
            {
                V a0 = Difference(hi + v, lo + v), a1 = Difference(hi + G + v, lo + G + v), a2 = Difference(hi + 2 * G + v, lo + 2 * G + v);
                V a3 = Difference(hi + 3 * G + v, lo + 3 * G + v), a4 = Difference(hi + 4 * G + v, lo + 4 * G + v);
                ExtWindow.MultiplyAdd<L, V>(a0, a1, a2, a3, a4, u, u, lo + v, G, d + v, G);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Difference(uint* a, uint* b) => Mont<L, V>.Sub(L.Load(a), L.Load(b));

    /// <summary>acc += Σ a · b, lane by lane; acc is one group.</summary>
    [MethodImpl(Hot)]
    public static void MulAcc(uint* acc, uint* a, uint* b, int groups)
    {
        byte* raw = stackalloc byte[WindowBytes + 2 * KoalaBear5.Degree * sizeof(V)];
        V* u = (V*)ExtWindow.Align(raw), sums = u + 2 * ExtWindow.Length;
        for (int v = 0; v < G; v += L.Count)
        {
            for (int j = 0; j < 2 * KoalaBear5.Degree; j++) sums[j] = L.Zero;
            uint* p = a + v, q = b + v;
            for (int g = 0; g < groups; g++, p += Ext.Words, q += Ext.Words)
            {
                Window(q, u);
                ExtWindow.AddProduct<L, V>(L.Load(p), L.Load(p + G), L.Load(p + 2 * G), L.Load(p + 3 * G), L.Load(p + 4 * G), u, sums);
            }

            for (int j = 0; j < KoalaBear5.Degree; j++)
            {
                uint* d = acc + ExtWindow.Coefficient(j) * G + v;
                L.Store(d, Mont<L, V>.Add(L.Load(d), Mont<L, V>.Reduce(sums[j], sums[KoalaBear5.Degree + j])));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Window(uint* b, V* u) =>
        ExtWindow.Fill<L, V>(L.Load(b), L.Load(b + G), L.Load(b + 2 * G), L.Load(b + 3 * G), L.Load(b + 4 * G), u);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Product(uint* d, uint* a, V* u, V* odd) =>
        ExtWindow.Multiply<L, V>(L.Load(a), L.Load(a + G), L.Load(a + 2 * G), L.Load(a + 3 * G), L.Load(a + 4 * G), u, odd, d, G);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ProductAdd(uint* d, uint* a, V* u, V* odd, uint* c) =>
        ExtWindow.MultiplyAdd<L, V>(L.Load(a), L.Load(a + G), L.Load(a + 2 * G), L.Load(a + 3 * G), L.Load(a + 4 * G), u, odd, c, G, d, G);
}
