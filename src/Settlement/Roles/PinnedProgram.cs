using System.Security.Cryptography;
using Zkfp.Core.Hash;
using Zkfp.MipsVm.Execution;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Machine;
using Zkfp.Protocol;
using Zkfp.Protocol.Keys;
using Zkfp.Protocol.Proofs;
using Zkfp.Prover;
using Zkfp.Prover.Jobs;
using Zkfp.Rollup.Encoding;
using Zkfp.Verifier;

namespace Zkfp.Settlement.Roles;

/// <summary>A run and its proof.</summary>
/// <param name="Proof">The proof file: a list of shards' proofs.</param>
/// <param name="Outcome">The run's outcome word, a Linux wait status.</param>
/// <param name="Digest">The digest that it committed: of what it printed, in profile <c>cannon</c> of the record, too.</param>
public sealed record ProvenRun(byte[] Proof, uint Outcome, Hash256 Digest);

/// <summary>A program with the key that claims on L1 pin: that for matrices of the small height, whatever the length of a run.</summary>
public sealed class PinnedProgram
{
    private readonly VerifyingKey _key;
    private readonly RecursionSet? _leaves;

    /// <summary>Makes the key.</summary>
    /// <param name="image">The program with its firmware.</param>
    /// <param name="leaves">Circuits that the proofs' shards are to fit, so that they can be made one proof for L1; null: none.</param>
    public PinnedProgram(ProgramImage image, RecursionSet? leaves = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        (Image, _leaves) = (image, leaves);
        _key = ProgramKeys.CreateVerifyingKey(image, ProgramKeys.SmallLogHeight);
        ProgramId = new Hash256(SHA256.HashData(Convert.FromHexString(_key.Digest.ToString())));
    }

    /// <summary>The program with its firmware.</summary>
    public ProgramImage Image { get; }

    /// <summary>SHA-256 of the nine elements of the key's digest, as 32-bit little-endian words, as <c>zkfp vk</c> prints them.</summary>
    public Hash256 ProgramId { get; }

    /// <summary>Proves a run.</summary>
    /// <param name="host">Answers the program.</param>
    /// <param name="cancellation">Stops within a second or so.</param>
    /// <exception cref="InvalidDataException">The run committed no digest: nothing on L1 could be told of it.</exception>
    public (ProvenRun Run, ProveStatistics Statistics) Prove(IHost host, CancellationToken cancellation = default)
    {
        using var proof = new MemoryStream();
        ProveResult result = RunProver.Prove(Image, host, proof, new ProveOptions { LogHeight = ProgramKeys.SmallLogHeight, Leaves = _leaves }, null, cancellation);
        byte[] digest = result.OutputDigest ?? throw new InvalidDataException($"the run ended with outcome {result.Outcome} and committed no digest");
        return (new ProvenRun(proof.ToArray(), result.Outcome, new Hash256(digest)), result.Statistics);
    }

    /// <summary>Whether a key's digest is that of the pinned program's key.</summary>
    public bool IsOfProgram(in Digest key) => key == _key.Digest;

    /// <summary>Verifies proofs.</summary>
    /// <exception cref="InvalidDataException">One does not hold.</exception>
    public void Check(IReadOnlyList<ProvenRun> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        for (int i = 0; i < runs.Count; i++)
            if (Reject(runs[i]) is { } why) throw new InvalidDataException($"the proof of run {i} is rejected: {why}");
    }

    /// <summary>Whether a proof states that the pinned program ended with this outcome and committed this digest; null, or why not.</summary>
    public string? Reject(ProvenRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (!ProofFile.TryOpen(run.Proof, out VerifyingKey? claimed, out ReadOnlySpan<byte> shards, out VerificationError? error)) return $"{error}";
        if (claimed.Digest != _key.Digest) return ProgramKeys.DescribeMismatch(claimed, _key);
        VerificationResult result = RunVerifier.Verify(MipsMachine.Find(_key.MachineDigest)!.Definition, _key, shards);
        if (result.Error is { } invalid) return $"{invalid}";
        if (result.Outcome != run.Outcome) return $"the run ended with outcome {result.Outcome}, expected {run.Outcome}";
        return result.OutputDigest is { } digest && run.Digest.Span.SequenceEqual(digest) ? null : "the run committed another digest";
    }
}
