using Zkfp.MipsVm.Execution;
using Zkfp.MipsVm.Loading;
using static Zkfp.MipsVm.Tests.Execution.FirmwareProgram;

namespace Zkfp.MipsVm.Tests.Execution;

/// <summary>Runs that never end are told from those that only take long.</summary>
public class RepeatTests
{
    // $4 holds an address of data.
    private const uint Store = 0xAC85_0000, Load = 0x8C86_0000, Count = 0x24A5_0001, Nop = 0;

    public static TheoryData<string, bool, uint[]> Loops => new()
    {
        { "a jump to itself", true, [0x1000_FFFF, Nop] },
        { "a spin on a variable", true, [Load, 0x14C0_FFFE, Nop] }, // lw $6, 0($4); bnez $6, -2
        { "a store of what is there", true, [Store, 0x1000_FFFE, Nop] },
        { "a counter in a register", false, [Count, 0x1000_FFFE, Nop] },
        { "a counter in memory", false, [Count, Store, 0x1000_FFFD, Nop] },
        { "a memory word that changes and returns", false, [0x38A5_0001, Store, 0x1000_FFFD, Nop] }, // xori $5, $5, 1
        { "a question to the host", false, [Hint(7, 0, 0), 0x1000_FFFE, Nop] },
    };

    [Theory]
    [MemberData(nameof(Loops))]
    public void OnlyRunsThatRepeatThemselvesAreSaidTo(string name, bool repeats, uint[] loop)
    {
        ProgramImage program = Build([0x3C04_0080, .. loop], kernel => kernel.Word(Halt(0))); // lui $4, 0x80
        var cpu = new CpuState(program);
        SparseMemory memory = Checkpoint.InitialMemory(program);
        Executor.RunInterpreted(program, cpu, memory, NullHost.Instance, new RunOptions { MaxInstructions = 1000 });
        bool found = RepeatDetector.Repeats(cpu, program, new SparseAccess(memory), new SparseMemoryReader(memory, program.Endianness), NullHost.Instance,
            out StopReason stop, out _);
        Assert.Equal((name, repeats, StopReason.None), (name, found, stop));
    }

    [Fact]
    public void ARunThatRepeatsItselfEndsWithWords()
    {
        ProgramImage program = Build([Nop, 0x1000_FFFF, Nop], kernel => kernel.Word(Halt(0)));
        Outcome outcome = Executor.Run(program, NullHost.Instance);
        Assert.Equal(StopReason.Repeats, outcome.Reason);
        Assert.Null(outcome.ExitCode);
        Assert.Matches("^the run repeats itself without end at 0x0040000[48]$", outcome.ToString());
        Assert.True(outcome.Instructions < RepeatDetector.Interval + (1 << 23));
    }
}
