using System.Text.Json;

namespace Zkfp.Cli.Tests.Prove;

/// <summary>
/// `zkfp job`, `aggregate` and final proofs: steps by processes that have the work folder alone, killed, crowded, cancelled and out of space; in the end equal
/// bytes. With a small set of circuits, whose keys the command makes first.
/// </summary>
public sealed class JobTests : IDisposable
{
    private const string CellsPerShard = "600000";

    // One leaf of a shard of the sample's class, joins of two.
    private static readonly Lazy<string> s_keys = new(() =>
    {
        string folder = Directory.CreateTempSubdirectory("zkfp-keys").FullName, profile = Path.Combine(folder, "profile"), keys = Path.Combine(folder, "keys");
        JsonElement sample = ZkfpProcess.Run("inspect", ZkfpProcess.Sample("hello.proof"), "--json").Json, shard = sample.GetProperty("shardList")[0];
        string At(string name) => shard.GetProperty(name).GetRawText();
        File.WriteAllText(
            profile,
            $"zkfp recursion circuits 4\nleaf {sample.GetProperty("machineDigest").GetString()} {sample.GetProperty("logHeight").GetRawText()} {At("mainColumns")} "
            + $"{At("boundaryColumns")} {At("preprocessedColumns")} {At("logLeaves")} 1\n{Messages()}sizes 128 128 2 2 18 17 17\n");
        ZkfpResult result = ZkfpProcess.Run("keys", "--make", profile, "-o", keys, "--threads", "2", "--json");
        Assert.True(result.Code == 0, result.Error);
        Assert.True(result.Json.GetProperty("securityBits").GetDouble() >= 128);
        return keys;
    });

    // The forms of the key's global messages: a push and a pull for each gap.
    private static string Messages()
    {
        Assert.True(Zkfp.Protocol.Keys.VerifyingKeyFile.TryRead(File.ReadAllBytes(ZkfpProcess.Sample("hello.vk")), out Zkfp.Protocol.Keys.VerifyingKey? key, out _));
        return string.Concat(key.GlobalMessages.Take(2).Select(m => $"message {(m.IsPush ? 1 : 0)} {m.Tag} {m.Fields.Length}\n"));
    }

    // A folder with the proofs of all shards, the nodes that one undisturbed process makes of it, the list of shards, and the final proof.
    private static readonly Lazy<(Dictionary<string, byte[]> Shards, Dictionary<string, byte[]> Nodes, byte[] Proof, byte[] Final)> s_expected = new(() =>
    {
        string folder = Directory.CreateTempSubdirectory("zkfp-expected").FullName, work = Path.Combine(folder, "w"), proof = Path.Combine(folder, "p"), final = Path.Combine(folder, "f");
        ZkfpResult result = ZkfpProcess.Run([.. Prove(proof, work), "--keep-work", "--shards"]);
        Assert.True(result.Code == 0, result.Error);
        Assert.Equal(0, result.Json.GetProperty("redone").GetArrayLength());
        Assert.Equal("shards", result.Json.GetProperty("form").GetString());
        Dictionary<string, byte[]> shards = FilesOf(work);
        Assert.Equal(result.Json.GetProperty("shards").GetInt32() + 1, shards.Count);
        Assert.True(shards.Count > 2, $"{shards.Count} files");
        result = ZkfpProcess.Run([.. Prove(final, work), "--keep-work", "--recursion-keys", s_keys.Value]);
        Assert.True(result.Code == 0, result.Error);
        Assert.Equal("final", result.Json.GetProperty("form").GetString());
        Assert.Equal(shards.Count - 1, result.Json.GetProperty("resumedShards").GetInt32());
        Dictionary<string, byte[]> nodes = FilesOf(work);
        foreach (string f in shards.Keys) Assert.True(nodes.Remove(f));
        Assert.Equal(2 * (shards.Count - 1) + 1, nodes.Count);
        Assert.Equal(nodes.Count, result.Json.GetProperty("layers").EnumerateArray().Sum(l => l.GetProperty("steps").GetInt32()));
        (byte[] list, byte[] one) = (File.ReadAllBytes(proof), File.ReadAllBytes(final));
        Assert.Equal(one.Length, result.Json.GetProperty("proofBytes").GetInt64());
        Directory.Delete(folder, true);
        return (shards, nodes, list, one);
    });

