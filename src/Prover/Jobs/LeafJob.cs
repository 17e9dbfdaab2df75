using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Protocol;
using Zkfp.Protocol.Parameters;
using Zkfp.Protocol.Proofs;
using Zkfp.Recursion.Circuits;
using Zkfp.Recursion.Nodes;

namespace Zkfp.Prover.Jobs;

/// <summary>A leaf: proves that the proofs of neighbouring shards of one class verify.</summary>
/// <param name="run">The run.</param>
/// <param name="keys">Makes keys of circuits.</param>
/// <param name="shards">The shards, one after the other.</param>
/// <param name="proofClass">Their class.</param>
/// <param name="places">Places of the circuit.</param>
internal sealed class LeafJob(RunHeader run, NodeKeys keys, IReadOnlyList<ShardProofJob> shards, ProofClass proofClass, int places)
    : Job(JobKind.Leaf, JobName.Of(JobKind.Leaf, keys.LeafCircuit(run.Machine, proofClass, places), [run.Name, .. shards.Select(s => s.Name)]), shards)
{
    /// <summary>The first shard.</summary>
    public int First => shards[0].Index;

    /// <summary>The last shard.</summary>
    public int Last => shards[^1].Index;

    /// <inheritdoc/>
    public override string Extension => "node";

    /// <inheritdoc/>
    public override string About => First == Last ? $"leaf of shard {First}" : $"leaf of shards {First} to {Last}";

    /// <inheritdoc/>
    public override string? Fault(byte[] file)
    {
        if (!NodeFile.TryRead(file, out NodeFile? node, out VerificationError? error)) return error.ToString();
        NodeStatement<KoalaBear, KoalaBear5> s = node.Statement;
        if (Digest.FromElements(s.KeyRoot) != keys.Root) return "it is of another set of recursion keys";
        if (Digest.FromElements(s.Run) != run.Digest) return "it is of another run";
        if (s.First != new KoalaBear((ulong)First) || s.Last != new KoalaBear((ulong)Last)) return $"it is about shards {s.First} to {s.Last}";
        return node.Verify(keys.Leaf(run.Machine, proofClass, places).Verifying)?.ToString();
    }

    /// <inheritdoc/>
    public override byte[] Run(IReadOnlyList<byte[]> inputs, CancellationToken cancellation)
    {
        var proofs = new LeafShard[shards.Count];
        for (int i = 0; i < proofs.Length; i++)
        {
            if (!shards[i].TryRead(inputs[i], out ShardProof? proof, out string fault)) throw new BadInputException(fault);
            if (proof.Shape.Class != proofClass) throw new BadInputException($"shard {shards[i].Index} is of another class");
            proofs[i] = new LeafShard(proof, LeafCircuit.GammaPath(run.Gamma.Leaves, shards[i].Index - 1).Path);
        }

        return keys.Leaf(run.Machine, proofClass, places).Prove(
            new LeafInput(run.Key, run.Shards, run.Gamma.Gamma, run.Gamma.Nonce, keys.Root, proofs), cancellation);
    }
}
