using Zkfp.Core.Air;
using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Rom;
using Zkfp.MipsVm.Tracing;

namespace Zkfp.MipsVm.Tables.Shift;

/// <summary>Shifts and rotations by a constant. In place, a is what d was.</summary>
internal sealed class ShiftTable : InstructionTable
{
    private readonly ShiftKind _kind;
    private readonly bool _inPlace;
    private readonly TableColumn _ra, _rd, _r, _fillMask, _wholeLow, _wholeHigh, _previousA, _previousD, _sign, _fill;
    private readonly LimbSplit _low, _high;
    private readonly AccessColumns _d;

    public ShiftTable(TableAir air, ShiftKind kind, Operation operation, bool inPlace, bool sequential)
        : base(air, sequential)
    {
        (_kind, _inPlace) = (kind, inPlace);
        if (!inPlace) _ra = B.Main("a");
        (_rd, _r) = (B.Main("d"), B.Main("x"));
        if (IsArithmetic) _fillMask = B.Main("y");
        T.Rom(operation, inPlace ? null : (Expr)_ra, d: _rd, x: _r, y: IsArithmetic ? _fillMask : null);
        Expr lowLimb, highLimb;
        if (LowIsWhole)
        {
            _wholeLow = B.Main("a.low");
            lowLimb = _wholeLow;
        }
        else
        {
            _low = new LimbSplit(T, "low", _r);
            lowLimb = _low.Limb;
        }

        if (HighIsWhole)
        {
            _wholeHigh = B.Main("a.high");
            highLimb = _wholeHigh;
        }
        else
        {
            _high = new LimbSplit(T, "high", _r);
            highLimb = _high.Limb;
        }

        var a = new Word(lowLimb, highLimb);
        if (!inPlace) _previousA = T.ReadAs("a", _ra, a, 0);
        Expr fill = T.Zero, sign = T.Zero;
        if (IsArithmetic)
        {
            _sign = B.Main("sign");
            sign = _sign;
            T.Sign("sign", highLimb, sign);
            _fill = B.Main("fill");
            fill = _fill;
            B.AssertEqual("fill is sign · (2^16 − 2^r)", fill, sign * _fillMask);
        }

        Word c = kind switch
        {
            ShiftKind.LeftLow => new Word(_low.U, _high.U + _low.Y),
            ShiftKind.LeftHigh => new Word(T.Zero, _low.U),
            ShiftKind.RightLow or ShiftKind.ArithmeticLow => new Word(_low.Y + _high.U, _high.Y + fill),
            ShiftKind.RightHigh or ShiftKind.ArithmeticHigh => new Word(_high.Y + fill, sign * 0xFFFF),
            ShiftKind.RotateLow => new Word(_low.Y + _high.U, _high.Y + _low.U),
            _ => new Word(_high.Y + _low.U, _low.Y + _high.U),
        };
        if (inPlace) _previousD = T.Access("d", Buses.Register, _rd, a, c, 3);
        else _d = T.Write("d", _rd, c);
        T.NextInSequence();
    }

    private bool IsArithmetic => _kind is ShiftKind.ArithmeticLow or ShiftKind.ArithmeticHigh;

    private bool LowIsWhole => _kind is ShiftKind.RightHigh or ShiftKind.ArithmeticHigh;

    private bool HighIsWhole => _kind == ShiftKind.LeftHigh;

    protected override void Row(ref RowWriter w, in StepRecord s, in RomRow op)
    {
        uint a = _inPlace ? s.D : s.A;
        if (_inPlace)
        {
            w.PreviousD(_previousD, s);
        }
        else
        {
            w.Put(_ra, op.A);
            w.PreviousA(_previousA, s);
            w.WriteD(_d, s);
        }

        w.Put(_rd, op.D);
        w.Put(_r, op.X);
        if (LowIsWhole) w.Put(_wholeLow, a & 0xFFFF);
        else _low.Put(ref w, a & 0xFFFF, (int)op.X);
        if (HighIsWhole) w.Put(_wholeHigh, a >> 16);
        else _high.Put(ref w, a >> 16, (int)op.X);
        if (!IsArithmetic) return;
        w.Put(_fillMask, op.Y);
        w.Put(_sign, a >> 31);
        w.Sign(a >> 16);
        w.Put(_fill, (a >> 31) * op.Y);
    }
}
