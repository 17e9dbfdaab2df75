using System.Runtime.CompilerServices;
using Zkfp.Core.Machine;
using Zkfp.Core.Trace;
using Zkfp.MipsVm.Execution;
using Zkfp.MipsVm.Execution.Primitives;
using Zkfp.MipsVm.Isa;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Machine;
using Zkfp.MipsVm.Rom;
using Zkfp.MipsVm.Tables.Branch;
using Zkfp.MipsVm.Tables.LoadStore;

namespace Zkfp.MipsVm.Tracing;

/// <summary>
/// Turns executed instructions into table rows: picks the ROM row and table of each, and the previous time of everything it
/// accesses. One per thread; reused from shard to shard.
/// </summary>
internal sealed class ShardRecorder
{
    /// <summary>An access follows the previous one of its key by at most this; longer waits are refreshed.</summary>
    private const uint Window = 1 << 16;

    private const uint EndOfWords = 1u << 30;

    private readonly ProgramTables _program;
    private readonly RomRow[] _ops;
    private readonly bool _bigEndian;
    private readonly uint[] _registers = new uint[RegisterKey.Count];
    private readonly uint[] _registerTimes = new uint[RegisterKey.Count];
    private readonly TraceRow[] _held = new TraceRow[Fusion.Most];
    private int _range, _heldCount;
    private PrimitiveCall? _call;

    /// <summary>A recorder for a program.</summary>
    public ShardRecorder(ProgramTables program)
    {
        _program = program;
        _ops = program.RomRows;
        _bigEndian = program.Image.Endianness == Endianness.Big;
        Buffers = new StepBuffer[Enum.GetValues<TableId>().Length];
        for (int i = 0; i < Buffers.Length; i++) Buffers[i] = new StepBuffer();
        RomCounts = new uint[_ops.Length];
    }

    /// <summary>Records by table.</summary>
    public StepBuffer[] Buffers { get; }

    /// <summary>How often each ROM row was fetched.</summary>
    public uint[] RomCounts { get; }

    /// <summary>Memory words.</summary>
    public AccessTimes Memory { get; } = new();

    /// <summary>For each register the time that its boundary row pushes.</summary>
    public uint[] FirstRegisterTimes { get; } = new uint[RegisterKey.Count];

    /// <summary>For each register the time of its last access.</summary>
    public ReadOnlySpan<uint> LastRegisterTimes => _registerTimes;

    /// <summary>Register values after the last instruction, as the tables see them.</summary>
    public ReadOnlySpan<uint> Registers => _registers;

    /// <summary>Committed digest words: index, value.</summary>
    public List<(int Index, uint Value)> Commits { get; } = [];

    /// <summary>Time after the last instruction.</summary>
    public uint EndTime { get; private set; }

    /// <summary>Gives the memory of all records back.</summary>
    public void ReleaseSteps()
    {
        foreach (StepBuffer b in Buffers) b.Release();
    }

    /// <summary>Starts a shard.</summary>
    public void Start(ReadOnlySpan<uint> registers)
    {
        ReleaseSteps();
        Array.Clear(RomCounts);
        Array.Clear(_registerTimes);
        Array.Clear(FirstRegisterTimes);
        registers.CopyTo(_registers);
        Memory.Clear();
        Commits.Clear();
        EndTime = ExecutionPublicValues.StartTime;
        _range = _heldCount = 0;
    }

    /// <summary>Tells what the primitive accessed that is recorded next.</summary>
    public void SetCall(PrimitiveCall call) => _call = call;

    /// <summary>Records one instruction. It may wait for those that one row proves with it.</summary>
    public void Record(in TraceRow row)
    {
        EndTime = Time(row) + 4;
        int first = Find(_heldCount == 0 ? row.Pc : _held[0].Pc);
        if (_heldCount == 0 && !Fusion.IsFused(_ops[first].Operation))
        {
            Record(first, row);
            return;
        }

        bool together = row.Exception == ExceptionCode.None && !(row.MemoryWord != TraceRow.NoMemory && TraceRow.IsNearEnd(row.MemoryWord));
        if (!together || _heldCount == 0 && !IsSequential(row))
        {
            Finish();
            Record(FindSingle(row.Pc), row);
            return;
        }

        _held[_heldCount++] = row;
        if (_heldCount == Fusion.Length(_ops[first].Operation)) AppendFused(first);
    }

