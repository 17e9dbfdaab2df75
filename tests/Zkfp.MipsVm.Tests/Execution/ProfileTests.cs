using Zkfp.MipsVm.Execution;
using Zkfp.MipsVm.Execution.Profiling;
using Zkfp.MipsVm.Fuzz;
using Zkfp.MipsVm.Hosting;
using Zkfp.MipsVm.Isa;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Tests.Firmware;
using Zkfp.MipsVm.Tests.Loading;

namespace Zkfp.MipsVm.Tests.Execution;

public class ProfileTests
{
    private const uint Code = 0x0040_0000;

    // main calls work twice and recurse(3) once, then halts; work tail-calls leaf.
    private static ProgramImage Program()
    {
        const uint work = Code + 0x40, leaf = Code + 0x60, recurse = Code + 0x80;
        var code = new Assembler(Code);
        code.LoadImmediate(29, 0x0100_0000);
        code.Word(Assembler.J(3, work));
        code.Word(0);
        code.Word(Assembler.J(3, work));
        code.Word(0);
        code.Word(Assembler.J(3, recurse));
        code.Word(0x2404_0003); // li a0, 3
        code.Word(FirmwareProgram.Halt(0));
        while (code.Here < work)
            code.Word(0);
        code.Word(0);
        code.Word(Assembler.J(2, leaf)); // tail call
        code.Word(0);
        while (code.Here < leaf)
            code.Word(0);
        code.Word(0);
        code.Word(0x03E0_0008);
        code.Word(0);
        while (code.Here < recurse)
            code.Word(0);
        code.Word(Assembler.I(4, 4, 0, 7)); // beq a0, zero, to the return
        code.Word(Assembler.I(9, 29, 29, 0xFFF8)); // addiu sp, sp, -8
        code.Store(31, 29, 0);
        code.Word(Assembler.J(3, recurse));
        code.Word(Assembler.I(9, 4, 4, 0xFFFF)); // addiu a0, a0, -1
        code.Load(31, 29, 0);
        code.Word(Assembler.I(9, 29, 29, 8));
        code.Word(0x1000_0001); // b to the return
        code.Word(Assembler.I(9, 29, 29, 8)); // for the innermost call, which has pushed nothing
        code.Word(0x03E0_0008);
        code.Word(0);
        byte[] elf = ElfWriter.Write(true, Code, Code, code.Words, 0x0080_0000, [1], 0);
        return ProgramImage.LoadBare(ElfTests.WithSymbols(elf, ("main", Code, 0x40), ("work", work, 0), ("leaf", leaf, 0x20), ("recurse", recurse, 0)));
    }

    [Fact]
    public void CallsReturnsTailCallsAndRecursionAreFollowed()
    {
        int[] costs = new int[OpcodeInfo.Count];
        Array.Fill(costs, 10);
        ProgramImage program = Program();
        RunProfile profile = RunProfile.Run(program, NullHost.Instance, costs);
        Assert.Equal(StopReason.Halted, profile.Outcome.Reason);
        Assert.Equal(Executor.Run(program, NullHost.Instance).Instructions, profile.Outcome.Instructions);
        Dictionary<string, FunctionProfile> functions = profile.Functions.ToDictionary(f => f.Name);
        Assert.Equal(9ul, functions["main"].SelfInstructions);
        Assert.Equal(profile.Outcome.Instructions, functions["main"].TotalInstructions);
        Assert.Equal((2ul, 6ul, 6ul), (functions["work"].Calls, functions["work"].SelfInstructions, functions["work"].TotalInstructions));
        Assert.Equal((2ul, 6ul), (functions["leaf"].Calls, functions["leaf"].SelfInstructions));
        Assert.Equal(4ul, functions["recurse"].Calls);
        Assert.Equal(functions["recurse"].SelfInstructions, functions["recurse"].TotalInstructions);
        Assert.Equal(10 * profile.Outcome.Instructions, profile.Cells);
        Assert.Equal(profile.Outcome.Instructions, profile.Opcodes.Aggregate(0ul, (sum, o) => sum + o.Instructions));

        var text = new StringWriter();
        profile.WriteFolded(text, ProfileMetric.Instructions);
        string[] lines = text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains("main 9", lines);
        Assert.Contains("main;work 6", lines);
        Assert.Contains("main;leaf 6", lines);
        Assert.Contains(lines, l => l.StartsWith("main;recurse;recurse;recurse;recurse ", StringComparison.Ordinal));
        Assert.Equal((long)profile.Outcome.Instructions, lines.Sum(l => long.Parse(l[(l.LastIndexOf(' ') + 1)..])));
    }

    /// <summary>Where the firmware goes on with another thread, a new path starts, with or without symbols; its own functions have names.</summary>
    [Fact]
    public void ThreadSwitchesAreNotTheFirmwaresWork()
    {
        byte[] elf = File.ReadAllBytes(Path.Combine(Repository.Root, "guests/samples/prebuilt/std-rust-be.elf"));
        ProgramImage program = Hosting.Firmware.Load(elf, Profile.Linux);
        int[] costs = new int[OpcodeInfo.Count];
        Array.Fill(costs, 1);
        RunProfile profile = RunProfile.Run(program, new LinuxHost(program.Endianness, new LinuxHostOptions()), costs);
        Assert.Equal("exit 5", profile.Outcome.ToString());
        Dictionary<string, FunctionProfile> functions = profile.Functions.ToDictionary(f => f.Name);
        Assert.InRange(functions["vector"].SelfInstructions, functions["vector"].Calls, 60 * functions["vector"].Calls);
        Assert.True(functions["vector"].TotalInstructions < profile.Outcome.Instructions / 10, $"{functions["vector"].TotalInstructions} instructions");
        Assert.Contains("sys_futex", functions.Keys);
    }
}
