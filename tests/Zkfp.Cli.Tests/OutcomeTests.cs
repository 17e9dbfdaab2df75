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
