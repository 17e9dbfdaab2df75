using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Rom;
using Zkfp.MipsVm.Tables.LoadStore;
using Zkfp.MipsVm.Tracing;

namespace Zkfp.MipsVm.Tables.Unaligned;

/// <summary>SWL, SWR.</summary>
internal sealed class StoreUnalignedTable : InstructionTable
{
    private readonly TableColumn _ra, _rb, _x, _previousB, _previousMemory;
    private readonly AccessColumns _a;
    private readonly ByteColumns _b, _memory;
    private readonly ByteShift _shift;
    private readonly WordIndex _index;
    private readonly WordColumns _c;

    public StoreUnalignedTable(TableAir air, Endianness order, bool left, bool wrap)
        : base(air)
    {
        (_ra, _rb, _x) = (B.Main("a"), B.Main("b"), B.Main("x"));
        T.Rom(left ? Operation.StoreLeft : Operation.StoreRight, _ra, _rb, x: _x);
        _a = T.Read("a", _ra, 0);
        _b = T.Bytes("b");
        _previousB = T.ReadAs("b", _rb, _b, 1);
        _shift = new ByteShift(T, order, left);
        _index = new WordIndex(T, _a, _x, _shift.Offset, wrap);
        _memory = T.Bytes("memory");
        _c = UnalignedTables.Merge(T, _shift, _b, _memory, !left);
        _previousMemory = T.Access("memory", Buses.Memory, _index.Index, _memory, _c, 2);
        T.NextInSequence();
    }

    protected override void Row(ref RowWriter w, in StepRecord s, in RomRow op)
    {
        w.Put(_ra, op.A);
        w.Put(_rb, op.B);
        w.Put(_x, op.X);
        w.ReadA(_a, s);
        w.PutChecked(_b, s.B);
        w.PreviousB(_previousB, s);
        _index.Put(ref w, s.A, op.X, _shift.Put(ref w, s.A + op.Immediate));
        w.PutChecked(_memory, s.M);
        w.Put(_c, s.NewM);
        w.Previous(_previousMemory, s.PreviousM, s.Time, 2);
    }
}
