using System.Security.Cryptography;
using Zkfp.Prover.Jobs;
using Zkfp.Prover.Runs;

namespace Zkfp.Prover.Tests.Jobs;

/// <summary>The engine of steps, on steps that hash: what it promises does not depend on what a step computes.</summary>
public sealed class JobRunnerTests : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("zkfp-jobs").FullName;
    private readonly List<string> _notices = [];
    private readonly WorkFolder _folder;

    public JobRunnerTests() => _folder = new WorkFolder(_path, _notices.Add);

    public void Dispose() => Directory.Delete(_path, true);

    /// <summary>SHA-256 of its number and its inputs' bytes.</summary>
    private sealed class HashJob(int number, params HashJob[] inputs)
        : Job(JobKind.Leaf, JobName.Of(JobKind.Leaf, "hash"u8, [.. inputs.Select(i => i.Name)], number), inputs)
    {
        public Action? Before { get; init; }

        public int Runs { get; private set; }

        public byte[] Expected => SHA256.HashData([(byte)number, .. inputs.SelectMany(i => i.Expected)]);

        public override string Extension => "hash";

        public override string About => $"hash {number}";

        public override string? Fault(byte[] file) => file.AsSpan().SequenceEqual(Expected) ? null : "another hash";

        public override byte[] Run(IReadOnlyList<byte[]> inputs1, CancellationToken cancellation)
        {
            Before?.Invoke();
            Runs++;
            for (int i = 0; i < inputs.Length; i++)
                if (inputs[i].Fault(inputs1[i]) is { } fault) throw new BadInputException(fault);
            return SHA256.HashData([(byte)number, .. inputs1.SelectMany(b => b)]);
        }
    }

    private string PathOf(Job job) => Path.Combine(_path, job.File);

    /// <summary>Whoever wrote a file reads it at once, though the claim is still in scope: no lock is left to wait for.</summary>
    [Fact]
    public void What_was_committed_is_not_locked()
    {
        using AtomicFile claim = _folder.Claim("step")!;
        Assert.Throws<IOException>(Open);
        _folder.Commit(claim, "step", [1, 2, 3]);
        using FileStream file = Open();
        Assert.Equal(3, file.Length);

        FileStream Open() => new(Path.Combine(_path, File.Exists(Path.Combine(_path, "step")) ? "step" : "step" + AtomicFile.Suffix), FileMode.Open, FileAccess.Read, FileShare.None);
    }

    [Fact]
    public void A_step_waits_for_what_it_reads_is_done_once_and_found_again()
    {
        HashJob a = new(1), b = new(2), c = new(3, a, b);
        var reports = new List<JobReport>();
        var runner = new JobRunner(_folder, reports.Add);
        Assert.Equal(JobOutcome.Waiting, runner.TryRun(c, default));
        Assert.Equal(JobOutcome.Made, runner.TryRun(a, default));
        Assert.Equal(JobOutcome.Waiting, runner.TryRun(c, default));
        Assert.Equal(JobOutcome.Made, runner.TryRun(b, default));
        Assert.Equal(JobOutcome.Made, runner.TryRun(c, default));
        Assert.Equal(JobOutcome.Found, runner.TryRun(c, default));
        Assert.Equal(c.Expected, File.ReadAllBytes(PathOf(c)));
        Assert.Equal([a, b, c], reports.Select(r => r.Job));
        Assert.Equal(JobOutcome.Found, new JobRunner(_folder).TryRun(c, default));
        Assert.Equal(1, c.Runs);
        Assert.Equal(3, Directory.GetFiles(_path).Length);

        // Deleted by whoever shares the folder.
        File.Delete(PathOf(a));
        File.Delete(PathOf(c));
        Assert.Equal(JobOutcome.Waiting, runner.TryRun(c, default));
        Assert.Equal(JobOutcome.Made, runner.TryRun(a, default));
        Assert.Equal(JobOutcome.Made, runner.TryRun(c, default));
        Assert.Empty(_notices);
    }

    [Fact]
    public void Of_two_processes_one_does_a_step_and_what_a_dead_one_left_is_taken_over()
    {
        var a = new HashJob(1);
        using (new AtomicFile(PathOf(a)))
        {
            Assert.True(_folder.IsClaimed(a.File));
            Assert.Equal(JobOutcome.Busy, new JobRunner(_folder).TryRun(a, default));
        }

        Assert.False(_folder.IsClaimed(a.File));
        Assert.Empty(Directory.GetFiles(_path));
        File.WriteAllText(PathOf(a) + AtomicFile.Suffix, "half of it, and longer than the whole will be, of a process that was killed");
        Assert.False(_folder.IsClaimed(a.File));
        Assert.Equal(JobOutcome.Made, new JobRunner(_folder).TryRun(a, default));
        Assert.Equal(a.Expected, File.ReadAllBytes(PathOf(a)));
        Assert.Equal([PathOf(a)], Directory.GetFiles(_path));
    }

    /// <summary>A file that is in its place, and that its writer has not closed yet, is waited for and not made again.</summary>
    [Fact]
    public void A_file_that_is_about_to_be_closed_is_there()
    {
        var a = new HashJob(1);
        var writer = new AtomicFile(PathOf(a));
        writer.Write(a.Expected, 0, a.Expected.Length);
        writer.Commit();
        using var closes = new Timer(_ => writer.Dispose(), null, 200, Timeout.Infinite);
        Assert.Equal(JobOutcome.Found, new JobRunner(_folder).TryRun(a, default));
        Assert.Equal(0, a.Runs);
    }

    [Fact]
    public void Wrong_cut_off_and_foreign_files_are_named_and_done_again()
    {
        HashJob a = new(1), other = new(7);
        foreach (byte[] wrong in (byte[][])[[], a.Expected[..^1], [.. a.Expected, 0], other.Expected, [.. a.Expected.Select(x => (byte)(x ^ 1))]])
        {
            File.WriteAllBytes(PathOf(a), wrong);
            var runner = new JobRunner(_folder);
            _notices.Clear();
            Assert.False(runner.IsDone(a));
            Assert.False(runner.IsDone(a));
            Assert.Contains($"'{PathOf(a)}' is not used, it is made again", Assert.Single(_notices), StringComparison.Ordinal);
            Assert.Equal(JobOutcome.Made, runner.TryRun(a, default));
            Assert.Equal(a.Expected, File.ReadAllBytes(PathOf(a)));
        }
    }

    [Fact]
    public void An_input_that_is_replaced_after_it_was_checked_costs_time_alone()
    {
        HashJob a = new(1), b = new(2), c = new(3, a, b);
        var runner = new JobRunner(_folder);
        runner.TryRun(a, default);
        runner.TryRun(b, default);
        File.WriteAllBytes(PathOf(b), a.Expected);
        Assert.Equal(JobOutcome.Waiting, runner.TryRun(c, default));
        Assert.Contains(PathOf(b), Assert.Single(_notices), StringComparison.Ordinal);
        Assert.False(File.Exists(PathOf(c)));
        Assert.Equal(JobOutcome.Made, runner.TryRun(b, default));
        Assert.Equal(JobOutcome.Made, runner.TryRun(c, default));
        Assert.Equal(c.Expected, File.ReadAllBytes(PathOf(c)));
    }

    [Fact]
    public void A_step_that_fails_or_is_cancelled_leaves_nothing()
    {
        var fails = new HashJob(1) { Before = () => throw new OperationCanceledException() };
        Assert.Throws<OperationCanceledException>(() => new JobRunner(_folder).TryRun(fails, default));
        Assert.Empty(Directory.GetFiles(_path));
        Assert.Equal(JobOutcome.Made, new JobRunner(_folder).TryRun(new HashJob(1), default));
    }

    /// <summary>Whatever the order of arrival, the same files.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Several_workers_in_any_order_make_the_same_files(int seed)
    {
        // Two levels over sixteen steps, each worker with steps and an order of its own.
        async Task<(int Made, HashJob[] Jobs)> Worker(int number)
        {
            HashJob[] low = [.. Enumerable.Range(0, 16).Select(i => new HashJob(i) { Before = () => Thread.Sleep(2) })];
            HashJob[] mid = [.. Enumerable.Range(0, 4).Select(i => new HashJob(100 + i, low[(4 * i)..(4 * i + 4)]))];
            HashJob[] all = [.. low, .. mid, new HashJob(200, mid)];
            var random = new Random(100 * seed + number);
            var order = (HashJob[])all.Clone();
            random.Shuffle(order);
            var runner = new JobRunner(new WorkFolder(_path));
            int made = 0;
            await Task.Yield();
            while (!order.All(runner.IsDone))
                foreach (HashJob job in order) made += runner.TryRun(job, default) == JobOutcome.Made ? 1 : 0;
            return (made, all);
        }

        (int Made, HashJob[] Jobs)[] results = await Task.WhenAll(Enumerable.Range(0, 4).Select(n => Task.Run(() => Worker(n))));
        HashJob[] jobs = results[0].Jobs;
        Assert.Equal(jobs.Select(PathOf).Order(StringComparer.Ordinal), Directory.GetFiles(_path).Order(StringComparer.Ordinal));
        Assert.All(jobs, j => Assert.Equal(j.Expected, File.ReadAllBytes(PathOf(j))));
        Assert.Equal(jobs.Length, results.Sum(r => r.Made));
    }

    [Fact]
    public void Names_differ_in_kind_circuit_inputs_order_and_number()
    {
        string a = JobName.Of(JobKind.Leaf, "x"u8, []), b = JobName.Of(JobKind.Leaf, "y"u8, []);
        string[] names =
        [
            a, b, JobName.Of(JobKind.Shard, "x"u8, []), JobName.Of(JobKind.Leaf, "x"u8, [], 1), JobName.Of(JobKind.Leaf, "x"u8, [a]),
            JobName.Of(JobKind.Leaf, "x"u8, [a, b]), JobName.Of(JobKind.Leaf, "x"u8, [b, a]), JobName.Of(JobKind.Leaf, "x"u8, [a, b], 1),
        ];
        Assert.Equal(names.Length, names.Distinct().Count());
        Assert.All(names, n => Assert.Equal(JobName.Length, n.Length));
        Assert.Equal(a, JobName.Of(JobKind.Leaf, "x"u8, []));
        Assert.Throws<ArgumentException>(() => JobName.Of(JobKind.Leaf, "x"u8, ["00"]));
    }
}
