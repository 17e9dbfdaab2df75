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
        string[] kept = Directory.GetFiles(_directory);
        Assert.Equal(2, kept.Length);
        Assert.All(kept, f => Assert.EndsWith(".shard", f, StringComparison.Ordinal));

        // A file that is cut short and one that is another shard's are proven again.
        byte[] bytes = File.ReadAllBytes(kept[0]);
        File.WriteAllBytes(kept[0], bytes[..^4]);
        (ProveResult result, byte[] proof) = Prove(run, options);
        Assert.Equal(1, result.Statistics.ResumedShards);
        Assert.Equal(run.Prove(), proof);
        kept = Directory.GetFiles(_directory);
        Array.Sort(kept, StringComparer.Ordinal);
        Assert.Equal(3, kept.Length);
        File.WriteAllBytes(kept[0], File.ReadAllBytes(kept[1]));
        (result, proof) = Prove(run, options);
        Assert.Equal(2, result.Statistics.ResumedShards);
        Assert.Equal(run.Prove(), proof);
        Assert.Equal(kept, result.ShardFiles.Order(StringComparer.Ordinal));
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
