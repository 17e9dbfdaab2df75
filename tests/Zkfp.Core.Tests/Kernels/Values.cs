using Zkfp.Core.Field;
using Zkfp.Core.Kernels;

namespace Zkfp.Core.Tests.Kernels;

/// <summary>Deterministic test values: random ones mixed with the edges of the representation.</summary>
internal static class Values
{
    private static readonly uint[] s_edges =
        [0, 1, 2, KoalaBear.P - 1, KoalaBear.P - 2, KoalaBear.P / 2, KoalaBear.P / 2 + 1, 0x7EFFFFFF, 0x01FFFFFE, 0xFFFF, 0x10000, 0xFF00FF];

    /// <summary>Elements whose Montgomery forms are edges (one in four) or random.</summary>
    public static KoalaBear[] Base(int n, int seed)
    {
        var random = new Random(seed);
        var result = new KoalaBear[n];
        for (int i = 0; i < n; i++)
        {
            uint raw = random.Next(4) == 0 ? s_edges[random.Next(s_edges.Length)] : (uint)random.Next((int)KoalaBear.P);
            result[i] = KoalaBear.FromRaw(raw);
        }

        return result;
    }

    /// <summary>All elements p − 1: the largest products and sums.</summary>
    public static KoalaBear[] Largest(int n)
    {
        var result = new KoalaBear[n];
        Array.Fill(result, KoalaBear.FromRaw(KoalaBear.P - 1));
        return result;
    }

    public static KoalaBear5[] Ext(int n, int seed) => Ext(Base(5 * n, seed));

    public static KoalaBear5[] Ext(KoalaBear[] b)
    {
        var result = new KoalaBear5[b.Length / 5];
        for (int i = 0; i < result.Length; i++) result[i] = KoalaBear5.FromCoefficients(b.AsSpan(5 * i, 5));
        return result;
    }

    public static ExtVector Vector(KoalaBear5[] values) => new(values);
}
