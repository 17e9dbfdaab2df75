using System.Buffers.Binary;
using Xunit.Abstractions;
using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Protocol;
using Zkfp.Prover;
using Zkfp.Prover.Jobs;
using Zkfp.Recursion.Nodes;

namespace Zkfp.Recursion.Tests.Jobs;

/// <summary>Steps above shards, on real proofs: whoever makes them, in whatever order, from whatever state of the folder, the files are equal.</summary>
public sealed class TreeTests(ProvenRun proven, ITestOutputHelper output) : IClassFixture<ProvenRun>, IDisposable
{
    // Two places: a smaller circuit than that of four, with the same rules.
    private const int Places = 2;

    private readonly string _path = Directory.CreateTempSubdirectory("zkfp-tree").FullName;
    private readonly List<string> _notices = [];

    public void Dispose() => Directory.Delete(_path, true);

    private (RunTree Tree, TreeWorker Worker, JobRunner Runner) Open(NodeKeys keys)
    {
        var tree = new RunTree(proven.Run, keys, Places);
        var runner = new JobRunner(new WorkFolder(_path, _notices.Add));
        return (tree, new TreeWorker(tree, runner), runner);
    }

    private void Put(string file) => File.WriteAllBytes(Path.Combine(_path, file), proven.Files[file]);

    private Dictionary<string, byte[]> Nodes() => Directory.GetFiles(_path, "*.node").ToDictionary(f => Path.GetFileName(f), File.ReadAllBytes);

    /// <summary>
    /// One after the other, as they arrive in a shuffled order; then with damaged, exchanged, cut off and missing files; then by a worker beside whose steps another
    /// process is.
    /// </summary>
    [Fact]
    public void Leaves_are_the_same_in_any_order_and_after_any_damage()
    {
        using IProverBackend backend = CpuBackend.Create(2);
        using var keys = new NodeKeys(backend, HelloLeaf.KeyRoot);
        int n = proven.Run.Shards;
        output.WriteLine($"{n} shards");
        Assert.True(n >= 3, $"{n} shards");

        // Nothing there: nothing to do.
        (RunTree tree, TreeWorker worker, _) = Open(keys);
        Assert.False(worker.Work(wait: false, default));
        Assert.Empty(tree.Known);
        Assert.False(tree.IsKnown);

        // A leaf is made when its neighbours are there, and no earlier.
        ShardProofJob[] order = [.. tree.Shards];
        new Random(3).Shuffle(order);
        var arrived = new HashSet<int>();
        foreach (ShardProofJob shard in order)
        {
            Put(shard.File);
            arrived.Add(shard.Index);
            bool all = worker.Work(wait: false, default);
            Assert.Equal(arrived.Count == n, all);
            int groups = Enumerable.Range(0, (n + Places - 1) / Places).Count(g =>
                Enumerable.Range(g * Places + 1, Places).All(i => i > n || arrived.Contains(i)));
            Assert.True(tree.Known.Count() >= groups);
            Assert.Equal(tree.Known.Count(), Nodes().Count);
        }

        Dictionary<string, byte[]> expected = Nodes();
        Assert.Empty(_notices);
        Assert.Equal(tree.Known.Select(j => j.File).Order(StringComparer.Ordinal), expected.Keys.Order(StringComparer.Ordinal));

        // What they say: neighbours that follow each other, from the first to the last.
        int next = 1;
        foreach (LeafJob leaf in tree.Known.Cast<LeafJob>())
        {
            Assert.True(NodeFile.TryRead(expected[leaf.File], out NodeFile? node, out VerificationError? error), error?.ToString());
            Assert.Equal((KoalaBear)next, node.Statement.First);
            next = (int)node.Statement.Last.Value + 1;
            Assert.Equal(leaf.Last, next - 1);
            Assert.Equal(proven.Run.Digest, Digest.FromElements(node.Statement.Run));
            Assert.Equal(expected[leaf.File], node.Write());
            Assert.Equal(leaf.Last == n, node.Statement.Halted == KoalaBear.One);
            Assert.Null(leaf.Fault(expected[leaf.File]));
            Damaged(leaf, expected[leaf.File], 20);
        }

        Assert.Equal(n + 1, next);

        // Damage, and a fresh process.
        string[] nodes = [.. expected.Keys.Order(StringComparer.Ordinal)];
        File.WriteAllBytes(Path.Combine(_path, nodes[0]), expected[nodes[^1]]);
        if (nodes.Length > 1) File.WriteAllBytes(Path.Combine(_path, nodes[1]), expected[nodes[1]][..^1]);
        (tree, worker, _) = Open(keys);
        Assert.True(worker.Work(wait: false, default));
        Assert.Equal(expected, Nodes());
        Assert.Equal(Math.Min(2, nodes.Length), _notices.Count);
        Assert.All(nodes.Take(2), f => Assert.Contains(_notices, m => m.Contains(f, StringComparison.Ordinal)));

        // A shard's proof that is another's: the leaf waits, and says why.
        _notices.Clear();
        ShardProofJob one = tree.Shards[0], two = tree.Shards[1];
        File.WriteAllBytes(Path.Combine(_path, one.File), proven.Files[two.File]);
        LeafJob first = (LeafJob)tree.Known.First();
        File.Delete(Path.Combine(_path, first.File));
        (tree, worker, _) = Open(keys);
        Assert.False(worker.Work(wait: false, default));
        Assert.Contains($"it is shard 2's, not shard 1's", Assert.Single(_notices), StringComparison.Ordinal);

        // It is replaced after it was checked: the same.
        Put(one.File);
        (tree, worker, JobRunner runner) = Open(keys);
        worker.LookForShards(default);
        File.WriteAllBytes(Path.Combine(_path, one.File), proven.Files[two.File]);
        Assert.Equal(JobOutcome.Waiting, runner.TryRun(tree.Known.First(), default));
        Put(one.File);
        Assert.True(worker.Work(wait: false, default));
        Assert.Equal(expected, Nodes());
    }

