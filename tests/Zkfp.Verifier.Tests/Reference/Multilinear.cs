using Zkfp.Core.Field;

namespace Zkfp.Verifier.Tests.Reference;

/// <summary>Multilinear polynomials as docs/protocol.md §4 defines them; coordinate 0 is the most significant index bit.</summary>
internal static class Multilinear
{
    public static KoalaBear5[] Eq(ReadOnlySpan<KoalaBear5> point)
    {
        var table = new KoalaBear5[1 << point.Length];
        for (int b = 0; b < table.Length; b++)
        {
            table[b] = 1;
            for (int i = 0; i < point.Length; i++)
                table[b] *= (b >> (point.Length - 1 - i) & 1) != 0 ? point[i] : KoalaBear5.One - point[i];
        }

        return table;
    }

    public static KoalaBear5[] Bind(KoalaBear5[] v, KoalaBear5 r)
    {
        var result = new KoalaBear5[v.Length / 2];
        for (int i = 0; i < result.Length; i++) result[i] = v[i] + r * (v[i + result.Length] - v[i]);
        return result;
    }

    public static KoalaBear5 Evaluate(KoalaBear5[] v, ReadOnlySpan<KoalaBear5> point)
    {
        foreach (KoalaBear5 r in point) v = Bind(v, r);
        return v[0];
    }

    public static KoalaBear5[] Lift(KoalaBear[] v) => Array.ConvertAll(v, x => (KoalaBear5)x);

    /// <summary>Coefficients of the polynomial with these values at 0, 1, 2, ….</summary>
    public static KoalaBear5[] Interpolate(KoalaBear5[] values)
    {
        var result = new KoalaBear5[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            KoalaBear5[] basis = [1];
            for (int j = 0; j < values.Length; j++)
            {
                if (j == i) continue;
                KoalaBear scale = KoalaBear.FromInt64(i - j).Inverse();
                var next = new KoalaBear5[basis.Length + 1];
                for (int k = 0; k < basis.Length; k++)
                {
                    next[k + 1] += basis[k] * scale;
                    next[k] -= basis[k] * (scale * j);
                }

                basis = next;
            }

            for (int k = 0; k < basis.Length; k++) result[k] += basis[k] * values[i];
        }

        return result;
    }

    public static KoalaBear5 Horner(ReadOnlySpan<KoalaBear5> c, KoalaBear5 x)
    {
        KoalaBear5 sum = default;
        for (int i = c.Length - 1; i >= 0; i--) sum = sum * x + c[i];
        return sum;
    }
}
