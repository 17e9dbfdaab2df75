using Zkfp.Core.Trace;
using Zkfp.MipsVm.Execution;
using Zkfp.MipsVm.Machine;
using Zkfp.MipsVm.Pipeline;
using Zkfp.MipsVm.Planning;
using Zkfp.MipsVm.Tracing;

namespace Zkfp.Prover.Runs;

/// <summary>The shards of a MIPS program's run, executed anew at each enumeration from the recorded answers to its HINTs.</summary>
internal sealed class MipsShardSource(ProgramTables program, HintLog hints, long cycles, ShardSize size, int threads) : IShardSource
{
    private readonly TraceScratch _scratch = new(program, threads);

    /// <inheritdoc/>
    public byte[] Identity => hints.Digest;

    /// <inheritdoc/>
    public long Cycles => cycles;

    /// <inheritdoc/>
    public IEnumerable<IShardJob> Shards(CancellationToken cancellation)
    {
        var options = new RunOptions { Cancellation = cancellation };
        foreach (ExecutionShard shard in ExecutionPipeline.Execute(program, hints.Replay(), options, size))
        {
            yield return new Job(shard, _scratch);
            shard.Discard();
        }
    }

    private sealed class Job(ExecutionShard shard, TraceScratch scratch) : IShardJob
    {
        public int Index => shard.Index;

        public bool IsLast => shard.IsLast;

        public long Cycles => shard.Instructions;

        public ShardTrace BoundaryTrace() => shard.TraceBoundary();

        public ShardTrace Trace() => shard.Trace(scratch);
    }
}
