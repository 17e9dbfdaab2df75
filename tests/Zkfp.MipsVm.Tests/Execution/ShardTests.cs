using Zkfp.MipsVm.Execution;
using Zkfp.MipsVm.Execution.Primitives;
using Zkfp.MipsVm.Fuzz;
using Zkfp.MipsVm.Isa;
using Zkfp.MipsVm.Loading;

namespace Zkfp.MipsVm.Tests.Execution;

/// <summary>Shards cover the run exactly, and their rows say everything that happened.</summary>
public class ShardTests
{
    private static readonly int[] Costs = Enumerable.Range(0, OpcodeInfo.Count).Select(i => 14 + (i * 7 % 60)).ToArray();

    private static ShardLimits Limits(ProgramImage program, long cells = 40_000, uint instructions = 1 << 20) =>
        new OpcodeLimits(program, cells) { MaxInstructions = instructions };

    /// <summary>A row for each opcode at a cost of its own, for exceptions and for touched words; some that every shard has.</summary>
    private sealed class OpcodeLimits(ProgramImage program, long maxCells) : ShardLimits
    {
        public const int Raised = OpcodeInfo.Count, Word = OpcodeInfo.Count + 1, Near = OpcodeInfo.Count + 2;

        private readonly byte[][] _kinds = [.. program.Rom.Select(r => r.Instructions.Select(i => (byte)i.Opcode).ToArray())];

        public override int Kinds => OpcodeInfo.Count + 3;

        public override int NoInstruction => (int)Opcode.FetchFault;

        public override int Exception => Raised;

        public override int TouchedWord => Word;

        public override int NearWrap => Near;

        public override int RareCall(Opcode primitive) => (int)primitive;

        public override IReadOnlyList<byte[]> KindsOfWords => _kinds;

        public override IReadOnlyList<byte[]> KindsOfFused { get; } = [.. program.Rom.Select(r => new byte[r.Words.Length])];

        public override int Cost(int kind) => CostOf(kind);

        public static int CostOf(int kind) => kind switch { Raised => 33, Word => 10, Near => 1, _ => Costs[kind] };

        public static long Cells(ReadOnlySpan<uint> rows)
        {
            long cells = 640;
            for (int i = 0; i < rows.Length; i++) cells += (long)rows[i] * CostOf(i);
            return cells;
        }

        // In small steps, so that it is asked often; the worst instruction still fits after the last one.
        public override long Room(ReadOnlySpan<uint> rows) => Math.Clamp(maxCells - Cells(rows) - (Costs.Max() + 44), 0, 1000);
    }

    [Theory]
    [InlineData(11, true)]
    [InlineData(12, false)]
    [InlineData(13, true)]
    public void ShardsChainAndRowsAreComplete(int seed, bool bigEndian)
    {
        // Random programs raise every kind of exception and touch memory everywhere.
        ProgramImage program = new RandomProgram(seed, bigEndian).Image;
        var options = new RunOptions { MaxInstructions = 20_000 };
        var reference = new CpuState(program);
        SparseMemory referenceMemory = Checkpoint.InitialMemory(program);
        Outcome expected = Executor.RunInterpreted(program, reference, referenceMemory, new CountingHost(), options);

        var planner = new ShardPlanner(program, new CountingHost(), Limits(program), options);
        var machine = new Replay(program);
        ulong instructions = 0;
        uint shards = 0;
        while (planner.Next() is { } shard)
        {
            Assert.Equal(++shards, shard.Start.Shard);
            Assert.Equal(instructions, shard.Start.Instructions);
            Assert.InRange(OpcodeLimits.Cells(shard.Rows), 641, 40_000);
            machine.BeginShard(shard);
            var sink = new CheckSink(machine);
            CpuState end = shard.Trace(ref sink);
            machine.EndShard(shard, end);
            instructions += shard.Instructions;
        }
        Assert.Equal(expected.ToString(), planner.Outcome!.ToString());
        Assert.Equal(expected.Instructions, instructions);
        Assert.Equal(reference.Registers, machine.Registers);
        Assert.Equal((reference.Pc, reference.Npc), (machine.Pc, machine.Npc));
        Assert.True(shards > 5, $"{shards} shards");
        foreach ((uint page, uint[] words) in referenceMemory.Pages())
        {
            for (uint i = 0; i < words.Length; i++)
                Assert.Equal(words[i], machine.Word(page * SparseMemory.PageWords + i));
        }
    }

