using Zkfp.Core.Hash;
using Zkfp.Protocol;
using Zkfp.Protocol.Keys;
using Zkfp.Protocol.Proofs;

namespace Zkfp.Verifier.Tests.Keys;

public class VerifyingKeyFileTests
{
    // Words of the sample's file: machine digest; height, width, pc, npc; count and two row counts; root; count and messages.
    private const int Machine = 3, Height = Machine + Digest.Length, Positions = Height + 4, Root = Positions + 3, Messages = Root + Digest.Length;

    private static VerifyingKey Sample()
    {
        Digest machine = FieldHash.HashElements([1, 2, 3]), root = FieldHash.HashElements([4]);
        return new VerifyingKey(
            machine, 19, 4, 0x2000_0000, 0x2000_0001, [1 << 18, 3000], root,
            [new GlobalMessage(true, 14, [7]), new GlobalMessage(false, 14, [1 << 29, 5])]);
    }

    [Fact]
    public void A_key_survives_its_file()
    {
        VerifyingKey key = Sample();
        byte[] bytes = VerifyingKeyFile.Write(key);
        Assert.True(VerifyingKeyFile.TryRead(bytes, out VerifyingKey? read, out _));
        Assert.Equal(key.Digest, read.Digest);
        Assert.Equal(bytes, VerifyingKeyFile.Write(read));
    }

    [Fact]
    public void Every_truncation_is_refused()
    {
        byte[] bytes = VerifyingKeyFile.Write(Sample());
        for (int n = 0; n < bytes.Length; n++)
        {
            Assert.False(VerifyingKeyFile.TryRead(bytes.AsSpan(0, n), out _, out VerificationError? error));
            Assert.NotEqual(ErrorKind.None, error.Kind);
        }

        Assert.False(VerifyingKeyFile.TryRead([.. bytes, 0], out _, out VerificationError? trailing));
        Assert.Equal(ErrorKind.TrailingBytes, trailing.Kind);
    }

    /// <summary>Each word that is out of its range, and the error that says so.</summary>
    [Theory]
    [InlineData(0, 0x50464B5Bu, ErrorKind.BadHeader)]
    [InlineData(1, 0x59454B57u, ErrorKind.BadHeader)]
    [InlineData(2, 1u, ErrorKind.BadHeader)]
    [InlineData(2, 3u, ErrorKind.BadHeader)]
    [InlineData(Machine, 0x7F000001u, ErrorKind.NonCanonicalElement)]
    [InlineData(Height - 1, uint.MaxValue, ErrorKind.NonCanonicalElement)]
    [InlineData(Height, 24u, ErrorKind.BadLength)]
    [InlineData(Height + 1, 0x7F000001u, ErrorKind.NonCanonicalElement)]
    [InlineData(Height + 2, 0x7F000001u, ErrorKind.NonCanonicalElement)]
    [InlineData(Positions, 40u, ErrorKind.Truncated)]
    [InlineData(Positions + 1, 0x7F000001u, ErrorKind.NonCanonicalElement)]
    [InlineData(Root, 0x7F000001u, ErrorKind.NonCanonicalElement)]
    [InlineData(Messages, 4u, ErrorKind.Truncated)]
    [InlineData(Messages, uint.MaxValue, ErrorKind.Truncated)]
    [InlineData(Messages + 1, 2u, ErrorKind.BadLength)]
    [InlineData(Messages + 2, 0x7F000001u, ErrorKind.NonCanonicalElement)]
    [InlineData(Messages + 3, 7u, ErrorKind.Truncated)]
    [InlineData(Messages + 4, 0x7F000001u, ErrorKind.NonCanonicalElement)]
    public void Words_out_of_range_are_refused(int word, uint value, ErrorKind expected)
    {
        byte[] bytes = VerifyingKeyFile.Write(Sample());
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4 * word), value);
        Assert.False(VerifyingKeyFile.TryRead(bytes, out VerifyingKey? key, out VerificationError? error));
        Assert.Null(key);
        Assert.Equal(expected, error.Kind);
    }

    /// <summary>The largest height and the largest element are read; the rest is <see cref="KeyCheck"/>'s.</summary>
    [Theory]
    [InlineData(Height, 23u)]
    [InlineData(Height + 1, 0x7F000000u)]
    public void Words_at_their_limits_are_read(int word, uint value)
    {
        byte[] bytes = VerifyingKeyFile.Write(Sample());
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4 * word), value);
        Assert.True(VerifyingKeyFile.TryRead(bytes, out VerifyingKey? key, out _));
        Assert.Equal(bytes, VerifyingKeyFile.Write(key));
    }

    /// <summary>Whatever is read is read canonically: writing it again gives the same bytes, or the reader refuses.</summary>
    [Fact]
    public void Damaged_bytes_are_refused_or_are_another_key()
    {
        byte[] bytes = VerifyingKeyFile.Write(Sample());
        var rng = new Random(7);
        for (int k = 0; k < 20_000; k++)
        {
            byte[] damaged = (byte[])bytes.Clone();
            for (int i = rng.Next(1, 4); i > 0; i--) damaged[rng.Next(damaged.Length)] = (byte)rng.Next(256);
            if (VerifyingKeyFile.TryRead(damaged, out VerifyingKey? key, out _)) Assert.Equal(damaged, VerifyingKeyFile.Write(key));
            if (ProofFile.TryOpen(damaged, out _, out _, out VerificationError? error)) Assert.Fail("a key file is no proof file");
            else Assert.NotEqual(ErrorKind.None, error.Kind);
        }
    }
}
