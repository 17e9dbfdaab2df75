using System.Numerics;
using FsCheck.Xunit;
using Zkfp.Core.Field;

namespace Zkfp.Core.Tests.Field;

public class FieldLawTests
{
    [Property(MaxTest = 20_000, Arbitrary = [typeof(Elements)])]
    public void KoalaBear_agrees_with_integers_mod_p(KoalaBear x, KoalaBear y)
    {
        ulong a = x.Value, b = y.Value;
        Assert.Equal(x, new KoalaBear(a));
        Assert.Equal((uint)((a + b) % KoalaBear.P), (x + y).Value);
        Assert.Equal((uint)((a + KoalaBear.P - b) % KoalaBear.P), (x - y).Value);
        Assert.Equal((uint)(a * b % KoalaBear.P), (x * y).Value);
        Assert.Equal((uint)((KoalaBear.P - a) % KoalaBear.P), (-x).Value);
    }

    /// <summary>A number of any size is reduced.</summary>
    [Property(MaxTest = 5000)]
    public void KoalaBear_reduces_numbers(ulong n) => Assert.Equal((uint)(n % KoalaBear.P), new KoalaBear(n).Value);

    [Property(MaxTest = 2000, Arbitrary = [typeof(Elements)])]
    public void KoalaBear_laws(KoalaBear a, KoalaBear b, KoalaBear c) => Laws(a, b, c);

    [Property(MaxTest = 1000, Arbitrary = [typeof(Elements)])]
    public void KoalaBear5_laws(KoalaBear5 a, KoalaBear5 b, KoalaBear5 c) => Laws(a, b, c);

    [Fact]
    public void KoalaBear5_reduces_by_its_polynomial()
    {
        KoalaBear5 x = KoalaBear5.X;
        Assert.Equal(KoalaBear5.One, x.Pow(5) + x.Pow(2));
    }

    [Property(MaxTest = 2000, Arbitrary = [typeof(Elements)])]
    public void KoalaBear5_product_agrees_with_schoolbook(KoalaBear5 a, KoalaBear5 b)
    {
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

    [Fact]
    public void Zero_has_no_inverse()
    {
        Assert.Equal(KoalaBear.Zero, KoalaBear.Zero.Inverse());
        Assert.Equal(KoalaBear5.Zero, KoalaBear5.Zero.Inverse());
    }

    private static void Laws<T>(T a, T b, T c) where T : unmanaged, IField<T>
    {
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
}
