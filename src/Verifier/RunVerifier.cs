using System.Buffers.Binary;
using System.Security.Cryptography;
using Zkfp.Core.Field;
using Zkfp.Core.Machine;
using Zkfp.Core.Transcript;
using Zkfp.Protocol;
using Zkfp.Protocol.Keys;
using Zkfp.Protocol.Layout;
using Zkfp.Protocol.Parameters;
using Zkfp.Protocol.Proofs;
using Zkfp.Protocol.Security;
using Zkfp.Verifier.Arithmetic;
using Zkfp.Verifier.Steps;
using Values = Zkfp.Core.Machine.ExecutionPublicValues;

namespace Zkfp.Verifier;

/// <summary>
/// Verifies run proofs: "the program of this key ran to HALT with this outcome and committed this digest" (docs/protocol.md §9). A pure
/// function of its arguments; no bytes make it throw, and what it allocates is bounded by a small multiple of the longest shard proof and of the number of
/// shards. A proof is read twice, statement and Γ first; bytes that change meanwhile, as those of a mapped file may, are not accepted for what they were.
/// </summary>
public static class RunVerifier
{
    /// <summary>Verifies a proof; the statement is in the result.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="key">The program.</param>
    /// <param name="proof">Bytes of a run proof.</param>
    /// <param name="observer">Receives every transcript event, if not null.</param>
    public static VerificationResult Verify(
        MachineDefinition machine, VerifyingKey key, ReadOnlySpan<byte> proof, ITranscriptObserver? observer = null)
    {
        var reader = new ProofReader(proof);
        return Verify(machine, key, ref reader, null, observer, default);
    }

