namespace Zkfp.Cli.Tests.CommandLine;

/// <summary>Nothing is done unless every word is understood.</summary>
public sealed class UsageTests : CliTest
{
    private string[][] Valid() =>
    [
        ["run", Elf, "--stdin", "/dev/null", "--max-instructions", "100"],
        ["prove", Elf, "--stdin", "/dev/null", "-o", In("p")],
        ["verify", Proof, "--vk", Key, "--expect-output", Output],
        ["vk", Elf, "-o", In("k")],
        ["inspect", Proof, "--machine", In("m")],
        ["profile", Elf, "--folded", In("f"), "--top", "3"],
        ["bench", "--filter", "poseidon2"],
        ["evm", "block", Block, "--save", In("s")],
        ["evm", "statetest", Folder, "--vm"],
        ["job", "list", "--work-dir", Folder],
        ["completion", "bash"],
    ];

    [Theory]
    [InlineData("--stdim", "unknown option '--stdim'")]
    [InlineData("-x", "unknown option '-x'")]
    [InlineData("--josn", "(did you mean '--json'?)")]
    [InlineData("stray", "")]
    [InlineData("", "empty word")]
    public void A_word_that_is_not_known_ends_it_in_every_position(string word, string message)
    {
        foreach (string[] valid in Valid())
        {
            for (int at = 0; at <= valid.Length; at++)
            {
                // A second test folder, or a shard size "stray", are other matters: the latter has an error of its own.
                if (word == "stray" && valid[^1] == "--vm" && at > 1) continue;
                ZkfpResult result = ZkfpProcess.Run([.. valid[..at], word, .. valid[at..]]);
                bool looksLike = word.StartsWith('-') && result.Error.Contains("looks like an option", StringComparison.Ordinal);
                Check(result, result.Error.StartsWith("zkfp run:", StringComparison.Ordinal) ? 125 : 2, looksLike ? $"'{word}' after " : at == 0 && word == "--josn" ? "josn" : message);
                Assert.Empty(result.Output);
                Assert.Empty(Directory.GetFileSystemEntries(Folder));
            }
        }
    }

