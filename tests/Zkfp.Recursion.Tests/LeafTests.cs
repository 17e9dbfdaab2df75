using Xunit.Abstractions;
using Zkfp.Core.Field;
using Zkfp.Core.Trace;
using Zkfp.Protocol.Proofs;
using Zkfp.Prover;
using Zkfp.Recursion.Circuits;
using Zkfp.Recursion.Machine;
using Zkfp.Recursion.Recording;
using Zkfp.Recursion.Witness;

namespace Zkfp.Recursion.Tests;

/// <summary>The leaf circuit on the sample proof.</summary>
public class LeafTests(ITestOutputHelper output)
{
    [Fact]
    public void The_sample_is_a_witness()
    {
        Circuit circuit = HelloLeaf.Circuit;
        int[] rows = CircuitTables.RowCounts(circuit);
        for (int t = 0; t < rows.Length; t++) output.WriteLine($"{RecursionMachine.Tables[t].Id,-10} {rows[t],9:N0}");
        output.WriteLine($"class {HelloLeaf.Proof.Shape.Class}, wires {circuit.WireCount}, digest {circuit.Digest}");
        var replay = new Replay(circuit, LeafCircuit.Supply(HelloLeaf.Machine, HelloLeaf.Input));
        Assert.True(replay.Holds, $"{replay.Broken}: {replay.BrokenKind}");
        output.WriteLine($"Merkle steps {replay.Steps.Count}");
        using ShardTrace trace = CircuitTables.Trace(circuit, replay);
        Assert.Equal("", CircuitCheck.Check(trace.Tables));
        var checker = new TraceChecker(RecursionMachine.Definition);
        checker.AddShard(trace);
        TraceReport report = checker.Finish(trace);
        Assert.True(report.IsClean, report.ToString());
    }

    /// <summary>The existing prover proves it, the existing verifier accepts it with the statement's digest, and with no other.</summary>
    [Fact]
    public void The_leaf_is_proven_and_verified()
    {
        Circuit circuit = HelloLeaf.Circuit;
        var replay = new Replay(circuit, LeafCircuit.Supply(HelloLeaf.Machine, HelloLeaf.Input));
        using IProverBackend backend = CpuBackend.Create(2);
        using ProvingKey key = CircuitProof.Key(circuit, 18, backend);
        ShardProof proof = CircuitProof.Prove(key, CircuitTables.Trace(circuit, replay), backend);
        Assert.Null(CircuitProof.Verify(key.VerifyingKey, proof));
        Assert.Equal(replay.Output, proof.PublicValues);
        output.WriteLine($"class {proof.Shape.Class}");
        output.WriteLine($"{ProofWriter.Write(RecursionMachine.Definition, proof).Length} bytes");
        var other = (KoalaBear[])proof.PublicValues.Clone();
        other[8] += 1;
        Assert.NotNull(CircuitProof.Verify(key.VerifyingKey, proof with { PublicValues = other }));
    }
}
