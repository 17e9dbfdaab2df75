using System.Security.Cryptography;
using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Core.Machine;
using Zkfp.Core.Memory;
using Zkfp.Core.Trace;
using Zkfp.MipsVm.Machine;
using Zkfp.Protocol;
using Zkfp.Protocol.Keys;
using Zkfp.Protocol.Proofs;
using Zkfp.Prover.Runs;
using Zkfp.Recursion.Circuits;
using Zkfp.Verifier;
using Zkfp.Verifier.Arithmetic;
using Zkfp.Verifier.Steps;

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
/// <param name="Steps">The steps that are known: proofs of shards, then what is above them. A leaf is known when the proofs of its shards are there.</param>
public sealed record WorkRun(string Name, Digest Key, int Shards, IReadOnlyList<RunStep> Steps);

/// <summary>A step that was done.</summary>
/// <param name="Kind">What kind of step.</param>
/// <param name="Name">Its name.</param>
/// <param name="About">What it is about, in words.</param>
/// <param name="Bytes">Length of its file.</param>
/// <param name="Elapsed">Time that it took.</param>
public sealed record StepDone(JobKind Kind, string Name, string About, long Bytes, TimeSpan Elapsed);

/// <summary>One final proof of several.</summary>
/// <param name="Claims">What is claimed, in the order of the bundle.</param>
/// <param name="Proof">The file.</param>
/// <param name="WorkFiles">The files in the work folder; the caller deletes them once the proof is safe.</param>
public sealed record AggregateResult(IReadOnlyList<RunClaim> Claims, byte[] Proof, IReadOnlyList<string> WorkFiles);

/// <summary>Steps of proofs by whoever has the work folder alone: no program, no input. Any number of processes may be at one folder.</summary>
public static class RunJobs
{
    private static readonly TimeSpan s_wait = TimeSpan.FromSeconds(0.2);

