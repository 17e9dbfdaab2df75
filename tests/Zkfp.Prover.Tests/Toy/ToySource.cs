using Zkfp.Core.Trace;
using Zkfp.Prover.Runs;

namespace Zkfp.Prover.Tests.Toy;

/// <summary>The toy run as a source of shards.</summary>
internal sealed class ToySource(ToyRun run, int cancelAfter = int.MaxValue, CancellationTokenSource? cancellation = null) : IShardSource
{
    private readonly int _cancelAfter = cancelAfter;
    private readonly CancellationTokenSource? _cancellation = cancellation;
    private int _traced;

    public byte[] Identity { get; } = [1, 2, 3];

    public long Cycles => 500L * run.Shards * (run.Shards + 1);

    public IEnumerable<IShardJob> Shards(CancellationToken token)
    {
        List<ShardTrace> traces = run.Traces();
        for (int i = 0; i < traces.Count; i++)
        {
            token.ThrowIfCancellationRequested();
            yield return new Job(this, traces[i], i + 1, i + 1 == traces.Count);
        }
    }

    private sealed class Job(ToySource source, ShardTrace trace, int index, bool last) : IShardJob
    {
        public int Index => index;

        public bool IsLast => last;

        public long Cycles => 1000 * index;

        public ShardTrace BoundaryTrace() => trace;

        public ShardTrace Trace()
        {
            if (++source._traced >= source._cancelAfter) source.Cancel();
            return trace;
        }
    }

    private void Cancel() => _cancellation?.Cancel();
}
