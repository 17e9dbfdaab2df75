using Zkfp.MipsVm.Execution;
using Zkfp.MipsVm.Fuzz;
using Zkfp.MipsVm.Loading;
using static Zkfp.MipsVm.Tests.Execution.FirmwareProgram;

namespace Zkfp.MipsVm.Tests.Execution;

/// <summary>HALT, HINT, COMMIT; limits and cancellation.</summary>
public class MachineInstructionTests
{
    private static readonly uint[] Loop = [0x2442_0001, 0x1000_FFFE, 0x2463_0001]; // addiu v0,1; b -8; addiu v1,1

    public static TheoryData<bool> BothExecutors => new() { true, false };

    [Theory]
    [InlineData(0x0000u, 0, false, "exit 0")]
    [InlineData(0x0300u, 3, false, "exit 3")]
    [InlineData(0xFF00u, 255, false, "exit 255")]
    [InlineData(0x000Bu, 139, true, "signal 11")]
    [InlineData(0x007Fu, 255, true, "signal 127")]
    [InlineData(0x0080u, null, false, "unknown status 0x00000080")]
    [InlineData(0x008Bu, null, false, "unknown status 0x0000008b")] // a core dump, which nothing here makes
    [InlineData(0x0301u, null, false, "unknown status 0x00000301")]
    [InlineData(0x0001_0000u, null, false, "unknown status 0x00010000")]
    [InlineData(0x0001_0300u, null, false, "unknown status 0x00010300")]
    [InlineData(0xFFFF_FFFFu, null, false, "unknown status 0xffffffff")]
    public void HaltStatesAWaitStatus(uint status, int? exitCode, bool signaled, string text)
    {
        Outcome outcome = Run(Program([0x3C02_0000 | status >> 16, 0x3442_0000 | status & 0xFFFF, Halt(2)]), fast: true);
        Assert.Equal(StopReason.Halted, outcome.Reason);
        Assert.Equal((status, exitCode, signaled, text), (outcome.WaitStatus, outcome.ExitCode, outcome.Signaled, outcome.ToString()));
    }

    [Theory]
    [MemberData(nameof(BothExecutors))]
    public void CommitWritesEachWordOnce(bool fast)
    {
        var guest = new Assembler(Guest);
        for (uint i = 0; i < 8; i++)
        {
            guest.LoadImmediate(2, 0x1000_0000 + i);
            guest.Word(Commit(2, i));
        }
        guest.Word(Halt(0));
        Outcome outcome = Run(Program(guest.Words), fast);
        Assert.Equal((StopReason.Halted, (byte)0xFF), (outcome.Reason, outcome.Committed));
        Assert.Equal(Enumerable.Range(0, 8).Select(i => 0x1000_0000u + (uint)i), outcome.PublicValues);

        Outcome twice = Run(Program([Commit(2, 3), 0, Commit(2, 3), Halt(0)]), fast);
        Assert.Equal((StopReason.CommitFault, Guest + 8, (byte)8), (twice.Reason, twice.Pc, twice.Committed));
    }

    [Theory]
    [MemberData(nameof(BothExecutors))]
    public void HintAsksTheHost(bool fast)
    {
        var host = new EchoHost();
        var guest = new Assembler(Guest);
        guest.LoadImmediate(4, 7);
        guest.LoadImmediate(5, GuestData);
        guest.Word(Hint(2, 4, 5));
        guest.Word(Hint(0, 4, 5)); // to nowhere, but asked
        guest.Word(Assembler.R(0, 0, 2, 2, 8, 0));
        guest.Word(Halt(2));
        ProgramImage program = Program(guest.Words);
        Outcome outcome = fast ? Executor.Run(program, host) : Executor.RunInterpreted(program, host);
        Assert.Equal(2, host.Calls);
        // service + first byte of the data word, big endian
        Assert.Equal((7 + 1) & 0xFF, outcome.ExitCode);
    }

    [Theory]
    [MemberData(nameof(BothExecutors))]
    public void TheInstructionLimitIsExact(bool fast)
    {
        foreach (ulong limit in (ulong[])[1, 2, 3, 4, 1000, 100_001, 4_194_304, 4_194_305, 9_999_999])
        {
            Outcome outcome = Run(Program(Loop), fast, new RunOptions { MaxInstructions = limit });
            Assert.Equal((StopReason.InstructionLimit, limit), (outcome.Reason, outcome.Instructions));
        }
    }

    [Theory]
    [MemberData(nameof(BothExecutors))]
    public void CancellationStopsARun(bool fast)
    {
        using var cancellation = new CancellationTokenSource();
        ulong reported = 0;
        var options = new RunOptions
        {
            Cancellation = cancellation.Token,
            Progress = done =>
            {
                reported = done;
                cancellation.Cancel();
            },
        };
        Outcome outcome = Run(Program(Loop), fast, options);
        Assert.Equal(StopReason.Cancelled, outcome.Reason);
        Assert.Equal(reported, outcome.Instructions);
        Assert.InRange(reported, 1ul, 100_000_000ul);
    }

    [Fact]
    public void StoresToCodeDoNotChangeTheProgram()
    {
        var guest = new Assembler(Guest);
        guest.LoadImmediate(1, Guest + 16);
        guest.LoadImmediate(2, Halt(0));
        guest.Word(0x2403_0500); // li v1, 5 << 8, at Guest + 16
        guest.Store(2, 1, 0);
        guest.Load(4, 1, 0);
        guest.Word(Assembler.I(0x04, 4, 2, 1)); // beq: memory did change
        guest.Word(0);
        guest.Word(Halt(3));
        guest.Word(Halt(3));
        Assert.Equal("exit 5", Run(Program(guest.Words), fast: true).ToString());
        Assert.Equal("exit 5", Run(Program(guest.Words), fast: false).ToString());
    }

    private static ProgramImage Program(IReadOnlyList<uint> guest) => Build(guest, kernel => kernel.Word(Halt(0)));

    private static Outcome Run(ProgramImage program, bool fast, RunOptions? options = null) => fast
        ? Executor.Run(program, NullHost.Instance, options)
        : Executor.RunInterpreted(program, NullHost.Instance, options);

    private sealed class EchoHost : IHost
    {
        public int Calls { get; private set; }

        public uint Hint(uint service, uint argument, IMemoryReader memory)
        {
            Calls++;
            Span<byte> bytes = stackalloc byte[6];
            memory.ReadBytes(argument, bytes);
            Assert.Equal([1, 2, 3, 4, 0, 0], bytes.ToArray());
            return service + memory.ReadByte(argument);
        }
    }
}
