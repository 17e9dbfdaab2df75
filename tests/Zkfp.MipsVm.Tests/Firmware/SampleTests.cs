using System.Security.Cryptography;
using System.Text;
using Zkfp.MipsVm.Execution;
using Zkfp.MipsVm.Hosting;
using Zkfp.MipsVm.Loading;

namespace Zkfp.MipsVm.Tests.Firmware;

/// <summary>Ordinary C and Go programs: same stdout and exit code as under qemu-user.</summary>
public class SampleTests
{
    private static readonly byte[] Input = "pear\napple\n\u00e9clair\nfig without newline"u8.ToArray();

    private static void SameAsQemu(string arch, string path, byte[] elf, params string[] arguments)
    {
        GuestRun run = GuestRun.Of(elf, Input, arguments: arguments);
        (int code, string output, string errors) = Guests.Qemu(arch == "mips" ? "mips" : "mipsel", path, arguments, Input);
        Assert.True(output == run.OutputText, $"machine ({run.Outcome}):\n{run.OutputText}\n{run.ErrorText}\nqemu ({code}):\n{output}\n{errors}");
        Assert.Equal(code, run.Outcome.ExitCode);
    }

    [ToolTheory("mips-linux-gnu-gcc", "mipsel-linux-gnu-gcc", "qemu-mips", "qemu-mipsel")]
    [InlineData("mips", "hello")]
    [InlineData("mipsel", "hello")]
    [InlineData("mips", "threads")]
    [InlineData("mipsel", "threads")]
    [InlineData("mips", "files")]
    [InlineData("mipsel", "files")]
    [InlineData("mips", "signals")]
    [InlineData("mipsel", "signals")]
    [InlineData("mips", "links")]
    [InlineData("mipsel", "links")]
    [InlineData("mips", "waiting")]
    [InlineData("mipsel", "waiting")]
    public void C(string arch, string name)
    {
        byte[] elf = Guests.C(arch, name);
        SameAsQemu(arch, Guests.PathOf(arch, name), elf, name is "signals" or "waiting" ? [] : ["one", "", "two words"]);
    }

    /// <summary>Every coprocessor 1 operation on 60 edge-heavy operand pairs, all rounding modes, results and flags.</summary>
    [ToolTheory("mips-linux-gnu-gcc", "mipsel-linux-gnu-gcc", "qemu-mips", "qemu-mipsel")]
    [InlineData("mips")]
    [InlineData("mipsel")]
    public void FloatingPoint(string arch)
    {
        byte[] elf = Guests.C(arch, "float");
        SameAsQemu(arch, Guests.PathOf(arch, "float"), elf, "60");
    }

    /// <summary>Programs that check themselves, where qemu-user is not Linux.</summary>
    [ToolTheory("mips-linux-gnu-gcc", "mipsel-linux-gnu-gcc")]
    [InlineData("mips", "memory")]
    [InlineData("mipsel", "memory")]
    [InlineData("mips", "errno")]
    [InlineData("mipsel", "errno")]
    [InlineData("mips", "holes")]
    [InlineData("mipsel", "holes")]
    public void SelfChecking(string arch, string name)
    {
        GuestRun run = GuestRun.Of(Guests.C(arch, name));
        Assert.Equal((name, "exit 0"), (name, run.OutputText.EndsWith("failures 0\n", StringComparison.Ordinal) ? run.Outcome.ToString() : run.OutputText));
    }

    /// <summary>A call in the delay slot of a branch waits, is repeated, and goes on at the branch's target; qemu-user does not.</summary>
    [ToolTheory("mips-linux-gnu-gcc", "mipsel-linux-gnu-gcc")]
    [InlineData("mips")]
    [InlineData("mipsel")]
    public void CallsInDelaySlots(string arch)
    {
        GuestRun run = GuestRun.Of(Guests.C(arch, "waiting"), arguments: ["delay slots"]);
        Assert.Equal("""
            waited in a delay slot: 1001 !
            restarted: 1001 signals 1
            interrupted: 1104 signals 2

            """, run.OutputText);
    }

