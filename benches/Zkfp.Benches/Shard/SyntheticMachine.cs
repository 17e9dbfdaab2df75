using Zkfp.Core.Air;
using Zkfp.Core.Field;
using Zkfp.Core.Machine;
using Zkfp.Core.Trace;
using Values = Zkfp.Core.Machine.ExecutionPublicValues;

namespace Zkfp.Benches.Shard;

/// <summary>One table whose rows cost what an average instruction does: 28 columns, 16 messages of 4 fields, 12 constraints.</summary>
internal static class SyntheticMachine
{
    public const int Columns = 28, Messages = 16;

    /// <summary>The machine.</summary>
    public static MachineDefinition Define()
    {
        var b = new AirBuilder();
        var bus = new Bus("bus", 1, 4);
        var c = new Expr[Columns];
        for (int i = 0; i < Columns; i++) c[i] = b.Main($"c{i}");
        b.AssertBool("on", c[0]);
        for (int i = 1; i < 9; i++) b.AssertZero($"product {i}", c[0] * (c[3 * i - 2] * c[3 * i - 1] - c[3 * i]));
        for (int i = 1; i < 4; i++) b.AssertZero($"square {i}", c[0] * (c[0] - 1) * c[i] + c[0] - c[0]);
        for (int i = 0; i < Messages; i++)
        {
            int k = 3 * (i / 2) + 1;
            Expr[] fields = [c[k], c[k + 1] + 65536 * c[k + 2], c[k + 3], c[(k + 7) % Columns]];
            if (i % 2 == 0) b.Push($"push {i}", bus, c[0], fields);
            else b.Pull($"pull {i}", bus, c[0], fields);
        }

        AirProgram table = b.Capture("row", TablePresence.Optional);
        return new MachineDefinition("synthetic", [table], new AirBuilder().Capture("messages", TablePresence.EveryShard), Values.Count);
    }

    /// <summary>A shard of so many rows.</summary>
    public static ShardTrace Trace(MachineDefinition machine, int rows)
    {
        var table = new TraceTable(machine.Tables[0], rows);
        var random = new Random(1);
        for (int i = 0; i < Columns; i++)
            foreach (ref uint x in table.Column(i)) x = (uint)random.Next(1 << 16);
        table.Column(0).Fill(1);
        for (int i = 1; i < 9; i++)
        {
            Span<uint> x = table.Column(3 * i - 2), y = table.Column(3 * i - 1), z = table.Column(3 * i);
            for (int r = 0; r < rows; r++) z[r] = (uint)((ulong)x[r] * y[r] % KoalaBear.P);
        }

        table.SetRows(rows);
        return new ShardTrace([table], new KoalaBear[Values.Count]);
    }
}
