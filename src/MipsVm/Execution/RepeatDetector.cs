using Zkfp.MipsVm.Execution.Primitives;
using Zkfp.MipsVm.Isa;
using Zkfp.MipsVm.Loading;

namespace Zkfp.MipsVm.Execution;

/// <summary>
/// Finds runs that repeat themselves: the same registers at the same place again, with no memory word changed and nothing asked of the host between. As the
/// machine does nothing but by its state, such a run never ends. (A thread that spins on a variable that another one should set is one: threads switch only in
/// system calls.)
/// </summary>
internal static class RepeatDetector
{
    /// <summary>Instructions between two looks.</summary>
    public const ulong Interval = 1 << 28;

    /// <summary>The longest period that is found, in instructions.</summary>
    public const uint Period = 1 << 14;

    /// <summary>Executes at most <see cref="Period"/> instructions; true when they led back to where they began.</summary>
    public static bool Repeats<TMemory>(CpuState cpu, ProgramImage program, TMemory memory, IMemoryReader reader, IHost host, out StopReason stop,
        out (ExceptionCode Code, uint BadVaddr) fault)
        where TMemory : struct, IWordMemory
    {
        CpuState start = cpu.Clone();
        var sink = new Watch(start.Pc);
        ulong end = cpu.Instructions + Period;
        stop = StopReason.None;
        fault = default;
        while (cpu.Instructions < end && !sink.Changed && stop == StopReason.None)
        {
            stop = Interpreter.Run(cpu, program, memory, reader, host, ref sink, (uint)(end - cpu.Instructions), out fault);
            if (stop == StopReason.None && !sink.Changed && cpu.Pc == start.Pc && cpu.Npc == start.Npc
                && cpu.Registers.AsSpan(0, RegisterKey.Sink).SequenceEqual(start.Registers.AsSpan(0, RegisterKey.Sink))) return true;
        }

        return false;
    }

    // Stops at the place where it began, and after whatever makes a difference to what follows.
    private struct Watch(uint pc) : ITraceSink
    {
        public static bool WantsRows => true;

        public bool Changed { get; private set; }

        public bool Row(in TraceRow row)
        {
            Changed |= row.MemoryBefore != row.MemoryAfter || row.Instruction.Opcode is Opcode.Hint or Opcode.Commit;
            return !Changed && row.NextPc != pc;
        }

        public readonly bool Step(in Instruction instruction, uint pc, uint nextPc, uint memoryWord, ExceptionCode exception) => true;

        public void Primitive(PrimitiveCall call) => Changed |= !call.Before.SequenceEqual(call.After);
    }
}
