using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Core.Machine;
using Zkfp.Protocol;
using Zkfp.Protocol.Keys;
using Zkfp.Protocol.Proofs;
using Zkfp.Verifier.Tests.Proofs;

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

    [Property(MaxTest = 1000, Arbitrary = [typeof(Cases)])]
    public void A_key_survives_its_file(VerifyingKey key)
    {
        byte[] bytes = VerifyingKeyFile.Write(key);
        Assert.True(VerifyingKeyFile.TryRead(bytes, out VerifyingKey? read, out _));
        Assert.Equal(key.Digest, read.Digest);
        Assert.Equal((key.MachineDigest, key.LogHeight, key.PreprocessedWidth), (read.MachineDigest, read.LogHeight, read.PreprocessedWidth));
        Assert.Equal((key.InitialPc, key.InitialNpc, key.PreprocessedRoot), (read.InitialPc, read.InitialNpc, read.PreprocessedRoot));
        Assert.Equal(key.PreprocessedRows, read.PreprocessedRows);
        Assert.Equal(key.GlobalMessages.Select(m => (m.IsPush, m.Tag)), read.GlobalMessages.Select(m => (m.IsPush, m.Tag)));
        Assert.Equal(key.GlobalMessages.Select(m => m.Fields), read.GlobalMessages.Select(m => m.Fields));
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
    [InlineData(2, 2u, ErrorKind.BadHeader)]
    [InlineData(2, 4u, ErrorKind.BadHeader)]
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
    [Property(MaxTest = 10_000, Arbitrary = [typeof(Cases), typeof(Damage.Cases)])]
    public void Damaged_bytes_are_refused_or_are_another_key(VerifyingKey original, Damage damage)
    {
        byte[] damaged = damage.Apply(VerifyingKeyFile.Write(original));
        if (VerifyingKeyFile.TryRead(damaged, out VerifyingKey? key, out VerificationError? error)) Assert.Equal(damaged, VerifyingKeyFile.Write(key));
        else Assert.NotEqual(ErrorKind.None, error.Kind);
        Assert.False(ProofFile.TryOpen(damaged, out _, out _, out error), "a key file is no proof file");
        Assert.NotEqual(ErrorKind.None, error!.Kind);
    }

    /// <summary>Keys of any numbers, which need fit no machine.</summary>
    public static class Cases
    {
        public static Arbitrary<VerifyingKey> Key() => Arb.From(
            from numbers in Gen.Choose(0, (int)KoalaBear.P - 1).ArrayOf(20)
            from height in Gen.Choose(8, 23)
            from rows in Gen.Choose(0, 1 << 23).ArrayOf()
            from messages in Message().ArrayOf()
            let digests = Array.ConvertAll(numbers, n => new KoalaBear((ulong)n))
            select new VerifyingKey(
                Digest.FromElements(digests.AsSpan(0, 9)), height, numbers[18] % 1000, (uint)numbers[18], (uint)numbers[19], rows,
                Digest.FromElements(digests.AsSpan(9, 9)), messages));

        private static Gen<GlobalMessage> Message() =>
            from push in Gen.Elements(true, false)
            from tag in Gen.Choose(1, 1 << 20)
            from fields in Gen.Choose(0, (int)KoalaBear.P - 1).ArrayOf()
            select new GlobalMessage(push, tag, Array.ConvertAll(fields, f => new KoalaBear((ulong)f)));
    }
}
