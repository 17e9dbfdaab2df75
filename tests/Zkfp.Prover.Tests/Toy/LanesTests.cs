using System.Runtime.Intrinsics;
using Zkfp.Core.Kernels.Simd;
using Zkfp.Core.Parallel;
using Zkfp.Verifier;

namespace Zkfp.Prover.Tests.Toy;

public class LanesTests
{
    [Fact]
    public void EveryBackendMakesTheSameProof()
    {
        using var scalar = new ToyRun(9, 600, 16, 200, 3, 2, new CpuBackend<Lanes64, ulong>("scalar", new WorkerPool(1)));
        byte[] proof = scalar.Prove();
        VerificationResult result = scalar.Verify(proof);
        Assert.True(result.IsValid, result.Error?.ToString());
        using (var widest = new ToyRun(9, 600, 16, 200, 3, 2)) Assert.Equal(proof, widest.Prove());
        if (!Lanes128.IsSupported) return;
        using var narrow = new ToyRun(9, 600, 16, 200, 3, 2, new CpuBackend<Lanes128, Vector128<uint>>("SSE4.1", new WorkerPool(2)));
        Assert.Equal(proof, narrow.Prove());
    }
}
