using Zkfp.Core.Air;
using Zkfp.MipsVm.Constraints;

namespace Zkfp.MipsVm.Tables.Primitives;

/// <summary>
/// The functions of SHA-256 (FIPS 180-4, §4.1.2) of words given as 32 bits, the lowest first, as limbs of 16 bits; each has degree 3 at most. Sums of limbs are
/// not carried.
/// </summary>
internal static class Sha256Bits
{
    /// <summary>The word itself.</summary>
    public static Word Pack(Expr[] x) => Limbs(k => x[k]);

    /// <summary>Σ: three rotations.</summary>
    public static Word Rotations(Expr[] x, int[] by) => Limbs(k => Xor(Xor(x[(k + by[0]) % 32], x[(k + by[1]) % 32]), x[(k + by[2]) % 32]));

    /// <summary>σ: two rotations and a shift.</summary>
    public static Word Shifts(Expr[] x, int[] by) => Limbs(k =>
    {
        Expr rotated = Xor(x[(k + by[0]) % 32], x[(k + by[1]) % 32]);
        return k + by[2] < 32 ? Xor(rotated, x[k + by[2]]) : rotated;
    });

    /// <summary>Ch.</summary>
    public static Word Choose(Expr[] x, Expr[] y, Expr[] z) => Limbs(k => z[k] + x[k] * (y[k] - z[k]));

    /// <summary>Maj.</summary>
    public static Word Majority(Expr[] x, Expr[] y, Expr[] z) => Limbs(k =>
    {
        Expr both = x[k] * y[k];
        return both + z[k] * (x[k] + y[k] - both * 2);
    });

    /// <summary>The sum of limbs.</summary>
    public static Word Add(Word x, Word y) => new(x.Low + y.Low, x.High + y.High);

    /// <summary>The difference of limbs.</summary>
    public static Word Subtract(Word x, Word y) => new(x.Low - y.Low, x.High - y.High);

    /// <summary>What limbs add up to that give x and carries to 2^16 and 2^32.</summary>
    public static Word Uncarried(Word x, Expr low, Expr high) => new(x.Low + low * (1 << 16), x.High + high * (1 << 16) - low);

    /// <summary>Puts words into the fields of a message, from <paramref name="at"/> on.</summary>
    public static void Fields(Expr[] fields, int at, params ReadOnlySpan<Word> words)
    {
        foreach (Word w in words) (fields[at++], fields[at++]) = (w.Low, w.High);
    }

    private static Expr Xor(Expr a, Expr b) => a + b - a * b * 2;

    private static Word Limbs(Func<int, Expr> bit)
    {
        return new Word(Limb(0), Limb(16));

        Expr Limb(int from)
        {
            Expr sum = bit(from);
            for (int k = 1; k < 16; k++) sum += bit(from + k) * (1 << k);
            return sum;
        }
    }
}
