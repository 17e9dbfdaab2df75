using Zkfp.MipsVm.Isa;

namespace Zkfp.MipsVm.Execution;

/// <summary>What a shard may hold and what things cost, in committed trace cells.</summary>
public sealed class ShardLimits
{
    private readonly int[] _cellsPerOpcode;

    /// <summary>Copies the cost table.</summary>
    /// <param name="cellsPerOpcode">Cells of one executed instruction, by <see cref="Opcode"/>; length <see cref="OpcodeInfo.Count"/>.</param>
    public ShardLimits(ReadOnlySpan<int> cellsPerOpcode)
    {
        if (cellsPerOpcode.Length != OpcodeInfo.Count)
            throw new ArgumentException($"{OpcodeInfo.Count} costs expected, got {cellsPerOpcode.Length}", nameof(cellsPerOpcode));
        foreach (int cells in cellsPerOpcode)
            ArgumentOutOfRangeException.ThrowIfNegative(cells, nameof(cellsPerOpcode));
        _cellsPerOpcode = cellsPerOpcode.ToArray();
    }

    /// <summary>Cells of one executed instruction, by <see cref="Opcode"/>.</summary>
    public ReadOnlySpan<int> CellsPerOpcode => _cellsPerOpcode;

    /// <summary>Cells of a raised exception, on top of the instruction that raised it.</summary>
    public int CellsPerException { get; init; }

    /// <summary>Cells per distinct memory word that the shard touches (boundary table).</summary>
    public int CellsPerTouchedWord { get; init; }

    /// <summary>Cells that every shard has: boundary rows of the registers, fixed tables.</summary>
    public long FixedCells { get; init; }

    /// <summary>A shard ends before its predicted cells could exceed this.</summary>
    public long MaxCells { get; init; } = long.MaxValue;

    /// <summary>A shard has at most so many instructions.</summary>
    public uint MaxInstructions { get; init; } = 1 << 24;
}

/// <summary>A shard: where it starts, how far it goes and what it is predicted to cost.</summary>
public sealed class ShardPlan
{
    /// <summary>State at its start; <see cref="Checkpoint.Shard"/> is its number, from 1.</summary>
    public required Checkpoint Start { get; init; }

    /// <summary>Instructions in it, at least 1.</summary>
    public required uint Instructions { get; init; }

    /// <summary>Predicted committed cells, <see cref="ShardLimits.FixedCells"/> included.</summary>
    public required long Cells { get; init; }

    /// <summary>Executed instructions by <see cref="Opcode"/>, those that raised an exception included.</summary>
    public required uint[] OpcodeCounts { get; init; }

    /// <summary>Exceptions raised, among them those of <see cref="OpcodeCounts"/> that always raise one.</summary>
    public required uint Exceptions { get; init; }

    /// <summary>Distinct memory words touched.</summary>
    public required int TouchedWords { get; init; }

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
