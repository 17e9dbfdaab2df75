using Zkfp.Core.Air;
using Zkfp.MipsVm.Isa;
using Zkfp.MipsVm.Machine;

namespace Zkfp.MipsVm.Tables.Multiply;

/// <summary>What a 64-bit product does to HI and LO.</summary>
internal enum WideKind
{
    Multiply,
    Add,
    Subtract,
}

/// <summary>
/// MUL, MULT, MULTU, MADD, MADDU, MSUB, MSUBU. Factors are bytes, so byte products and their sums stay below 2^27 and carries below
/// 2^10: no equation can hold mod p without holding for integers.
/// </summary>
internal static partial class MultiplyTables
{
    /// <summary>rd ← low word of the product.</summary>
    public static AirProgram BuildMultiply()
    {
        var t = new InstructionAir();
        Expr ra = t.B.Main("a"), rb = t.B.Main("b"), rd = t.B.Main("d");
        t.Rom(Operation.Multiply, ra, rb, rd);
        Expr[] a = Factor(t, "a", ra, 0), b = Factor(t, "b", rb, 1);
        var c = new Word(t.B.Main("c.low"), t.B.Main("c.high"));
        t.Range16("c", c);
        Expr carry0 = Carry(t, 0), carry1 = Carry(t, 1);
        t.B.AssertZero("limb 0", Column(a, b, 0) - c.Low - carry0 * (1 << 16));
        t.B.AssertZero("limb 1", Column(a, b, 1) + carry0 - c.High - carry1 * (1 << 16));
        t.Write("d", rd, c);
        t.NextInSequence();
        return t.Capture("Multiply");
    }

    /// <summary>
    /// sum = addend + product mod 2^64 with (sum, addend) = (new, 0), (new, old) or (old, new). A signed product is the unsigned one
    /// minus 2^32·(σ(a)·b + σ(b)·a); the last two carries may be negative and are stored plus 2.
    /// </summary>
    public static AirProgram BuildWide(WideKind kind)
    {
        var t = new InstructionAir();
        AirBuilder f = t.B;
        Expr signed = f.Main("signed"), ra = f.Main("a"), rb = f.Main("b");
        f.AssertBool("signed is 0 or 1", signed);
        f.AssertZero("signed needs a row", signed * (1 - t.Real));
        (Operation withSign, Operation without) = kind switch
        {
            WideKind.Multiply => (Operation.MultiplyWide, Operation.MultiplyWideUnsigned),
            WideKind.Add => (Operation.MultiplyAdd, Operation.MultiplyAddUnsigned),
            _ => (Operation.MultiplySubtract, Operation.MultiplySubtractUnsigned),
        };
        t.Rom(f.Constant((long)without << 24) + signed * ((long)((int)withSign - (int)without) << 24), ra, rb);
        Expr[] a = Factor(t, "a", ra, 0), b = Factor(t, "b", rb, 1);
        Word wa = ToWord(a), wb = ToWord(b);
        Expr signA = f.Main("sign(a)"), signB = f.Main("sign(b)");
        t.Sign("sign(a)", wa.High, signA, signed);
        t.Sign("sign(b)", wb.High, signB, signed);
        f.AssertZero("sign(a) of signed products only", signA * (1 - signed));
        f.AssertZero("sign(b) of signed products only", signB * (1 - signed));
        var low = new Word(f.Main("lo.low"), f.Main("lo.high"));
        var high = new Word(f.Main("hi.low"), f.Main("hi.high"));
        t.Range16("lo", low);
        t.Range16("hi", high);
        Word oldHigh = t.Write("hi", f.Constant((long)RegisterKey.Hi), high), oldLow = t.Write("lo", f.Constant((long)RegisterKey.Lo), low);
        var none = new Word(t.Zero, t.Zero);
        (Word addLow, Word addHigh) = kind switch
        {
            WideKind.Multiply => (none, none),
            WideKind.Add => (oldLow, oldHigh),
            _ => (low, high),
        };
        (Word sumLow, Word sumHigh) = kind == WideKind.Subtract ? (oldLow, oldHigh) : (low, high);
        Expr carry0 = Carry(t, 0), carry1 = Carry(t, 1), carry2 = Carry(t, 2), carry3 = f.Main("carry3");
        t.Bits("carry3", 2, carry3);
        const int unit = 1 << 16;
        Expr signedCarry2 = carry2 - 2 * t.Real, signedCarry3 = carry3 - 2 * t.Real;
        f.AssertZero("limb 0", Column(a, b, 0) + addLow.Low - sumLow.Low - carry0 * unit);
        f.AssertZero("limb 1", Column(a, b, 1) + addLow.High + carry0 - sumLow.High - carry1 * unit);
        f.AssertZero("limb 2", Column(a, b, 2) + addHigh.Low + carry1 - signA * wb.Low - signB * wa.Low - sumHigh.Low - signedCarry2 * unit);
        f.AssertZero("limb 3", Column(a, b, 3) + addHigh.High + signedCarry2 - signA * wb.High - signB * wa.High - sumHigh.High - signedCarry3 * unit);
        t.NextInSequence();
        return t.Capture(kind switch { WideKind.Multiply => "MultiplyWide", WideKind.Add => "MultiplyAdd", _ => "MultiplySubtract" });
    }

    /// <summary>Reads a register as four bytes.</summary>
    private static Expr[] Factor(InstructionAir t, string name, Expr register, int slot)
    {
        Expr[] b = Bytes(t, name);
        t.ReadAs(name, register, ToWord(b), slot);
        return b;
    }

    private static Expr[] Bytes(InstructionAir t, string name)
    {
        var b = new Expr[4];
        for (int i = 0; i < 4; i++) b[i] = t.B.Main($"{name}.byte{i}");
        t.B.Pull(name + " low bytes", Buses.BytePair, t.Real, b[0], b[1]);
        t.B.Pull(name + " high bytes", Buses.BytePair, t.Real, b[2], b[3]);
        return b;
    }

    private static Word ToWord(Expr[] b) => new(b[0] + b[1] * 256, b[2] + b[3] * 256);

    /// <summary>Declares a carry of 10 bits.</summary>
    private static Expr Carry(InstructionAir t, int index)
    {
        Expr c = t.B.Main($"carry{index}");
        t.Bits($"carry{index}", 10, c);
        return c;
    }

    /// <summary>Byte products of weights 2^(16·limb) and 2^(16·limb + 8), the latter times 256.</summary>
    private static Expr Column(Expr[] a, Expr[] b, int limb) => Diagonal(a, b, 2 * limb) + (limb < 3 ? Diagonal(a, b, 2 * limb + 1) * 256 : a[0] * 0);

    /// <summary>Sum of a[i]·b[j] with i + j = <paramref name="weight"/>.</summary>
    private static Expr Diagonal(Expr[] a, Expr[] b, int weight)
    {
        Expr? sum = null;
        for (int i = Math.Max(0, weight - 3); i <= Math.Min(3, weight); i++)
        {
            Expr product = a[i] * b[weight - i];
            sum = sum is { } s ? s + product : product;
        }

        return sum!.Value;
    }
}
