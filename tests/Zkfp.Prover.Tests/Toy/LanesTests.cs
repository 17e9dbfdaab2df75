using Zkfp.Core.Parallel;
using Zkfp.Prover.Kernels;
using Zkfp.Verifier;

namespace Zkfp.Prover.Tests.Toy;

public class LanesTests
{
    [Fact]
    public void ScalarAndVectorBackendsMakeTheSameProof()
    {
        using var scalar = new ToyRun(9, 600, 16, 200, 3, 2, new CpuBackend<LanesScalar>("scalar", new WorkerPool(1)));
        using var vector = new ToyRun(9, 600, 16, 200, 3, 2);
        byte[] proof = scalar.Prove();
        VerificationResult result = scalar.Verify(proof);
        Assert.True(result.IsValid, result.Error?.ToString());
        Assert.Equal(proof, vector.Prove());
    }
}
