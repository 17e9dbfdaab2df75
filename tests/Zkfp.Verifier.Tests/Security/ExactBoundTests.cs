using System.Numerics;
using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Verifier.Keys;
using Zkfp.Verifier.Layout;
using Zkfp.Verifier.Parameters;
using Zkfp.Verifier.Security;
using Zkfp.Verifier.Tests.Toy;

namespace Zkfp.Verifier.Tests.Security;

/// <summary>
/// The terms of docs/soundness.md again, from the published formulas, with integers instead of logarithms: no rounding, no code in common with
/// <see cref="SecurityReport"/>. An error num/den has 128 bits exactly if num · 2^128 ≤ den.
/// </summary>
public class ExactBoundTests
{
    private static readonly BigInteger s_p = KoalaBear.P, s_field = BigInteger.Pow(s_p, 5);

    /// <summary>Haböck 2022/1530: fewer than L of |K| challenges, each kept with the probability of its proof of work.</summary>
    [Fact]
    public void Fingerprints_of_every_number_of_messages()
    {
        // Between two steps of g the error only grows: the ends of each step are the worst, up to the most that a run may have.
        for (int g = 0; 128_750_250L << g < KoalaBear.P; g++)
        {
            foreach (long messages in (long[])[128_750_250L << g, (128_750_250L << g) + 1])
            {
                if (messages >= KoalaBear.P) continue;
                int bits = messages <= 128_750_250L << g ? g : g + 1;
                Assert.Equal(bits, ProtocolParameters.FingerprintGrindingBits(messages));
                Report(messages * Work(bits), s_field * s_p, Find(SecurityReport.ForGamma(messages), "global fingerprint"));
            }
        }

        Assert.Equal(5, ProtocolParameters.FingerprintGrindingBits(KoalaBear.P - 1));
        Report((s_p - 1) * Work(5), s_field * s_p, Find(SecurityReport.ForGamma(KoalaBear.P - 1), "global fingerprint"));
    }

    /// <summary>Each WHIR round of each height: proximity gap (2020/654, Thm 4.1), queries in the unique-decoding regime, batching, sumcheck.</summary>
    [Fact]
    public void Whir_rounds_of_every_height()
    {
        for (int h = ProtocolParameters.MinLogHeight; h <= ProtocolParameters.MaxLogHeight; h++)
        {
            SecurityReport r = SecurityReport.ForShard(Widest(h));
            int n = h, rate = 1, round = 0;
            Report((BigInteger.One << (h + 1)) + 2, s_field, Find(r, "WHIR column folding"));
            for (; n > 10; n -= 3, rate++)
            {
                int t = Queries(n + rate, rate, Find(r, $"WHIR queries {++round}"));
                Report(t, s_field, Find(r, $"WHIR batching ξ {round}"));
                Report((BigInteger.One << (n - 3 + rate + 1)) + 2, s_field, Find(r, $"WHIR folding {round}"));
            }

            Queries(n + rate, rate, Find(r, "WHIR final queries"));
            Assert.DoesNotContain(r.Terms, x => x.Name == $"WHIR queries {round + 1}");
        }
    }

    /// <summary>The terms that grow with the shape, at the widest shapes that the layout takes.</summary>
    [Fact]
    public void Widest_shapes_of_every_height()
    {
        for (int h = ProtocolParameters.MinLogHeight; h <= ProtocolParameters.MaxLogHeight; h++)
        {
            ShardLayout l = Widest(h);
            SecurityReport r = SecurityReport.ForShard(l);
            int constraints = 0, evaluations = 0;
            long local = l.Machine.PublicMessages.Interactions.Count;
            foreach (Fragment f in l.Fragments)
            {
                constraints += f.Air.Constraints.Count;
                evaluations += f.Air.Columns.Count(c => c.Kind != Core.Air.ColumnKind.Virtual);
                local += f.Air.Interactions.LongCount(x => x.Bus.Scope == Core.Air.BusScope.Local) << f.LogHeight;
            }

            int g = 0;
            while (local > 128_750_250L << g) g++;
            Report(local * Work(g), s_field * s_p, Find(r, "local fingerprint"));
            Report(constraints + 1, s_field, Find(r, "zerocheck batching β"));
            Report(evaluations, s_field, Find(r, "evaluation batching τ"));
            Report(3, s_field, Find(r, "zerocheck sumcheck"));
            Report(3, s_field, Find(r, "GKR sumcheck"));
            Report(2, s_field, Find(r, "GKR child merging μ"));
            Assert.True(r.MeetsFloor, $"h = {h}\n{r}");
            Assert.Equal(12 + 3 * l.Whir.Rounds.Length - (l.LogWidth == 0 ? 1 : 0), r.Terms.Count);
        }
    }

