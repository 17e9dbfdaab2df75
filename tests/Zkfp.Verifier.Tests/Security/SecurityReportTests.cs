using Zkfp.Protocol.Layout;
using Zkfp.Protocol.Parameters;
using Zkfp.Protocol.Security;
using Zkfp.Verifier.Tests.Toy;

namespace Zkfp.Verifier.Tests.Security;

public class SecurityReportTests
{
    /// <summary>
    /// Queries of the 128-bit unique-decoding row of research/proof-systems.md §2 (computed with the formulas of ethereum/soundcalc):
    /// 261/131/110/109 at rates 1/2, 1/8, 1/64, 1/512, with 20 bits of proof-of-work. The row prints 110 at rate 1/64; 110 queries yield 107.5 bits, so
    /// the exact count for 108 is 111.
    /// </summary>
    [Theory]
    [InlineData(1, 261)]
    [InlineData(3, 131)]
    [InlineData(6, 111)]
    [InlineData(9, 109)]
    [InlineData(2, 160)]
    public void Query_counts_match_the_published_calculator(int logInvRate, int queries)
    {
        const double wanted = 108;
        Assert.True(SecurityReport.QueryBits(logInvRate, queries) >= wanted);
        Assert.True(SecurityReport.QueryBits(logInvRate, queries - 1) < wanted);
    }

    /// <summary>The 100-bit unique-decoding rows of the same table: 193/97/81 at rates 1/2, 1/8, 1/64 with 20 bits of proof-of-work.</summary>
    [Theory]
    [InlineData(1, 193)]
    [InlineData(3, 97)]
    [InlineData(2, 118)]
    public void Query_counts_match_at_100_bits(int logInvRate, int queries)
    {
        Assert.True(SecurityReport.QueryBits(logInvRate, queries) >= 80);
        Assert.True(SecurityReport.QueryBits(logInvRate, queries - 1) < 80);
    }

    /// <summary>research/proof-systems.md §2: LogUp with 2^28 interactions in KB⁵ has 123 bits, "5 bits of proof-of-work reach 128"; its formula
    /// loses 3 more bits than the exact degree bound used here.</summary>
    [Fact]
    public void Fingerprint_bits_bound_the_published_estimate()
    {
        double published = SecurityReport.FieldBits - 1 - 28 - 3;
        Assert.InRange(published, 122.5, 123.5);
        Assert.InRange(SecurityReport.FieldBits - 28, published, published + 4.01);
    }

    [Fact]
    public void Grinding_counts_are_the_smallest_that_suffice()
    {
        foreach (long messages in (long[])[1, 128_750_250, 128_750_251, 257_500_500, 257_500_501, 1L << 30, int.MaxValue])
        {
            int g = ProtocolParameters.FingerprintGrindingBits(messages);
            double bits = SecurityReport.FieldBits - Math.Log2(messages);
            Assert.True(bits + SecurityReport.GrindingBits(g) >= 128, $"{messages}");
            if (g > 0) Assert.True(bits + g - 1 < 128.01, $"{messages}");
        }
    }

    /// <summary>Every height and the largest shapes that the layout admits stay at or above the floor.</summary>
    [Fact]
    public void Every_admissible_height_meets_the_floor()
    {
        for (int h = 11; h <= ProtocolParameters.MaxLogHeight; h++)
        {
            // As many columns and leaves as a class can have.
            int columns = 1 << ProtocolParameters.MaxVariables - h;
            var layout = new ClassLayout(ToyMachine.Machine, new ProofClass(h, columns - 2, 1, 1, 1 + ProtocolParameters.MaxLogScopeLeaves));
            Assert.Equal("", ClassLayout.Check(ToyMachine.Machine, layout.Class));
            SecurityReport report = SecurityReport.ForShard(layout);
            Assert.True(report.MeetsFloor, $"h = {h}\n{report}");
        }
    }

    [Fact]
    public void Report_prints_every_term_with_its_source()
    {
        string text = SecurityReport.ForShard(Layout(14)).ToString();
        foreach (string term in (string[])["local fingerprint", "GKR sumcheck", "zerocheck batching", "WHIR queries 1", "WHIR folding 2", "WHIR final queries", "hash"])
            Assert.Contains(term, text, StringComparison.Ordinal);
    }

    private static ClassLayout Layout(int logHeight) => new(ToyMachine.Machine, new ProofClass(logHeight, 45, 1, 2, logHeight + 6));
}
