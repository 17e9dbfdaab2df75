using Zkfp.Core.Trace;
using Zkfp.MipsVm.Execution;
using Zkfp.MipsVm.Loading;
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
        foreach (ProgramImage image in new[] { SpecialPrograms.Wraps(order), SpecialPrograms.NearHoles(order), SpecialPrograms.InPlace(order), SpecialPrograms.Links(order), SpecialPrograms.EndOfAddressSpace(order), SpecialPrograms.LongWait(order) })
            foreach (ShardTrace s in TraceHarness.AssertClean(TraceHarness.ExecuteSome(image, NullHost.Instance, 100_000, long.MaxValue))) s.Dispose();
    }

    [Fact]
    public void Loop_over_many_shards_is_clean()
    {
        ExecutedRun p = TraceHarness.Execute(Loop(2000).Image(Endianness.Big), cellsPerShard: 400_000);
        Assert.True(p.ShardCount > 3, $"{p.ShardCount} shards");
        foreach (ShardTrace s in TraceHarness.AssertClean(p)) s.Dispose();
    }
}