    /// <summary>Records what still waits for others. Call it after the last instruction.</summary>
    public void Finish()
    {
        for (int i = 0; i < _heldCount; i++) Record(FindSingle(_held[i].Pc), _held[i]);
        _heldCount = 0;
    }

    /// <summary>The first ROM row of the instruction by itself.</summary>
    private int FindSingle(uint pc)
    {
        int first = Find(pc);
        return Fusion.IsFused(_ops[first].Operation) ? first + 1 : first;
    }

    private static uint Time(in TraceRow row) => ExecutionPublicValues.StartTime + 4 * row.Index;

    /// <summary>Records an instruction by itself, whose first ROM row is given.</summary>
    private void Record(int first, in TraceRow row)
    {
        uint time = Time(row);
        int op;
        if (row.Exception != ExceptionCode.None) op = FaultRow(first, row);
        else
        {
            op = _ops[first].Operation switch
            {
                >= Operation.Equal and <= Operation.Positive or Operation.MoveIfZero or Operation.MoveIfNotZero => SelectCondition(first, row),
                Operation.LoadWord or Operation.StoreWord => SelectAligned(first, row),
                Operation.LoadWordInPlace => WordIndex.Wraps(_registers[_ops[first].D], _ops[first].X) ? first + 1 : first,
                _ => first,
            };
        }

        if (row.Exception == ExceptionCode.None && OpcodeInfo.IsPrimitive(row.Instruction.Opcode)) AppendCall(op, time, row);
        else Append(op, time, row);
        if (row.Exception != ExceptionCode.None) AppendException(time, row);
    }

    /// <summary>npc = pc + 1 as word indices: what follows the last word of the address space is not the one behind it.</summary>
    private static bool IsSequential(in TraceRow row) => row.Npc == row.Pc + 4 && row.Npc != 0;

    /// <summary>The row whose condition holds; off the usual path the general row.</summary>
    private int SelectCondition(int i, in TraceRow row)
    {
        bool sequential = IsSequential(row);
        for (; ; i++)
        {
            ref readonly RomRow op = ref _ops[i];
            uint a = _registers[op.A], b = _registers[op.B];
            bool holds = op.Operation switch
            {
                Operation.MoveIfZero => b == 0,
                Operation.MoveIfNotZero => b != 0,
                Operation.Equal => sequential && a == b,
                Operation.NotEqual => sequential && a != b,
                Operation.Zero => sequential && a == 0,
                Operation.NotZero => sequential && a != 0,
                Operation.Negative => sequential && (int)a < 0,
                Operation.NotNegative => sequential && (int)a >= 0,
                Operation.Positive => sequential && (int)a > 0,
                Operation.Branch or Operation.ConditionalTrap => true,
                _ => throw new InvalidOperationException($"ROM row {i} ({op.Operation}) cannot follow a condition."),
            };
            if (holds) return i;
        }
    }

    /// <summary>LWL, LWR, SWL, SWR have a whole-word row first and their own row second.</summary>
    private int SelectAligned(int first, in TraceRow row)
    {
        Opcode opcode = row.Instruction.Opcode;
        if (opcode is not (Opcode.Lwl or Opcode.Lwr or Opcode.Swl or Opcode.Swr)) return first;
        return (_registers[_ops[first].A] + _ops[first].Immediate & 3) == 0 ? first : first + 1;
    }

    private int FaultRow(int first, in TraceRow row)
    {
        Operation wanted = row.Exception switch
        {
            ExceptionCode.AddressErrorLoad or ExceptionCode.UnmappedLoad => Operation.LoadFault,
            ExceptionCode.AddressErrorStore or ExceptionCode.UnmappedStore => Operation.StoreFault,
            ExceptionCode.Trap => Operation.ConditionalTrap,
            ExceptionCode.PrimitiveOperand => Operation.OperandFault,
            _ => _ops[first].Operation,
        };
        while (_ops[first].Operation != wanted || wanted == Operation.OperandFault && IsMapped(_ops[first])) first++;
        return first;
    }

