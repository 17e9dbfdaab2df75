using System.Diagnostics;
using Zkfp.Core.Machine;
using Zkfp.Core.Trace;
using Zkfp.Protocol.Layout;
using Zkfp.Protocol.Parameters;
using Zkfp.Protocol.Proofs;
using Zkfp.Protocol.Security;
using Zkfp.Prover.Jobs;

namespace Zkfp.Prover.Runs;

/// <summary>
/// Proves a run of any machine: one pass over the shards commits to what they share (docs/protocol.md §7), a second one proves them and writes each proof
/// out at once. One shard is in memory, and, with more than one thread, the trace of the next, which is made meanwhile; that of the first beside phase 1.
/// <para>
/// With a work folder, a shard is claimed before its trace is made, and one that another process has claimed is left to it: so provers of one run share the
/// shards. What is missing in the end is waited for while its prover lives, and else proven in another pass.
/// </para>
/// </summary>
internal sealed class RunEngine(ProvingKey key, IProverBackend backend, ProveOptions options)
{
    // Phase-1 commitments kept for phase 2: hashing them again costs a tenth of a shard.
    private const long MaxKeptBytes = 1L << 30;

    // Between looks at what other processes do.
    private static readonly TimeSpan s_wait = TimeSpan.FromSeconds(0.1);

    /// <summary>Called with each trace before it is proven, if <see cref="ProveOptions.CheckTraces"/> is set.</summary>
    public Action<MachineDefinition, ShardTrace>? Check { get; init; }

    /// <summary>Makes what does the steps above shards, for a run and a folder; null where there are to be none.</summary>
    public Func<RunFile, WorkFolder, TreeWorker>? Tree { get; init; }

    /// <summary>The classes that shards are to have: those that there are leaves for; null: any of <see cref="ProofClasses"/>.</summary>
    public IReadOnlyList<ProofClass>? Classes { get; init; }

    /// <summary>
    /// Proves the run and writes the run proof from front to end. The seconds spent on setup and execution, and the clock that ran since before them, only enter
    /// the statistics.
    /// </summary>
    public ProveResult Prove(
        IShardSource source, Stream output, IProgress<ProveProgress>? progress, CancellationToken cancellation, double setupSeconds = 0,
        double executionSeconds = 0, Stopwatch? clock = null)
    {
        clock ??= Stopwatch.StartNew();
        var times = new PhaseTimes();
        times.Add(Phase.Execution, executionSeconds);
        var gammaBuilder = new GammaBuilder(key);
        var kept = new Dictionary<int, BoundaryCommitment>();
        try
        {
            return Prove(source, output, progress, setupSeconds, clock, times, gammaBuilder, kept, cancellation);
        }
        finally
        {
            foreach (BoundaryCommitment c in kept.Values) c.Dispose();
        }
    }

