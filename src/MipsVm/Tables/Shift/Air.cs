using Zkfp.Core.Air;
using Zkfp.MipsVm.Machine;

namespace Zkfp.MipsVm.Tables.Shift;

/// <summary>Which limbs a constant shift moves.</summary>
internal enum ShiftKind
{
    LeftLow,
    LeftHigh,
    RightLow,
    RightHigh,
    ArithmeticLow,
    ArithmeticHigh,
    RotateLow,
    RotateHigh,
}

/// <summary>A limb = x + y·2^(16−r), x &lt; 2^(16−r), y &lt; 2^r; u = x·2^r.</summary>
internal readonly record struct Split(Expr X, Expr U, Expr Y, Expr Limb);

/// <summary>
/// Shifts. A limb is split at a position by two look-ups of the Bits bus, whose third field is the product with a power of two, so
/// nothing is multiplied. Right shifts by s are described by r = 16 − s mod 16 (16 if s mod 16 = 0).
/// </summary>
internal static partial class ShiftTables
{
    public static AirProgram BuildConstant(ShiftKind kind)
    {
        var t = new InstructionAir();
        Expr ra = t.B.Main("a"), rd = t.B.Main("d"), r = t.B.Main("x");
        bool arithmetic = kind is ShiftKind.ArithmeticLow or ShiftKind.ArithmeticHigh;
        Expr? fillMask = arithmetic ? t.B.Main("y") : null;
        t.Rom(Operation.ShiftLeftLow + (int)kind, ra, d: rd, x: r, y: fillMask);
        Split low = default, high = default;
        Expr lowLimb, highLimb;
        if (kind is ShiftKind.RightHigh or ShiftKind.ArithmeticHigh)
        {
            lowLimb = t.B.Main("a.low");
        }
        else
        {
            low = SplitLimb(t, "low", r);
            lowLimb = low.Limb;
        }

        if (kind == ShiftKind.LeftHigh)
        {
            highLimb = t.B.Main("a.high");
        }
        else
        {
            high = SplitLimb(t, "high", r);
            highLimb = high.Limb;
        }

        t.ReadAs("a", ra, new Word(lowLimb, highLimb), 0);
        Expr fill = t.Zero, sign = t.Zero;
        if (arithmetic)
        {
            sign = t.B.Main("sign");
            t.Sign("sign", highLimb, sign);
            fill = t.B.Main("fill");
            t.B.AssertEqual("fill is sign · (2^16 − 2^r)", fill, sign * fillMask!.Value);
        }

        Word c = kind switch
        {
            ShiftKind.LeftLow => new Word(low.U, high.U + low.Y),
            ShiftKind.LeftHigh => new Word(t.Zero, low.U),
            ShiftKind.RightLow or ShiftKind.ArithmeticLow => new Word(low.Y + high.U, high.Y + fill),
            ShiftKind.RightHigh or ShiftKind.ArithmeticHigh => new Word(high.Y + fill, sign * 0xFFFF),
            ShiftKind.RotateLow => new Word(low.Y + high.U, high.Y + low.U),
            _ => new Word(high.Y + low.U, low.Y + high.U),
        };
        t.Write("d", rd, c);
        t.NextInSequence();
        return t.Capture("Shift" + kind);
    }

    /// <summary>Declares x, u, y and v of a limb that is nothing but their sum, and splits it at r.</summary>
    internal static Split SplitLimb(InstructionAir t, string name, Expr r, Expr? multiplicity = null)
    {
        Expr x = t.B.Main(name + ".x"), u = t.B.Main(name + ".u"), y = t.B.Main(name + ".y"), v = t.B.Main(name + ".v");
        Pull(t, name, r, x, u, y, v, multiplicity);
        return new Split(x, u, y, x + v);
    }

    /// <summary>Declares x, u and y of a given limb, and splits it at r.</summary>
    internal static Split SplitGiven(InstructionAir t, string name, Expr r, Expr limb, Expr? multiplicity = null)
    {
        Expr x = t.B.Main(name + ".x"), u = t.B.Main(name + ".u"), y = t.B.Main(name + ".y");
        Pull(t, name, r, x, u, y, limb - x, multiplicity);
        return new Split(x, u, y, limb);
    }

