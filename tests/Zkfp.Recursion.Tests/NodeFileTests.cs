using System.Buffers.Binary;
using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Protocol;
using Zkfp.Protocol.Proofs;
using Zkfp.Prover.Jobs;
using Zkfp.Recursion.Circuits;

namespace Zkfp.Recursion.Tests;

/// <summary>Files of nodes and last proofs: what is read is what was written, each word has one meaning, and a proof proves its own statement alone.</summary>
public class NodeFileTests
{
    // Words of the header, and of it the last; of a claim those before the digest words.
    private const int Header = 4 + Digest.Length, Last = Header - 1, Outcome = Digest.Length, Words = Outcome + 2, ClaimWords = Words + 24;
    private const int BundlePlaces = 4;

    private static byte[] Sample => File.ReadAllBytes(Path.Combine(HelloLeaf.Root(), "samples", "hello.final"));

    private static KeySet Keys => RecursionSet.Default!.Keys;

    private static readonly int s_index = KeyTree.IndexOf(NodeKind.Final, 0);

    private static readonly Lazy<FinalFile> s_sample = new(() =>
        FinalFile.TryRead(Keys, BundlePlaces, Sample, out FinalFile? file, out VerificationError? error) ? file : throw new InvalidDataException($"{error}"));

    // Reading does not verify: the sample's proof with other claims has the right lengths.
    private static readonly RunClaim[] s_claims =
    [
        new(FieldHash.HashElements([1]), 0x10002, [0x30004, null, 0, null, null, null, null, 0xFFFFFFFF]),
        new(FieldHash.HashElements([2]), 0, new uint?[8]),
    ];

    public static TheoryData<string, int, uint, ErrorKind> FinalChanges => new()
    {
        { "magic", 0, 1, ErrorKind.BadHeader }, { "kind", 1, 1, ErrorKind.BadHeader }, { "version", 2, 1, ErrorKind.BadHeader },
        { "keys", 3, 1, ErrorKind.WrongKey }, { "keys", Last - 1, 1, ErrorKind.WrongKey },
        { "no claims", Last, unchecked(0u - 2), ErrorKind.BadLength }, { "too many", Last, FinalFile.MaxRuns - 1, ErrorKind.BadLength },
        { "more than there are", Last, FinalFile.MaxRuns - 2, ErrorKind.Truncated }, { "one less", Last, unchecked(0u - 1), ErrorKind.BadLength },
        { "an element and p", Header, KoalaBear.P, ErrorKind.NonCanonicalElement },
        { "an element and p", Header + 8, KoalaBear.P, ErrorKind.NonCanonicalElement },
        { "an outcome above", Header + Outcome, 0x10000, ErrorKind.NonCanonicalElement },
        { "an outcome above", Header + Outcome + 1, 0x10000, ErrorKind.NonCanonicalElement },
        { "a flag of 2", Header + Words, 1, ErrorKind.NonCanonicalElement }, { "a word above", Header + Words + 1, 0x10000, ErrorKind.NonCanonicalElement },
        { "a word above", Header + Words + 2, 0x10000, ErrorKind.NonCanonicalElement },
        { "a half without a flag", Header + Words + 4, 1, ErrorKind.NonCanonicalElement },
        { "a half without a flag", Header + Words + 5, 1, ErrorKind.NonCanonicalElement },
        { "a flag of 2", Header + ClaimWords + Words, 2, ErrorKind.NonCanonicalElement },
        { "the proof", Header + 2 * ClaimWords, KoalaBear.P, ErrorKind.NonCanonicalElement },
    };

    [Theory]
    [MemberData(nameof(FinalChanges))]
    public void A_last_proof_has_one_form(string what, int word, uint add, ErrorKind expected)
    {
        byte[] bytes = new FinalFile(s_claims, s_sample.Value.Proof).Write(Keys);
        Assert.True(FinalFile.TryRead(Keys, BundlePlaces, bytes, out FinalFile? read, out _));
        Assert.Equal(bytes, read.Write(Keys));
        Assert.Equal(s_claims.Select(c => c.Hash()), read.Claims.Select(c => c.Hash()));
        Assert.False(FinalFile.TryRead(Keys, BundlePlaces, Changed(bytes, word, add), out _, out VerificationError? error), what);
        Assert.Equal(expected, error.Kind);
    }

    public static TheoryData<string, int, uint, ErrorKind> NodeChanges => new()
    {
        { "kind", 1, 1, ErrorKind.BadHeader }, { "keys", 5, 1, ErrorKind.WrongKey }, { "no such circuit", Last, 5, ErrorKind.BadHeader },
        { "no such circuit", Last, 0x80000000, ErrorKind.BadHeader }, { "an element and p", Header, KoalaBear.P, ErrorKind.NonCanonicalElement },
        { "an element and p", Header + ClaimStatement.ElementsWithoutKeyRoot - 1, KoalaBear.P, ErrorKind.NonCanonicalElement },
    };

