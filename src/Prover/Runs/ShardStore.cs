using Zkfp.Protocol.Proofs;
using Zkfp.Prover.Jobs;

namespace Zkfp.Prover.Runs;

/// <summary>Shard proofs of a run in a work folder. One is used again only after it was verified. One thread may load and claim while another saves.</summary>
/// <param name="folder">The folder; null: nothing is kept.</param>
internal sealed class ShardStore(WorkFolder? folder)
{
    private ShardProofJob[] _shards = [];

    /// <summary>Sets the run whose shards are meant, and leaves its header for workers that have the folder alone.</summary>
    public void Open(RunFile run)
    {
        _shards = new ShardProofJob[run.Shards];
        for (int i = 0; i < _shards.Length; i++) _shards[i] = new ShardProofJob(run, i + 1);
        if (folder is null) return;
        byte[] header = run.Write();
        if (folder.Read(run.File) is { } there)
        {
            folder.Accept(run.File);
            if (there.AsSpan().SequenceEqual(header)) return;
            folder.Reject(run.File, "it is not the header of this run");
        }

        using AtomicFile? claim = folder.Claim(run.File);
        if (claim is not null) folder.Commit(claim, run.File, header);
    }

    /// <summary>The proof of a shard kept earlier, verified again, and its file's bytes; null if there is none.</summary>
    public (ShardProof Proof, byte[] Bytes)? Load(int index)
    {
        ShardProofJob shard = _shards[index - 1];
        if (folder?.Read(shard.File) is not { } bytes) return null;
        string? fault = shard.Fault(bytes);
        if (fault is null && shard.TryRead(bytes, out ShardProof? proof, out fault))
        {
            folder.Accept(shard.File);
            return (proof, bytes);
        }

        folder.Reject(shard.File, fault);
        return null;
    }

    /// <summary>Takes a shard to prove; null while another process has it.</summary>
    public ShardClaim? Claim(int index)
    {
        if (folder is null) return new ShardClaim(null, "", null);
        string file = _shards[index - 1].File;
        return folder.Claim(file) is { } claim ? new ShardClaim(folder, file, claim) : null;
    }

    /// <summary>Whether there is a file for a shard, good or not.</summary>
    public bool Exists(int index) => folder is not null && File.Exists(folder.PathOf(_shards[index - 1].File));

    /// <summary>Whether another process is at a shard.</summary>
    public bool IsClaimed(int index) => folder?.IsClaimed(_shards[index - 1].File) ?? false;

    /// <summary>The files that this run used.</summary>
    public IReadOnlyList<string> Files => folder?.Used ?? [];
}

/// <summary>A shard that this process proves. Without a folder there is nothing to take, and nothing is kept.</summary>
internal sealed class ShardClaim(WorkFolder? folder, string file, AtomicFile? claim) : IDisposable
{
    /// <summary>Keeps the proof.</summary>
    public void Save(byte[] proof)
    {
        if (claim is not null) folder!.Commit(claim, file, proof);
    }

    /// <inheritdoc/>
    public void Dispose() => claim?.Dispose();
}
