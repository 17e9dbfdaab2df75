using Zkfp.Cli.Tests.CommandLine;

namespace Zkfp.Cli.Tests.Prove;

/// <summary>With this build's recursion circuits: one proof is what `prove` writes, and a list can become the same one.</summary>
public sealed class FinalProofTests : CliTest
{
    [Fact]
    public void One_proof_is_the_default_and_a_list_becomes_the_same_one()
    {
        ZkfpResult one = Check(ZkfpProcess.Run("prove", Elf, "-o", In("one"), "--stdout", In("out"), "--json"), 0);
        Assert.Equal("final", one.Json.GetProperty("form").GetString());
        Assert.InRange(new FileInfo(In("one")).Length, 1, 120 * 1024);
        Check(ZkfpProcess.Run("verify", In("one"), "--elf", Elf, "--expect-output", In("out")), 0, "final proof");

        ZkfpResult list = Check(ZkfpProcess.Run("prove", Elf, "--shards", "--aggregatable", "-o", In("list"), "--json"), 0);
        Assert.Equal("shards", list.Json.GetProperty("form").GetString());
        Check(ZkfpProcess.Run("verify", In("list"), "--elf", Elf, "--expect-output", In("out")), 0, "1 shard(s)");
        Check(ZkfpProcess.Run("aggregate", In("list"), "-o", In("later")), 0);
        Assert.Equal(File.ReadAllBytes(In("one")), File.ReadAllBytes(In("later")));

        // A list of any classes: either there is a leaf for them, or it is said how to make one that has.
        Check(ZkfpProcess.Run("prove", Elf, "--shards", "-o", In("any")), 0);
        ZkfpResult any = ZkfpProcess.Run("aggregate", In("any"), "-o", In("from any"));
        if (any.Code != 0) Assert.Contains("'prove --shards --aggregatable'", any.Error, StringComparison.Ordinal);
        Assert.Equal(any.Code == 0, File.Exists(In("from any")));
    }
}
