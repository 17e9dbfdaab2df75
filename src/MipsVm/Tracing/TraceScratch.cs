using Zkfp.MipsVm.Machine;

namespace Zkfp.MipsVm.Tracing;

/// <summary>Working memory for tracing shards, reused from shard to shard; one per thread of tracing.</summary>
public sealed class TraceScratch
{
    /// <summary>Working memory for the shards of a program.</summary>
    /// <param name="program">The program.</param>
    /// <param name="threads">Threads that fill tables.</param>
    public TraceScratch(ProgramTables program, int threads = 1)
    {
        Recorder = new ShardRecorder(program);
        Filler = new TableFiller(program, threads);
    }

    internal ShardRecorder Recorder { get; }

    internal TableFiller Filler { get; }
}
