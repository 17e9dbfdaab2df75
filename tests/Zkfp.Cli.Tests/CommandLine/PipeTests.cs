using System.Diagnostics;
using System.Security.Cryptography;

namespace Zkfp.Cli.Tests.CommandLine;

/// <summary>Standard streams that are pipes, closed, full or left by the other side.</summary>
public sealed class PipeTests : CliTest
{
    private static readonly TimeSpan s_soon = TimeSpan.FromSeconds(10);

    private string Endless => File.Exists(In("endless.elf")) ? In("endless.elf") : Make("endless.elf", TinyProgram.Endless());

    [Theory]
    [InlineData("run", 125)]
    [InlineData("prove", 130)]
    [InlineData("profile", 130)]
    public void A_signal_ends_a_program_that_waits_for_input(string command, int code)
    {
        foreach (string signal in (string[])["TERM", "INT"])
        {
            foreach (string[] input in (string[][])[[], ["--stdin", "-"], ["--stdin", In("pipe")]])
            {
                if (!File.Exists(In("pipe"))) using (var make = Process.Start("mkfifo", In("pipe"))) make.WaitForExit();
                string[] output = command == "prove" ? ["-o", In("p"), "--work-dir", In("w")] : [];
                using ZkfpProcess process = ZkfpProcess.Start(keepInput: true, [command, Sha256, .. input, .. output]);
                process.WaitUntilItCatchesSignals();
                Thread.Sleep(1500);
                process.Signal(signal);
                Check(process.Wait(s_soon), code, "cancelled");
                Assert.Equal([In("pipe")], Directory.GetFileSystemEntries(Folder));
            }
        }
    }

    [Fact]
    public void A_signal_ends_a_command_that_waits_for_a_file()
    {
        using (var make = Process.Start("mkfifo", In("pipe"))) make.WaitForExit();
        foreach (string[] arguments in (string[][])[["vk", In("pipe"), "-o", In("k")], ["verify", In("pipe"), "--vk", Key], ["verify", Proof, "--vk", In("pipe")],
            ["verify", Proof, "--vk", Key, "--expect-output", In("pipe")], ["evm", "block", In("pipe")], ["inspect", In("pipe")]])
        {
            using ZkfpProcess process = ZkfpProcess.Start(keepInput: true, arguments);
            process.WaitUntilItCatchesSignals();
            Thread.Sleep(1200);
            process.Signal("TERM");
            Check(process.Wait(s_soon), 130, "cancelled");
        }
    }

    [Theory]
    [InlineData("zkfp run \"$1\" | head -c 9 | wc -c")]
    [InlineData("zkfp prove \"$1\" -o \"$2/p\" --work-dir \"$2/w\" --stdout - 2>/dev/null | head -c 9 | wc -c")]
    public void A_program_that_writes_without_end_ends_when_its_reader_does(string line)
    {
        using ZkfpProcess process = ZkfpProcess.Shell(line, Endless, Folder);
        ZkfpResult result = Check(process.Wait(s_soon), 141);
        Assert.Empty(result.Error);
        Assert.Equal([Endless], Directory.GetFileSystemEntries(Folder));
    }

    [Theory]
    [InlineData("zkfp inspect \"$1\" --dump | head -n 1")]
    [InlineData("zkfp inspect \"$1\" --json | true")]
    [InlineData("zkfp prove --help | true")]
    public void A_report_whose_reader_is_gone_ends_with_141(string line)
    {
        // The pipe's reader must be gone before the report, which is short, is written.
        using ZkfpProcess process = ZkfpProcess.Shell(line.Replace("| true", "| exec true", StringComparison.Ordinal), Proof);
        Check(process.Wait(s_soon), 141);
    }

