using Zkfp.Core.Air;
using Zkfp.MipsVm.Machine;

namespace Zkfp.MipsVm.Tables.AddSub;

/// <summary>ADDU, SUBU, ADDIU; ADD, SUB, ADDI with overflow.</summary>
internal static partial class AddSubTables
{
    /// <summary>c = a + b (or a = c + b) in limbs; each carry is 0 or 1 and c has 16-bit limbs, so c is unique.</summary>
    public static AirProgram BuildRegister(bool subtract)
    {
        var t = new InstructionAir();
        Expr ra = t.B.Main("a"), rb = t.B.Main("b"), rd = t.B.Main("d");
        t.Rom(subtract ? Operation.Subtract : Operation.Add, ra, rb, rd);
        Word a = t.Read("a", ra, 0), b = t.Read("b", rb, 1);
        var c = new Word(t.B.Main("c.low"), t.B.Main("c.high"));
        t.Range16("c", c);
        t.Write("d", rd, c);
        Word p = subtract ? c : a, r = subtract ? a : c;
        Expr low = p.Low + b.Low - r.Low, both = low + (p.High + b.High - r.High) * (1 << 16);
        t.B.AssertZero("low carry is 0 or 1", low * (low - (1 << 16)));
        t.B.AssertZero("high carry is 0 or 1", both * (both - (1L << 32)));
        t.NextInSequence();
        return t.Capture(subtract ? "Subtract" : "Add");
    }

    /// <summary>c = a + x with −2^15 ≤ x &lt; 2^15: each carry is −1, 0 or 1.</summary>
    public static AirProgram BuildImmediate()
    {
        var t = new InstructionAir();
        Expr ra = t.B.Main("a"), rd = t.B.Main("d"), x = t.B.Main("x");
        t.Rom(Operation.AddImmediate, ra, d: rd, x: x);
        Word a = t.Read("a", ra, 0);
        var c = new Word(t.B.Main("c.low"), t.B.Main("c.high"));
        t.Range16("c", c);
        t.Write("d", rd, c);
        Gadgets.AddSigned(t.B, a, x, c);
        t.NextInSequence();
        return t.Capture("AddImmediate");
    }

    /// <summary>
    /// Signed c = a ± b, or an overflow exception. With r = p + q (subtraction: a = c + b) the signed identity is
    /// r = p + q − 2^32·v, v = k₁ + σ(r) − σ(p) − σ(q); it overflows iff v ≠ 0.
    /// </summary>
    public static AirProgram BuildOverflow()
    {
        var t = new InstructionAir();
        AirBuilder f = t.B;
        Expr isAdd = f.Main("isAdd"), isSub = f.Main("isSub"), isImmediate = t.Real - isAdd - isSub, noWrite = f.Main("noWrite");
        f.AssertBool("isAdd is 0 or 1", isAdd);
        f.AssertBool("isSub is 0 or 1", isSub);
        f.AssertBool("exactly one of three", isImmediate);
        f.AssertBool("noWrite is 0 or 1", noWrite);
        f.AssertZero("noWrite needs a row", noWrite * (1 - t.Real));
        Expr ra = f.Main("a"), rb = f.Main("b"), rd = f.Main("d");
        f.AssertZero("an immediate form reads one register", isImmediate * rb);
        f.AssertZero("noWrite has no destination", noWrite * rd);
        t.Bits("d", 8, rd); // where nothing is written no register bus bounds the field
        Word a = t.Read("a", ra, 0), b = t.Read("b", rb, 1, isAdd + isSub);
        Expr op = isAdd * ((long)Operation.OverflowAdd << 24) + isSub * ((long)Operation.OverflowSubtract << 24)
            + isImmediate * ((long)Operation.OverflowAddImmediate << 24) + noWrite * ((long)NoWriteOffset << 24);
        t.Rom(op, ra, rb, rd, isImmediate * b.Low, isImmediate * b.High);
        var c = new Word(f.Main("c.low"), f.Main("c.high"));
        t.Range16("c", c);
        Expr signA = f.Main("sign(a)"), signB = f.Main("sign(b)"), signC = f.Main("sign(c)");
        t.Sign("sign(a)", a.High, signA);
        t.Sign("sign(b)", b.High, signB);
        t.Sign("sign(c)", c.High, signC);
        Expr carryLow = f.Main("carry.low"), carryHigh = f.Main("carry.high"), v = f.Main("v"), overflow = f.Main("overflow"), writes = f.Main("writes");
        f.AssertBool("carry.low is 0 or 1", carryLow);
        f.AssertBool("carry.high is 0 or 1", carryHigh);
        Expr direction = 1 - 2 * isSub;
        f.AssertZero("low limbs", direction * (a.Low - c.Low) + b.Low - carryLow * (1 << 16));
        f.AssertZero("high limbs", direction * (a.High - c.High) + b.High + carryLow - carryHigh * (1 << 16));
        f.AssertEqual("v", v, carryHigh - signB + direction * (signC - signA));
        f.AssertEqual("overflow is v ≠ 0", overflow, v * v);
        f.AssertBool("overflow is 0 or 1", overflow);
        f.AssertZero("overflow needs a row", overflow * (1 - t.Real));
        f.AssertEqual("writes unless overflow or no destination", writes, (t.Real - noWrite) * (1 - overflow));
        t.Write("d", rd, c, writes);
        f.Push("overflow exception", Buses.Exception, overflow, t.Time, t.Pc, t.Npc, f.Constant(12L), t.Zero, t.Zero);
        f.Push("next state", Buses.State, t.Real - overflow, t.Time + 4, t.Npc, t.Npc + 1);
        return t.Capture("OverflowAdd");
    }

    /// <summary>From the operations with a destination to those with destination $0.</summary>
    internal const int NoWriteOffset = Operation.OverflowCheckAdd - Operation.OverflowAdd;
}
