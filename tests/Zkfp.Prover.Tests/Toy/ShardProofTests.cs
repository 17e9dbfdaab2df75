using Zkfp.Core.Trace;
using Zkfp.Verifier;

namespace Zkfp.Prover.Tests.Toy;

public class ShardProofTests
{
    [Theory]
    [InlineData(8, 100, 16, 5, 1)]
    [InlineData(9, 700, 300, 40, 2)]
    [InlineData(10, 1000, 20, 300, 3)]
    [InlineData(11, 5000, 1000, 1, 2)]
    [InlineData(12, 9000, 3, 600, 3)]
    [InlineData(9, 1, 1, 2000, 2)] // more global leaves than local ones
    [InlineData(13, 4100, 5000, 1, 1)]
    public void HonestRunsVerify(int logHeight, int workRows, int romRows, int addresses, int shards)
    {
        using var run = new ToyRun(logHeight, workRows, romRows, addresses, logHeight, shards);
        VerificationResult result = run.Verify(run.Prove());
        Assert.True(result.IsValid, result.Error?.ToString());
        Assert.Equal(shards, result.Shards);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void RandomShapesVerify(int seed)
    {
        var random = new Random(seed);
        int logHeight = random.Next(8, 12);
        using var run = new ToyRun(
            logHeight, random.Next(1, 6 << logHeight), random.Next(1, 600), random.Next(1, 3 << logHeight), seed, random.Next(1, 3),
            extraColumns: random.Next(40));
        VerificationResult result = run.Verify(run.Prove());
        Assert.True(result.IsValid, result.Error?.ToString());
    }

    [Fact]
    public void AbsentAndEmptyTablesAreLeftOut()
    {
        using var run = new ToyRun(8, 50, 16, 5, 2, 2);
        byte[] proof = run.Prove(traces =>
        {
            // Without work there is nothing to sink but the public message, and nothing to look up.
            foreach (ShardTrace t in traces)
            {
                t.Tables[ToyMachine.Work]!.Dispose();
                t.Tables[ToyMachine.Work] = null;
                TraceTable sink = t.Tables[ToyMachine.Sink]!;
                for (int c = 1; c < 5; c++) sink.Column(c).Clear();
                sink.Column(1)[0] = t.PublicValues[0].Value;
                sink.Column(2)[0] = 77;
                sink.SetRows(1);
                t.Tables[ToyMachine.Range]!.Column(1).Clear();
                t.Tables[ToyMachine.Rom]!.Column(2).Clear();
            }
        });
        VerificationResult result = run.Verify(proof);
        Assert.True(result.IsValid, result.Error?.ToString());
    }

    /// <summary>One row more than the positions of a table hold is an error that names the table.</summary>
    [Fact]
    public void Rows_beyond_the_positions_are_refused()
    {
        Assert.Equal([256, 256], ShapePlanner.Split(512, 8, 2, "work"));
        Assert.Contains("513 rows of work", Assert.Throws<TraceException>(() => ShapePlanner.Split(513, 8, 2, "work")).Message, StringComparison.Ordinal);
    }
}
