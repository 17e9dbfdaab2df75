using Zkfp.Core.Air;
using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Tracing;

namespace Zkfp.MipsVm.Tables.Multiply;

/// <summary>
/// Products by bytes: byte products and their sums stay below 2^27 and carries below 2^10, so no equation can hold mod p without holding for integers.
/// </summary>
internal static class Products
{
    /// <summary>Declares a carry of 10 bits.</summary>
    public static TableColumn Carry(InstructionAir t, int index)
    {
        TableColumn c = t.B.Main($"carry{index}");
        t.Bits($"carry{index}", 10, c);
        return c;
    }

    /// <summary>Writes a carry and counts its look-up; returns it.</summary>
    public static int PutCarry(ref RowWriter w, in TableColumn column, int carry)
    {
        w.Put(column, (uint)carry);
        w.Bits(10, (uint)carry);
        return carry;
    }

    /// <summary>Byte products of weights 2^(16·limb) and 2^(16·limb + 8), the latter times 256.</summary>
    public static Expr Limb(in ByteColumns a, in ByteColumns b, int limb) =>
        Diagonal(a, b, 2 * limb) + (limb < 3 ? Diagonal(a, b, 2 * limb + 1) * 256 : a.B0 * 0);

    /// <summary>The same of numbers.</summary>
    public static int Limb(uint a, uint b, int limb) => Diagonal(a, b, 2 * limb) + (limb < 3 ? Diagonal(a, b, 2 * limb + 1) << 8 : 0);

    /// <summary>Sum of a[i]·b[j] with i + j = <paramref name="weight"/>.</summary>
    public static Expr Diagonal(in ByteColumns a, in ByteColumns b, int weight)
    {
        Expr? sum = null;
        for (int i = Math.Max(0, weight - 3); i <= Math.Min(3, weight); i++)
        {
            Expr product = a[i] * b[weight - i];
            sum = sum is { } s ? s + product : product;
        }

        return sum!.Value;
    }

    private static int Diagonal(uint a, uint b, int weight)
    {
        int sum = 0;
        for (int i = Math.Max(0, weight - 3); i <= Math.Min(3, weight); i++) sum += Byte(a, i) * Byte(b, weight - i);
        return sum;
    }

    public static int Low(uint value) => (int)(value & 0xFFFF);

    public static int High(uint value) => (int)(value >> 16);

    private static int Byte(uint value, int index) => (int)(value >> 8 * index & 0xFF);
}