    [ToolTheory("mips-linux-gnu-gcc", "mipsel-linux-gnu-gcc")]
    [InlineData("mips")]
    [InlineData("mipsel")]
    public void TrapCodesOfLinux(string arch)
    {
        GuestRun run = GuestRun.Of(Guests.C(arch, "signals"), arguments: ["linux"]);
        Assert.Equal("""
            break 7: signal 8 code 1 at 1 t0 1234
            break 6: signal 8 code 2 at 1 t0 1234
            break 0,7: signal 8 code 1 at 1 t0 1234
            break 5: signal 5 code 1 at 1 t0 1234
            teq 7: signal 8 code 1 at 1 t0 1234
            teq 6: signal 8 code 2 at 1 t0 1234
            tne 0: signal 5 code 128 at 0 t0 1234
            tgei: signal 5 code 128 at 0 t0 1234
            load in a delay slot: signal 10 code 1 at 0 t0 7
            jump to nowhere aligned: signal 5 code 1 at 1 t0 1234
            divided by zero

            """, run.OutputText);
    }

    [ToolTheory("mips-linux-gnu-gcc", "mipsel-linux-gnu-gcc")]
    [InlineData("abort", "signal 6")]
    [InlineData("divide", "signal 8")]
    [InlineData("load", "signal 10")]
    [InlineData("store", "signal 10")]
    [InlineData("overflow", "signal 8")]
    [InlineData("break", "signal 5")]
    [InlineData("trap", "signal 5")]
    [InlineData("illegal", "signal 4")]
    [InlineData("jump", "signal 11")]
    [InlineData("kill", "signal 9")]
    [InlineData("term", "signal 15")]
    [InlineData("rt", "signal 40")]
    [InlineData("ignored", "exit 44")]
    [InlineData("blocked fault", "signal 10")]
    [InlineData("bad stack", "signal 11")]
    [InlineData("firmware stack", "signal 11")]
    [InlineData("rt_sigreturn", "signal 11")]
    [InlineData("sigreturn", "signal 11")]
    [InlineData("sigreturn to nowhere", "signal 11")]
    [InlineData("leader", "exit 44")]
    [InlineData("pipe", "signal 13")]
    [InlineData("nothing", "exit 44")]
    public void Deaths(string how, string outcome)
    {
        foreach (string arch in new[] { "mips", "mipsel" })
        {
            GuestRun run = GuestRun.Of(Guests.C(arch, "traps"), arguments: [how]);
            Assert.Equal((how, outcome), (how, run.Outcome.ToString()));
            Assert.StartsWith(how + "\n", run.OutputText, StringComparison.Ordinal);
        }
    }

    [ToolTheory("mips-linux-gnu-gcc", "mipsel-linux-gnu-gcc")]
    [InlineData("null")]
    [InlineData("recursion")]
    [InlineData("no room for a frame")]
    [InlineData("thread")]
    public void DeathsInHoles(string how)
    {
        foreach (string arch in new[] { "mips", "mipsel" })
        {
            GuestRun run = GuestRun.Of(Guests.C(arch, "holes"), arguments: [how]);
            Assert.Equal((how, "signal 11", 139), (how, run.Outcome.ToString(), run.Outcome.ExitCode));
            Assert.StartsWith(how + "\n", run.OutputText, StringComparison.Ordinal);
        }
    }

    /// <summary>Two threads that wait for each other's mutex: no outcome, and the reason is named.</summary>
    [ToolTheory("mips-linux-gnu-gcc")]
    [InlineData("mips")]
    public void DeadlocksAreNamed(string arch)
    {
        var e = Assert.Throws<GuestStoppedException>(() => GuestRun.Of(Guests.C(arch, "traps"), arguments: ["deadlock"]));
        Assert.StartsWith("deadlock", e.Reason, StringComparison.Ordinal);
    }

