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
    public void HonestRunsVerify(int logHeight, int workRows, int romRows, int addresses, int shards)
    {
        using var run = new ToyRun(logHeight, workRows, romRows, addresses, logHeight, shards);
        VerificationResult result = run.Verify(run.Prove());
        Assert.True(result.IsValid, result.Error?.ToString());
        Assert.Equal(shards, result.Shards);
    }
}
