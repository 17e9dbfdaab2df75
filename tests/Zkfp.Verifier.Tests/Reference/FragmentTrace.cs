using Zkfp.Core.Air;
using Zkfp.Core.Field;

namespace Zkfp.Verifier.Tests.Reference;

/// <summary>All columns of a fragment, virtual ones included, each of 2^n values.</summary>
internal sealed class FragmentTrace
{
    public FragmentTrace(AirProgram air, int logHeight)
    {
        Air = air;
        LogHeight = logHeight;
        Columns = new KoalaBear[air.Columns.Count][];
        for (int c = 0; c < Columns.Length; c++)
        {
            Columns[c] = new KoalaBear[1 << logHeight];
            if (air.Columns[c].Kind != ColumnKind.Virtual) continue;
            for (int r = 0; r < Columns[c].Length; r++) Columns[c][r] = new KoalaBear(air.Columns[c].VirtualValue(r));
        }
    }

    public AirProgram Air { get; }

    public int LogHeight { get; }

    public KoalaBear[][] Columns { get; }

    public void SetRow(int row, params ReadOnlySpan<long> values)
    {
        int next = 0;
        for (int c = 0; c < Columns.Length; c++)
            if (Air.Columns[c].Kind != ColumnKind.Virtual) Columns[c][row] = KoalaBear.FromInt64(values[next++]);
    }
}

/// <summary>The fragments of a shard by table and position, and its public values.</summary>
internal sealed class ShardWitness
{
    public ShardWitness(int tables)
    {
        Fragments = new List<FragmentTrace>[tables];
        for (int t = 0; t < tables; t++) Fragments[t] = [];
    }

    public List<FragmentTrace>[] Fragments { get; }

    public KoalaBear[] PublicValues { get; set; } = [];

    public Zkfp.Verifier.Layout.Shape Shape()
    {
        var heights = new int[Fragments.Length][];
        for (int t = 0; t < heights.Length; t++)
        {
            heights[t] = new int[Fragments[t].Count];
            for (int i = 0; i < heights[t].Length; i++) heights[t][i] = Fragments[t][i].LogHeight;
        }

        return new Zkfp.Verifier.Layout.Shape(heights);
    }
}
