using System.Buffers.Binary;
using System.Security.Cryptography;
using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Core.Machine;
using Zkfp.Core.Transcript;
using Zkfp.Verifier.Arithmetic;
using Zkfp.Verifier.Keys;
using Zkfp.Verifier.Layout;
using Zkfp.Verifier.Parameters;
using Zkfp.Verifier.Proofs;
using Zkfp.Verifier.Security;
using Zkfp.Verifier.Steps;
using Values = Zkfp.Core.Machine.ExecutionPublicValues;

namespace Zkfp.Verifier;

/// <summary>
/// Verifies run proofs: "the program of this key ran to HALT with this outcome and committed this digest" (docs/protocol.md §9). A pure
/// function of its arguments; no bytes make it throw, and what it allocates is bounded by a small multiple of the longest shard proof and of the number of
/// shards.
/// </summary>
public static class RunVerifier
{
    private const uint LimbLimit = 1 << 16;

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

    // What Γ and the statement need of a shard; its proof is read again for step 5.
    private readonly record struct ShardHead(KoalaBear[] PublicValues, Digest Leaf);

    private static VerificationResult Verify(
        MachineDefinition machine, VerifyingKey key, ref ProofReader reader, IncrementalHash? hash, ITranscriptObserver? observer,
        CancellationToken cancellation)
    {
        string keyError = KeyCheck.Check(machine, key);
        if (keyError.Length != 0) return Reject(ErrorKind.BadKey, "verifying key", "a key that fits the machine", keyError);
        if (machine.PublicValueCount != Values.Count)
            return Reject(ErrorKind.BadKey, "machine", $"{Values.Count} public values", $"{machine.PublicValueCount}");

        // All bytes first. The list grows with what was read, never ahead of it.
        if (!reader.TryReadRunHeader(key, out int n, out KoalaBear nonce)) return VerificationResult.Reject(reader.Error!);
        var heads = new List<ShardHead>();
        long messages = key.GlobalMessages.Count;
        double bits = double.PositiveInfinity;
        VerificationError? insecure = null;
        for (int i = 1; i <= n; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (!reader.TryReadShard(machine, key, i, i == n, out ShardProof? shard, out ShardLayout? layout)) return VerificationResult.Reject(reader.Error!);
            heads.Add(new ShardHead(shard.PublicValues, GammaPhase.Leaf(shard.BoundaryRoot, layout.BoundaryFragments())));
            messages += layout.GlobalLeaves;
            var report = SecurityReport.ForShard(layout);
            bits = Math.Min(bits, report.Bits);
            if (!report.MeetsFloor)
                insecure ??= new VerificationError(ErrorKind.Insecure, $"shard {i}", $"{ProtocolParameters.IopBits} bits", $"{bits:F2} bits");
        }

        if (!reader.TryReadEnd()) return VerificationResult.Reject(reader.Error!);

        // 1–3. The public values are in range, chain, and state one outcome and one digest.
        var statement = new Statement();
        VerificationError? error = CheckStatement(key, heads, statement) ?? insecure;
        if (error is not null) return VerificationResult.Reject(error);

        // 4. Γ and its challenges.
        if (messages >= KoalaBear.P) return Reject(ErrorKind.BadShape, "global interactions", $"fewer than {KoalaBear.P}", $"{messages}");
        var gammaReport = SecurityReport.ForGamma(messages);
        bits = Math.Min(bits, gammaReport.Bits);
        if (!gammaReport.MeetsFloor) return Reject(ErrorKind.Insecure, "Γ", $"{ProtocolParameters.IopBits} bits", $"{bits:F2} bits");
        Transcript transcript = GammaPhase.Start(key, n, GammaPhase.Root(heads.ConvertAll(h => h.Leaf).ToArray()), observer);
        GammaChallenges<KoalaBear, KoalaBear5>? gamma = GammaPhase.Finish(transcript, nonce, messages);
        if (gamma is null) return Reject(ErrorKind.BadProofOfWork, "Γ nonce", "a proof of work", $"nonce {nonce}");

        // 5. Every shard proof verifies; 6. the global sums cancel.
        KoalaBear5 numerator = KoalaBear5.Zero, denominator = KoalaBear5.One;
        byte[]? read = hash?.GetHashAndReset();
        reader.Restart();
        if (!reader.TryReadRunHeader(key, out _, out _)) return VerificationResult.Reject(reader.Error!);
        for (int i = 1; i <= n; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (!reader.TryReadShard(machine, key, i, i == n, out ShardProof? shard, out ShardLayout? layout)) return VerificationResult.Reject(reader.Error!);
            var v = new ShardVerifier<NativeArithmetic, KoalaBear, KoalaBear5, uint>(default, layout, shard, gamma, observer);
            if (!v.Verify()) return VerificationResult.Reject(v.Error! with { Where = $"shard {i}: {v.Error.Where}" });
            AddFraction(ref numerator, ref denominator, v.GlobalNumerator, v.GlobalDenominator);
        }

        for (int i = 0; i < key.GlobalMessages.Count; i++)
        {
            GlobalMessage m = key.GlobalMessages[i];
            KoalaBear5 f = gamma.Gamma + gamma.Alpha[0] * new KoalaBear((ulong)m.Tag);
            for (int k = 0; k < m.Fields.Length; k++) f += gamma.Alpha[k + 1] * m.Fields[k];
            if (f == KoalaBear5.Zero) return Reject(ErrorKind.ZeroDenominator, $"global message {i}", "not zero", "zero");
            AddFraction(ref numerator, ref denominator, m.IsPush ? KoalaBear5.One : -KoalaBear5.One, f);
        }

        // Bytes in memory stay as they are, a file may not.
        if (hash is not null && !hash.GetHashAndReset().AsSpan().SequenceEqual(read)) throw new IOException("the proof changed while it was read");
        return numerator == KoalaBear5.Zero
            ? VerificationResult.Accept(n, statement.Outcome, statement.Digest(), bits)
            : Reject(ErrorKind.GlobalBusUnbalanced, "global sum", "0", $"numerator {numerator}");
    }