    /// <summary>As for bytes, from the position of a seekable stream to its end, shard by shard: a proof may be longer than memory. It is read twice.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="key">The program.</param>
    /// <param name="proof">A run proof.</param>
    /// <param name="observer">Receives every transcript event, if not null.</param>
    /// <param name="cancellation">Stops after the shard at hand.</param>
    /// <exception cref="IOException">The stream failed, or gave other bytes the second time.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static VerificationResult Verify(
        MachineDefinition machine, VerifyingKey key, Stream proof, ITranscriptObserver? observer = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(proof);
        if (!proof.CanSeek) throw new ArgumentException("the stream must be seekable", nameof(proof));
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var reader = new ProofReader(proof, hash);
        return Verify(machine, key, ref reader, hash, observer, cancellation);
    }

    /// <summary>Verifies a proof and that the committed digest is the SHA-256 of <paramref name="expectedOutput"/>.</summary>
    public static VerificationResult Verify(
        MachineDefinition machine, VerifyingKey key, ReadOnlySpan<byte> proof, ReadOnlySpan<byte> expectedOutput)
    {
        VerificationResult result = Verify(machine, key, proof);
        return result.IsValid ? CheckOutput(result, SHA256.HashData(expectedOutput)) : result;
    }

    /// <summary>A valid <paramref name="result"/>, or its rejection when it does not state <paramref name="digest"/>.</summary>
    public static VerificationResult CheckOutput(VerificationResult result, ReadOnlySpan<byte> digest)
    {
        if (!result.IsValid) return result;
        if (result.OutputDigest is null)
            return Reject(ErrorKind.WrongOutput, "output digest", Convert.ToHexStringLower(digest), "no complete digest was committed");
        return digest.SequenceEqual(result.OutputDigest)
            ? result
            : Reject(ErrorKind.WrongOutput, "output digest", Convert.ToHexStringLower(digest), Convert.ToHexStringLower(result.OutputDigest));
    }

    private static VerificationResult Verify(
        MachineDefinition machine, VerifyingKey key, ref ProofReader reader, IncrementalHash? hash, ITranscriptObserver? observer,
        CancellationToken cancellation)
    {
        string keyError = KeyCheck.Check(machine, key);
        if (keyError.Length != 0) return Reject(ErrorKind.BadKey, "verifying key", "a key that fits the machine", keyError);
        if (machine.PublicValueCount != Values.Count)
            return Reject(ErrorKind.BadKey, "machine", $"{Values.Count} public values", $"{machine.PublicValueCount}");

        // All bytes first. What is kept grows with what was read, never ahead of it.
        if (!reader.TryReadRunHeader(key, out int n, out KoalaBear nonce)) return VerificationResult.Reject(reader.Error!);
        KeyInputs<KoalaBear> inputs = KeyInputs<KoalaBear>.Create<NativeArithmetic, KoalaBear5, NativeIndex>(default, key);
        var statement = new RunStatement<NativeArithmetic, KoalaBear, KoalaBear5, NativeIndex>(default, key, inputs, new KoalaBear((ulong)n));
        double bits = SecurityReport.ForGamma().Bits;
        for (int i = 1; i <= n; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (!reader.TryReadShard(machine, key, i, i == n, out ShardProof? shard, out ClassLayout? layout)) return VerificationResult.Reject(reader.Error!);
            var report = SecurityReport.ForShard(layout);
            bits = Math.Min(bits, report.Bits);
            if (!report.MeetsFloor)
                return Reject(ErrorKind.Insecure, $"shard {i}", $"{ProtocolParameters.SecurityBits} bits", $"{report.Bits:F2} bits");
            if (!statement.TryAdd(layout, Inputs(shard), out _)) return VerificationResult.Reject(statement.Error!);
        }

        if (!reader.TryReadEnd()) return VerificationResult.Reject(reader.Error!);
        if (statement.SampleGamma(nonce, observer) is not { } gamma) return VerificationResult.Reject(statement.Error!);

        // Every shard proof verifies; the global sums cancel.
        byte[]? read = hash?.GetHashAndReset();
        reader.Restart();
        if (!reader.TryReadRunHeader(key, out _, out _)) return VerificationResult.Reject(reader.Error!);
        for (int i = 1; i <= n; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (!reader.TryReadShard(machine, key, i, i == n, out ShardProof? shard, out ClassLayout? layout)) return VerificationResult.Reject(reader.Error!);
            ShardInputs<KoalaBear> own = Inputs(shard);

            // Both readings must be of one proof: the statement is from the first one. Bytes in memory belong to the caller, who may have mapped a file.
            if (!GammaTree<NativeArithmetic, KoalaBear, KoalaBear5, NativeIndex>.Leaf(default, layout, own).AsSpan().SequenceEqual(statement.Leaves[i - 1]))
                return hash is null ? Reject(ErrorKind.BadPublicValue, $"shard {i}", "what was read before", "something else") : throw Changed();
            var v = new ShardVerifier<NativeArithmetic, KoalaBear, KoalaBear5, NativeIndex>(
                default, layout, inputs, own, i == n ? KoalaBear.One : KoalaBear.Zero, shard, gamma, observer);
            if (!v.Verify()) return VerificationResult.Reject(v.Error! with { Where = $"shard {i}: {v.Error.Where}" });
            if (!statement.TryAddSum(v.GlobalNumerator, v.GlobalDenominator, v.GlobalBlocks)) return VerificationResult.Reject(statement.Error!);
        }

        if (hash is not null && !hash.GetHashAndReset().AsSpan().SequenceEqual(read)) throw Changed();
        return statement.TryFinish()
            ? VerificationResult.Accept(n, statement.OutcomeLow.Value | statement.OutcomeHigh.Value << 16, DigestOf(statement), bits)
            : VerificationResult.Reject(statement.Error!);
    }

    private static IOException Changed() => new("the proof changed while it was read");

    private static ShardInputs<KoalaBear> Inputs(ShardProof proof) => ShardInputs<KoalaBear>.Create<NativeArithmetic, KoalaBear5, NativeIndex>(default, proof);

    // The committed words, each in big-endian bytes; null if one is missing.
    private static byte[]? DigestOf(RunStatement<NativeArithmetic, KoalaBear, KoalaBear5, NativeIndex> statement)
    {
        var bytes = new byte[4 * Values.CommitWords];
        for (int i = 0; i < Values.CommitWords; i++)
        {
            if (statement.Committed[i] == KoalaBear.Zero) return null;
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(4 * i), statement.WordLow[i].Value | statement.WordHigh[i].Value << 16);
        }

        return bytes;
    }

    private static VerificationResult Reject(ErrorKind kind, string where, string expected, string got) =>
        VerificationResult.Reject(new VerificationError(kind, where, expected, got));
}
