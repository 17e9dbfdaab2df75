using Zkfp.MipsVm.Loading;
using Zkfp.Protocol;
using Zkfp.Protocol.Keys;
using Zkfp.Protocol.Proofs;
using Zkfp.Prover;
using Zkfp.Verifier;

namespace Zkfp;

/// <summary>The answer of a verifier.</summary>
public sealed class ZkfpVerdict
{
    internal ZkfpVerdict(ZkfpStatement? statement, string? reason, int shards, double bits)
    {
        Statement = statement;
        Reason = reason;
        Shards = shards;
        ProvenBits = bits;
    }

    /// <summary>Whether the proof holds.</summary>
    public bool IsValid => Statement is not null;

    /// <summary>What is proven; null unless the proof is valid.</summary>
    public ZkfpStatement? Statement { get; }

    /// <summary>Why the proof is rejected; null if it is valid.</summary>
    public string? Reason { get; }

    /// <summary>Parts of the proof; 0 unless it is valid.</summary>
    public int Shards { get; }

    /// <summary>Proven bits of the weakest term, every round of the interactive protocol and the hash; 0 unless the proof is valid.</summary>
    public double ProvenBits { get; }

    /// <summary>One line for people.</summary>
    public override string ToString() => IsValid ? $"valid: {Statement}" : $"invalid: {Reason}";
}

/// <summary>
/// Verifies proof files, as <see cref="ZkfpProver"/> and <c>zkfp prove</c> write them. No bytes of a proof make it throw. Safe for several threads.
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
        return Verify(proof, _ => key, null);
    }

    /// <summary>Verifies a proof in memory, of a run of any length.</summary>
    /// <param name="proof">All bytes of a proof file.</param>
    /// <param name="program">The program that it must be about.</param>
    public static ZkfpVerdict Verify(ReadOnlySpan<byte> proof, ZkfpProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        return Verify(proof, claimed => program.KeyFor(claimed.LogHeight), program.Image.Profile);
    }

    /// <summary>Verifies a proof in memory with one key, and that the program wrote exactly these bytes to its standard output.</summary>
    /// <param name="proof">All bytes of a proof file.</param>
    /// <param name="key">The key that it must be for; of profile Linux.</param>
    /// <param name="expectedOutput">What it must have written.</param>
    public static ZkfpVerdict Verify(ReadOnlySpan<byte> proof, ZkfpKey key, ReadOnlySpan<byte> expectedOutput) => Expect(Verify(proof, key), expectedOutput);

    /// <summary>Verifies a proof in memory, of a run of any length, and that the program wrote exactly these bytes to its standard output.</summary>
    /// <param name="proof">All bytes of a proof file.</param>
    /// <param name="program">The program that it must be about; of profile Linux.</param>
    /// <param name="expectedOutput">What it must have written.</param>
    public static ZkfpVerdict Verify(ReadOnlySpan<byte> proof, ZkfpProgram program, ReadOnlySpan<byte> expectedOutput) =>
        HasOutputOnly(program) ? Expect(Verify(proof, program), expectedOutput) : throw new ArgumentException(CannonOutput, nameof(program));

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
        return VerifyFile(path, _ => key, null, expectedOutput, cancellation);
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
        return VerifyFile(path, claimed => program.KeyFor(claimed.LogHeight), program.Image.Profile, expectedOutput, cancellation);
    }

    private const string CannonOutput = "proofs of profile Cannon state the digest of a record: compare the output with ZkfpRecord.WroteExactly";

    private static bool HasOutputOnly(ZkfpProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        return program.Image.Profile == Profile.Linux;
    }

    // The key comes from the caller; the claimed one chooses between those that the caller trusts, and must then be equal.
    private static ZkfpVerdict Verify(ReadOnlySpan<byte> proof, Func<VerifyingKey, ZkfpKey> keyFor, Profile? profile)
    {
        if (!ProofFile.TryOpen(proof, out VerifyingKey? claimed, out ReadOnlySpan<byte> run, out VerificationError? error))
            return NoProof(error, FileKind.Start(proof));
        ZkfpKey key = keyFor(claimed);
        return claimed.Digest != key.Inner.Digest ? WrongKey(claimed, key) : Answer(RunVerifier.Verify(key.Machine, key.Inner, run), profile);
    }

    private static Task<ZkfpVerdict> VerifyFile(
        string path, Func<VerifyingKey, ZkfpKey> keyFor, Profile? profile, ReadOnlyMemory<byte>? expectedOutput, CancellationToken cancellation) => Work.Run(() =>
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        if (!ProofFile.TryOpen(file, out VerifyingKey? claimed, out VerificationError? error))
        {
            var start = new byte[FileKind.HeaderBytes];
            file.Position = 0;
            return NoProof(error, start.AsSpan(0, file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)));
        }

        ZkfpKey key = keyFor(claimed);
        if (claimed.Digest != key.Inner.Digest) return WrongKey(claimed, key);
        ZkfpVerdict verdict = Answer(RunVerifier.Verify(key.Machine, key.Inner, file, null, cancellation), profile);
        return expectedOutput is { } output ? Expect(verdict, output.Span) : verdict;
    });

    private static ZkfpVerdict Answer(VerificationResult result, Profile? profile) => result.Error is { } error
        ? Reject(error.Describe())
        : new ZkfpVerdict(new ZkfpStatement(result.Outcome, result.OutputDigest, profile), null, result.Shards, result.SecurityBits);

    private static ZkfpVerdict Expect(ZkfpVerdict verdict, ReadOnlySpan<byte> output) => verdict.Statement is { } s && !s.WroteExactly(output)
        ? Reject($"the program's output is not the one expected; {s}") : verdict;

    // Of a file of another kind, what it is; of one that is damaged, where.
    private static ZkfpVerdict NoProof(VerificationError error, ReadOnlySpan<byte> start) =>
        Reject($"not a proof: {(error.Kind == ErrorKind.BadHeader || start.IsEmpty ? FileKind.Describe(start) : error.Describe())}");

    private static ZkfpVerdict WrongKey(VerifyingKey claimed, ZkfpKey key) =>
        Reject(ProgramKeys.DescribeMismatch(claimed, key.Inner));

    private static ZkfpVerdict Reject(string reason) => new(null, reason, 0, 0);
}
