using System.Buffers.Binary;
using Zkfp.Core.Field;
using Zkfp.Core.Machine;
using Zkfp.Protocol;
using Zkfp.Protocol.Keys;
using Zkfp.Protocol.Proofs;
using Zkfp.Verifier.Tests.Second;
using Zkfp.Verifier.Tests.Toy;
using static Zkfp.Protocol.ErrorKind;

namespace Zkfp.Verifier.Tests.Tamper;

public class TamperTests
{
    private static readonly ToyProof s_honest = ToyProof.Make();
    private static readonly byte[] s_bytes = ProofWriter.Write(ToyMachine.Machine, s_honest.Proof);
    private static readonly ProofMap s_map = new(ToyMachine.Machine, s_honest.Proof);
    private static int s_case;

    [Fact]
    public void The_map_names_every_word()
    {
        Assert.Equal(s_bytes.Length, 4 * s_map.Words);
        VerificationResult honest = BothVerifiers.Verify(s_honest.Key, s_bytes);
        Assert.True(honest.IsValid, honest.Error?.ToString());
    }

    /// <summary>Every field of every message of every shard, changed in its first and last word.</summary>
    [Fact]
    public void Every_changed_field_is_refused_with_its_error()
    {
        foreach (Field f in s_map.Fields)
        {
            Expect(Add(f.Start, 1), TamperManifest.Changed(f.Name), $"{f} first word + 1");
            if (f.Length > 1) Expect(Add(f.Start + f.Length - 1, KoalaBear.P - 1), TamperManifest.Changed(f.Name), $"{f} last word − 1");
        }
    }

    /// <summary>The same element written as value + p, and words that no element can be.</summary>
    [Fact]
    public void Every_non_canonical_element_is_refused()
    {
        foreach (Field f in s_map.Fields)
        {
            if (f.Name is "magic" or "kind" or "version" or "shard count" or "main width" or "boundary width" or "log leaves" or "rows" or "absent rows" or "opening row length" or "opening sibling count") continue;
            foreach (int word in (int[])[f.Start, f.Start + f.Length - 1])
            {
                uint v = Word(s_bytes, word);
                Expect(Set(word, uint.MaxValue), [NonCanonicalElement], $"{f} word 2^32 − 1");
                if (v <= uint.MaxValue - KoalaBear.P) Expect(Set(word, v + KoalaBear.P), [NonCanonicalElement], $"{f} word + p");
            }
        }
    }

    [Fact]
    public void Every_removed_or_duplicated_field_is_refused()
    {
        foreach (Field f in s_map.Fields)
        {
            int a = 4 * f.Start, b = 4 * (f.Start + f.Length);
            byte[] removed = [.. s_bytes[..a], .. s_bytes[b..]];
            byte[] doubled = [.. s_bytes[..b], .. s_bytes[a..]];
            ErrorKind[] kinds = f.Shard == 0 ? [BadHeader, WrongKey, BadLength, .. TamperManifest.Structure] : TamperManifest.Structure;
            Expect(removed, kinds, $"{f} removed");
            Expect(doubled, kinds, $"{f} doubled");
        }
    }

    [Fact]
    public void Every_truncation_is_refused()
    {
        for (int n = 0; n < s_bytes.Length; n += n < 4000 ? 1 : 997) Expect(s_bytes[..n], [Truncated], $"{n} bytes");
        Expect([.. s_bytes, 0], [TrailingBytes], "one byte more");
        Expect([.. s_bytes, .. s_bytes], [TrailingBytes], "twice");
    }

    [Fact]
    public void A_shard_proof_is_no_run_proof()
    {
        byte[] shard = ProofWriter.Write(ToyMachine.Machine, s_honest.Proof.Shards[0]);
        Expect(shard, [BadHeader], "shard file");
        Assert.True(ProofReader.TryReadShard(ToyMachine.Machine, s_honest.Key, shard, false, out ShardProof? read, out _));
        Assert.Equal(shard, ProofWriter.Write(ToyMachine.Machine, read));
        Assert.False(ProofReader.TryReadShard(ToyMachine.Machine, s_honest.Key, shard, true, out _, out VerificationError? error));
        Assert.Equal(BadShape, error.Kind);
    }

