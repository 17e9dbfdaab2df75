using System.Numerics;
using Zkfp.Core.Air;
using Zkfp.Core.Machine;
using Zkfp.Core.Trace;
using Zkfp.Verifier.Keys;
using Zkfp.Verifier.Layout;
using Zkfp.Verifier.Parameters;

namespace Zkfp.Prover;

/// <summary>Chooses the fragments of each table: powers of two that together hold its rows.</summary>
public static class ShapePlanner
{
    // Below this a table is one fragment: splitting saves little and costs column evaluations.
    private const int LogSmall = 12;

    // Fragments smaller than the largest one by more than this factor's logarithm are rounded up instead of split again.
    private const int MaxSplits = 3;

    /// <summary>
    /// Descending log heights that hold <paramref name="rows"/> rows, each from 8 to <paramref name="logHeight"/>: at most four below the full
    /// height, so that padding stays under an eighth of a large table.
    /// </summary>
    public static int[] Split(int rows, int logHeight)
    {
        var result = new List<int>();
        long left = rows;
        while (left >= 1L << logHeight)
        {
            result.Add(logHeight);
            left -= 1L << logHeight;
        }

        for (int split = 0; left > 0; split++)
        {
            int up = Math.Max(ProtocolParameters.MinLogHeight, ShardLayout.CeilLog2(left));
            int down = BitOperations.Log2((ulong)left);
            if (up <= LogSmall || split == MaxSplits || up == down)
            {
                result.Add(up);
                break;
            }

            result.Add(down);
            left -= 1L << down;
        }

        // The last one was rounded up: two equal ones are one of twice the height.
        while (result.Count >= 2 && result[^1] == result[^2] && result[^1] < logHeight)
        {
            result.RemoveAt(result.Count - 1);
            result[^1]++;
        }

        return [.. result];
    }

    /// <summary>The shape for a shard's rows; tables whose heights the key fixes get those.</summary>
    public static Shape Plan(MachineDefinition machine, VerifyingKey key, IReadOnlyList<TraceTable?> tables, bool isLastShard)
    {
        var heights = new int[machine.Tables.Count][];
        for (int t = 0; t < heights.Length; t++)
        {
            AirProgram air = machine.Tables[t];
            int rows = tables[t]?.Rows ?? 0;
            int[]? required = ShardLayout.RequiredHeights(air, t, key, isLastShard);
            heights[t] = required ?? Split(rows, key.LogHeight);
            long room = 0;
            foreach (int h in heights[t]) room += 1L << h;
            if (rows > room) throw new ArgumentException($"{air.Name}: {rows} rows, its fragments hold {room}.", nameof(tables));
        }

        return new Shape(heights);
    }
}
