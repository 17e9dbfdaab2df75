using Zkfp.Core.Field;
using Zkfp.Core.Ntt;
using Zkfp.Core.Tests.Kernels;

namespace Zkfp.Core.Tests.Ntt;

public class ReedSolomonTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(3, 0)]
    [InlineData(3, 1)]
    [InlineData(4, 3)]
    [InlineData(5, 1)]
    [InlineData(6, 2)]
    [InlineData(7, 1)]
    [InlineData(8, 1)]
    public void Codeword_is_the_polynomial_at_bit_reversed_powers(int logRows, int logInvRate)
    {
        KoalaBear[] v = Values.Base(1 << logRows, logRows);
        var code = new KoalaBear[v.Length << logInvRate];
        ReedSolomon.Encode(v, logInvRate, code);
        int bits = logRows + logInvRate;
        KoalaBear root = KoalaBear.Generator.Pow(127UL << (24 - bits));
        for (int i = 0; i < code.Length; i++)
        {
            int reversed = Enumerable.Range(0, bits).Sum(b => (i >> b & 1) << (bits - 1 - b));
            KoalaBear x = root.Pow((ulong)reversed), expected = default;
            for (int b = v.Length - 1; b >= 0; b--) expected = expected * x + v[b];
            Assert.Equal(expected, code[i]);
            Assert.Equal(x, ReedSolomon.Point(i, bits));
        }
    }

    /// <summary>Large sizes take other code paths; sample positions are evaluated by Horner's rule.</summary>
    [Theory]
    [InlineData(9, 1)]
    [InlineData(10, 1)]
    [InlineData(11, 3)]
    [InlineData(12, 1)]
    [InlineData(13, 1)]
    [InlineData(14, 2)]
    [InlineData(15, 1)]
    [InlineData(16, 1)]
    [InlineData(17, 1)]
    public void Large_codewords_at_sampled_positions(int logRows, int logInvRate)
    {
        KoalaBear[] v = Values.Base(1 << logRows, logRows);
        var code = new KoalaBear[v.Length << logInvRate];
        ReedSolomon.Encode(v, logInvRate, code);
        int bits = logRows + logInvRate;
        var random = new Random(logRows);
        for (int q = 0; q < 24; q++)
        {
            int i = q == 0 ? 0 : q == 1 ? code.Length - 1 : random.Next(code.Length);
            KoalaBear x = ReedSolomon.Point(i, bits), expected = default;
            for (int b = v.Length - 1; b >= 0; b--) expected = expected * x + v[b];
            Assert.Equal(expected, code[i]);
        }
    }

    [Fact]
    public void Bad_lengths_are_refused()
    {
        Assert.Throws<ArgumentException>(() => NumberTheoreticTransform.Forward(new KoalaBear[3]));
        Assert.Throws<ArgumentException>(() => NumberTheoreticTransform.Forward(new KoalaBear[1 << 25]));
        Assert.Throws<ArgumentException>(() => ReedSolomon.Encode(new KoalaBear[4], 1, new KoalaBear[4]));
    }
}