    [Fact]
    public void Shards_left_out_repeated_or_exchanged_are_refused()
    {
        ShardProof[] s = s_honest.Proof.Shards;
        (ShardProof[] Shards, ErrorKind[] Kinds)[] cases =
        [
            ([s[0], s[1]], [BadShape]),
            ([s[1], s[2]], [BadPublicValue]),
            ([s[0], s[2]], [BadPublicValue]),
            ([s[2]], [BadPublicValue]),
            ([s[1], s[0], s[2]], [BadPublicValue]),
            ([s[0], s[0], s[1], s[2]], [BadPublicValue]),
            ([s[0], s[1], s[2], s[2]], [BadShape]),
            ([s[0], s[1], s[1], s[2]], [BadPublicValue]),
        ];
        foreach ((ShardProof[] shards, ErrorKind[] kinds) in cases)
            Expect(ProofWriter.Write(ToyMachine.Machine, s_honest.Proof with { Shards = shards }), kinds, $"{shards.Length} shards", both: true);
        Expect(ProofWriter.Write(ToyMachine.Machine, s_honest.Proof with { Shards = [] }), [BadLength], "no shards");
    }

    /// <summary>Each message taken from another shard of the run, or from the same shard of another program's proof.</summary>
    [Fact]
    public void Every_message_of_another_proof_is_refused()
    {
        ToyProof other = ToyProof.Make(salt: 1);
        Assert.NotEqual(s_honest.Key.Digest, other.Key.Digest);
        for (int i = 0; i < 3; i++)
        {
            Swap(i, s_honest.Proof.Shards[(i + 1) % 3], $"shard {i + 1} from its neighbour", false);
            Swap(i, other.Proof.Shards[i], $"shard {i + 1} from another program", true);
        }

        Expect(ProofWriter.Write(ToyMachine.Machine, other.Proof), [WrongKey], "another program's proof");
        Expect(ProofWriter.Write(ToyMachine.Machine, other.Proof with { KeyDigest = s_honest.Key.Digest }), [BadProofOfWork, LocalBusUnbalanced], "another program's proof, renamed");
        ShardProof[] s = s_honest.Proof.Shards;
        for (int i = 0; i < 3; i++)
        {
            var mixed = (ShardProof[])s.Clone();
            mixed[i] = other.Proof.Shards[i];
            Expect(ProofWriter.Write(ToyMachine.Machine, s_honest.Proof with { Shards = mixed }), [BadProofOfWork, LocalBusUnbalanced], $"shard {i + 1} of another program", both: true);
        }
    }

    [Fact]
    public void A_proof_for_another_key_or_machine_is_refused()
    {
        VerifyingKey k = s_honest.Key;
        VerifyingKey With(int? logHeight = null, uint? pc = null, GlobalMessage[]? messages = null) => new(
            k.MachineDigest, logHeight ?? k.LogHeight, k.PreprocessedWidth, pc ?? k.InitialPc, k.InitialNpc, k.PreprocessedRows, k.PreprocessedRoot,
            messages ?? k.GlobalMessages);
        foreach (VerifyingKey key in (VerifyingKey[])[With(logHeight: 12), With(pc: 1), With(messages: []), With(messages: [.. k.GlobalMessages, k.GlobalMessages[0]])])
        {
            Assert.Equal(WrongKey, BothVerifiers.Verify(key, s_bytes).Error!.Kind);
            VerificationResult renamed = BothVerifiers.Verify(key, ProofWriter.Write(ToyMachine.Machine, s_honest.Proof with { KeyDigest = key.Digest }));
            Assert.False(renamed.IsValid);
        }

        Assert.Equal(BadKey, RunVerifier.Verify(ToyMachine.Make("other"), k, s_bytes).Error!.Kind);
    }

