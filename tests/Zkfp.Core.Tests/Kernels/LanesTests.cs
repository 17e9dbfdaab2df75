using System.Runtime.Intrinsics;
using Zkfp.Core.Field;
using Zkfp.Core.Kernels.Simd;

namespace Zkfp.Core.Tests.Kernels;

/// <summary>The definitions of every kind of lanes that this processor has, against those of <see cref="Lanes64"/>, two lanes at a time.</summary>
public unsafe class LanesTests
{
    [Fact]
    public void Definitions_agree()
    {
        Check<Lanes64, ulong>();
        Check<SixteenLanes, Vector512<uint>>();
        if (Lanes128.IsSupported) Check<Lanes128, Vector128<uint>>();
        if (Lanes256.IsSupported) Check<Lanes256, Vector256<uint>>();
        if (Lanes512.IsSupported) Check<Lanes512, Vector512<uint>>();
    }

    private static void Check<L, V>()
        where L : struct, ILanes<V>
        where V : unmanaged
    {
        // Elements, their negatives as signed words, and all words.
        foreach (uint mask in (uint[])[0, uint.MaxValue, 0x80000000])
        {
            uint[] a = Words(L.Count, 1, mask), b = Words(L.Count, 2, 0);
            for (int round = 0; round < 100; round++)
            {
                Each<L, V>(a, b, L.Add32, Lanes64.Add32);
                Each<L, V>(a, b, L.Sub32, Lanes64.Sub32);
                Each<L, V>(a, b, L.Add64, Lanes64.Add64);
                Each<L, V>(a, b, L.Sub64, Lanes64.Sub64);
                Each<L, V>(a, b, L.Min32, Lanes64.Min32);
                Each<L, V>(a, b, L.Max32, Lanes64.Max32);
                Each<L, V>(a, b, L.And, Lanes64.And);
                Each<L, V>(a, b, L.MulLow32, Lanes64.MulLow32);
                Each<L, V>(a, b, L.MulEven, Lanes64.MulEven);
                Each<L, V>(a, b, L.MulEvenSigned, Lanes64.MulEvenSigned);
                Each<L, V>(a, b, L.MulAddBytes, Lanes64.MulAddBytes);
                Each<L, V>(a, b, (x, _) => L.HighToLow(x), (x, _) => Lanes64.HighToLow(x));
                Each<L, V>(a, b, (x, y) => L.HighHalves(x, L.And(y, L.Broadcast64(~0ul << 32))), (x, y) => Lanes64.HighHalves(x, y >> 32 << 32));
                Each<L, V>(a, b, (x, _) => L.ShiftLeft32(x, 21), (x, _) => Lanes64.ShiftLeft32(x, 21));
                Each<L, V>(a, b, (x, _) => L.ShiftRight32(x, 3), (x, _) => Lanes64.ShiftRight32(x, 3));
                Each<L, V>(a, b, (x, _) => L.ShiftRightSigned32(x, 8), (x, _) => Lanes64.ShiftRightSigned32(x, 8));
                Each<L, V>(a, b, (x, _) => L.And(L.OddToEven(x), L.Broadcast64(uint.MaxValue)), (x, _) => Lanes64.OddToEven(x));
                Each<L, V>(a, b, (_, _) => L.Broadcast(7), (_, _) => Lanes64.Broadcast(7));
                Each<L, V>(a, b, (_, _) => L.Zero, (_, _) => 0);
                uint[] both = [.. a, .. b];
                Assert.Equal(both.Where((_, i) => i % 2 == 0), Apply<L, V>(a, b, L.EvenOf));
                Assert.Equal(both.Where((_, i) => i % 2 == 1), Apply<L, V>(a, b, L.OddOf));
                a = Words(L.Count, 2 * round + 3, mask);
                b = Words(L.Count, 2 * round + 4, 0);
            }
        }
    }

    private static uint[] Words(int n, int seed, uint mask)
    {
        var words = new uint[n];
        KoalaBear[] values = Values.Base(n, seed);
        for (int i = 0; i < n; i++) words[i] = values[i].Raw ^ mask;
        return words;
    }

    private static void Each<L, V>(uint[] a, uint[] b, Func<V, V, V> vector, Func<ulong, ulong, ulong> scalar)
        where L : struct, ILanes<V>
        where V : unmanaged
    {
        uint[] actual = Apply<L, V>(a, b, vector), expected = new uint[L.Count];
        fixed (uint* pa = a, pb = b, pe = expected)
            for (int i = 0; i < L.Count; i += 2) Lanes64.Store(pe + i, scalar(Lanes64.Load(pa + i), Lanes64.Load(pb + i)));
        Assert.Equal(expected, actual);
    }

    private static uint[] Apply<L, V>(uint[] a, uint[] b, Func<V, V, V> f)
        where L : struct, ILanes<V>
        where V : unmanaged
    {
        var result = new uint[L.Count];
        fixed (uint* pa = a, pb = b, pr = result) L.Store(pr, f(L.Load(pa), L.Load(pb)));
        return result;
    }
}