    [Theory]
    [InlineData("zkfp: a command is missing")]
    [InlineData("zkfp evm: a command is missing", "evm")]
    [InlineData("unknown command 'prv' (did you mean 'prove'?)", "prv")]
    [InlineData("unknown command 'blok' (did you mean 'block'?)", "evm", "blok")]
    [InlineData("did you mean '--expect-output'?", "verify", "p", "--output", "x")]
    [InlineData("did you mean '--out'?", "prove", "p", "--output", "x")]
    [InlineData("arguments of the program come after '--'", "prove", "p", "file")]
    [InlineData("words after '--' go to a program", "verify", "p", "--vk", "k", "--", "x")]
    [InlineData("words after '--' go to a program", "vk", "p", "-o", "k", "--")]
    [InlineData("-o needs a value, and the option --json follows; a value that begins with '-' is written -o=--json", "prove", "p", "-o", "--json")]
    [InlineData("-o needs a value: FILE", "prove", "p", "-o")]
    [InlineData("--threads needs a value: N", "verify", "p", "--threads")]
    [InlineData("unknown word 'false'; arguments of the program come after '--'", "prove", "e", "--json", "false")]
    [InlineData("unknown word 'true'", "--quiet", "true", "verify", "p", "--vk", "k")]
    [InlineData("unknown word 'maybe'", "inspect", "p", "--dump=maybe")]
    [InlineData("unknown command 'help' (did you mean '--help'?)", "help")]
    [InlineData("unknown command 'version' (did you mean '--version'?)", "version")]
    [InlineData("unknown command '[suggest'", "[suggest")]
    [InlineData("unknown command 'zkfp '", "[suggest:-1]", "zkfp ")]
    [InlineData("unknown command 'zkfp '", "[suggest:99999999999]", "zkfp ")]
    [InlineData("a file of this name is './-'", "vk", "ELF", "-o", "-")]
    [InlineData("a file of this name is './-'", "inspect", "PROOF", "--json-file", "-")]
    [InlineData("--local x=00: expected INDEX=HEX", "verify", "PROOF", "--elf", "ELF", "--profile", "cannon", "--local", "x=00")]
    [InlineData("no folder 'absent'", "verify", "PROOF", "--elf", "ELF", "--profile", "cannon", "--preimages", "absent")]
    [InlineData("'--stdim' after -o looks like an option (did you mean '--stdin'?)", "prove", "p", "-o", "--stdim", "x")]
    [InlineData("-o is given 2 times", "prove", "p", "-o", "a", "-o", "b")]
    [InlineData("--vk is given 2 times", "verify", "p", "--vk", "a", "--vk", "b")]
    [InlineData("PROOF is missing", "verify", "--vk", "k")]
    [InlineData("ELF is missing", "prove")]
    [InlineData("'--out' is required", "vk", "e")]
    [InlineData("--threads: expected a number from 0 to 1024, got '1025'", "prove", "e", "--threads", "1025")]
    [InlineData("--cells-per-shard: expected a number from 1 to", "prove", "e", "--cells-per-shard", "0")]
    [InlineData("--threads: expected a number from 0 to 1024, got 'x'", "prove", "e", "--threads", "x")]
    [InlineData("--top: expected a number from 0 to", "profile", "e", "--top=-1")]
    [InlineData("--profile: expected linux or cannon, got 'mips'", "prove", "e", "--profile", "mips")]
    [InlineData("--vector-bits: expected 64, 128, 256, 512 or auto, got '384'", "bench", "--vector-bits", "384")]
    [InlineData("--vector-bits: expected 64, 128, 256, 512 or auto, got '0256'", "verify", "p", "--vk", "k", "--vector-bits", "0256")]
    [InlineData("--threads: expected a number from 0 to 1024, got '-1'", "vk", "e", "-o", "k", "--threads=-1")]
    [InlineData("--threads: expected a number from 0 to 1024, got '2k'", "evm", "statetest", "t", "--threads", "2k")]
    [InlineData("SHELL: expected bash, zsh or fish, got 'tcsh'", "completion", "tcsh")]
    [InlineData("--endian: expected big or little, got 'middle'", "evm", "block", "b", "--endian", "middle")]
    [InlineData("unknown option '-ofile'", "prove", "e", "-ofile")]
    [InlineData("unknown option '--JSON' (did you mean '--json'?)", "inspect", "e", "--JSON")]
    [InlineData("no such file", "inspect", "@file")]
    [InlineData("give --elf or --vk, not both", "verify", "p", "--elf", "e", "--vk", "k")]
    [InlineData("give the program (--elf) or its verifying key (--vk)", "verify", "p")]
    [InlineData("--local needs --profile cannon", "verify", "p", "--vk", "k", "--local", "1=00")]
    [InlineData("--allow-unchecked needs --profile cannon", "verify", "p", "--vk", "k", "--allow-unchecked", "blob")]
    [InlineData("--blob-proof needs --profile cannon", "verify", "p", "--vk", "k", "--blob-proof", "00")]
    [InlineData("--preimages needs --profile cannon", "profile", "ELF", "--preimages", "d")]
    [InlineData("--preimage-timeout needs --preimage-server", "profile", "ELF", "--profile", "cannon", "--preimage-timeout", "3")]
    [InlineData("--metric needs --folded", "profile", "ELF", "--metric", "cells")]
    [InlineData("--record has no effect with --dump", "inspect", "PROOF", "--dump", "--record", "r")]
    [InlineData("--endian needs --vm", "evm", "statetest", ".", "--endian", "big")]
    [InlineData("--endian has no effect with --native", "evm", "block", "b", "--native", "--endian", "big")]
    [InlineData("--number needs --rpc", "evm", "block", "b", "--number", "3")]
    [InlineData("--height: expected 18, 20 or 21, got '19'", "prove", "e", "--height", "19")]
    [InlineData("--aggregatable has no effect without --shards", "prove", "e", "--aggregatable")]
    [InlineData("--recursion-keys has no effect with --shards", "prove", "e", "--shards", "--recursion-keys", "k")]
    [InlineData("--height: expected 18, 20 or 21, got 'x'", "vk", "e", "-o", "k", "--height", "x")]
    [InlineData("--preimage-timeout: expected more than 0 and at most 1000000 seconds, got '0'", "prove", "e", "--preimage-timeout", "0")]
    [InlineData("--stdin needs --elf", "bench", "--stdin", "x")]
    [InlineData("--fault needs --game fraud", "devnet", "--game", "oracle", "--fault", "root")]
    [InlineData("--sequencers needs --game fraud", "devnet", "--game", "oracle", "--sequencers", "5")]
    [InlineData("give FILE, or --rpc and --number", "evm", "block")]
    [InlineData("unknown word '/h'", "verify", "p", "/h")]
    [InlineData("zkfp job: a command is missing", "job")]
    [InlineData("'--work-dir' is required", "job", "list")]
    [InlineData("'--work-dir' is required", "job", "run", "5d0c")]
    [InlineData("no such folder", "job", "run", "--work-dir", "absent")]
    [InlineData("it is a file", "job", "list", "--work-dir", "PROOF")]
    [InlineData("--game needs --l1-rpc or --l1-proof", "verify", "PROOF", "--elf", "ELF", "--game", "0x00")]
    [InlineData("--save-l1-proof needs --l1-rpc", "verify", "PROOF", "--elf", "ELF", "--save-l1-proof", "x")]
    [InlineData("need --game and --claim", "verify", "PROOF", "--elf", "ELF", "--l1-rpc", "http://127.0.0.1:1")]
    [InlineData("--l1-proof needs --l1-block", "verify", "PROOF", "--elf", "ELF", "--l1-proof", "x", "--game", "0x00", "--claim", "1")]
    [InlineData("'--rpc' is required", "validator", "--rollup", "r", "--store", "s", "--proofs", "p")]
    [InlineData("--poll: expected seconds above 0", "prover", "--rpc", "http://127.0.0.1:1", "--rollup", "ELF", "--store", "s", "--payout", "0x00", "--proofs", "p", "--poll", "0")]
    public void Usage_errors_say_what_is_wrong(string message, params string[] arguments) =>
        Check(ZkfpProcess.Run(Array.ConvertAll(arguments, a => a == "ELF" ? Elf : a == "PROOF" ? Proof : a)), 2, message);