    private static void AddFraction(ref KoalaBear5 n, ref KoalaBear5 d, KoalaBear5 n1, KoalaBear5 d1)
    {
        n = n * d1 + n1 * d;
        d *= d1;
    }

    private sealed class Statement
    {
        public uint Outcome;
        public int Halted;
        public readonly uint?[] Words = new uint?[Values.CommitWords];

        public byte[]? Digest()
        {
            var bytes = new byte[4 * Values.CommitWords];
            for (int i = 0; i < Words.Length; i++)
            {
                if (Words[i] is not uint w) return null;
                BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(4 * i), w);
            }

            return bytes;
        }
    }

    private static VerificationError? CheckStatement(VerifyingKey key, List<ShardHead> shards, Statement s)
    {
        uint pc = key.InitialPc, npc = key.InitialNpc;
        var v = new uint[Values.Count];
        for (int i = 0; i < shards.Count; i++)
        {
            for (int k = 0; k < v.Length; k++) v[k] = shards[i].PublicValues[k].Value;
            VerificationError? error = CheckRanges(v, i + 1) ?? CheckChain(v, i + 1, pc, npc, s) ?? CheckCommits(v, i + 1, s);
            if (error is not null) return error;
            pc = v[Values.EndPc];
            npc = v[Values.EndNpc];
        }

        return s.Halted == 0
            ? Error(ErrorKind.BadHalt, shards.Count, "halted", "one shard that halts", "none") : null;
    }

    private static VerificationError? CheckRanges(uint[] v, int shard)
    {
        if (v[Values.ShardIndex] != (uint)shard)
            return Error(ErrorKind.BadPublicValue, shard, "shard index", $"{shard}", $"{v[Values.ShardIndex]}");
        uint time = v[Values.EndTime];
        if (time is < Values.StartTime or >= 1u << Values.LogMaxTime || time % 4 != 0)
            return Error(ErrorKind.BadPublicValue, shard, "end time", "a multiple of 4 from 4 to below 2^24", $"{time}");
        if (v[Values.Halted] > 1) return Error(ErrorKind.BadPublicValue, shard, "halted", "0 or 1", $"{v[Values.Halted]}");
        for (int k = Values.OutcomeLow; k <= Values.OutcomeHigh; k++)
            if (v[k] >= LimbLimit) return Error(ErrorKind.BadPublicValue, shard, "outcome", "limbs below 2^16", $"{v[k]}");
        for (int i = 0; i < Values.CommitWords; i++)
        {
            int k = Values.FirstCommit + 3 * i;
            if (v[k] > 1) return Error(ErrorKind.BadPublicValue, shard, $"commit flag {i}", "0 or 1", $"{v[k]}");
            if (v[k + 1] >= LimbLimit || v[k + 2] >= LimbLimit)
                return Error(ErrorKind.BadPublicValue, shard, $"commit word {i}", "limbs below 2^16", $"{v[k + 1]}, {v[k + 2]}");
            if (v[k] == 0 && (v[k + 1] | v[k + 2]) != 0)
                return Error(ErrorKind.BadPublicValue, shard, $"commit word {i}", "0 without its flag", $"{v[k + 1]}, {v[k + 2]}");
        }

        return null;
    }

    private static VerificationError? CheckChain(uint[] v, int shard, uint pc, uint npc, Statement s)
    {
        if (v[Values.StartPc] != pc || v[Values.StartNpc] != npc)
            return Error(ErrorKind.BadChain, shard, "start state", $"({pc}, {npc})", $"({v[Values.StartPc]}, {v[Values.StartNpc]})");
        if (s.Halted != 0)
        {
            if (v[Values.Halted] != 0) return Error(ErrorKind.BadHalt, shard, "halted", $"0 after shard {s.Halted}", "1");
            if ((v[Values.EndPc] | v[Values.EndNpc]) != 0 || v[Values.EndTime] != Values.StartTime)
            {
                return Error(
                    ErrorKind.BadChain, shard, "state after halt", $"(0, 0) at time {Values.StartTime}",
                    $"({v[Values.EndPc]}, {v[Values.EndNpc]}) at time {v[Values.EndTime]}");
            }
        }

        if (v[Values.Halted] == 0)
        {
            return (v[Values.OutcomeLow] | v[Values.OutcomeHigh]) == 0 ? null
                : Error(ErrorKind.BadHalt, shard, "outcome", "0 in a shard that does not halt", $"{v[Values.OutcomeLow]}, {v[Values.OutcomeHigh]}");
        }

        if ((v[Values.EndPc] | v[Values.EndNpc]) != 0)
            return Error(ErrorKind.BadChain, shard, "end state of the halting shard", "(0, 0)", $"({v[Values.EndPc]}, {v[Values.EndNpc]})");
        s.Halted = shard;
        s.Outcome = v[Values.OutcomeLow] | v[Values.OutcomeHigh] << 16;
        return null;
    }

    private static VerificationError? CheckCommits(uint[] v, int shard, Statement s)
    {
        for (int i = 0; i < Values.CommitWords; i++)
        {
            int k = Values.FirstCommit + 3 * i;
            if (v[k] == 0) continue;
            if (s.Words[i] is not null) return Error(ErrorKind.BadCommit, shard, $"commit {i}", "one commit of this word", "a second");
            s.Words[i] = v[k + 1] | v[k + 2] << 16;
        }

        return null;
    }

    private static VerificationError Error(ErrorKind kind, int shard, string where, string expected, string got) =>
        new(kind, $"shard {shard}: public values: {where}", expected, got);

    private static VerificationResult Reject(ErrorKind kind, string where, string expected, string got) =>
        VerificationResult.Reject(new VerificationError(kind, where, expected, got));
}
