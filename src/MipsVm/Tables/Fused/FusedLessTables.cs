using Zkfp.Core.Air;
using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Rom;
using Zkfp.MipsVm.Tables.Compare;
using Zkfp.MipsVm.Tracing;

namespace Zkfp.MipsVm.Tables.Fused;

/// <summary>
/// SLTU d, a, b; BNE d, $0 or BEQ d, $0; NOP: d ← a &lt; b, and on at x if it is 1, at y if it is 0. One of them is the target, the other what follows the NOP. The
/// registers are accessed when SLTU would; the branch finds in d what was written there.
/// </summary>
internal sealed class FusedLessTable : InstructionTable
{
    private readonly TableColumn _ra, _rb, _rd, _x, _y;
    private readonly AccessColumns _a, _b, _d;
    private readonly WordColumns _difference;

    public FusedLessTable(TableAir air)
        : base(air, sequential: true)
    {
        (_ra, _rb, _rd, _x, _y) = (B.Main("a"), B.Main("b"), B.Main("d"), B.Main("x"), B.Main("y"));
        T.Rom(Operation.FusedLess, _ra, _rb, _rd, _x, _y);
        (_a, _b) = (T.Read("a", _ra, 0), T.Read("b", _rb, 1));
        (Expr less, _difference) = Gadgets.LessThan(T, _a.Low, _a.High, _b.Low, _b.High);
        _d = T.Write("d", _rd, new Word(less, T.Zero));
        Expr next = _y + less * (_x - _y);
        T.Next(next, next + 1, Fusion.Three);
    }

    protected override void Row(ref RowWriter w, in StepRecord s, in RomRow op)
    {
        w.Put(_ra, op.A);
        w.Put(_rb, op.B);
        w.Put(_rd, op.D);
        w.Put(_x, op.X);
        w.Put(_y, op.Y);
        w.ReadA(_a, s);
        w.ReadB(_b, s);
        w.PutChecked(_difference, s.A - s.B);
        w.WriteD(_d, s);
    }
}

/// <summary>
/// SLTI or SLTIU d, a, x with 0 ≤ x &lt; 2^15; BNE d, $0, y (b = 0) or BEQ d, $0, y (b = 1); NOP: d ← a &lt; x, and on at y, or at what follows the NOP.
/// </summary>
internal sealed class FusedLessImmediateTable : InstructionTable
{
    private readonly bool _signed;
    private readonly TableColumn _ra, _equal, _rd, _x, _y, _sign, _taken;
    private readonly AccessColumns _a, _d;
    private readonly WordColumns _difference;

    public FusedLessImmediateTable(TableAir air, bool signed)
        : base(air, sequential: true)
    {
        _signed = signed;
        (_ra, _equal, _rd, _x, _y) = (B.Main("a"), B.Main("b"), B.Main("d"), B.Main("x"), B.Main("y"));

        // No register has it as its key: without this, what d has too much could be b's.
        B.AssertBool("b is 0 or 1", _equal);
        T.Rom(signed ? Operation.FusedLessImmediateSigned : Operation.FusedLessImmediate, _ra, _equal, _rd, _x, _y);
        _a = T.Read("a", _ra, 0);
        Expr aHigh = _a.High;
        if (signed) (_sign, aHigh) = CompareTable.SignedHigh(T, "sign(a)", _a);
        (Expr less, _difference) = Gadgets.LessThan(T, _a.Low, aHigh, _x, T.Zero);
        _d = T.Write("d", _rd, new Word(less, T.Zero));
        _taken = B.Main("taken");
        B.AssertEqual("taken is less, or with b its opposite", _taken, less + _equal - 2 * less * _equal);
        Expr after = T.Pc + Fusion.Three, next = after + _taken * (_y - after);
        T.Next(next, next + 1, Fusion.Three);
    }

    protected override void Row(ref RowWriter w, in StepRecord s, in RomRow op)
    {
        w.Put(_ra, op.A);
        w.Put(_equal, op.B);
        w.Put(_rd, op.D);
        w.Put(_x, op.X);
        w.Put(_y, op.Y);
        w.ReadA(_a, s);
        if (_signed) CompareTable.PutSign(ref w, _sign, s.A);
        w.PutChecked(_difference, s.A - op.X);
        w.WriteD(_d, s);
        w.Put(_taken, s.NewD ^ op.B);
    }
}
