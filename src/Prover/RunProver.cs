using System.Diagnostics;
using Zkfp.Core.Memory;
using Zkfp.Core.Trace;
using Zkfp.MipsVm.Execution;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Machine;
using Zkfp.MipsVm.Planning;
using Zkfp.Protocol.Parameters;
using Zkfp.Protocol.Proofs;
using Zkfp.Prover.Jobs;
using Zkfp.Prover.Runs;

namespace Zkfp.Prover;

/// <summary>Proves what a MIPS program did: the entry point for commands and services.</summary>
public static class RunProver
{
    // What native memory has at most unless more is in use at once: shards of 2^20 rows use 3.5 GiB, of 2^21 rows up to 7.
    internal static long PageBytes(int logHeight) => (logHeight >= ProgramKeys.LargeLogHeight ? 13L : 10L) << 29;

    /// <summary>
    /// Executes a program, proves the run and writes the proof file (docs/protocol.md §11). The proof depends on program, answers of the host and
    /// <see cref="ProveOptions.CellsPerShard"/> alone. Memory does not grow with the length of the run: the proof is written shard by shard, and the answers
    /// of the host are kept in a nameless file in the work directory, or else in the system's folder for temporary files.
    /// </summary>
    /// <param name="program">The program with its firmware.</param>
    /// <param name="host">Answers HINTs; it is asked once.</param>
    /// <param name="proof">Receives the proof file from front to end; an <see cref="AtomicFile"/> makes it appear only when it is complete.</param>
    /// <param name="options">Threads, work directory, shard size.</param>
    /// <param name="progress">Told after each shard of each stage, on the calling thread's time.</param>
    /// <param name="cancellation">Stops within a second or so; finished shard proofs stay in the work directory.</param>
    /// <exception cref="TraceException">The run cannot be proven.</exception>
    /// <exception cref="IOException">The proof, a shard's proof or the answers of the host could not be written.</exception>
    public static ProveResult Prove(
        ProgramImage program, IHost host, Stream proof, ProveOptions? options = null, IProgress<ProveProgress>? progress = null,
        CancellationToken cancellation = default) => Prove(program, host, proof, options, progress, null, cancellation);

