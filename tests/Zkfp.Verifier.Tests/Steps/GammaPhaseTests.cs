using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Core.Parallel;
using Zkfp.Core.Transcript;
using Zkfp.Verifier.Steps;
using Zkfp.Verifier.Tests.Toy;

namespace Zkfp.Verifier.Tests.Steps;

/// <summary>
/// §7 from the document alone: prover and verifier share <see cref="GammaPhase"/>, so that an honest proof would not show a part that both forget.
/// </summary>
public class GammaPhaseTests
{
    private static readonly Digest s_root = FieldHash.HashElements([1, 2, 3]);

    [Fact]
    public void A_leaf_binds_the_root_and_every_height()
    {
        FragmentHeight[] fragments = [new(7, 12), new(6, 8)];
        Assert.Equal(FieldHash.HashElements([.. Elements(s_root), 2, 7, 12, 6, 8]), GammaPhase.Leaf(s_root, fragments));
        Assert.Equal(FieldHash.HashElements([.. Elements(default), 0]), GammaPhase.Leaf(default, []));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(9)]
    public void The_root_is_that_of_the_padded_tree(int count)
    {
        var leaves = new Digest[count];
        for (int i = 0; i < count; i++) leaves[i] = FieldHash.HashElements([i]);
        int size = 1;
        while (size < count) size *= 2;
        Digest Node(int first, int n)
        {
            if (n == 1) return first < count ? leaves[first] : default;
            return FieldHash.Compress(Node(first, n / 2), Node(first + n / 2, n / 2));
        }

        Assert.Equal(Node(0, size), GammaPhase.Root(leaves));
    }

    [Fact]
    public void Challenges_follow_from_key_count_root_and_work()
    {
        var key = ToyProof.Make().Key;
        using var pool = new WorkerPool(1, false);
        foreach (long messages in (long[])[1000, 500_000_000])
        {
            int bits = messages == 1000 ? 0 : 2;
            var expected = new Transcript("zkfp gamma v1");
            expected.Observe("", key.Digest);
            expected.Observe("", 3);
            expected.Observe("", s_root);
            KoalaBear nonce = Grinder.Search(expected, bits, pool);
            Assert.True(expected.CheckGrind("", nonce, bits));
            GammaChallenges<KoalaBear, KoalaBear5>? got = GammaPhase.Finish(GammaPhase.Start(key, 3, s_root), nonce, messages);
            Assert.NotNull(got);
            Assert.Equal(expected.Sample(""), got.Gamma);
            Assert.Equal(12, got.Alpha.Length);
            foreach (KoalaBear5 a in got.Alpha) Assert.Equal(expected.Sample(""), a);
            Assert.Equal(Digest.Length, got.Seed.Length);
            foreach (KoalaBear s in got.Seed) Assert.Equal(expected.SampleBase(""), s);

            // A nonce is none for other messages, another count or another root; without work it is zero.
            int refused = 0;
            for (int n = 0; n < 32; n++)
                if (GammaPhase.Finish(GammaPhase.Start(key, 3, s_root), n, messages) is null) refused++;
            Assert.True(refused >= (bits == 0 ? 31 : 8), $"{refused}");
        }
    }

    private static ReadOnlySpan<KoalaBear> Elements(Digest d)
    {
        ReadOnlySpan<KoalaBear> e = d;
        return e.ToArray();
    }
}
