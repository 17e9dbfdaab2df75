using Zkfp.MipsVm.Loading;

namespace Zkfp.MipsVm.Execution;

/// <summary>
/// A machine frozen between two instructions, at the start of a shard. Immutable and safe to share between threads; memory is
/// shared copy-on-write with the run it was taken from.
/// </summary>
public sealed class Checkpoint
{
    private readonly CpuState _cpu;
    private readonly SparseMemory _memory;
    private readonly SparseMemory _lastShard;

    internal Checkpoint(ProgramImage program, uint shard, CpuState cpu, SparseMemory memory, SparseMemory lastShard)
    {
        Program = program;
        Shard = shard;
        _cpu = cpu.Clone();
        _memory = memory.Snapshot();
        _lastShard = lastShard.Snapshot();
    }

    /// <summary>The program that runs.</summary>
    public ProgramImage Program { get; }

    /// <summary>Number of the shard that starts here, from 1.</summary>
    public uint Shard { get; }

    /// <summary>Byte address of the next instruction.</summary>
    public uint Pc => _cpu.Pc;

    /// <summary>Byte address of the instruction after it.</summary>
    public uint Npc => _cpu.Npc;

    /// <summary>Instructions executed before.</summary>
    public ulong Instructions => _cpu.Instructions;

    /// <summary>Register values by key.</summary>
    public ReadOnlySpan<uint> Registers => _cpu.Registers;

    /// <summary>The state of program's start.</summary>
    public static Checkpoint Initial(ProgramImage program) =>
        new(program, 1, new CpuState(program), InitialMemory(program), new SparseMemory());

    /// <summary>An independent copy of registers and program counters.</summary>
    public CpuState OpenCpu() => _cpu.Clone();

    /// <summary>An independent copy of memory, for one thread.</summary>
    public SparseMemory OpenMemory() => _memory.Snapshot();

    /// <summary>
    /// For each memory word, the last shard before this one that touched it (0: none), as an independent copy for one thread.
    /// </summary>
    public SparseMemory OpenLastShard() => _lastShard.Snapshot();

    internal static SparseMemory InitialMemory(ProgramImage program)
    {
        var memory = new SparseMemory();
        foreach (ImageRange range in program.Image)
            memory.Write(range.StartWord, range.Words);
        return memory;
    }
}