    private ProveResult Prove(
        IShardSource source, Stream output, IProgress<ProveProgress>? progress, double setupSeconds, Stopwatch clock, PhaseTimes times,
        GammaBuilder gammaBuilder, Dictionary<int, BoundaryCommitment> kept, CancellationToken cancellation)
    {
        long totalCycles = 0, keptBytes = 0;
        var claim = new ClaimBuilder();
        WorkFolder? folder = options.WorkDirectory is { } path ? new WorkFolder(path, options.Notice) : null;
        folder?.Create(); // so that errors show early
        var store = new ShardStore(folder);
        bool lastSeen = false;
        int shards = 0;
        bool[] finished = [];
        long[] cycles = [];
        var phase2 = new Gate();
        using Ahead<Prepared>? first = backend.Pool.Threads == 1 ? null : Prepare(source, TraceOrLoad, cancellation);
        using Gate closing = phase2; // before that which waits for it is disposed
        using (PhaseTimes.Timer timer = times.Measure(Phase.Execution))
        {
            using Ahead<Prepared> jobs = Prepare(source, j => new Prepared(j.Index, j.IsLast, j.Cycles, j.BoundaryTrace(), null, null), cancellation);
            foreach (Prepared job in jobs.Elements())
            {
                using Prepared prepared = job;
                if (lastSeen || job.Index != gammaBuilder.Count + 1)
                    throw new InvalidOperationException($"Shard {job.Index} after {gammaBuilder.Count} shards, the last of which ended the run: {lastSeen}.");
                lastSeen = job.IsLast;
                timer.Switch(Phase.Commit);
                BoundaryCommitment commitment = BoundaryCommitment.Commit(key, backend, job.Trace!, job.IsLast, Classes, cancellation);
                gammaBuilder.Add(commitment);
                claim.Add(job.Trace!.PublicValues);
                if (keptBytes + commitment.Bytes <= MaxKeptBytes)
                {
                    kept.Add(job.Index, commitment);
                    keptBytes += commitment.Bytes;
                }
                else
                {
                    commitment.Dispose();
                }

                timer.Switch(Phase.Execution);
                totalCycles += job.Cycles;
                progress?.Report(new ProveProgress(ProveStage.Boundary, gammaBuilder.Count, 0, totalCycles, source.Cycles, clock.Elapsed, null));
            }
        }

        if (!lastSeen) throw new InvalidOperationException($"The run has {gammaBuilder.Count} shards and no last one.");
        if (totalCycles != source.Cycles) throw new InvalidOperationException($"The run has {source.Cycles} instructions, its shards have {totalCycles}.");
        GammaResult gamma;
        using (times.Measure(Phase.Grinding)) gamma = gammaBuilder.Finish(backend, cancellation);
        var run = new RunFile(key.Machine, key.VerifyingKey, gamma, claim.Finish(key.VerifyingKey), source.Identity);
        store.Open(run);
        TreeWorker? tree = folder is null ? null : Tree?.Invoke(run, folder);
        options.Disk?.Invoke(Disk(gammaBuilder.Count, store, tree));
        int resumed = 0, done = 0, written = 0;
        shards = gammaBuilder.Count;
        finished = new bool[shards];

        // Proofs behind one that another process has: it may delete them all once its own proof is written.
        var deferred = new Dictionary<int, byte[]>();
        cycles = new long[shards];
        phase2.Open();
        long doneCycles = 0, provenCycles = 0, proofBytes = 0;
        uint outcome = 0;
        var classes = new Dictionary<ProofClass, int>();
        double bits = SecurityReport.ForGamma().Bits;
        TimeSpan shardsStart = clock.Elapsed;
        Write(ProofWriter.WriteRunHeader(key.VerifyingKey.Digest, shards, gamma.Nonce), 0);
        using (PhaseTimes.Timer timer = times.Measure(Phase.Trace))
        {
            for (Ahead<Prepared>? next = first; done < shards; next = null)
            {
                int before = 0;
                using Ahead<Prepared> jobs = next ?? Prepare(source, TraceOrLoad, cancellation);
                foreach (Prepared job in jobs.Elements())
                {
                    using Prepared prepared = job;
                    cancellation.ThrowIfCancellationRequested();
                    if (++before > shards) throw new InvalidOperationException($"The run had {shards} shards, more the second time.");
                    if (job.Trace is not null || job.Kept is not null) Finish(job, timer);
                }

                if (before != shards) throw new InvalidOperationException($"The run had {shards} shards, {before} the second time.");
                timer.Switch(Phase.Output);
                WaitForOthers(timer);
                timer.Switch(Phase.Trace);
            }

            timer.Switch(Phase.Recursion);
            tree?.Work(wait: false, cancellation);
        }

        using var process = Process.GetCurrentProcess();
        var statistics = new ProveStatistics(
            totalCycles, provenCycles, shards, resumed, setupSeconds, times, clock.Elapsed.TotalSeconds, process.PeakWorkingSet64, proofBytes, bits)
        {
            Classes = classes,
        };
        return new ProveResult(key.VerifyingKey, outcome, statistics, store.Files);

        // A method of its own: what it holds of a shard is gone when it returns, however the loop around it is compiled.
        void Finish(Prepared job, PhaseTimes.Timer timer)
        {
            timer.Switch(Phase.Output);
            ShardProof proof;
            byte[] bytes;
            if (job.Kept is { } found)
            {
                (proof, bytes) = found;
                resumed++;
            }
            else
            {
                timer.Suspend();
                kept.TryGetValue(job.Index, out BoundaryCommitment? boundary);
                proof = ShardProver.Prove(
                    key, backend, job.Trace!, job.IsLast, gamma.Challenges, times, boundary?.Committed, null, Classes, cancellation);
                timer.Switch(Phase.Output);
                bytes = ProofWriter.Write(key.Machine, proof);
                if (!gamma.Fits(key.Machine, key.VerifyingKey, job.Index, proof))
                    throw new InvalidOperationException($"Shard {job.Index} is not the one that was committed to in phase 1.");
                job.Claim!.Save(bytes);
                provenCycles += job.Cycles;
            }

            deferred[job.Index] = bytes;
            while (deferred.Remove(written + 1, out byte[]? next))
            {
                Write(next, ProofFormat.HeaderBytes);
                written++;
            }

            if (kept.Remove(job.Index, out BoundaryCommitment? used)) used.Dispose();
            classes[proof.Shape.Class] = classes.GetValueOrDefault(proof.Shape.Class) + 1;
            bits = Math.Min(bits, SecurityReport.ForShard(new ClassLayout(key.Machine, proof.Shape.Class)).Bits);
            outcome |= proof.PublicValues[ExecutionPublicValues.OutcomeLow].Value | proof.PublicValues[ExecutionPublicValues.OutcomeHigh].Value << 16;
            finished[job.Index - 1] = true;
            done++;
            doneCycles += job.Cycles;
            tree?.ShardMade(job.Index, proof.Shape.Class);

            // Before the steps that the shard makes possible: those above the last one report a stage of their own.
            TimeSpan? remaining = provenCycles == 0
                ? null : (clock.Elapsed - shardsStart) * ((double)(totalCycles - doneCycles) / provenCycles);
            progress?.Report(new ProveProgress(ProveStage.Shards, done, shards, doneCycles, totalCycles, clock.Elapsed, remaining)
            {
                Steps = tree?.Done ?? 0,
                TotalSteps = tree?.Expected ?? 0,
            });
            if (tree is not null)
            {
                timer.Switch(Phase.Recursion);
                tree.Pass(cancellation);
            }

            timer.Switch(Phase.Trace);
        }

        // Until nothing is missing, or something is that nobody is at.
        void WaitForOthers(PhaseTimes.Timer timer)
        {
            while (done < shards)
            {
                bool orphaned = false;
                for (int i = 1; i <= shards; i++)
                {
                    cancellation.ThrowIfCancellationRequested();
                    if (finished[i - 1]) continue;
                    bool claimed = store.IsClaimed(i); // first: its prover may finish it between the two looks
                    if (Load(i) is { } found) Finish(new Prepared(i, i == shards, cycles[i - 1], null, found, null), timer);
                    else orphaned |= !claimed;
                }

                if (orphaned) return;
                cancellation.WaitHandle.WaitOne(s_wait);
            }
        }

        Prepared TraceOrLoad(ShardJob job)
        {
            // The first trace needs nothing of phase 1, which leaves a processor idle; whether it is needed is known after it.
            ShardTrace? trace = phase2.IsOpen ? null : job.Trace();
            ShardClaim? claim = null;
            try
            {
                phase2.Wait();
                if (job.Index <= shards) cycles[job.Index - 1] = job.Cycles;
                var nothing = new Prepared(job.Index, job.IsLast, job.Cycles, null, null, null);
                if (job.Index > shards || finished[job.Index - 1]) return nothing;
                if (Load(job.Index) is { } found) return nothing with { Kept = found };
                claim = store.Claim(job.Index);
                if (claim is null) return nothing;

                // Its last prover may have finished it between the look and the claim.
                if (Load(job.Index) is { } late) return nothing with { Kept = late };
                trace ??= job.Trace();
                if (options.CheckTraces) Check?.Invoke(key.Machine, trace);
                Prepared made = nothing with { Trace = trace, Claim = claim };
                (trace, claim) = (null, null);
                return made;
            }
            finally
            {
                trace?.Dispose();
                claim?.Dispose();
            }
        }

        // A prover that makes no tree may have left a proof that no leaf takes: it is made again.
        (ShardProof Proof, byte[] Bytes)? Load(int index) =>
            store.Load(index) is { } found && (Classes is null || Classes.Contains(found.Proof.Shape.Class)) ? found : null;

        // As an array: a stream that overrides that method copies a span first.
        void Write(byte[] bytes, int start)
        {
            output.Write(bytes, start, bytes.Length - start);
            proofBytes += bytes.Length - start;
        }
    }

