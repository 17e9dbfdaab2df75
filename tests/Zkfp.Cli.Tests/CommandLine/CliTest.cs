using Zkfp.Cli.Tests.Architecture;

namespace Zkfp.Cli.Tests.CommandLine;

/// <summary>A folder of its own, the samples, and what every answer of the command must be.</summary>
public abstract class CliTest : IDisposable
{
    private protected readonly string Folder = Directory.CreateTempSubdirectory("zkfp-cli").FullName;

    private protected static readonly string Proof = ZkfpProcess.Sample("hello.proof"), Key = ZkfpProcess.Sample("hello.vk"), Elf = ZkfpProcess.Sample("hello.elf"),
        Output = ZkfpProcess.Sample("hello.output"), Block = ZkfpProcess.Sample("transfers.json"),
        Sha256 = Path.Combine(DependencyTests.RepositoryRoot(), "guests/samples/prebuilt/sha256sum-go-be.elf");

    public void Dispose() => Directory.Delete(Folder, true);

    private protected string In(string name) => Path.Combine(Folder, name);

    private protected string Make(string name, byte[] bytes)
    {
        File.WriteAllBytes(In(name), bytes);
        return In(name);
    }

    private protected static ZkfpResult Check(ZkfpResult result, int code, string message = "")
    {
        string all = $"{result.Code}:\n{result.Output}\n{result.Error}";
        Assert.True(result.Code == code, $"expected {code}, got {all}");
        Assert.True((result.Output + result.Error).Contains(message, StringComparison.Ordinal), $"'{message}' is not in {all}");
        foreach (string word in (string[])["   at ", "Unhandled", "System.", "Exception", "internal error", "\u001b["])
            Assert.False(result.Error.Contains(word, StringComparison.Ordinal), $"'{word}' is in {all}");
        Assert.DoesNotContain("\u001b[", result.Output, StringComparison.Ordinal);
        return result;
    }
}
