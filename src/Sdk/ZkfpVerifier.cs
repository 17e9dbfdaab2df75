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
    internal ZkfpVerdict(ZkfpStatement? statement, Rejection? why, int shards, double bits)
    {
        Statement = statement;
        Reason = why?.Reason;
        ReasonKind = why is null ? null : $"{why.Kind}";
        Shards = shards;
        ProvenBits = bits;
    }

    /// <summary>Whether the proof holds.</summary>
    public bool IsValid => Statement is not null;

    /// <summary>What is proven; null unless the proof is valid.</summary>
    public ZkfpStatement? Statement { get; }

    /// <summary>Why the proof is rejected; null if it is valid.</summary>
    public string? Reason { get; }

    /// <summary>The rule that is broken, one of the names that <c>zkfp verify --json</c> has as <c>reasonKind</c>; null if the proof is valid.</summary>
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
        return Verify(proof, new Source([key]), null);
    }

    /// <summary>Verifies a proof in memory, of a run of any length.</summary>
    /// <param name="proof">All bytes of a proof file.</param>
    /// <param name="program">The program that it must be about.</param>
    public static ZkfpVerdict Verify(ReadOnlySpan<byte> proof, ZkfpProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        return Verify(proof, new Source(program), null);
    }

    /// <summary>Verifies a proof in memory with one key, and that the program wrote exactly these bytes to its standard output.</summary>
    /// <param name="proof">All bytes of a proof file.</param>
    /// <param name="key">The key that it must be for; of profile Linux.</param>
    /// <param name="expectedOutput">What it must have written.</param>
    public static ZkfpVerdict Verify(ReadOnlySpan<byte> proof, ZkfpKey key, ReadOnlySpan<byte> expectedOutput)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Verify(proof, new Source([key]), SHA256.HashData(expectedOutput));
    }

    /// <summary>Verifies a proof in memory, of a run of any length, and that the program wrote exactly these bytes to its standard output.</summary>
    /// <param name="proof">All bytes of a proof file.</param>
    /// <param name="program">The program that it must be about; of profile Linux.</param>
    /// <param name="expectedOutput">What it must have written.</param>
    public static ZkfpVerdict Verify(ReadOnlySpan<byte> proof, ZkfpProgram program, ReadOnlySpan<byte> expectedOutput) =>
        HasOutputOnly(program) ? Verify(proof, new Source(program), SHA256.HashData(expectedOutput)) : throw new ArgumentException(CannonOutput, nameof(program));

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
    public static Task<ZkfpVerdict> VerifyFileAsync(
        string path, ZkfpKey key, ReadOnlyMemory<byte>? expectedOutput, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(key);
        return VerifyFile(path, new Source([key]), expectedOutput, cancellation);
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
    public static Task<ZkfpVerdict> VerifyFileAsync(
        string path, ZkfpProgram program, ReadOnlyMemory<byte>? expectedOutput, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(program);
        if (expectedOutput is not null && !HasOutputOnly(program)) throw new ArgumentException(CannonOutput, nameof(program));
        return VerifyFile(path, new Source(program), expectedOutput, cancellation);
    }

    private const string CannonOutput = "proofs of profile Cannon state the digest of a record: compare the output with ZkfpRecord.WroteExactly";

    private static bool HasOutputOnly(ZkfpProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        return program.Image.Profile == Profile.Linux;
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

    private static ZkfpVerdict Verify(ReadOnlySpan<byte> proof, Source source, byte[]? digest)
    {
        if (FileKind.IsFinal(FileKind.Start(proof))) return VerifyFinal(proof, source, digest);
        if (!ProofFile.TryOpen(proof, out VerifyingKey? claimed, out ReadOnlySpan<byte> run, out VerificationError? error))
            return NoProof(error, FileKind.Start(proof));
        ZkfpKey key = source.For(claimed);
        return claimed.Digest != key.Inner.Digest ? WrongKey(claimed, key) : Answer(RunVerifier.Verify(key.Machine, key.Inner, run), source.Profile, digest);
    }

    private static Task<ZkfpVerdict> VerifyFile(
        string path, Source source, ReadOnlyMemory<byte>? expectedOutput, CancellationToken cancellation) => Work.Run(() =>
    {
        byte[]? digest = expectedOutput is { } output ? SHA256.HashData(output.Span) : null;
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        var head = new byte[FileKind.HeaderBytes];
        ReadOnlySpan<byte> start = head.AsSpan(0, file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false));
        file.Position = 0;
        if (FileKind.IsFinal(start))
        {
            if (file.Length > MaxFinalBytes) return Reject(ErrorKind.BadLength, $"not a proof: {file.Length} bytes");
            var bytes = new byte[file.Length];
            file.ReadExactly(bytes);
            return VerifyFinal(bytes, source, digest);
        }

        if (!ProofFile.TryOpen(file, out VerifyingKey? claimed, out VerificationError? error)) return NoProof(error, start);
        ZkfpKey key = source.For(claimed);
        return claimed.Digest != key.Inner.Digest
            ? WrongKey(claimed, key) : Answer(RunVerifier.Verify(key.Machine, key.Inner, file, null, cancellation), source.Profile, digest);
    });

    // The most runs that a bundle holds have some 140 MB of claims.
    private const long MaxFinalBytes = 1L << 28;

    private static ZkfpVerdict VerifyFinal(ReadOnlySpan<byte> bytes, Source source, byte[]? digest)
    {
        if (!FinalProof.TryVerify(Work.Recursion, bytes, out FinalProof? proof, out Rejection? why)
            || !proof.TryFind(source.Keys, digest, required: true, out FinalMembers? members, out why))
            return new ZkfpVerdict(null, why, 0, 0);
        RunClaim claim = proof.Claims[members.First - 1];
        return new ZkfpVerdict(new ZkfpStatement(claim.Outcome, FinalProof.DigestOf(claim), source.Profile), null, 0, proof.SecurityBits)
        {
            FinalProof = new ZkfpFinalProof(proof),
            Members = members.Numbers,
        };
    }

    private static ZkfpVerdict Answer(VerificationResult result, Profile? profile, byte[]? digest)
    {
        if (digest is not null) result = RunVerifier.CheckOutput(result, digest);
        return result.Error is { } error ? Reject(error.Kind, error.Describe())
            : new ZkfpVerdict(new ZkfpStatement(result.Outcome, result.OutputDigest, profile), null, result.Shards, result.SecurityBits) { Members = [1] };
    }

    // Of a file of another kind, what it is; of one that is damaged, where.
    private static ZkfpVerdict NoProof(VerificationError error, ReadOnlySpan<byte> start) =>
        Reject(error.Kind, $"not a proof: {(error.Kind == ErrorKind.BadHeader || start.IsEmpty ? FileKind.Describe(start) : error.Describe())}");

    private static ZkfpVerdict WrongKey(VerifyingKey claimed, ZkfpKey key) =>
        Reject(ErrorKind.WrongKey, ProgramKeys.DescribeMismatch(claimed, key.Inner));

    private static ZkfpVerdict Reject(ErrorKind kind, string reason) => new(null, new Rejection(kind, reason), 0, 0);
}
