using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Tests.Firmware;

namespace Zkfp.Cli.Tests;

/// <summary>What `run` says of programs that end neither well nor by themselves.</summary>
public sealed class OutcomeTests : IDisposable
{
    private const uint Code = 0x0010_0000;

    private readonly string _elf = Path.GetTempFileName();

    public void Dispose() => File.Delete(_elf);

    private ZkfpResult Run(params uint[] code)
    {
        File.WriteAllBytes(_elf, TinyElf.Make(Endianness.Little, Code, (Code, TinyElf.Code(Endianness.Little, code))));
        return ZkfpProcess.Run("run", _elf);
    }

    private static void Check(ZkfpResult result, int code, string line) => Assert.Equal((code, $"zkfp run: {line}\n"), (result.Code, result.Error));

    /// <summary>A program that executes the machine's own HALT may state any word.</summary>
    [Theory]
    [InlineData(0x0001u, "0x00010000")]
    [InlineData(0x8000u, "0x80000000")]
    public void A_status_that_is_neither_exit_nor_signal_is_shown_as_it_is(uint upper, string word) =>
        Check(Run(0x3C02_0000 | upper, 0x7040_0010), 125, $"the program ended with an unknown status {word}"); // lui v0, upper; HALT v0

    [Fact]
    public void A_fatal_signal_says_where() =>
        Check(Run(0x3C04_0010, 0x8C82_0001), 138, "signal 10 (SIGBUS) at 0x00100004, thread 1000, address 0x00100001"); // lw v0, 1(a0)

    /// <summary>The null page, by a load, a store and a fetch.</summary>
    [Theory]
    [InlineData(0x00100000u, 0x00000000u, 0x8C02_0000u)] // lw v0, 0($0)
    [InlineData(0x00100000u, 0x00000010u, 0xAC02_0010u)] // sw v0, 16($0)
    [InlineData(0x00100000u, 0x0000FFFFu, 0x3401_FFFFu, 0xA022_0000u)] // ori at, $0, 0xFFFF; sb v0, 0(at)
    [InlineData(0x00000000u, 0x00000000u, 0x0000_0008u, 0x0000_0000u)] // jr $0
    public void A_null_access_is_a_fatal_signal(uint pc, uint address, params uint[] code)
    {
        ZkfpResult result = Run(code);
        string at = $"0x{(pc == 0 ? 0 : pc + 4 * (code.Length - 1)):x8}";
        Assert.Equal(139, result.Code);
        Assert.Matches($"^zkfp run: signal 11 \\(SIGSEGV\\) at {at}, thread 1000(, .*)?, address 0x{address:x8}\n$", result.Error);
    }

    [Fact]
    public void Endless_recursion_ends_at_the_end_of_the_stack()
    {
        ZkfpResult result = Run(0x27BD_F000, 0xAFA0_0000, 0x1000_FFFD, 0); // sp -= 4096; sw $0, 0(sp); again
        Assert.Equal(139, result.Code);
        Assert.StartsWith("zkfp run: signal 11 (SIGSEGV) at 0x00100004", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_limit_of_instructions_is_exact()
    {
        string hello = ZkfpProcess.Sample("hello.elf");
        long needed = ZkfpProcess.Run("run", hello, "--json").Json.GetProperty("cycles").GetInt64();
        Assert.Equal(3, ZkfpProcess.Run("run", hello, "--max-instructions", $"{needed}").Code);
        ZkfpResult stopped = ZkfpProcess.Run("run", hello, "--max-instructions", $"{needed - 1}");
        Assert.Equal(125, stopped.Code);
        Assert.StartsWith("zkfp run: instruction limit reached at 0x", stopped.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_deadlock_says_where()
    {
        ZkfpResult result = Run(0x2402_0FBD, 0x0000_000C); // pause()
        Check(result, 125, "thread 1000 waits in pause or sigsuspend, called at 0x00100004\n"
            + "zkfp run: the firmware stopped: deadlock: every thread waits and nothing can wake one");
    }

    [Fact]
    public void A_run_that_repeats_itself_ends_with_words()
    {
        ZkfpResult result = Run(0, 0x1000_FFFF, 0); // b itself
        Assert.Equal(125, result.Code);
        Assert.Matches("^zkfp run: the run repeats itself without end at 0x0010000[48]\n$", result.Error);
    }
}
