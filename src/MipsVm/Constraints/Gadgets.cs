using Zkfp.Core.Air;
using Zkfp.Core.Field;

namespace Zkfp.MipsVm.Constraints;

/// <summary>Constraints that several tables share.</summary>
internal static class Gadgets
{
    /// <summary>2^−16 mod p.</summary>
    public static readonly KoalaBear Inverse16 = new KoalaBear(1UL << 16).Inverse();

    /// <summary>¼ mod p.</summary>
    public static readonly KoalaBear Quarter = new KoalaBear(4UL).Inverse();

    /// <summary>½ mod p.</summary>
    public static readonly KoalaBear Half = new KoalaBear(2UL).Inverse();

    /// <summary>Product with a field constant.</summary>
    public static Expr Scale(TableAir f, Expr e, KoalaBear constant) => e * f.Constant(constant);

    /// <summary>c = a + x mod 2^32 for limbs of 16 bits and −2^15 ≤ x &lt; 2^15: both carries are −1, 0 or 1.</summary>
    public static void AddSigned(TableAir f, Word a, Expr x, Word c)
    {
        Expr low = a.Low + x - c.Low, both = low + (a.High - c.High) * (1 << 16);
        f.AssertZero("low carry is −1, 0 or 1", low * (low - (1 << 16)) * (low + (1 << 16)));
        f.AssertZero("high carry is −1, 0 or 1", both * (both - (1L << 32)) * (both + (1L << 32)));
    }

    /// <summary>
    /// a &lt; b: declares the limbs of a − b mod 2^32 (range-checked) and returns the borrow, which is forced to 0 or 1. Signed
    /// comparison takes high limbs as signed numbers in [−2^15, 2^15).
    /// </summary>
    public static (Expr Borrow, WordColumns Difference) LessThan(InstructionAir t, Expr aLow, Expr aHigh, Expr bLow, Expr bHigh)
    {
        WordColumns d = t.B.Word("difference");
        t.Range16("difference", d);
        Expr low = Scale(t.B, d.Low - aLow + bLow, Inverse16);
        Expr borrow = Scale(t.B, d.High - aHigh + bHigh + low, Inverse16);
        t.B.AssertBool("low borrow is 0 or 1", low);
        t.B.AssertBool("borrow is 0 or 1", borrow);
        return (borrow, d);
    }
}
