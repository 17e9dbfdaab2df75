using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Rom;
using Zkfp.MipsVm.Tables.LoadStore;
using Zkfp.MipsVm.Tracing;

namespace Zkfp.MipsVm.Tables.Unaligned;

/// <summary>LWL, LWR.</summary>
internal sealed class LoadUnalignedTable : InstructionTable
{
    private readonly TableColumn _ra, _rd, _x, _previousMemory, _previousD;
    private readonly AccessColumns _a;
    private readonly ByteShift _shift;
    private readonly WordIndex _index;
    private readonly ByteColumns _memory, _d;
    private readonly WordColumns _c;

    public LoadUnalignedTable(TableAir air, Endianness order, bool left, bool wrap)
        : base(air)
    {
        (_ra, _rd, _x) = (B.Main("a"), B.Main("d"), B.Main("x"));
        T.Rom(left ? Operation.LoadLeft : Operation.LoadRight, _ra, d: _rd, x: _x);
        _a = T.Read("a", _ra, 0);
        _shift = new ByteShift(T, order, left);
        _index = new WordIndex(T, _a, _x, _shift.Offset, wrap);
        _memory = T.Bytes("memory");
        _previousMemory = T.Access("memory", Buses.Memory, _index.Index, _memory, _memory, 2);
        _d = T.Bytes("d");
        _c = UnalignedTables.Merge(T, _shift, _memory, _d, left);
        _previousD = T.Access("d", Buses.Register, _rd, _d, _c, 3);
        T.NextInSequence();
    }

    protected override void Row(ref RowWriter w, in StepRecord s, in RomRow op)
    {
        w.Put(_ra, op.A);
        w.Put(_rd, op.D);
        w.Put(_x, op.X);
        w.ReadA(_a, s);
        _index.Put(ref w, s.A, op.X, _shift.Put(ref w, s.A + op.Immediate));
        w.PutChecked(_memory, s.M);
        w.Previous(_previousMemory, s.PreviousM, s.Time, 2);
        w.PutChecked(_d, s.D);
        w.Put(_c, s.NewD);
        w.Previous(_previousD, s.PreviousD, s.Time, 3);
    }
}
