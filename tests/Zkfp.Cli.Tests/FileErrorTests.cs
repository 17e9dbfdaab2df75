using System.Text.Json;

namespace Zkfp.Cli.Tests;

/// <summary>Files that are absent, of another kind, cut or far too long: each command says which and what, with its exit code.</summary>
public sealed class FileErrorTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("zkfp-files").FullName;
    private readonly string _proof = ZkfpProcess.Sample("hello.proof"), _key = ZkfpProcess.Sample("hello.vk"), _elf = ZkfpProcess.Sample("hello.elf");

    public void Dispose() => Directory.Delete(_folder, true);

    [Fact]
    public void Files_that_are_no_proofs_are_refused_by_verify_and_inspect()
    {
        string cut = Make("cut", File.ReadAllBytes(_proof)[..200_000]);

        // The sample, then a hole: five gigabytes that must not be read into memory.
        string huge = Make("huge", File.ReadAllBytes(_proof));
        using (var file = new FileStream(huge, FileMode.Open, FileAccess.Write)) file.SetLength(5L << 30);
        foreach ((string path, int code, string reason) in new[]
        {
            (Path.Combine(_folder, "absent"), 2, "no such file"),
            (_folder, 2, "it is a folder"),
            (Make("empty", []), 1, "it is empty"),
            (cut, 1, "Truncated"),
            (huge, 1, "TrailingBytes"),
            (_elf, 1, "it is an ELF file for MIPS"),
            (_key, 1, "it is a verifying key"),
        })
        {
            ZkfpResult verify = ZkfpProcess.Run("verify", path, "--vk", _key, "--json"), inspect = ZkfpProcess.Run("inspect", path);
            Assert.True((verify.Code, inspect.Code) == (code, code), $"{path}: {verify.Code} {verify.Error}; {inspect.Code} {inspect.Error}");
            Assert.Contains(reason, inspect.Error, StringComparison.Ordinal);
            Assert.Contains(reason, verify.Json.GetProperty(code == 1 ? "reason" : "error").GetString(), StringComparison.Ordinal);
            if (code != 1) continue;
            Assert.False(verify.Json.GetProperty("valid").GetBoolean());
            foreach (string field in (string[])["exitCode", "outcome", "outputDigest", "shards", "securityBits"])
                Assert.Equal(JsonValueKind.Null, verify.Json.GetProperty(field).ValueKind);
            Assert.True(verify.Json.GetProperty("seconds").GetDouble() >= 0);
        }
    }

    [Theory]
    [InlineData(2, "is not a verifying key", "verify", "PROOF", "--vk", "PROOF")]
    [InlineData(2, "cannot read expected output", "verify", "PROOF", "--vk", "KEY", "--expect-output", "ABSENT")]
    [InlineData(2, "cannot read standard input", "prove", "ELF", "--stdin", "ABSENT", "-o", "NEW")]
    [InlineData(2, "it is a folder", "prove", "FOLDER", "-o", "NEW")]
    [InlineData(2, "would overwrite", "prove", "ELF", "-o", "ELF")]
    [InlineData(2, "--threads", "prove", "ELF", "-o", "NEW", "--threads", "-1")]
    [InlineData(2, "--cells-per-shard", "prove", "ELF", "-o", "NEW", "--cells-per-shard", "0")]
    [InlineData(3, "is not a program", "prove", "PROOF", "-o", "NEW")]
    [InlineData(3, "is not a program", "vk", "KEY", "-o", "NEW")]
    [InlineData(2, "cannot write verifying key", "vk", "ELF", "-o", "FOLDER")]
    [InlineData(125, "it is a folder", "run", "FOLDER")]
    [InlineData(125, "cannot read standard input", "run", "ELF", "--stdin", "FOLDER")]
    public void Errors_name_the_file(int code, string reason, params string[] arguments)
    {
        ZkfpResult result = ZkfpProcess.Run(Array.ConvertAll(arguments, a => a switch
        {
            "PROOF" => _proof,
            "KEY" => _key,
            "ELF" => _elf,
            "ABSENT" => Path.Combine(_folder, "absent"),
            "NEW" => Path.Combine(_folder, "new"),
            "FOLDER" => _folder,
            _ => a,
        }));
        Assert.True(result.Code == code, $"{result.Code}: {result.Error}");
        Assert.Contains(reason, result.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    private string Make(string name, byte[] bytes)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