    /// <summary>Whether the operand of a primitive that the row is about is as it should be.</summary>
    private bool IsMapped(in RomRow op) =>
        new OperandBlock(OperandField.Rs, (int)op.X + 1, 0).IsMapped(_registers[op.A], _program.Image.Holes);

    private int Find(uint pc)
    {
        IReadOnlyList<RomRange> rom = _program.Image.Rom;
        uint offset;
        if (_range < rom.Count && (offset = pc - rom[_range].Start) < rom[_range].Size) return _program.FirstRows[_range][offset >> 2];
        for (int i = 0; i < rom.Count; i++)
        {
            if ((offset = pc - rom[i].Start) >= rom[i].Size) continue;
            _range = i;
            return _program.FirstRows[i][offset >> 2];
        }

        uint word = pc >> 2;
        for (int i = _ops.Length - 1; ; i--)
            if (_ops[i].Operation == Operation.Gap && word >= _ops[i].Pc && word <= _ops[i].X) return i;
    }

    private void Append(int opIndex, uint time, in TraceRow row)
    {
        ref readonly RomRow op = ref _ops[opIndex];
        (TableId table, TableId rare, TableId delayed, Accesses accesses) = OperationInfo.All[(int)op.Operation];
        if (!IsSequential(row)) table = delayed;
        RomCounts[opIndex]++;
        bool raised = row.Exception != ExceptionCode.None;
        uint a = 0, previousA = 0, b = 0, previousB = 0;
        if ((accesses & Accesses.A) != 0)
        {
            a = _registers[op.A];
            previousA = Register(op.A, time);
        }

        if ((accesses & Accesses.B) != 0 || (accesses & Accesses.MaybeB) != 0 && ((ConditionFlags)op.D & ConditionFlags.Register) != 0)
        {
            b = _registers[op.B];
            previousB = Register(op.B, time + 1);
        }

        if ((accesses & Accesses.Memory) != 0 && WordIndex.Wraps(a, op.X)) table = rare;
        bool unmapped = row.Exception is ExceptionCode.UnmappedLoad or ExceptionCode.UnmappedStore;
        if (unmapped) table = TableId.HoleFault;
        ref StepRecord s = ref Buffers[(int)table].Add();
        s.Op = opIndex;
        s.Time = time;
        s.Pc = row.Pc >> 2;
        s.Npc = row.Npc >> 2;
        s.A = a;
        s.PreviousA = previousA;
        s.B = b;
        s.PreviousB = previousB;
        if ((accesses & Accesses.Memory) != 0)
        {
            s.M = row.MemoryBefore;
            s.NewM = row.MemoryAfter;
            s.PreviousM = MemoryWord(row.MemoryWord, row.MemoryBefore, time + 2);
        }

        if ((accesses & Accesses.BrokenLink) != 0)
        {
            s.Extra = _registers[RegisterKey.BrokenLink];
            s.Extra2 = Register(RegisterKey.BrokenLink, time + 2);
            _registers[RegisterKey.BrokenLink] = 0;
        }

        if (!raised && (accesses & (Accesses.D | Accesses.Link | Accesses.HiLo)) != 0)
        {
            if ((accesses & Accesses.HiLo) != 0)
            {
                s.M = _registers[RegisterKey.Lo];
                s.NewM = row.LoAfter;
                s.PreviousM = Register(RegisterKey.Lo, time + 3);
                _registers[RegisterKey.Lo] = row.LoAfter;
            }

            int d = (accesses & Accesses.D) != 0 ? op.D : (accesses & Accesses.Link) != 0 ? RegisterKey.ReturnAddress : RegisterKey.Hi;
            s.D = _registers[d];
            s.NewD = d == RegisterKey.Hi && (accesses & Accesses.HiLo) != 0 ? row.HiAfter : row.RdAfter;
            s.PreviousD = Register(d, time + 3);
            _registers[d] = s.NewD;
        }

        if (unmapped) (s.Extra, s.Extra2) = FindHole(row.BadVaddr >> 2);
        if (op.Operation == Operation.OperandFault) AddBadWord(ref s, a, op.X);
        if (op.Operation == Operation.Commit) Commits.Add(((int)op.X, a));
        if (op.Operation == Operation.BranchLink) RomCounts[opIndex + 1]++;
        if (!raised && row.Npc >= 0xFFFF_FFF8 || op.Operation == Operation.ExceptionReturn) AppendWrap(op, accesses, time, row, a, b);
    }

