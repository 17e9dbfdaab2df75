using System.Diagnostics;
using Zkfp.Core.Memory;
using Zkfp.Core.Trace;
using Zkfp.MipsVm.Execution;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Machine;
using Zkfp.Prover.Runs;
using Zkfp.Verifier.Keys;

namespace Zkfp.Prover;

/// <summary>Proves what a MIPS program did: the entry point for commands and services.</summary>
public static class RunProver
{
    private const long CacheBytes = 4L << 30;

    /// <summary>
    /// Executes a program and proves the run. The proof depends on program, answers of the host and <see cref="ProveOptions.CellsPerShard"/> alone.
    /// </summary>
    /// <param name="program">The program with its firmware.</param>
    /// <param name="host">Answers HINTs; it is asked once.</param>
    /// <param name="options">Threads, work directory, shard size.</param>
    /// <param name="progress">Told after each shard of each stage, on the calling thread's time.</param>
    /// <param name="cancellation">Stops within a second or so; finished shard proofs stay in the work directory.</param>
    /// <exception cref="TraceException">The run cannot be proven.</exception>
    public static ProveResult Prove(
        ProgramImage program, IHost host, ProveOptions? options = null, IProgress<ProveProgress>? progress = null,
        CancellationToken cancellation = default) => Prove(program, host, options, progress, cancellation, ProgramKeys.LogHeight, out _);

    internal static ProveResult Prove(
        ProgramImage program, IHost host, ProveOptions? options, IProgress<ProveProgress>? progress, CancellationToken cancellation,
        int logHeight, out VerifyingKey verifyingKey)
    {
        options ??= new ProveOptions();
        var clock = Stopwatch.StartNew();
        using IProverBackend backend = CpuBackend.Create(options.Threads);
        progress?.Report(new ProveProgress(ProveStage.Setup, 0, 0, 0, 0, clock.Elapsed, null));

        // Shards ask for the same large buffers again and again; fresh pages cost as much as a pass over them.
        NativePool.CacheLimit = Math.Max(NativePool.CacheLimit, CacheBytes);
        var tables = new ProgramTables(program);
        using ProvingKey key = ProgramKeys.CreateProvingKey(tables, backend, logHeight, cancellation);
        verifyingKey = key.VerifyingKey;
        double setup = clock.Elapsed.TotalSeconds;

        clock.Restart();
        using var hashing = new HashingHost(host);
        var run = new RunOptions
        {
            Cancellation = cancellation,
            Progress = cycles => progress?.Report(new ProveProgress(ProveStage.Execution, 0, 0, (long)cycles, 0, clock.Elapsed, null)),
        };
        ExecutionPipeline pipeline;
        try
        {
            pipeline = ExecutionPipeline.Execute(tables, hashing, run, options.CellsPerShard);
        }
        catch (TraceException) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellation);
        }

        double execution = clock.Elapsed.TotalSeconds;
        var engine = new RunEngine(key, backend, options)
        {
            Check = (machine, trace) =>
            {
                var checker = new TraceChecker(machine);
                checker.AddShard(trace);
                TraceReport report = checker.Finish(trace);
                if (report.Constraints.Count != 0 || report.Messages.Count != 0 && report.Messages.Any(m => m.Shard != 0))
                    throw new TraceException($"the trace is wrong:\n{report}");
            },
        };
        var source = new MipsShardSource(pipeline, hashing.Digest(), backend.Pool.Threads);
        return engine.Prove(source, progress, cancellation, setup, execution, clock);
    }
}
