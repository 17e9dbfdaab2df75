using Zkfp.Core.Trace;
using Zkfp.MipsVm.Execution;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Machine;
using Zkfp.MipsVm.Planning;
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
        foreach (ProgramImage image in new[] { SpecialPrograms.Wraps(order), SpecialPrograms.NearHoles(order), SpecialPrograms.InPlace(order), SpecialPrograms.Fused(order), SpecialPrograms.FusedMemory(order), SpecialPrograms.Links(order), SpecialPrograms.EndOfAddressSpace(order), SpecialPrograms.LongWait(order) })
            foreach (ShardTrace s in TraceHarness.AssertClean(TraceHarness.ExecuteSome(image, NullHost.Instance, 100_000, long.MaxValue))) s.Dispose();
    }

    /// <summary>
    /// Rows for several instructions are planned one by one as they are recorded, wherever shards end: each shard has one instruction more than the one before, so
    /// they end at every place of a sequence. Entered in the middle, and where one of them faults, single rows are counted.
    /// </summary>
    [Theory]
    [InlineData(Endianness.Big)]
    [InlineData(Endianness.Little)]
    public void Fused_rows_are_planned_as_they_are_recorded(Endianness order)
    {
        TableId[] fused = [.. Enum.GetValues<TableId>().Where(t => t is >= TableId.FusedRotateLow and < TableId.OperandFault)];
        TableId[] single =
        [
            TableId.ShiftLeftLow, TableId.ShiftLeftHigh, TableId.ShiftRightLow, TableId.ShiftRightHigh, TableId.OrInPlace, TableId.SetLessUnsigned, TableId.Nop,
            TableId.Move, TableId.MoveDelayed, TableId.AddInPlace, TableId.AddInPlaceDelayed, TableId.LoadImmediate, TableId.LoadImmediateDelayed, TableId.ShiftLeftLowInPlace,
        ];
        var all = new Dictionary<TableId, uint>();
        uint start = 0, between = 0;
        foreach (ProgramImage image in new[] { SpecialPrograms.Fused(order), SpecialPrograms.FusedMemory(order) })
        {
            var program = new ProgramTables(image);
            for (uint size = 1; size <= 40; size++)
            {
                if (size is > 7 and < 40 && size % 3 != 0) continue;
                var planner = new ShardPlanner(
                    image, NullHost.Instance, new TableLimits(program, ShardSize.Default) { MaxInstructions = size }, new RunOptions { MaxInstructions = 400 * size + 2000 });
                while (planner.Next() is { } shard)
                {
                    var recorder = new ShardRecorder(program);
                    recorder.Start(shard.Start.Registers);
                    var sink = new RecordingSink(recorder);
                    shard.Trace(ref sink, shard.Start.OpenMemory());
                    recorder.Finish();
                    foreach (TableId t in fused.Concat(single)) Assert.Equal((t, (uint)recorder.Buffers[(int)t].Count), (t, shard.Rows[(int)t]));
                    foreach (TableId t in fused) all[t] = all.GetValueOrDefault(t) + shard.Rows[(int)t];
                    if (shard.Instructions < 2) between += shard.Instructions;
                    start++;
                }
            }
        }

        Assert.True(start > 1000 && between > 0, $"{start} shards, {between} instructions in shards too short for a fused row");
        foreach (TableId t in fused) Assert.True(all[t] > 50, $"{all[t]} rows of {t}");
    }

    [Fact]
    public void Loop_over_many_shards_is_clean()
    {
        ExecutedRun p = TraceHarness.Execute(Loop(2000).Image(Endianness.Big), cellsPerShard: 400_000);
        Assert.True(p.ShardCount > 3, $"{p.ShardCount} shards");
        foreach (ShardTrace s in TraceHarness.AssertClean(p)) s.Dispose();
    }
}
