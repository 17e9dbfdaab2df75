using Zkfp.Core.Air;
using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Execution.Primitives;
using Zkfp.MipsVm.Isa;
using Zkfp.MipsVm.Rom;
using Zkfp.MipsVm.Tables.LoadStore;
using Zkfp.MipsVm.Tracing;

namespace Zkfp.MipsVm.Tables.Primitives;

/// <summary>
/// A row for each call of a primitive: fetches it, reads the pointers and accesses the words behind them, each block in its own time slot. What is written is for
/// the derived table to say.
/// </summary>
/// <remarks>
/// A pointer that is not aligned has no quarter of 16 bits, and a word in a hole or after the last one has no first value: such a call has no row here, but one
/// in <see cref="OperandFaultTable"/>. Blocks in later slots see what earlier ones left; only blocks of slot 3 write, so all reads are of the state before.
/// </remarks>
internal abstract class PrimitiveTable : InstructionTable
{
    private readonly OperandBlock[] _blocks;
    private readonly TableColumn[] _registers;
    private readonly AccessColumns[] _pointers;
    private readonly WordIndex[] _indices;
    private readonly TableColumn[] _previous;
    private readonly int _words;

    /// <summary>Declares pointers; the words follow with <see cref="Access"/>.</summary>
    protected PrimitiveTable(TableAir air, Operation operation, Opcode opcode)
        : base(air)
    {
        _blocks = OperandBlock.Of(opcode);
        _registers = new TableColumn[_blocks.Length];
        for (int k = 0; k < _registers.Length; k++) _registers[k] = B.Main($"register {k}");
        Expr? Key(int k) => k < _registers.Length ? _registers[k] : null;
        T.Rom(operation, Key(0), Key(1), Key(2), Key(3));
        (_pointers, _indices) = (new AccessColumns[_blocks.Length], new WordIndex[_blocks.Length]);
        for (int k = 0; k < _blocks.Length; k++)
        {
            _pointers[k] = T.Read($"pointer {k}", _registers[k], _blocks[k].Slot);
            _indices[k] = new WordIndex(T, _pointers[k], T.Zero, T.Zero, false);
            _words += _blocks[k].Words;
        }

        _previous = new TableColumn[_words];
        T.NextInSequence();
    }

    /// <inheritdoc/>
    public sealed override int RecordsPerGroup => CallRecord.Records(_words);

    /// <inheritdoc/>
    public sealed override void Fill(ref RowWriter w, ReadOnlySpan<StepRecord> steps)
    {
        for (int at = 0; at < steps.Length; at += RecordsPerGroup)
        {
            var call = new CallRecord(steps.Slice(at, RecordsPerGroup));
            ref readonly StepRecord head = ref call.Head;
            Start(ref w, head);
            ref readonly RomRow op = ref w.Op(head);
            int word = 0;
            for (int k = 0; k < _blocks.Length; k++)
            {
                (uint register, uint value, uint previous) = k switch
                {
                    0 => (op.A, head.A, head.PreviousA),
                    1 => (op.B, head.B, head.PreviousB),
                    2 => (op.D, head.D, head.PreviousD),
                    _ => (op.X, head.M, head.PreviousM),
                };
                w.Put(_registers[k], register);
                w.Access(_pointers[k], value, previous, head.Time, _blocks[k].Slot);
                _indices[k].Put(ref w, value, 0, 0);
                for (int end = word + _blocks[k].Words; word < end; word++)
                    w.Previous(_previous[word], call.Previous(word), head.Time, _blocks[k].Slot);
            }

            Call(ref w, call);
            w.EndRow();
        }
    }

    /// <summary>Accesses word <paramref name="index"/> of a block: what it was, and what it is then.</summary>
    protected void Access(int block, int index, Word before, Word after)
    {
        int word = index;
        for (int k = 0; k < block; k++) word += _blocks[k].Words;
        _previous[word] = T.Access($"word {word}", Buses.Memory, _indices[block].Index + index, before, after, _blocks[block].Slot);
    }

    /// <summary>Writes what the derived table declares.</summary>
    protected abstract void Call(ref RowWriter w, in CallRecord call);

    /// <inheritdoc/>
    protected sealed override void Row(ref RowWriter w, in StepRecord s, in RomRow op) => throw new InvalidOperationException("a row has several records");
}