    /// <summary>What a work folder holds. Only <paramref name="check"/> says whether the files are good; else they are taken at their names.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="set">The recursion circuits.</param>
    /// <param name="check">Verifies every proof.</param>
    /// <param name="forL1">The last proof is for L1.</param>
    /// <param name="notice">Told about each file that is not what its name says.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public static IReadOnlyList<WorkRun> List(
        string path, RecursionSet set, bool check = false, bool forL1 = false, Action<string>? notice = null, CancellationToken cancellation = default)
    {
        var folder = new WorkFolder(path, notice);
        using var circuits = new NodeCircuits(set, null, forL1);
        var runner = new JobRunner(folder);
        var there = new HashSet<string>();
        var result = new List<WorkRun>();
        foreach (RunFile run in Headers(folder))
        {
            var tree = new RunTree(run, circuits);
            var steps = new List<RunStep>();
            foreach (ShardProofJob shard in tree.Shards)
            {
                cancellation.ThrowIfCancellationRequested();
                if (check)
                {
                    if (runner.IsDone(shard)) tree.Learn(shard);
                }
                else if (folder.Read(shard.File) is { } bytes)
                {
                    if (shard.TryRead(bytes, out ShardProof? proof, out string fault))
                    {
                        shard.Class = proof.Shape.Class;
                        tree.Learn(shard);
                    }
                    else
                    {
                        folder.Reject(shard.File, fault);
                    }
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
                : job.CanRun && job.Inputs.All(i => there.Contains(i.Name)) ? StepState.Ready : StepState.Waiting;
            if (done) there.Add(job.Name);
            return new RunStep(job.Kind, job.Name, job.File, job.About, state, done ? new FileInfo(folder.PathOf(job.File)).Length : 0);
        }
    }

    /// <summary>
    /// Does steps above shards, of all runs in a folder: all that can be done, and while another process is at one, what can be done then.
    /// </summary>
    /// <param name="path">The folder.</param>
    /// <param name="set">The recursion circuits.</param>
    /// <param name="name">Only the step whose name begins so; null: all.</param>
    /// <param name="wait">Goes on until every run's steps are done or its prover has taken the run away.</param>
    /// <param name="threads">Threads; 0 for one per processor.</param>
    /// <param name="forL1">The last proof is for L1.</param>
    /// <param name="done">Told about each step that was done.</param>
    /// <param name="notice">Told about each file that is not what its name says.</param>
    /// <param name="cancellation">Stops within a second or so; what is finished stays.</param>
    /// <returns>Steps that are not done; 0 when all are, null when there is no such step (or run).</returns>
    /// <exception cref="IOException">The folder cannot be read, or a file of it written.</exception>
    public static int? Run(
        string path, RecursionSet set, string? name = null, bool wait = false, int threads = 0, bool forL1 = false, Action<StepDone>? done = null, Action<string>? notice = null,
        CancellationToken cancellation = default)
    {
        NativePool.PageLimit = Math.Max(NativePool.PageLimit, RunProver.PageBytes(0));
        var folder = new WorkFolder(path, notice);
        using IProverBackend backend = CpuBackend.Create(threads);
        using var circuits = new NodeCircuits(set, backend, forL1);
        var runner = new JobRunner(folder, r => done?.Invoke(new StepDone(r.Job.Kind, r.Job.Name, r.Job.About, r.Bytes, r.Elapsed)));
        var known = new Dictionary<string, (RunTree Tree, TreeWorker Worker)>();
        string Header(string run) => folder.PathOf($"{run}.{RunFile.Extension}");
        while (true)
        {
            bool busy = false;
            int made = 0, left = 0;
            foreach (RunFile run in Headers(folder))
            {
                if (known.ContainsKey(run.Name)) continue;
                var tree = new RunTree(run, circuits);
                known.Add(run.Name, (tree, new TreeWorker(tree, runner)));
            }

            bool found = false;
            foreach ((string run, (RunTree tree, TreeWorker worker)) in known)
            {
                // Its prover is done and has taken the files away.
                if (!File.Exists(Header(run))) continue;
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

    /// <summary>
    /// Puts the shards of a proof into a folder, as its prover would have left them there, so that the steps above them can be done. The proof is verified.
    /// </summary>
    /// <param name="path">The folder, made if need be.</param>
    /// <param name="proof">A proof file from its beginning; seekable, as it is read twice.</param>
    /// <param name="notice">Told about each file of the folder that is not what its name says.</param>
    /// <param name="cancellation">Stops after the shard at hand.</param>
    /// <returns>The run, without steps.</returns>
    /// <exception cref="InvalidDataException">It is no valid proof.</exception>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    public static WorkRun Add(string path, Stream proof, Action<string>? notice = null, CancellationToken cancellation = default)
    {
        RunFile run = Read(proof, cancellation);
        Put(new WorkFolder(path, notice), run, proof, cancellation);
        return new WorkRun(run.Name, run.Key.Digest, run.Shards, []);
    }

    // A proof is verified, all of it: what is put together later must be a run, not shards alone.
    private static RunFile Read(Stream proof, CancellationToken cancellation)
    {
        proof.Position = 0;
        if (!ProofFile.TryOpen(proof, out VerifyingKey? key, out VerificationError? error)) throw new InvalidDataException(error.Describe());
        if (MipsMachine.Find(key.MachineDigest)?.Definition is not { } machine)
            throw new InvalidDataException($"it is for machine {key.MachineDigest}, which this version does not know");
        string misfit = KeyCheck.Check(machine, key);
        if (misfit.Length != 0) throw new InvalidDataException(misfit);
        long start = proof.Position;
        if (RunVerifier.Verify(machine, key, proof, null, cancellation).Error is { } invalid) throw new InvalidDataException(invalid.Describe());
        proof.Position = start;
        var reader = new ProofReader(proof);
        if (!reader.TryReadRunHeader(key, out int shards, out KoalaBear nonce)) throw new InvalidDataException(reader.Error!.Describe());
        using var content = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var leaves = new Digest[shards];
        var claim = new ClaimBuilder();
        for (int i = 1; i <= shards; i++)
        {
            ShardProof shard = Next(ref reader, machine, key, i, shards, cancellation);
            claim.Add(shard.PublicValues);
            content.AppendData(ProofWriter.Write(machine, shard));
            leaves[i - 1] = BoundaryCommitment.LeafOf(machine, key, shard);
        }

        if (!reader.TryReadEnd()) throw new InvalidDataException(reader.Error!.Describe());
        KoalaBear[] root = GammaTree<NativeArithmetic, KoalaBear, KoalaBear5, NativeIndex>.Root(default, Array.ConvertAll(leaves, d => d.ToArray()));
        if (!GammaTree<NativeArithmetic, KoalaBear, KoalaBear5, NativeIndex>.TrySample(
            default, key.Digest.ToArray(), new KoalaBear((ulong)shards), root, nonce, null, out GammaChallenges<KoalaBear, KoalaBear5>? challenges))
            throw new InvalidDataException("its proof of work is none");

        // What its shards depend on beyond key and Γ is not in a proof: their content stands for it.
        return new RunFile(machine, key, new GammaResult(challenges, nonce, Digest.FromElements(root), leaves), claim.Finish(key), content.GetHashAndReset());
    }

    // How many of a proof's shards were not in the folder.
    private static int Put(WorkFolder folder, RunFile run, Stream proof, CancellationToken cancellation)
    {
        proof.Position = 0;
        if (!ProofFile.TryOpen(proof, out _, out VerificationError? error)) throw new InvalidDataException(error.Describe());
        var store = new ShardStore(folder);
        store.Open(run);
        var reader = new ProofReader(proof);
        if (!reader.TryReadRunHeader(run.Key, out _, out _)) throw new InvalidDataException(reader.Error!.Describe());
        int written = 0;
        for (int i = 1; i <= run.Shards; i++)
        {
            ShardProof shard = Next(ref reader, run.Machine, run.Key, i, run.Shards, cancellation);
            if (store.Load(i) is not null) continue;
            using ShardClaim? claimed = store.Claim(i);
            if (claimed is null) continue;
            claimed.Save(ProofWriter.Write(run.Machine, shard));
            written++;
        }

        return written;
    }

    private static ShardProof Next(ref ProofReader reader, MachineDefinition machine, VerifyingKey key, int index, int shards, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return reader.TryReadShard(machine, key, index, index == shards, out ShardProof? shard, out _) ? shard : throw new InvalidDataException(reader.Error!.Describe());
    }

    /// <summary>
    /// Makes one final proof of one or several proofs, of any programs: a bundle of their claims in this order. What a folder already holds of it is used, and
    /// processes that share the folder share the work.
    /// </summary>
    /// <param name="path">The work folder, made if need be.</param>
    /// <param name="set">The recursion circuits.</param>
    /// <param name="proofs">Proof files from their beginnings, lists of shards' proofs; seekable, as each is read twice.</param>
    /// <param name="threads">Threads; 0 for one per processor.</param>
    /// <param name="forL1">The proof is for L1.</param>
    /// <param name="progress">Told about each step that was done, and how many there are: done, all.</param>
    /// <param name="notice">Told about each file of the folder that is not what its name says.</param>
    /// <param name="disk">Told once all of them are verified, and before anything is written, how many bytes of the disk it takes, about. An exception ends it.</param>
    /// <param name="cancellation">Stops within a second or so; what is finished stays.</param>
    /// <exception cref="InvalidDataException">One of them is no valid proof.</exception>
    /// <exception cref="TraceException">There is no recursion key for a shard.</exception>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    public static AggregateResult Aggregate(
        string path, RecursionSet set, IReadOnlyList<Stream> proofs, int threads = 0, bool forL1 = false, Action<StepDone, int, int>? progress = null, Action<string>? notice = null,
        Action<DiskNeed>? disk = null, CancellationToken cancellation = default)
    {
        NativePool.PageLimit = Math.Max(NativePool.PageLimit, RunProver.PageBytes(0));
        var folder = new WorkFolder(path, notice);
        folder.Create();
        using IProverBackend backend = CpuBackend.Create(threads);
        using var circuits = new NodeCircuits(set, backend, forL1);
        var trees = new Dictionary<string, RunTree>();
        RunTree[] runs = [.. proofs.Select(p =>
        {
            RunFile run = Read(p, cancellation);
            if (!trees.TryGetValue(run.Name, out RunTree? tree)) trees.Add(run.Name, tree = new RunTree(run, circuits, forBundle: proofs.Count > 1));
            return tree;
        })];
        IJobSource steps = runs.Length == 1 ? runs[0] : new BundleTree(runs, circuits);
        disk?.Invoke(Disk(folder, trees.Values, steps));
        for (int i = 0; i < runs.Length; i++) Put(folder, runs[i].Run, proofs[i], cancellation);
        TreeWorker? worker = null;
        var runner = new JobRunner(
            folder, r => progress?.Invoke(new StepDone(r.Job.Kind, r.Job.Name, r.Job.About, r.Bytes, r.Elapsed), worker!.Done + 1, steps.Expected));
        worker = new TreeWorker(steps, runner);

        // Shards that a process which shares the folder has taken away are put back. It may be another one that puts them back: so twice, but not for ever.
        int idle = 0;
        while (!worker.Work(wait: false, cancellation))
        {
            int restored = 0;
            for (int i = 0; i < runs.Length; i++) restored += Restore(proofs[i], runs[i].Run.Name);
            idle = restored == 0 ? idle + 1 : 0;
            if (idle > 2) throw new InvalidOperationException($"Steps are left, and none can be done: {worker.Done} of {worker.Expected} are.");
        }

        RunClaim[] claims = [.. runs.Select(r => r.Run.Claim)];
        return new AggregateResult(claims, FinalBytes(folder, set, (runs.Length == 1 ? runs[0].Top : ((BundleTree)steps).Top)!, claims), folder.Used);

        int Restore(Stream p, string name)
        {
            RunFile run = Read(p, cancellation);
            return run.Name == name ? Put(folder, run, p, cancellation) : throw new InvalidDataException("it has changed since it was verified");
        }
    }

    // What is there, good or not, takes no more room.
    private static DiskNeed Disk(WorkFolder folder, IEnumerable<RunTree> runs, IJobSource steps) => new(
        DiskNeed.NodeBytes,
        runs.Sum(r => DiskNeed.ShardBytes(r.Run.Key.LogHeight) * r.ShardProofs.Count(s => !File.Exists(folder.PathOf(s.File)))) + DiskNeed.NodeBytes * steps.Expected);

    /// <summary>The final proof's file from the node that is at the top.</summary>
    internal static byte[] FinalBytes(WorkFolder folder, RecursionSet set, ClaimJob top, IReadOnlyList<RunClaim> claims)
    {
        if (folder.Read(top.File) is not { } bytes || top.Fault(bytes) is not null || !NodeFile.TryRead(set.Keys, bytes, out NodeProof? node, out _))
            throw new IOException($"the last step, '{folder.PathOf(top.File)}', has been removed or changed");
        return new FinalFile(claims, node.Proof, node.Index == FinalFile.IndexOf(true)).Write(set.Keys);
    }

    /// <summary>Reads the header of a run, as it lies in a work folder; null if it is none.</summary>
    public static WorkRun? ReadHeader(ReadOnlySpan<byte> bytes, out string error) =>
        RunFile.TryRead(bytes, out RunFile? run, out error) ? new WorkRun(run.Name, run.Key.Digest, run.Shards, []) : null;

    // The runs of a folder whose headers are good, by name.
    /// <summary>The runs of a folder.</summary>
    internal static IEnumerable<RunFile> Headers(WorkFolder folder)
    {
        foreach (string path in Directory.GetFiles(folder.Path, $"*.{RunFile.Extension}").Order(StringComparer.Ordinal))
        {
            string file = Path.GetFileName(path);
            if (folder.Read(file) is not { } bytes) continue;
            if (!RunFile.TryRead(bytes, out RunFile? run, out string error)) folder.Reject(file, error);
            else if (run.File != file) folder.Reject(file, $"it is the header of run {run.Name}");
            else yield return run;
        }
    }
}
