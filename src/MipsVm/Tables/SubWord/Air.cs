using Zkfp.Core.Air;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Machine;
using Zkfp.MipsVm.Tables.LoadStore;

namespace Zkfp.MipsVm.Tables.SubWord;

/// <summary>Byte and halfword accesses. "High" and "odd" name the part by significance, whatever the byte order.</summary>
internal static partial class SubWordTables
{
    public static AirProgram BuildLoadByte(Endianness order, bool signed, bool wrap)
    {
        var t = new InstructionAir();
        AirBuilder f = t.B;
        Expr ra = f.Main("a"), rd = f.Main("d"), x = f.Main("x");
        t.Rom(signed ? Operation.LoadByte : Operation.LoadByteUnsigned, ra, d: rd, x: x);
        Word a = t.Read("a", ra, 0);
        Expr high = Bool(f, "high"), odd = Bool(f, "odd");
        Word m = t.ReadMemory(LoadStoreTables.WordIndex(t, a, x, ByteOffset(order, high, odd), wrap));
        Expr value = SelectByte(t, m, high, odd);
        Word c = new(value, t.Zero);
        if (signed)
        {
            Expr sign = Bool(f, "sign");
            t.Bits("byte without its sign", 7, value - sign * 128);
            c = new Word(value + sign * 0xFF00, sign * 0xFFFF);
        }

        t.Write("d", rd, c);
        t.NextInSequence();
        return t.Capture(LoadStoreTables.Name(signed ? "LoadByte" : "LoadByteUnsigned", wrap));
    }

    public static AirProgram BuildLoadHalf(Endianness order, bool signed, bool wrap)
    {
        var t = new InstructionAir();
        AirBuilder f = t.B;
        Expr ra = f.Main("a"), rd = f.Main("d"), x = f.Main("x");
        t.Rom(signed ? Operation.LoadHalf : Operation.LoadHalfUnsigned, ra, d: rd, x: x);
        Word a = t.Read("a", ra, 0);
        Expr high = Bool(f, "high");
        Word m = t.ReadMemory(LoadStoreTables.WordIndex(t, a, x, HalfOffset(order, high), wrap));
        Expr value = f.Main("value");
        f.AssertEqual("value is a limb", value, m.Low + high * (m.High - m.Low));
        Word c = new(value, t.Zero);
        if (signed)
        {
            Expr sign = f.Main("sign");
            t.Sign("sign", value, sign);
            c = new Word(value, sign * 0xFFFF);
        }

        t.Write("d", rd, c);
        t.NextInSequence();
        return t.Capture(LoadStoreTables.Name(signed ? "LoadHalf" : "LoadHalfUnsigned", wrap));
    }

    public static AirProgram BuildStoreByte(Endianness order, bool wrap)
    {
        var t = new InstructionAir();
        AirBuilder f = t.B;
        Expr ra = f.Main("a"), rb = f.Main("b"), x = f.Main("x");
        t.Rom(Operation.StoreByte, ra, rb, x: x);
        Word a = t.Read("a", ra, 0), b = t.Read("b", rb, 1);
        Expr stored = f.Main("stored");
        f.Pull("bytes of b.low", Buses.BytePair, t.Real, stored, Gadgets.Scale(f, b.Low - stored, new Core.Field.KoalaBear(256UL).Inverse()));
        Expr high = Bool(f, "high"), odd = Bool(f, "odd");
        Expr index = LoadStoreTables.WordIndex(t, a, x, ByteOffset(order, high, odd), wrap);
        var old = new Word(f.Main("memory.oldLow"), f.Main("memory.oldHigh"));
        Expr value = SelectByte(t, old, high, odd);
        Expr change = f.Main("change"), changeHigh = f.Main("changeHigh");
        f.AssertEqual("change of the limb", change, (stored - value) * (1 + 255 * odd));
        f.AssertEqual("change of the high limb", changeHigh, high * change);
        t.Access("memory", Buses.Memory, index, old, new Word(old.Low + change - changeHigh, old.High + changeHigh), 2);
        t.NextInSequence();
        return t.Capture(LoadStoreTables.Name("StoreByte", wrap));
    }

    public static AirProgram BuildStoreHalf(Endianness order, bool wrap)
    {
        var t = new InstructionAir();
        AirBuilder f = t.B;
        Expr ra = f.Main("a"), rb = f.Main("b"), x = f.Main("x");
        t.Rom(Operation.StoreHalf, ra, rb, x: x);
        Word a = t.Read("a", ra, 0), b = t.Read("b", rb, 1);
        Expr high = Bool(f, "high");
        Expr index = LoadStoreTables.WordIndex(t, a, x, HalfOffset(order, high), wrap);
        var c = new Word(f.Main("c.low"), f.Main("c.high"));
        Word old = LoadStoreTables.StoreMemory(t, index, c);
        f.AssertEqual("low limb", c.Low, b.Low + high * (old.Low - b.Low));
        f.AssertEqual("high limb", c.High, old.High + high * (b.Low - old.High));
        t.NextInSequence();
        return t.Capture(LoadStoreTables.Name("StoreHalf", wrap));
    }

    private static Expr Bool(AirBuilder f, string name)
    {
        Expr e = f.Main(name);
        f.AssertBool(name + " is 0 or 1", e);
        return e;
    }

    /// <summary>Address of a byte within its word.</summary>
    private static Expr ByteOffset(Endianness order, Expr high, Expr odd)
    {
        Expr lane = 2 * high + odd;
        return order == Endianness.Little ? lane : 3 - lane;
    }

    private static Expr HalfOffset(Endianness order, Expr high) =>
        order == Endianness.Little ? 2 * high : 2 - 2 * high;

    /// <summary>Declares both bytes of the limb that holds the byte; returns the byte.</summary>
    private static Expr SelectByte(InstructionAir t, Word m, Expr high, Expr odd)
    {
        Expr even = t.B.Main("even"), upper = t.B.Main("upper"), value = t.B.Main("value");
        t.B.Pull("bytes of the limb", Buses.BytePair, t.Real, even, upper);
        t.B.AssertEqual("limb of the byte", even + upper * 256, m.Low + high * (m.High - m.Low));
        t.B.AssertEqual("value is a byte of the limb", value, even + odd * (upper - even));
        return value;
    }
}
