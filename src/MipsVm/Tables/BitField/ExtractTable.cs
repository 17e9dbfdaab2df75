using Zkfp.Core.Air;
using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Rom;
using Zkfp.MipsVm.Tables.Shift;
using Zkfp.MipsVm.Tracing;

namespace Zkfp.MipsVm.Tables.BitField;

/// <summary>
/// EXT: a right shift by pos (x = 16 − pos mod 16), then the limb that holds the field's top is masked to y bits. Three forms: pos &lt; 16
/// with size ≤ 16, pos &lt; 16 with size &gt; 16, pos ≥ 16.
/// </summary>
internal sealed class ExtractTable : InstructionTable
{
    private readonly TableColumn _isLow, _isWide, _isHigh, _ra, _rd, _r, _size, _previousA;
    private readonly LimbSplit _low, _high;
    private readonly MaskedLimb _masked;
    private readonly WordColumns _c;
    private readonly AccessColumns _d;

    public ExtractTable(TableAir air)
        : base(air)
    {
        (_isLow, _isWide, _isHigh) = (B.Bool("low"), B.Bool("wide"), B.Bool("high"));
        B.AssertEqual("exactly one form", _isLow + _isWide + _isHigh, T.Real);
        (_ra, _rd, _r, _size) = (B.Main("a"), B.Main("d"), B.Main("x"), B.Main("y"));
        Expr op = BitFieldTables.Choose(_isLow, Operation.ExtractLow, _isWide, Operation.ExtractWide, _isHigh, Operation.ExtractHigh);
        T.Rom(op, _ra, d: _rd, x: _r, y: _size);
        (_low, _high) = (new LimbSplit(T, "low", _r), new LimbSplit(T, "high", _r));
        _previousA = T.ReadAs("a", _ra, new Word(_low.Limb, _high.Limb), 0);
        Expr shiftedLow = _low.Y + _high.U;
        _masked = new MaskedLimb(B, "masked limb", "kept", "dropped");
        B.AssertEqual("masked limb", _masked.Limb, _isLow * shiftedLow + (_isWide + _isHigh) * _high.Y);
        _masked.State(T, _size, "kept has y bits", "dropped is the rest");
        _c = B.Word("c");
        B.AssertEqual("low limb", _c.Low, (_isLow + _isHigh) * _masked.Low + _isWide * shiftedLow);
        B.AssertEqual("high limb", _c.High, _isWide * _masked.Low);
        _d = T.Write("d", _rd, _c);
        T.NextInSequence();
    }

    protected override void Row(ref RowWriter w, in StepRecord s, in RomRow op)
    {
        bool isLow = op.Operation == Operation.ExtractLow;
        int r = (int)op.X;
        w.Put(_isLow, isLow);
        w.Put(_isWide, op.Operation == Operation.ExtractWide);
        w.Put(_isHigh, op.Operation == Operation.ExtractHigh);
        w.Put(_ra, op.A);
        w.Put(_rd, op.D);
        w.Put(_r, op.X);
        w.Put(_size, op.Y);
        SplitValue low = _low.Put(ref w, s.A & 0xFFFF, r), high = _high.Put(ref w, s.A >> 16, r);
        w.PreviousA(_previousA, s);
        _masked.Put(ref w, isLow ? low.Y + high.U : high.Y, (int)op.Y);
        w.Put(_c, s.NewD);
        w.WriteD(_d, s);
    }
}
