using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Rom;
using Zkfp.MipsVm.Tracing;

namespace Zkfp.MipsVm.Tables.BitField;

/// <summary>SEB, SEH and WSBH on bytes.</summary>
internal sealed class ByteOperationTable : InstructionTable
{
    private readonly TableColumn _isByte, _isHalf, _isSwap, _ra, _rd, _previousA, _sign, _top;
    private readonly ByteColumns _a;
    private readonly WordColumns _c;
    private readonly AccessColumns _d;

    public ByteOperationTable(TableAir air)
        : base(air)
    {
        (_isByte, _isHalf, _isSwap) = (B.Bool("SEB"), B.Bool("SEH"), B.Bool("WSBH"));
        B.AssertEqual("exactly one operation", _isByte + _isHalf + _isSwap, T.Real);
        (_ra, _rd) = (B.Main("a"), B.Main("d"));
        T.Rom(BitFieldTables.Choose(_isByte, Operation.SignExtendByte, _isHalf, Operation.SignExtendHalf, _isSwap, Operation.SwapBytes), _ra, d: _rd);
        _a = B.Bytes("a");
        B.Pull("low bytes", Buses.BytePair, T.Real, _a.B0, _a.B1);
        B.Pull("high bytes", Buses.BytePair, T.Real, _a.B2, _a.B3);
        _previousA = T.ReadAs("a", _ra, _a, 0);
        (_sign, _top) = (B.Main("sign"), B.Main("sign byte"));
        B.AssertBool("sign is 0 or 1", _sign);
        B.AssertZero("WSBH has no sign", _sign * _isSwap);
        B.AssertEqual("sign byte", _top, _isByte * _a.B0 + _isHalf * _a.B1);
        T.Bits("sign byte without its sign", 7, _top - _sign * 128, _isByte + _isHalf);
        _c = B.Word("c");
        B.AssertEqual("low limb", _c.Low, _isByte * (_a.B0 + 0xFF00 * _sign) + _isHalf * (_a.B0 + 256 * _a.B1) + _isSwap * (_a.B1 + 256 * _a.B0));
        B.AssertEqual("high limb", _c.High, 0xFFFF * _sign + _isSwap * (_a.B3 + 256 * _a.B2));
        _d = T.Write("d", _rd, _c);
        T.NextInSequence();
    }

    protected override void Row(ref RowWriter w, in StepRecord s, in RomRow op)
    {
        bool isByte = op.Operation == Operation.SignExtendByte, isHalf = op.Operation == Operation.SignExtendHalf;
        w.Put(_isByte, isByte);
        w.Put(_isHalf, isHalf);
        w.Put(_isSwap, op.Operation == Operation.SwapBytes);
        w.Put(_ra, op.A);
        w.Put(_rd, op.D);
        w.PutChecked(_a, s.A);
        w.PreviousA(_previousA, s);
        uint top = isByte ? s.A & 0xFF : isHalf ? s.A >> 8 & 0xFF : 0;
        w.Put(_sign, top >> 7);
        w.Put(_top, top);
        if (isByte || isHalf) w.Bits(7, top & 0x7F);
        w.Put(_c, s.NewD);
        w.WriteD(_d, s);
    }
}