    [Theory]
    [InlineData("TERM", 125)]
    [InlineData("INT", 125)]
    public void A_signal_ends_a_program_that_waits_for_its_reader(string signal, int code)
    {
        // Both ends are open here and nobody reads: the pipe is full at once.
        using ZkfpProcess process = ZkfpProcess.Shell(
            $"mkfifo \"$2\"; exec 3<>\"$2\"; exec env --default-signal=INT dotnet '{ZkfpProcess.Assembly}' run \"$1\" >\"$2\"", Endless, In("pipe"));
        process.WaitUntilItCatchesSignals();
        Thread.Sleep(1500);
        process.Signal(signal);
        Check(process.Wait(s_soon), code, "cancelled");
    }

    // Both ends are open here and nobody reads: the pipe is full, and whatever is said first waits.
    [Theory]
    [InlineData(">", "inspect \"$1\"")]
    [InlineData(">", "inspect \"$1\" --dump")]
    [InlineData(">", "inspect \"$1\" --json")]
    [InlineData(">", "verify \"$1\" --elf \"$2\"")]
    [InlineData(">", "vk \"$2\" -o \"$3/k\"")]
    [InlineData(">", "prove \"$2\" -o \"$3/p\"")]
    [InlineData(">", "profile \"$2\"")]
    [InlineData(">", "bench --filter poseidon2")]
    [InlineData(">", "evm block \"$4\"")]
    [InlineData(">", "completion bash")]
    [InlineData("2>", "prove \"$2\" -o \"$3/p\"")]
    [InlineData("2>", "verify \"$3/absent\" --elf \"$2\"")]
    [InlineData("2>", "run \"$2\" --verbose")]
    public void A_signal_ends_a_report_that_waits_for_its_reader(string stream, string command)
    {
        using ZkfpProcess process = ZkfpProcess.Shell($"""
            mkfifo "$3/pipe"; exec 3<>"$3/pipe"; dd if=/dev/zero of="$3/pipe" bs=64k count=1 oflag=nonblock status=none
            exec dotnet '{ZkfpProcess.Assembly}' {command} {stream}"$3/pipe"
            """, Proof, Elf, Folder, Block);
        process.WaitUntilItCatchesSignals();
        Thread.Sleep(3000);
        Assert.True(process.Running);
        process.Signal("TERM");
        int code = process.Wait(s_soon).Code;
        Assert.True(code == (command.StartsWith("verify \"$3", StringComparison.Ordinal) ? 2 : command[0] == 'r' ? 3 : 130), $"{code}");
    }

    [Fact]
    public void A_signal_ends_a_program_without_end()
    {
        using ZkfpProcess process = ZkfpProcess.Start("run", Make("spin", TinyProgram.Spin()));
        process.WaitUntilItCatchesSignals();
        Thread.Sleep(1000);
        process.Signal("TERM");
        Check(process.Wait(s_soon), 125, "cancelled");
    }

    [Fact]
    public void Closed_streams_are_errors_where_they_are_needed()
    {
        foreach ((string line, int code, string message) in new[]
        {
            ("zkfp run \"$1\" <&-", 125, "standard input is closed"),
            ("zkfp prove \"$1\" -o \"$3/p\" --work-dir \"$3/w\" <&-", 2, "standard input is closed"),
            ("zkfp profile \"$1\" --stdin - <&-", 2, "standard input is closed"),
            ("zkfp run \"$2\" <&-", 3, "hello"), // it reads nothing
            ("zkfp run \"$2\" >&-", 125, "standard output is closed"),
            ("zkfp verify \"$4\" --elf \"$2\" >&-", 2, "standard output is closed"),
            ("zkfp prove \"$2\" -o \"$3/p\" >&-", 2, "standard output is closed; --quiet needs none"), // before, not after an hour
            ("zkfp verify \"$4\" --elf \"$2\" --quiet >&-", 0, ""),
            ("zkfp verify --josn --json >&-", 2, "unknown option '--josn'"),
            ("zkfp verify --josn --json >/dev/full", 2, "unknown option '--josn'"),
            ("zkfp run --josn --json 2>/dev/full", 125, ""),
            ("zkfp --help >&-", 2, "standard output is closed"),
            ("zkfp prove --help >&-", 2, "standard output is closed"),
            ("zkfp --version >&-", 2, "standard output is closed"),
            ("zkfp '[suggest:5]' 'zkfp ' >&-", 2, "standard output is closed"),
            ("zkfp --help >/dev/full", 5, "no space left"),
            ("zkfp '[suggest:5]' 'zkfp ' >/dev/full", 5, "no space left"),
            ("zkfp run \"$2\" 2>&-", 3, "hello"),
            ("zkfp verify \"$2\" 2>&-", 2, ""),
            ("zkfp run \"$2\" >/dev/full", 125, "no space left"),
            ("zkfp verify \"$4\" --elf \"$2\" >/dev/full", 5, "no space left"),
        })
        {
            using ZkfpProcess process = ZkfpProcess.Shell(line, Sha256, Elf, Folder, Proof);
            Check(process.Wait(TimeSpan.FromSeconds(60)), code, message);
            Assert.Empty(Directory.GetFileSystemEntries(Folder));
        }
    }

