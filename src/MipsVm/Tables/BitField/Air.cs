using Zkfp.Core.Air;
using Zkfp.MipsVm.Machine;
using Zkfp.MipsVm.Tables.Shift;

namespace Zkfp.MipsVm.Tables.BitField;

/// <summary>EXT, INS, CLZ, CLO, SEB, SEH, WSBH.</summary>
internal static partial class BitFieldTables
{
    /// <summary>
    /// A right shift by pos (x = 16 − pos mod 16), then the limb that holds the field's top is masked to y bits. Three forms: pos &lt; 16
    /// with size ≤ 16, pos &lt; 16 with size &gt; 16, pos ≥ 16.
    /// </summary>
    public static AirProgram BuildExtract()
    {
        var t = new InstructionAir();
        AirBuilder f = t.B;
        Expr isLow = Flag(t, "low"), isWide = Flag(t, "wide"), isHigh = Flag(t, "high");
        f.AssertEqual("exactly one form", isLow + isWide + isHigh, t.Real);
        Expr ra = f.Main("a"), rd = f.Main("d"), r = f.Main("x"), size = f.Main("y");
        t.Rom(Choose(isLow, Operation.ExtractLow, isWide, Operation.ExtractWide, isHigh, Operation.ExtractHigh), ra, d: rd, x: r, y: size);
        Split low = ShiftTables.SplitLimb(t, "low", r), high = ShiftTables.SplitLimb(t, "high", r);
        t.ReadAs("a", ra, new Word(low.Limb, high.Limb), 0);
        Expr shiftedLow = low.Y + high.U, masked = f.Main("masked limb"), kept = f.Main("kept"), keptScaled = f.Main("kept, scaled"), dropped = f.Main("dropped");
        f.AssertEqual("masked limb", masked, isLow * shiftedLow + (isWide + isHigh) * high.Y);
        f.Pull("kept has y bits", Buses.Bits, t.Real, size, kept, keptScaled);
        f.Pull("dropped is the rest", Buses.Bits, t.Real, 16 - size, dropped, masked - kept);
        var c = new Word(f.Main("c.low"), f.Main("c.high"));
        f.AssertEqual("low limb", c.Low, (isLow + isHigh) * kept + isWide * shiftedLow);
        f.AssertEqual("high limb", c.High, isWide * kept);
        t.Write("d", rd, c);
        t.NextInSequence();
        return t.Capture("Extract");
    }

    /// <summary>
    /// Rotates the old value right by pos, so that the field is at the bottom; replaces its low limb's (or, for sizes above 16, its high
    /// limb's) low y bits; rotates back. Rotations by 16 exchange limbs (h); those by pos mod 16 split limbs at x = 16 − pos mod 16.
    /// </summary>
    public static AirProgram BuildInsert()
    {
        var t = new InstructionAir();
        AirBuilder f = t.B;
        Expr wide = Flag(t, "wide"), swap = Flag(t, "h");
        Expr ra = f.Main("a"), rd = f.Main("d"), r = f.Main("x"), size = f.Main("y");
        t.Rom(f.Constant((long)Operation.Insert << 24) + wide * (((long)Operation.InsertWide - (long)Operation.Insert) << 24), ra, swap, rd, r, size);
        Word a = t.Read("a", ra, 0);
        var old = new Word(f.Main("d.oldLow"), f.Main("d.oldHigh"));
        Expr exchange = f.Main("exchange");
        f.AssertEqual("exchange", exchange, swap * (old.High - old.Low));
        Split low = ShiftTables.SplitGiven(t, "low", r, old.Low + exchange), high = ShiftTables.SplitGiven(t, "high", r, old.High - exchange);
        var rotated = new Word(low.Y + high.U, high.Y + low.U);

        Expr target = f.Main("target limb"), cleared = f.Main("cleared"), clearedScaled = f.Main("cleared, scaled"), rest = f.Main("rest");
        f.AssertEqual("target limb", target, wide * (rotated.High - rotated.Low) + rotated.Low);
        f.Pull("cleared has y bits", Buses.Bits, t.Real, size, cleared, clearedScaled);
        f.Pull("rest is kept", Buses.Bits, t.Real, 16 - size, rest, target - cleared);
        Expr source = f.Main("source limb"), field = f.Main("field"), fieldScaled = f.Main("field, scaled"), unused = f.Main("unused");
        f.AssertEqual("source limb", source, wide * (a.High - a.Low) + a.Low);
        f.Pull("field has y bits", Buses.Bits, t.Real, size, field, fieldScaled);
        f.Pull("unused is the rest", Buses.Bits, t.Real, 16 - size, unused, source - field);

        Expr replaced = field + target - cleared;
        var inserted = new Word(f.Main("inserted.low"), f.Main("inserted.high"));
        f.AssertEqual("inserted low limb", inserted.Low, wide * (a.Low - replaced) + replaced);
        f.AssertEqual("inserted high limb", inserted.High, wide * (replaced - rotated.High) + rotated.High);
        Split backLow = ShiftTables.SplitGiven(t, "back low", 16 - r, inserted.Low), backHigh = ShiftTables.SplitGiven(t, "back high", 16 - r, inserted.High);
        var back = new Word(backLow.U + backHigh.Y, backHigh.U + backLow.Y);
        Expr exchangeBack = f.Main("exchange back");
        f.AssertEqual("exchange back", exchangeBack, swap * (back.High - back.Low));
        t.Access("d", Buses.Register, rd, old, new Word(back.Low + exchangeBack, back.High - exchangeBack), 3);
        t.NextInSequence();
        return t.Capture("Insert");
    }

