using System.Runtime.CompilerServices;
using Zkfp.MipsVm.Execution.Jit;
using Zkfp.MipsVm.Isa;
using Zkfp.MipsVm.Loading;

namespace Zkfp.MipsVm.Execution;

/// <summary>Runs programs untraced.</summary>
public static class Executor
{
    private const uint Slice = 1 << 20;

    /// <summary>Runs <paramref name="program"/> from its start until it ends or a limit is reached, as fast as this platform can.</summary>
    /// <param name="program">What to run.</param>
    /// <param name="host">Answers HINTs.</param>
    /// <param name="options">Limits and observation.</param>
    public static Outcome Run(ProgramImage program, IHost host, RunOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(host);
        using FastMachine? machine = RuntimeFeature.IsDynamicCodeCompiled ? FastMachine.TryCreate(program) : null;
        return machine is null ? RunInterpreted(program, host, options) : machine.Run(host, options ?? RunOptions.Default);
    }

    /// <summary>As <see cref="Run"/>, by the interpreter alone.</summary>
    /// <param name="program">What to run.</param>
    /// <param name="host">Answers HINTs.</param>
    /// <param name="options">Limits and observation.</param>
    /// <param name="memory">Memory to run in, to look at afterwards; the image is written to it first.</param>
    public static Outcome RunInterpreted(ProgramImage program, IHost host, RunOptions? options = null, SparseMemory? memory = null)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(host);
        options ??= RunOptions.Default;
        memory ??= new SparseMemory();
        foreach (ImageRange range in program.Image)
            memory.Write(range.StartWord, range.Words);
        var cpu = new CpuState(program);
        return RunInterpreted(program, cpu, memory, host, options);
    }

    /// <summary>Goes on from <paramref name="cpu"/> and <paramref name="memory"/>, which hold the final state afterwards.</summary>
    public static Outcome RunInterpreted(ProgramImage program, CpuState cpu, SparseMemory memory, IHost host, RunOptions options)
    {
        var sink = default(NullSink);
        return RunInterpreted(program, cpu, memory, host, options, ref sink);
    }

    /// <summary>As above, observed by <paramref name="sink"/>, which must not stop it.</summary>
    public static Outcome RunInterpreted<TSink>(
        ProgramImage program, CpuState cpu, SparseMemory memory, IHost host, RunOptions options, ref TSink sink)
        where TSink : struct, ITraceSink
    {
        ArgumentNullException.ThrowIfNull(cpu);
        ArgumentNullException.ThrowIfNull(options);
        var reader = new SparseMemoryReader(memory, program.Endianness);
        ulong look = RepeatDetector.Interval;
        while (true)
        {
            if (options.Cancellation.IsCancellationRequested)
                return MakeOutcome(StopReason.Cancelled, cpu, default);
            if (cpu.Instructions >= options.MaxInstructions)
                return MakeOutcome(StopReason.InstructionLimit, cpu, default);
            uint slice = (uint)Math.Min(Slice, options.MaxInstructions - cpu.Instructions);
            StopReason stop = Interpreter.Run(cpu, program, new SparseAccess(memory), reader, host, ref sink, slice, out var fault);
            options.Progress?.Invoke(cpu.Instructions);
            if (stop == StopReason.None && typeof(TSink) == typeof(NullSink) && cpu.Instructions >= look && options.MaxInstructions - cpu.Instructions > RepeatDetector.Period)
            {
                look = cpu.Instructions + RepeatDetector.Interval;
                if (RepeatDetector.Repeats(cpu, program, new SparseAccess(memory), reader, host, out stop, out fault))
                    stop = StopReason.Repeats;
            }
            if (stop != StopReason.None)
                return MakeOutcome(stop, cpu, fault);
        }
    }

    internal static Outcome MakeOutcome(StopReason stop, CpuState cpu, (ExceptionCode Code, uint BadVaddr) fault) => new()
    {
        Reason = stop,
        Instructions = cpu.Instructions,
        PrimitiveCalls = (ulong[])cpu.Call.Counts.Clone(),
        WaitStatus = stop == StopReason.Halted ? cpu.HaltStatus : 0,
        Exception = fault.Code,
        BadVaddr = fault.BadVaddr,
        Pc = cpu.Pc,
        PublicValues = (uint[])cpu.PublicValues.Clone(),
        Committed = cpu.Committed,
    };
}
