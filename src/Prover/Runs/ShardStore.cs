using System.Security.Cryptography;
using Zkfp.Core.Field;
using Zkfp.Verifier.Arithmetic;
using Zkfp.Verifier.Layout;
using Zkfp.Verifier.Proofs;
using Zkfp.Verifier.Steps;

namespace Zkfp.Prover.Runs;

/// <summary>
/// Shard proofs of a run in a directory, each under the hash of what determines it. Files appear whole or not at all (written aside, flushed,
/// renamed), and one is used again only after it was verified, so a crash, a full disk or a foreign file costs time alone.
/// </summary>
internal sealed class ShardStore
{
    private readonly string? _directory;
    private readonly byte[] _run;
    private readonly List<string> _files = [];

    /// <summary>A store for one run; no directory: nothing is kept.</summary>
    public ShardStore(string? directory, ProvingKey key, GammaResult gamma, byte[] identity)
    {
        _directory = directory;
        if (directory is not null) Directory.CreateDirectory(directory);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (KoalaBear e in key.VerifyingKey.Digest) Append(hash, e);
        foreach (KoalaBear e in gamma.Challenges.Seed) Append(hash, e);
        hash.AppendData(identity);
        _run = hash.GetHashAndReset();
    }

    /// <summary>The proof of a shard kept earlier, verified again; null if there is none.</summary>
    public ShardProof? Load(ProvingKey key, int index, bool isLast, GammaResult gamma)
    {
        if (_directory is null) return null;
        string path = PathOf(index);
        if (!File.Exists(path)) return null;
        byte[] bytes = File.ReadAllBytes(path);
        if (!ProofReader.TryReadShard(key.Machine, key.VerifyingKey, bytes, isLast, out ShardProof? proof, out _)) return null;
        ShardLayout layout = ShardLayout.Create(key.Machine, key.VerifyingKey, proof.Shape, isLast);

        // Another shard's proof would verify, too: it must be this shard's, with the columns that Γ was made from.
        if (proof.PublicValues[0] != new KoalaBear((ulong)index)) return null;
        if (GammaPhase.Leaf(proof.BoundaryRoot, layout.BoundaryFragments()) != gamma.Leaves[index - 1]) return null;
        var verifier = new ShardVerifier<NativeArithmetic, KoalaBear, KoalaBear5, uint>(default, layout, proof, gamma.Challenges);
        if (!verifier.Verify()) return null;
        _files.Add(path);
        return proof;
    }

    /// <summary>Keeps a shard's proof.</summary>
    public void Save(int index, byte[] proof)
    {
        if (_directory is null) return;
        string path = PathOf(index);
        AtomicFile.Write(path, proof);
        _files.Add(path);
    }

    /// <summary>The files that this run used.</summary>
    public IReadOnlyList<string> Files => _files;

    private string PathOf(int index)
    {
        byte[] name = SHA256.HashData([.. _run, .. BitConverter.GetBytes(index)]);
        return Path.Combine(_directory!, $"{Convert.ToHexStringLower(name)}.shard");
    }

    private static void Append(IncrementalHash hash, KoalaBear e) => hash.AppendData(BitConverter.GetBytes(e.Value));
}

/// <summary>Files that appear whole or not at all.</summary>
internal static class AtomicFile
{
    /// <summary>Writes aside, flushes to the disk, renames over the target; what is left aside after a failure is deleted.</summary>
    public static void Write(string path, byte[] bytes)
    {
        string aside = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var file = new FileStream(aside, FileMode.CreateNew, FileAccess.Write))
            {
                file.Write(bytes);
                file.Flush(flushToDisk: true);
            }

            File.Move(aside, path, overwrite: true);
        }
        finally
        {
            File.Delete(aside);
        }
    }
}
