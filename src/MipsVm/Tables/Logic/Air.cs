using Zkfp.Core.Air;
using Zkfp.MipsVm.Machine;

namespace Zkfp.MipsVm.Tables.Logic;

/// <summary>The bitwise operations.</summary>
internal enum LogicKind
{
    And,
    Or,
    Xor,
    Nor,
}

/// <summary>AND, OR, XOR, NOR and their immediate forms: all are linear in a, b and z = a AND b, which is looked up by bytes.</summary>
internal static partial class LogicTables
{
    public static AirProgram BuildRegister(LogicKind kind)
    {
        var t = new InstructionAir();
        Expr ra = t.B.Main("a"), rb = t.B.Main("b"), rd = t.B.Main("d");
        t.Rom(Operation.And + (int)kind, ra, rb, rd);
        Expr[] a = Bytes(t, "a", 4);
        t.ReadAs("a", ra, ToWord(a), 0);
        Expr[] b = Bytes(t, "b", 4);
        t.ReadAs("b", rb, ToWord(b), 1);
        Expr[] z = Bytes(t, "and", 4);
        for (int i = 0; i < 4; i++) t.B.Pull($"and of byte {i}", Buses.And, t.Real, a[i], b[i], z[i]);
        Word wa = ToWord(a), wb = ToWord(b), wz = ToWord(z);
        t.Write("d", rd, new Word(Combine(kind, wa.Low, wb.Low, wz.Low), Combine(kind, wa.High, wb.High, wz.High)));
        t.NextInSequence();
        return t.Capture(kind.ToString());
    }

    /// <summary>The immediate has 16 bits: the high limb is kept (OR, XOR) or cleared (AND).</summary>
    public static AirProgram BuildImmediate(LogicKind kind)
    {
        var t = new InstructionAir();
        Expr ra = t.B.Main("a"), rd = t.B.Main("d"), x = t.B.Main("x"), y = t.B.Main("y");
        t.Rom(Operation.AndImmediate + (int)kind, ra, d: rd, x: x, y: y);
        Expr[] a = Bytes(t, "a", 2);
        Expr high = t.B.Main("a.high");
        var wa = new Word(a[0] + a[1] * 256, high);
        t.ReadAs("a", ra, wa, 0);
        Expr[] z = Bytes(t, "and", 2);
        t.B.Pull("and of byte 0", Buses.And, t.Real, a[0], x, z[0]);
        t.B.Pull("and of byte 1", Buses.And, t.Real, a[1], y, z[1]);
        Expr low = Combine(kind, wa.Low, x + y * 256, z[0] + z[1] * 256);
        t.Write("d", rd, new Word(low, kind == LogicKind.And ? t.Zero : high));
        t.NextInSequence();
        return t.Capture(kind + "Immediate");
    }

    private static Expr[] Bytes(InstructionAir t, string name, int count)
    {
        var bytes = new Expr[count];
        for (int i = 0; i < count; i++) bytes[i] = t.B.Main($"{name}.byte{i}");
        return bytes;
    }

    private static Word ToWord(Expr[] bytes) => new(bytes[0] + bytes[1] * 256, bytes[2] + bytes[3] * 256);

    private static Expr Combine(LogicKind kind, Expr a, Expr b, Expr and) => kind switch
    {
        LogicKind.And => and,
        LogicKind.Or => a + b - and,
        LogicKind.Xor => a + b - 2 * and,
        _ => 0xFFFF - (a + b - and),
    };
}
