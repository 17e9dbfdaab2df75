using Zkfp.Core.Trace;
using Zkfp.MipsVm.Execution;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Machine;
using Zkfp.MipsVm.Planning;
using Zkfp.MipsVm.Rom;
using Zkfp.MipsVm.Tracing;
using static Zkfp.MipsVm.Tests.Machine.Assembler;

namespace Zkfp.MipsVm.Tests.Machine;

public class FirstProgramTests
{
    /// <summary>Stores, loads and sums words in a loop.</summary>
    internal static Assembler Loop(int count) => new Assembler().Li(T0, 0x20000).Li(T1, (uint)count).Emit(
        I(0x2B, T0, T1, 0), // loop: sw t1, 0(t0)
        I(0x23, T0, T2, 0), // lw t2, 0(t0)
        R(0x21, V0, T2, V0), // addu v0, v0, t2
        I(0x09, T0, T0, 4), // addiu t0, t0, 4
        I(0x09, T1, T1, -1), // addiu t1, t1, -1
        I(0x05, T1, 0, -6), // bne t1, $0, loop
        0).End();

    [Theory]
    [InlineData(Endianness.Big)]
    [InlineData(Endianness.Little)]
    public void Loop_is_clean(Endianness order)
    {
        ExecutedRun p = TraceHarness.Execute(Loop(100).Image(order));
        Assert.Equal(5050u, p.Outcome.WaitStatus);
        Assert.Equal(1, p.ShardCount);
        TraceHarness.AssertClean(p);
    }

    [Theory]
    [InlineData(Endianness.Big)]
    [InlineData(Endianness.Little)]
    public void Every_instruction_on_edge_operands_is_clean(Endianness order)
    {
        ExecutedRun p = TraceHarness.Execute(SpecialPrograms.EdgeOperands(order));
        Assert.True(p.Outcome.Instructions > 10_000);
        foreach (ShardTrace s in TraceHarness.AssertClean(p)) s.Dispose();
    }

    [Theory]
    [InlineData(Endianness.Big)]
    [InlineData(Endianness.Little)]
    public void Special_programs_are_clean(Endianness order)
    {
        foreach (ProgramImage image in new[] { SpecialPrograms.Wraps(order), SpecialPrograms.NearHoles(order), SpecialPrograms.InPlace(order), SpecialPrograms.Fused(order), SpecialPrograms.Links(order), SpecialPrograms.EndOfAddressSpace(order), SpecialPrograms.LongWait(order) })
            foreach (ShardTrace s in TraceHarness.AssertClean(TraceHarness.ExecuteSome(image, NullHost.Instance, 100_000, long.MaxValue))) s.Dispose();
    }

    /// <summary>
    /// Rows for three instructions are planned one by one as they are recorded, wherever shards end: each shard has one instruction more than the one before, so
    /// they end at every place of a sequence. Entered in the middle, single rows are counted.
    /// </summary>
    [Theory]
    [InlineData(Endianness.Big)]
    [InlineData(Endianness.Little)]
    public void Fused_rows_are_planned_as_they_are_recorded(Endianness order)
    {
        ProgramImage image = SpecialPrograms.Fused(order);
        var program = new ProgramTables(image);
        var tracer = new TraceScratch(program, 1);
        TableId[] fused = [.. Enum.GetValues<TableId>().Where(t => t is >= TableId.FusedRotateLow and <= TableId.FusedLessImmediateSigned)];
        TableId[] single = [TableId.ShiftLeftLow, TableId.ShiftLeftHigh, TableId.ShiftRightLow, TableId.ShiftRightHigh, TableId.OrInPlace, TableId.SetLessUnsigned, TableId.Nop];
        uint start = 0, all = 0, between = 0;
        for (uint size = 1; size <= 40; size++)
        {
            var planner = new ShardPlanner(image, NullHost.Instance, new TableLimits(program, ShardSize.Default) { MaxInstructions = size });
            for (int k = 0; k < 60 && planner.Next() is { } shard; k++)
            {
                var recorder = new ShardRecorder(program);
                recorder.Start(shard.Start.Registers);
                var sink = new RecordingSink(recorder);
                shard.Trace(ref sink, shard.Start.OpenMemory());
                recorder.Finish();
                foreach (TableId t in fused.Concat(single)) Assert.Equal((t, (uint)recorder.Buffers[(int)t].Count), (t, shard.Rows[(int)t]));
                foreach (TableId t in fused) all += shard.Rows[(int)t];
                if (shard.Instructions < Fusion.Length) between += shard.Instructions;
                start++;
            }
        }

        Assert.True(start > 1000 && all > 500 && between > 0, $"{start} shards, {all} fused rows, {between} instructions in shards too short for one");
    }

    [Fact]
    public void Loop_over_many_shards_is_clean()
    {
        ExecutedRun p = TraceHarness.Execute(Loop(2000).Image(Endianness.Big), cellsPerShard: 400_000);
        Assert.True(p.ShardCount > 3, $"{p.ShardCount} shards");
        foreach (ShardTrace s in TraceHarness.AssertClean(p)) s.Dispose();
    }
}
