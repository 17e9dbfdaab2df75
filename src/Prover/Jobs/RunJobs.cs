using Zkfp.Core.Hash;
using Zkfp.Core.Memory;

namespace Zkfp.Prover.Jobs;

/// <summary>Where a step stands.</summary>
public enum StepState
{
    /// <summary>Its file is there.</summary>
    Done,

    /// <summary>It can be done.</summary>
    Ready,

    /// <summary>A process is at it.</summary>
    Busy,

    /// <summary>What it reads is not there yet; a shard's proof: nobody is at it.</summary>
    Waiting,
}

/// <summary>A step of a run in a work folder.</summary>
/// <param name="Kind">What kind of step.</param>
/// <param name="Name">Its name, the file's without what follows the dot.</param>
/// <param name="File">The file's name.</param>
/// <param name="About">What it is about, in words.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Bytes">Length of its file; 0 where there is none.</param>
public sealed record RunStep(JobKind Kind, string Name, string File, string About, StepState State, long Bytes);

/// <summary>A run in a work folder.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Key">Digest of the verifying key.</param>
/// <param name="Shards">Number of shards.</param>
/// <param name="Steps">The steps that are known: proofs of shards, then leaves. A leaf is known when the proofs of its shards are there.</param>
public sealed record WorkRun(string Name, Digest Key, int Shards, IReadOnlyList<RunStep> Steps);

/// <summary>A step that was done.</summary>
/// <param name="Kind">What kind of step.</param>
/// <param name="Name">Its name.</param>
/// <param name="About">What it is about, in words.</param>
/// <param name="Bytes">Length of its file.</param>
/// <param name="Elapsed">Time that it took.</param>
public sealed record StepDone(JobKind Kind, string Name, string About, long Bytes, TimeSpan Elapsed);

/// <summary>Steps of proofs by whoever has the work folder alone: no program, no input. Any number of processes may be at one folder.</summary>
public static class RunJobs
{
    private const long CacheBytes = 4L << 30;

    private static readonly TimeSpan s_wait = TimeSpan.FromSeconds(0.2);

    /// <summary>
    /// Root of the recursion keys. There is no key set yet, so nodes hand on the zero digest, and nothing beyond a leaf is there to accept them.
    /// </summary>
    internal static Digest KeyRoot => default;

