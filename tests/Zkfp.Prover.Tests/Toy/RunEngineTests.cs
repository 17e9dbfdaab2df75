using Zkfp.Core.Trace;
using Zkfp.Protocol.Parameters;
using Zkfp.Prover.Runs;
using Zkfp.Verifier;

namespace Zkfp.Prover.Tests.Toy;

public sealed class RunEngineTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("zkfp-prover-test").FullName;

    public void Dispose() => Directory.Delete(_directory, true);

    [Fact]
    public void ProvesReportsAndIsDeterministic()
    {
        using var run = new ToyRun(8, 300, 16, 5, 1, 2);
        var reports = new List<ProveProgress>();
        (ProveResult result, byte[] proof) = Prove(run, new ProveOptions(), new Listener(reports));
        VerificationResult verified = run.Verify(proof);
        Assert.True(verified.IsValid, verified.Error?.ToString());
        Assert.Equal(run.Prove(), proof);
        Assert.Equal(proof.Length, result.Statistics.ProofBytes);
        Assert.Equal(3000, result.Statistics.Cycles);
        Assert.Equal(verified.SecurityBits, result.Statistics.SecurityBits);
        Assert.Equal(2, reports.FindAll(r => r.Stage == ProveStage.Shards).Count);
        Assert.Equal(TimeSpan.Zero, reports[^1].Remaining);
    }

    [Fact]
    public void ThreadsDoNotChangeTheProof()
    {
        using var one = new ToyRun(8, 300, 16, 5, 1, 1, CpuBackend.Create(1));
        using var three = new ToyRun(8, 300, 16, 5, 1, 1, CpuBackend.Create(3));
        Assert.Equal(one.Prove(), three.Prove());
    }

    [Fact]
    public void GoesOnAfterACancelledRunWithEqualBytes()
    {
        // One thread: with more, the shard before the cancelled one may still be at work.
        using var run = new ToyRun(8, 300, 16, 5, 1, 3, CpuBackend.Create(1));
        var options = new ProveOptions { WorkDirectory = _directory };
        using var cancellation = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(
            () => new RunEngine(run.Key, run.Backend, options).Prove(new ToySource(run, 3, cancellation), Stream.Null, null, cancellation.Token));
        string[] kept = Shards();
        Assert.Equal(2, kept.Length);
        string header = Assert.Single(Directory.GetFiles(_directory), f => !f.EndsWith(".shard", StringComparison.Ordinal));
        Assert.EndsWith(".run", header, StringComparison.Ordinal);

        // A file that is cut short and one that is another shard's are proven again.
        byte[] bytes = File.ReadAllBytes(kept[0]);
        File.WriteAllBytes(kept[0], bytes[..^4]);
        (ProveResult result, byte[] proof) = Prove(run, options);
        Assert.Equal(1, result.Statistics.ResumedShards);
        Assert.Equal(run.Prove(), proof);
        kept = Shards();
        Array.Sort(kept, StringComparer.Ordinal);
        Assert.Equal(3, kept.Length);
        File.WriteAllBytes(kept[0], File.ReadAllBytes(kept[1]));
        (result, proof) = Prove(run, options);
        Assert.Equal(2, result.Statistics.ResumedShards);
        Assert.Equal(run.Prove(), proof);
        Assert.Equal([.. kept.Append(header).Order(StringComparer.Ordinal)], result.WorkFiles.Order(StringComparer.Ordinal));
    }

    /// <summary>A shard that another process has is left to it: what it then writes is used, and what it drops is proven in another pass.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_shard_that_another_prover_has_is_left_to_it(bool finishes)
    {
        using var run = new ToyRun(8, 300, 16, 5, 1, 3);
        var options = new ProveOptions { WorkDirectory = _directory };
        byte[] expected = Prove(run, options).Proof;
        string[] files = Shards();
        byte[] theirs = File.ReadAllBytes(files[1]);
        foreach (string f in files) File.Delete(f);
        using var other = new AtomicFile(files[1]);
        var passes = new List<ProveProgress>();
        Task<(ProveResult Result, byte[] Proof)> proving = Task.Run(() => Prove(run, options, new Listener(passes)));
        while (Shards().Length < 2) await Task.Delay(5);
        await Task.Delay(300);
        Assert.False(proving.IsCompleted);
        Assert.False(File.Exists(files[1]));
        if (finishes)
        {
            other.Write(theirs);
            other.Commit();
        }

        other.Dispose();
        (ProveResult result, byte[] proof) = await proving;
        Assert.Equal(expected, proof);
        Assert.Equal(theirs, File.ReadAllBytes(files[1]));
        Assert.Equal(finishes ? 1 : 0, result.Statistics.ResumedShards);

        // A shard has 1000 instructions for each number up to its own, which is its place in the proof.
        int index = 1 + files.Count(f => proof.AsSpan().IndexOf(File.ReadAllBytes(f).AsSpan(12)) < proof.AsSpan().IndexOf(theirs.AsSpan(12)));
        Assert.Equal(6000 - (finishes ? 1000 * index : 0), result.Statistics.ProvenCycles);
    }

    /// <summary>A file that is not what its name says is named, and only once.</summary>
    [Fact]
    public void A_wrong_file_is_named()
    {
        using var run = new ToyRun(8, 300, 16, 5, 1, 2);
        var notices = new System.Collections.Concurrent.ConcurrentQueue<string>();
        var options = new ProveOptions { WorkDirectory = _directory, Notice = notices.Enqueue };
        byte[] expected = Prove(run, options).Proof;
        Assert.Empty(notices);
        string[] files = Shards();
        string header = Assert.Single(Directory.GetFiles(_directory, "*.run"));
        byte[] good = File.ReadAllBytes(header);
        File.WriteAllBytes(files[0], File.ReadAllBytes(files[1]));
        File.WriteAllText(header, "something else");
        Assert.Equal(expected, Prove(run, options).Proof);
        Assert.Equal(2, notices.Count);
        Assert.All([header, files[0]], f => Assert.Single(notices, n => n.StartsWith($"'{f}' is not used, it is made again: ", StringComparison.Ordinal)));
        Assert.Equal(good, File.ReadAllBytes(header));
        Assert.NotEqual(File.ReadAllBytes(files[0]), File.ReadAllBytes(files[1]));
    }

    [Fact]
    public void Runs_that_are_longer_than_a_proof_can_be_are_refused()
    {
        using var run = new ToyRun(8, 300, 16, 5, 1, 1);
        var builder = new GammaBuilder(run.Key);
        for (int i = 1; i < ProtocolParameters.MaxShards; i++) builder.Add(new BoundaryCommitment(default, 1, null));
        Assert.Contains("shards", Assert.Throws<TraceException>(() => builder.Add(new BoundaryCommitment(default, 1, null))).Message, StringComparison.Ordinal);
        builder = new GammaBuilder(run.Key);
        builder.Add(new BoundaryCommitment(default, ProtocolParameters.MaxGlobalBlocks, null));
        Assert.Contains("messages", Assert.Throws<TraceException>(() => builder.Add(new BoundaryCommitment(default, 1, null))).Message, StringComparison.Ordinal);
    }

    private string[] Shards() => Directory.GetFiles(_directory, "*.shard");

    private static (ProveResult Result, byte[] Proof) Prove(ToyRun run, ProveOptions options, IProgress<ProveProgress>? progress = null)
    {
        using var proof = new MemoryStream();
        ProveResult result = new RunEngine(run.Key, run.Backend, options).Prove(new ToySource(run), proof, progress, default);
        return (result, proof.ToArray());
    }

    private sealed class Listener(List<ProveProgress> list) : IProgress<ProveProgress>
    {
        public void Report(ProveProgress value) => list.Add(value);
    }
}
