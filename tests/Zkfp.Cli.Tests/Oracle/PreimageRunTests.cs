using static Zkfp.Cli.Tests.Oracle.OracleFolder;

namespace Zkfp.Cli.Tests.Oracle;

/// <summary>A stock Go program as a client of the preimage oracle, through the command: from a folder, and from a host program.</summary>
public sealed class PreimageRunTests : IDisposable
{
    private readonly OracleFolder _folder = new();
    private readonly string _kept = Directory.CreateTempSubdirectory("kept").FullName;
    private readonly string _log = Path.GetTempFileName();

    public void Dispose()
    {
        _folder.Dispose();
        Directory.Delete(_kept, recursive: true);
        File.Delete(_log);
    }

    private static string[] Run(string order, params string[] options) => ["run", Client(order), "--profile", "cannon", .. options];

    private string Server(string faults = "") =>
        $"python3 {Path.Combine(Samples.Command.Repository, "tests", "Zkfp.Cli.Tests", "Oracle", "preimage-server.py")} {_folder.Path} {_log} {faults}";

    private static void OneLine(ZkfpResult result, int code, string line)
    {
        Assert.Equal((code, line), (result.Code, result.Error.TrimEnd()));
    }

    [Theory]
    [InlineData("be")]
    [InlineData("le")]
    public void A_folder_serves_every_type_of_key(string order)
    {
        ZkfpResult result = ZkfpProcess.Run(Run(order, "--preimages", _folder.Path));
        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.StartsWith("stdin: 0 <nil>\n/dev/stdin 0 <nil>\n/dev/fd/0 0 <nil>\n[\"op-program\"] [\"GODEBUG=memprofilerate=0\"] ", result.Output, StringComparison.Ordinal);
        Assert.EndsWith(_folder.Output, result.Output, StringComparison.Ordinal);
    }

    [PythonTheory]
    [InlineData("be")]
    [InlineData("le")]
    public void A_server_serves_and_what_it_served_serves_again(string order)
    {
        ZkfpResult served = ZkfpProcess.Run(Run(order, "--preimage-server", Server(), "--preimages", _kept, "--verbose"));
        Assert.Equal(0, served.Code);
        Assert.EndsWith(_folder.Output, served.Output, StringComparison.Ordinal);
        string[] log = File.ReadAllLines(_log);
        string key = Convert.ToHexStringLower(_folder.KeccakKey);
        Assert.Equal(18, log.Count(l => l.StartsWith("hint ", StringComparison.Ordinal))); // 9 keys, and the rounds
        // What the folder has is not asked for again; of the blob it is commitment and point, and every element.
        Assert.Equal(9 + 4096, log.Count(l => l.StartsWith("key ", StringComparison.Ordinal)));
        Assert.Contains($"hint want {key}", log);
        Assert.Contains($"hint: want {key}\n", served.Error, StringComparison.Ordinal);
        Assert.Contains("the server's own output\n", served.Error, StringComparison.Ordinal);
        ZkfpResult again = ZkfpProcess.Run(Run(order, "--preimages", _kept));
        Assert.Equal((0, served.Output, ""), (again.Code, again.Output, again.Error));
    }

    /// <summary>Values that no key determines are those of this dispute: an old folder does not answer for the server.</summary>
    [PythonFact]
    public void Local_values_are_asked_of_the_server()
    {
        File.WriteAllBytes(Path.Combine(_kept, Convert.ToHexStringLower(MipsVm.Hosting.PreimageKey.Local(5))), [0, 0, 0, 0, 0, 0, 0, 1]);
        ZkfpResult served = ZkfpProcess.Run(Run("be", "--preimage-server", Server(), "--preimages", _kept));
        Assert.EndsWith(_folder.Output, served.Output, StringComparison.Ordinal);
    }

    [PythonTheory]
    [InlineData("die 1", "has ended (exit code 3) when asked for LOCAL")]
    [InlineData("die 6", "has ended (exit code 3) when asked for KECCAK")]
    [InlineData("stall 6", "gives nothing for 2 s when asked for KECCAK")]
    [InlineData("cut 6", "has stopped after 2500 of 5001 bytes for 2 s when asked for KECCAK")]
    [InlineData("short 6", "has ended (exit code 5) when asked for KECCAK, after 2500 of 5001 bytes")]
    [InlineData("huge 6", "announces 1099511627776 bytes for KECCAK; at most 134217728 are taken")]
    public void A_server_that_fails_ends_with_its_reason(string fault, string reason)
    {
        ZkfpResult result = ZkfpProcess.Run(Run("be", "--preimage-server", Server(fault), "--preimages", _kept, "--preimage-timeout", "2"));
        reason = Named(reason);
        Assert.Equal((125, $"the server's own output\nzkfp run: the preimage server '{Server(fault)}' {reason}"), (result.Code, result.Error.TrimEnd()));
        Assert.False(File.Exists(Path.Combine(_kept, Convert.ToHexStringLower(_folder.KeccakKey))));
    }

    [PythonFact]
    public void A_server_that_lies_is_named_with_the_key_and_nothing_of_it_is_kept()
    {
        ZkfpResult result = ZkfpProcess.Run(Run("le", "--preimage-server", Server("lie 6"), "--preimages", _kept));
        Assert.Equal((125, $"the server's own output\nzkfp run: the preimage server lies: 5001 bytes do not hash to {Named("KECCAK")}"), (result.Code, result.Error.TrimEnd()));
        Assert.False(File.Exists(Path.Combine(_kept, Convert.ToHexStringLower(_folder.KeccakKey))));
    }