    /// <summary>
    /// A primitive that raised nothing: its pointers and the words behind each in the block's time slot. The first record has the pointers as a, b, d and m, the
    /// others the words (<see cref="CallRecord"/>).
    /// </summary>
    private void AppendCall(int opIndex, uint time, in TraceRow row)
    {
        ref readonly RomRow op = ref _ops[opIndex];
        OperationInfo info = OperationInfo.All[(int)op.Operation];
        RomCounts[opIndex]++;
        OperandBlock[] blocks = OperandBlock.Of(row.Instruction.Opcode);
        TableId table = _call!.IsRare ? info.Rare : info.Table;
        Span<StepRecord> records = Buffers[(int)table].Add(CallRecord.Records(_call.Words.Length));
        ref StepRecord s = ref records[0];
        (s.Op, s.Time, s.Pc, s.Npc) = (opIndex, time, row.Pc >> 2, row.Npc >> 2);
        Span<uint> words = CallRecord.Words(records);
        int at = 0;
        for (int k = 0; k < blocks.Length; k++)
        {
            uint now = time + (uint)blocks[k].Slot;
            byte key = blocks[k].Register(row.Instruction);
            CallRecord.SetPointer(ref s, k, _registers[key], Register(key, now));
            for (int end = at + blocks[k].Words; at < end; at++)
            {
                (words[3 * at], words[3 * at + 1]) = (_call.Before[at], _call.After[at]);
                words[3 * at + 2] = MemoryWord(_call.Words[at], _call.Before[at], now);
            }
        }

        if (row.Npc >= 0xFFFF_FFF8) AppendWrap(op, info.Accesses, time, row, 0, 0);
    }