    [Fact]
    public void Piped_input_reaches_the_program_with_and_without_the_option()
    {
        byte[] input = new byte[200_000];
        new Random(1).NextBytes(input);
        Make("input", input);
        string digest = Convert.ToHexStringLower(SHA256.HashData(input));
        foreach (string line in (string[])["cat \"$2\" | zkfp run \"$1\"", "cat \"$2\" | zkfp run \"$1\" --stdin -", "zkfp run \"$1\" < \"$2\"", "zkfp run \"$1\" --stdin \"$2\"",
            "{ head -c 100000 \"$2\"; sleep 1; tail -c 100000 \"$2\"; } | zkfp run \"$1\"", "zkfp run \"$1\" --stdin <(cat \"$2\")",
            // Both streams in one file: neither writes over the other.
            "zkfp run \"$1\" --json <\"$2\" >\"$3\" 2>&1; cat \"$3\""])
        {
            using ZkfpProcess process = ZkfpProcess.Shell(line, Sha256, In("input"), In("log"));
            Check(process.Wait(), 0, digest);
        }

        // What is left of a file that two commands read one after the other.
        using ZkfpProcess twice = ZkfpProcess.Shell("(zkfp run \"$1\"; zkfp run \"$1\") < \"$2\"", Sha256, In("input"));
        string[] lines = twice.Wait().Output.Split('\n');
        Assert.StartsWith(digest, lines[0], StringComparison.Ordinal);
        Assert.StartsWith(Convert.ToHexStringLower(SHA256.HashData([])), lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Proven_output_can_be_kept_or_passed_on_and_is_what_verify_expects()
    {
        string digest = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Output)));
        ZkfpResult kept = Check(ZkfpProcess.Run("prove", Elf, "-o", In("p"), "--stdout", In("out"), "--json", "--json-file", In("report")), 0);
        Assert.Equal(File.ReadAllBytes(Output), File.ReadAllBytes(In("out")));
        Assert.Equal(digest, kept.Json.GetProperty("outputDigest").GetString());
        Assert.Equal(kept.Output, File.ReadAllText(In("report")));
        Check(ZkfpProcess.Run("verify", In("p"), "--elf", Elf, "--expect-output", In("out")), 0, digest);

        ZkfpResult passed = Check(ZkfpProcess.Run("prove", Elf, "-o", In("p"), "--shards", "--stdout", "-"), 0);
        Assert.Equal(File.ReadAllText(Output), passed.Output);
        Assert.Contains($"exit 3; SHA-256 of the output {digest}", passed.Error, StringComparison.Ordinal);
        Assert.Empty(Check(ZkfpProcess.Run("prove", Elf, "-o", In("p"), "--shards", "--quiet"), 0).Error);
    }
}
