using Zkfp.Core.Air;
using Zkfp.MipsVm.Isa;
using Zkfp.MipsVm.Machine;

namespace Zkfp.MipsVm.Tables.Jump;

/// <summary>J, JAL, JR, JALR, ERET.</summary>
internal static partial class JumpTables
{
    public static AirProgram BuildJump()
    {
        var t = new InstructionAir();
        Expr target = t.B.Main("x");
        t.Rom(Operation.Jump, x: target);
        t.Next(t.Npc, target);
        return t.Capture("Jump");
    }

    /// <summary>y is the high limb of the link 4·(pc + 2), so its low limb is linear.</summary>
    public static AirProgram BuildJumpLink()
    {
        var t = new InstructionAir();
        Expr target = t.B.Main("x"), high = t.B.Main("y");
        t.Rom(Operation.JumpLink, x: target, y: high);
        t.Write("link", t.B.Constant((long)RegisterKey.ReturnAddress), new Word((t.Pc + 2 - high * (1 << 14)) * 4, high));
        t.Next(t.Npc, target);
        return t.Capture("JumpLink");
    }

    public static AirProgram BuildRegister()
    {
        var t = new InstructionAir();
        Expr ra = t.B.Main("a");
        t.Rom(Operation.JumpRegister, ra);
        t.Next(t.Npc, Aligned(t, t.Read("a", ra, 0)));
        return t.Capture("JumpRegister");
    }

    public static AirProgram BuildLinkRegister()
    {
        var t = new InstructionAir();
        Expr ra = t.B.Main("a"), rd = t.B.Main("d"), x = t.B.Main("x"), y = t.B.Main("y");
        t.Rom(Operation.JumpLinkRegister, ra, d: rd, x: x, y: y);
        Expr target = Aligned(t, t.Read("a", ra, 0));
        t.Write("d", rd, new Word(x, y));
        t.Next(t.Npc, target);
        return t.Capture("JumpLinkRegister");
    }

    /// <summary>pc ← RESUME, npc ← RESUME + 4.</summary>
    public static AirProgram BuildExceptionReturn()
    {
        var t = new InstructionAir();
        Expr key = t.B.Constant((long)RegisterKey.Resume);
        t.Rom(Operation.ExceptionReturn, key);
        Expr target = Aligned(t, t.Read("a", key, 0));
        t.Next(target, target + 1);
        return t.Capture("ExceptionReturn");
    }

    /// <summary>The word index of an address. A quarter of a 16-bit limb has 16 bits only if the limb is a multiple of 4.</summary>
    private static Expr Aligned(InstructionAir t, Word address)
    {
        Expr quarter = Gadgets.Scale(t.B, address.Low, Gadgets.Quarter);
        t.Range16("target is aligned: quarter", quarter);
        return quarter + address.High * (1 << 14);
    }
}
