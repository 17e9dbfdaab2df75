using Zkfp.Core.Air;
using Zkfp.Core.Machine;
using Zkfp.Core.Trace;
using Zkfp.Protocol.Keys;
using Zkfp.Protocol.Layout;
using Zkfp.Protocol.Parameters;

namespace Zkfp.Prover;

/// <summary>Chooses how many rows of each table lie at each of its positions, and the class that holds them.</summary>
public static class ShapePlanner
{
    /// <summary>As <see cref="PositionRows.Split"/>.</summary>
    /// <exception cref="TraceException">There are more rows than the positions hold.</exception>
    public static int[] Split(int rows, int logHeight, int positions, string name)
    {
        if (rows > (long)positions << logHeight)
            throw new TraceException($"the run cannot be proven: a shard has {rows} rows of {name}, {positions} positions of 2^{logHeight} hold fewer");
        var result = new int[positions];
        PositionRows.Split(rows, logHeight, result);
        return result;
    }

    /// <summary>The rows of all positions of a shard; where key or machine fix them, those.</summary>
    public static int[] PlanRows(TablePosition[] positions, VerifyingKey key, IReadOnlyList<TraceTable?> tables, bool isLastShard)
    {
        var rows = new int[positions.Length];
        for (int first = 0; first < rows.Length;)
        {
            AirProgram air = positions[first].Air;
            int used = tables[positions[first].Table]?.Rows ?? 0;
            if (ShardLayout.RequiredRows(positions[first], key, isLastShard) is null)
            {
                Split(used, key.LogHeight, air.Positions, air.Name).CopyTo(rows, first);
            }
            else
            {
                long room = 0;
                for (int i = first; i < first + air.Positions; i++) room += rows[i] = ShardLayout.RequiredRows(positions[i], key, isLastShard)!.Value;
                if (used > room) throw new ArgumentException($"{air.Name}: {used} rows, {room} are expected.", nameof(tables));
            }

            first += air.Positions;
        }

        return rows;
    }

    /// <summary>The shape of a shard: its rows, in the smallest of some classes or of those that provers use for the key.</summary>
    public static Shape Plan(
        MachineDefinition machine, VerifyingKey key, IReadOnlyList<TraceTable?> tables, bool isLastShard, ProofLayer layer = ProofLayer.Shard,
        IReadOnlyList<ProofClass>? among = null)
    {
        TablePosition[] positions = TablePosition.All(machine);
        int[] rows = PlanRows(positions, key, tables, isLastShard);
        if (machine.IsStatic) return StaticShape.Of(machine, key, layer);
        long main = 0, boundary = 0, local = 0, global = 0;
        foreach (TablePosition p in positions)
        {
            if (rows[p.Number] == 0) continue;
            int n = ClassLayout.LogHeightOf(rows[p.Number]);
            main += (long)p.MainColumns << n;
            boundary += (long)p.BoundaryColumns << n;
            local += (long)p.LocalInteractions << n;
            global += (long)p.GlobalInteractions << n;
        }

        return new Shape(ProofClasses.Smallest(machine, key, main, boundary, Math.Max(local, global), among) with { Layer = layer }, rows);
    }

    /// <summary>Width of the boundary matrix of these rows, which phase 1 commits to: it does not depend on the main columns.</summary>
    public static int BoundaryWidth(MachineDefinition machine, VerifyingKey key, int[] rows, IReadOnlyList<ProofClass>? among = null)
    {
        long cells = 0;
        foreach (TablePosition p in TablePosition.All(machine))
            if (rows[p.Number] != 0) cells += (long)p.BoundaryColumns << ClassLayout.LogHeightOf(rows[p.Number]);
        return among is null ? ProofClasses.BoundaryWidth(machine, key.LogHeight, cells) : ProofClasses.BoundaryWidth(among, key, cells);
    }
}