    [Theory]
    [MemberData(nameof(NodeChanges))]
    public void A_node_has_one_form(string what, int word, uint add, ErrorKind expected)
    {
        KoalaBear[] statement = [.. Enumerable.Range(1, ClaimStatement.ElementsWithoutKeyRoot).Select(i => (KoalaBear)i)];
        byte[] bytes = NodeFile.Write(Keys, new NodeProof(s_index, statement, s_sample.Value.Proof));
        Assert.True(NodeFile.TryRead(Keys, bytes, out NodeProof? read, out _));
        Assert.Equal(bytes, NodeFile.Write(Keys, read));
        Assert.Equal(statement, read.Statement);
        Assert.False(NodeFile.TryRead(Keys, Changed(bytes, word, add), out _, out VerificationError? error), what);
        Assert.Equal(expected, error.Kind);
    }

    /// <summary>Cut anywhere, or longer, a file is none.</summary>
    [Fact]
    public void Files_end_where_they_end()
    {
        byte[] final = new FinalFile(s_claims, s_sample.Value.Proof).Write(Keys);
        byte[] node = NodeFile.Write(Keys, new NodeProof(s_index, new KoalaBear[ClaimStatement.ElementsWithoutKeyRoot], s_sample.Value.Proof));
        const int statement = ClaimStatement.ElementsWithoutKeyRoot, claims = 2 * ClaimWords;
        foreach (int words in (int[])[0, 1, Header - 1, Header, Header + 1, Header + statement - 1, Header + claims - 1, Header + claims])
        {
            Assert.False(FinalFile.TryRead(Keys, BundlePlaces, final.AsSpan(0, 4 * words), out _, out VerificationError? error), $"{words} words");
            Assert.Equal(ErrorKind.Truncated, error.Kind);
            Assert.False(NodeFile.TryRead(Keys, node.AsSpan(0, 4 * words), out _, out error), $"{words} words");
            Assert.Equal(ErrorKind.Truncated, error.Kind);
        }

        Assert.False(FinalFile.TryRead(Keys, BundlePlaces, [.. final, 0, 0, 0, 0], out _, out VerificationError? more));
        Assert.Equal(ErrorKind.TrailingBytes, more.Kind);
        Assert.False(NodeFile.TryRead(Keys, [.. node, 0, 0, 0, 0], out _, out more));
        Assert.Equal(ErrorKind.TrailingBytes, more.Kind);
    }

    /// <summary>The sample's last proof proves its claim: with another statement beside it, of another kind or class, it proves nothing.</summary>
    [Fact]
    public void A_proof_proves_its_own_statement()
    {
        FinalFile file = s_sample.Value;
        Assert.Equal(Sample, file.Write(Keys));
        Assert.Null(file.Verify(Keys, BundlePlaces));
        foreach (RunClaim other in (RunClaim[])[file.Claims[0] with { Outcome = 7 }, file.Claims[0] with { KeyDigest = default }])
            Assert.Equal((ErrorKind.BadPublicValue, "public values"), Fault(file with { Claims = [other] }));
        Assert.Equal((ErrorKind.BadPublicValue, "public values"), Fault(file with { Claims = [file.Claims[0], file.Claims[0]] }));

        KoalaBear[] statement = [6, .. file.Claims[0].Hash().ToArray(), 1], shrunk = [5, .. statement[1..]];
        Assert.Null(NodeFile.Verify(Keys, new NodeProof(s_index, statement, file.Proof)));
        foreach (KoalaBear[] other in (KoalaBear[][])[shrunk, statement[..^1], [.. statement, 0]])
        {
            ShardProof said = file.Proof with { PublicValues = FieldHash.HashElements(other).ToArray() };
            VerificationError? error = NodeFile.Verify(Keys, new NodeProof(s_index, other, said));
            Assert.Equal((ErrorKind.BadPublicValue, "statement"), (error?.Kind, error?.Where));
        }

        Assert.Equal((ErrorKind.BadShape, "class"), Fault(file with { Proof = file.Proof with { Shape = Keys.Shrink.Proof } }));
    }

    /// <summary>A contract is told one program and one outcome, and takes proofs for L1 alone.</summary>
    [Fact]
    public void Calldata_is_of_one_program_for_L1()
    {
        FinalFile file = s_sample.Value, l1 = file with { IsL1 = true };
        RunClaim claim = file.Claims[0];
        Assert.Throws<InvalidOperationException>(() => file.Calldata(Keys));
        Assert.Throws<InvalidOperationException>(() => (l1 with { Claims = [claim, claim with { Outcome = 1 }] }).Calldata(Keys));
        Assert.Throws<InvalidOperationException>(() => (l1 with { Claims = [claim, claim with { KeyDigest = default }] }).Calldata(Keys));
    }

    private static (ErrorKind?, string?) Fault(FinalFile file)
    {
        VerificationError? error = file.Verify(Keys, BundlePlaces);
        return (error?.Kind, error?.Where);
    }

    private static byte[] Changed(byte[] bytes, int word, uint add)
    {
        var changed = (byte[])bytes.Clone();
        Span<byte> at = changed.AsSpan(4 * word);
        BinaryPrimitives.WriteUInt32LittleEndian(at, BinaryPrimitives.ReadUInt32LittleEndian(at) + add);
        return changed;
    }
}
