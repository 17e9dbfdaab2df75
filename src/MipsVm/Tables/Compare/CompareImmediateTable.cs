using Zkfp.Core.Air;
using Zkfp.Core.Field;
using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Rom;
using Zkfp.MipsVm.Tracing;

namespace Zkfp.MipsVm.Tables.Compare;

/// <summary>d ← a &lt; immediate: x is the low limb of the immediate, y its high limb: 0 or −1 (signed), 0 or 2^16 − 1 (unsigned).</summary>
internal sealed class CompareImmediateTable : InstructionTable
{
    private readonly bool _signed;
    private readonly TableColumn _ra, _rd, _x, _y, _sign;
    private readonly AccessColumns _a, _d;
    private readonly WordColumns _difference;

    public CompareImmediateTable(TableAir air, bool signed)
        : base(air)
    {
        _signed = signed;
        (_ra, _rd, _x, _y) = (B.Main("a"), B.Main("d"), B.Main("x"), B.Main("y"));
        T.Rom(signed ? Operation.SetLessImmediate : Operation.SetLessUnsignedImmediate, _ra, d: _rd, x: _x, y: _y);
        _a = T.Read("a", _ra, 0);
        Expr aHigh = _a.High;
        if (signed) (_sign, aHigh) = CompareTable.SignedHigh(T, "sign(a)", _a);
        (Expr less, _difference) = Gadgets.LessThan(T, _a.Low, aHigh, _x, _y);
        _d = T.Write("d", _rd, new Word(less, T.Zero));
        T.NextInSequence();
    }

    protected override void Row(ref RowWriter w, in StepRecord s, in RomRow op)
    {
        w.Put(_ra, op.A);
        w.Put(_rd, op.D);
        w.Put(_x, op.X);
        w.Put(_y, op.Y);
        w.ReadA(_a, s);
        if (_signed) CompareTable.PutSign(ref w, _sign, s.A);
        uint high = op.Y == KoalaBear.P - 1 ? 0xFFFF : op.Y;
        w.PutChecked(_difference, s.A - (high << 16 | op.X));
        w.WriteD(_d, s);
    }
}
