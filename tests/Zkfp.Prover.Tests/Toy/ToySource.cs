using Zkfp.Core.Trace;
using Zkfp.Prover.Runs;

namespace Zkfp.Prover.Tests.Toy;

/// <summary>The toy run as a source of shards.</summary>
internal sealed class ToySource(ToyRun run, int cancelAfter = int.MaxValue, CancellationTokenSource? cancellation = null) : IShardSource
{
    private int _traced;

    public byte[] Identity { get; } = [1, 2, 3];

    public long Cycles => 500L * run.Shards * (run.Shards + 1);

    public IEnumerable<ShardJob> Shards(CancellationToken token)
    {
        List<ShardTrace> traces = run.Traces();
        for (int i = 0; i < traces.Count; i++)
        {
            token.ThrowIfCancellationRequested();
            ShardTrace trace = traces[i];
            yield return new ShardJob(i + 1, i + 1 == traces.Count, 1000 * (i + 1), () => trace, () => Traced(trace));
        }
    }

    private ShardTrace Traced(ShardTrace trace)
    {
        if (++_traced >= cancelAfter) cancellation?.Cancel();
        return trace;
    }
}
