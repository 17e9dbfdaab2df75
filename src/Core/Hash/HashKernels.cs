using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Zkfp.Core.Field;
using Zkfp.Core.Kernels;
using Zkfp.Core.Kernels.Simd;
using Zkfp.Core.Trace;

namespace Zkfp.Core.Hash;

/// <summary>Many hashes at once; equal to <see cref="FieldHash"/> one by one. All run on the calling thread.</summary>
[SkipLocalsInit]
public static unsafe partial class HashKernels
{
    // Rows whose states are kept together: a column is read 256 bytes at a time.
    private const int RowBlock = 64;

    /// <summary>
    /// digests[i] = HashLeaf(rows i · k … i · k + k − 1, one after the other) of a column-major matrix; k = rows per digest is 1 or such that the cells fit one.
    /// The matrix has <paramref name="width"/> columns, of which those that <paramref name="rows"/> lacks at its end are zero; they cost nothing.
    /// </summary>
    public static void HashRows(BaseMatrix rows, int width, DigestPlanes digests)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, rows.Columns);
        int perLeaf = digests.Length == 0 ? 1 : rows.Rows / digests.Length;
        if (digests.Length * perLeaf != rows.Rows || (perLeaf != 1 && perLeaf * width > Digest.Length))
            throw new ArgumentException($"{digests.Length} digests for {rows.Rows} rows of {width}.", nameof(digests));
        if (width <= Digest.Length)
        {
            for (int k = 0; k < Digest.Length; k++)
            {
                uint* plane = digests.Pointer + k * digests.Stride;
                if (k >= perLeaf * width || k % width >= rows.Columns)
                {
                    new Span<uint>(plane, digests.Length).Clear();
                    continue;
                }

                uint* column = rows.Pointer + k % width * rows.Stride + k / width;
                for (int i = 0; i < digests.Length; i++) plane[i] = column[(long)i * perLeaf];
            }

            return;
        }

        int r = 0;
        if (Lanes512.IsSupported) r = HashRowsLanes<Lanes512, Vector512<uint>>(rows, width, digests);
        else if (Lanes256.IsSupported) r = HashRowsLanes<Lanes256, Vector256<uint>>(rows, width, digests);
        else if (Lanes128.IsSupported) r = HashRowsLanes<Lanes128, Vector128<uint>>(rows, width, digests);
        if (r == rows.Rows) return;
        var row = new KoalaBear[width];
        for (; r < rows.Rows; r++)
        {
            for (int c = 0; c < rows.Columns; c++) row[c] = KoalaBear.FromRaw(rows.Pointer[c * rows.Stride + r]);
            digests[r] = FieldHash.HashLeaf(row);
        }
    }

    // A leaf's state after the blocks in which all columns are zero, which come first.
    private static void StateOf(BaseMatrix rows, int width, Span<KoalaBear> state)
    {
        state.Clear();
        state[FieldHash.Rate] = new KoalaBear((ulong)width);
        for (int i = (rows.Columns + FieldHash.Rate - 1) / FieldHash.Rate; i < FieldHash.Blocks(width); i++)
        {
            state[..FieldHash.Rate].Clear();
            Poseidon2.Permute(state);
        }
    }

    /// <summary>parents[i] = Compress(children[2i], children[2i + 1]).</summary>
    public static void CompressLevel(DigestPlanes children, DigestPlanes parents)
    {
        if (children.Length != 2L * parents.Length)
            throw new ArgumentException($"{children.Length} children for {parents.Length} parents.", nameof(parents));
        int i = 0;
        if (Lanes512.IsSupported) i = CompressLanes<Lanes512, Vector512<uint>>(children, parents);
        else if (Lanes256.IsSupported) i = CompressLanes<Lanes256, Vector256<uint>>(children, parents);
        else if (Lanes128.IsSupported) i = CompressLanes<Lanes128, Vector128<uint>>(children, parents);
        for (; i < parents.Length; i++) parents[i] = FieldHash.Compress(children[2 * i], children[2 * i + 1]);
    }

    /// <summary>Permutes 2^k states stored as 24 planes of <paramref name="count"/> words, <paramref name="stride"/> words apart.</summary>
    internal static void PermutePlanes(uint* planes, long stride, int count)
    {
        int i = 0;
        if (Lanes512.IsSupported) i = PermuteLanes<Lanes512, Vector512<uint>>(planes, stride, count);
        else if (Lanes256.IsSupported) i = PermuteLanes<Lanes256, Vector256<uint>>(planes, stride, count);
        else if (Lanes128.IsSupported) i = PermuteLanes<Lanes128, Vector128<uint>>(planes, stride, count);
        Span<KoalaBear> state = stackalloc KoalaBear[Poseidon2.Width];
        for (; i < count; i++)
        {
            for (int k = 0; k < Poseidon2.Width; k++) state[k] = KoalaBear.FromRaw(planes[k * stride + i]);
            Poseidon2.Permute(state);
            for (int k = 0; k < Poseidon2.Width; k++) planes[k * stride + i] = state[k].Raw;
        }
    }

    /// <summary>
    /// The S-boxes of rows of a trace (<see cref="Air.Poseidon2Air"/> at width 24): for each row the state whose first <paramref name="elements"/> elements are
    /// in the columns from <paramref name="state"/> on, and whose others are 0, is permuted, and what the S-boxes gave becomes the next
    /// <see cref="Poseidon2Permutation.Cubes"/> columns. All are canonical.
    /// </summary>
    public static void FillCubes(TraceTable table, int state, int elements, int start, int end)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)elements, (uint)Poseidon2.Width);
        if (start < 0 || end > table.Capacity || start > end) throw new ArgumentOutOfRangeException(nameof(end), $"Rows {start} to {end} of {table.Capacity}.");
        int columns = elements + Poseidon2Permutation.Wide.Cubes;

        // SAFETY: stored columns follow each other, Capacity words each; the last of them is asked for, and rows are within Capacity.
        fixed (uint* first = table.Column(state), last = table.Column(state + columns - 1))
        {
            if (last - first != (columns - 1) * (long)table.Capacity) throw new ArgumentException("The columns are not one after the other.", nameof(table));
            int i = start;
            if (Lanes512.IsSupported) i = FillCubes<Lanes512, Vector512<uint>>(first, table.Capacity, elements, start, end);
            else if (Lanes256.IsSupported) i = FillCubes<Lanes256, Vector256<uint>>(first, table.Capacity, elements, start, end);
            else if (Lanes128.IsSupported) i = FillCubes<Lanes128, Vector128<uint>>(first, table.Capacity, elements, start, end);
            Span<KoalaBear> one = stackalloc KoalaBear[Poseidon2.Width], cubes = stackalloc KoalaBear[Poseidon2Permutation.Wide.Cubes];
            for (; i < end; i++)
            {
                one.Clear();
                for (int k = 0; k < elements; k++) one[k] = new KoalaBear(first[(long)k * table.Capacity + i]);
                Poseidon2Permutation.Wide.Permute(one, cubes);
                for (int k = 0; k < cubes.Length; k++) first[(long)(elements + k) * table.Capacity + i] = cubes[k].Value;
            }
        }
    }

    internal static int FillCubes<L, V>(uint* first, long stride, int elements, int start, int end)
        where L : struct, ILanes<V>
        where V : unmanaged
    {
        byte* raw = stackalloc byte[Poseidon2.Width * sizeof(V) + 64];
        V* s = (V*)ExtWindow.Align(raw);
        V montgomery = L.Broadcast(KoalaBear.R2);
        int i = start;
        for (; i <= end - L.Count; i += L.Count)
        {
            for (int k = 0; k < elements; k++) s[k] = Mont<L, V>.MulScalar(L.Load(first + k * stride + i), montgomery);
            for (int k = elements; k < Poseidon2.Width; k++) s[k] = L.Zero;
            Poseidon2Lanes<L, V>.PermuteWithCubes(s, first + elements * stride + i, stride);
        }

        return i;
    }

    internal static int PermuteLanes<L, V>(uint* planes, long stride, int count)
        where L : struct, ILanes<V>
        where V : unmanaged
    {
        byte* raw = stackalloc byte[Poseidon2.Width * sizeof(V) + 64];
        V* s = (V*)ExtWindow.Align(raw);
        int i = 0;
        for (; i <= count - L.Count; i += L.Count)
        {
            for (int k = 0; k < Poseidon2.Width; k++) s[k] = L.Load(planes + k * stride + i);
            Poseidon2Lanes<L, V>.Permute(s);
            for (int k = 0; k < Poseidon2.Width; k++) L.Store(planes + k * stride + i, s[k]);
        }

        return i;
    }

    internal static int HashRowsLanes<L, V>(BaseMatrix rows, int width, DigestPlanes digests)
        where L : struct, ILanes<V>
        where V : unmanaged
    {
        byte* raw = stackalloc byte[Poseidon2.Width * RowBlock * sizeof(uint) + 64];
        V* states = (V*)ExtWindow.Align(raw);
        Span<KoalaBear> state = stackalloc KoalaBear[Poseidon2.Width];
        StateOf(rows, width, state);
        int r = 0;
        for (; r <= rows.Rows - RowBlock; r += RowBlock) HashBlock<L, V>(rows, state, digests, r, RowBlock / L.Count, states);
        for (; r <= rows.Rows - L.Count; r += L.Count) HashBlock<L, V>(rows, state, digests, r, 1, states);
        return r;
    }

    // Rows [start, start + groups · Count): 15 columns are absorbed by all states before the 15 in front of them.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void HashBlock<L, V>(BaseMatrix rows, ReadOnlySpan<KoalaBear> state, DigestPlanes digests, int start, int groups, V* states)
        where L : struct, ILanes<V>
        where V : unmanaged
    {
        for (int k = 0; k < Poseidon2.Width; k++)
        {
            V value = L.Broadcast(state[k].Raw);
            for (int g = 0; g < groups; g++) states[g * Poseidon2.Width + k] = value;
        }

        for (int column = (rows.Columns - 1) / FieldHash.Rate * FieldHash.Rate; column >= 0 && column < rows.Columns; column -= FieldHash.Rate)
        {
            int n = Math.Min(FieldHash.Rate, rows.Columns - column);
            uint* source = rows.Pointer + column * rows.Stride + start;
            if (column != 0) Prefetch(rows, column - FieldHash.Rate, start, groups * L.Count);
            for (int g = 0; g < groups; g++, source += L.Count)
            {
                V* s = states + g * Poseidon2.Width;
                for (int k = 0; k < n; k++) s[k] = L.Load(source + k * rows.Stride);
                for (int k = n; k < FieldHash.Rate; k++) s[k] = L.Zero;
                Poseidon2Lanes<L, V>.Permute(s);
            }
        }

        for (int g = 0; g < groups; g++)
        {
            for (int k = 0; k < Digest.Length; k++)
                L.Store(digests.Pointer + k * digests.Stride + start + g * L.Count, states[g * Poseidon2.Width + k]);
        }
    }

    // The hardware does not follow as many streams as there are columns.
    private static void Prefetch(BaseMatrix rows, int column, int start, int count)
    {
        if (!Sse.IsSupported) return;
        int end = Math.Min(column + FieldHash.Rate, rows.Columns);
        for (int c = column; c < end; c++)
        {
            uint* p = rows.Pointer + c * rows.Stride + start;
            for (int i = 0; i < count; i += 16) Sse.Prefetch0(p + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static int CompressLanes<L, V>(DigestPlanes children, DigestPlanes parents)
        where L : struct, ILanes<V>
        where V : unmanaged
    {
        byte* raw = stackalloc byte[(Poseidon2.Width + Digest.Length) * sizeof(V) + 64];
        V* s = (V*)ExtWindow.Align(raw), left = s + Poseidon2.Width;
        int i = 0;
        for (; i <= parents.Length - L.Count; i += L.Count)
        {
            for (int k = 0; k < Digest.Length; k++)
            {
                uint* p = children.Pointer + k * children.Stride + 2 * i;
                V a = L.Load(p), b = L.Load(p + L.Count);
                s[k] = left[k] = L.EvenOf(a, b);
                s[Digest.Length + k] = L.OddOf(a, b);
            }

            for (int k = 2 * Digest.Length; k < Poseidon2.Width; k++) s[k] = L.Zero;

            Poseidon2Lanes<L, V>.Permute(s);
            for (int k = 0; k < Digest.Length; k++) L.Store(parents.Pointer + k * parents.Stride + i, Mont<L, V>.Add(s[k], left[k]));
        }

        return i;
    }
}