    /// <summary>A key that others can read, or that is none, is refused, and never quoted.</summary>
    [Fact]
    public void Secrets_are_for_their_owner_alone()
    {
        if (OperatingSystem.IsWindows()) return; // no such modes
        string key = In("key");
        File.WriteAllText(key, new string('7', 64));
        string[] freeze = ["l1", "freeze", "--rpc", "http://127.0.0.1:1", "--store", In("store"), "--rollup", In("rollup")];
        File.WriteAllText(In("rollup"), "{}");
        Check(ZkfpProcess.Run([.. freeze, "--key", key]), 3, "not a rollup's manifest");
        string[] deploy = ["l1", "deploy", "--rpc", "http://127.0.0.1:1", "--store", In("store"), "--genesis", In("g"), "--attester", "0x00", "-o", In("o")];
        File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        Check(ZkfpProcess.Run([.. deploy, "--key", key]), 2, "others than its owner can read or write");
        File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.WriteAllText(key, "7777 a secret that is none");
        ZkfpResult refused = Check(ZkfpProcess.Run([.. deploy, "--key", key]), 2, "is not 64 hexadecimal digits");
        Assert.DoesNotContain("7777", refused.Error, StringComparison.Ordinal);
        Check(ZkfpProcess.Run(deploy), 2, "give --key, or set ZKFP_KEY");
    }

    /// <summary>The runtime would put another word in the place of one that is not UTF-8: another file, another argument.</summary>
    [Theory]
    [InlineData("zkfp run \"$1\" -- $'\\xff'", 125)]
    [InlineData("zkfp prove \"$1\" -o \"$2/p\" -- ok $'a\\xc3'", 2)]
    [InlineData("zkfp vk \"$1\" -o \"$2/\"$'\\xfe'", 2)]
    [InlineData("zkfp run \"$1\" -- $'\\xef\\xbf\\xbd'", 3)] // that word itself
    public void A_word_that_is_not_utf8_is_refused(string line, int code)
    {
        using ZkfpProcess process = ZkfpProcess.Shell(line, Elf, Folder);
        Check(process.Wait(), code, code == 3 ? "hello" : "is not UTF-8");
        Assert.Empty(Directory.GetFileSystemEntries(Folder));
    }

    [Fact]
    public void Words_after_the_separator_reach_the_program_as_they_are()
    {
        // Its digest of a file that does not exist: the name is in the program's error.
        foreach (string word in (string[])["--json", "--stdin", "@x", "", "--", "-h", "--help", "ä b"])
        {
            ZkfpResult result = ZkfpProcess.Run("prove", Sha256, "-o", In("p"), "--shards", "--stdin", "/dev/null", "--json", "--", word);
            Check(result, 0);
            File.Delete(In("p"));
        }

        Check(ZkfpProcess.Run("run", "--", Elf), 125, "ELF is missing");
    }

