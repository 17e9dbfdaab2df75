using Zkfp.Core.Air;
using Zkfp.MipsVm.Machine;

namespace Zkfp.MipsVm.Tables.Compare;

/// <summary>SLT, SLTU, SLTI, SLTIU.</summary>
internal static partial class CompareTables
{
    public static AirProgram BuildRegister(bool signed)
    {
        var t = new InstructionAir();
        Expr ra = t.B.Main("a"), rb = t.B.Main("b"), rd = t.B.Main("d");
        t.Rom(signed ? Operation.SetLess : Operation.SetLessUnsigned, ra, rb, rd);
        Word a = t.Read("a", ra, 0), b = t.Read("b", rb, 1);
        Expr aHigh = signed ? SignedHigh(t, "sign(a)", a) : a.High, bHigh = signed ? SignedHigh(t, "sign(b)", b) : b.High;
        t.Write("d", rd, new Word(Gadgets.LessThan(t, a.Low, aHigh, b.Low, bHigh), t.Zero));
        t.NextInSequence();
        return t.Capture(signed ? "SetLess" : "SetLessUnsigned");
    }

    /// <summary>x is the low limb of the immediate, y its high limb: 0 or −1 (signed), 0 or 2^16 − 1 (unsigned).</summary>
    public static AirProgram BuildImmediate(bool signed)
    {
        var t = new InstructionAir();
        Expr ra = t.B.Main("a"), rd = t.B.Main("d"), x = t.B.Main("x"), y = t.B.Main("y");
        t.Rom(signed ? Operation.SetLessImmediate : Operation.SetLessUnsignedImmediate, ra, d: rd, x: x, y: y);
        Word a = t.Read("a", ra, 0);
        Expr aHigh = signed ? SignedHigh(t, "sign(a)", a) : a.High;
        t.Write("d", rd, new Word(Gadgets.LessThan(t, a.Low, aHigh, x, y), t.Zero));
        t.NextInSequence();
        return t.Capture(signed ? "SetLessImmediate" : "SetLessUnsignedImmediate");
    }

    private static Expr SignedHigh(InstructionAir t, string name, Word w)
    {
        Expr sign = t.B.Main(name);
        t.Sign(name, w.High, sign);
        return w.High - sign * (1 << 16);
    }
}
