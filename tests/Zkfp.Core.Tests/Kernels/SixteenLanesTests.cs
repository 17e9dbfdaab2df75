using System.Runtime.Intrinsics;
using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Core.Kernels;
using Zkfp.Core.Kernels.Simd;
using Zkfp.Core.Memory;
using Zkfp.Core.Ntt;

namespace Zkfp.Core.Tests.Kernels;

/// <summary>The generic kernels at sixteen lanes, on emulated vectors.</summary>
public unsafe class SixteenLanesTests
{
    [Fact]
    public void Permutation_rows_levels_and_nonces()
    {
        const int rows = 80, columns = 17, width = 48;
        KoalaBear[] cells = Values.Base(rows * columns, 1);
        using NativeBuffer memory = new(cells.Length), leaves = new(Digest.Length * rows), parents = new(Digest.Length * rows / 2);
        cells.CopyTo(memory.AsElements(0, cells.Length));
        var digests = new DigestPlanes(leaves.Pointer, rows, rows);
        var above = new DigestPlanes(parents.Pointer, rows / 2, rows / 2);
        Assert.Equal(rows, HashKernels.HashRowsLanes<SixteenLanes, Vector512<uint>>(new BaseMatrix(memory.Pointer, rows, rows, columns), width, digests));
        Assert.Equal(32, HashKernels.CompressLanes<SixteenLanes, Vector512<uint>>(digests, above));
        for (int r = 0; r < rows; r++)
        {
            KoalaBear[] row = [.. Enumerable.Range(0, columns).Select(c => cells[c * rows + r]), .. new KoalaBear[width - columns]];
            Assert.Equal(FieldHash.HashLeaf(row), digests[r]);
        }

        for (int i = 0; i < 32; i++) Assert.Equal(FieldHash.Compress(digests[2 * i], digests[2 * i + 1]), above[i]);

        KoalaBear[] state = Values.Base(Poseidon2.Width, 2);
        long found = HashKernels.SearchLanes<SixteenLanes, Vector512<uint>>(state, 3, 31, 0, 512);
        for (long x = 0; x <= (found < 0 ? 511 : found); x++)
        {
            var s = (KoalaBear[])state.Clone();
            s[3] = new KoalaBear((ulong)x);
            Poseidon2.Permute(s);
            Assert.Equal(x == found, (s[FieldHash.Rate - 1].Value & 31) == 0);
        }
    }

    /// <summary>A permutation's own rounds never see the edges of the reduced forms.</summary>
    [Fact]
    public void Internal_rounds_at_the_edges()
    {
        InternalRounds<SixteenLanes, Vector512<uint>>();
        if (Lanes512.IsSupported) InternalRounds<Lanes512, Vector512<uint>>();
        if (Lanes256.IsSupported) InternalRounds<Lanes256, Vector256<uint>>();
        if (Lanes128.IsSupported) InternalRounds<Lanes128, Vector128<uint>>();
        InternalRounds<Lanes64, ulong>();
    }

    private static void InternalRounds<L, V>()
        where L : struct, ILanes<V>
        where V : unmanaged
    {
        KoalaBear[] cells = Values.Base(Poseidon2.Width * L.Count, 9);
        for (int i = 0; i < Poseidon2.Width; i++)
        {
            cells[i * L.Count] = KoalaBear.FromRaw(0);
            cells[i * L.Count + 1] = KoalaBear.FromRaw(KoalaBear.P - 1);
        }

        using NativeBuffer memory = new(cells.Length);
        cells.CopyTo(memory.AsElements(0, cells.Length));
        uint* constants = Poseidon2LaneConstants.Pointer + Poseidon2.ExternalInitial.Length;
        Poseidon2Lanes<L, V>.InternalRounds((V*)memory.Pointer, constants);
        for (int lane = 0; lane < L.Count; lane++)
        {
            KoalaBear[] s = [.. Enumerable.Range(0, Poseidon2.Width).Select(i => cells[i * L.Count + lane])];
            foreach (KoalaBear c in Poseidon2.Internal)
            {
                s[0] = (s[0] + c) * (s[0] + c) * (s[0] + c);
                KoalaBear sum = s.Aggregate((x, y) => x + y);
                for (int i = 0; i < Poseidon2.Width; i++) s[i] = sum + Poseidon2.InternalDiagonal[i] * s[i];
            }

            Assert.Equal(s, Enumerable.Range(0, Poseidon2.Width).Select(i => KoalaBear.FromRaw(memory.Pointer[i * L.Count + lane])));
        }
    }

