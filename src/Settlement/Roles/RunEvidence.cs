using System.Security.Cryptography;
using Zkfp.Core.Trace;
using Zkfp.Protocol;
using Zkfp.Prover.Jobs;
using Zkfp.Recursion.Circuits;
using Zkfp.Rollup.Encoding;
using Zkfp.Settlement.Crypto;

namespace Zkfp.Settlement.Roles;

/// <summary>What a contract that judges runs takes as proof.</summary>
public interface IRunEvidence
{
    /// <summary>The verifier's selector.</summary>
    string Selector { get; }

    /// <summary>Evidence for runs, each of which is verified here first.</summary>
    /// <param name="verifier">The contract.</param>
    /// <param name="runs">Proofs and what they must state, in order; all ended alike.</param>
    /// <param name="cancellation">Stops within a second or so.</param>
    /// <exception cref="InvalidDataException">One does not hold.</exception>
    Task<byte[]> MakeAsync(Address verifier, IReadOnlyList<ProvenRun> runs, CancellationToken cancellation = default);
}

/// <summary>
/// Stands for a verifier on chain (<c>DevVerifier</c>, which local chains alone accept): verifies proofs natively, and signs what they state.
/// </summary>
public sealed class Attester(Secp256k1Key key, PinnedProgram program, ulong l1ChainId) : IRunEvidence
{
    /// <inheritdoc/>
    public string Selector => L1.Deployment.DevSelector;

    /// <summary>Whom the contract believes.</summary>
    public Address Account => key.Address;

    /// <summary>Verifies each proof and signs: 64 bytes (EIP-2098).</summary>
    /// <param name="verifier">The contract.</param>
    /// <param name="runs">Proofs and what they must state, in order; all ended alike.</param>
    /// <exception cref="InvalidDataException">One does not hold.</exception>
    public byte[] Attest(Address verifier, params IReadOnlyList<ProvenRun> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        program.Check(runs);
        uint outcome = runs[0].Outcome;
        if (runs.Any(run => run.Outcome != outcome)) throw new InvalidDataException("the runs did not end alike: L1 is told one outcome");
        return key.Sign(Keccak256.Hash(L1.AbiValue.Encode(
            L1.AbiValue.Bytes("zkfp attestation 1"u8), L1.AbiValue.Number(l1ChainId), L1.AbiValue.Account(verifier), L1.AbiValue.Word(program.ProgramId),
            L1.AbiValue.Number(outcome), L1.AbiValue.Array([.. runs.Select(static run => L1.AbiValue.Word(run.Digest))])))).ToCompact();
    }

    /// <inheritdoc/>
    public Task<byte[]> MakeAsync(Address verifier, IReadOnlyList<ProvenRun> runs, CancellationToken cancellation = default) =>
        Task.FromResult(Attest(verifier, runs));
}

/// <summary>
/// One final proof for L1 of all runs, which <c>StarkVerifier</c> verifies itself. It is kept in the folder under the name of the proofs that it is made of, and its
/// steps are until it is made: who is killed in between goes on from them.
/// </summary>
/// <param name="program">Verifies the proofs; made for this set.</param>
/// <param name="set">The recursion circuits.</param>
/// <param name="folder">Exists.</param>
/// <param name="threads">Threads; 0 for one per processor.</param>
public sealed class StarkEvidence(PinnedProgram program, RecursionSet set, string folder, int threads = 0) : IRunEvidence
{
    /// <inheritdoc/>
    public string Selector => L1.Deployment.StarkSelector;

    /// <inheritdoc/>
    public async Task<byte[]> MakeAsync(Address verifier, IReadOnlyList<ProvenRun> runs, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(runs);
        program.Check(runs);
        string name = Convert.ToHexStringLower(SHA256.HashData([.. set.Keys.KeyOf(FinalFile.IndexOf(true)).Digest.ToArray().SelectMany(x => BitConverter.GetBytes(x.Value)),
            .. runs.SelectMany(static r => SHA256.HashData(r.Proof))]));
        string path = Path.Combine(folder, $"{name}.l1"), work = Path.Combine(folder, $"{name}.work");
        if (File.Exists(path))
        {
            if (Read(await File.ReadAllBytesAsync(path, cancellation).ConfigureAwait(false), runs) is { } found) return found.Calldata(set.Keys);
            File.Delete(path); // damaged
        }

        byte[] made;
        try
        {
            MemoryStream[] lists = [.. runs.Select(static r => new MemoryStream(r.Proof, writable: false))];
            made = (await Task.Run(() => RunJobs.Aggregate(work, set, lists, threads, forL1: true, cancellation: cancellation), cancellation).ConfigureAwait(false)).Proof;
        }
        catch (TraceException e)
        {
            throw new InvalidDataException($"no proof for L1 can be made of the runs' proofs: {e.Message}", e);
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another process that shares the folder was done first, and has taken the steps away.
            made = await File.ReadAllBytesAsync(path, cancellation).ConfigureAwait(false);
        }

        FinalFile file = Read(made, runs) ?? throw new InvalidOperationException("The final proof for L1 does not say what the proofs say.");
        string part = $"{path}.{Environment.ProcessId}";
        await File.WriteAllBytesAsync(part, made, cancellation).ConfigureAwait(false);
        File.Move(part, path, overwrite: true);
        try
        {
            Directory.Delete(work, recursive: true);
        }
        catch (IOException)
        {
            // Another process is at the steps, and will take them away.
        }

        return file.Calldata(set.Keys);
    }

    // The proof, if it verifies and is about these runs.
    private FinalFile? Read(byte[] bytes, IReadOnlyList<ProvenRun> runs)
    {
        if (!FinalFile.TryRead(set.Keys, set.Profile.BundlePlaces, bytes, out FinalFile? file, out VerificationError? _)) return null;
        if (!file.IsL1 || file.Claims.Count != runs.Count || file.Verify(set.Keys, set.Profile.BundlePlaces) is not null) return null;
        for (int i = 0; i < runs.Count; i++)
        {
            RunClaim claim = file.Claims[i];
            if (claim.Outcome != runs[i].Outcome || !program.IsOfProgram(claim.KeyDigest) || claim.Words.Any(static w => w is null)) return null;
            byte[] digest = [.. claim.Words.SelectMany(static w => (byte[])[(byte)(w!.Value >> 24), (byte)(w.Value >> 16), (byte)(w.Value >> 8), (byte)w.Value])];
            if (!runs[i].Digest.Span.SequenceEqual(digest)) return null;
        }

        return file;
    }
}
