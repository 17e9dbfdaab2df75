using System.Text.Json;

namespace Zkfp.Cli.Tests.CommandLine;

/// <summary>`zkfp bench` with a program: where the time goes, and two builds side by side.</summary>
public sealed class BenchTests : CliTest
{
    private static readonly string Build = Path.GetDirectoryName(ZkfpProcess.Assembly)!;

    [Fact]
    public void Phases_of_a_proof_add_up()
    {
        string[] lines = Check(ZkfpProcess.Run(["bench", "--elf", Elf, "--filter", "prove"]), 0, "gkrSumcheck").Output.Split('\n');
        double[] seconds = [.. lines.SkipWhile(l => !l.Contains("share", StringComparison.Ordinal)).Skip(1).Where(l => l.Length != 0)
            .Select(l => double.Parse(l.Split(' ', StringSplitOptions.RemoveEmptyEntries)[0], System.Globalization.CultureInfo.InvariantCulture))];
        Assert.Equal(seconds[^1], seconds[..^1].Sum(), 0.02);
    }

    [Fact]
    public void Builds_are_run_in_turns()
    {
        ZkfpResult result = Check(ZkfpProcess.Run(["bench", "--elf", Elf, "--against", Build, "--pairs", "2", "--json"]), 0);
        JsonElement report = JsonDocument.Parse(result.Output).RootElement;
        Assert.Equal(2, report.GetProperty("seconds").GetArrayLength());
        Assert.All(report.GetProperty("ratios").EnumerateArray(), r => Assert.True(r.GetDouble() > 0));
        result = Check(ZkfpProcess.Run(["bench", "--elf", Elf, "--against", Build, "--pairs", "2"]), 0, "other / this");
        string[] order = [.. result.Output.Split('\n').Where(l => l.StartsWith("pair ", StringComparison.Ordinal)).Select(l => l.Split(": ")[1].TrimEnd())];
        Assert.Equal(["this build", "the other", "the other", "this build"], order);
    }

    [Fact]
    public void What_is_no_build_is_refused()
    {
        Check(ZkfpProcess.Run(["bench", "--elf", Elf, "--against", Folder]), 2, "has neither zkfp nor zkfp.dll");
        Check(ZkfpProcess.Run(["bench", "--against", Build]), 2, "--against needs --elf");
        Check(ZkfpProcess.Run(["bench", "--elf", Elf, "--against", Build, "--pairs", "0"]), 2, "--pairs 0: expected 1 to 100");
        File.WriteAllText(In("zkfp"), "#!/bin/sh\necho broken >&2\nexit 7\n");
        if (OperatingSystem.IsWindows()) return;
        File.SetUnixFileMode(In("zkfp"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Check(ZkfpProcess.Run(["bench", "--elf", Elf, "--against", Folder, "--pairs", "1"]), 1, "exit 7: broken");
    }
}