    /// <summary>While shards are proven, and by a worker that has the folder alone: equal files, in the circuit of four places that is used.</summary>
    [Fact]
    public void Beside_a_prover_and_afterwards_the_same_leaves_are_made()
    {
        using var file = new MemoryStream();
        ProveResult result = ProvenRun.Prove(_path, file, tree: true);
        Assert.Equal(proven.Proof, file.ToArray());
        Dictionary<string, byte[]> beside = Nodes();
        Assert.Equal((proven.Run.Shards + 3) / 4, beside.Count);
        Assert.Equal(Directory.GetFiles(_path).Order(StringComparer.Ordinal), result.WorkFiles.Order(StringComparer.Ordinal));
        Assert.True(result.Statistics.Phases[Phase.Recursion] > 0);
        foreach (string node in beside.Keys) File.Delete(Path.Combine(_path, node));

        // A folder of several workers, one of which is at the first leaf and dies.
        IReadOnlyList<WorkRun> runs = RunJobs.List(_path);
        WorkRun run = Assert.Single(runs);
        Assert.Equal(proven.Run.Name, run.Name);
        Assert.Equal(proven.Run.Shards, run.Steps.Count(s => s is { Kind: JobKind.Shard, State: StepState.Done }));
        RunStep[] leaves = [.. run.Steps.Where(s => s.Kind == JobKind.Leaf)];
        Assert.All(leaves, s => Assert.Equal(StepState.Ready, s.State));
        Assert.Equal(beside.Keys.Order(StringComparer.Ordinal), leaves.Select(s => s.File).Order(StringComparer.Ordinal));
        var other = new WorkFolder(_path).Claim(leaves[0].File)!;
        Assert.Equal(StepState.Busy, RunJobs.List(_path)[0].Steps.Single(s => s.Name == leaves[0].Name).State);
        using var dies = new Timer(_ => other.Dispose(), null, 3000, Timeout.Infinite);
        var done = new List<StepDone>();
        Assert.Equal(0, RunJobs.Run(_path, threads: 2, done: done.Add, notice: _notices.Add));
        Assert.Equal(beside, Nodes());
        Assert.Equal(leaves.Length, done.Count);
        Assert.Equal(leaves[0].Name, done[^1].Name);
        Assert.Empty(_notices);
        Assert.All(RunJobs.List(_path, check: true, threads: 2)[0].Steps, s => Assert.Equal(StepState.Done, s.State));
        Assert.Equal(0, RunJobs.Run(_path, leaves[0].Name[..6], threads: 2));
        Assert.Null(RunJobs.Run(_path, "no such", threads: 2));
    }

    // Any change of any byte is refused, by a reason and not by an exception.
    private void Damaged(LeafJob leaf, byte[] good, int count)
    {
        var random = new Random(leaf.First);
        for (int i = 0; i < count; i++)
        {
            byte[] bad = i switch
            {
                0 => [],
                1 => good[..^1],
                2 => [.. good, 0],
                3 => [.. good, 0, 0, 0, 0],
                4 => good[..random.Next(good.Length)],
                5 => good[..(4 * random.Next(12, 76))],
                _ => (byte[])good.Clone(),
            };
            if (i > 5)
            {
                // In the header and the statement, and anywhere.
                int word = random.Next(i % 2 == 0 ? 76 : good.Length / 4);
                uint old = BinaryPrimitives.ReadUInt32LittleEndian(bad.AsSpan(4 * word));
                BinaryPrimitives.WriteUInt32LittleEndian(bad.AsSpan(4 * word), i % 5 == 0 ? old + KoalaBear.P : (uint)((old + 1L + random.Next()) % KoalaBear.P));
                if (bad.AsSpan().SequenceEqual(good)) continue;
            }

            Assert.True(leaf.Fault(bad) is { Length: > 0 }, $"change {i}");
        }
    }
}
