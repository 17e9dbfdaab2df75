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
    IEnumerable<IShardJob> Shards(CancellationToken cancellation);
}

/// <summary>One shard.</summary>
internal interface IShardJob
{
    /// <summary>Number, from 1.</summary>
    int Index { get; }

    /// <summary>Whether it is the last one.</summary>
    bool IsLast { get; }

    /// <summary>Instructions executed in it.</summary>
    long Cycles { get; }

    /// <summary>The tables with boundary columns (others may be null, or complete), and the public values.</summary>
    ShardTrace BoundaryTrace();

    /// <summary>All tables.</summary>
    ShardTrace Trace();
}
