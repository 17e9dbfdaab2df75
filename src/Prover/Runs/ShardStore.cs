using System.Security.Cryptography;
using Zkfp.Core.Field;
using Zkfp.Protocol.Proofs;
using Zkfp.Verifier.Steps;

namespace Zkfp.Prover.Runs;

/// <summary>
/// Shard proofs of a run in a directory, each under the hash of what determines it. Files appear whole or not at all (written aside, flushed,
/// renamed), and one is used again only after it was verified, so a crash, a full disk or a foreign file costs time alone. One thread may load while
/// another saves.
/// </summary>
internal sealed class ShardStore
{
    // Shard proofs have less than a megabyte; a file of another size is not read.
    private const long MaxFileBytes = 64 << 20;

    private readonly string? _directory;
    private readonly List<string> _files = [];
    private byte[] _run = [];

    /// <summary>A store in a folder, which is made if need be so that errors show early; null: nothing is kept.</summary>
    public ShardStore(string? directory)
    {
        _directory = directory;
        if (directory is not null) Directory.CreateDirectory(directory);
    }

    /// <summary>Sets the run whose shards are meant.</summary>
    public void Open(ProvingKey key, GammaResult gamma, byte[] identity)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (KoalaBear e in key.VerifyingKey.Digest) Append(hash, e);
        foreach (KoalaBear e in gamma.Challenges.Seed) Append(hash, e);
        hash.AppendData(identity);
        _run = hash.GetHashAndReset();
    }

    /// <summary>The proof of a shard kept earlier, verified again, and its file's bytes; null if there is none.</summary>
    public (ShardProof Proof, byte[] Bytes)? Load(ProvingKey key, int index, bool isLast, GammaResult gamma)
    {
        if (_directory is null) return null;
        string path = PathOf(index);
        if (Read(path) is not { } bytes) return null;
        if (!ProofReader.TryReadShard(key.Machine, key.VerifyingKey, bytes, isLast, out ShardProof? proof, out _)) return null;

        // Another shard's proof would verify, too: it must be this shard's, with the columns that Γ was made from.
        if (proof.PublicValues[0] != new KoalaBear((ulong)index) || !gamma.Fits(key, index, proof)) return null;
        if (NativeShard.Verify(key.Machine, key.VerifyingKey, proof, isLast, gamma.Challenges) is not null) return null;
        Used(path);
        return (proof, bytes);
    }

    /// <summary>Keeps a shard's proof. Nothing happens where another prover is keeping it at this moment: its bytes are the same.</summary>
    public void Save(int index, byte[] proof)
    {
        if (_directory is null) return;
        string path = PathOf(index);
        Used(path);

        // A prover that shares the folder deletes it once it is done and the folder empty.
        Directory.CreateDirectory(_directory);
        AtomicFile? file = Create(path);
        if (file is null) return;
        using (file)
        {
            file.Write(proof, 0, proof.Length); // a span would be copied first
            file.Commit();
        }
    }

    /// <summary>The files that this run used.</summary>
    public IReadOnlyList<string> Files
    {
        get
        {
            lock (_files) return [.. _files];
        }
    }

    private void Used(string path)
    {
        lock (_files) _files.Add(path);
    }

    private string PathOf(int index)
    {
        byte[] name = SHA256.HashData([.. _run, .. BitConverter.GetBytes(index)]);
        return Path.Combine(_directory!, $"{Convert.ToHexStringLower(name)}.shard");
    }

    private static byte[]? Read(string path)
    {
        try
        {
            var file = new FileInfo(path);
            return file.Exists && file.Length <= MaxFileBytes ? File.ReadAllBytes(path) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // proven again, and an error that lasts shows when it is saved
        }
    }

    private static AtomicFile? Create(string path)
    {
        try
        {
            return new AtomicFile(path);
        }
        catch (IOException e) when (AtomicFile.IsBusy(e))
        {
            return null;
        }
    }

    private static void Append(IncrementalHash hash, KoalaBear e) => hash.AppendData(BitConverter.GetBytes(e.Value));
}
