using Zkfp.Core.Air;
using Zkfp.MipsVm.Isa;
using Zkfp.MipsVm.Machine;

namespace Zkfp.MipsVm.Tables.Multiply;

/// <summary>
/// DIV, DIVU on magnitudes: |a| = q·d + r with r &lt; d, where d = |b|, or 1 if b = 0. The quotient's sign is σ(a) xor σ(b), the
/// remainder's σ(a). INT_MIN / −1 needs no case: 2^31 / 1 = 2^31, positive, is the word 0x80000000.
/// </summary>
internal static partial class MultiplyTables
{
    public static AirProgram BuildDivide()
    {
        var t = new InstructionAir();
        AirBuilder f = t.B;
        Expr signed = f.Main("signed"), ra = f.Main("a"), rb = f.Main("b");
        f.AssertBool("signed is 0 or 1", signed);
        f.AssertZero("signed needs a row", signed * (1 - t.Real));
        t.Rom(f.Constant((long)Operation.DivideUnsigned << 24) + signed * (((long)Operation.Divide - (long)Operation.DivideUnsigned) << 24), ra, rb);
        Word a = t.Read("a", ra, 0), b = t.Read("b", rb, 1);
        Expr signA = f.Main("sign(a)"), signB = f.Main("sign(b)");
        t.Sign("sign(a)", a.High, signA, signed);
        t.Sign("sign(b)", b.High, signB, signed);
        f.AssertZero("sign(a) of signed divisions only", signA * (1 - signed));
        f.AssertZero("sign(b) of signed divisions only", signB * (1 - signed));
        Expr isZero = f.Main("b is zero"), inverse = f.Main("inverse");
        f.AssertBool("b is zero is 0 or 1", isZero);
        f.AssertEqual("inverse of b", (b.Low + b.High) * inverse, t.Real - isZero);
        f.AssertZero("zero is zero", isZero * (b.Low + b.High));
        f.AssertZero("zero has no inverse", isZero * inverse);

        var dividend = new Word(f.Main("|a|.low"), f.Main("|a|.high"));
        t.Range16("|a|", dividend);
        Negate(t, "|a|", a, dividend, signA, signA, t.Zero);
        Expr[] divisorBytes = Bytes(t, "divisor"), quotientBytes = Bytes(t, "quotient");
        Word divisor = ToWord(divisorBytes), quotient = ToWord(quotientBytes);
        Negate(t, "divisor", b, divisor, signB, signB, isZero);
        var remainder = new Word(f.Main("remainder.low"), f.Main("remainder.high"));
        t.Range16("remainder", remainder);
        Expr carry = Carry(t, 0);
        f.AssertZero("limb 0", Column(quotientBytes, divisorBytes, 0) + remainder.Low - dividend.Low - carry * (1 << 16));
        f.AssertZero("limb 1", Column(quotientBytes, divisorBytes, 1) + remainder.High + carry - dividend.High);
        f.AssertZero("no higher limbs", Diagonal(quotientBytes, divisorBytes, 4) + Diagonal(quotientBytes, divisorBytes, 5) + Diagonal(quotientBytes, divisorBytes, 6));

        var margin = new Word(f.Main("margin.low"), f.Main("margin.high"));
        t.Range16("divisor − remainder − 1", margin);
        Expr borrow = Gadgets.Scale(f, margin.Low - divisor.Low + remainder.Low + t.Real, Gadgets.Inverse16);
        f.AssertBool("borrow is 0 or 1", borrow);
        f.AssertZero("remainder is less than the divisor", margin.High - divisor.High + remainder.High + borrow);

        Expr signQ = f.Main("sign(quotient)"), wrapQ = f.Main("quotient ≠ 0, negated"), wrapR = f.Main("remainder ≠ 0, negated");
        f.AssertEqual("sign of the quotient", signQ, signA + signB - 2 * signA * signB);
        f.AssertBool("quotient wrap is 0 or 1", wrapQ);
        f.AssertBool("remainder wrap is 0 or 1", wrapR);
        f.AssertZero("quotient wraps if negated", wrapQ * (1 - signQ));
        f.AssertZero("remainder wraps if negated", wrapR * (1 - signA));
        var low = new Word(f.Main("lo.low"), f.Main("lo.high"));
        var high = new Word(f.Main("hi.low"), f.Main("hi.high"));
        t.Range16("lo", low);
        t.Range16("hi", high);
        Negate(t, "lo", quotient, low, signQ, wrapQ, t.Zero);
        Negate(t, "hi", remainder, high, signA, wrapR, t.Zero);
        t.Write("hi", f.Constant((long)RegisterKey.Hi), high);
        t.Write("lo", f.Constant((long)RegisterKey.Lo), low);
        t.NextInSequence();
        return t.Capture("Divide");
    }

    /// <summary>
    /// to = sign ? 2^32·wrap − from : from, plus <paramref name="add"/> in the low limb (where it cannot carry). Declares the borrow of
    /// the low limb. For from ≠ 0 only wrap = 1 gives limbs in range, for from = 0 only wrap = 0.
    /// </summary>
    private static void Negate(InstructionAir t, string name, Word from, Word to, Expr sign, Expr wrap, Expr add)
    {
        Expr borrow = t.B.Main(name + " borrow");
        t.B.AssertBool(name + " borrow is 0 or 1", borrow);
        t.B.AssertZero(name + " borrows if negated", borrow * (1 - sign));
        t.B.AssertZero(name + " low limb", to.Low - from.Low + 2 * (sign * from.Low) - borrow * (1 << 16) - add);
        t.B.AssertZero(name + " high limb", to.High - from.High + 2 * (sign * from.High) + borrow - wrap * (1 << 16));
    }
}
