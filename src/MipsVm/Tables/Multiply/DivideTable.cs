using Zkfp.Core.Air;
using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Isa;
using Zkfp.MipsVm.Rom;
using Zkfp.MipsVm.Tracing;
using static Zkfp.MipsVm.Tables.Multiply.Products;

namespace Zkfp.MipsVm.Tables.Multiply;

/// <summary>
/// DIV, DIVU on magnitudes: |a| = q·d + r with r &lt; d, where d = |b|, or 1 if b = 0. The quotient's sign is σ(a) xor σ(b), the
/// remainder's σ(a). INT_MIN / −1 needs no case: 2^31 / 1 = 2^31, positive, is the word 0x80000000.
/// </summary>
internal sealed class DivideTable : InstructionTable
{
    private readonly TableColumn _signed, _ra, _rb, _signA, _signB, _isZero, _inverse, _carry, _signQ, _wrapQ, _wrapR;
    private readonly TableColumn _borrowA, _borrowB, _borrowLow, _borrowHigh;
    private readonly AccessColumns _a, _b, _oldHigh, _oldLow;
    private readonly WordColumns _dividend, _remainder, _margin, _low, _high;
    private readonly ByteColumns _divisor, _quotient;

    public DivideTable(TableAir air)
        : base(air)
    {
        (_signed, _ra, _rb) = (B.Main("signed"), B.Main("a"), B.Main("b"));
        B.AssertBool("signed is 0 or 1", _signed);
        T.Rom(B.Constant((long)Operation.DivideUnsigned << 24) + _signed * (((long)Operation.Divide - (long)Operation.DivideUnsigned) << 24), _ra, _rb);
        (_a, _b) = (T.Read("a", _ra, 0), T.Read("b", _rb, 1));
        (_signA, _signB) = (B.Main("sign(a)"), B.Main("sign(b)"));
        T.Sign("sign(a)", _a.High, _signA, _signed);
        T.Sign("sign(b)", _b.High, _signB, _signed);
        B.AssertZero("sign(a) of signed divisions only", _signA * (1 - _signed));
        B.AssertZero("sign(b) of signed divisions only", _signB * (1 - _signed));
        (_isZero, _inverse) = (B.Main("b is zero"), B.Main("inverse"));
        B.AssertEqual("inverse of b", (_b.Low + _b.High) * _inverse, T.Real - _isZero);
        B.AssertZero("zero is zero", _isZero * (_b.Low + _b.High));
        B.AssertZero("zero has no inverse", _isZero * _inverse);

        _dividend = B.Word("|a|");
        T.Range16("|a|.low", _dividend.Low); // the high limb is a's, or its negative without borrow or with
        _borrowA = Negate("|a|", _a, _dividend, _signA, _signA, T.Zero);
        (_divisor, _quotient) = (T.Bytes("divisor"), T.Bytes("quotient"));
        Word divisor = _divisor, quotient = _quotient;
        _borrowB = Negate("divisor", _b, divisor, _signB, _signB, _isZero);
        _remainder = B.Word("remainder");
        T.Range16("remainder", _remainder);
        _carry = Carry(T, 0);
        B.AssertZero("limb 0", Limb(_quotient, _divisor, 0) + _remainder.Low - _dividend.Low - _carry * (1 << 16));
        B.AssertZero("limb 1", Limb(_quotient, _divisor, 1) + _remainder.High + _carry - _dividend.High);
        B.AssertZero("no higher limbs", Diagonal(_quotient, _divisor, 4) + Diagonal(_quotient, _divisor, 5) + Diagonal(_quotient, _divisor, 6));

        _margin = B.Word("margin");
        T.Range16("divisor − remainder − 1", _margin);
        Expr borrow = Gadgets.Scale(B, _margin.Low - divisor.Low + _remainder.Low + T.Real, Gadgets.Inverse16);
        B.AssertBool("borrow is 0 or 1", borrow);
        B.AssertZero("remainder is less than the divisor", _margin.High - divisor.High + _remainder.High + borrow);

        (_signQ, _wrapQ, _wrapR) = (B.Main("sign(quotient)"), B.Main("quotient ≠ 0, negated"), B.Main("remainder ≠ 0, negated"));
        B.AssertEqual("sign of the quotient", _signQ, _signA + _signB - 2 * _signA * _signB);
        B.AssertBool("quotient wrap is 0 or 1", _wrapQ);
        B.AssertBool("remainder wrap is 0 or 1", _wrapR);
        B.AssertZero("quotient wraps if negated", _wrapQ * (1 - _signQ));
        B.AssertZero("remainder wraps if negated", _wrapR * (1 - _signA));
        (_low, _high) = (B.Word("lo"), B.Word("hi"));
        T.Range16("lo", _low);
        T.Range16("hi", _high);
        _borrowLow = Negate("lo", quotient, _low, _signQ, _wrapQ, T.Zero);
        _borrowHigh = Negate("hi", _remainder, _high, _signA, _wrapR, T.Zero);
        _oldHigh = T.Write("hi", B.Constant((long)RegisterKey.Hi), _high);
        _oldLow = T.Write("lo", B.Constant((long)RegisterKey.Lo), _low);
        T.NextInSequence();
    }

