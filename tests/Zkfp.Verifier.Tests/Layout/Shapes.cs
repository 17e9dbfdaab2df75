using Zkfp.Protocol.Keys;
using Zkfp.Protocol.Layout;

namespace Zkfp.Verifier.Tests.Layout;

/// <summary>Random admissible row counts.</summary>
internal static class Shapes
{
    /// <summary>Required rows where there are some; else any, of heights that do not rise, absent positions last.</summary>
    public static int[] Random(Random random, TablePosition[] positions, VerifyingKey key, bool isLast)
    {
        var rows = new int[positions.Length];
        foreach (TablePosition p in positions)
        {
            int most = p.Index == 0 ? 1 << key.LogHeight : rows[p.Number - 1] == 0 ? 0 : 1 << ClassLayout.LogHeightOf(rows[p.Number - 1]);
            rows[p.Number] = ShardLayout.RequiredRows(p, key, isLast)
                ?? (most == 0 || random.Next(4) == 0 ? 0 : random.Next(2) == 0 ? 1 << random.Next(ClassLayout.CeilLog2(most) + 1) : random.Next(1, most + 1));
        }

        return rows;
    }
}
