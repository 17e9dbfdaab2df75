
namespace Zkfp.MipsVm.Execution;

/// <summary>A shard: where it starts, how far it goes and what rows it needs.</summary>
public sealed class RecordedShard
{
    /// <summary>State at its start; <see cref="Checkpoint.Shard"/> is its number, from 1.</summary>
    public required Checkpoint Start { get; init; }

    /// <summary>Instructions in it, at least 1.</summary>
    public required uint Instructions { get; init; }

    /// <summary>Rows by the kinds of <see cref="ShardLimits"/>.</summary>
    public required uint[] Rows { get; init; }

    /// <summary>Answers of the host to the shard's HINTs, in order.</summary>
    public required uint[] Hints { get; init; }

    /// <summary>Why the run stopped at the end of this shard; <see cref="StopReason.None"/> if another shard follows.</summary>
    public required StopReason Stop { get; init; }

    /// <summary>
    /// Executes the shard again and reports each instruction to <paramref name="sink"/>. Needs no host, may run in parallel
    /// with other shards and be repeated.
    /// </summary>
    /// <returns>State after the last instruction.</returns>
    /// <exception cref="InvalidOperationException">The shard did not run as planned.</exception>
    public CpuState Trace<TSink>(ref TSink sink)
        where TSink : struct, ITraceSink => Trace(ref sink, Start.OpenMemory());

    /// <summary>As <see cref="Trace{TSink}(ref TSink)"/>, on a memory from <see cref="Checkpoint.OpenMemory"/> which then
    /// holds the final words.</summary>
    public CpuState Trace<TSink>(ref TSink sink, SparseMemory memory)
        where TSink : struct, ITraceSink
    {
        CpuState cpu = Start.OpenCpu();
        var host = new ReplayHost(Hints);
        ulong before = cpu.Instructions;
        StopReason stop = Interpreter.Run(cpu, Start.Program, new SparseAccess(memory),
            new SparseMemoryReader(memory, Start.Program.Endianness), host, ref sink, Instructions, out _);
        bool complete = cpu.Instructions - before == Instructions && host.Used == Hints.Length;
        if (!complete || (stop == StopReason.Halted) != (Stop == StopReason.Halted))
        {
            throw new InvalidOperationException(
                $"shard {Start.Shard}: {Instructions} instructions, {Hints.Length} hints and stop {Stop} were planned, "
                + $"got {cpu.Instructions - before}, {host.Used} and {stop}");
        }
        return cpu;
    }
}
