using Zkfp.MipsVm.Execution.Primitives;
using Zkfp.MipsVm.Isa;

namespace Zkfp.MipsVm.Execution;

/// <summary>Everything one executed instruction did. Values are of register keys (<see cref="RegisterKey"/>).</summary>
public struct TraceRow
{
    /// <summary><see cref="MemoryWord"/> of an instruction that does not access memory.</summary>
    public const uint NoMemory = uint.MaxValue;

    /// <summary>
    /// Whether a word lies within 512 KiB of either end of the address space, so that an address may have wrapped around on the way to it. Such an access is no
    /// part of a row for several instructions.
    /// </summary>
    public static bool IsNearEnd(uint memoryWord)
    {
        const uint reach = 1 << 17, words = 1 << 30;
        return (memoryWord + reach & words - 1) < 2 * reach;
    }

    /// <summary>Number of instructions executed before this one since the start of this execution (row number in the shard).</summary>
    public uint Index;

    /// <summary>Byte address of the instruction, and of the next one.</summary>
    public uint Pc, Npc;

    /// <summary>State after the instruction.</summary>
    public uint NextPc, NextNpc;

    /// <summary>The decoded instruction (<see cref="Opcode.FetchFault"/> where there is none).</summary>
    public Instruction Instruction;

    /// <summary>Values of keys <c>Instruction.Rs</c> and <c>Instruction.Rt</c> before.</summary>
    public uint RsValue, RtValue;

    /// <summary>Value of key <c>Instruction.Rd</c> before and after; equal when an exception is raised or a move not done.</summary>
    public uint RdBefore, RdAfter;

    /// <summary>HI before and after.</summary>
    public uint HiBefore, HiAfter;

    /// <summary>LO before and after.</summary>
    public uint LoBefore, LoAfter;

    /// <summary>Word index of the memory access, or <see cref="NoMemory"/>.</summary>
    public uint MemoryWord;

    /// <summary>The whole memory word before and after; equal for loads.</summary>
    public uint MemoryBefore, MemoryAfter;

    /// <summary>The exception raised. Then nothing but EPC, RESUME, CAUSE and BADVADDR was written.</summary>
    public ExceptionCode Exception;

    /// <summary>What an exception wrote to BADVADDR.</summary>
    public uint BadVaddr;
}

/// <summary>
/// Observes execution. Implement it by a struct: the executor is specialised for it and calls are inlined. Exactly one of
/// <see cref="Row"/> and <see cref="Step"/> is called, after each instruction.
/// </summary>
public interface ITraceSink
{
    /// <summary>Constant: true to receive full rows.</summary>
    static abstract bool WantsRows { get; }

    /// <summary>One executed instruction, in full. False stops execution after it.</summary>
    bool Row(in TraceRow row);

    /// <summary>One executed instruction, in brief. False stops execution after it.</summary>
    /// <param name="instruction">What was executed.</param>
    /// <param name="pc">Its byte address.</param>
    /// <param name="nextPc">Byte address of the instruction that follows.</param>
    /// <param name="memoryWord">Word index of its memory access or <see cref="TraceRow.NoMemory"/>.</param>
    /// <param name="exception">The exception it raised.</param>
    bool Step(in Instruction instruction, uint pc, uint nextPc, uint memoryWord, ExceptionCode exception);

    /// <summary>The memory accesses of a primitive that raised nothing, before its row or step.</summary>
    void Primitive(PrimitiveCall call);
}

/// <summary>Observes nothing.</summary>
public readonly struct NullSink : ITraceSink
{
    /// <inheritdoc/>
    public static bool WantsRows => false;

    /// <inheritdoc/>
    public bool Row(in TraceRow row) => true;

    /// <inheritdoc/>
    public bool Step(in Instruction instruction, uint pc, uint nextPc, uint memoryWord, ExceptionCode exception) => true;

    /// <inheritdoc/>
    public void Primitive(PrimitiveCall call)
    {
    }
}
