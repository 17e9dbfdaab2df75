using Xunit.Abstractions;
using Zkfp.Protocol.Proofs;
using Zkfp.Prover;
using Zkfp.Recursion.Circuits;
using Zkfp.Recursion.Machine;
using Zkfp.Recursion.Recording;
using Zkfp.Recursion.Witness;

namespace Zkfp.Recursion.Tests;

/// <summary>Leaves with four places, on a run of several shards.</summary>
public class LeafOfFourTests(ITestOutputHelper output)
{
    private const int Places = 4;

    private static readonly Lazy<Circuit> s_circuit = new(() => LeafCircuit.Record(SeveralShards.Machine, SeveralShards.Run.Shards[0].Shape.Class, Places));

    /// <summary>Any neighbours, one to four of them; the same circuit, which does not depend on how many.</summary>
    [Fact]
    public void Neighbours_are_verified_by_one_circuit()
    {
        int n = SeveralShards.Run.Shards.Length;
        output.WriteLine($"{n} shards of {string.Join(", ", SeveralShards.Run.Shards.Select(p => p.Shape.Class).Distinct())}");
        Assert.True(n >= 3, $"{n} shards");
        foreach ((int first, int count) in ((int, int)[])[(1, 1), (2, 1), (1, 2), (2, Math.Min(n - 1, Places)), (1, Math.Min(n, Places)), (n, 1)])
        {
            LeafInput input = Input(first, count);
            var replay = new Replay(s_circuit.Value, LeafCircuit.Supply(SeveralShards.Machine, input, Places));
            Assert.True(replay.Holds, $"{first}, {count}: {replay.BrokenKind}");
        }

        Assert.Equal(s_circuit.Value.Digest, LeafCircuit.Record(SeveralShards.Machine, Input(1, 2), Places).Digest);
    }

    /// <summary>A leaf of four in one proof.</summary>
    [Fact]
    public void A_leaf_of_four_is_proven_and_verified()
    {
        int[] rows = CircuitTables.RowCounts(s_circuit.Value);
        for (int t = 0; t < rows.Length; t++) output.WriteLine($"{RecursionMachine.Rec1.Tables[t].Id,-10} {rows[t],9:N0}");
        LeafInput input = Input(1, Math.Min(Places, SeveralShards.Run.Shards.Length));
        var replay = new Replay(s_circuit.Value, LeafCircuit.Supply(SeveralShards.Machine, input, Places));
        CircuitShape shape = CircuitShape.Of(19, s_circuit.Value);
        using IProverBackend backend = CpuBackend.Create(2);
        using ProvingKey key = CircuitProof.Key(s_circuit.Value, shape, backend);
        ShardProof proof = CircuitProof.Prove(key, CircuitTables.Trace(s_circuit.Value, replay, shape), backend);
        Assert.Null(CircuitProof.Verify(key.VerifyingKey, proof));
        Assert.Equal(replay.Output, proof.PublicValues);
        int bytes = ProofWriter.WriteStatic(RecursionMachine.Rec1.Definition, proof).Length;
        output.WriteLine($"class {proof.Shape.Class}, {bytes} bytes, {replay.Steps.Count} Merkle steps");
    }

    private static LeafInput Input(int first, int count) =>
        LeafCircuit.InputOf(SeveralShards.Machine, SeveralShards.Key, SeveralShards.Run, first, count, HelloLeaf.KeyRoot);
}
