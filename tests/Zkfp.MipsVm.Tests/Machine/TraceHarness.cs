using Zkfp.Core.Machine;
using Zkfp.Core.Trace;
using Zkfp.MipsVm.Execution;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Machine;
using Zkfp.MipsVm.Pipeline;
using Zkfp.MipsVm.Planning;
using Zkfp.MipsVm.Tracing;

namespace Zkfp.MipsVm.Tests.Machine;

/// <summary>The shards of a run, all kept: short runs only.</summary>
internal sealed class ExecutedRun(ProgramTables program, IEnumerable<ExecutionShard> shards)
{
    private readonly List<ExecutionShard> _shards = [.. shards];

    public ProgramTables Program { get; } = program;

    public int ShardCount => _shards.Count;

    public Outcome Outcome => _shards[^1].Outcome!;

    /// <summary>Rows by table, as planned.</summary>
    public uint[] PlannedRows(int shard) => _shards[shard - 1].Recorded!.Rows;

    public uint Instructions(int shard) => _shards[shard - 1].Instructions;

    public ShardTrace TraceBoundary(int shard) => _shards[shard - 1].TraceBoundary();

    /// <summary>Executes a shard again.</summary>
    public void Replay<TSink>(int shard, ref TSink sink)
        where TSink : struct, ITraceSink => _shards[shard - 1].Recorded!.Trace(ref sink);

    public ShardTrace Trace(int shard, TraceScratch tracer) => _shards[shard - 1].Trace(tracer);
}

/// <summary>Runs programs through pipeline and checker.</summary>
internal static class TraceHarness
{
    public static ExecutedRun Execute(ProgramImage image, IHost? host = null, long? cellsPerShard = null)
    {
        var program = new ProgramTables(image);
        return new ExecutedRun(program, ExecutionPipeline.Execute(
            program, host ?? NullHost.Instance, new RunOptions { MaxInstructions = 200_000_000 }, Size(cellsPerShard)));
    }

    /// <summary>The first <paramref name="limit"/> instructions of a program that need not end.</summary>
    public static ExecutedRun ExecuteSome(ProgramImage image, IHost host, ulong limit, long? cellsPerShard)
    {
        var program = new ProgramTables(image);
        return new ExecutedRun(program, ExecutionPipeline.Execute(
            program, host, new RunOptions { MaxInstructions = limit }, Size(cellsPerShard), true));
    }

    /// <summary>All constraints hold, all buses balance, and phase 1 commits to what phase 2 has.</summary>
    public static ShardTrace[] AssertClean(ExecutedRun pipeline)
    {
        var shards = new ShardTrace[pipeline.ShardCount];
        var tracer = new TraceScratch(pipeline.Program, 2);
        var checker = new TraceChecker(pipeline.Program.Machine.Definition);
        foreach (GlobalMessage m in pipeline.Program.GlobalMessages) checker.AddGlobal(m);
        for (int i = 0; i < shards.Length; i++)
        {
            shards[i] = pipeline.Trace(i + 1, tracer);
            checker.AddShard(shards[i]);
            using ShardTrace boundary = pipeline.TraceBoundary(i + 1);
            AssertSameBoundary(boundary, shards[i]);
        }

        TraceReport report = checker.Finish(shards);
        Assert.True(report.IsClean, report.ToString());
        return shards;
    }

    /// <summary>The same for a run of any length, one shard in memory at a time. <paramref name="host"/> makes a fresh host: what is wrong is executed again to name it.</summary>
    /// <returns>Instructions, shards, and rows with something in them.</returns>
    public static (long Instructions, int Shards, long Rows, Outcome Outcome) AssertCleanRun(ProgramImage image, Func<IHost> host, long? cellsPerShard)
    {
        var program = new ProgramTables(image);
        var options = new RunOptions { MaxInstructions = 200_000_000 };
        var tracer = new TraceScratch(program, 2);
        var checker = new TraceChecker(program.Machine.Definition);
        foreach (GlobalMessage m in program.GlobalMessages) checker.AddGlobal(m);
        (long Instructions, int Shards, long Rows, Outcome? Outcome) total = default;
        foreach (ExecutionShard shard in ExecutionPipeline.Execute(program, host(), options, Size(cellsPerShard)))
        {
            using ShardTrace trace = shard.Trace(tracer), boundary = shard.TraceBoundary();
            checker.AddShard(trace);
            AssertSameBoundary(boundary, trace);
            total.Instructions += shard.Instructions;
            total.Shards++;
            foreach (TraceTable? t in trace.Tables) total.Rows += t?.Rows ?? 0;
            total.Outcome = shard.Outcome;
        }

        if (!checker.Finish().IsClean)
        {
            foreach (ShardTrace s in AssertClean(new ExecutedRun(program, ExecutionPipeline.Execute(program, host(), options, Size(cellsPerShard))))) s.Dispose();
            Assert.Fail("a global bus is unbalanced the first time only: the run does not repeat");
        }

        return (total.Instructions, total.Shards, total.Rows, total.Outcome!);
    }

    /// <summary>Shards of at most so many main cells.</summary>
    public static ShardSize? Size(long? cells) => cells < ShardSize.Default.MainCells ? ShardSize.Default with { MainCells = cells.Value } : null;

    private static void AssertSameBoundary(ShardTrace phase1, ShardTrace phase2)
    {
        Assert.Equal(phase2.PublicValues, phase1.PublicValues);
        for (int t = 0; t < phase2.Tables.Length; t++)
        {
            if (phase2.Tables[t] is not { } full) continue;
            for (int c = 0; c < full.Air.Columns.Count; c++)
            {
                if (full.Air.Columns[c].Kind != Core.Air.ColumnKind.Boundary) continue;
                TraceTable? early = phase1.Tables[t];
                Assert.NotNull(early);
                Assert.True(early.Column(c)[..early.Rows].SequenceEqual(full.Column(c)[..full.Rows]), $"{full.Air.Name}.{full.Air.Columns[c].Name}");
            }
        }
    }
}
