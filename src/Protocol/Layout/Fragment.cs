using Zkfp.Core.Air;

namespace Zkfp.Protocol.Layout;

/// <summary>Where a column of a fragment lies in the stacked polynomial: cells [Cell, Cell + 2^n) of stacked index space.</summary>
/// <param name="Kind">Matrix, or virtual.</param>
/// <param name="Column">Column of its own matrix.</param>
/// <param name="StackedColumn">Column among main ‖ boundary ‖ preprocessed; −1 for virtual ones.</param>
/// <param name="FirstRow">First row; a multiple of the fragment's height.</param>
public readonly record struct ColumnSlot(ColumnKind Kind, int Column, int StackedColumn, int FirstRow);

/// <summary>A position in use, with its place in the matrices and among the GKR leaves.</summary>
public sealed class Fragment
{
    internal Fragment(TablePosition position, int rows)
    {
        Position = position;
        Rows = rows;
        LogHeight = ClassLayout.LogHeightOf(rows);
        Slots = new ColumnSlot[Air.Columns.Count];
        LeafStarts = new long[Air.Interactions.Count];
    }

    /// <summary>The position.</summary>
    public TablePosition Position { get; }

    /// <summary>Index of the table in the machine.</summary>
    public int Table => Position.Table;

    /// <summary>The table.</summary>
    public AirProgram Air => Position.Air;

    /// <summary>Rows in use.</summary>
    public int Rows { get; }

    /// <summary>n: log₂ of the height.</summary>
    public int LogHeight { get; }

    /// <summary>One slot per column; virtual columns have <see cref="ColumnKind.Virtual"/> and nothing else.</summary>
    public ColumnSlot[] Slots { get; }

    /// <summary>First GKR leaf of each interaction; a multiple of 2^n. Global ones start at 2^(m−1).</summary>
    public long[] LeafStarts { get; }
}
