using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Rom;
using Zkfp.MipsVm.Tables.LoadStore;
using Zkfp.MipsVm.Tracing;

namespace Zkfp.MipsVm.Tables.SubWord;

/// <summary>SH.</summary>
internal sealed class StoreHalfTable : InstructionTable
{
    private readonly TableColumn _ra, _rb, _x;
    private readonly AccessColumns _a, _b, _memory;
    private readonly HalfLane _lane;
    private readonly WordIndex _index;
    private readonly WordColumns _c;

    public StoreHalfTable(TableAir air, Endianness order, bool wrap)
        : base(air)
    {
        (_ra, _rb, _x) = (B.Main("a"), B.Main("b"), B.Main("x"));
        T.Rom(Operation.StoreHalf, _ra, _rb, x: _x);
        (_a, _b) = (T.Read("a", _ra, 0), T.Read("b", _rb, 1));
        _lane = new HalfLane(T, order);
        _index = new WordIndex(T, _a, _x, _lane.Offset, wrap);
        _c = B.Word("c");
        _memory = T.WriteMemory(_index.Index, _c);
        B.AssertEqual("low limb", _c.Low, _b.Low + _lane.High * (_memory.Low - _b.Low));
        B.AssertEqual("high limb", _c.High, _memory.High + _lane.High * (_b.Low - _memory.High));
        T.NextInSequence();
    }

    protected override void Row(ref RowWriter w, in StepRecord s, in RomRow op)
    {
        w.Put(_ra, op.A);
        w.Put(_rb, op.B);
        w.Put(_x, op.X);
        w.ReadA(_a, s);
        w.ReadB(_b, s);
        (_, uint offset) = _lane.Put(ref w, s.A + op.Immediate);
        _index.Put(ref w, s.A, op.X, offset);
        w.Put(_c, s.NewM);
        w.MemoryWord(_memory, s);
    }
}