    /// <summary>The instructions held, as one row. What they access is accessed in the order of the row's time slots.</summary>
    private void AppendFused(int opIndex)
    {
        ReadOnlySpan<TraceRow> rows = _held.AsSpan(0, _heldCount);
        _heldCount = 0;
        if (rows[^1].Pc != rows[0].Pc + 4 * (uint)(rows.Length - 1))
            throw new TraceException($"0x{rows[^1].Pc:x8} was executed, expected the last of {rows.Length} instructions from 0x{rows[0].Pc:x8}");
        ref readonly RomRow op = ref _ops[opIndex];
        OperationInfo info = OperationInfo.All[(int)op.Operation];
        RomCounts[opIndex]++;
        var s = new StepRecord { Op = opIndex, Time = Time(rows[0]), Pc = rows[0].Pc >> 2, Npc = rows[0].Npc >> 2 };
        if ((info.Accesses & Accesses.A) != 0) (s.A, s.PreviousA) = (_registers[op.A], Register(op.A, s.Time));
        if ((info.Accesses & Accesses.B) != 0) (s.B, s.PreviousB) = (_registers[op.B], Register(op.B, s.Time + 1));
        switch (op.Operation)
        {
            case Operation.FusedRotateLow or Operation.FusedRotateHigh or Operation.FusedRotateLeftLow or Operation.FusedRotateLeftHigh:
                (s.M, s.PreviousM) = Write(op.B, rows[rows[1].Instruction.Rd == op.B ? 1 : 0].RdAfter, At(1, 3));
                WriteD(op.D, rows[2].RdAfter, At(2, 3));
                break;
            case Operation.FusedAddLoad or Operation.FusedShiftAddLoad:
                (s.M, s.PreviousM) = Memory(rows[^1], At(rows.Length - 1, 2));
                WriteD(op.D, rows[^1].RdAfter, At(rows.Length - 1, 3));
                break;
            case Operation.FusedLoadConstant:
                (s.B, s.PreviousB) = Write(op.B, rows[0].RdAfter, At(0, 3));
                (s.M, s.PreviousM) = Memory(rows[1], At(1, 2));
                WriteD(op.D, rows[1].RdAfter, At(1, 3));
                break;
            case Operation.FusedLoadPair:
                (s.M, s.PreviousM) = Memory(rows[0], At(0, 2));
                (s.B, s.PreviousB) = Write(op.B, rows[0].RdAfter, At(0, 3));
                (s.Extra, s.Extra2) = Memory(rows[1], At(1, 2));
                WriteD(op.D, rows[1].RdAfter, At(1, 3));
                break;
            case Operation.FusedStorePair:
                (s.M, s.PreviousM) = Memory(rows[0], At(0, 2));
                (s.D, s.PreviousD) = (_registers[op.D], Register(op.D, At(1, 1)));
                (s.Extra, s.Extra2) = Memory(rows[1], At(1, 2));
                break;
            case Operation.FusedMoves:
                uint second = op.X >> 8, third = op.X & 0xFF, afterThird = s.A, afterSecond = _registers[third], afterFirst = _registers[second];
                (s.D, s.PreviousD) = Write(op.D, afterFirst, At(0, 3));
                (s.M, s.PreviousM) = Write((int)second, afterSecond, At(1, 3));
                (s.Extra, s.Extra2) = Write((int)third, afterThird, At(2, 3));
                (s.NewD, s.NewM) = Write((int)op.Y, s.B, At(3, 3));
                break;
            default:
                WriteD(op.D, rows[0].RdAfter, At(0, 3));
                break;
        }

        // Last, since the buffer of what waits too long (refreshes) may grow before.
        Buffers[(int)info.Table].Add() = s;

        uint At(int instruction, int slot) => s.Time + (uint)Fusion.Slot(instruction, slot);

        (uint Before, uint Previous) Memory(in TraceRow row, uint now) => (row.MemoryBefore, MemoryWord(row.MemoryWord, row.MemoryBefore, now));

        void WriteD(int d, uint value, uint now) => ((s.D, s.PreviousD), s.NewD) = (Write(d, value, now), value);
    }

    /// <summary>What is wrong with an operand of a primitive: it is misaligned (Extra2 = 0), or its first or last word is in a hole.</summary>
    private void AddBadWord(ref StepRecord s, uint pointer, uint last)
    {
        if ((pointer & 3) != 0) return;
        bool first = _program.Image.Holes.Contains(pointer);
        s.D = first ? 0u : 1;
        (s.Extra, s.Extra2) = FindHole((pointer >> 2) + (first ? 0 : last));
    }

    /// <summary>First and last word of the hole that a word is in; its row is looked up once more.</summary>
    private (uint Start, uint Last) FindHole(uint word)
    {
        for (int i = _ops.Length - 1; ; i--)
        {
            if (_ops[i].Operation != Operation.Hole || word < _ops[i].Pc || word > _ops[i].X) continue;
            RomCounts[i]++;
            return (_ops[i].Pc, _ops[i].X);
        }
    }

    /// <summary>Brings a state beyond the end of the address space back to its start.</summary>
    private void AppendWrap(in RomRow op, Accesses accesses, uint time, in TraceRow row, uint a, uint b)
    {
        uint pc = row.Npc >> 2, npc = pc + 1;
        if (op.Operation == Operation.ExceptionReturn)
        {
            pc = a >> 2;
            npc = pc + 1;
        }
        else if (op.Operation is Operation.Branch or Operation.BranchLink)
        {
            var flags = (ConditionFlags)op.D;
            uint other = (flags & ConditionFlags.Register) != 0 ? b : op.Y;
            if (Condition.IsTrue(a, other, true, flags)) return;
            if ((flags & ConditionFlags.LikelyOrSigned) != 0)
            {
                pc++;
                npc++;
            }
        }
        else if ((accesses & Accesses.Sequential) == 0)
        {
            return;
        }

        if (npc < EndOfWords) return;
        ref StepRecord s = ref Buffers[(int)TableId.StateWrap].Add();
        s.Time = time + 4;
        s.Pc = pc;
        s.Npc = npc;
    }

