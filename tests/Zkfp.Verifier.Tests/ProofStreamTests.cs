using System.Buffers.Binary;
using Zkfp.Core.Hash;
using Zkfp.Protocol;
using Zkfp.Protocol.Keys;
using Zkfp.Protocol.Proofs;
using Zkfp.Verifier.Tests.Toy;

namespace Zkfp.Verifier.Tests;

/// <summary>A proof read from a stream gets the answer that its bytes get.</summary>
public class ProofStreamTests
{
    private static readonly ToyProof s_honest = ToyProof.Make();
    private static readonly byte[] s_bytes = ProofWriter.Write(ToyMachine.Machine, s_honest.Proof);

    [Fact]
    public void A_stream_is_accepted_like_its_bytes_wherever_it_begins_and_however_it_is_delivered()
    {
        using var plain = new MemoryStream(s_bytes);
        VerificationResult expected = RunVerifier.Verify(ToyMachine.Machine, s_honest.Key, s_bytes), got = Verify(plain);
        Assert.True(got.IsValid, got.Error?.ToString());
        Assert.Equal((expected.Shards, expected.Outcome, expected.SecurityBits), (got.Shards, got.Outcome, got.SecurityBits));
        Assert.Equal(expected.OutputDigest, got.OutputDigest);

        using var slow = new SlowStream([1, 2, 3, .. s_bytes]) { Position = 3 };
        Assert.True(Verify(slow).IsValid);
    }

    [Fact]
    public void Damaged_bytes_get_the_same_error_from_a_stream()
    {
        var random = new Random(11);
        var kinds = new HashSet<ErrorKind>();
        for (int i = 0; i < 40; i++)
        {
            byte[] damaged = (byte[])s_bytes.Clone();
            int at = random.Next(4) == 0 ? random.Next(400) : random.Next(damaged.Length);
            damaged[at] ^= (byte)(1 << random.Next(8));
            if (i % 10 == 0) damaged = damaged[..random.Next(damaged.Length)];
            if (i % 10 == 1) damaged = [.. s_bytes, .. new byte[random.Next(1, 200_000)]];
            using Stream stream = i % 3 == 0 ? new SlowStream(damaged) : new MemoryStream(damaged);
            VerificationError? error = Verify(stream).Error;
            Assert.Equal(RunVerifier.Verify(ToyMachine.Machine, s_honest.Key, damaged).Error, error);
            Assert.NotNull(error);
            kinds.Add(error.Kind);
        }

        Assert.Contains(ErrorKind.Truncated, kinds);
        Assert.Contains(ErrorKind.TrailingBytes, kinds);
        Assert.True(kinds.Count > 4, string.Join(", ", kinds));
    }

    [Fact]
    public void Lengths_are_believed_neither_of_the_proof_nor_of_the_stream()
    {
        // The most shards that a proof may say it has, in a stream that says it has eight exabytes and holds one shard.
        byte[] many = (byte[])s_bytes.Clone();
        BinaryPrimitives.WriteUInt32LittleEndian(many.AsSpan(12 + 4 * Digest.Length), (1 << 16) - 1);
        using var liar = new LyingStream(many, long.MaxValue);
        long before = GC.GetAllocatedBytesForCurrentThread();
        VerificationError? error = Verify(liar).Error;
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 20 * s_bytes.Length + (1 << 20));
        Assert.NotNull(error);
        Assert.Contains(error.Kind, (ErrorKind[])[ErrorKind.Truncated, ErrorKind.BadShape, ErrorKind.NonCanonicalElement]);

        using var shorter = new LyingStream(s_bytes[..^4], s_bytes.Length);
        Assert.Equal(ErrorKind.Truncated, Verify(shorter).Error?.Kind);

