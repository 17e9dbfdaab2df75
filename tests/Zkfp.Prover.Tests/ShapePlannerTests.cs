using Zkfp.Core.Air;
using Zkfp.Core.Machine;
using Zkfp.Core.Trace;
using Zkfp.Protocol.Keys;
using Zkfp.Protocol.Layout;
using Zkfp.Prover.Tests.Toy;

namespace Zkfp.Prover.Tests;

/// <summary>Whatever the tables hold, the planned shape is one that a verifier takes, and holds every row.</summary>
public class ShapePlannerTests
{
    [Theory]
    [InlineData(8)]
    [InlineData(10)]
    public void Planned_shapes_are_admissible_and_hold_all_rows(int logHeight)
    {
        using var run = new ToyRun(logHeight, 100, 300, 40, 1, 1);
        VerifyingKey key = run.Key.VerifyingKey;
        MachineDefinition machine = run.Key.Machine;
        TablePosition[] positions = TablePosition.All(machine);
        var random = new Random(logHeight);
        for (int trial = 0; trial < 100; trial++)
        {
            bool last = random.Next(2) == 0;
            var tables = new TraceTable?[machine.Tables.Count];
            try
            {
                for (int t = 0; t < tables.Length; t++)
                {
                    AirProgram air = machine.Tables[t];
                    if (air.Presence != TablePresence.Optional || random.Next(4) == 0) continue;
                    int rows = random.Next(3) == 0 ? 1 << random.Next(logHeight + 3) : random.Next(air.Positions << logHeight) + 1;
                    tables[t] = new TraceTable(air, rows);
                    tables[t]!.SetRows(rows);
                }

                Shape shape = ShapePlanner.Plan(machine, key, tables, last);
                ShardLayout layout = ShardLayout.Create(machine, key, shape, last);
                foreach (TablePosition p in positions)
                    if (p.KeyIndex >= 0) Assert.Equal(ShardLayout.RequiredRows(p, key, last), shape.Rows[p.Number]);
                for (int t = 0; t < tables.Length; t++)
                {
                    if (machine.Tables[t].Presence != TablePresence.Optional) continue;
                    Assert.Equal(tables[t]?.Rows ?? 0, layout.Fragments.Where(f => f.Table == t).Sum(f => f.Rows));
                }

                Assert.Equal(shape.Class.BoundaryWidth, ShapePlanner.BoundaryWidth(machine, key, shape.Rows));
            }
            finally
            {
                foreach (TraceTable? t in tables) t?.Dispose();
            }
        }
    }
}
