using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Zkfp.MipsVm.Execution.Primitives;
using Zkfp.MipsVm.Isa;
using Zkfp.MipsVm.Loading;

namespace Zkfp.MipsVm.Execution.Jit;

/// <summary>
/// A machine on flat memory that compiles what is hot. The interpreter executes everything else: cold code, whatever
/// raises an exception, machine instructions, and branches in delay slots. Register 63 (the sink) is not kept up.
/// </summary>
[RequiresDynamicCode("It makes methods.")]
internal sealed unsafe class FastMachine : IDisposable
{
    /// <summary>
    /// Visits of an address that make it hot. Compiling a region costs about as much as interpreting a few hundred thousand
    /// instructions.
    /// </summary>
    public const int DefaultHotVisits = 2000;

    private const long Slice = 1 << 22;

    private readonly ProgramImage _program;
    private readonly FlatMemory _memory;
    private readonly List<CompiledRegion> _regions = [];
    private readonly Dictionary<RomRange, Entry[]> _entries = [];

    private readonly int _hotVisits;

    private FastMachine(ProgramImage program, FlatMemory memory, int hotVisits)
    {
        _program = program;
        _hotVisits = hotVisits;
        _memory = memory;
        Cpu = new CpuState(program);
        foreach (ImageRange range in program.Image)
            memory.Write(range.StartWord, range.Words);
    }

    // What is known about the code at an address: visits so far, or a region and a block in it.
    private struct Entry
    {
        public CompiledRegion? Region;
        public int Block;
        public int Visits;
    }

    /// <summary>Registers and program counters.</summary>
    public CpuState Cpu { get; }

    /// <summary>Memory.</summary>
    public FlatMemory Memory => _memory;

    /// <summary>Regions compiled so far.</summary>
    public int Regions => _regions.Count;

    /// <summary>A machine at the start of <paramref name="program"/>, or null where this platform cannot have one.</summary>
    public static FastMachine? TryCreate(ProgramImage program, int hotVisits = DefaultHotVisits) =>
        FlatMemory.TryCreate(program.Endianness) is { } memory ? new FastMachine(program, memory, hotVisits) : null;

    /// <inheritdoc/>
    public void Dispose() => _memory.Dispose();

    /// <summary>Runs until the program ends or a limit is reached.</summary>
    public Outcome Run(IHost host, RunOptions options)
    {
        ulong look = RepeatDetector.Interval;
        while (true)
        {
            if (options.Cancellation.IsCancellationRequested)
                return Executor.MakeOutcome(StopReason.Cancelled, Cpu, default);
            if (Cpu.Instructions >= options.MaxInstructions)
                return Executor.MakeOutcome(StopReason.InstructionLimit, Cpu, default);
            long slice = (long)Math.Min((ulong)Slice, options.MaxInstructions - Cpu.Instructions);
            StopReason stop = RunSlice(host, slice, out var fault);
            options.Progress?.Invoke(Cpu.Instructions);
            if (stop == StopReason.None && Cpu.Instructions >= look && options.MaxInstructions - Cpu.Instructions > RepeatDetector.Period)
            {
                look = Cpu.Instructions + RepeatDetector.Interval;
                if (RepeatDetector.Repeats(Cpu, _program, new FlatAccess(_memory.Base), _memory, host, out stop, out fault))
                    stop = StopReason.Repeats;
            }
            if (stop != StopReason.None)
                return Executor.MakeOutcome(stop, Cpu, fault);
        }
    }

    private StopReason RunSlice(IHost host, long slice, out (ExceptionCode, uint) fault)
    {
        // SAFETY: Registers is pinned; the memory reservation lives as long as this object.
        uint* registers = (uint*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(Cpu.Registers));
        byte* memory = _memory.Base;
        Frame frame = new() { Pc = Cpu.Pc, Npc = Cpu.Npc, Fuel = slice };
        uint start = 0, size = 0;
        Entry[] entries = [];
        StopReason stop = StopReason.None;
        fault = default;
        while (frame.Fuel > 0)
        {
            uint pc = frame.Pc;
            if (frame.Npc == pc + 4)
            {
                if (pc - start >= size && _program.FindRange(pc) is { } range)
                {
                    start = range.Start;
                    size = range.Size;
                    entries = EntriesOf(range);
                }
                if (pc - start < size)
                {
                    ref Entry entry = ref entries[(pc - start) >> 2];
                    if (entry.Region is { } region || (++entry.Visits == _hotVisits && (region = Compile(pc, entries)) is not null))
                    {
                        long before = frame.Fuel;
                        region(registers, memory, &frame, entry.Block);
                        if (frame.Fuel != before)
                            continue;
                        // Out of fuel, or at an instruction that compiled code leaves alone.
                    }
                }
            }

            var untilJump = default(UntilJump);
            Cpu.Pc = frame.Pc;
            Cpu.Npc = frame.Npc;
            ulong executed = Cpu.Instructions;
            stop = Interpreter.Run(Cpu, _program, new FlatAccess(memory), _memory, host, ref untilJump, (uint)frame.Fuel, out fault);
            frame = new() { Pc = Cpu.Pc, Npc = Cpu.Npc, Fuel = frame.Fuel - (long)(Cpu.Instructions - executed) };
            // The interpreter has counted its own instructions; the slice's end counts the compiled ones.
            slice -= (long)(Cpu.Instructions - executed);
            if (stop != StopReason.None)
                break;
        }
        Cpu.Pc = frame.Pc;
        Cpu.Npc = frame.Npc;
        Cpu.Instructions += (ulong)(slice - frame.Fuel);
        GC.KeepAlive(this);
        return stop;
    }

    private Entry[] EntriesOf(RomRange range)
    {
        ref Entry[]? entries = ref CollectionsMarshal.GetValueRefOrAddDefault(_entries, range, out _);
        return entries ??= new Entry[range.Instructions.Length];
    }

    private CompiledRegion? Compile(uint pc, Entry[] entries)
    {
        RomRange range = _program.FindRange(pc)!;
        List<Block> blocks = RegionFinder.Find(range, pc);
        if (blocks.Count == 0)
            return null;
        CompiledRegion region = Translator.Compile(range, _program.Endianness, _program.Holes, Cpu.Registers[RegisterKey.StackPointer], blocks);
        _regions.Add(region);
        for (int i = 0; i < blocks.Count; i++)
        {
            ref Entry entry = ref entries[(blocks[i].Start - range.Start) >> 2];
            if (entry.Region is null)
                entry = new Entry { Region = region, Block = i };
        }
        return region;
    }

    // Stops the interpreter where compiled code may go on: after every jump, and after what compiled code left to it.
    private struct UntilJump : ITraceSink
    {
        public static bool WantsRows => false;

        public readonly bool Row(in TraceRow row) => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly bool Step(in Instruction instruction, uint pc, uint nextPc, uint memoryWord, ExceptionCode exception) =>
            nextPc == pc + 4;

        public readonly void Primitive(PrimitiveCall call)
        {
        }
    }
}