    [Fact]
    public void A_command_that_is_none_ends_with_its_reason()
    {
        ZkfpResult result = ZkfpProcess.Run(Run("be", "--preimage-server", "exec no-such-program-here"));
        Assert.Equal(125, result.Code);
        Assert.Contains("has ended (exit code 127)", result.Error, StringComparison.Ordinal);
        OneLine(ZkfpProcess.Run(Run("be", "--preimage-server", " ")), 125, "zkfp run: --preimage-server: expected a command");
    }

    /// <summary>One line with key, type and last hint; never the exit code of a claim that is wrong.</summary>
    [Fact]
    public void A_missing_preimage_is_named()
    {
        string line = $"no preimage for {Named("KECCAK")}; last hint: want {Convert.ToHexStringLower(_folder.KeccakKey)}";
        File.Delete(_folder.FileOf(_folder.KeccakKey));
        OneLine(ZkfpProcess.Run(Run("be", "--preimages", _folder.Path)), 125, $"zkfp run: {line}");
        ZkfpResult profiled = ZkfpProcess.Run("profile", Client("be"), "--profile", "cannon", "--preimages", _folder.Path);
        OneLine(profiled, 6, $"zkfp profile: {line}");
        string proof = Path.Combine(_kept, "x.proof");
        ZkfpResult proven = ZkfpProcess.Run("prove", Client("be"), "--shards", "--profile", "cannon", "--preimages", _folder.Path, "-o", proof);
        Assert.Equal((6, $"zkfp prove: {line}"), (proven.Code, proven.Error.TrimEnd().Split('\n')[^1]));
        Assert.False(File.Exists(proof) || File.Exists(proof + ".record"));
    }

    /// <summary>The firmware wants all of a blob, whatever the program reads of it.</summary>
    [Fact]
    public void A_missing_element_of_a_blob_is_named()
    {
        byte[] key = MipsVm.Hosting.BlobPreimages.KeyOf(Commitment, MipsVm.Hosting.BlobPolynomial.Root(4000));
        File.Delete(_folder.FileOf(key));
        OneLine(ZkfpProcess.Run(Run("le", "--preimages", _folder.Path)), 125,
            $"zkfp run: no preimage for 0x{Convert.ToHexStringLower(key)} (blob); last hint: want {Convert.ToHexStringLower(_folder.BlobKey)}");
        File.WriteAllBytes(_folder.FileOf(key), [.. Enumerable.Repeat((byte)0xff, 32)]);
        OneLine(ZkfpProcess.Run(Run("le", "--preimages", _folder.Path)), 125,
            "zkfp run: the firmware stopped: host: an element of a blob is not below the order of the field");
        File.WriteAllBytes(_folder.FileOf(key), new byte[31]);
        OneLine(ZkfpProcess.Run(Run("le", "--preimages", _folder.Path)), 125,
            $"zkfp run: the preimage of 0x{Convert.ToHexStringLower(key)} (blob) has 31 bytes, 32 are expected");
    }

    [Fact]
    public void A_preimage_of_another_key_is_named()
    {
        File.WriteAllBytes(_folder.FileOf(_folder.KeccakKey), [1, 2, 3]);
        OneLine(ZkfpProcess.Run(Run("le", "--preimages", _folder.Path)), 125,
            $"zkfp run: the firmware stopped: host: a preimage does not match its key: {Named("KECCAK")}, 3 bytes");
    }

    [Fact]
    public void Files_are_named_in_any_case_with_or_without_prefix_and_ending()
    {
        int n = 0;
        foreach (string path in Directory.GetFiles(_folder.Path))
        {
            string name = Path.GetFileName(path), upper = name.ToUpperInvariant();
            string renamed = (n++ % 6) switch
            {
                0 => upper,
                1 => $"0x{name}",
                2 => $"0X{upper}.BIN",
                3 => $"{name}.bin",
                4 => $"0x{name}.txt",
                _ => $"{upper}.TXT",
            };
            byte[] bytes = File.ReadAllBytes(path);
            string target = Path.Combine(_folder.Path, renamed);
            File.Delete(path);
            if (renamed.EndsWith(".txt", StringComparison.OrdinalIgnoreCase)) File.WriteAllText(target, (n % 2 == 0 ? "0x" : "") + Convert.ToHexString(bytes) + "\n");
            else File.WriteAllBytes(target, bytes);
        }

        File.WriteAllText(Path.Combine(_folder.Path, "README.txt"), "not a preimage");
        ZkfpResult result = ZkfpProcess.Run(Run("be", "--preimages", _folder.Path));
        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.EndsWith(_folder.Output, result.Output, StringComparison.Ordinal);
    }

    private string Named(string text) => text
        .Replace("KECCAK", $"0x{Convert.ToHexStringLower(_folder.KeccakKey)} (keccak256)", StringComparison.Ordinal)
        .Replace("LOCAL", $"0x{Convert.ToHexStringLower(MipsVm.Hosting.PreimageKey.Local(1))} (local 1)", StringComparison.Ordinal);
}
