using System.Buffers.Binary;
using Zkfp.Protocol;
using Zkfp.Protocol.Keys;
using Zkfp.Prover;
using Zkfp.Recursion.Circuits;

namespace Zkfp.Cli.Tests.Prove;

/// <summary>Which runs of a proof of several are meant: those of the caller's program, under either of its keys, with the digest that it asks for.</summary>
public class FinalMembersTests
{
    private static readonly VerifyingKey s_short = Key(18), s_long = Key(20), s_other = Key(19);

    // The program's runs are 2, 3 and 5, of which 3 is a long one.
    private static readonly RunClaim[] s_claims = [Claim(s_other, 7), Claim(s_short, 7), Claim(s_long, 8), Claim(s_other, 8), Claim(s_short, 9)];

    [Fact]
    public void Runs_of_either_key_count() => Assert.Equal([2, 3, 5], Numbers(null, true));

    [Theory]
    [InlineData(7u, 2)]
    [InlineData(8u, 3)]
    [InlineData(9u, 5)]
    public void The_one_with_the_digest_is_meant(uint word, int number)
    {
        Assert.Equal([number], Numbers(DigestOf(word), true));
        Assert.Equal([number], Numbers(DigestOf(word), false));
        Assert.Equal(number == 3 ? s_long : s_short, Find([s_short, s_long], DigestOf(word), true).Members!.Key);
    }

    [Fact]
    public void None_with_the_digest_is_refused_or_left_to_the_caller()
    {
        Assert.Equal(ErrorKind.WrongOutput, Find([s_short, s_long], DigestOf(10), true).Why!.Kind);
        Assert.Equal([2, 3, 5], Numbers(DigestOf(10), false));
    }

    [Fact]
    public void None_of_the_program_is_refused() =>
        Assert.Equal(ErrorKind.WrongKey, Find([Key(21)], null, false).Why!.Kind);

    /// <summary>A large program has one key, which is asked for twice: its runs count once.</summary>
    [Fact]
    public void A_key_that_is_there_twice_counts_once() => Assert.Equal([3], Find([s_long, s_long], null, true).Members!.Numbers);

    /// <summary>Keys are made as they are asked for; one that fits no machine is refused before any run is found with it.</summary>
    [Fact]
    public void A_key_that_fits_nothing_is_refused()
    {
        Rejection fault = new(ErrorKind.BadKey, "it fits nothing");
        Assert.False(FinalProof.TryFindIn(s_claims, [(s_short, fault)], null, true, out FinalMembers? members, out Rejection? why));
        Assert.Equal((null, fault), (members, why));
        static IEnumerable<(VerifyingKey, Rejection?)> One()
        {
            yield return (s_short, null);
            throw new InvalidOperationException("The second key is not needed.");
        }

        Assert.True(FinalProof.TryFindIn([s_claims[1]], One(), null, true, out _, out _));
    }

    private static IReadOnlyList<int> Numbers(byte[]? digest, bool required) => Find([s_short, s_long], digest, required).Members!.Numbers;

    private static (FinalMembers? Members, Rejection? Why) Find(VerifyingKey[] keys, byte[]? digest, bool required)
    {
        bool found = FinalProof.TryFindIn(s_claims, keys.Select(k => (k, (Rejection?)null)), digest, required, out FinalMembers? members, out Rejection? why);
        Assert.Equal(found, why is null);
        return (members, why);
    }

    private static VerifyingKey Key(int height) => new(default, height, 0, 0, 1, [], default, []);

    private static RunClaim Claim(VerifyingKey key, uint word) => new(key.Digest, 0, [.. Enumerable.Repeat<uint?>(word, 8)]);

    private static byte[] DigestOf(uint word)
    {
        var bytes = new byte[32];
        for (int i = 0; i < 8; i++) BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(4 * i), word);
        return bytes;
    }
}
