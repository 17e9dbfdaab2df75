using System.Text.Json;
using static Zkfp.Cli.Tests.Samples.Command;

namespace Zkfp.Cli.Tests.Samples;

/// <summary>The sample block of five transfers, through the commands that the README shows.</summary>
public sealed class TransfersTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("zkfp-transfers-").FullName;

    private string Out(string name) => Path.Combine(_folder, name);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>About half a minute on two cores.</summary>
    [Fact]
    public void The_guest_is_proven_on_the_sample_block_and_another_output_is_rejected()
    {
        string guest = Path.Combine(Repository, "guests/evm/prebuilt/evm-guest-mips.elf");
        (int code, string output, JsonElement json) = Run(
            ["evm", "block", Sample("transfers.json"), "--guest", guest, "--save-input", Out("input"), "--save-output", Out("output"), "--json"]);
        Assert.True(code == 0, output);
        Assert.Equal(0, json.GetProperty("differences").GetArrayLength());
        Assert.Equal(105000, json.GetProperty("gasUsed").GetInt64());
        Assert.Equal(File.ReadAllBytes(Sample("transfers.output")), File.ReadAllBytes(Out("output")));

        (code, _, json) = Run(["prove", guest, "--shards", "--stdin", Out("input"), "-o", Out("proof"), "--json"]);
        Assert.Equal(0, code);
        Assert.Equal(0, json.GetProperty("exitCode").GetInt32());

        (code, output, _) = Run(["verify", Out("proof"), "--elf", guest, "--expect-output", Out("output")]);
        Assert.True(code == 0, output);

        // One bit of the state root that the guest claims.
        byte[] other = File.ReadAllBytes(Out("output"));
        other[^300] ^= 1;
        File.WriteAllBytes(Out("other"), other);
        (code, _, json) = Run(["verify", Out("proof"), "--elf", guest, "--expect-output", Out("other"), "--json"]);
        Assert.Equal(1, code);
        Assert.Contains("WrongOutput", json.GetProperty("reason").GetString(), StringComparison.Ordinal);

        // The same guest for the other byte order is another program.
        (code, _, _) = Run(["verify", Out("proof"), "--elf", guest.Replace("mips.elf", "mipsel.elf", StringComparison.Ordinal), "--expect-output", Out("output")]);
        Assert.Equal(1, code);
    }

    [Fact]
    public void A_block_that_cannot_be_run_has_its_own_error()
    {
        string text = File.ReadAllText(Sample("transfers.json"));
        foreach ((string changed, string[] options, int expected, string message) in new (string, string[], int, string)[]
        {
            (text.Replace("\"chainId\": 1,", "\"chainId\": 5,", StringComparison.Ordinal), [], 3, "chain 5, whose forks are not known"),
            (text.Replace("\"chainId\": 1,", "\"chainId\": 11155111,", StringComparison.Ordinal), ["--chain-config", Out("one.json")], 3, "--chain-config of chain 1"),
            (text, ["--chain-config", Out("late.json")], 3, "before chain 1 went to Cancun at 4102444800"),
            (text, ["--chain-config", Out("new.json")], 3, "went to amsterdam at 1700000000"),
            (text, ["--chain-config", Out("none.json")], 2, "none.json"),
            (text, ["--chain-config", Sample("hello.c")], 3, "is not a chain configuration"),
            (text.Replace("\"blockRlp\": \"0xf9", "\"blockRlp\": \"0xf8", StringComparison.Ordinal), [], 3, "long form for a length of 4"),
            (text.Replace("\"blockRlp\": \"0x", "\"blockRlp\": \"0xzz", StringComparison.Ordinal), [], 3, "not hexadecimal"),
            ("{}", [], 3, "is not a block with its witness"),
            ("null", [], 3, "is not a block with its witness"),
            ("""{"chainId":1,"blockRlp":"0xc0","witness":{"state":[],"codes":[],"keys":[],"headers":[]}}""", [], 3, "its blockRlp is none: "),
            (text, ["--number", "3"], 2, "--number needs --rpc"),
            (text, ["--rpc", "http://127.0.0.1:1", "--number", "3"], 2, "give either FILE"),
            (text, ["--save-input", "/nonexistent/x"], 2, "cannot write the guest's input"),
            (text, ["--guest", Sample("hello.c")], 3, "is not a program for this machine"),
        })
        {
            File.WriteAllText(Out("block.json"), changed);
            File.WriteAllText(Out("one.json"), """{"chainId": 1, "cancunTime": 0}""");
            File.WriteAllText(Out("late.json"), """{"chainId": 1, "cancunTime": 4102444800}""");
            File.WriteAllText(Out("new.json"), """{"chainId": 1, "cancunTime": 0, "amsterdamTime": 1700000000}""");
            (int code, _, JsonElement json) = Run(["evm", "block", Out("block.json"), .. options, "--json"]);
            Assert.Contains(message, json.GetProperty("error").GetString(), StringComparison.Ordinal);
            Assert.Equal(expected, code);
        }

        foreach ((string[] arguments, int expected, string message) in new (string[], int, string)[]
        {
            (["--rpc", "nonsense", "--number", "1"], 2, "not an http or https URL"),
            (["--rpc", "http://127.0.0.1:1", "--number", "1"], 4, "eth_chainId at http://127.0.0.1:1: the connection failed"),
            (["--number", "1"], 2, "give FILE, or --rpc and --number"),
        })
        {
            (int code, _, JsonElement json) = Run(["evm", "block", .. arguments, "--json"]);
            Assert.Equal(("evm block", expected), (json.GetProperty("command").GetString(), code));
            Assert.Contains(message, json.GetProperty("error").GetString(), StringComparison.Ordinal);
        }

        // A test command that finds no test has not passed.
        Directory.CreateDirectory(Out("tests"));
        Assert.Equal(2, Run(["evm", "statetest", Out("tests"), "--guest", Sample("hello.elf"), "--vm"]).Code);

        // Under other rules the same block is invalid, and says why.
        File.WriteAllText(Out("cancun.json"), """{"chainId": 1, "cancunTime": 0}""");
        File.WriteAllText(Out("block.json"), text);
        (int refused, _, JsonElement result) = Run(["evm", "block", Out("block.json"), "--chain-config", Out("cancun.json"), "--json"]);
        Assert.Equal(1, refused);
        Assert.False(result.GetProperty("valid").GetBoolean());
        Assert.Contains("the guest refuses the block: InvalidHeader", result.GetProperty("differences")[0].GetString(), StringComparison.Ordinal);
    }
}
