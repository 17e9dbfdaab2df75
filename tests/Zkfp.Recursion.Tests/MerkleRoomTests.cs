using Zkfp.Recursion.Recording;
using Zkfp.Recursion.Witness;

namespace Zkfp.Recursion.Tests;

/// <summary>Room for the steps of Merkle paths: <see cref="CircuitTables.MerkleSteps"/>.</summary>
public class MerkleRoomTests
{
    private const double Tilt = 0.25, Rarity = 64;

    /// <summary>The moment that the bound rests on, from all lists of queries.</summary>
    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 5)]
    [InlineData(3, 1)]
    [InlineData(3, 2)]
    [InlineData(2, 5)]
    [InlineData(3, 5)]
    [InlineData(4, 4)]
    [InlineData(5, 3)]
    public void Moment_is_that_of_all_queries(int depth, int queries)
    {
        double sum = 0;
        long all = 1L << depth * queries;
        for (long choice = 0; choice < all; choice++)
        {
            var leaves = new int[queries];
            for (int q = 0; q < queries; q++) leaves[q] = (int)(choice >> depth * q & (1L << depth) - 1);
            sum += Math.Exp(Tilt * Steps(depth, leaves));
        }

        // Many such trees, so that the bound is below all steps that there can be.
        const int trees = 1000;
        double expected = (Rarity * Math.Log(2) + trees * Math.Log(sum / all)) / Tilt;
        int room = CircuitTables.MerkleSteps([.. Enumerable.Repeat(new OpenedTree(depth, queries), trees)]);
        Assert.InRange(room, Math.Min(expected, trees * depth * queries) - 1e-6, Math.Min(expected, trees * depth * queries) + 1 + 1e-6);
    }

    /// <summary>No more than all paths take, and nothing without trees.</summary>
    [Fact]
    public void Few_queries_have_room_for_whole_paths()
    {
        Assert.Equal(20, CircuitTables.MerkleSteps([new OpenedTree(20, 1)]));
        Assert.Equal(0, CircuitTables.MerkleSteps([]));
        Assert.Equal(0, CircuitTables.MerkleSteps([new OpenedTree(0, 3)]));
    }

    /// <summary>Random queries of a shard's trees stay below the room, which is not much more than they take.</summary>
    [Fact]
    public void Room_is_little_more_than_random_queries_take()
    {
        OpenedTree[] trees = [new(21, 268), new(18, 268), new(20, 268), new(19, 166), new(17, 135), new(15, 123), new(14, 118)];
        int room = CircuitTables.MerkleSteps(trees);
        var random = new Random(7);
        double sum = 0;
        const int trials = 200;
        for (int i = 0; i < trials; i++)
        {
            int steps = 0;
            foreach (OpenedTree t in trees) steps += Steps(t.Depth, [.. Enumerable.Range(0, t.Queries).Select(_ => random.Next(1 << t.Depth))]);
            Assert.InRange(steps, 1, room);
            sum += steps;
        }

        Assert.InRange(room, sum / trials, 1.05 * sum / trials);
    }

    // Distinct nodes above the leaves.
    private static int Steps(int depth, int[] leaves)
    {
        int sum = 0;
        for (int k = 1; k <= depth; k++) sum += leaves.Select(x => x >> k).Distinct().Count();
        return sum;
    }
}
