using Zkfp.Prover.Jobs;
using Zkfp.Recursion.Circuits;
using Zkfp.Recursion.Machine;
using Zkfp.Recursion.Recording;
using Zkfp.Recursion.Witness;

namespace Zkfp.Recursion.Tests;

/// <summary>Room for the steps of Merkle paths: <see cref="CircuitTables.MerkleSteps"/>.</summary>
public class MerkleRoomTests
{
    private const double Tilt = 0.25, Rarity = 64;

    /// <summary>The moment that the bound rests on, from all lists of queries of one tree or of several that are queried at the same rows.</summary>
    [Theory]
    [InlineData(1, 1)]
    [InlineData(5, 1)]
    [InlineData(1, 3)]
    [InlineData(2, 3)]
    [InlineData(5, 2)]
    [InlineData(5, 3)]
    [InlineData(4, 4)]
    [InlineData(3, 5)]
    [InlineData(3, 4, 2)]
    [InlineData(2, 3, 3)]
    [InlineData(4, 3, 1, 4)]
    public void Moment_is_that_of_all_queries(int queries, params int[] depths)
    {
        double sum = 0;
        int deepest = depths.Max();
        long all = 1L << deepest * queries;
        for (long choice = 0; choice < all; choice++)
        {
            var leaves = new int[queries];
            for (int q = 0; q < queries; q++) leaves[q] = (int)(choice >> deepest * q & (1L << deepest) - 1);
            sum += Math.Exp(Tilt * depths.Sum(d => Steps(d, Array.ConvertAll(leaves, x => x >> deepest - d))));
        }

        // Many rounds, so that the bound is below all steps that there can be; a tree that has no steps ends each.
        const int rounds = 1000;
        double expected = (Rarity * Math.Log(2) + rounds * Math.Log(sum / all)) / Tilt, most = rounds * depths.Sum() * queries;
        OpenedTree[] round = [.. depths.Select(d => new OpenedTree(d, queries)), new OpenedTree(0, queries + 1)];
        int room = CircuitTables.MerkleSteps([.. Enumerable.Repeat(round, rounds).SelectMany(r => r)]);
        Assert.InRange(room, Math.Min(expected, most) - 1e-6, Math.Min(expected, most) + 1 + 1e-6);
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

    /// <summary>
    /// What the keys in use have room for: more steps come with probability below 2^−64, the trees of a round, which are queried at the same rows, taken together.
    /// </summary>
    [Fact]
    public void Keys_in_use_have_room_for_the_paths_of_all_trees()
    {
        RecursionSet set = RecursionSet.Default!;
        CircuitShape node = set.Keys.Node, shrink = set.Keys.Shrink, final = set.Keys.Final;
        int Rows(CircuitShape shape) => shape.Rows[shape.Machine.PlaceOf(TableId.Merkle)];
        var leaves = new HashSet<string>();
        for (int i = 0; i < set.Profile.Leaves.Count; i++)
        {
            // Machines do not matter to the trees of their shards.
            LeafClass leaf = set.Profile.Leaves[i];
            if (leaves.Add($"{leaf.Class} {leaf.Last} {leaf.Places}")) Holds(set.Profile.RecordTree(NodeKind.Range, i, node), Rows(node));
        }

        foreach ((NodeKind kind, int number) in set.Profile.TreeCircuits.TakeLast(3)) Holds(set.Profile.RecordTree(kind, number, node), Rows(node));
        for (int i = 0; i < 2; i++) Holds(set.Profile.RecordShrink(i, node, set.Keys.Root), Rows(shrink));
        Holds(FinalCircuit.Record(shrink, set.Keys.ShrinkRoot), Rows(final));
        Circuit cut = FinalCircuit.Record(RecursionMachine.Fin1, shrink, set.Keys.ShrinkRoot);
        Holds(cut, CircuitTables.RowCounts(cut)[RecursionMachine.Fin1.PlaceOf(TableId.Step)]);

        // And less room than that does not hold.
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => Holds(cut, 3500));
    }

    private static void Holds(Circuit circuit, int room)
    {
        double best = 0;
        foreach (double tilt in (double[])[0.1, 0.25, 0.5])
        {
            double sum = 0;
            for (int i = 0, end; i < circuit.Trees.Length; i = end)
            {
                for (end = i + 1; end < circuit.Trees.Length && circuit.Trees[end].Queries == circuit.Trees[i].Queries; end++) { }
                sum += LogMoment(Array.ConvertAll(circuit.Trees[i..end], t => t.Depth), circuit.Trees[i].Queries, tilt);
            }

            best = Math.Max(best, (tilt * room - sum) / Math.Log(2));
        }

        Assert.True(best >= Rarity, $"{best:F1} bits for {room} steps");
    }

    // log E e^(λS) for trees that are queried at the same places: those of less depth have the upper levels of the deepest.
    private static double LogMoment(int[] depths, int queries, double tilt)
    {
        double[] factorials = new double[queries + 1], moments = new double[queries + 1];
        for (int i = 1; i <= queries; i++) factorials[i] = factorials[i - 1] + Math.Log(i);
        for (int level = depths.Max() - 1; level >= 0; level--)
        {
            int weight = depths.Count(d => d > level);
            var next = new double[queries + 1];
            for (int t = 1; t <= queries; t++)
            {
                double largest = double.NegativeInfinity, sum = 0;
                double Term(int i) => factorials[t] - factorials[i] - factorials[t - i] - t * Math.Log(2) + moments[i] + moments[t - i];
                for (int i = 0; i <= t; i++) largest = Math.Max(largest, Term(i));
                for (int i = 0; i <= t; i++) sum += Math.Exp(Term(i) - largest);
                next[t] = tilt * weight + largest + Math.Log(sum);
            }

            moments = next;
        }

        return moments[queries];
    }

    // Distinct nodes above the leaves.
    private static int Steps(int depth, int[] leaves)
    {
        int sum = 0;
        for (int k = 1; k <= depth; k++) sum += leaves.Select(x => x >> k).Distinct().Count();
        return sum;
    }
}
