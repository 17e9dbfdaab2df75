using Zkfp.Core.Air;
using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Tracing;

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

/// <summary>Whether (a = b, or a &lt; b) xor negate holds, as a column.</summary>
internal readonly struct Condition
{
    private readonly TableColumn _signA, _signB, _less, _equal, _inverse;
    private readonly WordColumns _difference;

    /// <summary>Declares and states it.</summary>
    public Condition(InstructionAir t, Word a, Word b, Expr signed, Expr equality, Expr negate)
    {
        TableAir f = t.B;
        (_signA, _signB) = (f.Main("sign(a)"), f.Main("sign(b)"));
        t.Sign("sign(a)", a.High, _signA);
        t.Sign("sign(b)", b.High, _signB);
        _difference = f.Word("difference");
        WordColumns d = _difference;
        t.Range16("difference", d);
        (_less, _equal, _inverse, Holds) = (f.Main("less"), f.Main("equal"), f.Main("inverse"), f.Main("holds"));
        Expr borrow = Gadgets.Scale(f, d.Low - a.Low + b.Low, Gadgets.Inverse16);
        f.AssertBool("low borrow is 0 or 1", borrow);
        f.AssertBool("less is 0 or 1", _less);
        f.AssertZero("high limbs", d.High - a.High + b.High + borrow + signed * (_signA - _signB) * (1 << 16) - _less * (1 << 16));
        f.AssertEqual("inverse of a difference", (d.Low + d.High) * _inverse, t.Real - _equal);
        f.AssertZero("equal has no difference", _equal * (d.Low + d.High));
        f.AssertZero("equal has no inverse", _equal * _inverse);
        Expr value = equality * _equal + (t.Real - equality) * _less;
        f.AssertEqual("holds", Holds, value + negate - 2 * value * negate);
    }

    public readonly TableColumn Holds;

    /// <summary>Whether the condition of a general row holds.</summary>
    public static bool IsTrue(uint a, uint b, bool signed, ConditionFlags flags)
    {
        bool value = (flags & ConditionFlags.Equality) != 0 ? a == b : signed ? (int)a < (int)b : a < b;
        return value != ((flags & ConditionFlags.Negate) != 0);
    }

    /// <summary>Writes the columns and counts the look-ups; returns whether it holds.</summary>
    public bool Put(ref RowWriter w, uint a, uint b, bool signed, ConditionFlags flags)
    {
        uint d = a - b;
        bool less = signed ? (int)a < (int)b : a < b, holds = IsTrue(a, b, signed, flags);
        w.Put(_signA, a >> 31);
        w.Put(_signB, b >> 31);
        w.Sign(a >> 16);
        w.Sign(b >> 16);
        w.PutChecked(_difference, d);
        w.Put(_less, less);
        w.Put(_equal, a == b);
        w.PutInverse(_inverse, (d & 0xFFFF) + (d >> 16));
        w.Put(Holds, holds);
        return holds;
    }
}

/// <summary>The second operand of a general row: a register, or a constant of the ROM.</summary>
internal static class SecondOperand
{
    /// <summary>Writes it; returns its value.</summary>
    public static uint Put(ref RowWriter w, in AccessColumns b, in StepRecord s, ConditionFlags flags, uint constant)
    {
        bool register = (flags & ConditionFlags.Register) != 0;
        uint value = register ? s.B : constant;
        w.Put(b.Before, value);
        if (register) w.PreviousB(b.Previous, s);
        else w.Put(b.Previous, 0u);
        return value;
    }
}
