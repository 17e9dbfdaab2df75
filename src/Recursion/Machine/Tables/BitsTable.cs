using Zkfp.Core.Air;

namespace Zkfp.Recursion.Machine.Tables;

/// <summary>
/// The 31 bits of the canonical value of a base element x: x = Σ 2^i·bᵢ with bits bᵢ and not all of 2^31 values, since p = 2^31 − 2^24 + 1 and so values from
/// p on
/// are those whose bits 24 … 30 are all 1 and some lower bit is 1, which is excluded: <c>top</c> is the product of bits 24 … 30, and where it is 1 the sum of
/// the lower bits, at most 24, is 0. So each x has one decomposition.
/// <para>
/// Written: the bits, five to a wire, at consecutive addresses; and the value of the bits that preprocessed flags choose (the low n), either as a wire, or
/// pulled
/// from x (multiplicity −1) to assert that x has no others: x &lt; 2^n.
/// </para>
/// </summary>
internal sealed class BitsTable() : RecursionTable(TableId.Bits, positions: 2)
{
    public const int Count = 31;

    /// <summary>Wires of bits.</summary>
    public const int Groups = 7;

    private const int Low = 24;

    protected override void Define(AirBuilder b)
    {
        Expr real = b.Preprocessed("real"), addressX = b.Preprocessed("addressX"), addressLow = b.Preprocessed("addressLow");
        Expr readsLow = b.Preprocessed("readsLow"), addressGroup = b.Preprocessed("addressGroup"), zero = b.Constant(0L);
        Expr[] reads = Preprocessed(b, "readsGroup", Groups), flags = Preprocessed(b, "flag", Count), bits = Mains(b, "bit", Count);
        Expr x = zero, low = zero, sum = zero;
        for (int i = 0; i < Count; i++)
        {
            b.AssertBool($"bit {i} is 0 or 1", bits[i]);
            Expr term = bits[i] * (1L << i);
            x += term;
            low += flags[i] * term;
            if (i < Low) sum += bits[i];
        }

        Expr three = b.Main("three"), five = b.Main("five"), top = b.Main("top");
        b.AssertEqual("three: bits 24 to 26", three, bits[24] * bits[25] * bits[26]);
        b.AssertEqual("five: bits 24 to 28", five, three * bits[27] * bits[28]);
        b.AssertEqual("top: bits 24 to 30", top, five * bits[29] * bits[30]);
        b.AssertZero("below p", top * sum);
        b.Pull("x", RecursionMachine.Wire, real, addressX, x, zero, zero, zero, zero);
        b.Push("low", RecursionMachine.Wire, readsLow, addressLow, low, zero, zero, zero, zero);
        for (int g = 0; g < Groups; g++)
        {
            Expr Bit(int i) => 5 * g + i < Count ? bits[5 * g + i] : zero;
            b.Push($"bits {5 * g}", RecursionMachine.Wire, reads[g], addressGroup + g, Bit(0), Bit(1), Bit(2), Bit(3), Bit(4));
        }
    }
}
