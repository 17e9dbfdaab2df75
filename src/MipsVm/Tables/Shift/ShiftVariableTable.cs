using Zkfp.Core.Air;
using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Rom;
using Zkfp.MipsVm.Tracing;

namespace Zkfp.MipsVm.Tables.Shift;

/// <summary>SLLV, SRLV, SRAV, ROTRV: the amount is the low five bits of register a, the source is register b.</summary>
internal sealed class ShiftVariableTable : InstructionTable
{
    private readonly TableColumn _left, _right, _arithmetic, _rotate, _ra, _rb, _rd, _amount, _swap, _rest, _aHigh, _previousA, _r, _previousB, _sign, _fill;
    private readonly LimbSplit _low, _high;
    private readonly GivenSplit _ones;
    private readonly WordColumns _part, _c;
    private readonly AccessColumns _d;

    public ShiftVariableTable(TableAir air)
        : base(air)
    {
        (_left, _right, _arithmetic, _rotate) = (B.Main("isLeft"), B.Main("isRight"), B.Main("isArithmetic"), B.Main("isRotate"));
        foreach (TableColumn c in (ReadOnlySpan<TableColumn>)[_left, _right, _arithmetic, _rotate]) B.AssertBool("selector is 0 or 1", c);
        B.AssertEqual("exactly one selector", _left + _right + _arithmetic + _rotate, T.Real);
        (_ra, _rb, _rd) = (B.Main("a"), B.Main("b"), B.Main("d"));
        Expr op = _left * ((long)Operation.ShiftLeftVariable << 24) + _right * ((long)Operation.ShiftRightVariable << 24)
            + _arithmetic * ((long)Operation.ShiftArithmeticVariable << 24) + _rotate * ((long)Operation.RotateVariable << 24);
        T.Rom(op, _ra, _rb, _rd);
        (_amount, _swap, _rest, _aHigh) = (B.Main("amount"), B.Main("amount16"), B.Main("rest"), B.Main("a.high"));
        T.Bits("amount", 4, _amount);
        B.AssertBool("amount16 is 0 or 1", _swap);
        T.Bits("rest", 11, _rest);
        _previousA = T.ReadAs("a", _ra, new Word(_amount + _swap * 16 + _rest * 32, _aHigh), 0);
        _r = B.Main("r");
        B.AssertEqual("r is the amount, or 16 − amount", _r, _left * _amount + (T.Real - _left) * (16 - _amount));
        (_low, _high) = (new LimbSplit(T, "low", _r), new LimbSplit(T, "high", _r));
        _previousB = T.ReadAs("b", _rb, new Word(_low.Limb, _high.Limb), 1);
        (_sign, _fill) = (B.Main("sign"), B.Main("fill"));
        T.Sign("sign", _high.Limb, _sign, _arithmetic);
        B.AssertZero("sign of arithmetic shifts only", _sign * (1 - _arithmetic));
        // The upper r bits of 2^16 − 1 give 2^r − 1.
        _ones = new GivenSplit(T, "ones", _r, 0xFFFF * _arithmetic, _arithmetic);
        B.AssertZero("ones.x of arithmetic shifts only", _ones.X * (1 - _arithmetic));
        B.AssertZero("ones.u of arithmetic shifts only", _ones.U * (1 - _arithmetic));
        B.AssertZero("ones.y of arithmetic shifts only", _ones.Y * (1 - _arithmetic));
        B.AssertEqual("fill is sign · (2^16 − 2^r)", _fill, _sign * (0xFFFF - _ones.Y));
        _part = B.Word("part");
        B.AssertEqual("part.low", _part.Low, _left * _low.U + (1 - _left) * (_low.Y + _high.U));
        B.AssertEqual("part.high", _part.High, _left * (_high.U + _low.Y) + (1 - _left) * _high.Y + _fill + _rotate * _low.U);
        _c = B.Word("c");
        B.AssertEqual("c.low", _c.Low, (1 - _swap) * _part.Low + _swap * (1 - _left) * _part.High);
        B.AssertEqual("c.high", _c.High, (1 - _swap) * _part.High + _swap * (_left + _rotate) * _part.Low + _swap * _sign * 0xFFFF);
        _d = T.Write("d", _rd, _c);
        T.NextInSequence();
    }

    protected override void Row(ref RowWriter w, in StepRecord s, in RomRow op)
    {
        bool left = op.Operation == Operation.ShiftLeftVariable, arithmetic = op.Operation == Operation.ShiftArithmeticVariable;
        bool rotate = op.Operation == Operation.RotateVariable;
        w.Put(_left, left);
        w.Put(_right, op.Operation == Operation.ShiftRightVariable);
        w.Put(_arithmetic, arithmetic);
        w.Put(_rotate, rotate);
        w.Put(_ra, op.A);
        w.Put(_rb, op.B);
        w.Put(_rd, op.D);
        uint amount = s.A & 15, rest = s.A >> 5 & 0x7FF;
        w.Put(_amount, amount);
        w.Put(_swap, (s.A & 16) != 0);
        w.Put(_rest, rest);
        w.Put(_aHigh, s.A >> 16);
        w.Bits(4, amount);
        w.Bits(11, rest);
        w.PreviousA(_previousA, s);
        int r = left ? (int)amount : 16 - (int)amount;
        w.Put(_r, (uint)r);
        SplitValue low = _low.Put(ref w, s.B & 0xFFFF, r), high = _high.Put(ref w, s.B >> 16, r);
        w.PreviousB(_previousB, s);
        uint sign = arithmetic ? s.B >> 31 : 0, fill = arithmetic ? sign * ((1u << 16) - (1u << r)) : 0;
        w.Put(_sign, sign);
        if (arithmetic) w.Sign(s.B >> 16);
        w.Put(_fill, fill);
        if (arithmetic) _ones.Put(ref w, 0xFFFF, r);
        else _ones.PutZero(ref w);
        w.Put(_part.Low, left ? low.U : low.Y + high.U);
        w.Put(_part.High, left ? high.U + low.Y : high.Y + fill + (rotate ? low.U : 0));
        w.Put(_c, s.NewD);
        w.WriteD(_d, s);
    }
}
