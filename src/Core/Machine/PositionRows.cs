using System.Numerics;

namespace Zkfp.Core.Machine;

/// <summary>How the rows of a table are spread over its positions in a shard (docs/protocol.md §5).</summary>
public static class PositionRows
{
    /// <summary>The smallest log height of a position in use.</summary>
    public const int MinLogHeight = 8;

    // Below this a table is one position: splitting saves little and costs column evaluations.
    private const int LogSmall = 12;

    /// <summary>n: log₂ of the height of a position with so many rows, at least 1.</summary>
    public static int LogHeightOf(int rows) => Math.Max(MinLogHeight, rows <= 1 ? 0 : 32 - BitOperations.LeadingZeroCount((uint)rows - 1));

    /// <summary>
    /// Rows of each position: full blocks of powers of two first, so that padding stays small, and the rest at the last position that is left. Heights do not
    /// rise. <paramref name="rows"/> must be at most as many as <paramref name="result"/> has positions of 2^<paramref name="logHeight"/>.
    /// </summary>
    /// <returns>Rows with padding: the sum of the heights.</returns>
    public static long Split(int rows, int logHeight, Span<int> result)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows, (long)result.Length << logHeight);
        result.Clear();
        int left = rows;
        long padded = 0;
        for (int i = 0; left > 0; i++)
        {
            int up = LogHeightOf(left);
            bool rest = up <= logHeight && (up <= LogSmall || i == result.Length - 1 || left == 1 << up);
            int height = rest ? up : Math.Min(BitOperations.Log2((uint)left), logHeight);
            result[i] = rest ? left : 1 << height;
            left -= result[i];

            // Rounded up to the height before, the two are one of twice the height, if that does not rise above the one before them.
            if (left == 0 && i != 0 && height < logHeight && height == LogHeightOf(result[i - 1])
                && (i == 1 || LogHeightOf(result[i - 2]) > height))
            {
                result[i - 1] += result[i];
                result[i] = 0;
            }

            padded += 1L << height;
        }

        return padded;
    }
}