    private static string[] Prove(string proof, string work) =>
        ["prove", ZkfpProcess.Sample("hello.elf"), "-o", proof, "--work-dir", work, "--cells-per-shard", CellsPerShard, "--threads", "2", "--json"];

    private readonly string _folder = Directory.CreateTempSubdirectory("zkfp-job").FullName;

    private string Work => Path.Combine(_folder, "work");

    public JobTests()
    {
        Directory.CreateDirectory(Work);
        foreach ((string f, byte[] bytes) in s_expected.Value.Shards) File.WriteAllBytes(Path.Combine(Work, f), bytes);
    }

    public void Dispose() => Directory.Delete(_folder, true);

    private static Dictionary<string, byte[]> FilesOf(string folder) => Directory.GetFiles(folder).ToDictionary(f => Path.GetFileName(f), File.ReadAllBytes);

    private string[] RunArguments => ["job", "run", "--work-dir", Work, "--recursion-keys", s_keys.Value, "--threads", "2", "--json"];

    private JsonElement[] Steps(string kind) =>
        [.. ZkfpProcess.Run("job", "list", "--work-dir", Work, "--recursion-keys", s_keys.Value, "--json").Json.GetProperty("runs")[0].GetProperty("steps").EnumerateArray()
            .Where(s => s.GetProperty("kind").GetString() == kind)];

    private void AllIsAsExpected() => Assert.Equal(
        s_expected.Value.Shards.Concat(s_expected.Value.Nodes).OrderBy(f => f.Key, StringComparer.Ordinal), FilesOf(Work).OrderBy(f => f.Key, StringComparer.Ordinal));

    [Fact]
    public void Killed_at_several_moments_it_goes_on_with_equal_bytes()
    {
        // While the first node is made, and while the third one is.
        foreach (int nodes in (int[])[0, 2])
        {
            using var process = ZkfpProcess.Start(RunArguments);
            while (process.Running && (Directory.GetFiles(Work, "*.node").Length < nodes || Directory.GetFiles(Work, "*.part").Length == 0)) Thread.Sleep(10);
            Thread.Sleep(500);
            process.Kill();
            Assert.Equal(128 + 9, process.Wait().Code);
        }

        ZkfpResult result = ZkfpProcess.Run(RunArguments);
        Assert.True(result.Code == 0, result.Error);
        Assert.True(result.Json.GetProperty("done").GetArrayLength() < s_expected.Value.Nodes.Count);
        AllIsAsExpected();
    }

    [Fact]
    public void Two_workers_share_a_folder_and_a_cancelled_one_leaves_nothing_half_done()
    {
        using (ZkfpProcess a = ZkfpProcess.Start(RunArguments), b = ZkfpProcess.Start(RunArguments), cancelled = ZkfpProcess.Start(RunArguments))
        {
            while (Directory.GetFiles(Work, "*.part").Length == 0 && cancelled.Running) Thread.Sleep(10);
            cancelled.Signal("INT");
            ZkfpResult end = cancelled.Wait();
            Assert.True(end.Code is 130 or 0, $"{end.Code}: {end.Error}"); // 0 where the other two were done before
            int made = 0;
            foreach (ZkfpProcess p in new[] { a, b })
            {
                ZkfpResult result = p.Wait();
                Assert.True(result.Code == 0, result.Error);
                made += result.Json.GetProperty("done").GetArrayLength();
            }

            Assert.InRange(made, s_expected.Value.Nodes.Count - 1, s_expected.Value.Nodes.Count);
        }

        AllIsAsExpected();
        Assert.All(Steps("final"), s => Assert.Equal("done", s.GetProperty("state").GetString()));
    }

