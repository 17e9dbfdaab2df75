using System.Collections.Concurrent;
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
    /// The height of n rows. The prover names its rank; all else that a rank means is read from tables of constants, which have no other ranks. It is checked
    /// that p times n is n, so p = 1 or n = 0; and that n − p − 2^(k−1) (n − p for k = 8) is a number below 2^(k−1) (2^8), which for p = 1 is
    /// 2^(k−1) &lt; n ≤ 2^k, and for n = 0 leaves p = 0 alone, since all that is subtracted is positive. No sum wraps: the range check is on the value itself.
    /// </summary>
    public static bool TryMeasure(TArithmetic a, TBase rows, int logHeight, out PositionHeight<TBase>? height)
    {
        height = null;
        uint n = a.ValueOf(rows).Value;
        int count = logHeight - Min + 1, k = n == 0 ? -1 : Math.Min(ClassLayout.LogHeightOf((int)n), logHeight);
        TBase rank = a.Input(new KoalaBear(k < 0 ? 0u : (uint)(k - Min + 1)));

        KoalaBear5[][] meanings = s_meanings.GetOrAdd(count, MeaningsOf);
        var read = new TBase[KoalaBear5.Degree * meanings.Length];
        for (int t = 0; t < meanings.Length; t++)
            a.Decompose(a.Select(Array.ConvertAll(meanings[t], a.Constant), rank), read.AsSpan(KoalaBear5.Degree * t, KoalaBear5.Degree));

        TBase present = read[0], below = read[1];
        if (!a.AssertEqual(a.Mul(present, rows), rows)) return false;
        height = new PositionHeight<TBase>(rows, present, read[3..(3 + count)], read[(3 + count)..(3 + 2 * count)], read[2], rank);
        int bits = Math.Max(Min, logHeight - 1);
        if (!a.TryBits(a.Sub(a.Sub(rows, present), below), bits, out TIndex rest)) return false;
        TBase zero = a.Constant(KoalaBear.Zero);
        for (int j = Min; j < bits; j++)
            if (!a.AssertEqual(a.Mul(a.Bit(rest, j), height.AtMost[j + 1 - Min]), zero)) return false;
        return true;
    }

    private static readonly ConcurrentDictionary<int, KoalaBear5[][]> s_meanings = new();

    // By rank: p, the rows of the next lower height, blocks, then the flags, as a known height has them; five of these values are an element of K.
    private static KoalaBear5[][] MeaningsOf(int heights)
    {
        var tables = new KoalaBear5[(3 + 2 * heights + KoalaBear5.Degree - 1) / KoalaBear5.Degree][];
        for (int t = 0; t < tables.Length; t++) tables[t] = new KoalaBear5[heights + 1];
        for (int rank = 1; rank <= heights; rank++)
        {
            int k = Min + rank - 1;
            PositionHeight<KoalaBear> known = PositionHeights<NativeArithmetic, KoalaBear, KoalaBear5, NativeIndex>.Fixed(default, 1 << k, Min + heights - 1);
            KoalaBear[] values = [known.Present, new KoalaBear(k == Min ? 0 : 1UL << k - 1), known.Blocks, .. known.Is, .. known.AtMost];
            for (int t = 0; t < tables.Length; t++)
            {
                int at = KoalaBear5.Degree * t;
                var five = new KoalaBear[KoalaBear5.Degree];
                values.AsSpan(at, Math.Min(five.Length, values.Length - at)).CopyTo(five);
                tables[t][rank] = KoalaBear5.FromCoefficients(five);
            }
        }

        return tables;
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