    /// <summary>What a work folder holds. Only <paramref name="check"/> says whether the files are good; else they are taken at their names.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="check">Verifies every proof.</param>
    /// <param name="threads">Threads; 0 for one per processor.</param>
    /// <param name="notice">Told about each file that is not what its name says.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public static IReadOnlyList<WorkRun> List(
        string path, bool check = false, int threads = 0, Action<string>? notice = null, CancellationToken cancellation = default)
    {
        var folder = new WorkFolder(path, notice);
        using IProverBackend? backend = check ? CpuBackend.Create(threads) : null;
        using var keys = new NodeKeys(backend, KeyRoot);
        var runner = new JobRunner(folder);
        var result = new List<WorkRun>();
        foreach (RunHeader run in Headers(folder))
        {
            var tree = new RunTree(run, keys);
            var steps = new List<RunStep>();
            foreach (ShardProofJob shard in tree.Shards)
            {
                cancellation.ThrowIfCancellationRequested();
                if (check)
                {
                    if (runner.IsDone(shard)) tree.Learn(shard.Index, shard.Class!.Value);
                }
                else if (folder.Read(shard.File) is { } bytes)
                {
                    if (shard.TryRead(bytes, out Protocol.Proofs.ShardProof? proof, out string fault)) tree.Learn(shard.Index, proof.Shape.Class);
                    else folder.Reject(shard.File, fault);
                }

                steps.Add(Describe(shard, shard.Class is not null));
            }

            foreach (Job job in tree.Known)
            {
                cancellation.ThrowIfCancellationRequested();
                steps.Add(Describe(job, check ? runner.IsDone(job) : File.Exists(folder.PathOf(job.File))));
            }

            result.Add(new WorkRun(run.Name, run.Key.Digest, run.Shards, steps));
        }

        return result;

        RunStep Describe(Job job, bool done)
        {
            StepState state = done ? StepState.Done : folder.IsClaimed(job.File) ? StepState.Busy
                : job.CanRun && job.Inputs.All(i => i is ShardProofJob { Class: not null }) ? StepState.Ready : StepState.Waiting;
            return new RunStep(job.Kind, job.Name, job.File, job.About, state, done ? new FileInfo(folder.PathOf(job.File)).Length : 0);
        }
    }

    /// <summary>
    /// Does steps above shards, of all runs in a folder: all that can be done, and while another process is at one, what can be done then.
    /// </summary>
    /// <param name="path">The folder.</param>
    /// <param name="name">Only the step whose name begins so; null: all.</param>
    /// <param name="wait">Goes on until every run's steps are done or its prover has taken the run away.</param>
    /// <param name="threads">Threads; 0 for one per processor.</param>
    /// <param name="done">Told about each step that was done.</param>
    /// <param name="notice">Told about each file that is not what its name says.</param>
    /// <param name="cancellation">Stops within a second or so; what is finished stays.</param>
    /// <returns>Steps that are not done; 0 when all are, null when there is no such step (or run).</returns>
    /// <exception cref="IOException">The folder cannot be read, or a file of it written.</exception>
    public static int? Run(
        string path, string? name = null, bool wait = false, int threads = 0, Action<StepDone>? done = null, Action<string>? notice = null,
        CancellationToken cancellation = default)
    {
        NativePool.CacheLimit = Math.Max(NativePool.CacheLimit, CacheBytes);
        var folder = new WorkFolder(path, notice);
        using IProverBackend backend = CpuBackend.Create(threads);
        using var keys = new NodeKeys(backend, KeyRoot);
        var runner = new JobRunner(folder, r => done?.Invoke(new StepDone(r.Job.Kind, r.Job.Name, r.Job.About, r.Bytes, r.Elapsed)));
        var known = new Dictionary<string, (RunTree Tree, TreeWorker Worker)>();
        while (true)
        {
            bool busy = false;
            int made = 0, left = 0;
            foreach (RunHeader run in Headers(folder))
            {
                if (known.ContainsKey(run.Name)) continue;
                var tree = new RunTree(run, keys);
                known.Add(run.Name, (tree, new TreeWorker(tree, runner)));
            }

            bool found = false;
            foreach ((string run, (RunTree tree, TreeWorker worker)) in known)
            {
                // Its prover is done and has taken the files away.
                if (!File.Exists(folder.PathOf($"{run}.{RunHeader.Extension}"))) continue;
                worker.LookForShards(cancellation);
                if (name is not null)
                {
                    if (tree.Known.FirstOrDefault(j => j.Name.StartsWith(name, StringComparison.Ordinal)) is not { } job) continue;
                    found = true;
                    JobOutcome outcome = runner.TryRun(job, cancellation);
                    if (outcome is JobOutcome.Found or JobOutcome.Made) return 0;
                    busy |= outcome == JobOutcome.Busy;
                    left++;
                    continue;
                }

                found = true;
                (int steps, bool others) = worker.Pass(cancellation);
                made += steps;
                busy |= others;
                left += tree.Expected - worker.Done;
            }

            if (!found && !wait) return null;
            if (found && left == 0) return 0;
            if (made != 0) continue;
            if (!busy && !wait) return left;
            cancellation.WaitHandle.WaitOne(s_wait);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    // The runs of a folder whose headers are good, by name.
    private static IEnumerable<RunHeader> Headers(WorkFolder folder)
    {
        foreach (string path in Directory.GetFiles(folder.Path, $"*.{RunHeader.Extension}").Order(StringComparer.Ordinal))
        {
            string file = Path.GetFileName(path);
            if (folder.Read(file) is not { } bytes) continue;
            if (!RunHeader.TryRead(bytes, out RunHeader? run, out string error)) folder.Reject(file, error);
            else if (run.File != file) folder.Reject(file, $"it is the header of run {run.Name}");
            else yield return run;
        }
    }
}
