using Zkfp.Core.Hash;
using Zkfp.Core.Machine;
using Zkfp.Recursion.Circuits;

namespace Zkfp.Recursion.Tests.Jobs;

/// <summary>The root over the claims of a bundle, and each claim's path to it.</summary>
public class BundleRootTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(6)]
    public void Every_claim_has_a_path_of_compressions_to_the_root(int places)
    {
        foreach (int count in (int[])[1, 2, 3, 5, 6, 7, 12, 13, 37, 64])
        {
            RunClaim[] claims = [.. Enumerable.Range(0, count).Select(i => new RunClaim(default, (uint)i, new uint?[ExecutionPublicValues.CommitWords]))];
            Digest root = FinalFile.Root(claims, places);
            for (int i = 0; i < count; i++)
            {
                (Digest same, IReadOnlyList<(Digest Sibling, bool IsLeft)> path) = FinalFile.Path(claims, places, i);
                Assert.Equal(root, same);
                Digest node = claims[i].Hash();
                foreach ((Digest sibling, bool left) in path) node = left ? FieldHash.Compress(sibling, node) : FieldHash.Compress(node, sibling);
                Assert.Equal(root, node);
            }

            // The order counts, and every claim does.
            if (count == 1) continue;
            Assert.NotEqual(root, FinalFile.Root([.. claims.Reverse()], places));
            Assert.NotEqual(root, FinalFile.Root([.. claims[..^1], claims[0]], places));
            Assert.NotEqual(root, FinalFile.Root(claims[..^1], places));
        }
    }

    /// <summary>The last of a level, left alone, goes up as it is: a bundle of one would be another proof with another root.</summary>
    [Fact]
    public void One_that_is_left_alone_goes_up()
    {
        RunClaim[] claims = [.. Enumerable.Range(0, 5).Select(i => new RunClaim(default, (uint)i, new uint?[ExecutionPublicValues.CommitWords]))];
        Digest[] c = [.. claims.Select(x => x.Hash())];
        Digest two = FieldHash.Compress(c[0], c[1]), four = FieldHash.Compress(two, FieldHash.Compress(c[2], c[3])), none = FieldHash.Compress(default, default);
        Assert.Equal(c[0], FinalFile.Root(claims[..1], 2));
        Assert.Equal(FieldHash.Compress(two, c[2]), FinalFile.Root(claims[..3], 2));
        Assert.Equal(FieldHash.Compress(four, c[4]), FinalFile.Root(claims, 2));
        Assert.Equal(FieldHash.Compress(two, FieldHash.Compress(c[2], default)), FinalFile.Root(claims[..3], 4));
        Assert.Equal(FieldHash.Compress(FieldHash.Compress(four, c[4]), none), FinalFile.Root(claims, 4));
    }

    [Fact]
    public void A_set_is_read_as_it_was_written()
    {
        var set = new Prover.Jobs.RecursionSet(HelloTree.Profile, HelloTree.Keys);
        var read = Prover.Jobs.RecursionSet.Parse($"{set}");
        Assert.Equal($"{set}", $"{read}");
        Assert.Equal(set.Keys.Digest, read.Keys.Digest);
        Assert.True(read.SecurityBits >= 128);
        string[] lines = $"{set}".Split('\n');
        for (int i = 0; i < lines.Length - 1; i++)
        {
            string without = string.Join('\n', lines.Where((_, k) => k != i));
            if (lines[i].StartsWith("message", StringComparison.Ordinal)) continue; // one of several
            Assert.Throws<FormatException>(() => Prover.Jobs.RecursionSet.Parse(without));
        }
    }
}
