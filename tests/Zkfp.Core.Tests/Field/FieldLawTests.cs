using System.Numerics;
using Zkfp.Core.Field;

namespace Zkfp.Core.Tests.Field;

public class FieldLawTests
{
    private static readonly uint[] s_edges = [0, 1, 2, 3, KoalaBear.P - 1, KoalaBear.P - 2, KoalaBear.P / 2, 1u << 24, (1u << 24) - 1];

    [Fact]
    public void KoalaBear_agrees_with_integers_mod_p()
    {
        var rng = new Random(1);
        for (int k = 0; k < 20000; k++)
        {
            uint a = k < 81 ? s_edges[k / 9] : (uint)rng.NextInt64(KoalaBear.P), b = k < 81 ? s_edges[k % 9] : (uint)rng.NextInt64(KoalaBear.P);
            KoalaBear x = new(a), y = new(b);
            Assert.Equal(a, x.Value);
            Assert.Equal((uint)(((ulong)a + b) % KoalaBear.P), (x + y).Value);
            Assert.Equal((uint)(((ulong)a + KoalaBear.P - b) % KoalaBear.P), (x - y).Value);
            Assert.Equal((uint)((ulong)a * b % KoalaBear.P), (x * y).Value);
            Assert.Equal((KoalaBear.P - a) % KoalaBear.P, (-x).Value);
        }
    }

    [Fact]
    public void KoalaBear_laws() => Laws(rng => new KoalaBear((ulong)rng.NextInt64()));

    [Fact]
    public void KoalaBear5_laws() => Laws(Random5);

    [Fact]
    public void KoalaBear5_reduces_by_its_polynomial()
    {
        KoalaBear5 x = KoalaBear5.X;
        Assert.Equal(KoalaBear5.One, x.Pow(5) + x.Pow(2));
    }

    [Fact]
    public void KoalaBear5_product_agrees_with_schoolbook()
    {
        var rng = new Random(3);
        for (int k = 0; k < 2000; k++)
        {
            KoalaBear5 a = Random5(rng), b = Random5(rng);
            var wide = new BigInteger[9];
            for (int i = 0; i < 5; i++)
                for (int j = 0; j < 5; j++) wide[i + j] += (BigInteger)a[i].Value * b[j].Value;
            for (int i = 8; i >= 5; i--)
            {
                wide[i - 5] += wide[i];
                wide[i - 3] -= wide[i];
            }

            KoalaBear5 c = a * b;
            for (int i = 0; i < 5; i++) Assert.Equal((uint)(((wide[i] % KoalaBear.P) + KoalaBear.P) % KoalaBear.P), c[i].Value);
        }
    }

    /// <summary>X⁵ + X² − 1 is irreducible: X^(p⁵) = X, and X^p ≠ X has no fixed point outside the base field.</summary>
    [Fact]
    public void KoalaBear5_Frobenius_has_order_five()
    {
        KoalaBear5 x = KoalaBear5.X, f = x;
        for (int i = 1; i <= 5; i++)
        {
            f = f.Frobenius();
            Assert.Equal(i == 5, f == x);
        }

        Assert.Equal(x.Pow(KoalaBear.P), x.Frobenius());
    }

    [Fact]
    public void Roots_of_unity_have_exact_order()
    {
        for (int k = 1; k <= KoalaBear.TwoAdicity; k++)
        {
            KoalaBear w = KoalaBear.RootOfUnity(k);
            Assert.Equal(-KoalaBear.One, w.Pow(1UL << (k - 1)));
        }
    }

    private static KoalaBear5 Random5(Random rng)
    {
        KoalaBear R() => new((ulong)rng.NextInt64());
        return new KoalaBear5(R(), R(), R(), R(), R());
    }

    private static void Laws<T>(Func<Random, T> next) where T : unmanaged, IField<T>
    {
        var rng = new Random(2);
        for (int k = 0; k < 500; k++)
        {
            T a = next(rng), b = next(rng), c = next(rng);
            Assert.Equal(a + b, b + a);
            Assert.Equal(a * b, b * a);
            Assert.Equal((a + b) + c, a + (b + c));
            Assert.Equal((a * b) * c, a * (b * c));
            Assert.Equal(a * (b + c), a * b + a * c);
            Assert.Equal(a, a + T.Zero);
            Assert.Equal(a, a * T.One);
            Assert.Equal(T.Zero, a + (-a));
            Assert.Equal(a - b, a + (-b));
            if (a != T.Zero) Assert.Equal(T.One, a * a.Inverse());
        }

        Assert.Equal(T.Zero, T.Zero.Inverse());
    }
}
