using Zkfp.Core.Air;
using Zkfp.MipsVm.Machine;

namespace Zkfp.MipsVm.Tables.Move;

/// <summary>Instructions that compute nothing: no-operations, register moves, constants, MOVZ, MOVN, HINT.</summary>
internal static partial class MoveTables
{
    public static AirProgram BuildNop()
    {
        var t = new InstructionAir();
        t.Rom(Operation.Nop);
        t.NextInSequence();
        return t.Capture("Nop");
    }

    public static AirProgram BuildMove()
    {
        var t = new InstructionAir();
        Expr ra = t.B.Main("a"), rd = t.B.Main("d");
        t.Rom(Operation.Move, ra, d: rd);
        t.Write("d", rd, t.Read("a", ra, 0));
        t.NextInSequence();
        return t.Capture("Move");
    }

    /// <summary>The limbs are constants of the ROM, which have 16 bits.</summary>
    public static AirProgram BuildLoadImmediate()
    {
        var t = new InstructionAir();
        Expr rd = t.B.Main("d"), x = t.B.Main("x"), y = t.B.Main("y");
        t.Rom(Operation.LoadImmediate, d: rd, x: x, y: y);
        t.Write("d", rd, new Word(x, y));
        t.NextInSequence();
        return t.Capture("LoadImmediate");
    }

    /// <summary>The case that moves; the other is a <see cref="Operation.NotZero"/> or <see cref="Operation.Zero"/> row.</summary>
    public static AirProgram BuildConditional(bool ifZero)
    {
        var t = new InstructionAir();
        Expr ra = t.B.Main("a"), rb = t.B.Main("b"), rd = t.B.Main("d");
        t.Rom(ifZero ? Operation.MoveIfZero : Operation.MoveIfNotZero, ra, rb, rd);
        Word a = t.Read("a", ra, 0);
        if (ifZero)
        {
            t.ReadAs("b", rb, new Word(t.Zero, t.Zero), 1);
        }
        else
        {
            Word b = t.Read("b", rb, 1);
            t.B.AssertEqual("b is not zero", (b.Low + b.High) * t.B.Main("inverse"), t.Real);
        }

        t.Write("d", rd, a);
        t.NextInSequence();
        return t.Capture(ifZero ? "MoveIfZero" : "MoveIfNotZero");
    }

    /// <summary>Any word of 16-bit limbs.</summary>
    public static AirProgram BuildHint()
    {
        var t = new InstructionAir();
        Expr rd = t.B.Main("d");
        t.Rom(Operation.Hint, d: rd);
        var c = new Word(t.B.Main("c.low"), t.B.Main("c.high"));
        t.Range16("c", c);
        t.Write("d", rd, c);
        t.NextInSequence();
        return t.Capture("Hint");
    }
}
