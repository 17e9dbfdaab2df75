using System.Buffers.Binary;
using Xunit.Abstractions;
using Zkfp.Core.Field;
using Zkfp.Protocol;
using Zkfp.Prover;
using Zkfp.Prover.Jobs;
using Zkfp.Recursion.Circuits;

namespace Zkfp.Recursion.Tests.Jobs;

/// <summary>Steps above shards, on real proofs: whoever makes them, in whatever order, from whatever state of the folder, the files are equal.</summary>
public sealed class RunTreeTests(ProvenRun proven, ITestOutputHelper output) : IClassFixture<ProvenRun>, IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("zkfp-tree").FullName;
    private readonly List<string> _notices = [];

    public void Dispose() => Directory.Delete(_path, true);

    private (RunTree Tree, TreeWorker Worker, JobRunner Runner) Open(NodeCircuits circuits)
    {
        var tree = new RunTree(proven.Run, circuits);
        var runner = new JobRunner(new WorkFolder(_path, _notices.Add), r => output.WriteLine($"{r.Job.About}: {r.Bytes} bytes, {r.Elapsed.TotalSeconds:F1} s"));
        return (tree, new TreeWorker(tree, runner), runner);
    }

    private void Put(string file) => File.WriteAllBytes(Path.Combine(_path, file), proven.Files[file]);

    private Dictionary<string, byte[]> Nodes() => Directory.GetFiles(_path, "*.node").ToDictionary(f => Path.GetFileName(f), File.ReadAllBytes);

    /// <summary>
    /// Shards that arrive in a shuffled order; then damaged, exchanged and cut off files; then a prover that makes the same tree beside its shards; then what the
    /// last proof says, and that no change of it is accepted.
    /// </summary>
    [Fact]
    public void One_proof_the_same_in_any_order_and_after_any_damage()
    {
        using IProverBackend backend = CpuBackend.Create(2);
        using var circuits = new NodeCircuits(ProvenRun.Set, backend);
        int n = proven.Run.Shards;
        output.WriteLine($"{n} shards");
        Assert.True(n >= 3, $"{n} shards");

        // Nothing there: nothing to do.
        (RunTree tree, TreeWorker worker, _) = Open(circuits);
        Assert.False(worker.Work(wait: false, default));
        Assert.Empty(tree.Known);
        Assert.Equal(n + n - 1 + 2, tree.Expected);

        // A leaf is made when its shard is there, a join when its ranges are.
        ShardProofJob[] order = [.. tree.ShardProofs];
        new Random(3).Shuffle(order);
        foreach (ShardProofJob shard in order)
        {
            Put(shard.File);
            bool all = worker.Work(wait: false, default);
            Assert.Equal(shard == order[^1], all);
            Assert.Equal(tree.Known.Count(), Nodes().Count);
            Assert.Equal(n + n - 1 + 2, tree.Expected);
        }

        Dictionary<string, byte[]> expected = Nodes();
        Assert.Empty(_notices);
        Assert.Equal(tree.Expected, expected.Count);
        Assert.Equal(tree.Known.Select(j => j.File).Order(StringComparer.Ordinal), expected.Keys.Order(StringComparer.Ordinal));
        Assert.Equal((1, n), tree.Known.OfType<JoinJob>().Select(j => (j.First, j.Last)).Last());

        // Every node is refused under another's name, and after any change.
        Job[] jobs = [.. tree.Known];
        foreach (Job job in jobs)
        {
            Assert.Null(job.Fault(expected[job.File]));
            Assert.NotNull(jobs.First(j => j != job).Fault(expected[job.File]));
            Damaged(job.Fault, expected[job.File], job.Name.GetHashCode(StringComparison.Ordinal), 14);
        }

        // Damage, and a fresh process.
        Job leaf = jobs[0], top = jobs[^1];
        File.WriteAllBytes(Path.Combine(_path, leaf.File), expected[jobs[1].File]);
        File.WriteAllBytes(Path.Combine(_path, top.File), expected[top.File][..^1]);
        (tree, worker, _) = Open(circuits);
        Assert.True(worker.Work(wait: false, default));
        Assert.Equal(expected, Nodes());
        Assert.Equal(2, _notices.Count);
        Assert.All([leaf.File, top.File], f => Assert.Contains(_notices, m => m.Contains(f, StringComparison.Ordinal)));

        // A shard's proof that is another's: its leaf waits, and says why.
        _notices.Clear();
        ShardProofJob one = tree.ShardProofs[0], two = tree.ShardProofs[1];
        File.WriteAllBytes(Path.Combine(_path, one.File), proven.Files[two.File]);
        File.Delete(Path.Combine(_path, leaf.File));
        (tree, worker, _) = Open(circuits);
        Assert.False(worker.Work(wait: false, default));
        Assert.Contains("it is shard 2's, not shard 1's", Assert.Single(_notices), StringComparison.Ordinal);

        // It is replaced after it was checked: the same.
        Put(one.File);
        (tree, worker, JobRunner runner) = Open(circuits);
        worker.LookForShards(default);
        File.WriteAllBytes(Path.Combine(_path, one.File), proven.Files[two.File]);
        Assert.Equal(JobOutcome.Waiting, runner.TryRun(tree.Known.First(), default));
        Put(one.File);
        Assert.True(worker.Work(wait: false, default));
        Assert.Equal(expected, Nodes());

        // The last proof, alone.
        byte[] bytes = RunJobs.FinalBytes(new WorkFolder(_path), ProvenRun.Set, tree.Top!, [proven.Run.Claim]);
        output.WriteLine($"final proof {bytes.Length} bytes");
        Assert.Null(Verdict(bytes));
        Assert.Equal("it is a final proof", Protocol.Proofs.FileKind.Describe(bytes.AsSpan(0, 20)));
        Damaged(Verdict, bytes, 1, 60);
        Assert.Contains("another version of zkfp", Verdict(Changed(bytes, 3 + 2, 1)), StringComparison.Ordinal);

        // A prover that does all this beside its shards.
        string other = Directory.CreateTempSubdirectory("zkfp-beside").FullName;
        try
        {
            using var file = new MemoryStream();
            ProveResult result = ProvenRun.Prove(other, file, ProvenRun.Set);
            Assert.Equal(bytes, file.ToArray());
            Assert.Equal(expected, Directory.GetFiles(other, "*.node").ToDictionary(f => Path.GetFileName(f), File.ReadAllBytes));
            Assert.Equal(Directory.GetFiles(other).Order(StringComparer.Ordinal), result.WorkFiles.Order(StringComparer.Ordinal));
            Assert.Equal(expected.Count, result.Statistics.Layers.Values.Sum(l => l.Steps));
            Assert.Equal(n, result.Statistics.Layers[JobKind.Leaf].Steps);
            Assert.True(result.Statistics.SecurityBits >= 128);
        }
        finally
        {
            Directory.Delete(other, true);
        }
    }

    /// <summary>Workers that have the folder alone, beside one that is at a step and dies; then what a folder lists.</summary>
    [Fact]
    public void Workers_take_over_what_another_drops()
    {
        foreach (string f in proven.Files.Keys) Put(f);
        WorkRun run = Assert.Single(RunJobs.List(_path, ProvenRun.Set));
        Assert.Equal(proven.Run.Name, run.Name);
        Assert.Equal(proven.Run.Shards, run.Steps.Count(s => s is { Kind: JobKind.Shard, State: StepState.Done }));
        RunStep[] leaves = [.. run.Steps.Where(s => s.Kind == JobKind.Leaf)];
        Assert.Equal(proven.Run.Shards, leaves.Length);
        Assert.All(leaves, s => Assert.Equal(StepState.Ready, s.State));
        Assert.All(run.Steps.Where(s => s.Kind > JobKind.Leaf), s => Assert.Equal(StepState.Waiting, s.State));
        Assert.Equal(JobKind.Final, run.Steps[^1].Kind);
        var other = new WorkFolder(_path).Claim(leaves[0].File)!;
        Assert.Equal(StepState.Busy, RunJobs.List(_path, ProvenRun.Set)[0].Steps.Single(s => s.Name == leaves[0].Name).State);
        using var dies = new Timer(_ => other.Dispose(), null, 3000, Timeout.Infinite);
        var done = new List<StepDone>();
        Assert.Equal(0, RunJobs.Run(_path, ProvenRun.Set, threads: 2, done: done.Add, notice: _notices.Add));
        Assert.Equal(run.Steps.Count - proven.Run.Shards, done.Count);
        Assert.Equal(JobKind.Final, done[^1].Kind);
        Assert.NotEqual(leaves[0].Name, done[0].Name);
        Assert.Empty(_notices);
        Assert.All(RunJobs.List(_path, ProvenRun.Set, check: true)[0].Steps, s => Assert.Equal(StepState.Done, s.State));
        Assert.Equal(0, RunJobs.Run(_path, ProvenRun.Set, leaves[0].Name[..6], threads: 2));
        Assert.Null(RunJobs.Run(_path, ProvenRun.Set, "no such", threads: 2));
    }

    /// <summary>Four proofs of one list: a bundle in which each claim has its path, and in which equal steps are one.</summary>
    [Fact]
    public void Proofs_become_a_bundle()
    {
        byte[] sample = File.ReadAllBytes(Path.Combine(HelloLeaf.Root(), "samples", "hello.proof"));
        var steps = new List<(StepDone Step, int Done, int All)>();
        AggregateResult result = Aggregate(4, false);
        Assert.All(result.Claims, c => Assert.Equal(HelloTree.Claim.Hash(), c.Hash()));
        Assert.Equal([JobKind.Leaf, JobKind.Finish, JobKind.Bundle, JobKind.Bundle, JobKind.Shrink, JobKind.Final], steps.Select(s => s.Step.Kind));
        Assert.Equal((6, 6), (steps[^1].Done, steps[^1].All));
        Assert.Null(Verdict(result.Proof));
        Assert.True(FinalFile.TryRead(ProvenRun.Set.Keys, 2, result.Proof, out FinalFile? file, out _));
        Assert.Equal(4, file.Claims.Count);
        Assert.Empty(_notices);

        // The same command finds all of it done; one for L1 all but the last step, and ends in a proof of the same claims.
        steps.Clear();
        AggregateResult again = Aggregate(4, false);
        Assert.Equal(result.Proof, again.Proof);
        Assert.Empty(steps);
        AggregateResult l1 = Aggregate(4, true);
        Assert.Equal([JobKind.Final], steps.Select(s => s.Step.Kind));
        Assert.Null(Verdict(l1.Proof));
        Assert.True(FinalFile.TryRead(ProvenRun.Set.Keys, 2, l1.Proof, out file, out _));
        Assert.Equal((true, 4), (file.IsL1, file.Claims.Count));
        Assert.Throws<InvalidDataException>(() => RunJobs.Aggregate(_path, ProvenRun.Set, [new MemoryStream(result.Proof)], 2));

        AggregateResult Aggregate(int runs, bool forL1) => RunJobs.Aggregate(
            _path, ProvenRun.Set, [.. Enumerable.Range(0, runs).Select(_ => new MemoryStream(sample))], 2, forL1, (s, d, a) => steps.Add((s, d, a)), _notices.Add);
    }

    private static string? Verdict(byte[] bytes) =>
        !FinalFile.TryRead(ProvenRun.Set.Keys, ProvenRun.Set.Profile.BundlePlaces, bytes, out FinalFile? file, out VerificationError? error)
            ? error.ToString() : file.Verify(ProvenRun.Set.Keys, ProvenRun.Set.Profile.BundlePlaces)?.ToString();

    private static byte[] Changed(byte[] good, int word, uint add)
    {
        var bad = (byte[])good.Clone();
        BinaryPrimitives.WriteUInt32LittleEndian(bad.AsSpan(4 * word), BinaryPrimitives.ReadUInt32LittleEndian(bad.AsSpan(4 * word)) + add);
        return bad;
    }

    // Any change is refused, by a reason and not by an exception.
    private static void Damaged(Func<byte[], string?> fault, byte[] good, int seed, int count)
    {
        var random = new Random(seed);
        for (int i = 0; i < count; i++)
        {
            byte[] bad = i switch
            {
                0 => [],
                1 => good[..^1],
                2 => [.. good, 0],
                3 => [.. good, 0, 0, 0, 0],
                4 => good[..random.Next(good.Length)],
                5 => good[..(4 * random.Next(12, 60))],
                6 => Changed(good, random.Next(good.Length / 4), KoalaBear.P),

                // In the header and the statement, and anywhere.
                _ => Changed(good, random.Next(i % 2 == 0 ? 48 : good.Length / 4), (uint)random.Next(1, 1 << 20)),
            };
            Assert.True(fault(bad) is { Length: > 0 }, $"change {i} of seed {seed}");
        }
    }
}
