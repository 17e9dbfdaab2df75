using Zkfp.MipsVm.Execution;
using Zkfp.MipsVm.Hosting;
using Zkfp.MipsVm.Loading;

namespace Zkfp.MipsVm.Tests.Firmware;

/// <summary>
/// The host is the prover: whatever it answers, the firmware must keep to its memory and either go on with an input that
/// could have been, or never halt.
/// </summary>
public class HostileHostTests
{
    /// <summary>Answers as <see cref="LinuxHost"/> but for one service.</summary>
    private sealed class Liar(LinuxHost honest, HintService service, Func<uint, uint> lie) : IHost
    {
        public uint Hint(uint number, uint argument, IMemoryReader memory)
        {
            uint answer = honest.Hint(number, argument, memory);
            return (HintService)number == service ? lie(answer) : answer;
        }
    }

    private static readonly byte[] Program = File.ReadAllBytes(Path.Combine(Repository.Root, "guests/samples/prebuilt/sha256sum-go-be.elf"));

    private static Outcome Run(HintService service, Func<uint, uint> lie)
    {
        ProgramImage program = Hosting.Firmware.Load(Program, Profile.Linux);
        var honest = new LinuxHost(program.Endianness, new LinuxHostOptions { Stdin = new MemoryStream(new byte[1000]) });
        return Executor.Run(program, new Liar(honest, service, lie), new RunOptions { MaxInstructions = 30_000_000 });
    }

    [Theory]
    [InlineData(0xFFFF_FFFFu)]
    [InlineData(0x8000_0000u)]
    [InlineData(0x0010_0000u)]
    public void MoreInputThanAskedForNeverHalts(uint length)
    {
        var e = Assert.Throws<GuestStoppedException>(() => Run(HintService.StdinLength, _ => length));
        Assert.Equal("host: more input than asked for", e.Reason);
    }

    [Theory]
    [InlineData(4097u)]
    [InlineData(0xFFFF_FFFFu)]
    [InlineData(0x4000_0001u)]
    public void TooManyArgumentsNeverHalt(uint count)
    {
        bool first = true;
        Assert.Throws<GuestStoppedException>(() => Run(HintService.BootWord, w =>
        {
            uint answer = first ? count : w;
            first = false;
            return answer;
        }));
    }

    [Theory]
    [InlineData(0x0010_0000u)]
    [InlineData(0xFFFF_FFFFu)]
    [InlineData(0x7FFF_FFFFu)]
    public void TooLongArgumentsNeverHalt(uint length)
    {
        int n = 0;
        Assert.Throws<GuestStoppedException>(() => Run(HintService.BootWord, w => n++ == 1 ? length : w));
    }

    /// <summary>Whatever words the tape holds, the run halts by itself or stops; it never leaves the machine's rules.</summary>
    [Fact]
    public void RandomTapes()
    {
        var random = new Random(20251121);
        for (int round = 0; round < 40; round++)
        {
            uint mask = 0xFFFF_FFFFu >> random.Next(32);
            int n = 0;
            try
            {
                Outcome outcome = Run(HintService.BootWord, _ => (uint)random.NextInt64(1L << 32) & (n++ < 2 ? mask & 15 : mask));
                Assert.True(outcome.Reason is StopReason.Halted or StopReason.InstructionLimit, outcome.ToString());
            }
            catch (GuestStoppedException e)
            {
                Assert.StartsWith("host: ", e.Reason, StringComparison.Ordinal);
            }
        }
    }

    /// <summary>The host that says "written" or not changes nothing: the digest comes from memory.</summary>
    [Fact]
    public void AnswersToWritesDoNotMatter()
    {
        Outcome a = Run(HintService.Write, _ => 0), b = Run(HintService.Write, _ => 0xFFFF_FFF2);
        Assert.Equal(a.PublicValues, b.PublicValues);
        Assert.Equal(a.Instructions, b.Instructions);
        Assert.Equal("exit 0", b.ToString());
    }

    /// <summary>A deadlock is reported, not waited for.</summary>
    [Fact]
    public void WaitingForEverIsReported()
    {
        // pause()
        byte[] code = TinyElf.Code(Endianness.Big, 0x2402_0FBD, 0x0000_000C, 0x1000_FFFD, 0);
        ProgramImage program = Hosting.Firmware.Load(TinyElf.Make(Endianness.Big, 0x0040_0000, (0x0040_0000, code)), Profile.Linux);
        var host = new LinuxHost(program.Endianness, new LinuxHostOptions());
        var e = Assert.Throws<GuestStoppedException>(() => Executor.Run(program, host, new RunOptions { MaxInstructions = 1_000_000 }));
        Assert.StartsWith("deadlock", e.Reason, StringComparison.Ordinal);
    }

    /// <summary>With nobody to listen the firmware loops: no HALT can follow, so nothing can be proven.</summary>
    [Fact]
    public void StopNeverHalts()
    {
        byte[] code = TinyElf.Code(Endianness.Big, 0x2402_0FBD, 0x0000_000C, 0x1000_FFFD, 0);
        ProgramImage program = Hosting.Firmware.Load(TinyElf.Make(Endianness.Big, 0x0040_0000, (0x0040_0000, code)), Profile.Linux);
        Outcome outcome = Executor.Run(program, NullHost.Instance, new RunOptions { MaxInstructions = 100_000 });
        Assert.Equal(StopReason.InstructionLimit, outcome.Reason);
        Assert.Equal(0, outcome.Committed);
    }
}
