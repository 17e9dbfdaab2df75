using System.Runtime.CompilerServices;
using Zkfp.MipsVm.Execution.Primitives;
using Zkfp.MipsVm.Isa;
using Zkfp.MipsVm.Loading;

namespace Zkfp.MipsVm.Execution;

/// <summary>
/// Runs a program once and cuts it into shards when their limits say that they are full. Shards are made one at a time by <see cref="Next"/>, so that
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
        if (limits.Room(new uint[limits.Kinds]) <= 0 || limits.MaxInstructions == 0)
            throw new ArgumentException("limits leave no room for one instruction", nameof(limits));
    }

    /// <summary>How the run ended; null while shards remain.</summary>
    public Outcome? Outcome { get; private set; }

    /// <summary>Executes the next shard. Null when the run has ended.</summary>
    public RecordedShard? Next()
    {
        if (Outcome is not null)
            return null;
        if (_cpu.Instructions >= _options.MaxInstructions || _options.Cancellation.IsCancellationRequested)
        {
            Stop(_options.Cancellation.IsCancellationRequested ? StopReason.Cancelled : StopReason.InstructionLimit, default);
            return null;
        }

        var start = new Checkpoint(_program, ++_shard, _cpu, _memory, _lastShard);
        var meter = new Meter(_program, _limits, _touched, _cpu.Pc);
        ulong first = _cpu.Instructions;
        StopReason stop = StopReason.None;
        (ExceptionCode, uint) fault = default;
        uint done = 0;
        while (stop == StopReason.None && !meter.IsFull() && done < _limits.MaxInstructions)
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
        _touched.Clear();
        if (stop != StopReason.None)
            Stop(stop, fault);
        if (done == 0) // the first instruction of the shard trapped without firmware, or was cancelled
        {
            _shard--;
            return null;
        }

        return new RecordedShard
        {
            Start = start,
            Instructions = done,
            Rows = meter.Rows,
            Hints = _host.Take(),
            Stop = stop,
        };
    }

    /// <summary>The machine after the shards made so far, as the start of another one.</summary>
    public Checkpoint End() => new(_program, _shard + 1, _cpu, _memory, _lastShard);

    private void Stop(StopReason stop, (ExceptionCode Code, uint BadVaddr) fault) =>
        Outcome = Executor.MakeOutcome(stop, _cpu, fault);

    private struct Meter : ITraceSink
    {
        // Word indices within 2^13 (the reach of an offset) and one of either end of the address space.
        private const uint Near = (1 << 13) + 1, Words = 1u << 30;

        private readonly ShardLimits _limits;
        private readonly IReadOnlyList<RomRange> _rom;
        private readonly long[] _cost;
        private readonly int[] _delayed, _instructions;
        private readonly int _noInstruction, _exception, _touchedWord, _nearWrap;
        private readonly TouchedWords _touched;
        private byte[] _kinds = [], _kindsOfFused = [];
        private uint _start, _straight; // of the range; where execution has come from word by word
        private long _left;

        public Meter(ProgramImage program, ShardLimits limits, TouchedWords touched, uint pc)
        {
            _straight = pc;
            _limits = limits;
            _rom = program.Rom;
            _cost = new long[limits.Kinds];
            (_delayed, _instructions) = (new int[limits.Kinds], new int[limits.Kinds]);
            for (int i = 0; i < _cost.Length; i++) (_cost[i], _delayed[i], _instructions[i]) = (limits.Cost(i), limits.Delayed(i), limits.InstructionsOf(i));
            (_noInstruction, _exception, _touchedWord, _nearWrap) = (limits.NoInstruction, limits.Exception, limits.TouchedWord, limits.NearWrap);
            _touched = touched;
            Rows = new uint[limits.Kinds];
        }

        public uint[] Rows { get; }

        public static bool WantsRows => false;

        public readonly bool Row(in TraceRow row) => true;

        /// <summary>Whether nothing more may be added; asks for more units when those before are used up.</summary>
        public bool IsFull()
        {
            if (_left <= 0) _left = _limits.Room(Rows);
            return _left <= 0;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool Step(in Instruction instruction, uint pc, uint nextPc, uint memoryWord, ExceptionCode exception)
        {
            uint offset = pc - _start >> 2;
            int kind = offset < (uint)_kinds.Length ? _kinds[offset] : KindAt(pc);
            bool sequential = nextPc == pc + 4 && nextPc != 0;
            bool alone = exception != ExceptionCode.None || memoryWord != TraceRow.NoMemory && TraceRow.IsNearEnd(memoryWord);
            if (kind == _noInstruction || _kindsOfFused[pc - _start >> 2] is not (not 0 and var fused) || alone || !Join(pc, fused))
                Add(sequential ? kind : _delayed[kind]);
            if (!sequential || alone) _straight = nextPc;
            if (memoryWord != TraceRow.NoMemory)
            {
                if (_touched.Add(memoryWord)) Add(_touchedWord);
                if ((memoryWord + Near & Words - 1) < 2 * Near) Add(_nearWrap);
            }

            if (exception != ExceptionCode.None) Add(_exception);
            return _left > 0;
        }

        public void Primitive(PrimitiveCall call)
        {
            foreach (uint word in call.Words)
                if (_touched.Add(word)) Add(_touchedWord);
            if (call.IsRare) Add(_limits.RareCall(call.Opcode));
        }

        /// <summary>One row instead of those of the words before this one, which were counted, and its own, if execution came through all of them.</summary>
        private bool Join(uint pc, int fused)
        {
            uint before = (uint)_instructions[fused] - 1, offset = pc - _start >> 2;
            if (pc - 4 * before < _straight) return false;
            for (uint i = offset - before; i < offset; i++)
            {
                Rows[_kinds[i]]--;
                _left += _cost[_kinds[i]];
            }

            Add(fused);
            return true;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Add(int kind)
        {
            Rows[kind]++;
            _left -= _cost[kind];
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private int KindAt(uint pc)
        {
            for (int i = 0; i < _rom.Count; i++)
            {
                if (pc - _rom[i].Start >= _rom[i].Size) continue;
                (_start, _kinds, _kindsOfFused) = (_rom[i].Start, _limits.KindsOfWords[i], _limits.KindsOfFused[i]);
                return _kinds[pc - _start >> 2];
            }

            return _noInstruction;
        }
    }
}
