using Zkfp.MipsVm.Tables.Primitives;

namespace Zkfp.MipsVm.Tracing;

/// <summary>How often each row of the fixed tables was looked up: one instance per worker, summed at the end.</summary>
internal sealed class Histograms
{
    public readonly uint[] Range16 = new uint[1 << 16];
    public readonly uint[] Bits = new uint[1 << 17];
    public readonly uint[] And = new uint[1 << 16];
    public readonly uint[] BytePair = new uint[1 << 16];
    public readonly uint[] Parities = new uint[ParitiesTable.RowCount];

    /// <summary>Forgets all counts.</summary>
    public void Clear()
    {
        Array.Clear(Range16);
        Array.Clear(Bits);
        Array.Clear(And);
        Array.Clear(BytePair);
        Array.Clear(Parities);
    }

    /// <summary>Adds the counts of another worker.</summary>
    public void Add(Histograms other)
    {
        Add(Range16, other.Range16);
        Add(Bits, other.Bits);
        Add(And, other.And);
        Add(BytePair, other.BytePair);
        Add(Parities, other.Parities);
    }

    private static void Add(uint[] to, uint[] from)
    {
        for (int i = 0; i < to.Length; i++) to[i] += from[i];
    }
}
