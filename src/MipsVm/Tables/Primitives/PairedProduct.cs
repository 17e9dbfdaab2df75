using Zkfp.Core.Air;

namespace Zkfp.MipsVm.Tables.Primitives;

/// <summary>
/// Products of numbers that are bytes, in limbs of 16 bits: limb k is the sum of all x[i]·y[j]·256^(i + j − 2k) with i + j = 2k or 2k + 1. The second
/// number has an even count of bytes.
/// </summary>
internal static class PairedProduct
{
    /// <summary>
    /// A bound for a limb, if one of the numbers has so many bytes: so many products of either weight. With 48 bytes it is below 2^29.6.
    /// </summary>
    public static long Bound(int bytes) => 257L * bytes * 255 * 255;

    /// <summary>
    /// Limb k as an expression, for a k that some pair of bytes belongs to. A byte of even place meets whole limbs of y; one of odd place meets those that
    /// begin a byte earlier: half as many products as pairs of bytes.
    /// </summary>
    public static Expr Limb(Expr[] x, Expr[] y, int k)
    {
        Expr? sum = null;
        for (int i = 0; 2 * i < x.Length; i++)
        {
            int j = k - i;
            if (j < 0 || 2 * j > y.Length) continue;
            if (2 * j < y.Length) Add(x[2 * i] * (y[2 * j] + y[2 * j + 1] * 256));
            if (j == 0) Add(x[2 * i + 1] * (y[0] * 256));
            else if (2 * j == y.Length) Add(x[2 * i + 1] * y[2 * j - 1]);
            else Add(x[2 * i + 1] * (y[2 * j] * 256 + y[2 * j - 1]));
        }

        return sum!.Value;

        void Add(Expr product) => sum = sum is { } s ? s + product : product;
    }

    /// <summary>Limb k of numbers.</summary>
    public static long Limb(ReadOnlySpan<int> x, ReadOnlySpan<int> y, int k)
    {
        int even = 0, odd = 0;
        for (int i = Math.Max(0, 2 * k - y.Length + 1); i < x.Length && i <= 2 * k; i++) even += x[i] * y[2 * k - i];
        for (int i = Math.Max(0, 2 * k - y.Length + 2); i < x.Length && i <= 2 * k + 1; i++) odd += x[i] * y[2 * k + 1 - i];
        return even + 256L * odd;
    }
}
