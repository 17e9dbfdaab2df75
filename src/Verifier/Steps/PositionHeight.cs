using Zkfp.Core.Field;
using Zkfp.Protocol.Layout;
using Zkfp.Protocol.Parameters;
using Zkfp.Verifier.Arithmetic;

namespace Zkfp.Verifier.Steps;

/// <summary>
/// The height of a position as data: n rows lie in a block of 2^k of them, k the least from 8 to h with n ≤ 2^k. All fields are 0 where the position is
/// absent, so whatever is multiplied by one of them counts present positions alone.
/// </summary>
/// <param name="Rows">n.</param>
/// <param name="Present">p: 1 if n ≠ 0.</param>
/// <param name="Is">For each k from 8 to h: 1 if it is the height.</param>
/// <param name="AtMost">For each k: 1 if the height is at most k.</param>
/// <param name="Blocks">2^(k−8).</param>
/// <param name="Rank">k − 7: where tables by height have what belongs to this one, with what belongs to an absent position at 0.</param>
internal sealed record PositionHeight<TBase>(TBase Rows, TBase Present, TBase[] Is, TBase[] AtMost, TBase Blocks, TBase Rank);

/// <summary>Makes and checks <see cref="PositionHeight{TBase}"/>.</summary>
internal static class PositionHeights<TArithmetic, TBase, TExt, TIndex>
    where TArithmetic : struct, IVerifierArithmetic<TBase, TExt, TIndex>
    where TBase : unmanaged where TExt : unmanaged where TIndex : unmanaged
{
    private const int Min = ProtocolParameters.MinLogHeight;

    /// <summary>
    /// The height of n rows. The prover names it; it is checked: the flags are boolean; their sum p times n is n, so p = 1 or n = 0; and n − p − 2^(k−1) (n − p
    /// for k = 8) is a number below 2^(k−1) (2^8), which for p = 1 is 2^(k−1) &lt; n ≤ 2^k, and for n = 0 leaves p = 0 alone, since all that is subtracted is
    /// positive. No sum wraps: flags are few, and the range check is on the value itself.
    /// </summary>
    public static bool TryMeasure(TArithmetic a, TBase rows, int logHeight, out PositionHeight<TBase>? height)
    {
        height = null;
        TBase zero = a.Constant(KoalaBear.Zero), one = a.Constant(KoalaBear.One);
        uint n = a.ValueOf(rows).Value;
        int k = n == 0 ? -1 : Math.Min(ClassLayout.LogHeightOf((int)n), logHeight);
        var flags = new TBase[logHeight - Min + 1];
        TBase present = zero, below = zero;
        for (int i = 0; i < flags.Length; i++)
        {
            flags[i] = a.Input(new KoalaBear(Min + i == k ? 1u : 0));
            if (!a.AssertEqual(a.Mul(flags[i], flags[i]), flags[i])) return false;
            present = a.Add(present, flags[i]);
            if (i != 0) below = a.Add(below, a.Mul(flags[i], a.Constant(new KoalaBear(1UL << Min + i - 1))));
        }

        if (!a.AssertEqual(a.Mul(present, rows), rows)) return false;
        height = Make(a, rows, present, flags);
        int bits = Math.Max(Min, logHeight - 1);
        if (!a.TryBits(a.Sub(a.Sub(rows, present), below), bits, out TIndex rest)) return false;
        for (int j = Min; j < bits; j++)
            if (!a.AssertEqual(a.Mul(a.Bit(rest, j), height.AtMost[j + 1 - Min]), zero)) return false;
        return true;
    }

    /// <summary>A number of rows that is known with the class; with none the position is absent.</summary>
    public static PositionHeight<TBase> Fixed(TArithmetic a, int rows, int logHeight)
    {
        int k = rows == 0 ? -1 : ClassLayout.LogHeightOf(rows);
        var flags = new TBase[logHeight - Min + 1];
        for (int i = 0; i < flags.Length; i++) flags[i] = a.Constant(new KoalaBear(Min + i == k ? 1u : 0));
        return Make(a, a.Constant(new KoalaBear((ulong)rows)), a.Constant(new KoalaBear(rows == 0 ? 0u : 1)), flags);
    }

    /// <summary>The same height where <paramref name="flag"/> is 1, absent where it is 0.</summary>
    public static PositionHeight<TBase> If(TArithmetic a, TBase flag, PositionHeight<TBase> height) =>
        Make(a, a.Mul(flag, height.Rows), a.Mul(flag, height.Present), Array.ConvertAll(height.Is, x => a.Mul(flag, x)));

    private static PositionHeight<TBase> Make(TArithmetic a, TBase rows, TBase present, TBase[] flags)
    {
        var atMost = new TBase[flags.Length];
        TBase sum = a.Constant(KoalaBear.Zero), blocks = sum, rank = sum;
        for (int i = 0; i < flags.Length; i++)
        {
            atMost[i] = sum = a.Add(sum, flags[i]);
            blocks = a.Add(blocks, a.Mul(flags[i], a.Constant(new KoalaBear(1UL << i))));
            rank = a.Add(rank, a.Mul(flags[i], a.Constant(new KoalaBear((ulong)i + 1))));
        }

        return new PositionHeight<TBase>(rows, present, flags, atMost, blocks, rank);
    }
}
