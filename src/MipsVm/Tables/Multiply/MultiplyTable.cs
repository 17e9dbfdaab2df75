using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Rom;
using Zkfp.MipsVm.Tracing;

namespace Zkfp.MipsVm.Tables.Multiply;

/// <summary>MUL: d ← low word of the product.</summary>
internal sealed class MultiplyTable : InstructionTable
{
    private readonly TableColumn _ra, _rb, _rd, _previousA, _previousB, _carry0, _carry1;
    private readonly ByteColumns _a, _b;
    private readonly WordColumns _c;
    private readonly AccessColumns _d;

    public MultiplyTable(TableAir air)
        : base(air)
    {
        (_ra, _rb, _rd) = (B.Main("a"), B.Main("b"), B.Main("d"));
        T.Rom(Operation.Multiply, _ra, _rb, _rd);
        _a = T.Bytes("a");
        _previousA = T.ReadAs("a", _ra, _a, 0);
        _b = T.Bytes("b");
        _previousB = T.ReadAs("b", _rb, _b, 1);
        _c = B.Word("c");
        T.Range16("c", _c);
        (_carry0, _carry1) = (Products.Carry(T, 0), Products.Carry(T, 1));
        B.AssertZero("limb 0", Products.Limb(_a, _b, 0) - _c.Low - _carry0 * (1 << 16));
        B.AssertZero("limb 1", Products.Limb(_a, _b, 1) + _carry0 - _c.High - _carry1 * (1 << 16));
        _d = T.Write("d", _rd, _c);
        T.NextInSequence();
    }

    protected override void Row(ref RowWriter w, in StepRecord s, in RomRow op)
    {
        w.Put(_ra, op.A);
        w.Put(_rb, op.B);
        w.Put(_rd, op.D);
        w.PutChecked(_a, s.A);
        w.PreviousA(_previousA, s);
        w.PutChecked(_b, s.B);
        w.PreviousB(_previousB, s);
        w.PutChecked(_c, s.NewD);
        int carry0 = Products.PutCarry(ref w, _carry0, Products.Limb(s.A, s.B, 0) >> 16);
        Products.PutCarry(ref w, _carry1, Products.Limb(s.A, s.B, 1) + carry0 >> 16);
        w.WriteD(_d, s);
    }
}
