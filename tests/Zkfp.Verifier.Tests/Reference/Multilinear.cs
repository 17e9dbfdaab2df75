using Zkfp.Core.Field;

namespace Zkfp.Verifier.Tests.Reference;

/// <summary>Multilinear polynomials as docs/protocol.md §4 defines them; coordinate 0 is the most significant index bit.</summary>
internal static class Multilinear
{
    public static KoalaBear5[] Eq(ReadOnlySpan<KoalaBear5> point)
    {
        var table = new KoalaBear5[1 << point.Length];
        table[0] = 1;
        for (int i = 0, size = 1; i < point.Length; i++, size *= 2)
        {
            for (int b = size - 1; b >= 0; b--)
            {
                table[2 * b + 1] = table[b] * point[i];
                table[2 * b] = table[b] - table[2 * b + 1];
            }
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

    /// <summary>x with Σ xᵢ·termsᵢ = target over the base field, for five independent terms (Gauss–Jordan).</summary>
    public static KoalaBear[] Combine(KoalaBear5[] terms, KoalaBear5 target)
    {
        var m = new KoalaBear[5, 6];
        for (int row = 0; row < 5; row++)
        {
            for (int i = 0; i < 5; i++) m[row, i] = terms[i][row];
            m[row, 5] = target[row];
        }

        for (int i = 0; i < 5; i++)
        {
            int pivot = i;
            while (m[pivot, i] == KoalaBear.Zero) pivot++;
            for (int k = 0; k < 6; k++) (m[i, k], m[pivot, k]) = (m[pivot, k], m[i, k]);
            KoalaBear scale = m[i, i].Inverse();
            for (int k = 0; k < 6; k++) m[i, k] *= scale;
            for (int row = 0; row < 5; row++)
            {
                KoalaBear factor = m[row, i];
                for (int k = 0; k < 6 && row != i; k++) m[row, k] -= factor * m[i, k];
            }
        }

        KoalaBear[] x = new KoalaBear[5];
        for (int i = 0; i < 5; i++) x[i] = m[i, 5];
        return x;
    }

    public static KoalaBear5 Horner(ReadOnlySpan<KoalaBear5> c, KoalaBear5 x)
    {
        KoalaBear5 sum = default;
        for (int i = c.Length - 1; i >= 0; i--) sum = sum * x + c[i];
        return sum;
    }
}
