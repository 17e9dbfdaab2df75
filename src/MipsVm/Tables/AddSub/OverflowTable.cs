using Zkfp.Core.Air;
using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Rom;
using Zkfp.MipsVm.Tracing;

namespace Zkfp.MipsVm.Tables.AddSub;

/// <summary>
/// Signed c = a ± b, or an overflow exception. With r = p + q (subtraction: a = c + b) the signed identity is
/// r = p + q − 2^32·v, v = k₁ + σ(r) − σ(p) − σ(q); it overflows iff v ≠ 0.
/// </summary>
internal sealed class OverflowTable : InstructionTable
{
    /// <summary>From the operations with a destination to those with destination $0.</summary>
    private const int NoWriteOffset = Operation.OverflowCheckAdd - Operation.OverflowAdd;

    private readonly TableColumn _isAdd, _isSub, _noWrite, _ra, _rb, _rd, _signA, _signB, _signC, _carryLow, _carryHigh, _v, _overflow, _writes;
    private readonly AccessColumns _a, _b, _d;
    private readonly WordColumns _c;

    public OverflowTable(TableAir air)
        : base(air)
    {
        (_isAdd, _isSub) = (B.Main("isAdd"), B.Main("isSub"));
        Expr isImmediate = T.Real - _isAdd - _isSub;
        _noWrite = B.Main("noWrite");
        B.AssertBool("isAdd is 0 or 1", _isAdd);
        B.AssertBool("isSub is 0 or 1", _isSub);
        B.AssertBool("exactly one of three", isImmediate);
        B.AssertBool("noWrite is 0 or 1", _noWrite);
        B.AssertZero("noWrite needs a row", _noWrite * (1 - T.Real));
        (_ra, _rb, _rd) = (B.Main("a"), B.Main("b"), B.Main("d"));
        B.AssertZero("an immediate form reads one register", isImmediate * _rb);
        B.AssertZero("noWrite has no destination", _noWrite * _rd);
        T.Bits("d", 8, _rd); // where nothing is written no register bus bounds the field
        (_a, _b) = (T.Read("a", _ra, 0), T.Read("b", _rb, 1, _isAdd + _isSub));
        Expr op = _isAdd * ((long)Operation.OverflowAdd << 24) + _isSub * ((long)Operation.OverflowSubtract << 24)
            + isImmediate * ((long)Operation.OverflowAddImmediate << 24) + _noWrite * ((long)NoWriteOffset << 24);
        T.Rom(op, _ra, _rb, _rd, isImmediate * _b.Low, isImmediate * _b.High);
        _c = B.Word("c");
        T.Range16("c", _c);
        (_signA, _signB, _signC) = (B.Main("sign(a)"), B.Main("sign(b)"), B.Main("sign(c)"));
        T.Sign("sign(a)", _a.High, _signA);
        T.Sign("sign(b)", _b.High, _signB);
        T.Sign("sign(c)", _c.High, _signC);
        (_carryLow, _carryHigh, _v) = (B.Main("carry.low"), B.Main("carry.high"), B.Main("v"));
        (_overflow, _writes) = (B.Main("overflow"), B.Main("writes"));
        B.AssertBool("carry.low is 0 or 1", _carryLow);
        B.AssertBool("carry.high is 0 or 1", _carryHigh);
        Expr direction = 1 - 2 * _isSub;
        B.AssertZero("low limbs", direction * (_a.Low - _c.Low) + _b.Low - _carryLow * (1 << 16));
        B.AssertZero("high limbs", direction * (_a.High - _c.High) + _b.High + _carryLow - _carryHigh * (1 << 16));
        B.AssertEqual("v", _v, _carryHigh - _signB + direction * (_signC - _signA));
        B.AssertEqual("overflow is v ≠ 0", _overflow, _v * _v);
        B.AssertBool("overflow is 0 or 1", _overflow);
        B.AssertZero("overflow needs a row", _overflow * (1 - T.Real));
        B.AssertEqual("writes unless overflow or no destination", _writes, (T.Real - _noWrite) * (1 - _overflow));
        _d = T.Write("d", _rd, _c, _writes);
        B.Push("overflow exception", Buses.Exception, _overflow, T.Time, T.Pc, T.Npc, B.Constant(12L), T.Zero, T.Zero);
        B.Push("next state", Buses.State, T.Real - _overflow, T.Time + 4, T.Npc, T.Npc + 1);
    }

    protected override void Row(ref RowWriter w, in StepRecord s, in RomRow op)
    {
        bool noWrite = op.Operation >= Operation.OverflowCheckAdd;
        var kind = (Operation)(op.Operation - (noWrite ? NoWriteOffset : 0));
        bool add = kind == Operation.OverflowAdd, sub = kind == Operation.OverflowSubtract, immediate = !add && !sub;
        uint b = immediate ? op.Y << 16 | op.X : s.B;
        uint c = sub ? s.A - b : s.A + b;
        w.Put(_isAdd, add);
        w.Put(_isSub, sub);
        w.Put(_noWrite, noWrite);
        w.Put(_ra, op.A);
        w.Put(_rb, op.B);
        w.Put(_rd, op.D);
        w.Bits(8, op.D);
        w.ReadA(_a, s);
        w.Put(_b.Before, b);
        if (immediate) w.Put(_b.Previous, 0);
        else w.PreviousB(_b.Previous, s);
        w.PutChecked(_c, c);
        w.Put(_signA, s.A >> 31);
        w.Put(_signB, b >> 31);
        w.Put(_signC, c >> 31);
        w.Sign(s.A >> 16);
        w.Sign(b >> 16);
        w.Sign(c >> 16);
        uint p = sub ? c : s.A, r = sub ? s.A : c;
        uint carryLow = (p & 0xFFFF) + (b & 0xFFFF) >> 16, carryHigh = (uint)((ulong)p + b >> 32);
        int v = (int)carryHigh + (int)(r >> 31) - (int)(p >> 31) - (int)(b >> 31);
        bool writes = v == 0 && !noWrite;
        w.Put(_carryLow, carryLow);
        w.Put(_carryHigh, carryHigh);
        w.PutSigned(_v, v);
        w.Put(_overflow, v != 0);
        w.Put(_writes, writes);
        if (writes) w.WriteD(_d, s);
        else w.NoAccess(_d);
    }
}
