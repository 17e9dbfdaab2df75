using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Zkfp.MipsVm.Loading;
using Zkfp.Protocol;
using Zkfp.Protocol.Keys;
using Zkfp.Protocol.Proofs;
using Zkfp.Prover;
using Zkfp.Recursion.Circuits;
using Zkfp.Verifier;

namespace Zkfp;

/// <summary>The answer of a verifier.</summary>
public sealed class ZkfpVerdict
{
    internal ZkfpVerdict(ZkfpStatement statement, int shards, double bits) => (Statement, Shards, ProvenBits) = (statement, shards, bits);

    internal ZkfpVerdict(string kind, string reason) => (ReasonKind, Reason) = (kind, reason);

    /// <summary>
    /// Whether the proof holds. Of a program of profile Cannon that is half of the answer: what it was told that no hash binds (local values, results of
    /// precompiles, blobs, generic preimages) is unchecked until <see cref="ZkfpRecord.Check"/> has checked it.
    /// </summary>
    public bool IsValid => Statement is not null;

    /// <summary>What is proven; null unless the proof is valid.</summary>
    public ZkfpStatement? Statement { get; }

    /// <summary>Why the proof is rejected; null if it is valid.</summary>
    public string? Reason { get; }

    /// <summary>
    /// The rule that is broken, one of the names that <c>zkfp verify --json</c> has as <c>reasonKind</c>; null if the proof is valid. WrongKey: of another program,
    /// or made with other recursion keys; WrongOutput: of another run; WrongRecord: of one that the record is not of; others: it is malformed, or proves nothing.
    /// </summary>
    public string? ReasonKind { get; }

    /// <summary>Parts of a list of shards' proofs; 0 of a final proof, and unless it is valid.</summary>
    public int Shards { get; }

    /// <summary>All that a valid final proof proves; null of a list of shards' proofs.</summary>
    public ZkfpFinalProof? FinalProof { get; init; }

    /// <summary>
    /// The runs of a valid final proof, from 1, that are of the program, and have the output where one is expected; <see cref="Statement"/> is of the first. Of
    /// a list, 1 alone. Empty unless the proof is valid.
    /// </summary>
    public IReadOnlyList<int> Members { get; init; } = [];

    /// <summary>Proven bits of the weakest term, every round of the interactive protocol and the hash; 0 unless the proof is valid.</summary>
    public double ProvenBits { get; }

    /// <summary>One line for people.</summary>
    public override string ToString() => IsValid ? $"valid: {Statement}" : $"invalid: {Reason}";
}

/// <summary>What is expected of a proof beyond its program. All unset: nothing.</summary>
public sealed class ZkfpVerifierOptions
{
    /// <summary>What the program must have written to its standard output; in profile Cannon only with <see cref="Record"/>.</summary>
    public ReadOnlyMemory<byte>? ExpectedOutput { get; init; }

    /// <summary>
    /// Profile Cannon: the record that must be of the run; among several runs of a final proof it says which one is meant. <see cref="ZkfpRecord.Check"/> is still
    /// the caller's.
    /// </summary>
    public ZkfpRecord? Record { get; init; }

    /// <summary>The recursion circuits that a final proof must be made with; this version's if null.</summary>
    public ZkfpRecursionKeys? RecursionKeys { get; init; }

    internal byte[]? Digest => Record is not null ? Record.Digest.ToArray() : ExpectedOutput is { } output ? SHA256.HashData(output.Span) : null;
}

/// <summary>
/// Verifies proof files of every kind, as <see cref="ZkfpProver"/>, <c>zkfp prove</c> and <c>zkfp aggregate</c> write them: lists of shards' proofs, final
/// proofs, final proofs for L1. No bytes of a proof make it throw. Safe for several threads.
/// <para>
/// A final proof of several runs is valid for a program if one of them is of it, and wrote the output where one is expected.
/// </para>
/// <para>
/// A valid proof may state any exit code or signal. Of a program of profile Cannon it is half of the answer: what no hash binds the prover chose, and
/// <see cref="ZkfpRecord.BelongsTo"/> and <see cref="ZkfpRecord.Check"/> give the other half.
/// </para>
/// </summary>
public static class ZkfpVerifier
{
    /// <summary>Verifies a proof in memory with one key: a proof for the program's other key is rejected.</summary>
    /// <param name="proof">All bytes of a proof file.</param>
    /// <param name="key">The key that it must be for.</param>
    public static ZkfpVerdict Verify(ReadOnlySpan<byte> proof, ZkfpKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Verify(proof, new Source([key]), s_nothing);
    }

