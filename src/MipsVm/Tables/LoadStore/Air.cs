using Zkfp.Core.Air;
using Zkfp.MipsVm.Isa;
using Zkfp.MipsVm.Machine;

namespace Zkfp.MipsVm.Tables.LoadStore;

/// <summary>Addresses, and whole-word accesses.</summary>
internal static partial class LoadStoreTables
{
    /// <summary>
    /// The word index of a + x − offset, which the caller's offset makes a multiple of 4. q = (a.low + x − offset)/4 + 2^14 has 16
    /// bits, so 4(q − 2^14) = a.low + x − offset holds for integers. Without wrapping the index is q − 2^14 + 2^14·a.high; if the
    /// address leaves [0, 2^32) this is no index of a memory word (nobody initialises it), so such a row cannot balance. Rows of
    /// wrapping tables prove that it left, and add or subtract 2^30.
    /// </summary>
    internal static Expr WordIndex(InstructionAir t, Word a, Expr x, Expr offset, bool wrap)
    {
        Expr quarter = Gadgets.Scale(t.B, a.Low + x - offset, Gadgets.Quarter), index = quarter + a.High * (1 << 14);
        t.Range16("address is aligned: quarter", quarter + (1 << 14));
        if (!wrap) return index;
        Expr over = t.B.Main("over"), under = t.Real - over;
        t.B.AssertBool("over is 0 or 1", over);
        t.B.AssertZero("over needs a row", over * (1 - t.Real));
        t.Range16("address wraps: distance", over * (index - (1 << 30)) + under * (-1 - index));
        return index + (under - over) * (1 << 30);
    }

    public static AirProgram BuildLoadWord(bool wrap)
    {
        var t = new InstructionAir();
        Expr ra = t.B.Main("a"), rd = t.B.Main("d"), x = t.B.Main("x");
        t.Rom(Operation.LoadWord, ra, d: rd, x: x);
        Word a = t.Read("a", ra, 0);
        t.Write("d", rd, t.ReadMemory(WordIndex(t, a, x, t.Zero, wrap)));
        t.NextInSequence();
        return t.Capture(Name("LoadWord", wrap));
    }

    public static AirProgram BuildStoreWord(bool wrap)
    {
        var t = new InstructionAir();
        Expr ra = t.B.Main("a"), rb = t.B.Main("b"), x = t.B.Main("x");
        t.Rom(Operation.StoreWord, ra, rb, x: x);
        Word a = t.Read("a", ra, 0), b = t.Read("b", rb, 1);
        StoreMemory(t, WordIndex(t, a, x, t.Zero, wrap), b);
        t.NextInSequence();
        return t.Capture(Name("StoreWord", wrap));
    }

    /// <summary>
    /// SC: unless the link is broken it stores and writes 1, else it leaves the word as it is and writes 0; the link is whole afterwards. broken is 0 where
    /// link.low is, as a product with it, and 1 where it is not.
    /// </summary>
    public static AirProgram BuildStoreConditional(bool wrap)
    {
        var t = new InstructionAir();
        Expr ra = t.B.Main("a"), rb = t.B.Main("b"), rd = t.B.Main("d"), x = t.B.Main("x");
        t.Rom(Operation.StoreConditional, ra, rb, rd, x);
        Word a = t.Read("a", ra, 0), b = t.Read("b", rb, 1);
        var link = new Word(t.B.Main("link.low"), t.B.Main("link.high"));
        t.Access("link", Buses.Register, t.B.Constant((long)RegisterKey.BrokenLink), link, new Word(t.Zero, t.Zero), 2);
        Expr broken = t.B.Main("broken"), inverse = t.B.Main("link.inverse");
        t.B.AssertEqual("broken is link.low times its inverse", broken, link.Low * inverse);
        t.B.AssertZero("broken if link.low is not 0", (t.Real - broken) * link.Low);
        t.B.AssertZero("a whole link has no inverse", (t.Real - broken) * inverse);
        Expr index = WordIndex(t, a, x, t.Zero, wrap);
        var old = new Word(t.B.Main("memory.oldLow"), t.B.Main("memory.oldHigh"));
        Expr stored = 1 - broken;
        t.Access("memory", Buses.Memory, index, old, new Word(old.Low + stored * (b.Low - old.Low), old.High + stored * (b.High - old.High)), 2);
        t.Write("d", rd, new Word(stored, t.Zero));
        t.NextInSequence();
        return t.Capture(Name("StoreConditional", wrap));
    }

    /// <summary>Writes a memory word; declares its old limbs.</summary>
    internal static Word StoreMemory(InstructionAir t, Expr index, Word value)
    {
        var old = new Word(t.B.Main("memory.oldLow"), t.B.Main("memory.oldHigh"));
        t.Access("memory", Buses.Memory, index, old, value, 2);
        return old;
    }

    internal static string Name(string name, bool wrap) => wrap ? name + "Wrap" : name;
}