    /// <summary>
    /// The highest limb that is not zero is 2^j + rest with rest &lt; 2^j; the count is 15 − j in the high limb, 31 − j in the low one, 32
    /// if both are zero. CLO counts in the complement.
    /// </summary>
    public static AirProgram BuildCountLeading()
    {
        var t = new InstructionAir();
        AirBuilder f = t.B;
        Expr ones = Flag(t, "ones"), inHigh = Flag(t, "in high limb"), inLow = Flag(t, "in low limb"), none = Flag(t, "none");
        f.AssertEqual("exactly one place", inHigh + inLow + none, t.Real);
        Expr ra = f.Main("a"), rd = f.Main("d");
        t.Rom(f.Constant((long)Operation.CountLeadingZeros << 24) + ones * (((long)Operation.CountLeadingOnes - (long)Operation.CountLeadingZeros) << 24), ra, d: rd);
        Word a = t.Read("a", ra, 0);
        var v = new Word(f.Main("v.low"), f.Main("v.high"));
        f.AssertEqual("v.low", v.Low, a.Low + ones * (0xFFFF - 2 * a.Low));
        f.AssertEqual("v.high", v.High, a.High + ones * (0xFFFF - 2 * a.High));
        Expr limb = f.Main("limb"), j = f.Main("j"), power = f.Main("power"), scaled = f.Main("rest, scaled"), some = inHigh + inLow;
        f.AssertEqual("limb", limb, inHigh * v.High + inLow * v.Low);
        f.AssertZero("in low limb: high limb is zero", inLow * v.High);
        f.AssertZero("none: both limbs are zero", none * (v.High + v.Low));
        f.AssertZero("none: j", none * j);
        f.AssertZero("none: power", none * power);
        f.AssertZero("none: rest", none * scaled);
        f.Pull("power is 2^j", Buses.Bits, some, 16 - j, f.Constant(1L), power);
        f.Pull("rest has j bits", Buses.Bits, some, j, limb - power, scaled);
        t.Write("d", rd, new Word(15 * inHigh + 31 * inLow + 32 * none - j, t.Zero));
        t.NextInSequence();
        return t.Capture("CountLeading");
    }

    /// <summary>SEB, SEH and WSBH on bytes.</summary>
    public static AirProgram BuildByteOperation()
    {
        var t = new InstructionAir();
        AirBuilder f = t.B;
        Expr isByte = Flag(t, "SEB"), isHalf = Flag(t, "SEH"), isSwap = Flag(t, "WSBH");
        f.AssertEqual("exactly one operation", isByte + isHalf + isSwap, t.Real);
        Expr ra = f.Main("a"), rd = f.Main("d");
        t.Rom(Choose(isByte, Operation.SignExtendByte, isHalf, Operation.SignExtendHalf, isSwap, Operation.SwapBytes), ra, d: rd);
        var b = new Expr[4];
        for (int i = 0; i < 4; i++) b[i] = f.Main($"a.byte{i}");
        f.Pull("low bytes", Buses.BytePair, t.Real, b[0], b[1]);
        f.Pull("high bytes", Buses.BytePair, t.Real, b[2], b[3]);
        t.ReadAs("a", ra, new Word(b[0] + b[1] * 256, b[2] + b[3] * 256), 0);
        Expr sign = f.Main("sign"), top = f.Main("sign byte");
        f.AssertBool("sign is 0 or 1", sign);
        f.AssertZero("WSBH has no sign", sign * isSwap);
        f.AssertEqual("sign byte", top, isByte * b[0] + isHalf * b[1]);
        t.Bits("sign byte without its sign", 7, top - sign * 128, isByte + isHalf);
        var c = new Word(f.Main("c.low"), f.Main("c.high"));
        f.AssertEqual("low limb", c.Low, isByte * (b[0] + 0xFF00 * sign) + isHalf * (b[0] + 256 * b[1]) + isSwap * (b[1] + 256 * b[0]));
        f.AssertEqual("high limb", c.High, 0xFFFF * sign + isSwap * (b[3] + 256 * b[2]));
        t.Write("d", rd, c);
        t.NextInSequence();
        return t.Capture("ByteOperation");
    }

    private static Expr Flag(InstructionAir t, string name)
    {
        Expr e = t.B.Main(name);
        t.B.AssertBool(name + " is 0 or 1", e);
        t.B.AssertZero(name + " needs a row", e * (1 - t.Real));
        return e;
    }

    private static Expr Choose(Expr a, Operation opA, Expr b, Operation opB, Expr c, Operation opC) =>
        a * ((long)opA << 24) + b * ((long)opB << 24) + c * ((long)opC << 24);
}
