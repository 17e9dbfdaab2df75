using System.Diagnostics;
using Zkfp.Cli.Tests.Architecture;

namespace Zkfp.Cli.Tests.CommandLine;

/// <summary>Odd names in every place that takes one, and good files in the wrong place: an exit code, a sentence, nothing written.</summary>
public sealed class PathTests : CliTest
{
    private static readonly string[] s_written =
        ["-o", "--stdout", "--work-dir", "--machine", "--folded", "--save", "--save-input", "--save-output", "--json-file"];

    // ? is the name under test.
    private static string[][] Places(string folder) =>
    [
        ["run", "?"],
        ["run", Sha256, "--stdin", "?"],
        ["prove", "?", "-o", $"{folder}/p"],
        ["prove", Elf, "-o", "?", "--stdin", "/dev/null"],
        ["prove", Sha256, "-o", $"{folder}/p", "--stdin", "?"],
        ["prove", Elf, "-o", $"{folder}/p", "--stdout", "?"],
        ["prove", Elf, "-o", $"{folder}/p", "--work-dir", "?"],
        ["verify", "?", "--vk", Key],
        ["verify", Proof, "--vk", "?"],
        ["verify", Proof, "--elf", "?"],
        ["verify", Proof, "--vk", Key, "--expect-output", "?"],
        ["vk", "?", "-o", $"{folder}/k"],
        ["vk", Elf, "-o", "?"],
        ["inspect", "?"],
        ["inspect", Proof, "--machine", "?"],
        ["profile", "?"],
        ["profile", Elf, "--folded", "?", "--stdin", "/dev/null"],
        ["evm", "block", "?"],
        ["evm", "block", Block, "--chain-config", "?"],
        ["evm", "block", Block, "--save", "?"],
        ["evm", "block", Block, "--save-input", "?"],
        ["evm", "block", Block, "--save-output", "?"],
        ["evm", "block", Block, "--guest", "?"],
        ["evm", "statetest", "?", "--vm"],
        ["bench", "--elf", "?"],
        ["inspect", Proof, "--record", "?"],
        ["verify", Proof, "--elf", Elf, "--profile", "cannon", "--record", "?"],
        ["prove", Elf, "-o", $"{folder}/p", "--json-file", "?"],
        ["verify", Proof, "--vk", Key, "--json-file", "?"],
    ];

    [Theory]
    [InlineData("")]
    [InlineData("/nonexistent/a/b")]
    [InlineData("/")]
    [InlineData("/dev/full/x")]
    [InlineData("/proc/self/mem")]
    [InlineData("LONG")]
    [InlineData("CONTROL")]
    public void A_name_that_cannot_be_is_refused_everywhere(string name)
    {
        bool control = name == "CONTROL";
        if (name == "LONG") name = new string('x', 300);
        if (control) name = In("a\nb\u001b[31m");
        foreach (string[] place in Places(Folder))
        {
            string[] arguments = Array.ConvertAll(place, w => w == "?" ? name : w);
            string option = place[Array.IndexOf(place, "?") - 1];

            // A good name for a new file, and a folder that can be made or is there.
            if (control && s_written.Contains(option)) continue;
            if (option == "--work-dir" && name is not ("" or "/dev/full/x" or "/proc/self/mem")) continue;
            ZkfpResult result = ZkfpProcess.Run(arguments);
            string all = $"{string.Join(' ', arguments)}: {result.Code}\n{result.Output}\n{result.Error}";
            Assert.True(result.Code is 1 or 2 or 3 or 4 or 125, all);
            Assert.True(place[0] == "run" == (result.Code == 125), all);
            Check(result, result.Code);
            Assert.True(Directory.GetFileSystemEntries(Folder).Length == 0, all);
        }
    }

    /// <summary>What has no length may have no end: neither memory nor time is given to it, but where it is read piece by piece.</summary>
    [Fact]
    public void A_device_without_end_is_refused()
    {
        foreach (string[] place in Places(Folder))
        {
            string option = place[Array.IndexOf(place, "?") - 1];
            if (s_written.Contains(option) || option is "--stdin" or "--expect-output") continue;
            using ZkfpProcess process = ZkfpProcess.Start(Array.ConvertAll(place, w => w == "?" ? "/dev/zero" : w));
            ZkfpResult result = process.Wait(TimeSpan.FromSeconds(30));
            Assert.True(result.Code is 1 or 2 or 125, $"{string.Join(' ', place)}: {result.Code}\n{result.Error}");
            Check(result, result.Code, "/dev/zero");
        }
    }