    [Fact]
    public void Another_output_is_refused()
    {
        VerificationResult r = RunVerifier.Verify(ToyMachine.Machine, s_honest.Key, s_bytes, "toy outpuT"u8);
        Assert.Equal(WrongOutput, r.Error!.Kind);

        // An invalid proof stays invalid whatever its output should be.
        r = RunVerifier.Verify(ToyMachine.Machine, s_honest.Key, s_bytes.AsSpan(0, 100), ToyRun.Output);
        Assert.Equal(Truncated, r.Error!.Kind);
        Assert.Same(r, RunVerifier.CheckOutput(r, new byte[32]));
        Assert.True(RunVerifier.Verify(ToyMachine.Machine, s_honest.Key, s_bytes, ToyRun.Output).IsValid);
    }

    private static void Swap(int shard, ShardProof from, string what, bool sameStatement)
    {
        ShardProof p = s_honest.Proof.Shards[shard];
        ErrorKind[] early = [LocalBusUnbalanced, GkrMismatch, BadProofOfWork, .. TamperManifest.Structure];
        (ShardProof Proof, ErrorKind[] Kinds, string Name)[] cases =
        [
            (p with { Shape = from.Shape }, early, "shape"),
            (p with { PublicValues = from.PublicValues }, [BadPublicValue], "public values"),
            (p with { BoundaryRoot = from.BoundaryRoot }, early, "boundary root"),
            (p with { MainRoot = from.MainRoot }, early, "main root"),
            (p with { Gkr = from.Gkr }, early, "gkr"),
            (p with { Gkr = p.Gkr with { GlobalNumerator = from.Gkr.GlobalNumerator } }, [GkrMismatch], "global numerator"),
            (p with { Zerocheck = from.Zerocheck }, [ConstraintMismatch, .. TamperManifest.Structure], "zerocheck"),
            (p with { Evaluations = from.Evaluations }, [ConstraintMismatch, .. TamperManifest.Structure], "evaluations"),
            (p with { Whir = from.Whir }, [BadProofOfWork, .. TamperManifest.Structure], "whir"),
            (p with { Whir = p.Whir with { FinalPolynomial = from.Whir.FinalPolynomial } }, [BadProofOfWork], "final polynomial"),
            (p with { Whir = p.Whir with { FinalOpenings = from.Whir.FinalOpenings } }, [BadOpening, RootMismatch], "final openings"),
            (p with { Whir = p.Whir with { FinalSumcheck = from.Whir.FinalSumcheck } }, [WhirMismatch], "final sumcheck"),
            (p with { Whir = p.Whir with { Rounds = from.Whir.Rounds } }, [BadProofOfWork, .. TamperManifest.Structure], "whir rounds"),
        ];
        foreach ((ShardProof changed, ErrorKind[] kinds, string name) in cases)
        {
            var shards = (ShardProof[])s_honest.Proof.Shards.Clone();
            shards[shard] = changed;
            byte[] bytes = ProofWriter.Write(ToyMachine.Machine, s_honest.Proof with { Shards = shards });
            // Equal statements and shapes (another program, same run length) leave the proof as it was.
            if (sameStatement && bytes.AsSpan().SequenceEqual(s_bytes)) continue;
            Expect(bytes, kinds, $"{what}: {name}", both: true);
        }
    }

    private static void Expect(byte[] proof, ErrorKind[] kinds, string what, bool both = false)
    {
        // The second verifier, which is slower, sees a part of the long series; `tests/Zkfp.Verifier.Fuzz -- agree` shows it as much as one likes.
        VerificationResult r = both || s_case++ % 64 == 0 ? BothVerifiers.Verify(s_honest.Key, proof) : RunVerifier.Verify(ToyMachine.Machine, s_honest.Key, proof);
        Assert.False(r.IsValid, $"accepted: {what}");
        Assert.True(Array.IndexOf(kinds, r.Error!.Kind) >= 0, $"{what}: {r.Error}; expected {string.Join(" or ", kinds)}");
    }

    private static uint Word(byte[] bytes, int word) => BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(4 * word));

    private static byte[] Set(int word, uint value)
    {
        var copy = (byte[])s_bytes.Clone();
        BinaryPrimitives.WriteUInt32LittleEndian(copy.AsSpan(4 * word), value);
        return copy;
    }

    private static byte[] Add(int word, uint value) => Set(word, (uint)(((ulong)Word(s_bytes, word) + value) % KoalaBear.P));
}
