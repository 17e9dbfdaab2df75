using System.Buffers.Binary;
using Zkfp.Protocol;
using Zkfp.Protocol.Keys;
using Zkfp.Protocol.Proofs;
using Zkfp.Verifier.Tests.Toy;
using static Zkfp.Protocol.ErrorKind;

namespace Zkfp.Verifier.Tests.Proofs;

/// <summary>§11: the proof file is a header, a key and a run proof, and nothing else.</summary>
public class ProofFileTests
{
    private static readonly ToyProof s_toy = ToyProof.Make();
    private static readonly byte[] s_key = VerifyingKeyFile.Write(s_toy.Key);
    private static readonly byte[] s_run = ProofWriter.Write(ToyMachine.Machine, s_toy.Proof);
    private static readonly byte[] s_file = MakeFile();

    [Fact]
    public void A_file_is_header_key_and_run()
    {
        var header = new byte[16];
        "ZKFPFILE"u8.CopyTo(header);
        header[8] = 3;
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(12), s_key.Length);
        Assert.Equal([.. header, .. s_key, .. s_run], s_file);
        Assert.True(ProofFile.TryOpen(s_file, out VerifyingKey? key, out ReadOnlySpan<byte> run, out _));
        Assert.Equal(s_toy.Key.Digest, key.Digest);
        Assert.Equal(s_run, run.ToArray());

        // A key that ends with the file leaves an empty run, which is none.
        Assert.True(ProofFile.TryOpen(s_file.AsSpan(0, 16 + s_key.Length), out _, out run, out _));
        Assert.Equal(Truncated, RunVerifier.Verify(ToyMachine.Machine, s_toy.Key, run).Error?.Kind);
    }

    [Fact]
    public void Every_truncation_of_header_and_key_is_refused()
    {
        for (int n = 0; n < 16 + s_key.Length; n++) Refused(s_file[..n], Truncated);
    }

    [Theory]
    [InlineData(0, 1u, BadHeader)]
    [InlineData(1, 0x204E5552u, BadHeader)]
    [InlineData(2, 0u, BadHeader)]
    [InlineData(2, 1u, BadHeader)]
    [InlineData(2, 2u, BadHeader)]
    [InlineData(2, 4u, BadHeader)]
    [InlineData(3, 0u, Truncated)]
    [InlineData(3, uint.MaxValue, Truncated)]
    [InlineData(3, 0x80000000u, Truncated)]
    [InlineData(4, 1u, BadHeader)]
    public void Words_out_of_range_are_refused(int word, uint value, ErrorKind expected)
    {
        byte[] bytes = (byte[])s_file.Clone();
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4 * word), value);
        Refused(bytes, expected);
    }

    /// <summary>What an earlier version wrote is refused by name, whatever it is; so is what a later one will write.</summary>
    [Theory]
    [InlineData(1u)]
    [InlineData(2u)]
    [InlineData(4u)]
    public void Other_versions_are_named(uint version)
    {
        byte[] Of(byte[] bytes)
        {
            byte[] old = (byte[])bytes.Clone();
            BinaryPrimitives.WriteUInt32LittleEndian(old.AsSpan(8), version);
            return old;
        }

        Assert.False(ProofFile.TryOpen(Of(s_file), out _, out _, out VerificationError? file));
        Assert.False(VerifyingKeyFile.TryRead(Of(s_key), out _, out VerificationError? key));
        byte[] shard = ProofWriter.Write(ToyMachine.Machine, s_toy.Proof.Shards[0]);
        Assert.False(ProofReader.TryReadShard(ToyMachine.Machine, s_toy.Key, Of(shard), false, out _, out VerificationError? one));
        VerificationError? run = RunVerifier.Verify(ToyMachine.Machine, s_toy.Key, Of(s_run)).Error;
        foreach (VerificationError? e in (VerificationError?[])[file, key, one, run])
        {
            Assert.Equal(BadHeader, e?.Kind);
            Assert.Equal($"BadHeader: format version: expected version 3, got version {version}, which is not supported", e!.ToString());
        }
    }

    /// <summary>The length of the key is exact: a shorter one cuts it, a longer one has bytes after it.</summary>
    [Theory]
    [InlineData(-4, Truncated)]
    [InlineData(-1, Truncated)]
    [InlineData(1, TrailingBytes)]
    [InlineData(4, TrailingBytes)]
    public void The_key_has_its_own_length(int change, ErrorKind expected)
    {
        byte[] bytes = (byte[])s_file.Clone();
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), s_key.Length + change);
        Refused(bytes, expected);
    }

    /// <summary>A shard proof alone: exact as a run is.</summary>
    [Fact]
    public void A_shard_file_is_exact()
    {
        byte[] shard = ProofWriter.Write(ToyMachine.Machine, s_toy.Proof.Shards[0]);
        Assert.True(Read(shard, out _));
        foreach ((byte[] bytes, ErrorKind expected) in ((byte[], ErrorKind)[])[
            ([.. shard, 0], TrailingBytes), (shard[..^1], Truncated), (shard[..11], Truncated), (s_run, BadHeader), ([], Truncated)])
        {
            Assert.False(Read(bytes, out VerificationError? error));
            Assert.Equal(expected, error!.Kind);
        }

        static bool Read(byte[] bytes, out VerificationError? error)
        {
            bool ok = ProofReader.TryReadShard(ToyMachine.Machine, s_toy.Key, bytes, false, out ShardProof? proof, out error);
            Assert.Equal(ok, proof is not null);
            return ok;
        }
    }

    private static byte[] MakeFile()
    {
        using var file = new MemoryStream();
        ProofFile.WriteHeader(file, s_toy.Key);
        file.Write(s_run);
        return file.ToArray();
    }

    private static void Refused(byte[] file, ErrorKind expected)
    {
        Assert.False(ProofFile.TryOpen(file, out VerifyingKey? key, out ReadOnlySpan<byte> run, out VerificationError? error));
        Assert.Null(key);
        Assert.True(run.IsEmpty);
        Assert.Equal(expected, error.Kind);
    }
}
