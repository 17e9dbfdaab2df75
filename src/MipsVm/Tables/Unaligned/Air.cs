using Zkfp.Core.Air;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Machine;
using Zkfp.MipsVm.Tables.LoadStore;

namespace Zkfp.MipsVm.Tables.Unaligned;

/// <summary>
/// LWL, LWR, SWL, SWR. With k the number of bytes by which the source is shifted, a left merge is
/// source ≪ 8k | low k bytes of the destination, a right merge source ≫ 8k | high k bytes of the destination. LWL and SWR merge left,
/// LWR and SWL right. k is the address mod 4 or 3 minus it, by byte order.
/// </summary>
internal static partial class UnalignedTables
{
    public static AirProgram BuildLoad(Endianness order, bool left, bool wrap)
    {
        var t = new InstructionAir();
        Expr ra = t.B.Main("a"), rd = t.B.Main("d"), x = t.B.Main("x");
        t.Rom(left ? Operation.LoadLeft : Operation.LoadRight, ra, d: rd, x: x);
        Word a = t.Read("a", ra, 0);
        Expr[] k = Shift(t);
        Expr index = LoadStoreTables.WordIndex(t, a, x, Offset(order, left, k), wrap);
        Expr[] source = Bytes(t, "memory"), destination;
        Word m = ToWord(source);
        t.Access("memory", Buses.Memory, index, m, m, 2);
        destination = Bytes(t, "d");
        Word merged = Merge(t, k, source, destination, left);
        t.Access("d", Buses.Register, rd, ToWord(destination), merged, 3);
        t.NextInSequence();
        return t.Capture(LoadStoreTables.Name(left ? "LoadLeft" : "LoadRight", wrap));
    }

    public static AirProgram BuildStore(Endianness order, bool left, bool wrap)
    {
        var t = new InstructionAir();
        Expr ra = t.B.Main("a"), rb = t.B.Main("b"), x = t.B.Main("x");
        t.Rom(left ? Operation.StoreLeft : Operation.StoreRight, ra, rb, x: x);
        Word a = t.Read("a", ra, 0);
        Expr[] source = Bytes(t, "b");
        t.ReadAs("b", rb, ToWord(source), 1);
        Expr[] k = Shift(t);
        Expr index = LoadStoreTables.WordIndex(t, a, x, Offset(order, left, k), wrap);
        Expr[] destination = Bytes(t, "memory");
        Word merged = Merge(t, k, source, destination, !left);
        t.Access("memory", Buses.Memory, index, ToWord(destination), merged, 2);
        t.NextInSequence();
        return t.Capture(LoadStoreTables.Name(left ? "StoreLeft" : "StoreRight", wrap));
    }

    /// <summary>One-hot k.</summary>
    private static Expr[] Shift(InstructionAir t)
    {
        var k = new Expr[4];
        Expr sum = t.Zero;
        for (int i = 0; i < 4; i++)
        {
            k[i] = t.B.Main($"k={i}");
            t.B.AssertBool($"k={i} is 0 or 1", k[i]);
            sum += k[i];
        }

        t.B.AssertEqual("exactly one k", sum, t.Real);
        return k;
    }

    /// <summary>The address mod 4: k for the left instructions of big-endian machines and the right ones of little-endian ones, else 3 − k.</summary>
    private static Expr Offset(Endianness order, bool left, Expr[] k)
    {
        Expr shift = k[1] + 2 * k[2] + 3 * k[3];
        return left == (order == Endianness.Big) ? shift : 3 - shift;
    }

    private static Expr[] Bytes(InstructionAir t, string name)
    {
        var b = new Expr[4];
        for (int i = 0; i < 4; i++) b[i] = t.B.Main($"{name}.byte{i}");
        t.B.Pull($"{name} low bytes", Buses.BytePair, t.Real, b[0], b[1]);
        t.B.Pull($"{name} high bytes", Buses.BytePair, t.Real, b[2], b[3]);
        return b;
    }

    private static Word ToWord(Expr[] b) => new(b[0] + b[1] * 256, b[2] + b[3] * 256);

    private static Word Merge(InstructionAir t, Expr[] k, Expr[] source, Expr[] destination, bool left)
    {
        var merged = new Expr[4];
        for (int i = 0; i < 4; i++)
        {
            Expr sum = t.Zero;
            for (int shift = 0; shift < 4; shift++)
            {
                int from = left ? i - shift : i + shift;
                sum += k[shift] * (from is >= 0 and < 4 ? source[from] : destination[i]);
            }

            merged[i] = sum;
        }

        var c = new Word(t.B.Main("c.low"), t.B.Main("c.high"));
        Word w = ToWord(merged);
        t.B.AssertEqual("merged low limb", c.Low, w.Low);
        t.B.AssertEqual("merged high limb", c.High, w.High);
        return c;
    }
}