    [Fact]
    public void Usage_errors_come_as_json_too()
    {
        ZkfpResult result = Check(ZkfpProcess.Run("prove", Elf, "--stdim", "f", "--json"), 2);
        Assert.Equal(2, result.Json.GetProperty("exitStatus").GetInt32());
        Assert.Contains("--stdim", result.Json.GetProperty("error").GetString(), StringComparison.Ordinal);
        result = Check(ZkfpProcess.Run("run", Elf, "--stdim", "f", "--json"), 125);
        Assert.Empty(result.Output);
        Assert.Equal("run", result.Json.GetProperty("command").GetString());
    }

    [Fact]
    public void Help_fits_80_columns_and_names_every_option()
    {
        foreach (string[] command in (string[][])[[], ["run"], ["prove"], ["verify"], ["vk"], ["inspect"], ["profile"], ["bench"], ["evm"], ["evm", "block"],
            ["evm", "statetest"], ["evm", "blocktest"], ["evm", "transactiontest"], ["aggregate"], ["keys"], ["job"], ["job", "list"], ["job", "run"], ["job", "add"], ["devnet"],
            ["sequencer"], ["proposer"], ["validator"], ["prover"], ["l1"], ["l1", "deploy"], ["l1", "status"], ["l1", "freeze"], ["pool"], ["pool", "register"],
            ["pool", "undelegate"], ["completion"]])
        {
            ZkfpResult help = Check(ZkfpProcess.Run([.. command, "--help"]), 0, $"Usage: {string.Join(' ', command.Prepend("zkfp"))} ");
            Assert.Empty(help.Error);
            foreach (string line in help.Output.Split('\n'))
                Assert.True(line.Length <= 80, $"{string.Join(' ', command)}: {line}");
            foreach (string option in (string[])["--json", "--json-file FILE", "-q, --quiet", "--verbose", "-h, --help"])
                Assert.Contains(option, help.Output, StringComparison.Ordinal);
        }

        Check(ZkfpProcess.Run("--version"), 0, "0.");
    }

    [Theory]
    [InlineData("zkfp ve", "verify")]
    [InlineData("zkfp  ve", "verify")]
    [InlineData("/opt/zkfp evm bl", "block blocktest")]
    [InlineData("zkfp evm ", "block blocktest statetest transactiontest")]
    [InlineData("zkfp --ver", "--verbose --version")]
    [InlineData("zkfp prove --std", "--stdin --stdout")]
    [InlineData("zkfp prove ", "")] // a file
    [InlineData("zkfp prove --stdin ", "")]
    [InlineData("zkfp prove --stdin=a", "")]
    [InlineData("zkfp run x.elf -- --j", "")] // the program's
    [InlineData("zkfp verify p --profile c", "cannon")]
    [InlineData("zkfp verify p --profile=", "--profile=cannon --profile=linux")]
    [InlineData("zkfp vk x --height=1", "--height=18")]
    [InlineData("zkfp completion ", "bash fish zsh")]
    public void A_shell_is_offered_what_fits(string line, string words)
    {
        Assert.Equal(words, Check(ZkfpProcess.Run($"[suggest:{line.Length}]", line), 0).Output.Trim().ReplaceLineEndings(" "));
        Assert.Equal(words, Check(ZkfpProcess.Run($"[suggest:{line.Length}]", line + " tail --json"), 0).Output.Trim().ReplaceLineEndings(" "));
    }

    [Fact]
    public void Completion_asks_the_command_itself()
    {
        foreach ((string line, string words, string answer) in new[]
        {
            ("zkfp veri", "zkfp veri", "verify"),
            ("zkfp vk x --height=1", "zkfp vk x --height = 1", "18"),
        })
        {
            using ZkfpProcess shell = ZkfpProcess.Shell($"""
                eval "$(zkfp completion bash)"; COMP_LINE='{line}'; COMP_POINT={line.Length}; COMP_WORDS=({words}); _zkfp zkfp; echo "${"{"}COMPREPLY[*]{"}"}"
                """);
            Assert.Equal($"{answer}\n", shell.Wait().Output);
        }

        foreach (string name in (string[])["zsh", "fish"]) Check(ZkfpProcess.Run("completion", name), 0, "suggest");
        Check(ZkfpProcess.Run("completion", "tcsh"), 2, "tcsh");
    }
}
