using Zkfp.Core.Trace;

namespace Zkfp.Prover.Runs;

/// <summary>
/// The shards of a run. A run is enumerated twice, for phase 1 and for the proofs, and must be the same both times; only the shard at hand is in
/// memory.
/// </summary>
internal interface IShardSource
{
    /// <summary>Bytes that differ whenever anything differs that shards depend on beyond the verifying key: input, arguments, limits.</summary>
    byte[] Identity { get; }

    /// <summary>Instructions of the run.</summary>
    long Cycles { get; }

    /// <summary>The shards in order.</summary>
    IEnumerable<ShardJob> Shards(CancellationToken cancellation);
}

/// <summary>One shard.</summary>
/// <param name="Index">Number, from 1.</param>
/// <param name="IsLast">Whether it is the last one.</param>
/// <param name="Cycles">Instructions executed in it.</param>
/// <param name="BoundaryTrace">Makes the tables with boundary columns (others may be null, or complete), and the public values.</param>
/// <param name="Trace">Makes all tables.</param>
internal sealed record ShardJob(int Index, bool IsLast, long Cycles, Func<ShardTrace> BoundaryTrace, Func<ShardTrace> Trace);
