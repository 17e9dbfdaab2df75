using System.Runtime.CompilerServices;
using Zkfp.MipsVm.Isa;
using Zkfp.MipsVm.Loading;

namespace Zkfp.MipsVm.Execution;

/// <summary>
/// Runs a program once and cuts it into shards by predicted cells. Shards are made one at a time by <see cref="Next"/>, so that
/// the caller decides how many checkpoints are alive; the cuts depend on program, host and limits alone.
/// </summary>
public sealed class ShardPlanner
{
    private const uint Slice = 1 << 20;

    private readonly ProgramImage _program;
    private readonly ShardLimits _limits;
    private readonly RunOptions _options;
    private readonly RecordingHost _host;
    private readonly CpuState _cpu;
    private readonly SparseMemory _memory;
    private readonly SparseMemory _lastShard = new();
    private readonly SparseMemoryReader _reader;
    private readonly TouchedWords _touched = new();
    private uint _shard;

    /// <summary>Prepares a run from the program's start.</summary>
    public ShardPlanner(ProgramImage program, IHost host, ShardLimits limits, RunOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(limits);
        _program = program;
        _limits = limits;
        _options = options ?? RunOptions.Default;
        _host = new RecordingHost(host);
        _cpu = new CpuState(program);
        _memory = Checkpoint.InitialMemory(program);
        _reader = new SparseMemoryReader(_memory, program.Endianness);
        if (WorstInstruction(limits) > limits.MaxCells - limits.FixedCells || limits.MaxInstructions == 0)
            throw new ArgumentException($"limits leave no room for one instruction: {limits.MaxCells} cells, {limits.MaxInstructions} instructions", nameof(limits));
    }

    /// <summary>How the run ended; null while shards remain.</summary>
    public Outcome? Outcome { get; private set; }

    /// <summary>Executes the next shard. Null when the run has ended.</summary>
    public ShardPlan? Next()
    {
        if (Outcome is not null)
            return null;
        if (_cpu.Instructions >= _options.MaxInstructions || _options.Cancellation.IsCancellationRequested)
        {
            Stop(_options.Cancellation.IsCancellationRequested ? StopReason.Cancelled : StopReason.InstructionLimit, default);
            return null;
        }

        var start = new Checkpoint(_program, ++_shard, _cpu, _memory, _lastShard);
        var meter = new Meter(_limits, _touched);
        ulong first = _cpu.Instructions;
        StopReason stop = StopReason.None;
        (ExceptionCode, uint) fault = default;
        uint done = 0;
        while (stop == StopReason.None && !meter.Full && done < _limits.MaxInstructions)
        {
            if (_cpu.Instructions >= _options.MaxInstructions)
                stop = StopReason.InstructionLimit;
            else if (_options.Cancellation.IsCancellationRequested)
                stop = StopReason.Cancelled;
            if (stop != StopReason.None)
                break;
            uint slice = (uint)Math.Min(Math.Min(Slice, _limits.MaxInstructions - done), _options.MaxInstructions - _cpu.Instructions);
            stop = Interpreter.Run(_cpu, _program, new SparseAccess(_memory), _reader, _host, ref meter, slice, out fault);
            done = (uint)(_cpu.Instructions - first);
            _options.Progress?.Invoke(_cpu.Instructions);
        }

        foreach (uint word in _touched.Words)
            _lastShard[word] = _shard;
        int touched = _touched.Count;
        _touched.Clear();
        if (stop != StopReason.None)
            Stop(stop, fault);
        if (done == 0) // the first instruction of the shard trapped without firmware, or was cancelled
        {
            _shard--;
            return null;
        }

        return new ShardPlan
        {
            Start = start,
            Instructions = done,
            Cells = meter.Cells,
            OpcodeCounts = meter.Counts,
            Exceptions = meter.Exceptions,
            TouchedWords = touched,
            Hints = _host.Take(),
            Stop = stop,
        };
    }

    /// <summary>The machine after the shards made so far, as the start of another one.</summary>
    public Checkpoint End() => new(_program, _shard + 1, _cpu, _memory, _lastShard);

    private void Stop(StopReason stop, (ExceptionCode Code, uint BadVaddr) fault) =>
        Outcome = Executor.MakeOutcome(stop, _cpu, fault);

    private static long WorstInstruction(ShardLimits limits)
    {
        int worst = 0;
        foreach (int cells in limits.CellsPerOpcode)
            worst = Math.Max(worst, cells);
        return (long)worst + limits.CellsPerException + limits.CellsPerTouchedWord;
    }

    private struct Meter : ITraceSink
    {
        private readonly int[] _cost;
        private readonly int _exceptionCost;
        private readonly int _wordCost;
        private readonly long _last;
        private readonly TouchedWords _touched;

        public Meter(ShardLimits limits, TouchedWords touched)
        {
            _cost = limits.CellsPerOpcode.ToArray();
            _exceptionCost = limits.CellsPerException;
            _wordCost = limits.CellsPerTouchedWord;
            _last = limits.MaxCells - WorstInstruction(limits);
            _touched = touched;
            Cells = limits.FixedCells;
            Counts = new uint[OpcodeInfo.Count];
        }

        public long Cells { get; private set; }

        public uint[] Counts { get; }

        public uint Exceptions { get; private set; }

        public readonly bool Full => Cells > _last;

        public static bool WantsRows => false;

        public readonly bool Row(in TraceRow row) => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool Step(in Instruction instruction, uint pc, uint nextPc, uint memoryWord, ExceptionCode exception)
        {
            int opcode = (int)instruction.Opcode;
            Counts[opcode]++;
            long cells = Cells + _cost[opcode];
            if (memoryWord != TraceRow.NoMemory && _touched.Add(memoryWord))
                cells += _wordCost;
            if (exception != ExceptionCode.None)
            {
                cells += _exceptionCost;
                Exceptions++;
            }
            Cells = cells;
            return cells <= _last;
        }
    }
}