    private DiskNeed Disk(int shards, ShardStore store, TreeWorker? tree)
    {
        long each = DiskNeed.ShardBytes(key.VerifyingKey.LogHeight);
        int there = 0;
        for (int i = 1; i <= shards; i++) there += store.Exists(i) ? 1 : 0;
        return tree is null ? new DiskNeed(each * shards, options.WorkDirectory is null ? 0 : each * (shards - there))
            : new DiskNeed(DiskNeed.NodeBytes, each * (shards - there) + DiskNeed.NodeBytes * tree.Expected);
    }

    private Ahead<Prepared> Prepare(IShardSource source, Func<ShardJob, Prepared> prepare, CancellationToken cancellation) =>
        new(source.Shards(cancellation).Select(prepare), backend.Pool.Threads > 1);

    // Where the second phase waits for the first. Disposed before it was opened, it lets nobody pass.
    private sealed class Gate : IDisposable
    {
        private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool IsOpen => _open.Task.IsCompleted;

        public void Open() => _open.SetResult();

        public void Wait() => _open.Task.GetAwaiter().GetResult();

        public void Dispose() => _open.TrySetCanceled();
    }

    // A shard's trace and the claim to it, or the proof of it that was kept, or nothing where it is done or another's. A trace that is proven is disposed by its
    // prover already.
    private sealed record Prepared(
        int Index, bool IsLast, long Cycles, ShardTrace? Trace, (ShardProof Proof, byte[] Bytes)? Kept, ShardClaim? Claim) : IDisposable
    {
        public void Dispose()
        {
            Trace?.Dispose();
            Claim?.Dispose();
        }
    }
}
