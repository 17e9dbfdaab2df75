using Zkfp.Core.Air;
using Zkfp.MipsVm.Machine;

namespace Zkfp.MipsVm.Tables.Branch;

/// <summary>What a row of a general branch or trap says, packed into the d field of its ROM row.</summary>
[Flags]
internal enum ConditionFlags : byte
{
    /// <summary>a &lt; b.</summary>
    None = 0,

    /// <summary>a = b instead of a &lt; b.</summary>
    Equality = 1,

    /// <summary>The opposite.</summary>
    Negate = 2,

    /// <summary>b is a register, not the row's constant.</summary>
    Register = 4,

    /// <summary>Branch: likely. Trap: signed comparison (branches always are).</summary>
    LikelyOrSigned = 8,

    /// <summary>Trap: the condition raises the exception; without it the condition must not hold (MOVZ, MOVN that do not move).</summary>
    Raises = 16,
}

/// <summary>
/// Branches. The usual case, npc = pc + 1, has one small table per condition that holds: the ROM offers "if a = b, go to the
/// target" and "if a ≠ b, go to pc + 2", and the prover picks the row whose condition it can prove. All other cases (a branch in a
/// delay slot, likely, with link) have a general table. Traps that do not trap and MOVZ/MOVN that do not move are branches to pc + 2.
/// </summary>
internal static partial class BranchTables
{
    public static AirProgram BuildEqual()
    {
        var t = Start(Operation.Equal, true, out Expr ra, out Expr rb);
        Word a = t.Read("a", ra, 0);
        t.ReadAs("b", rb, a, 1);
        return t.Capture("Equal");
    }

    /// <summary>(Δlow)² − 3·(Δhigh)² vanishes only if both differences do: 3 is no square mod p.</summary>
    public static AirProgram BuildNotEqual()
    {
        var t = Start(Operation.NotEqual, true, out Expr ra, out Expr rb);
        Word a = t.Read("a", ra, 0), b = t.Read("b", rb, 1);
        Expr low = a.Low - b.Low, high = a.High - b.High;
        t.B.AssertEqual("a is not b", (low * low - 3 * (high * high)) * t.B.Main("inverse"), t.Real);
        return t.Capture("NotEqual");
    }

    public static AirProgram BuildZero()
    {
        var t = Start(Operation.Zero, false, out Expr ra, out _);
        t.ReadAs("a", ra, new Word(t.Zero, t.Zero), 0);
        return t.Capture("Zero");
    }

    public static AirProgram BuildNotZero()
    {
        var t = Start(Operation.NotZero, false, out Expr ra, out _);
        Word a = t.Read("a", ra, 0);
        t.B.AssertEqual("a is not zero", (a.Low + a.High) * t.B.Main("inverse"), t.Real);
        return t.Capture("NotZero");
    }

    public static AirProgram BuildNegative()
    {
        var t = Start(Operation.Negative, false, out Expr ra, out _);
        t.Range16("top bit set: rest", (t.Read("a", ra, 0).High - (1 << 15)) * 2);
        return t.Capture("Negative");
    }

    public static AirProgram BuildNotNegative()
    {
        var t = Start(Operation.NotNegative, false, out Expr ra, out _);
        t.Range16("top bit clear: rest", t.Read("a", ra, 0).High * 2);
        return t.Capture("NotNegative");
    }

    public static AirProgram BuildPositive()
    {
        var t = Start(Operation.Positive, false, out Expr ra, out _);
        Word a = t.Read("a", ra, 0);
        t.Range16("top bit clear: rest", a.High * 2);
        t.B.AssertEqual("a is not zero", (a.Low + a.High) * t.B.Main("inverse"), t.Real);
        return t.Capture("Positive");
    }

    private static InstructionAir Start(Operation operation, bool two, out Expr ra, out Expr rb)
    {
        var t = new InstructionAir(sequential: true);
        ra = t.B.Main("a");
        rb = two ? t.B.Main("b") : t.Zero;
        Expr target = t.B.Main("x");
        t.Rom(operation, ra, two ? rb : null, x: target);
        t.Next(t.Npc, target);
        return t;
    }