    private static void Pull(InstructionAir t, string name, Expr r, Expr x, Expr u, Expr y, Expr v, Expr? multiplicity)
    {
        t.B.Pull(name + " lower part", Buses.Bits, multiplicity ?? t.Real, 16 - r, x, u);
        t.B.Pull(name + " upper part", Buses.Bits, multiplicity ?? t.Real, r, y, v);
    }

    /// <summary>SLLV, SRLV, SRAV, ROTRV: the amount is the low five bits of register a, the source is register b.</summary>
    public static AirProgram BuildVariable()
    {
        var t = new InstructionAir();
        AirBuilder f = t.B;
        Expr left = f.Main("isLeft"), right = f.Main("isRight"), arithmetic = f.Main("isArithmetic"), rotate = f.Main("isRotate");
        foreach (Expr e in new[] { left, right, arithmetic, rotate }) f.AssertBool("selector is 0 or 1", e);
        f.AssertEqual("exactly one selector", left + right + arithmetic + rotate, t.Real);
        Expr ra = f.Main("a"), rb = f.Main("b"), rd = f.Main("d");
        Expr op = left * ((long)Operation.ShiftLeftVariable << 24) + right * ((long)Operation.ShiftRightVariable << 24)
            + arithmetic * ((long)Operation.ShiftArithmeticVariable << 24) + rotate * ((long)Operation.RotateVariable << 24);
        t.Rom(op, ra, rb, rd);
        Expr amount = f.Main("amount"), swap = f.Main("amount16"), rest = f.Main("rest"), aHigh = f.Main("a.high");
        t.Bits("amount", 4, amount);
        f.AssertBool("amount16 is 0 or 1", swap);
        t.Bits("rest", 11, rest);
        t.ReadAs("a", ra, new Word(amount + swap * 16 + rest * 32, aHigh), 0);
        Expr r = f.Main("r");
        f.AssertEqual("r is the amount, or 16 − amount", r, left * amount + (t.Real - left) * (16 - amount));
        Split low = SplitLimb(t, "low", r), high = SplitLimb(t, "high", r);
        t.ReadAs("b", rb, new Word(low.Limb, high.Limb), 1);
        Expr sign = f.Main("sign"), fill = f.Main("fill");
        t.Sign("sign", high.Limb, sign, arithmetic);
        f.AssertZero("sign of arithmetic shifts only", sign * (1 - arithmetic));
        // The upper r bits of 2^16 − 1 give 2^r − 1.
        Split ones = SplitGiven(t, "ones", r, 0xFFFF * arithmetic, arithmetic);
        f.AssertZero("ones.x of arithmetic shifts only", ones.X * (1 - arithmetic));
        f.AssertZero("ones.u of arithmetic shifts only", ones.U * (1 - arithmetic));
        f.AssertZero("ones.y of arithmetic shifts only", ones.Y * (1 - arithmetic));
        f.AssertEqual("fill is sign · (2^16 − 2^r)", fill, sign * (0xFFFF - ones.Y));
        Expr partLow = f.Main("part.low"), partHigh = f.Main("part.high");
        f.AssertEqual("part.low", partLow, left * low.U + (1 - left) * (low.Y + high.U));
        f.AssertEqual("part.high", partHigh, left * (high.U + low.Y) + (1 - left) * high.Y + fill + rotate * low.U);
        var c = new Word(f.Main("c.low"), f.Main("c.high"));
        f.AssertEqual("c.low", c.Low, (1 - swap) * partLow + swap * (1 - left) * partHigh);
        f.AssertEqual("c.high", c.High, (1 - swap) * partHigh + swap * (left + rotate) * partLow + swap * sign * 0xFFFF);
        t.Write("d", rd, c);
        t.NextInSequence();
        return t.Capture("ShiftVariable");
    }
}