    /// <summary>Half the bits of nine elements: about 2^139 hash calls meet a collision. Both reports have it, so the floor covers it.</summary>
    [Fact]
    public void Collisions_of_the_hash()
    {
        BigInteger digests = BigInteger.Pow(s_p, Digest.Length);
        Assert.Equal(Digest.Length, Poseidon2.Width - FieldHash.Rate);
        Assert.True(BigInteger.One << 2 * ProtocolParameters.HashBits <= digests && digests < BigInteger.One << 2 * (ProtocolParameters.HashBits + 1));
        Assert.Equal(ProtocolParameters.HashBits, Find(SecurityReport.ForShard(Widest(12)), "hash collisions").Bits);
        Assert.Equal(ProtocolParameters.HashBits, Find(SecurityReport.ForGamma(1), "hash collisions").Bits);
    }

    // p · Pr[the low g bits of an element are 0].
    private static BigInteger Work(int g) => g == 0 ? s_p : (s_p - 1 >> g) + 1;

    // The fewest queries t with ((1 + ρ)/2)^t ≤ 2^−(128 − g), then the error that they have.
    private static int Queries(int logDomain, int rate, SecurityTerm term)
    {
        int g = rate == 1 ? 20 : 16, t = 0;
        BigInteger a = 1, b = 1, top = (BigInteger.One << rate) + 1, bottom = BigInteger.One << (rate + 1);
        for (; a << (128 - g) > b; t++) (a, b) = (a * top, b * bottom);
        Assert.Equal(t, ProtocolParameters.QueryCount(rate));

        // A word that is further than half the distance from a codeword of N rows agrees with it in at most (N + k)/2 − 1; row 0 has one element more.
        BigInteger rows = BigInteger.One << logDomain, agree = (rows + (rows >> rate)) / 2 - 1;
        Report(BigInteger.Pow((s_p - 1 >> logDomain) * agree + 1, t) * Work(g), BigInteger.Pow(s_p, t + 1), term);
        return t;
    }

    // The exact error has 128 bits; the report does not claim more bits than it has (up to the rounding of a double), nor much less.
    private static void Report(BigInteger numerator, BigInteger denominator, SecurityTerm term)
    {
        Assert.True(numerator << 128 <= denominator, $"{term.Name}: {BigInteger.Log(denominator, 2) - BigInteger.Log(numerator, 2)} bits");
        Assert.InRange(term.Bits, 128, BigInteger.Log(denominator, 2) - BigInteger.Log(numerator, 2) + 1e-6);
        Assert.InRange(BigInteger.Log(denominator, 2) - BigInteger.Log(numerator, 2) - term.Bits, -1e-6, 1);
    }

    private static SecurityTerm Find(SecurityReport r, string name) => Assert.Single(r.Terms, x => x.Name == name);

    // As many and as tall fragments as columns and leaves allow.
    private static ShardLayout Widest(int h)
    {
        int[] tall = [.. Enumerable.Repeat(h, ProtocolParameters.MaxFragmentsPerTable)], small = [.. Enumerable.Repeat(8, ProtocolParameters.MaxFragmentsPerTable)];
        var run = new ToyRun();
        FragmentHeight[] listed = [new(ToyMachine.Rom, Math.Min(h, 10)), new(ToyMachine.Rom, 8), new(ToyMachine.Image, 8)];
        var key = new VerifyingKey(ToyMachine.Machine.Digest, h, 0, 1, listed, default, run.GlobalMessages);
        int[] rom = [Math.Min(h, 10), 8];
        for (int count = tall.Length; ; count--)
        {
            int[][] heights = [tall[..count], small, tall[..count], [8], [8], rom, tall[..count], [8]];
            if (ShardLayout.TryCreate(ToyMachine.Machine, key, new Shape(heights), true, out ShardLayout? layout, out _)) return layout;
        }
    }
}