    /// <summary>Names may be anything, and so may those of a program's functions: a report has one line for a line, and no escape sequence.</summary>
    [Fact]
    public void Names_do_nothing_to_a_terminal()
    {
        string name = "k\u001b[31m\nvalid";
        ZkfpResult result = Check(ZkfpProcess.Run("vk", Elf, "-o", In(name)), 0, "k?[31m?valid: verifying key");
        Assert.Equal(2, result.Output.Count(c => c == '\n'));
        Assert.Single(Check(ZkfpProcess.Run("inspect", In(name)), 1, "k?[31m?valid' is not a proof").Error.TrimEnd().Split('\n'));
        byte[] elf = File.ReadAllBytes(Path.Combine(DependencyTests.RepositoryRoot(), "guests/evm/prebuilt/evm-guest-mips.elf"));
        elf.AsSpan(elf.AsSpan().IndexOf("rlp_put_string\0"u8), 4).Fill(0x1B);
        Check(ZkfpProcess.Run("profile", Make("elf", elf), "--stdin", "/dev/null", "--top", "1000"), 0, "????put_string");
    }

    [Theory]
    [InlineData(1, "it is a verifying key", "verify", "KEY", "--vk", "KEY")]
    [InlineData(1, "it is an ELF file for MIPS", "verify", "ELF", "--vk", "KEY")]
    [InlineData(1, "it looks like JSON", "verify", "BLOCK", "--vk", "KEY")]
    [InlineData(1, "it is empty", "verify", "EMPTY", "--vk", "KEY")]
    [InlineData(1, "a proof of format 7, and this zkfp knows format", "verify", "OTHER", "--vk", "KEY")]
    [InlineData(1, "the file ends too early", "verify", "CUT", "--vk", "KEY")]
    [InlineData(1, "the proof is about another program", "verify", "PROOF", "--elf", "TINY")]
    [InlineData(1, "it is a verifying key", "inspect", "KEY")]
    [InlineData(1, "it is an ELF file for MIPS", "inspect", "ELF")]
    [InlineData(2, "it is a proof", "verify", "PROOF", "--vk", "PROOF")]
    [InlineData(2, "it is an ELF file for MIPS", "verify", "PROOF", "--vk", "ELF")]
    [InlineData(2, "it is a proof", "verify", "PROOF", "--elf", "PROOF")]
    [InlineData(2, "it is a verifying key", "verify", "PROOF", "--elf", "KEY")]
    [InlineData(3, "it is a proof", "prove", "PROOF", "-o", "NEW")]
    [InlineData(3, "it is a verifying key", "vk", "KEY", "-o", "NEW")]
    [InlineData(3, "it is an ELF file for x86-64", "vk", "FOREIGN", "-o", "NEW")]
    [InlineData(3, "it looks like JSON", "profile", "BLOCK")]
    [InlineData(125, "it is a proof", "run", "PROOF")]
    [InlineData(125, "it looks like text", "run", "OUTPUT")]
    [InlineData(3, "it is a proof", "evm", "block", "PROOF")]
    [InlineData(3, "not JSON from line 1, byte 1 on", "evm", "block", "OUTPUT")]
    [InlineData(3, "it is a verifying key", "evm", "block", "BLOCK", "--chain-config", "KEY")]
    [InlineData(3, "it is a verifying key", "evm", "block", "BLOCK", "--guest", "KEY")]
    [InlineData(3, "it is an ELF file for x86-64", "evm", "block", "BLOCK", "--guest", "FOREIGN")]
    [InlineData(4, "an output that does not parse", "evm", "block", "BLOCK", "--guest", "ELF")]
    [InlineData(4, "cannot start the native EVM guest: Permission denied", "evm", "block", "BLOCK", "--native", "--guest", "KEY")]
    [InlineData(3, "is not a record: it is a proof", "inspect", "PROOF", "--record", "PROOF")]
    [InlineData(3, "is not a record: it is empty", "inspect", "PROOF", "--record", "EMPTY")]
    [InlineData(1, "it is about this program in the other profile (--profile linux)", "verify", "PROOF", "--elf", "ELF", "--profile", "cannon")]
    [InlineData(2, "would overwrite", "prove", "ELF", "-o", "NEW", "--work-dir", "NEW")]
    [InlineData(3, "not JSON from line 1, byte 13 on", "evm", "block", "BROKEN")]
    [InlineData(3, "the gzip data is damaged", "evm", "block", "GZIP")]
    [InlineData(3, "'chainId' is missing", "evm", "block", "BLOCK", "--chain-config", "BLOCK2")]
    [InlineData(2, "cannot read block", "evm", "block", "NEW")]
    [InlineData(2, "cannot read chain configuration", "evm", "block", "BLOCK", "--chain-config", "NEW")]
    [InlineData(2, "it is a folder", "evm", "block", "FOLDER")]
    [InlineData(2, "would overwrite", "prove", "ELF", "-o", "ELF")]
    [InlineData(2, "would overwrite", "prove", "ELF", "-o", "NEW", "--stdin", "NEW")]
    [InlineData(2, "would overwrite", "prove", "ELF", "-o", "NEW", "--stdout", "NEW")]
    [InlineData(2, "would overwrite", "vk", "ELF", "-o", "NEW", "--json-file", "NEW")]
    [InlineData(2, "would overwrite", "vk", "ELF", "-o", "LINK")]
    [InlineData(2, "would overwrite", "evm", "block", "BLOCK", "--save", "BLOCK")]
    public void A_file_in_the_wrong_place_is_named_for_what_it_is(int code, string message, params string[] arguments)
    {
        string Name(string word) => word switch
        {
            "PROOF" => Proof,
            "KEY" => Key,
            "ELF" => Elf,
            "BLOCK" => Block,
            "OUTPUT" => Output,
            "NEW" => In("new"),
            "FOLDER" => Folder,
            "EMPTY" => Make("empty", []),
            "TINY" => Make("tiny", TinyProgram.Spin()),
            "CUT" => Make("cut", File.ReadAllBytes(Proof)[..100_000]),
            "OTHER" => Make("other", [.. File.ReadAllBytes(Proof)[..8], 7, 0, 0, 0, .. File.ReadAllBytes(Proof)[12..]]),
            "FOREIGN" => Make("foreign", [0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1, .. new byte[9], 2, 0, 62, 0, .. new byte[64]]),
            "BROKEN" => Make("broken", "{\"chainId\": x"u8.ToArray()),
            "BLOCK2" => Make("block2", "{\"config\": {}}"u8.ToArray()),
            "GZIP" => Make("gzip", [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0xff, 0xff, 0xff, 0xff]),
            "LINK" => File.CreateSymbolicLink(In("link"), Elf).FullName,
            _ => word,
        };
        Check(ZkfpProcess.Run(Array.ConvertAll(arguments, Name)), code, message);
        Assert.False(File.Exists(In("new")));
    }

    [Fact]
    public void A_pipe_among_preimages_is_not_waited_for()
    {
        Directory.CreateDirectory(In("d"));
        using (var make = Process.Start("mkfifo", In($"d/{new string('1', 64)}"))) make.WaitForExit();
        using ZkfpProcess process = ZkfpProcess.Start("profile", Elf, "--profile", "cannon", "--preimages", In("d"));
        Check(process.Wait(TimeSpan.FromSeconds(30)), 2, "it is a device, pipe or socket");
    }

    [Fact]
    public void A_pipe_is_not_replaced_by_a_file()
    {
        using (var make = Process.Start("mkfifo", In("pipe"))) make.WaitForExit();
        foreach (string[] arguments in (string[][])[["vk", Elf, "-o", In("pipe")], ["prove", Elf, "-o", In("pipe")], ["vk", Elf, "-o", "/dev/null"]])
            Check(ZkfpProcess.Run(arguments), 2, "it is a device, pipe or socket");
        Assert.Equal([In("pipe")], Directory.GetFileSystemEntries(Folder));
    }
}