    /// <summary>Verifies a proof in memory, of a run of any length.</summary>
    /// <param name="proof">All bytes of a proof file.</param>
    /// <param name="program">The program that it must be about.</param>
    public static ZkfpVerdict Verify(ReadOnlySpan<byte> proof, ZkfpProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        return Verify(proof, new Source(program), s_nothing);
    }

    /// <summary>Verifies a proof in memory with one key, and that the program wrote exactly these bytes to its standard output.</summary>
    /// <param name="proof">All bytes of a proof file.</param>
    /// <param name="key">The key that it must be for; of profile Linux.</param>
    /// <param name="expectedOutput">What it must have written.</param>
    public static ZkfpVerdict Verify(ReadOnlySpan<byte> proof, ZkfpKey key, ReadOnlySpan<byte> expectedOutput)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Verify(proof, new Source([key]), new ZkfpVerifierOptions { ExpectedOutput = expectedOutput.ToArray() });
    }

    /// <summary>Verifies a proof in memory, of a run of any length, and that the program wrote exactly these bytes to its standard output.</summary>
    /// <param name="proof">All bytes of a proof file.</param>
    /// <param name="program">The program that it must be about; of profile Linux.</param>
    /// <param name="expectedOutput">What it must have written.</param>
    public static ZkfpVerdict Verify(ReadOnlySpan<byte> proof, ZkfpProgram program, ReadOnlySpan<byte> expectedOutput) =>
        Verify(proof, program, new ZkfpVerifierOptions { ExpectedOutput = expectedOutput.ToArray() });

    /// <summary>Verifies a proof in memory with one key.</summary>
    /// <param name="proof">All bytes of a proof file.</param>
    /// <param name="key">The key that it must be for.</param>
    /// <param name="options">What else is expected.</param>
    public static ZkfpVerdict Verify(ReadOnlySpan<byte> proof, ZkfpKey key, ZkfpVerifierOptions options)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(options);
        return Verify(proof, new Source([key]), options);
    }

    /// <summary>Verifies a proof in memory, of a run of any length.</summary>
    /// <param name="proof">All bytes of a proof file.</param>
    /// <param name="program">The program that it must be about.</param>
    /// <param name="options">What else is expected.</param>
    public static ZkfpVerdict Verify(ReadOnlySpan<byte> proof, ZkfpProgram program, ZkfpVerifierOptions options)
    {
        Check(program, options);
        return Verify(proof, new Source(program), options);
    }

    /// <summary>Verifies a proof file shard by shard with one key: it may be longer than memory.</summary>
    /// <param name="path">The proof.</param>
    /// <param name="key">The key that it must be for.</param>
    /// <exception cref="IOException">The file cannot be read, or changed meanwhile.</exception>
    public static Task<ZkfpVerdict> VerifyFileAsync(string path, ZkfpKey key) => VerifyFileAsync(path, key, null, CancellationToken.None);

    /// <summary>Verifies a proof file shard by shard with one key, and what the program wrote to its standard output.</summary>
    /// <param name="path">The proof.</param>
    /// <param name="key">The key that it must be for.</param>
    /// <param name="expectedOutput">What the program (of profile Linux) must have written to its standard output; not looked at if null.</param>
    /// <param name="cancellation">Stops after the shard at hand.</param>
    /// <exception cref="IOException">The file cannot be read, or changed meanwhile.</exception>
    [OverloadResolutionPriority(1)] // what null stands for
    public static Task<ZkfpVerdict> VerifyFileAsync(
        string path, ZkfpKey key, ReadOnlyMemory<byte>? expectedOutput, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(key);
        return VerifyFile(path, new Source([key]), new ZkfpVerifierOptions { ExpectedOutput = expectedOutput }, cancellation);
    }

    /// <summary>Verifies a proof file shard by shard with one key.</summary>
    /// <param name="path">The proof.</param>
    /// <param name="key">The key that it must be for.</param>
    /// <param name="options">What else is expected.</param>
    /// <param name="cancellation">Stops after the shard at hand.</param>
    /// <exception cref="IOException">The file cannot be read, or changed meanwhile.</exception>
    public static Task<ZkfpVerdict> VerifyFileAsync(string path, ZkfpKey key, ZkfpVerifierOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(options);
        return VerifyFile(path, new Source([key]), options, cancellation);
    }

    /// <summary>Verifies a proof file, of a run of any length, shard by shard: it may be longer than memory.</summary>
    /// <param name="path">The proof.</param>
    /// <param name="program">The program that it must be about.</param>
    /// <exception cref="IOException">The file cannot be read, or changed meanwhile.</exception>
    public static Task<ZkfpVerdict> VerifyFileAsync(string path, ZkfpProgram program) => VerifyFileAsync(path, program, null, CancellationToken.None);

    /// <summary>Verifies a proof file, of a run of any length, shard by shard, and what the program wrote to its standard output.</summary>
    /// <param name="path">The proof.</param>
    /// <param name="program">The program that it must be about.</param>
    /// <param name="expectedOutput">What the program (of profile Linux) must have written to its standard output; not looked at if null.</param>
    /// <param name="cancellation">Stops after the shard at hand.</param>
    /// <exception cref="IOException">The file cannot be read, or changed meanwhile.</exception>
    [OverloadResolutionPriority(1)]
    public static Task<ZkfpVerdict> VerifyFileAsync(
        string path, ZkfpProgram program, ReadOnlyMemory<byte>? expectedOutput, CancellationToken cancellation)
    {
        return VerifyFileAsync(path, program, new ZkfpVerifierOptions { ExpectedOutput = expectedOutput }, cancellation);
    }

    /// <summary>Verifies a proof file, of a run of any length, shard by shard.</summary>
    /// <param name="path">The proof.</param>
    /// <param name="program">The program that it must be about.</param>
    /// <param name="options">What else is expected.</param>
    /// <param name="cancellation">Stops after the shard at hand.</param>
    /// <exception cref="IOException">The file cannot be read, or changed meanwhile.</exception>
    public static Task<ZkfpVerdict> VerifyFileAsync(string path, ZkfpProgram program, ZkfpVerifierOptions options, CancellationToken cancellation)
    {
        Check(program, options);
        return VerifyFile(path, new Source(program), options, cancellation);
    }

    private const string CannonOutput = "proofs of profile Cannon state the digest of a record: give the record, too, or compare the output with ZkfpRecord.WroteExactly";

    private static readonly ZkfpVerifierOptions s_nothing = new();

    private static void Check(ZkfpProgram program, ZkfpVerifierOptions options)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(options);
        bool linux = program.Image.Profile == Profile.Linux;
        if (linux && options.Record is not null) throw new ArgumentException("programs of profile Linux have no records", nameof(options));
        if (!linux && options is { ExpectedOutput: not null, Record: null }) throw new ArgumentException(CannonOutput, nameof(program));
    }

    // The keys come from the caller. One that a proof claims chooses between those that the caller trusts, and must then be equal.
    private sealed class Source(IEnumerable<ZkfpKey> keys, Func<int, ZkfpKey> keyFor, Profile? profile)
    {
        public Source(ZkfpKey[] one)
            : this(one, _ => one[0], null)
        {
        }

        public Source(ZkfpProgram program)
            : this(ProgramKeys.Heights.Select(program.KeyFor), program.KeyFor, program.Image.Profile)
        {
        }

        public IEnumerable<VerifyingKey> Keys => keys.Select(k => k.Inner);

        public Profile? Profile => profile;

        public ZkfpKey For(VerifyingKey claimed) => keyFor(claimed.LogHeight);
    }

    private static ZkfpVerdict Verify(ReadOnlySpan<byte> proof, Source source, ZkfpVerifierOptions options)
    {
        if (FileKind.IsFinal(FileKind.Start(proof))) return VerifyFinal(proof, source, options);
        if (!ProofFile.TryOpen(proof, out VerifyingKey? claimed, out ReadOnlySpan<byte> run, out VerificationError? error))
            return NoProof(error, FileKind.Start(proof));
        ZkfpKey key = source.For(claimed);
        return claimed.Digest != key.Inner.Digest ? WrongKey(claimed, key) : Answer(RunVerifier.Verify(key.Machine, key.Inner, run), source.Profile, options);
    }

    private static Task<ZkfpVerdict> VerifyFile(
        string path, Source source, ZkfpVerifierOptions options, CancellationToken cancellation) => Work.Run(() =>
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        var head = new byte[FileKind.HeaderBytes];
        ReadOnlySpan<byte> start = head.AsSpan(0, file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false));
        file.Position = 0;
        if (FileKind.IsFinal(start))
        {
            if (file.Length > MaxFinalBytes) return Reject(ErrorKind.BadLength, $"not a proof: {file.Length} bytes");
            var bytes = new byte[file.Length];
            file.ReadExactly(bytes);
            return VerifyFinal(bytes, source, options);
        }

        if (!ProofFile.TryOpen(file, out VerifyingKey? claimed, out VerificationError? error)) return NoProof(error, start);
        ZkfpKey key = source.For(claimed);
        return claimed.Digest != key.Inner.Digest
            ? WrongKey(claimed, key) : Answer(RunVerifier.Verify(key.Machine, key.Inner, file, null, cancellation), source.Profile, options);
    });

    // The most runs that a bundle holds have some 140 MB of claims.
    private const long MaxFinalBytes = 1L << 28;

    private static ZkfpVerdict VerifyFinal(ReadOnlySpan<byte> bytes, Source source, ZkfpVerifierOptions options)
    {
        if (!FinalProof.TryVerify(ZkfpRecursionKeys.Of(options.RecursionKeys), bytes, out FinalProof? proof, out Rejection? why)
            || !proof.TryFind(source.Keys, options.Digest, required: options.Record is null, out FinalMembers? members, out why))
            return Reject(why.Kind, why.Reason);
        RunClaim claim = proof.Claims[members.First - 1];
        byte[]? digest = FinalProof.DigestOf(claim);
        return WrongRecord(digest, options) ?? new ZkfpVerdict(new ZkfpStatement(claim.Outcome, digest, source.Profile), 0, proof.SecurityBits)
        {
            FinalProof = new ZkfpFinalProof(proof),
            Members = members.Numbers,
        };
    }

    private static ZkfpVerdict Answer(VerificationResult result, Profile? profile, ZkfpVerifierOptions options)
    {
        if (options is { Record: null, Digest: { } digest }) result = RunVerifier.CheckOutput(result, digest);
        if (result.Error is { } error) return Reject(error.Kind, error.Describe());
        return WrongRecord(result.OutputDigest, options)
            ?? new ZkfpVerdict(new ZkfpStatement(result.Outcome, result.OutputDigest, profile), result.Shards, result.SecurityBits) { Members = [1] };
    }

    // What is wrong with the record that is expected; the kinds are those of the command.
    private static ZkfpVerdict? WrongRecord(byte[]? stated, ZkfpVerifierOptions options)
    {
        if (options.Record is not { } record) return null;
        if (stated is null) return Reject(ErrorKind.WrongOutput, "the program did not commit a digest");
        if (!record.Digest.Span.SequenceEqual(stated))
        {
            return new ZkfpVerdict(
                "WrongRecord", $"the record is not of this run: the proof states {Convert.ToHexStringLower(stated)}, the record gives {Convert.ToHexStringLower(record.Digest.Span)}");
        }

        return options.ExpectedOutput is { } output && !record.WroteExactly(output.Span)
            ? Reject(ErrorKind.WrongOutput, "the program's output is not the one expected") : null;
    }

    // Of a file of another kind, what it is; of one that is damaged, where.
    private static ZkfpVerdict NoProof(VerificationError error, ReadOnlySpan<byte> start) =>
        Reject(error.Kind, $"not a proof: {(error.Kind == ErrorKind.BadHeader || start.IsEmpty ? FileKind.Describe(start) : error.Describe())}");

    private static ZkfpVerdict WrongKey(VerifyingKey claimed, ZkfpKey key) =>
        Reject(ErrorKind.WrongKey, ProgramKeys.DescribeMismatch(claimed, key.Inner));

    private static ZkfpVerdict Reject(ErrorKind kind, string reason) => new($"{kind}", reason);
}
