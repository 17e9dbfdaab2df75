using System.Numerics;
using System.Runtime.CompilerServices;
using Zkfp.Core.Kernels.Simd;
using Zkfp.Core.Memory;

namespace Zkfp.Core.Ntt;

/// <summary>
/// The transform as a remainder tree, natural order in, bit-reversed out (<see cref="TwiddleTables"/>). A layer's twiddle is constant within a
/// block, so all columns of a strided pass share twiddles, and a polynomial of fewer coefficients than points starts at a lower level of
/// the tree with no work at all above it.
/// </summary>
[SkipLocalsInit]
internal static unsafe class RemainderTree<L, V>
    where L : struct, ILanes<V>
    where V : unmanaged
{
    private const MethodImplOptions Kernel = MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining;

    // Blocks of 16 KiB finish in the first-level cache; above that, strided passes work on columns two cache lines wide.
    private const int LogBlock = 12;
    private const int Width = 32;

    private static int LogLanes => BitOperations.Log2((uint)L.Count);

    /// <summary>Whether sizes are large enough for vectors.</summary>
    public static bool CanEncode(int logRows, int logLength) => logRows >= LogLanes && logLength >= 2 * LogLanes;

    /// <summary>
    /// Writes the 2^<paramref name="logLength"/> values of a polynomial of 2^<paramref name="logRows"/> coefficients; source and destination are the
    /// same memory or apart.
    /// </summary>
    public static void Encode(uint* source, uint* destination, int logRows, int logLength)
    {
        TwiddleTables tables = TwiddleTables.Get(logLength, LogLanes);
        int rows = 1 << logRows, blocks = 1 << (logLength - logRows);
        if (logRows <= LogBlock)
        {
            for (int c = blocks - 1; c >= 0; c--)
            {
                uint* block = destination + ((long)c << logRows);
                if (block != source) Buffer.MemoryCopy(source, block, (long)rows * sizeof(uint), (long)rows * sizeof(uint));
                Layers(block, rows, logRows - LogLanes, c, tables);
            }

            Leaves(destination, 1 << (logLength - 2 * LogLanes), tables.Leaf);
            return;
        }

        using var scratch = new NativeBuffer((long)(rows >> LogBlock) * Width);
        for (int c = blocks - 1; c >= 0; c--)
        {
            uint* block = destination + ((long)c << logRows);
            UpperLayers(source, block, logRows, c, scratch.Pointer, tables);
            int parts = rows >> LogBlock;
            for (int i = 0; i < parts; i++)
            {
                uint* part = block + ((long)i << LogBlock);
                long index = (long)c * parts + i;
                Layers(part, 1 << LogBlock, LogBlock - LogLanes, (int)index, tables);
                Leaves(part, 1 << (LogBlock - 2 * LogLanes), tables.Leaf + (index << (LogBlock - 2 * LogLanes)) * L.Count * (L.Count - 1));
            }
        }
    }

    // All layers down to blocks of 2^LogBlock, a strip of columns at a time.
    private static void UpperLayers(uint* source, uint* destination, int logRows, int block, uint* scratch, TwiddleTables tables)
    {
        int height = 1 << (logRows - LogBlock);
        for (int column = 0; column < 1 << LogBlock; column += Width)
        {
            CopyStrip(source + column, 1 << LogBlock, scratch, Width, height);
            Layers(scratch, height * Width, logRows - LogBlock, block, tables);
            CopyStrip(scratch, Width, destination + column, 1 << LogBlock, height);
        }
    }

    [MethodImpl(Kernel)]
    private static void CopyStrip(uint* from, long fromStride, uint* to, long toStride, int height)
    {
        for (; height > 0; height--, from += fromStride, to += toStride)
        {
            for (int i = 0; i < Width; i += L.Count) L.Store(to + i, L.Load(from + i));
        }
    }

    // The next `layers` layers of block `block` of `length` words.
    private static void Layers(uint* p, int length, int layers, int block, TwiddleTables tables)
    {
        int blocks = 1;
        if ((layers & 1) != 0)
        {
            Radix2(p, length / 2, blocks, tables.Pair + block);
            blocks = 2;
            block *= 2;
            length /= 2;
            layers--;
        }

        for (; layers > 0; layers -= 2)
        {
            Radix4(p, length / 4, blocks, tables.Quad + (long)block * TwiddleTables.QuadWords);
            blocks *= 4;
            block *= 4;
            length /= 4;
        }
    }

    [MethodImpl(Kernel)]
    private static void Radix2(uint* p, int half, int blocks, uint* twiddles)
    {
        for (; blocks > 0; blocks--, p += 2 * half, twiddles++)
        {
            V w = L.Broadcast(*twiddles);
            for (int i = 0; i < half; i += L.Count)
            {
                V a = L.Load(p + i), b = Mont<L, V>.MulScalar(L.Load(p + half + i), w);
                L.Store(p + i, Mont<L, V>.Add(a, b));
                L.Store(p + half + i, Mont<L, V>.Sub(a, b));
            }
        }
    }

    // Two layers: with s, d = x₀ ± b²x₂, p = bx₁ + b³x₃ and q = ω₄bx₁ − ω₄b³x₃, the results are s ± p, d ± q. Two products share a reduction.
    [MethodImpl(Kernel)]
    private static void Radix4(uint* p, int quarter, int blocks, uint* twiddles)
    {
        for (; blocks > 0; blocks--, p += 4L * quarter, twiddles += TwiddleTables.QuadWords)
        {
            V b1 = L.Broadcast(twiddles[0]), b2 = L.Broadcast(twiddles[1]), b3 = L.Broadcast(twiddles[2]);
            V c1 = L.Broadcast(twiddles[3]), c3 = L.Broadcast(twiddles[4]);
            uint* p1 = p + quarter, p2 = p1 + quarter, p3 = p2 + quarter;
            for (int i = 0; i < quarter; i += L.Count)
            {
                V x1 = L.Load(p1 + i), x3 = L.Load(p3 + i);
                V o1 = L.OddToEven(x1), o3 = L.OddToEven(x3);
                V x0 = L.Load(p + i), u = Mont<L, V>.MulScalar(L.Load(p2 + i), b2);
                V t = Mont<L, V>.Reduce(
                    L.Add64(L.MulEven(x1, b1), L.MulEven(x3, b3)),
                    L.Add64(L.MulEven(o1, b1), L.MulEven(o3, b3)));
                V s = Mont<L, V>.Add(x0, u);
                L.Store(p + i, Mont<L, V>.Add(s, t));
                L.Store(p1 + i, Mont<L, V>.Sub(s, t));
                t = Mont<L, V>.Reduce(
                    L.Add64(L.MulEven(x1, c1), L.MulEven(x3, c3)),
                    L.Add64(L.MulEven(o1, c1), L.MulEven(o3, c3)));
                s = Mont<L, V>.Sub(x0, u);
                L.Store(p2 + i, Mont<L, V>.Add(s, t));
                L.Store(p3 + i, Mont<L, V>.Sub(s, t));
            }
        }
    }

    // The last log₂ lanes layers: squares of lanes × lanes elements are transposed, so that a lane holds a block, and back.
    [MethodImpl(Kernel)]
    private static void Leaves(uint* p, int squares, uint* twiddles)
    {
        byte* raw = stackalloc byte[2 * L.Count * sizeof(V) + 64];
        V* a = (V*)ExtWindow.Align(raw), b = a + L.Count;
        for (; squares > 0; squares--, p += L.Count * L.Count)
        {
            for (int i = 0; i < L.Count; i++) a[i] = L.Load(p + i * L.Count);
            V* t = Transpose(a, b);
            for (int half = L.Count / 2; half > 0; half /= 2)
            {
                for (V* x = t; x < t + L.Count; x += 2 * half, twiddles += L.Count)
                {
                    V w = L.Load(twiddles);
                    for (int i = 0; i < half; i++)
                    {
                        V u = x[i], v = Mont<L, V>.Mul(x[half + i], w);
                        x[i] = Mont<L, V>.Add(u, v);
                        x[half + i] = Mont<L, V>.Sub(u, v);
                    }
                }
            }

            t = Transpose(t, t == a ? b : a);
            for (int i = 0; i < L.Count; i++) L.Store(p + i * L.Count, t[i]);
        }
    }

    // Each round rotates the address (vector, lane) by one bit; log₂ lanes of them swap the two. The result is in one of the buffers.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V* Transpose(V* from, V* to)
    {
        for (int round = 1; round < L.Count; round *= 2)
        {
            for (int i = 0; i < L.Count / 2; i++)
            {
                V x = from[2 * i], y = from[2 * i + 1];
                to[i] = L.EvenOf(x, y);
                to[L.Count / 2 + i] = L.OddOf(x, y);
            }

            V* swap = from;
            from = to;
            to = swap;
        }

        return from;
    }
}