    /// <summary>Any branch anywhere; with link, a second ROM row gives the limbs of the link.</summary>
    public static AirProgram BuildGeneral(bool link)
    {
        var t = new InstructionAir();
        AirBuilder f = t.B;
        Expr equality = Flag(t, "equality"), negate = Flag(t, "negate"), register = Flag(t, "register"), likely = Flag(t, "likely");
        Expr ra = f.Main("a"), rb = f.Main("b"), target = f.Main("x"), constant = f.Main("y");
        Expr flags = equality + 2 * negate + 4 * register + 8 * likely;
        t.Rom(link ? Operation.BranchLink : Operation.Branch, ra, rb, flags, target, constant);
        f.AssertZero("no register b", (1 - register) * rb);
        Word a = t.Read("a", ra, 0), b = t.Read("b", rb, 1, register);
        f.AssertZero("constant low limb", (1 - register) * (b.Low - constant));
        f.AssertZero("constant high limb", (1 - register) * b.High);
        Expr taken = Condition(t, a, b, f.Constant(1L), equality, negate);
        if (link)
        {
            var value = new Word(f.Main("link.low"), f.Main("link.high"));
            t.Rom(Operation.Link, x: value.Low, y: value.High);
            t.Write("link", f.Constant((long)Isa.RegisterKey.ReturnAddress), value);
        }

        Expr skip = f.Main("skip"), next = f.Main("next");
        f.AssertEqual("skips the delay slot", skip, likely * (1 - taken));
        f.AssertEqual("next npc", next, taken * target + (t.Real - taken) * (t.Npc + 1 + skip));
        t.Next(t.Npc + skip, next);
        return t.Capture(link ? "BranchLink" : "Branch");
    }

    /// <summary>Conditional traps.</summary>
    public static AirProgram BuildTrap()
    {
        var t = new InstructionAir();
        AirBuilder f = t.B;
        Expr equality = Flag(t, "equality"), negate = Flag(t, "negate"), register = Flag(t, "register");
        Expr signed = Flag(t, "signed"), raises = Flag(t, "raises");
        Expr ra = f.Main("a"), rb = f.Main("b");
        f.AssertZero("no register b", (1 - register) * rb);
        Word a = t.Read("a", ra, 0), b = t.Read("b", rb, 1, register);
        Expr flags = equality + 2 * negate + 4 * register + 8 * signed + 16 * raises;
        t.Rom(Operation.ConditionalTrap, ra, rb, flags, (t.Real - register) * b.Low, (t.Real - register) * b.High);
        Expr taken = Condition(t, a, b, signed, equality, negate);
        f.AssertZero("the condition holds only if it raises", taken * (1 - raises));
        f.Push("trap exception", Buses.Exception, taken, t.Time, t.Pc, t.Npc, f.Constant(13L), t.Zero, t.Zero);
        f.Push("next state", Buses.State, t.Real - taken, t.Time + 4, t.Npc, t.Npc + 1);
        return t.Capture("ConditionalTrap");
    }

    private static Expr Flag(InstructionAir t, string name)
    {
        Expr e = t.B.Main(name);
        t.B.AssertBool(name + " is 0 or 1", e);
        t.B.AssertZero(name + " needs a row", e * (1 - t.Real));
        return e;
    }

    /// <summary>Whether (a = b, or a &lt; b) xor negate holds, as a column.</summary>
    private static Expr Condition(InstructionAir t, Word a, Word b, Expr signed, Expr equality, Expr negate)
    {
        AirBuilder f = t.B;
        Expr signA = f.Main("sign(a)"), signB = f.Main("sign(b)");
        t.Sign("sign(a)", a.High, signA);
        t.Sign("sign(b)", b.High, signB);
        var d = new Word(f.Main("difference.low"), f.Main("difference.high"));
        t.Range16("difference", d);
        Expr less = f.Main("less"), equal = f.Main("equal"), inverse = f.Main("inverse"), holds = f.Main("holds");
        Expr borrow = Gadgets.Scale(f, d.Low - a.Low + b.Low, Gadgets.Inverse16);
        f.AssertBool("low borrow is 0 or 1", borrow);
        f.AssertBool("less is 0 or 1", less);
        f.AssertZero("high limbs", d.High - a.High + b.High + borrow + signed * (signA - signB) * (1 << 16) - less * (1 << 16));
        f.AssertEqual("inverse of a difference", (d.Low + d.High) * inverse, t.Real - equal);
        f.AssertZero("equal has no difference", equal * (d.Low + d.High));
        f.AssertZero("equal has no inverse", equal * inverse);
        Expr value = equality * equal + (t.Real - equality) * less;
        f.AssertEqual("holds", holds, value + negate - 2 * value * negate);
        return holds;
    }
}
