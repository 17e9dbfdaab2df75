using System.Text.Json;
using Zkfp.Cli.Infrastructure;
using Zkfp.Core.Machine;

namespace Zkfp.Cli.Tests.CommandLine;

/// <summary>What is reported, for people and for programs.</summary>
public sealed class ReportTests : CliTest
{
    [Fact]
    public void Json_is_all_of_standard_output_unless_that_is_the_programs()
    {
        foreach (string[] arguments in (string[][])[["verify", Proof, "--vk", Key], ["inspect", Proof], ["vk", Elf, "-o", In("k")], ["profile", Elf],
            ["bench", "--filter", "poseidon2"], ["evm", "block", Block], ["verify", Key, "--vk", Key], ["verify", Proof, "--vk", In("absent")], ["completion", "bash"]])
        {
            ZkfpResult result = ZkfpProcess.Run([.. arguments, "--json", "--json-file", In("report")]);
            JsonElement json = JsonDocument.Parse(result.Output).RootElement;
            Assert.Equal(arguments[0] == "evm" ? "evm block" : arguments[0], json.GetProperty("command").GetString());
            Assert.Equal(result.Output, File.ReadAllText(In("report")));
        }

        ZkfpResult run = Check(ZkfpProcess.Run("run", Elf, "--json"), 3);
        Assert.Equal(File.ReadAllText(Output), run.Output);
        Assert.Equal("exit 3", run.Json.GetProperty("outcome").GetString());
        Assert.Equal(3 << 8, run.Json.GetProperty("outcomeWord").GetInt32());
        Assert.Equal("exit 3", JsonDocument.Parse(Check(ZkfpProcess.Run("run", Elf, "--json-file", In("report")), 3).Error.Length == 0
            ? File.ReadAllText(In("report")) : "{}").RootElement.GetProperty("outcome").GetString());
    }

    [Fact]
    public void Inspect_tells_programs_all_that_it_tells_people()
    {
        JsonElement json = Check(ZkfpProcess.Run("inspect", Proof, "--json"), 0).Json;
        Assert.Equal("exit 3", json.GetProperty("outcome").GetString());
        Assert.Equal(64, json.GetProperty("outputDigest").GetString()!.Length);
        Assert.Equal(72, json.GetProperty("verifyingKey").GetString()!.Length);
        Assert.True(json.GetProperty("securityBits").GetDouble() <= json.GetProperty("securityTerms").EnumerateArray().Min(t => t.GetProperty("bits").GetDouble()));
        JsonElement shard = Assert.Single(json.GetProperty("shardList").EnumerateArray());
        Assert.Equal(json.GetProperty("instructions").GetInt64(), shard.GetProperty("instructions").GetInt64());
        string text = Check(ZkfpProcess.Run("inspect", Proof), 0).Output;
        foreach (JsonElement term in json.GetProperty("securityTerms").EnumerateArray())
            Assert.Contains(term.GetProperty("name").GetString()!, text, StringComparison.Ordinal);
        Assert.Contains("global fingerprint", text, StringComparison.Ordinal);
        foreach (JsonElement table in shard.GetProperty("tables").EnumerateArray())
            Assert.Contains(table.GetProperty("name").GetString()!, text, StringComparison.Ordinal);
    }

    [Fact]
    public void Quiet_commands_say_nothing_but_errors()
    {
        foreach (string[] arguments in (string[][])[["verify", Proof, "--vk", Key], ["inspect", Proof], ["vk", Elf, "-o", In("k")], ["profile", Elf]])
        {
            ZkfpResult result = Check(ZkfpProcess.Run([.. arguments, "--quiet"]), 0);
            Assert.Equal(("", ""), (result.Output, result.Error));
        }

        Assert.NotEmpty(Check(ZkfpProcess.Run("verify", Proof, "--vk", In("absent"), "-q"), 2).Error);
        Assert.Contains("phase", Check(ZkfpProcess.Run("prove", Elf, "-o", In("p"), "--shards", "--verbose"), 0).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0x0000_0300u, "exit 3", 3)]
    [InlineData(0x0000_0000u, "exit 0", 0)]
    [InlineData(0x0000_000Bu, "signal 11 (SIGSEGV)", 139)]
    [InlineData(0x0000_0040u, "signal 64", 192)]
    [InlineData(0x0001_0000u, "unknown status 0x00010000", null)]
    [InlineData(0x0000_008Bu, "unknown status 0x0000008b", null)]
    [InlineData(0x0000_007Fu, "signal 127", 255)]
    [InlineData(0x0000_0103u, "unknown status 0x00000103", null)]
    [InlineData(0x8000_0000u, "unknown status 0x80000000", null)]
    public void An_outcome_is_shown_whole(uint word, string text, int? code) =>
        Assert.Equal((text, code), (new WaitStatus(word).Describe(), new WaitStatus(word).ExitCode));

    [Fact]
    public void Bits_are_never_rounded_up() => Assert.Equal("100.9 proven bits", Security.Describe(100.99));

    [Theory]
    [InlineData("", true)]
    [InlineData("NO_COLOR=1", false)]
    public void Colours_are_for_terminals_that_want_them(string environment, bool colours)
    {
        using ZkfpProcess process = ZkfpProcess.Shell($"""
            command -v script >/dev/null || exit 77
            TERM=xterm-256color script -qec "env {environment} dotnet '{ZkfpProcess.Assembly}' verify '{Proof}' --vk '{Key}'" /dev/null
            """);
        ZkfpResult result = process.Wait();
        if (result.Code == 77) return; // util-linux is not here
        Assert.Equal((0, colours), (result.Code, result.Output.Contains("mvalid\u001b[0m: exit 3", StringComparison.Ordinal)));
        Assert.Equal(!colours, result.Output.Contains("valid: exit 3", StringComparison.Ordinal));
    }

    [Fact]
    public void Progress_fits_the_terminal()
    {
        // A terminal of 50 columns; a line that were longer would leave its rest behind in the one below.
        using ZkfpProcess process = ZkfpProcess.Shell(
            $"command -v script >/dev/null || exit 77; TERM=xterm script -qec \"stty cols 50; dotnet '{ZkfpProcess.Assembly}' prove '{Elf}' -o '{In("p")}'\" /dev/null");
        ZkfpResult result = process.Wait();
        if (result.Code == 77) return; // util-linux is not here
        Assert.True(result.Code == 0, result.Output + result.Error);
        Assert.Contains("\u001b[", result.Output, StringComparison.Ordinal);

        // The report is not broken into lines: what is copied from the terminal is whole.
        Assert.Matches("exit 3; SHA-256 of the output [0-9a-f]{64}", result.Output);
        foreach (string line in result.Output.Split('\n', '\r'))
        {
            string visible = System.Text.RegularExpressions.Regex.Replace(line, "\u001b\\[[0-9;?]*[A-Za-z]", "");
            Assert.True(visible.Length <= 50 || visible.Contains("SHA-256", StringComparison.Ordinal) || visible.Contains("instructions", StringComparison.Ordinal) || visible.Contains("bits", StringComparison.Ordinal), visible);
        }
    }
}
