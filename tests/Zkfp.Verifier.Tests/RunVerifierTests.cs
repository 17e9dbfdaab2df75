using Zkfp.Protocol;
using Zkfp.Protocol.Proofs;
using Zkfp.Verifier.Tests.Toy;

namespace Zkfp.Verifier.Tests;

public class RunVerifierTests
{
    [Theory]
    [InlineData(10)]
    [InlineData(11)]
    [InlineData(14)]
    public void Proof_of_the_reference_prover_is_accepted(int logHeight)
    {
        ToyProof p = ToyProof.Make(logHeight);
        VerificationResult result = RunVerifier.Verify(ToyMachine.Machine, p.Key, ProofWriter.Write(ToyMachine.Machine, p.Proof), ToyRun.Output);
        Assert.True(result.IsValid, result.Error?.ToString());
        Assert.Equal(3, result.Shards);
        Assert.Equal(ToyRun.Outcome, result.Outcome);
        Assert.Equal(7, result.ExitCode);
        Assert.True(result.SecurityBits >= 128);
    }

    /// <summary>Neither boundary nor preprocessed columns, the smallest heights, with and without committed rounds of WHIR.</summary>
    [Theory]
    [InlineData(8)]
    [InlineData(11)]
    public void Proof_of_the_smallest_run_is_accepted(int logHeight)
    {
        ToyProof p = MiniRun.Prove(logHeight);
        VerificationResult result = MiniRun.Verify(p);
        Assert.True(result.IsValid, result.Error?.ToString());
        Assert.Equal((1, 3u), (result.Shards, result.Outcome));
        Assert.Null(result.OutputDigest);

        // Outcome 3 is death by signal 3.
        Assert.Equal((false, 131), (result.Exited, result.ExitCode));
        Assert.Equal(default, p.Proof.Shards[0].BoundaryRoot);
        Assert.Single(logHeight == 8 ? p.Proof.Shards[0].Whir.FinalOpenings : p.Proof.Shards[0].Whir.Rounds[0].Openings);

        // No digest was committed, so no output is this run's.
        Assert.Equal(ErrorKind.WrongOutput, RunVerifier.CheckOutput(result, new byte[32]).Error?.Kind);
        Assert.Equal(ErrorKind.WrongOutput, RunVerifier.Verify(MiniRun.Machine, p.Key, ProofWriter.Write(MiniRun.Machine, p.Proof), []).Error?.Kind);
    }
}