    [Fact]
    public void CutsAreDeterministicAndPlansRepeatable()
    {
        ProgramImage program = new RandomProgram(14, bigEndian: true).Image;
        var options = new RunOptions { MaxInstructions = 10_000 };
        List<RecordedShard> first = Plan(), second = Plan();
        Assert.Equal(first.Select(Key), second.Select(Key));
        // Any order, any number of times, in parallel.
        Parallel.For(0, 40, i =>
        {
            RecordedShard plan = first[(i * 7) % first.Count];
            var sink = new CountSink();
            plan.Trace(ref sink);
            Assert.Equal(plan.Instructions, sink.Rows);
        });

        List<RecordedShard> Plan()
        {
            var planner = new ShardPlanner(program, new CountingHost(), Limits(program), options);
            var plans = new List<RecordedShard>();
            while (planner.Next() is { } plan)
                plans.Add(plan);
            return plans;
        }

        static (uint, uint, long, uint, int, uint) Key(RecordedShard p) =>
            (p.Start.Pc, p.Start.Npc, OpcodeLimits.Cells(p.Rows), p.Instructions, (int)p.Rows[OpcodeLimits.Word], p.Hints.Aggregate(17u, (h, w) => (h * 31) + w));
    }

    [Fact]
    public void ShardsEndAtTheInstructionMaximum()
    {
        ProgramImage program = FirmwareProgram.Build([0x1000_FFFF, 0x2442_0001], kernel => kernel.Word(0));
        var planner = new ShardPlanner(program, NullHost.Instance, Limits(program, cells: long.MaxValue, instructions: 1000),
            new RunOptions { MaxInstructions = 3500 });
        var lengths = new List<uint>();
        while (planner.Next() is { } plan)
            lengths.Add(plan.Instructions);
        Assert.Equal([1000u, 1000u, 1000u, 500u], lengths);
        Assert.Equal(StopReason.InstructionLimit, planner.Outcome!.Reason);
        Assert.Null(planner.Next());
    }

    [Fact]
    public void TheLastShardHalts()
    {
        ProgramImage program = FirmwareProgram.Build([0x2402_0700, FirmwareProgram.Halt(2)], kernel => kernel.Word(0));
        var planner = new ShardPlanner(program, NullHost.Instance, Limits(program));
        RecordedShard plan = planner.Next()!;
        Assert.Equal(StopReason.Halted, plan.Stop);
        Assert.Null(planner.Next());
        Assert.Equal("exit 7", planner.Outcome!.ToString());
        var sink = new CountSink();
        plan.Trace(ref sink);
        Assert.Equal(Opcode.Halt, sink.Last);
        Assert.Equal(1u, plan.Rows[(int)Opcode.Halt]);
        Assert.Equal(plan.Instructions, (uint)plan.Rows.Take(OpcodeInfo.Count).Sum(c => c));
    }

    [Fact]
    public void LimitsWithoutRoomAreRefused()
    {
        ProgramImage program = FirmwareProgram.Build([0], kernel => kernel.Word(0));
        Assert.Throws<ArgumentException>(() => new ShardPlanner(program, NullHost.Instance, Limits(program, cells: 700)));
    }

    [Fact]
    public void AShardWithTheWrongHintsIsNoticed()
    {
        uint[] guest = [FirmwareProgram.Hint(2, 0, 0), 0x1440_0002, 0, 0x2403_0001, FirmwareProgram.Halt(0)];
        ProgramImage program = FirmwareProgram.Build(guest, kernel => kernel.Word(0));
        RecordedShard plan = new ShardPlanner(program, NullHost.Instance, Limits(program)).Next()!;
        Assert.Equal([0u], plan.Hints);
        RecordedShard Changed(uint[] hints, uint instructions) => new()
        {
            Start = plan.Start,
            Instructions = instructions,
            Rows = plan.Rows,
            Hints = hints,
            Stop = plan.Stop,
        };
        foreach (RecordedShard wrong in (RecordedShard[])[Changed([], plan.Instructions), Changed([0, 0], plan.Instructions), Changed([5], plan.Instructions),
            Changed([0], plan.Instructions + 1), Changed([0], plan.Instructions - 1)])
        {
            Assert.Throws<InvalidOperationException>(() =>
            {
                var sink = new CountSink();
                wrong.Trace(ref sink);
            });
        }
    }

    /// <summary>Rebuilds the machine from rows alone.</summary>
    private sealed class Replay
    {
        private readonly ProgramImage _program;
        private readonly Dictionary<uint, uint> _memory = [];
        private readonly Dictionary<uint, uint> _lastShard = [];
        private readonly HashSet<uint> _touched = [];
        private readonly uint[] _opcodes = new uint[OpcodeInfo.Count];
        private readonly SparseMemory _image;
        private uint _exceptions, _rows;

        public Replay(ProgramImage program)
        {
            _program = program;
            _image = Checkpoint.InitialMemory(program);
            Pc = program.Entry;
            Npc = program.Entry + 4;
        }

        public uint[] Registers { get; } = new uint[RegisterKey.Count];

        public uint Pc { get; private set; }

        public uint Npc { get; private set; }

        public uint Word(uint word) => _memory.TryGetValue(word, out uint value) ? value : _image[word];

