using System.Globalization;
using Xunit.Abstractions;
using Zkfp.MipsVm.Hosting;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Tests.Conformance;
using Zkfp.MipsVm.Tests.Firmware;

namespace Zkfp.MipsVm.Tests.Machine;

/// <summary>
/// Whole C, Go and Rust programs and the open-mips-tests, cut into many small shards: every constraint on every row, every bus message by
/// message, memory across shards. A few in every test run, all of them with ZKFP_ALL_TRACES=1 in the environment (some ten minutes of both cores).
/// </summary>
public class TracedProgramsTests(ITestOutputHelper output)
{
    private static readonly bool s_all = Environment.GetEnvironmentVariable("ZKFP_ALL_TRACES") is "1";

    /// <summary>About 120,000 instructions per shard.</summary>
    private const long SmallShard = 1 << 21;

    private static readonly byte[] s_input = "pear\napple\nfig without newline"u8.ToArray();

    /// <summary>Prebuilt programs: no tool is needed.</summary>
    public static TheoryData<string, string> Prebuilt()
    {
        var data = new TheoryData<string, string> { { "std-rust-be.elf", "abort" }, { "std-rust-le.elf", "abort" } };
        if (!s_all) return data;
        foreach (string file in new[] { "std-rust-be.elf", "std-rust-le.elf" })
        {
            foreach (string arguments in new[] { "", "panic", "bounds" }) data.Add(file, arguments);
        }

        data.Add("sha256sum-go-be.elf", "");
        return data;
    }

    [Theory]
    [MemberData(nameof(Prebuilt))]
    public void Prebuilt_programs(string file, string arguments) =>
        Check($"{file} {arguments}", File.ReadAllBytes(Path.Combine(Repository.Root, "guests/samples/prebuilt", file)), arguments);

    /// <summary>C samples by byte order.</summary>
    public static TheoryData<string, string, string> CPrograms()
    {
        var data = new TheoryData<string, string, string> { { "mips", "hello", "one two" }, { "mipsel", "hello", "" } };
        if (!s_all) return data;
        foreach (string arch in new[] { "mips", "mipsel" })
        {
            foreach (string name in new[] { "threads", "files", "signals", "errno", "waiting" }) data.Add(arch, name, "");
            foreach (string how in new[] { "abort", "divide", "load", "overflow", "illegal", "jump", "rt", "leader" }) data.Add(arch, "traps", how);
            data.Add(arch, "signals", "linux");
            data.Add(arch, "waiting", "delay");
            data.Add(arch, "float", "6");
        }

        return data;
    }

    [ToolTheory("mips-linux-gnu-gcc", "mipsel-linux-gnu-gcc")]
    [MemberData(nameof(CPrograms))]
    public void C_programs(string arch, string name, string arguments) => Check($"{name}.{arch} {arguments}", Guests.C(arch, name), arguments);

    /// <summary>The small Go sample by byte order.</summary>
    public static TheoryData<string, string, string> GoPrograms()
    {
        var data = new TheoryData<string, string, string> { { "mipsle", "sha256sum", "" } };
        if (s_all) data.Add("mips", "sha256sum", "");
        return data;
    }

    [ToolTheory("go")]
    [MemberData(nameof(GoPrograms))]
    public void Go_programs(string arch, string name, string arguments) => Check($"{name}.{arch} {arguments}", Guests.Go(arch, name), arguments);

    /// <summary>Every ninth of the 65 in short runs.</summary>
    [SharedDataFact("open-mips-tests")]
    public void Open_mips_tests()
    {
        string[] names = OpenMipsTests.Names();
        long instructions = 0, rows = 0;
        for (int i = 0; i < names.Length; i += s_all ? 1 : 9)
        {
            ProgramImage program = Hosting.Firmware.Load(OpenMipsTests.Elf(names[i]), Profile.Cannon, Holes.None);
            var run = TraceHarness.AssertCleanRun(program, OpenMipsTests.Host, SmallShard);
            Assert.Equal((names[i], OpenMipsTests.ExitCode(names[i])), (names[i], run.Outcome.ExitCode));
            instructions += run.Instructions;
            rows += run.Rows;
        }

        output.WriteLine($"open-mips-tests: {instructions} instructions, {rows} rows clean");
    }

    private void Check(string name, byte[] elf, string arguments)
    {
        ProgramImage program = Hosting.Firmware.Load(elf, Profile.Linux);
        var run = TraceHarness.AssertCleanRun(program, () => new LinuxHost(program.Endianness, new LinuxHostOptions
        {
            Arguments = ["guest", .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)],
            Environment = ["LANG=C"],
            Stdin = new MemoryStream(s_input),
        }), SmallShard);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {run.Outcome}, {run.Instructions} instructions, {run.Shards} shards, {run.Rows} rows clean"));
    }
}