    /// <summary>What a fatal signal or a deadlock says of where it was: the numbers are those of each program.</summary>
    [ToolTheory("mips-linux-gnu-gcc", "mipsel-linux-gnu-gcc")]
    [InlineData("abort", @"^signal 6 \(SIGABRT\) at 0x[0-9a-f]{8} \(.+\), called from 0x[0-9a-f]{8} \(.+\), thread 1000, sent by the program$")]
    [InlineData("divide", @"^signal 8 \(SIGFPE\) at 0x[0-9a-f]{8} \(main.*\), called from .+, thread 1000, division by zero$")]
    [InlineData("load", @"^signal 10 \(SIGBUS\) at 0x[0-9a-f]{8} \((load|main).*\), called from .+, thread 1000, address 0x[0-9a-f]{7}[13579bdf]$")]
    [InlineData("store", @"^signal 10 \(SIGBUS\) at 0x[0-9a-f]{8} \((store|main).*\), called from .+, thread 1000, address 0x[0-9a-f]{7}[26ae]$")]
    [InlineData("overflow", @"^signal 8 \(SIGFPE\) at 0x[0-9a-f]{8} \(main.*\), called from .+, thread 1000, overflow$")]
    [InlineData("illegal", @"^signal 4 \(SIGILL\) at 0x[0-9a-f]{8} \(main.*\), called from .+, thread 1000, illegal instruction$")]
    [InlineData("jump", @"^signal 11 \(SIGSEGV\) at 0x40000000, called from 0x[0-9a-f]{8} \(main.*\), thread 1000, address 0x40000000$")]
    [InlineData("kill", @"^signal 9 \(SIGKILL\) at 0x[0-9a-f]{8} \(.*kill.*\), called from .+, thread 1000, sent by the program$")]
    [InlineData("deadlock", @"^thread 1000 waits in a futex at 0x[0-9a-f]{8}, called at 0x[0-9a-f]{8} \(.+\), called from .+$")]
    public void DeathsSayWhere(string how, string pattern)
    {
        foreach (string arch in new[] { "mips", "mipsel" })
        {
            ProgramImage program = Hosting.Firmware.Load(Guests.C(arch, "traps"), Profile.Linux);
            var host = new LinuxHost(program.Endianness, new LinuxHostOptions { Arguments = ["guest", how] });
            try
            {
                Executor.Run(program, host, new RunOptions { MaxInstructions = 100_000_000 });
            }
            catch (GuestStoppedException)
            {
                Assert.Equal("deadlock", how);
            }

            Assert.Equal(how == "deadlock" ? 2 : 1, host.Diagnostics.Count);
            Assert.Matches(pattern, host.Diagnostics[0].Describe(program.Symbols));
        }
    }

    [ToolTheory("go", "qemu-mips", "qemu-mipsel")]
    [InlineData("mips", "gc")]
    [InlineData("mipsle", "gc")]
    [InlineData("mips", "signals")]
    [InlineData("mipsle", "signals")]
    [InlineData("mips", "netpoll")]
    [InlineData("mipsle", "netpoll")]
    public void Go(string arch, string name)
    {
        byte[] elf = Guests.Go(arch, name);
        SameAsQemu(arch, Guests.PathOf(arch, name), elf);
        if (name == "signals")
            SameAsQemu(arch, Guests.PathOf(arch, name), elf, "panic");
    }

    [ToolTheory("go")]
    [InlineData("mips")]
    [InlineData("mipsle")]
    public void GoSha256(string arch)
    {
        byte[] input = new byte[70_001];
        new Random(7).NextBytes(input);
        GuestRun run = GuestRun.Of(Guests.Go(arch, "sha256sum"), input);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(input)) + "  -\n", run.OutputText);
    }

    /// <summary>A Rust program with std, prebuilt because building std takes minutes (guests/samples/rust/build.sh).</summary>
    [ToolTheory("qemu-mips", "qemu-mipsel")]
    [InlineData("mips")]
    [InlineData("mips", "panic")]
    [InlineData("mips", "abort")]
    [InlineData("mips", "bounds")]
    [InlineData("mips", "overflow")]
    [InlineData("mipsel", "overflow")]
    [InlineData("mipsel")]
    [InlineData("mipsel", "panic")]
    [InlineData("mipsel", "abort")]
    [InlineData("mipsel", "bounds")]
    public void Rust(string arch, params string[] arguments)
    {
        string path = Path.Combine(Repository.Root, "guests/samples/prebuilt", arch == "mips" ? "std-rust-be.elf" : "std-rust-le.elf");
        SameAsQemu(arch, path, File.ReadAllBytes(path), arguments);
    }

    /// <summary>A run repeats exactly: clock, randomness and scheduling are functions of the program and its input.</summary>
    [ToolTheory("go")]
    [InlineData("mips")]
    public void RunsRepeat(string arch)
    {
        byte[] elf = Guests.Go(arch, "signals");
        GuestRun a = GuestRun.Of(elf, Input), b = GuestRun.Of(elf, Input);
        Assert.Equal(a.Outcome.Instructions, b.Outcome.Instructions);
        Assert.Equal(a.OutputText, b.OutputText);
    }

    [ToolTheory("mips-linux-gnu-gcc")]
    [InlineData("mips")]
    public void StandardErrorIsSeparate(string arch)
    {
        GuestRun run = GuestRun.Of(Guests.C(arch, "hello"));
        Assert.Equal("to stderr\n", run.ErrorText);
        Assert.DoesNotContain("stderr", Encoding.UTF8.GetString(run.Output), StringComparison.Ordinal);
    }
}
