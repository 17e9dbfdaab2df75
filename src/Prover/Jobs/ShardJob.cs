using Zkfp.Core.Field;
using Zkfp.Protocol;
using Zkfp.Protocol.Parameters;
using Zkfp.Protocol.Proofs;
using Zkfp.Verifier.Steps;

namespace Zkfp.Prover.Jobs;

/// <summary>The proof of a shard. Who has the program and its input makes it (<see cref="Runs.RunEngine"/>); the others find it.</summary>
internal sealed class ShardProofJob(RunFile run, int index) : Job(JobKind.Shard, run.ShardName(index), [])
{
    /// <summary>Number, from 1.</summary>
    public int Index => index;

    /// <summary>The class of the proof, once a good one was seen.</summary>
    public ProofClass? Class { get; set; }

    /// <inheritdoc/>
    public override string Extension => "shard";

    /// <inheritdoc/>
    public override string About => $"proof of shard {index}";

    /// <inheritdoc/>
    public override bool CanRun => false;

    /// <inheritdoc/>
    public override string? Fault(byte[] file)
    {
        if (!TryRead(file, out ShardProof? proof, out string fault)) return fault;
        if (NativeShard.Verify(run.Machine, run.Key, proof, index == run.Shards, run.Gamma.Challenges) is { } error) return error.ToString();
        Class = proof.Shape.Class;
        return null;
    }

    /// <summary>Reads a proof of this shard: of no other, and of the columns that Γ was made from. It is not verified.</summary>
    public bool TryRead(byte[] file, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out ShardProof? proof, out string fault)
    {
        fault = "";
        if (!ProofReader.TryReadShard(run.Machine, run.Key, file, index == run.Shards, out proof, out VerificationError? error)) fault = error.ToString();
        else if (proof.PublicValues[0] != new KoalaBear((ulong)index)) fault = $"it is shard {proof.PublicValues[0]}'s, not shard {index}'s";
        else if (!run.Gamma.Fits(run.Machine, run.Key, index, proof)) fault = "it is of another run";
        if (fault.Length != 0) proof = null;
        return proof is not null;
    }

    /// <inheritdoc/>
    public override byte[] Run(IReadOnlyList<byte[]> inputs, CancellationToken cancellation) =>
        throw new InvalidOperationException("Shards are proven where the program is executed.");
}
