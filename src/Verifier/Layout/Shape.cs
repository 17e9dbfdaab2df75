namespace Zkfp.Verifier.Layout;

/// <summary>An instance of a table.</summary>
/// <param name="Table">Index of the table in the machine.</param>
/// <param name="LogHeight">log₂ of its rows.</param>
public readonly record struct FragmentHeight(int Table, int LogHeight);

/// <summary>For each table of a machine the log heights of its fragments, descending (docs/protocol.md §5).</summary>
/// <param name="LogHeights">One list per table, empty where a table is absent.</param>
public sealed record Shape(int[][] LogHeights)
{
    /// <summary>Fragments of all tables.</summary>
    public int FragmentCount
    {
        get
        {
            int n = 0;
            foreach (int[] t in LogHeights) n += t.Length;
            return n;
        }
    }
}
