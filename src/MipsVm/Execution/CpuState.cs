using Zkfp.MipsVm.Execution.Primitives;
using Zkfp.MipsVm.Isa;
using Zkfp.MipsVm.Loading;

namespace Zkfp.MipsVm.Execution;

/// <summary>Everything of a machine but its memory.</summary>
public sealed class CpuState
{
    /// <summary>State at the start of <paramref name="program"/>: all registers zero.</summary>
    public CpuState(ProgramImage program)
    {
        ArgumentNullException.ThrowIfNull(program);
        Pc = program.Entry;
        Npc = program.Entry + 4;
    }

    private CpuState(CpuState other)
    {
        other.Registers.CopyTo(Registers, 0);
        other.PublicValues.CopyTo(PublicValues, 0);
        Committed = other.Committed;
        HaltStatus = other.HaltStatus;
        Pc = other.Pc;
        Npc = other.Npc;
        Instructions = other.Instructions;
    }

    /// <summary>Values by key (<see cref="RegisterKey"/>); entry 0 is zero.</summary>
    public uint[] Registers { get; } = GC.AllocateArray<uint>(RegisterKey.Count, pinned: true); // compiled code keeps its address

    /// <summary>Byte address of the next instruction.</summary>
    public uint Pc { get; set; }

    /// <summary>Byte address of the instruction after it.</summary>
    public uint Npc { get; set; }

    /// <summary>Instructions executed since the start of the run.</summary>
    public ulong Instructions { get; set; }

    /// <summary>What COMMIT wrote.</summary>
    public uint[] PublicValues { get; } = new uint[8];

    /// <summary>Bit i is set when word i was committed.</summary>
    public byte Committed { get; set; }

    /// <summary>What HALT stated, once it was executed.</summary>
    public uint HaltStatus { get; set; }

    /// <summary>What the last primitive accessed; no part of the state.</summary>
    internal PrimitiveCall Call { get; } = new();

    /// <summary>An independent copy.</summary>
    public CpuState Clone() => new(this);
}