    private void AppendException(uint time, in TraceRow row)
    {
        RomCounts[^1]++; // the exception vector is the last row
        ref StepRecord s = ref Buffers[(int)TableId.Exception].Add();
        s.Time = time;
        s.Pc = row.Pc >> 2;
        s.Npc = row.Npc >> 2;
        s.Extra = (uint)row.Exception;
        s.Extra2 = row.BadVaddr;
        (s.A, s.PreviousA) = Replace(RegisterKey.Epc, row.Pc, time);
        (s.B, s.PreviousB) = Replace(RegisterKey.Resume, row.Npc, time);
        (s.D, s.PreviousD) = Replace(RegisterKey.Cause, (uint)row.Exception, time);
        (s.M, s.PreviousM) = Replace(RegisterKey.BadVaddr, row.BadVaddr, time);
    }

    private (uint Old, uint Previous) Replace(int register, uint value, uint time) => Write(register, value, time + 3);

    private (uint Old, uint Previous) Write(int register, uint value, uint now)
    {
        uint old = _registers[register], previous = Register(register, now);
        _registers[register] = value;
        return (old, previous);
    }

    /// <summary>Notes an access of a register whose value is still that before it; returns the time of the previous one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint Register(int register, uint now)
    {
        uint previous = _registerTimes[register];
        _registerTimes[register] = now;
        if (now - previous > Window || previous == 0) previous = RegisterWait(register, previous, now);
        return previous;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private uint RegisterWait(int register, uint previous, uint now) =>
        previous == 0
            ? FirstRegisterTimes[register] = now - 1
            : Refresh(TableId.RegisterRefresh, (uint)register, _registers[register], previous, now);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint MemoryWord(uint word, uint value, uint now)
    {
        ref uint last = ref Memory.Last(word);
        uint previous = last;
        last = now;
        if (now - previous > Window || previous == 0) previous = MemoryWait(word, value, previous, now);
        return previous;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private uint MemoryWait(uint word, uint value, uint previous, uint now)
    {
        if (previous != 0) return Refresh(TableId.MemoryRefresh, word, value, previous, now);
        Memory.Words.Add(word);
        Memory.First.Add(now - 1);
        return now - 1;
    }

    private uint Refresh(TableId table, uint key, uint value, uint previous, uint now)
    {
        uint time = now - 1 >> 16;
        ref StepRecord s = ref Buffers[(int)table].Add();
        s.Extra = key;
        s.A = value;
        s.PreviousA = previous;
        s.Time = time;
        return time << 16;
    }
}

/// <summary>Feeds a <see cref="ShardRecorder"/>.</summary>
internal readonly struct RecordingSink(ShardRecorder recorder) : ITraceSink
{
    /// <inheritdoc/>
    public static bool WantsRows => true;

    /// <inheritdoc/>
    public bool Row(in TraceRow row)
    {
        recorder.Record(row);
        return true;
    }

    /// <inheritdoc/>
    public bool Step(in Instruction instruction, uint pc, uint nextPc, uint memoryWord, ExceptionCode exception) => true;

    /// <inheritdoc/>
    public void Primitive(PrimitiveCall call) => recorder.SetCall(call);
}

/// <summary>Lists the words that a shard touches, in the order in which <see cref="ShardRecorder"/> does.</summary>
internal readonly struct TouchSink(TouchedWords words) : ITraceSink
{
    /// <inheritdoc/>
    public static bool WantsRows => false;

    /// <inheritdoc/>
    public bool Row(in TraceRow row) => true;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Step(in Instruction instruction, uint pc, uint nextPc, uint memoryWord, ExceptionCode exception)
    {
        if (memoryWord != TraceRow.NoMemory) words.Add(memoryWord);
        return true;
    }

    /// <inheritdoc/>
    public void Primitive(PrimitiveCall call)
    {
        foreach (uint word in call.Words) words.Add(word);
    }
}
