using System.Diagnostics;
using Xunit.Abstractions;
using Zkfp.Core.Machine;
using Zkfp.MipsVm.Machine;
using Zkfp.Protocol;
using Zkfp.Protocol.Keys;
using Zkfp.Protocol.Parameters;
using Zkfp.Protocol.Proofs;
using Zkfp.Prover;
using Zkfp.Prover.Recursion;
using Zkfp.Recursion.Circuits;

namespace Zkfp.Recursion.Tests;

/// <summary>
/// Leaves of the usual class and what is over them, on the run in the file that ZKFP_RUN names (from `zkfp prove … --height 20`), all shards of one class. It
/// takes gigabytes and minutes, so without the variable it is skipped.
/// </summary>
public class UsualTreeTests(ITestOutputHelper output)
{
    private const string Variable = "ZKFP_RUN";

    [RunFileFact]
    public void A_run_of_usual_shards_becomes_one_proof()
    {
        string file = Environment.GetEnvironmentVariable(Variable)!;
        if (!ProofFile.TryOpen(File.ReadAllBytes(file), out VerifyingKey? key, out ReadOnlySpan<byte> bytes, out VerificationError? error))
            throw new InvalidDataException($"{error}");
        MachineDefinition machine = MipsMachine.Find(key.MachineDigest)!.Definition;
        Assert.True(HelloLeaf.TryRead(machine, key, bytes, out RunProof? run));
        foreach (ShardProof s in run.Shards) output.WriteLine($"shard of {s.Shape.Class}");
        ProofClass[] classes = [.. run.Shards.Select(s => s.Shape.Class).Distinct()];
        var clock = Stopwatch.StartNew();
        CircuitProfile profile = RecursionProfile.Default with { Leaves = [.. classes.Select(c => new LeafClass(machine, c, RecursionProfile.PlacesOf(c)))] };
        using IProverBackend backend = CpuBackend.Create(2);
        KeySet keys = NodeKeys.Create(profile, backend);
        Print($"keys: {keys.Node.Proof.Class}, {keys.Shrink.Proof.Class}, {keys.Final.Proof.Class}");
        var leaves = new List<NodeProof>();
        for (int first = 0; first < run.Shards.Length;)
        {
            ProofClass c = run.Shards[first].Shape.Class;
            int count = 1;
            while (count < RecursionProfile.PlacesOf(c) && first + count < run.Shards.Length && run.Shards[first + count].Shape.Class == c) count++;
            LeafInput input = LeafCircuit.InputOf(machine, key, run, first + 1, count, keys.Root);
            leaves.Add(Prove(NodeKind.Range, Array.IndexOf(classes, c), circuit => circuit.ProveLeaf(input)));
            first += count;
        }

        LeafInput any = LeafCircuit.InputOf(machine, key, run, 1, 1, keys.Root);
        var header = new RunHeader(key, run.Shards.Length, any.Gamma, any.GammaNonce);
        NodeProof range = Prove(NodeKind.Range, CircuitProfile.JoinNumber, c => c.ProveJoin(leaves));
        NodeProof shrunk = Prove(NodeKind.Shrink, 0, c => c.ProveShrink(range, header));
        NodeProof final = Prove(NodeKind.Final, 0, c => c.ProveFinal(shrunk));
        Assert.Equal(NodeKind.Final, final.Kind);

        NodeProof Prove(NodeKind kind, int number, Func<NodeCircuit, byte[]> prove)
        {
            byte[] proof;
            using (NodeCircuit circuit = NodeCircuit.Load(profile, keys, kind, number, backend)) proof = prove(circuit);
            Assert.True(NodeFile.TryRead(keys, proof, out NodeProof? node, out VerificationError? e), $"{e}");
            Assert.Null(NodeFile.Verify(keys, node));
            Print($"{kind} {number}: {proof.Length} bytes");
            return node;
        }

        void Print(string what) => output.WriteLine(
            $"{what}; {clock.Elapsed.TotalSeconds:F0} s beside other work, peak {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MiB");
    }

    private sealed class RunFileFactAttribute : FactAttribute
    {
        public RunFileFactAttribute()
        {
            if (Environment.GetEnvironmentVariable(Variable) is null) Skip = $"{Variable} names no proof of a run";
        }
    }
}
