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
    public IEnumerable<ShardJob> Shards(CancellationToken cancellation)
    {
        var options = new RunOptions { Cancellation = cancellation };
        foreach (ExecutionShard shard in ExecutionPipeline.Execute(program, hints.Replay(), options, size))
        {
            yield return new ShardJob(shard.Index, shard.IsLast, shard.Instructions, shard.TraceBoundary, () => shard.Trace(_scratch));
            shard.Discard();
        }
    }
}
