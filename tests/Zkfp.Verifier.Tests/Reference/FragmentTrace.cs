using Zkfp.Core.Air;
using Zkfp.Core.Field;
using Zkfp.Core.Machine;
using Zkfp.Protocol.Layout;
using Zkfp.Protocol.Parameters;

namespace Zkfp.Verifier.Tests.Reference;

/// <summary>All columns of a position in use, virtual ones included, each of 2^n values: the rows, then padding.</summary>
internal sealed class FragmentTrace
{
    public FragmentTrace(AirProgram air, int rows)
    {
        Air = air;
        Rows = rows;
        LogHeight = 8;
        while (rows > 1 << LogHeight) LogHeight++;
        Columns = new KoalaBear[air.Columns.Count][];
        for (int c = 0; c < Columns.Length; c++)
        {
            Columns[c] = new KoalaBear[1 << LogHeight];
            if (air.Columns[c].Kind != ColumnKind.Virtual) continue;
            for (int r = 0; r < Columns[c].Length; r++) Columns[c][r] = new KoalaBear(air.Columns[c].VirtualValue(r, rows));
        }
    }

    public AirProgram Air { get; }

    public int Rows { get; }

    public int LogHeight { get; }

    public KoalaBear[][] Columns { get; }

    public void SetRow(int row, params ReadOnlySpan<long> values)
    {
        int next = 0;
        for (int c = 0; c < Columns.Length; c++)
            if (Air.Columns[c].Kind != ColumnKind.Virtual) Columns[c][row] = KoalaBear.FromInt64(values[next++]);
    }
}

/// <summary>The positions in use of a shard by table, and its public values.</summary>
internal sealed class ShardWitness
{
    public ShardWitness(int tables)
    {
        Fragments = new List<FragmentTrace>[tables];
        for (int t = 0; t < tables; t++) Fragments[t] = [];
    }

    public List<FragmentTrace>[] Fragments { get; }

    public KoalaBear[] PublicValues { get; set; } = [];

    /// <summary>The rows of all positions of the machine, in a class.</summary>
    public Shape Shape(MachineDefinition machine, ProofClass proofClass)
    {
        var rows = new List<int>();
        for (int t = 0; t < Fragments.Length; t++)
            for (int i = 0; i < machine.Tables[t].Positions; i++) rows.Add(i < Fragments[t].Count ? Fragments[t][i].Rows : 0);
        return new Shape(proofClass, [.. rows]);
    }
}
