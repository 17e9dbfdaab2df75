using Zkfp.MipsVm.Isa;

namespace Zkfp.MipsVm.Execution;

/// <summary>
/// When a shard is full. The planner counts what is executed by kind of row, and asks again when the units that it was given are used up; what rows cost, and
/// how many fit, is the business of the machine that proves them.
/// </summary>
public abstract class ShardLimits
{
    /// <summary>Kinds of rows.</summary>
    public abstract int Kinds { get; }

    /// <summary>Kind of the row of an address that holds no instruction.</summary>
    public abstract int NoInstruction { get; }

    /// <summary>Kind of the row of a raised exception, on top of that of its instruction.</summary>
    public abstract int Exception { get; }

    /// <summary>Kind of the row of a memory word that the shard touches.</summary>
    public abstract int TouchedWord { get; }

    /// <summary>Kind that also counts accesses so near to either end of the address space that they may have wrapped around it.</summary>
    public abstract int NearWrap { get; }

    /// <summary>Kind that counts a call of a primitive whose operands are rare, on top of that of its instruction.</summary>
    public abstract int RareCall(Opcode primitive);

    /// <summary>A shard has at most so many instructions.</summary>
    public uint MaxInstructions { get; init; } = 1 << 24;

    /// <summary>For each executable range of the program the kind of each word's row.</summary>
    public abstract IReadOnlyList<byte[]> KindsOfWords { get; }

    /// <summary>
    /// For each executable range and word the kind of the row that stands for those of this word and of some before it, where they are executed in turn, raise
    /// nothing and access no word near an end of the address space (<see cref="TraceRow.IsNearEnd"/>); 0: none. Such sequences do not overlap.
    /// </summary>
    public abstract IReadOnlyList<byte[]> KindsOfFused { get; }

    /// <summary>Instructions that a row of a kind stands for.</summary>
    public virtual int InstructionsOf(int kind) => 1;

    /// <summary>Kind of a row of a kind where another instruction follows than the one behind it.</summary>
    public virtual int Delayed(int kind) => kind;

    /// <summary>Units that a row of a kind takes.</summary>
    public abstract int Cost(int kind);

    /// <summary>Units that may be added to a shard that has these rows; 0: it is full. All 0 is the start of a shard.</summary>
    public abstract long Room(ReadOnlySpan<uint> rows);
}