    /// <summary>
    /// to = sign ? 2^32·wrap − from : from, plus <paramref name="add"/> in the low limb (where it cannot carry). Declares the borrow of
    /// the low limb. For from ≠ 0 only wrap = 1 gives limbs in range, for from = 0 only wrap = 0.
    /// </summary>
    private TableColumn Negate(string name, Word from, Word to, Expr sign, Expr wrap, Expr add)
    {
        TableColumn borrow = B.Bool(name + " borrow");
        B.AssertZero(name + " borrows if negated", borrow * (1 - sign));
        B.AssertZero(name + " low limb", to.Low - from.Low + 2 * (sign * from.Low) - borrow * (1 << 16) - add);
        B.AssertZero(name + " high limb", to.High - from.High + 2 * (sign * from.High) + borrow - wrap * (1 << 16));
        return borrow;
    }

    /// <summary>D is HI, M is LO.</summary>
    protected override void Row(ref RowWriter w, in StepRecord s, in RomRow op)
    {
        bool signed = op.Operation == Operation.Divide;
        w.Put(_signed, signed);
        w.Put(_ra, op.A);
        w.Put(_rb, op.B);
        w.ReadA(_a, s);
        w.ReadB(_b, s);
        bool negativeA = signed && (int)s.A < 0, negativeB = signed && (int)s.B < 0;
        w.Put(_signA, negativeA);
        w.Put(_signB, negativeB);
        if (signed)
        {
            w.Sign(s.A >> 16);
            w.Sign(s.B >> 16);
        }

        w.Put(_isZero, s.B == 0);
        w.PutInverse(_inverse, (s.B & 0xFFFF) + (s.B >> 16));
        uint dividend = negativeA ? 0 - s.A : s.A, divisor = s.B == 0 ? 1 : negativeB ? 0 - s.B : s.B;
        uint quotient = dividend / divisor, remainder = dividend % divisor;
        w.Put(_dividend, dividend);
        w.Range(dividend & 0xFFFF);
        PutBorrow(ref w, _borrowA, s.A, negativeA);
        w.PutChecked(_divisor, divisor);
        w.PutChecked(_quotient, quotient);
        PutBorrow(ref w, _borrowB, s.B, negativeB);
        w.PutChecked(_remainder, remainder);
        PutCarry(ref w, _carry, Limb(quotient, divisor, 0) + Low(remainder) - Low(dividend) >> 16);
        w.PutChecked(_margin, divisor - remainder - 1);
        bool negativeQ = negativeA != negativeB;
        w.Put(_signQ, negativeQ);
        w.Put(_wrapQ, negativeQ && quotient != 0);
        w.Put(_wrapR, negativeA && remainder != 0);
        w.PutChecked(_low, s.NewM);
        w.PutChecked(_high, s.NewD);
        PutBorrow(ref w, _borrowLow, quotient, negativeQ);
        PutBorrow(ref w, _borrowHigh, remainder, negativeA);
        w.WriteD(_oldHigh, s);
        w.Access(_oldLow, s.M, s.PreviousM, s.Time, 3);
    }

    private static void PutBorrow(ref RowWriter w, in TableColumn column, uint from, bool negated) => w.Put(column, negated && (from & 0xFFFF) != 0);
}
