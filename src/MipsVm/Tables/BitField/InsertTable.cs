using Zkfp.Core.Air;
using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Rom;
using Zkfp.MipsVm.Tables.Shift;
using Zkfp.MipsVm.Tracing;

namespace Zkfp.MipsVm.Tables.BitField;

/// <summary>
/// INS: rotates the old value right by pos, so that the field is at the bottom; replaces its low limb's (or, for sizes above 16, its high
/// limb's) low y bits; rotates back. Rotations by 16 exchange limbs (h); those by pos mod 16 split limbs at x = 16 − pos mod 16.
/// </summary>
internal sealed class InsertTable : InstructionTable
{
    private readonly TableColumn _wide, _swap, _ra, _rd, _r, _size, _exchange, _exchangeBack, _previousD;
    private readonly AccessColumns _a;
    private readonly WordColumns _old, _inserted;
    private readonly GivenSplit _low, _high, _backLow, _backHigh;
    private readonly MaskedLimb _target, _source;

    public InsertTable(TableAir air)
        : base(air)
    {
        (_wide, _swap) = (B.Bool("wide"), B.Bool("h"));
        (_ra, _rd, _r, _size) = (B.Main("a"), B.Main("d"), B.Main("x"), B.Main("y"));
        Expr op = B.Constant((long)Operation.Insert << 24) + _wide * (((long)Operation.InsertWide - (long)Operation.Insert) << 24);
        T.Rom(op, _ra, _swap, _rd, _r, _size);
        _a = T.Read("a", _ra, 0);
        _old = B.OldWord("d");
        _exchange = B.Main("exchange");
        B.AssertEqual("exchange", _exchange, _swap * (_old.High - _old.Low));
        (_low, _high) = (new GivenSplit(T, "low", _r, _old.Low + _exchange), new GivenSplit(T, "high", _r, _old.High - _exchange));
        var rotated = new Word(_low.Y + _high.U, _high.Y + _low.U);

        _target = new MaskedLimb(B, "target limb", "cleared", "rest");
        B.AssertEqual("target limb", _target.Limb, _wide * (rotated.High - rotated.Low) + rotated.Low);
        _target.State(T, _size, "cleared has y bits", "rest is kept");
        _source = new MaskedLimb(B, "source limb", "field", "unused");
        B.AssertEqual("source limb", _source.Limb, _wide * (_a.High - _a.Low) + _a.Low);
        _source.State(T, _size, "field has y bits", "unused is the rest");

        Expr replaced = _source.Low + _target.Limb - _target.Low;
        _inserted = B.Word("inserted");
        B.AssertEqual("inserted low limb", _inserted.Low, _wide * (_a.Low - replaced) + replaced);
        B.AssertEqual("inserted high limb", _inserted.High, _wide * (replaced - rotated.High) + rotated.High);
        (_backLow, _backHigh) = (new GivenSplit(T, "back low", 16 - _r, _inserted.Low), new GivenSplit(T, "back high", 16 - _r, _inserted.High));
        var back = new Word(_backLow.U + _backHigh.Y, _backHigh.U + _backLow.Y);
        _exchangeBack = B.Main("exchange back");
        B.AssertEqual("exchange back", _exchangeBack, _swap * (back.High - back.Low));
        _previousD = T.Access("d", Buses.Register, _rd, _old, new Word(back.Low + _exchangeBack, back.High - _exchangeBack), 3);
        T.NextInSequence();
    }

    protected override void Row(ref RowWriter w, in StepRecord s, in RomRow op)
    {
        bool wide = op.Operation == Operation.InsertWide, swap = op.B != 0;
        int r = (int)op.X, size = (int)op.Y;
        w.Put(_wide, wide);
        w.Put(_swap, swap);
        w.Put(_ra, op.A);
        w.Put(_rd, op.D);
        w.Put(_r, op.X);
        w.Put(_size, op.Y);
        w.ReadA(_a, s);
        w.Put(_old, s.D);
        int oldLow = (int)(s.D & 0xFFFF), oldHigh = (int)(s.D >> 16), exchange = swap ? oldHigh - oldLow : 0;
        w.PutSigned(_exchange, exchange);
        SplitValue low = _low.Put(ref w, (uint)(oldLow + exchange), r), high = _high.Put(ref w, (uint)(oldHigh - exchange), r);
        uint rotatedLow = low.Y + high.U, rotatedHigh = high.Y + low.U;
        uint target = wide ? rotatedHigh : rotatedLow, source = wide ? s.A >> 16 : s.A & 0xFFFF;
        uint cleared = _target.Put(ref w, target, size), field = _source.Put(ref w, source, size), replaced = field + target - cleared;
        uint insertedLow = wide ? s.A & 0xFFFF : replaced, insertedHigh = wide ? replaced : rotatedHigh;
        w.Put(_inserted.Low, insertedLow);
        w.Put(_inserted.High, insertedHigh);
        SplitValue backLow = _backLow.Put(ref w, insertedLow, 16 - r), backHigh = _backHigh.Put(ref w, insertedHigh, 16 - r);
        w.PutSigned(_exchangeBack, swap ? (int)(backHigh.U + backLow.Y) - (int)(backLow.U + backHigh.Y) : 0);
        w.Previous(_previousD, s.PreviousD, s.Time, 3);
    }
}
