using Zkfp.Prover.Runs;

namespace Zkfp.Cli.Tests.Prove;

/// <summary>`zkfp prove` killed, cancelled, crowded and out of space: nothing half-written, and the next call goes on with equal bytes.</summary>
public sealed class InterruptedProofTests : IDisposable
{
    // A few shards, however the costs of rows change, which take seconds. (No proof that anyone needs: the sample fits into one.)
    private const string CellsPerShard = "460000";
    private const int FewestShards = 4;

    private static readonly Lazy<(byte[] Proof, int Shards)> s_expected = new(() =>
    {
        string folder = Directory.CreateTempSubdirectory("zkfp-expected").FullName;
        ZkfpResult result = ZkfpProcess.Run(Arguments(Path.Combine(folder, "p"), Path.Combine(folder, "w")));
        Assert.True(result.Code == 0, result.Error);
        int shards = result.Json.GetProperty("shards").GetInt32();
        Assert.True(shards >= FewestShards, $"{shards} shards");
        Assert.Equal(0, result.Json.GetProperty("resumedShards").GetInt32());
        Assert.Equal([Path.Combine(folder, "p")], Directory.GetFileSystemEntries(folder));
        byte[] proof = File.ReadAllBytes(Path.Combine(folder, "p"));
        Assert.Equal(proof.Length, result.Json.GetProperty("proofBytes").GetInt64());
        Directory.Delete(folder, true);
        return (proof, shards);
    });

    private readonly string _folder = Directory.CreateTempSubdirectory("zkfp-prove").FullName;

    private string Proof => Path.Combine(_folder, "run.proof");

    private string Work => Path.Combine(_folder, "work");

    public void Dispose() => Directory.Delete(_folder, true);

    private static string[] Arguments(string proof, string work) =>
        ["prove", ZkfpProcess.Sample("hello.elf"), "--shards", "-o", proof, "--work-dir", work, "--cells-per-shard", CellsPerShard, "--threads", "2", "--json"];

    private string[] ShardFiles() => Directory.Exists(Work) ? Directory.GetFiles(Work, "*.shard") : [];

    private void WaitForShards(ZkfpProcess process, int count)
    {
        while (process.Running && ShardFiles().Length < count) Thread.Sleep(10);
    }

    private void FinishesFrom(int resumed)
    {
        ZkfpResult result = ZkfpProcess.Run(Arguments(Proof, Work));
        Assert.True(result.Code == 0, result.Error);
        Assert.Equal(resumed, result.Json.GetProperty("resumedShards").GetInt32());
        Assert.Equal(s_expected.Value.Proof, File.ReadAllBytes(Proof));
    }

    [Fact]
    public void After_kill_9_it_goes_on_from_the_finished_shards()
    {
        using (var process = ZkfpProcess.Start(Arguments(Proof, Work)))
        {
            WaitForShards(process, 1);
            process.Kill();
            Assert.Equal(128 + 9, process.Wait().Code);
        }

        int kept = ShardFiles().Length;
        Assert.InRange(kept, 1, s_expected.Value.Shards - 1);
        Assert.False(File.Exists(Proof));
        FinishesFrom(kept);
        Assert.Equal([Proof], Directory.GetFileSystemEntries(_folder));
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public void A_signal_cancels_and_leaves_finished_shards_alone(string signal)
    {
        using (var process = ZkfpProcess.Start(Arguments(Proof, Work)))
        {
            WaitForShards(process, 2);
            process.Signal(signal);
            ZkfpResult result = process.Wait();
            Assert.True(result.Code == 130, $"{result.Code}: {result.Error}");
            Assert.Contains("finished shards are kept", result.Error, StringComparison.Ordinal);
        }

        string[] kept = ShardFiles();
        Assert.InRange(kept.Length, 2, s_expected.Value.Shards - 1);
        Assert.Equal(kept.Length + 1, Directory.GetFileSystemEntries(Work).Length); // and the run's header
        Assert.Equal([Work], Directory.GetFileSystemEntries(_folder));

        // One damaged, one replaced by another's, and a file that is nobody's.
        byte[] bytes = File.ReadAllBytes(kept[0]);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(kept[0], bytes);
        File.Copy(kept[0], kept[1], overwrite: true);
        string foreign = Path.Combine(Work, new string('0', 64) + ".shard");
        File.WriteAllBytes(foreign, bytes);
        FinishesFrom(kept.Length - 2);
        Assert.Equal([foreign], Directory.GetFileSystemEntries(Work));
    }

    [Fact]
    public void Two_provers_share_a_work_folder()
    {
        string other = Path.Combine(_folder, "other.proof");
        using (ZkfpProcess a = ZkfpProcess.Start(Arguments(Proof, Work)), b = ZkfpProcess.Start(Arguments(other, Work)))
        {
            foreach (ZkfpProcess p in new[] { a, b })
            {
                ZkfpResult result = p.Wait();
                Assert.True(result.Code == 0, result.Error);
            }
        }

        Assert.Equal(s_expected.Value.Proof, File.ReadAllBytes(Proof));
        Assert.Equal(s_expected.Value.Proof, File.ReadAllBytes(other));
        Assert.Equal([other, Proof], Directory.GetFileSystemEntries(_folder).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_proof_that_another_process_writes_is_left_alone()
    {
        using (var writer = new AtomicFile(Proof))
        {
            writer.Write("its own"u8);
            ZkfpResult result = ZkfpProcess.Run(Arguments(Proof, Work));
            Assert.Equal(2, result.Code);
            Assert.Contains("another process", result.Error, StringComparison.Ordinal);
            writer.Commit();
        }

        Assert.Equal("its own", File.ReadAllText(Proof));
    }

    [Fact]
    public void Without_space_there_is_an_error_and_no_half_written_file()
    {
        // Room for a shard's proof, not for the run's.
        using (ZkfpProcess process = ZkfpProcess.StartLimited(800, Arguments(Proof, Work)))
        {
            ZkfpResult result = process.Wait();
            Assert.True(result.Code == 5, $"{result.Code}: {result.Error}");
            Assert.Contains("no space", result.Error, StringComparison.Ordinal);
            Assert.Equal(5, result.Json.GetProperty("exitStatus").GetInt32());
        }

        Assert.Equal([Work], Directory.GetFileSystemEntries(_folder));
        int kept = ShardFiles().Length;
        Assert.InRange(kept, 1, s_expected.Value.Shards - 1);
        FinishesFrom(kept);
    }

    [Fact]
    public void Folders_that_cannot_be_used_are_named_before_anything_is_proven()
    {
        string file = Path.Combine(_folder, "file");
        File.WriteAllText(file, "");
        foreach ((string proof, string work, string reason) in new[]
        {
            (Proof, file, "work folder"),
            (Proof, Path.Combine(file, "w"), "work folder"),
            (_folder, Work, "it is a folder"),
            (Path.Combine(_folder, "absent", "p"), Work, "no folder"),
            (Path.Combine(file, "p"), Work, "no folder"),
            ("/dev/null", Work, "it is a device"),
        })
        {
            ZkfpResult result = ZkfpProcess.Run(Arguments(proof, work));
            Assert.True(result.Code == 2, $"{proof}, {work}: {result.Code} {result.Error}");
            Assert.Contains(reason, result.Error, StringComparison.Ordinal);
            Assert.Equal([file], Directory.GetFileSystemEntries(_folder));
        }
    }
}