    /// <summary>As the public method, with matrices of 2^<paramref name="logHeight"/> rows: tests prove small shards with low ones.</summary>
    internal static ProveResult Prove(
        ProgramImage program, IHost host, Stream proof, ProveOptions? options, IProgress<ProveProgress>? progress, int? logHeight,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(proof);
        options ??= new ProveOptions();
        if (options is { Recursion: not null, WorkDirectory: null })
        {
            // Steps are handed on as files.
            string temporary = Directory.CreateTempSubdirectory("zkfp-work").FullName;
            try
            {
                return Prove(program, host, proof, options with { WorkDirectory = temporary }, progress, logHeight, cancellation) with { WorkFiles = [] };
            }
            finally
            {
                Directory.Delete(temporary, recursive: true);
            }
        }

        if (options.WorkDirectory is { } work) Directory.CreateDirectory(work);
        using var hints = new HintLog(options.WorkDirectory ?? Path.GetTempPath());
        var clock = Stopwatch.StartNew();
        using IProverBackend backend = CpuBackend.Create(options.Threads);

        // Execution takes one processor; the program's tables need nothing of it.
        Task<ProgramTables>? building = backend.Pool.Threads == 1 ? null : Task.Run(() => new ProgramTables(program), cancellation);
        Outcome outcome = Execute(program, host, hints, clock, progress, cancellation);
        double execution = clock.Elapsed.TotalSeconds;
        progress?.Report(new ProveProgress(ProveStage.Setup, 0, 0, 0, 0, clock.Elapsed, null));

        ProgramTables tables = building?.GetAwaiter().GetResult() ?? new ProgramTables(program);
        int h = logHeight ?? options.LogHeight ?? ProgramKeys.LogHeightFor(tables, outcome);
        RecursionSet? set = options.Recursion;

        // Shards ask for the same large buffers again and again; fresh pages cost as much as a pass over them.
        NativePool.PageLimit = Math.Max(NativePool.PageLimit, PageBytes(h));
        ProvingKey made = ProgramKeys.CreateProvingKey(tables, backend, h, cancellation);
        RecursionSet? leaves = set ?? options.Leaves;
        if (leaves?.ClassesFor(made.VerifyingKey).Count == 0 && (logHeight ?? options.LogHeight) is null && h != ProgramKeys.LogHeight)
        {
            // No leaf takes so large a program in matrices of that height.
            made.Dispose();
            h = ProgramKeys.LogHeight;
            made = ProgramKeys.CreateProvingKey(tables, backend, h, cancellation);
        }

        using ProvingKey key = made;
        double setup = clock.Elapsed.TotalSeconds - execution;
        IReadOnlyList<ProofClass>? classes = leaves?.ClassesFor(key.VerifyingKey);
        if (classes is { Count: 0 })
        {
            if (!leaves!.IsFor(key.Machine.Digest)) throw new TraceException($"the run cannot be proven with these recursion keys: they are for other machines than this build's {key.Machine.Name}");
            throw new TraceException(
                "the run cannot be proven with these recursion keys: there is no leaf for programs with "
                + $"{key.VerifyingKey.PreprocessedWidth} preprocessed columns of 2^{h} rows on {key.Machine.Name}; a list of shards' proofs needs none");
        }

        if (leaves is not null && leaves.Profile.GroupsOf(key.VerifyingKey) > leaves.Profile.MessageGroups)
        {
            throw new TraceException(
                $"the run cannot be proven with these recursion keys: the program's image has {leaves.Profile.GroupsOf(key.VerifyingKey)} gaps, the most that they have "
                + $"room for is {leaves.Profile.MessageGroups}; a list of shards' proofs needs none");
        }

        var size = ShardSize.ForHeight(h);
        if (options.CellsPerShard is long cells) size = size with { MainCells = Math.Min(cells, size.MainCells) };
        using NodeCircuits? circuits = set is null ? null : new NodeCircuits(set, backend, options.ForL1);
        var layers = new Dictionary<JobKind, LayerStatistics>();
        RunTree? tree = null;
        WorkFolder? folder = null;
        var source = new MipsShardSource(tables, hints, (long)outcome.Instructions, size, backend.Pool.Threads);
        var engine = new RunEngine(key, backend, options)
        {
            Classes = classes,
            Tree = circuits is null ? null : (run, work) =>
            {
                tree = new RunTree(run, circuits);
                folder = work;
                TreeWorker? worker = null;
                return worker = new TreeWorker(tree, new JobRunner(work, done => StepDone(done, worker!)));
            },
            Check = (machine, trace) =>
            {
                var checker = new TraceChecker(machine);
                checker.AddShard(trace);
                TraceReport report = checker.Finish(trace);
                if (report.Constraints.Count != 0 || report.Messages.Count != 0 && report.Messages.Any(m => m.Shard != 0))
                    throw new TraceException($"the trace is wrong:\n{report}");
            },
        };
        Stream list = set is null ? proof : Stream.Null;
        int header = ProofFile.WriteHeader(list, key.VerifyingKey);
        ProveResult result = engine.Prove(source, list, progress, cancellation, setup, execution, clock);
        result = result with { Statistics = result.Statistics with { ProofBytes = result.Statistics.ProofBytes + header, Layers = layers } };
        if (set is not null)
        {
            byte[] bytes = RunJobs.FinalBytes(folder!, set, tree!.Top!, [tree.Run.Claim]);
            proof.Write(bytes, 0, bytes.Length);
            result = result with
            {
                Statistics = result.Statistics with { ProofBytes = bytes.Length, SecurityBits = Math.Min(result.Statistics.SecurityBits, set.BitsOf(options.ForL1)) },
            };
        }

        byte[]? digest = outcome.Committed == 0xFF ? [.. outcome.PublicValues.SelectMany(BigEndian)] : null;
        return result with { OutputDigest = digest };

        void StepDone(JobReport step, TreeWorker worker)
        {
            LayerStatistics before = layers.GetValueOrDefault(step.Job.Kind);
            layers[step.Job.Kind] = new LayerStatistics(before.Steps + 1, before.Seconds + step.Elapsed.TotalSeconds, before.Bytes + step.Bytes);
            if (!tree!.IsKnown) return;
            int left = worker.Expected - worker.Done - 1;
            TimeSpan remaining = TimeSpan.FromSeconds(left * layers.Values.Sum(l => l.Seconds) / layers.Values.Sum(l => l.Steps));
            progress?.Report(new ProveProgress(ProveStage.Recursion, tree.Run.Shards, tree.Run.Shards, source.Cycles, source.Cycles, clock.Elapsed, remaining)
            {
                Steps = worker.Expected - left,
                TotalSteps = worker.Expected,
            });
        }
    }

    private static byte[] BigEndian(uint word) => [(byte)(word >> 24), (byte)(word >> 16), (byte)(word >> 8), (byte)word];

    /// <summary>Executes the run as fast as this platform can, to record the answers of the host and to know how long it is.</summary>
    private static Outcome Execute(
        ProgramImage program, IHost host, HintLog hints, Stopwatch clock, IProgress<ProveProgress>? progress, CancellationToken cancellation)
    {
        HintLog.Recorder recorder = hints.Record(host);
        Outcome outcome = Executor.Run(program, recorder, new RunOptions
        {
            Cancellation = cancellation,
            Progress = cycles => progress?.Report(new ProveProgress(ProveStage.Execution, 0, 0, (long)cycles, 0, clock.Elapsed, null)),
        });
        cancellation.ThrowIfCancellationRequested();
        if (outcome.Reason != StopReason.Halted) throw new TraceException($"the run cannot be proven: {outcome}");
        recorder.End();
        return outcome;
    }
}