        // One that ends where a buffer does.
        using var cut = new LyingStream(s_bytes[..(1 << 16)], s_bytes.Length);
        Assert.Equal(ErrorKind.Truncated, Verify(cut).Error?.Kind);
    }

    [Fact]
    public void A_stream_that_changes_between_its_two_readings_is_not_accepted()
    {
        using (var same = new ChangingStream(s_bytes, s_bytes)) Assert.True(Verify(same).IsValid);
        byte[] damaged = [.. s_bytes];
        damaged[^4] ^= 1;
        using (var changing = new ChangingStream(s_bytes, damaged)) Assert.Equal(ErrorKind.WhirMismatch, Verify(changing).Error?.Kind);

        // Not even bytes of a proof the second time.
        byte[] broken = [.. s_bytes];
        broken[^1] = 0xFF;
        using (var changing = new ChangingStream(s_bytes, broken)) Assert.Equal(ErrorKind.NonCanonicalElement, Verify(changing).Error?.Kind);

        // The first reading does not look at this element, the second one finds a valid proof: only the comparison of what was read can tell.
        using (var changing = new ChangingStream(damaged, s_bytes)) Assert.Throws<IOException>(() => Verify(changing));
    }

    [Fact]
    public void A_stream_must_be_seekable_and_verification_can_be_cancelled()
    {
        using var pipe = new System.IO.Pipes.AnonymousPipeServerStream();
        Assert.Throws<ArgumentException>(() => Verify(pipe));
        using var plain = new MemoryStream(s_bytes);
        Assert.Throws<OperationCanceledException>(() => RunVerifier.Verify(ToyMachine.Machine, s_honest.Key, plain, null, new CancellationToken(true)));
    }

    [Fact]
    public void A_proof_file_is_opened_alike_from_bytes_and_from_a_stream()
    {
        using var written = new MemoryStream();
        int header = ProofFile.WriteHeader(written, s_honest.Key);
        Assert.Equal(header, written.Length);
        written.Write(s_bytes);
        byte[] file = written.ToArray();
        using var stream = new SlowStream(file);
        Assert.True(ProofFile.TryOpen(stream, out VerifyingKey? key, out _));
        Assert.Equal(s_honest.Key.Digest, key.Digest);
        Assert.Equal(header, stream.Position);
        Assert.True(Verify(stream).IsValid);

        for (int length = 0; length < header + 8; length += length < 24 ? 1 : 97) Same(file[..length]);
        foreach (uint keyBytes in (uint[])[0, 1, 1 << 24, (1 << 24) + 1, uint.MaxValue])
        {
            byte[] damaged = (byte[])file.Clone();
            BinaryPrimitives.WriteUInt32LittleEndian(damaged.AsSpan(12), keyBytes);
            Same(damaged);
            using var liar = new LyingStream(damaged, 1L << 40);
            Assert.False(ProofFile.TryOpen(liar, out _, out VerificationError? error));
            Assert.True(keyBytes <= ProofFile.MaxKeyBytes || error.Kind == ErrorKind.BadLength, error.ToString());
        }

        static void Same(byte[] bytes)
        {
            bool opened = ProofFile.TryOpen(bytes, out _, out _, out VerificationError? expected);
            using var stream = new MemoryStream(bytes);
            Assert.Equal(opened, ProofFile.TryOpen(stream, out _, out VerificationError? error));
            Assert.Equal(expected, error);
        }
    }

    private static VerificationResult Verify(Stream stream) => RunVerifier.Verify(ToyMachine.Machine, s_honest.Key, stream);

    /// <summary>Gives a few bytes at a time.</summary>
    private sealed class SlowStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, 1000 + (int)(Position % 77)));

        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, 1000 + (int)(Position % 77))]);
    }

    /// <summary>Says that it is longer than it is.</summary>
    private sealed class LyingStream(byte[] bytes, long length) : MemoryStream(bytes)
    {
        public override long Length => length;
    }

    /// <summary>Other content from the second time on that it is read from its start.</summary>
    private sealed class ChangingStream : MemoryStream
    {
        private readonly byte[] _content;
        private readonly byte[] _second;

        public ChangingStream(byte[] first, byte[] second)
            : this([.. first], second, 0)
        {
        }

        private ChangingStream(byte[] content, byte[] second, int position)
            : base(content)
        {
            _content = content;
            _second = second;
            base.Position = position;
        }

        public override long Position
        {
            get => base.Position;
            set
            {
                _second.CopyTo(_content, 0);
                base.Position = value;
            }
        }
    }
}
