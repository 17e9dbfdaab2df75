using Zkfp.Prover.Runs;

namespace Zkfp.Prover.Tests.Toy;

/// <summary>Tests that measure the process and so run when no other does.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public class Alone;

[Collection(nameof(Alone))]
public sealed class LongRunTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("zkfp-prover-test").FullName;

    public void Dispose() => Directory.Delete(_directory, true);

    /// <summary>After each shard, live memory is what it was after the third: no proof of an earlier one is kept.</summary>
    [Fact]
    public void Memory_does_not_grow_with_the_number_of_shards()
    {
        const int shards = 8;
        using var run = new ToyRun(8, 300, 16, 5, 1, shards);
        var live = new List<long>();
        var gauge = new Gauge(live);
        ProveResult result = new RunEngine(run.Key, run.Backend, new ProveOptions { WorkDirectory = _directory }).Prove(
            new ToySource(run), Stream.Null, gauge, default);
        Assert.Equal(shards, live.Count);
        Assert.InRange(live[^1] - live[2], long.MinValue, 2 * result.Statistics.ProofBytes / shards);
    }

    private sealed class Gauge(List<long> live) : IProgress<ProveProgress>
    {
        public void Report(ProveProgress value)
        {
            if (value.Stage == ProveStage.Shards) live.Add(GC.GetTotalMemory(forceFullCollection: true));
        }
    }
}