        public void BeginShard(RecordedShard shard)
        {
            Assert.Equal((Pc, Npc), (shard.Start.Pc, shard.Start.Npc));
            Assert.Equal(Registers, shard.Start.Registers.ToArray());
            SparseMemory memory = shard.Start.OpenMemory(), last = shard.Start.OpenLastShard();
            foreach ((uint word, uint value) in _memory)
                Assert.Equal(value, memory[word]);
            foreach ((uint word, uint number) in _lastShard)
                Assert.Equal(number, last[word]);
            _touched.Clear();
            Array.Clear(_opcodes);
            _exceptions = _rows = 0;
        }

        public void EndShard(RecordedShard shard, CpuState end)
        {
            Assert.Equal(Registers, end.Registers);
            Assert.Equal((Pc, Npc), (end.Pc, end.Npc));
            Assert.Equal(shard.Instructions, _rows);
            Assert.Equal(shard.Rows[OpcodeLimits.Word], (uint)_touched.Count);
            Assert.Equal(shard.Rows[..OpcodeInfo.Count], _opcodes);
            Assert.Equal(shard.Rows[OpcodeLimits.Raised], _exceptions);
            Assert.True(shard.Rows[OpcodeLimits.Near] <= _rows);
            foreach (uint word in _touched)
                _lastShard[word] = shard.Start.Shard;
        }

        public void Row(in TraceRow row)
        {
            Assert.Equal(_rows++, row.Index);
            Assert.Equal((Pc, Npc), (row.Pc, row.Npc));
            Instruction i = row.Instruction;
            Assert.Equal(_program.Fetch(row.Pc), i);
            Assert.Equal(Registers[i.Rs], row.RsValue);
            Assert.Equal(Registers[i.Rt], row.RtValue);
            Assert.Equal(Registers[i.Rd], row.RdBefore);
            Assert.Equal((Registers[32], Registers[33]), (row.HiBefore, row.LoBefore));
            Assert.NotEqual(0, i.Rd);
            Assert.Equal(OpcodeInfo.IsMemory(i.Opcode) && row.Exception == ExceptionCode.None, row.MemoryWord != TraceRow.NoMemory);
            if (row.MemoryWord != TraceRow.NoMemory)
            {
                Assert.Equal((row.RsValue + i.Imm) >> 2, row.MemoryWord);
                Assert.Equal(Word(row.MemoryWord), row.MemoryBefore);
                if (!OpcodeInfo.IsStore(i.Opcode))
                    Assert.Equal(row.MemoryBefore, row.MemoryAfter);
                _memory[row.MemoryWord] = row.MemoryAfter;
                _touched.Add(row.MemoryWord);
            }
            if (row.Exception != ExceptionCode.None)
            {
                Assert.Equal((row.RdBefore, row.HiBefore, row.LoBefore), (row.RdAfter, row.HiAfter, row.LoAfter));
                Assert.Equal((ProgramImage.ExceptionVector, ProgramImage.ExceptionVector + 4), (row.NextPc, row.NextNpc));
                Registers[RegisterKey.Epc] = row.Pc;
                Registers[RegisterKey.Resume] = row.Npc;
                Registers[RegisterKey.Cause] = (uint)row.Exception;
                Registers[RegisterKey.BadVaddr] = row.BadVaddr;
                _exceptions++;
            }
            else
            {
                Assert.Equal(0u, row.BadVaddr);
                Registers[i.Rd] = row.RdAfter;
                (Registers[32], Registers[33]) = (row.HiAfter, row.LoAfter);
            }
            _opcodes[(int)i.Opcode]++;
            (Pc, Npc) = (row.NextPc, row.NextNpc);
        }
    }

    private readonly struct CheckSink(Replay machine) : ITraceSink
    {
        public static bool WantsRows => true;

        public bool Row(in TraceRow row)
        {
            machine.Row(row);
            return true;
        }

        public bool Step(in Instruction instruction, uint pc, uint nextPc, uint memoryWord, ExceptionCode exception) =>
            throw new InvalidOperationException("rows were asked for");

        public readonly void Primitive(PrimitiveCall call)
        {
        }
    }

    private struct CountSink : ITraceSink
    {
        public uint Rows;
        public Opcode Last;

        public static bool WantsRows => true;

        public bool Row(in TraceRow row)
        {
            Rows++;
            Last = row.Instruction.Opcode;
            return true;
        }

        public readonly bool Step(in Instruction instruction, uint pc, uint nextPc, uint memoryWord, ExceptionCode exception) =>
            throw new InvalidOperationException("rows were asked for");

        public readonly void Primitive(PrimitiveCall call)
        {
        }
    }

    private sealed class CountingHost : IHost
    {
        private uint _state = 99;

        public uint Hint(uint service, uint argument, IMemoryReader memory) =>
            _state = (_state * 1664525) + 1013904223 + service + memory.ReadWord(argument);
    }
}
