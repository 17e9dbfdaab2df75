using Zkfp.Cli.Tests.Architecture;
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

    /// <summary>Of each height that a run may be proven with, its program has a key, and runs with calls of primitives end in one proof.</summary>
    [Fact]
    public void Every_height_has_its_key_and_its_leaves()
    {
        string guest = Path.Combine(DependencyTests.RepositoryRoot(), "guests/evm/prebuilt/evm-guest-mipsel.elf"), input = In("block");
        Check(ZkfpProcess.Run("evm", "block", ZkfpProcess.Sample("transfers.json"), "--endian", "little", "--save-input", input), 0);
        Check(ZkfpProcess.Run("prove", guest, "--stdin", input, "--height", "21", "-o", In("large"), "--stdout", In("out"), "--json"), 0);
        Check(ZkfpProcess.Run("verify", In("large"), "--elf", guest, "--expect-output", In("out")), 0, "final proof");
        Check(ZkfpProcess.Run("vk", guest, "--height", "21", "-o", In("large.vk")), 0, "more than 13.1 M instructions (height 21");
        Check(ZkfpProcess.Run("verify", In("large"), "--vk", In("large.vk")), 0, "final proof");
        Check(ZkfpProcess.Run("vk", guest, "-o", In("usual.vk")), 0);
        Check(ZkfpProcess.Run("verify", In("large"), "--vk", In("usual.vk")), 1);

        // A program without calls, too.
        Check(ZkfpProcess.Run("prove", Elf, "--height", "21", "-o", In("small")), 0);
        Check(ZkfpProcess.Run("verify", In("small"), "--elf", Elf), 0, "final proof");
        foreach (string height in (string[])["20", "21"])
        {
            Check(ZkfpProcess.Run("prove", Elf, "--height", height, "--shards", "-o", In(height)), 0);
            Check(ZkfpProcess.Run("verify", In(height), "--elf", Elf), 0, "1 shard(s)");
        }
    }

    /// <summary>For L1 the same steps end in another last one; a contract is given what the proof says, and nothing of another kind.</summary>
    [Fact]
    public void A_proof_for_L1_is_the_end_of_the_same_steps()
    {
        string work = In("steps");
        Check(ZkfpProcess.Run("prove", Elf, "--shards", "--aggregatable", "-o", In("list")), 0);
        ZkfpResult made = Check(ZkfpProcess.Run("aggregate", In("list"), "--l1", "-o", In("l1"), "--work-dir", work, "--keep-work", "--json"), 0);
        Assert.Equal(128.0, made.Json.GetProperty("securityBits").GetDouble());
        Assert.InRange(new FileInfo(In("l1")).Length, 1, 100 * 1024);
        Check(ZkfpProcess.Run("verify", In("l1"), "--elf", Elf, "--calldata-out", In("calldata")), 0, "final proof");
        Assert.InRange(new FileInfo(In("calldata")).Length, 1, new FileInfo(In("l1")).Length);
        Assert.Equal("l1", Check(ZkfpProcess.Run("inspect", In("l1"), "--json"), 0).Json.GetProperty("kind").GetString());

        // All but the last step are those of the other proof.
        ZkfpResult list = Check(ZkfpProcess.Run("job", "list", "--work-dir", work, "--json"), 0), l1 = Check(ZkfpProcess.Run("job", "list", "--l1", "--work-dir", work, "--json"), 0);
        static string[] States(ZkfpResult r) =>
            [.. r.Json.GetProperty("runs")[0].GetProperty("steps").EnumerateArray().Select(s => s.GetProperty("state").GetString()!)];
        Assert.All(States(l1), s => Assert.Equal("done", s));
        Assert.Equal([.. States(l1)[..^1], "ready"], States(list));

        Check(ZkfpProcess.Run("prove", Elf, "--l1", "-o", In("again"), "--work-dir", work), 0);
        Assert.Equal(File.ReadAllBytes(In("l1")), File.ReadAllBytes(In("again")));

        Check(ZkfpProcess.Run("prove", Elf, "--shards", "--l1", "-o", In("x")), 2);
        Check(ZkfpProcess.Run("verify", In("list"), "--elf", Elf, "--calldata-out", In("x")), 2);
        byte[] changed = File.ReadAllBytes(In("l1"));
        changed[^1] ^= 1;
        File.WriteAllBytes(In("changed"), changed);
        Check(ZkfpProcess.Run("verify", In("changed"), "--elf", Elf, "--calldata-out", In("x")), 1);
        Assert.False(File.Exists(In("x")));
    }
}