    [Fact]
    public void Wrong_files_are_named_and_a_missing_shard_is_waited_for()
    {
        JsonElement[] leaves = Steps("leaf"), shards = Steps("shard");
        string first = Path.Combine(Work, leaves[0].GetProperty("file").GetString()!), shard = Path.Combine(Work, shards[^1].GetProperty("file").GetString()!);
        byte[] last = s_expected.Value.Shards[Path.GetFileName(shard)];
        foreach (JsonElement l in leaves) Assert.Equal("ready", l.GetProperty("state").GetString());
        File.WriteAllBytes(first, s_expected.Value.Nodes[leaves[^1].GetProperty("file").GetString()!]);
        File.WriteAllBytes(shard, last[..^7]);
        ZkfpResult result = ZkfpProcess.Run(RunArguments);
        Assert.True(result.Code == 4, $"{result.Code}: {result.Error}");
        Assert.InRange(result.Json.GetProperty("left").GetInt32(), 3, s_expected.Value.Nodes.Count);
        Assert.Equal(2, result.Json.GetProperty("redone").GetArrayLength());
        foreach (string file in (string[])[first, shard]) Assert.Contains($"'{file}' is not used", result.Error, StringComparison.Ordinal);
        Assert.Equal(s_expected.Value.Nodes[Path.GetFileName(first)], File.ReadAllBytes(first));

        // It arrives while a worker waits for it.
        using (ZkfpProcess waiting = ZkfpProcess.Start([.. RunArguments, "--wait"]))
        {
            Thread.Sleep(1000);
            Assert.True(waiting.Running);
            File.WriteAllBytes(shard, last);
            Assert.True(waiting.Wait().Code == 0);
        }

        AllIsAsExpected();
        result = ZkfpProcess.Run("job", "list", "--work-dir", Work, "--recursion-keys", s_keys.Value, "--check", "--json");
        Assert.All(result.Json.GetProperty("runs")[0].GetProperty("steps").EnumerateArray(), s => Assert.Equal("done", s.GetProperty("state").GetString()));
        Assert.Equal(0, result.Json.GetProperty("redone").GetArrayLength());

        // What 'inspect' says of them, and that 'verify' takes none for a proof.
        JsonElement node = ZkfpProcess.Run("inspect", first, "--recursion-keys", s_keys.Value, "--json").Json;
        Assert.Equal("node", node.GetProperty("kind").GetString());
        Assert.Equal(1, node.GetProperty("firstShard").GetInt32());
        string header = Assert.Single(Directory.GetFiles(Work, "*.run"));
        Assert.Equal(shards.Length, ZkfpProcess.Run("inspect", header, "--json").Json.GetProperty("shards").GetInt32());
        foreach ((string file, string what) in ((string, string)[])[(first, "a node of a tree of proofs"), (header, "the header of a run"), (shard, "the proof of one shard")])
        {
            result = ZkfpProcess.Run("verify", file, "--vk", ZkfpProcess.Sample("hello.vk"), "--json");
            Assert.Equal(1, result.Code);
            Assert.Contains(what, result.Json.GetProperty("reason").GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Without_space_there_is_an_error_and_no_half_written_file()
    {
        using (ZkfpProcess process = ZkfpProcess.StartLimited(300, RunArguments))
        {
            ZkfpResult result = process.Wait();
            Assert.True(result.Code == 5, $"{result.Code}: {result.Error}");
            Assert.Contains("no space", result.Error, StringComparison.Ordinal);
        }

        Assert.Equal(s_expected.Value.Shards.Keys.Order(StringComparer.Ordinal), FilesOf(Work).Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_finished_proof_gives_its_shards_back()
    {
        string proof = Path.Combine(_folder, "p"), other = Path.Combine(_folder, "other");
        File.WriteAllBytes(proof, s_expected.Value.Proof);
        for (int i = 0; i < 2; i++)
        {
            ZkfpResult result = ZkfpProcess.Run("job", "add", proof, "--work-dir", other, "--json");
            Assert.True(result.Code == 0, result.Error);
            Assert.Equal(s_expected.Value.Shards.Count - 1, result.Json.GetProperty("shards").GetInt32());
            Assert.Equal(0, result.Json.GetProperty("redone").GetArrayLength());
        }

        // The same proofs, under the names of a run whose input nobody here knows.
        byte[][] Contents(IEnumerable<KeyValuePair<string, byte[]>> files) =>
            [.. files.Where(f => f.Key.EndsWith(".shard", StringComparison.Ordinal)).Select(f => f.Value).OrderBy(b => Convert.ToHexString(b), StringComparer.Ordinal)];
        Assert.Equal(Contents(s_expected.Value.Shards), Contents(FilesOf(other)));
        byte[] bad = (byte[])s_expected.Value.Proof.Clone();
        bad[^5] ^= 1;
        File.WriteAllBytes(proof, bad);
        ZkfpResult invalid = ZkfpProcess.Run("job", "add", proof, "--work-dir", Path.Combine(_folder, "third"));
        Assert.True(invalid.Code == 1, $"{invalid.Code}: {invalid.Error}");
        Assert.Contains("not a valid proof", invalid.Error, StringComparison.Ordinal);
        Assert.Equal(1, ZkfpProcess.Run("job", "add", ZkfpProcess.Sample("hello.vk"), "--work-dir", Path.Combine(_folder, "third")).Code);
    }

    /// <summary>A final proof is verified by key or program, and by nobody who expects something else.</summary>
    [Fact]
    public void A_final_proof_says_what_the_list_says()
    {
        string proof = Path.Combine(_folder, "final"), list = Path.Combine(_folder, "list"), other = Path.Combine(_folder, "other"), path = Path.Combine(_folder, "path");
        File.WriteAllBytes(proof, s_expected.Value.Final);
        File.WriteAllBytes(list, s_expected.Value.Proof);
        string elf = ZkfpProcess.Sample("hello.elf"), output = ZkfpProcess.Sample("hello.output"), vk = ZkfpProcess.Sample("hello.vk");
        foreach (string[] key in (string[][])[["--vk", vk], ["--elf", elf]])
        {
            ZkfpResult result = ZkfpProcess.Run(["verify", proof, .. key, "--recursion-keys", s_keys.Value, "--expect-output", output, "--path-out", path, "--json"]);
            Assert.True(result.Code == 0, result.Output + result.Error);
            Assert.Equal(3, result.Json.GetProperty("exitCode").GetInt32());
            Assert.Equal(1, result.Json.GetProperty("runs").GetInt32());
            Assert.True(result.Json.GetProperty("securityBits").GetDouble() >= 128);
        }

        ZkfpResult wrong = ZkfpProcess.Run("verify", proof, "--vk", vk, "--recursion-keys", s_keys.Value, "--expect-output", elf, "--json");
        Assert.Equal((1, "WrongOutput"), (wrong.Code, wrong.Json.GetProperty("reasonKind").GetString()));
        wrong = ZkfpProcess.Run("verify", proof, "--elf", Path.Combine(Architecture.DependencyTests.RepositoryRoot(), "guests/samples/prebuilt/sha256sum-go-be.elf"), "--recursion-keys", s_keys.Value, "--json");
        Assert.Equal((1, "WrongKey"), (wrong.Code, wrong.Json.GetProperty("reasonKind").GetString()));
        byte[] bad = (byte[])s_expected.Value.Final.Clone();
        bad[4 * 5] ^= 1;
        File.WriteAllBytes(other, bad);
        wrong = ZkfpProcess.Run("verify", other, "--vk", vk, "--recursion-keys", s_keys.Value, "--json");
        Assert.Equal((1, "WrongKey"), (wrong.Code, wrong.Json.GetProperty("reasonKind").GetString()));
        Assert.Contains("another version of zkfp", wrong.Json.GetProperty("reason").GetString(), StringComparison.Ordinal);

        // From the list, the same proof: steps depend on what was proven, not on how it came into a folder.
        File.Delete(other);
        ZkfpResult aggregate = ZkfpProcess.Run("aggregate", list, "-o", other, "--recursion-keys", s_keys.Value, "--threads", "2", "--json");
        Assert.True(aggregate.Code == 0, aggregate.Error);
        Assert.Equal(s_expected.Value.Final, File.ReadAllBytes(other));
        Assert.Equal(0, ZkfpProcess.Run("verify", other, "--vk", vk, "--recursion-keys", s_keys.Value).Code);
        Assert.False(Directory.Exists(other + ".work"));
        JsonElement inspected = ZkfpProcess.Run("inspect", other, "--recursion-keys", s_keys.Value, "--json").Json;
        Assert.Equal("exit 3", Assert.Single(inspected.GetProperty("runs").EnumerateArray()).GetProperty("outcome").GetString());
    }
}
