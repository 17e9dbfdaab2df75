using Zkfp.Core.Trace;
using Zkfp.MipsVm.Loading;
using Zkfp.Verifier;
using static Zkfp.MipsVm.Tests.Machine.Assembler;

namespace Zkfp.Prover.Tests.Mips;

/// <summary>Calls of all primitives, through the real prover and the real verifier.</summary>
public class PrimitiveProofTests
{
    [Fact]
    public void Calls_are_proven_and_verified()
    {
        MipsVm.Tests.Machine.Assembler a = new MipsVm.Tests.Machine.Assembler().Li(A0, ForgedRun.Own).Li(A1, ForgedRun.Own + 100);
        foreach ((int function, int rt, int sa) in ((int, int, int)[])[(0x13, 0, 0), (0x14, A1, 0), (0x17, 0, 0), (0x17, 0, 1)]) a.Emit(R(function, A0, rt, 0, sa, 0x1C));
        for (int i = 0; i < 8; i++) a.Emit(I(0x23, A0, T0, 4 * i), R(0x12, T0, 0, 0, i, 0x1C)); // lw t0; commit
        a.Emit(R(0x10, 0, 0, 0, 0, 0x1C));
        using var run = new ForgedRun(a.Image(Endianness.Big));
        List<ShardTrace> traces = run.Traces();
        Assert.Empty(run.Findings(traces));
        VerificationResult result = run.ProveAndVerify(traces);
        Assert.True(result.IsValid, result.Error?.ToString());
    }
}