    [Theory]
    [InlineData(4, 8)]
    [InlineData(5, 8)]
    [InlineData(8, 8)]
    [InlineData(9, 10)]
    [InlineData(12, 12)]
    [InlineData(13, 14)]
    public void Encoding(int logRows, int logLength)
    {
        KoalaBear[] v = Values.Base(1 << logRows, logRows), expected = new KoalaBear[1 << logLength], actual = new KoalaBear[1 << logLength];
        ScalarTree.Encode(v, expected, logLength);
        fixed (KoalaBear* source = v, destination = actual)
            RemainderTree<SixteenLanes, Vector512<uint>>.Encode((uint*)source, (uint*)destination, logRows, logLength);
        Assert.Equal(expected, actual);
    }

    [Fact]
    public void Extension_loops()
    {
        const int n = 48;
        KoalaBear5[] a = Values.Ext(n, 1), b = Values.Ext(n, 2), c = Values.Ext(n, 3), d = Values.Ext(n, 4);
        KoalaBear[] x = Values.Base(n, 5), y = Values.Base(n, 6);
        using ExtVector va = new(a), vb = new(b), vc = new(c), vd = new(d), result = new(n);
        ExtKernels.MultiplyLanes<SixteenLanes, Vector512<uint>>(va.Span, vb.Span, result.Span, n);
        Assert.Equal(a.Zip(b, (p, q) => p * q), result.Span.ToArray());
        ExtKernels.FoldLanes<SixteenLanes, Vector512<uint>>(va.Span, vb.Span, c[0], result.Span, n);
        Assert.Equal(a.Zip(b, (p, q) => p + c[0] * (q - p)), result.Span.ToArray());
        ExtKernels.ScaleLanes<SixteenLanes, Vector512<uint>>(va.Span, c[0], result.Span, n, true);
        Assert.Equal(a.Zip(b, (p, q) => p + c[0] * (q - p) + p * c[0]), result.Span.ToArray());
        fixed (KoalaBear* px = x, py = y)
        {
            ExtKernels.FoldBaseLanes<SixteenLanes, Vector512<uint>>((uint*)px, (uint*)py, c[0], result.Span, n);
            Assert.Equal(x.Zip(y, (p, q) => c[0] * (q - p) + p), result.Span.ToArray());
            ExtKernels.DotBaseLanes<SixteenLanes, Vector512<uint>>((uint*)px, vb.Span, n, out KoalaBear5 baseDot);
            Assert.Equal(x.Zip(b, (p, q) => q * p).Aggregate((p, q) => p + q), baseDot);
        }

        ExtKernels.DotLanes<SixteenLanes, Vector512<uint>>(va.Span, vb.Span, n, out KoalaBear5 dot);
        KoalaBear5 expected = a.Zip(b, (p, q) => p * q).Aggregate((p, q) => p + q);
        Assert.Equal(expected, dot);
        ExtKernels.ProductRoundLanes<SixteenLanes, Vector512<uint>>(va.Span, vc.Span, vb.Span, vd.Span, n, out KoalaBear5 c0, out KoalaBear5 c2);
        Assert.Equal(expected, c0);
        Assert.Equal(Enumerable.Range(0, n).Select(i => (c[i] - a[i]) * (d[i] - b[i])).Aggregate((p, q) => p + q), c2);
    }
}
