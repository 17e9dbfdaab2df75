using Zkfp.Core.Air;

namespace Zkfp.Verifier.Layout;

/// <summary>Where a column of a fragment lies in the stacked polynomial: cells [Cell, Cell + 2^n) of stacked index space.</summary>
/// <param name="Kind">Matrix, or virtual.</param>
/// <param name="Column">Column of its own matrix.</param>
/// <param name="StackedColumn">Column among main ‖ boundary ‖ preprocessed.</param>
/// <param name="FirstRow">First row; a multiple of the fragment's height.</param>
public readonly record struct ColumnSlot(ColumnKind Kind, int Column, int StackedColumn, int FirstRow);

/// <summary>A fragment with its place in matrices, GKR leaves and constraint numbering.</summary>
public sealed class Fragment
{
    internal Fragment(int table, AirProgram air, int position, int logHeight)
    {
        Table = table;
        Air = air;
        Position = position;
        LogHeight = logHeight;
        Slots = new ColumnSlot[air.Columns.Count];
        LeafStarts = new long[air.Interactions.Count];
    }

    /// <summary>Index of the table in the machine.</summary>
    public int Table { get; }

    /// <summary>The table.</summary>
    public AirProgram Air { get; }

    /// <summary>Position in the table's list of fragments.</summary>
    public int Position { get; }

    /// <summary>n: log₂ of the rows.</summary>
    public int LogHeight { get; }

    /// <summary>One slot per column; virtual columns have <see cref="ColumnKind.Virtual"/> and nothing else.</summary>
    public ColumnSlot[] Slots { get; }

    /// <summary>First GKR leaf of each interaction; a multiple of 2^n. Global ones start at 2^(m−1).</summary>
    public long[] LeafStarts { get; }

    /// <summary>o_t: constraints of all fragments before this one in canonical order.</summary>
    public int ConstraintOffset { get; internal set; }

    /// <summary>Number of this fragment's first column evaluation among all (§8, step 6).</summary>
    public int EvaluationOffset { get; internal set; }

    /// <summary>Column evaluations of this fragment: its columns without virtual ones.</summary>
    public int EvaluationCount { get; internal set; }
}
