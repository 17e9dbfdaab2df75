using Zkfp.Verifier.Proofs;
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
        VerificationResult result = RunVerifier.Verify(ToyMachine.Machine, p.Key, ProofWriter.Write(p.Proof), ToyRun.Output);
        Assert.True(result.IsValid, result.Error?.ToString());
        Assert.Equal(3, result.Shards);
        Assert.Equal(ToyRun.Outcome, result.Outcome);
        Assert.Equal(7, result.ExitCode);
        Assert.True(result.SecurityBits >= 128);
    }
}
