using System.Numerics;
using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Protocol.Layout;
using Zkfp.Protocol.Parameters;
using Zkfp.Protocol.Security;
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
                Assert.True(messages * Work(bits) << 128 <= s_field * s_p, $"{messages}");
            }
        }

        // A run has fewer than p messages, and the bits for p of them whatever it has.
        Assert.Equal(5, ProtocolParameters.GammaGrindingBits);
        Report(s_p * Work(5), s_field * s_p, Find(SecurityReport.ForGamma(), "global fingerprint"));
    }

    /// <summary>The local fingerprint of every number of leaves.</summary>
    [Fact]
    public void Fingerprints_of_every_class()
    {
        for (int m = ProtocolParameters.MinLogHeight + 1; m <= ProtocolParameters.MaxLogScopeLeaves + 1; m++)
        {
            var l = new ClassLayout(ToyMachine.Machine, new ProofClass(8, 1, 1, 1, m));
            Assert.Equal("", ClassLayout.Check(ToyMachine.Machine, l.Class));
            BigInteger messages = (BigInteger.One << m - 1) + ToyMachine.Machine.PublicMessages.Interactions.Count;
            int g = 0;
            while (messages > 128_750_250L << g) g++;
            Assert.Equal(g, l.LocalGrindingBits);
            Report(messages * Work(g), s_field * s_p, Find(SecurityReport.ForShard(l), "local fingerprint"));
        }
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

            int last = Queries(n + rate, rate, Find(r, "WHIR final queries"));
            Report(last, s_field, Find(r, "WHIR batching ξ, final"));
            Report(2, s_field, Find(r, "WHIR final sumcheck"));
            Assert.DoesNotContain(r.Terms, x => x.Name == $"WHIR queries {round + 1}");
        }
    }

    /// <summary>The terms that grow with machine and class, at the widest classes there are. Absent positions count as much as present ones.</summary>
    [Fact]
    public void Widest_classes_of_every_height()
    {
        for (int h = ProtocolParameters.MinLogHeight; h <= ProtocolParameters.MaxLogHeight; h++)
        {
            ClassLayout l = Widest(h);
            SecurityReport r = SecurityReport.ForShard(l);
            int constraints = 0, evaluations = 0;
            foreach (Core.Air.AirProgram t in ToyMachine.Machine.Tables)
            {
                constraints += t.Positions * t.Constraints.Count;
                evaluations += t.Positions * t.Columns.Count(c => c.Kind != Core.Air.ColumnKind.Virtual);
            }

            Report(constraints + 1, s_field, Find(r, "zerocheck batching β"));
            Report(evaluations, s_field, Find(r, "evaluation batching τ"));
            Report(3, s_field, Find(r, "zerocheck sumcheck"));
            Report(3, s_field, Find(r, "GKR sumcheck"));
            Report(2, s_field, Find(r, "GKR child merging μ"));
            Assert.True(r.MeetsFloor, $"h = {h}\n{r}");
            Assert.Equal(13 + 3 * l.Whir.Rounds.Length, r.Terms.Count);
        }

        // One column: nothing is folded at first.
        Assert.Equal(12, SecurityReport.ForShard(new ClassLayout(MiniRun.Machine, new ProofClass(8, 1, 0, 0, 9))).Terms.Count);
    }

    /// <summary>Half the bits of nine elements: about 2^139 hash calls meet a collision. Both reports have it, so the floor covers it.</summary>
    [Fact]
    public void Collisions_of_the_hash()
    {
        BigInteger digests = BigInteger.Pow(s_p, Digest.Length);
        Assert.Equal(Digest.Length, Poseidon2.Width - FieldHash.Rate);
        Assert.True(BigInteger.One << 2 * ProtocolParameters.HashBits <= digests && digests < BigInteger.One << 2 * (ProtocolParameters.HashBits + 1));
        Assert.Equal(ProtocolParameters.HashBits, Find(SecurityReport.ForShard(Widest(12)), "hash collisions").Bits);
        Assert.Equal(ProtocolParameters.HashBits, Find(SecurityReport.ForGamma(), "hash collisions").Bits);
    }

    // p · Pr[the low g bits of an element are 0].
    private static BigInteger Work(int g) => g == 0 ? s_p : (s_p - 1 >> g) + 1;

    // The fewest queries t with ((1 + ρ)/2)^t ≤ 2^−(128 − g), then the error that they have.
    private static int Queries(int logDomain, int rate, SecurityTerm term)
    {
        int g = rate == 1 ? 17 : 16, t = 0;
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
        Assert.InRange(BigInteger.Log(denominator, 2) - BigInteger.Log(numerator, 2) - term.Bits, -1e-6, 1.05); // the matrices of 2^8 rows
    }

    private static SecurityTerm Find(SecurityReport r, string name) => Assert.Single(r.Terms, x => x.Name == name);

    // As many columns and leaves as a class can have.
    private static ClassLayout Widest(int h)
    {
        var c = new ProofClass(h, (1 << ProtocolParameters.MaxVariables - h) - 2, 1, 1, 1 + ProtocolParameters.MaxLogScopeLeaves);
        Assert.Equal("", ClassLayout.Check(ToyMachine.Machine, c));
        return new ClassLayout(ToyMachine.Machine, c);
    }
}
