using System.Globalization;
using Zkfp.Core.Machine;
using Zkfp.Core.Trace;
using Zkfp.MipsVm.Execution;
using Zkfp.MipsVm.Isa;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Machine;
using Zkfp.MipsVm.Pipeline;
using Zkfp.MipsVm.Planning;
using Zkfp.MipsVm.Tracing;

namespace Zkfp.MipsVm.Fuzz;

/// <summary>Random programs as traces: what is recorded against what was planned and executed, and whether its rows balance.</summary>
internal static class Traces
{
    /// <summary>
    /// Cuts a run into shards of random small sizes and records them. The tables of several instructions have the rows that were planned, no matter where shards
    /// end, as have those that hold only what may be a part of these, and registers are as in the executor. Null if so, else what is not.
    /// </summary>
    public static string? Record(ProgramImage image, ulong limit, int seed, ref long fused)
    {
        var random = new Random(seed);
        var program = new ProgramTables(image);
        var limits = new TableLimits(program, ShardSize.Default) { MaxInstructions = (uint)random.Next(1, random.Next(2) == 0 ? 8 : 500) };
        var planner = new ShardPlanner(image, new RandomProgram.CountingHost(), limits, new RunOptions { MaxInstructions = limit });
        var recorder = new ShardRecorder(program);
        for (int k = 1; planner.Next() is { } shard; k++)
        {
            recorder.Start(shard.Start.Registers);
            var sink = new RecordingSink(recorder);
            CpuState cpu = shard.Trace(ref sink, shard.Start.OpenMemory());
            recorder.Finish();
            if (recorder.EndTime != ExecutionPublicValues.StartTime + 4 * shard.Instructions) return Text($"shard {k}: ends at time {recorder.EndTime} after {shard.Instructions} instructions");
            for (int r = 0; r < RegisterKey.Sink; r++)
                if (recorder.Registers[r] != cpu.Registers[r]) return Text($"shard {k}: {RegisterKey.Name(r)} 0x{recorder.Registers[r]:x8} in the tables, 0x{cpu.Registers[r]:x8} in the executor");
            foreach (TableId t in Exact)
            {
                if (recorder.Buffers[(int)t].Count != shard.Rows[(int)t]) return Text($"shard {k}: {t} has {recorder.Buffers[(int)t].Count} rows, planned {shard.Rows[(int)t]}");
                if (t >= TableId.FusedRotateLow) fused += shard.Rows[(int)t];
            }
        }

        return null;
    }

    /// <summary>Traces a run in shards of few cells and checks each constraint and message. Null if it is clean.</summary>
    public static string? Check(ProgramImage image, ulong limit)
    {
        var program = new ProgramTables(image);
        var scratch = new TraceScratch(program, 1);
        var checker = new TraceChecker(program.Machine.Definition);
        foreach (GlobalMessage m in program.GlobalMessages) checker.AddGlobal(m);
        ShardSize size = ShardSize.Default with { MainCells = 1 };
        foreach (ExecutionShard shard in ExecutionPipeline.Execute(program, new RandomProgram.CountingHost(), new RunOptions { MaxInstructions = limit }, size, true))
        {
            using ShardTrace trace = shard.Trace(scratch);
            checker.AddShard(trace);
        }

        TraceReport report = checker.Finish();
        return report.IsClean ? null : report.ToString();
    }

    // Rows of these are planned one by one: no other ROM row of the same instruction is of another table, and no fault.
    private static readonly TableId[] Exact =
    [
        TableId.ShiftLeftLow, TableId.ShiftLeftHigh, TableId.ShiftRightLow, TableId.ShiftRightHigh, TableId.OrInPlace, TableId.SetLessUnsigned, TableId.Nop,
        TableId.Move, TableId.MoveDelayed, TableId.AddInPlace, TableId.AddInPlaceDelayed, TableId.LoadImmediate, TableId.LoadImmediateDelayed, TableId.ShiftLeftLowInPlace,
        .. Enum.GetValues<TableId>().Where(t => t is >= TableId.FusedRotateLow and < TableId.OperandFault),
    ];

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
