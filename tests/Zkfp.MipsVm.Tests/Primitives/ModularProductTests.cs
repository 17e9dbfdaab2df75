using System.Numerics;
using FsCheck.Xunit;
using Zkfp.MipsVm.Execution.Primitives;
using static Zkfp.MipsVm.Tests.Primitives.MulModOperands;

namespace Zkfp.MipsVm.Tests.Primitives;

/// <summary>The arithmetic of MULMOD and MULMOD384 against <see cref="BigInteger"/>.</summary>
public class ModularProductTests
{
    [Property(MaxTest = 5000)]
    public void Result_is_that_of_big_integers(int seed)
    {
        var random = new Random(seed);
        foreach (int n in (int[])[8, 12])
        {
            BigInteger a = Any(random, n), b = Any(random, n), m = Any(random, n), c = Any(random, n);
            uint[] words = Words(n, a, b, m, c, Any(random, n)), given = words[..(4 * n)];
            bool isRare = ModularProduct.Compute(words);
            Assert.Equal(m.IsZero || (a * b + c) / m >> 32 * n > 0, isRare);
            Assert.True(!isRare || a >= m && b >= m);
            Assert.Equal(Result(a, b, m, c), FromWords(words.AsSpan(4 * n)));
            Assert.Equal(given, words[..(4 * n)]);

            uint[] remainder = new uint[2 * n], quotient = new uint[2 * n];
            ModularProduct.Divide(words, remainder, quotient);
            Assert.Equal(a * b + c, FromWords(quotient) * BigInteger.Max(m, 1) + FromWords(remainder));
            Assert.True(FromWords(remainder) < BigInteger.Max(m, 1));
        }
    }

    /// <summary>Divisors whose second word makes the estimate of a digit from the first one too high, once or twice.</summary>
    [Theory]
    [InlineData("7FFFFFFF800000010000000000000000", "800000008000000200000005")]
    [InlineData("80000000000000000000000000000003", "200000000000000000000001")]
    [InlineData("00008000000000000000000000000000", "800000000000000000000001")]
    [InlineData("0000000000007FFF8000000000000000", "800000000001")]
    public void Rare_digits(string dividend, string divisor)
    {
        BigInteger a = Hex(dividend), m = Hex(divisor);
        for (int shift = 0; shift <= 128; shift += 32)
        {
            uint[] words = Words(8, a << shift, 1, m, 0, 0);
            ModularProduct.Compute(words);
            Assert.Equal((a << shift) % m, FromWords(words.AsSpan(32)));
        }

        static BigInteger Hex(string s) => BigInteger.Parse("0" + s, System.Globalization.NumberStyles.HexNumber);
    }

    /// <summary>Known numbers: inverses by Fermat's theorem, for each modulus that the instruction was made for.</summary>
    [Fact]
    public void Powers_to_m_minus_one_are_one()
    {
        for (int k = 0; k < Moduli.Length; k++)
        {
            BigInteger m = Modulus(k), x = 3, exponent = m - 1;
            int n = m.GetBitLength() > 256 ? 12 : 8;
            BigInteger power = 1;
            for (int bit = (int)exponent.GetBitLength() - 1; bit >= 0; bit--)
            {
                power = Call(power, power);
                if (!((exponent >> bit) & 1).IsZero) power = Call(power, x);
            }

            Assert.Equal(BigInteger.One, power);

            BigInteger Call(BigInteger a, BigInteger b)
            {
                uint[] words = Words(n, a, b, m, 0, 0);
                ModularProduct.Compute(words);
                return FromWords(words.AsSpan(4 * n));
            }
        }
    }
}
