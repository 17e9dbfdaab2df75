using Zkfp.Core.Air;
using Zkfp.Core.Machine;

namespace Zkfp.Protocol.Layout;

/// <summary>
/// A place for an instance of a table in a shard. A machine has the same positions in every shard, in the order of its tables; which of them are used, and
/// how many rows they hold, is data of the shard.
/// </summary>
public sealed class TablePosition
{
    private TablePosition(int number, int table, AirProgram air, int index, int keyIndex, int constraintOffset, int evaluationOffset)
    {
        Number = number;
        Table = table;
        Air = air;
        Index = index;
        KeyIndex = keyIndex;
        ConstraintOffset = constraintOffset;
        EvaluationOffset = evaluationOffset;
        MainColumns = air.CountColumns(ColumnKind.Main);
        BoundaryColumns = air.CountColumns(ColumnKind.Boundary);
        PreprocessedColumns = air.CountColumns(ColumnKind.Preprocessed);
        foreach (AirInteraction i in air.Interactions)
        {
            if (i.Bus.Scope == BusScope.Local) LocalInteractions++;
            else GlobalInteractions++;
        }

        foreach (Column c in air.Columns) HasActive |= c.Virtual == VirtualKind.Active;
        ColumnRuns = [.. Runs(air)];
    }

    /// <summary>Number among all positions of the machine.</summary>
    public int Number { get; }

    /// <summary>Index of the table in the machine.</summary>
    public int Table { get; }

    /// <summary>The table.</summary>
    public AirProgram Air { get; }

    /// <summary>Number among the table's positions.</summary>
    public int Index { get; }

    /// <summary>Number among the positions with preprocessed columns, whose rows the verifying key says; −1 for others.</summary>
    public int KeyIndex { get; }

    /// <summary>o: constraints of all positions before this one.</summary>
    public int ConstraintOffset { get; }

    /// <summary>Number of this position's first column evaluation among all (§8, step 6).</summary>
    public int EvaluationOffset { get; }

    /// <summary>Column evaluations: the columns without virtual ones.</summary>
    public int EvaluationCount => MainColumns + BoundaryColumns + PreprocessedColumns;

    /// <summary>Main columns.</summary>
    public int MainColumns { get; }

    /// <summary>Boundary columns.</summary>
    public int BoundaryColumns { get; }

    /// <summary>Preprocessed columns.</summary>
    public int PreprocessedColumns { get; }

    /// <summary>The columns that are not virtual, in the order of their evaluations: runs of one kind, with the number of each one's first column within its kind.</summary>
    public IReadOnlyList<(ColumnKind Kind, int First, int Count)> ColumnRuns { get; }

    /// <summary>Interactions on local buses.</summary>
    public int LocalInteractions { get; }

    /// <summary>Interactions on global buses.</summary>
    public int GlobalInteractions { get; }

    /// <summary>Whether a column depends on the number of rows in use.</summary>
    public bool HasActive { get; }

    private static List<(ColumnKind Kind, int First, int Count)> Runs(AirProgram air)
    {
        var runs = new List<(ColumnKind Kind, int First, int Count)>();
        var next = new int[Enum.GetValues<ColumnKind>().Length];
        foreach (Column c in air.Columns)
        {
            if (c.Kind == ColumnKind.Virtual) continue;
            if (runs.Count != 0 && runs[^1].Kind == c.Kind) runs[^1] = runs[^1] with { Count = runs[^1].Count + 1 };
            else runs.Add((c.Kind, next[(int)c.Kind], 1));
            next[(int)c.Kind]++;
        }

        return runs;
    }

    /// <summary>All positions of a machine in order.</summary>
    public static TablePosition[] All(MachineDefinition machine)
    {
        var result = new List<TablePosition>();
        int constraints = 0, evaluations = 0, listed = 0;
        for (int t = 0; t < machine.Tables.Count; t++)
        {
            AirProgram air = machine.Tables[t];
            for (int i = 0; i < air.Positions; i++)
            {
                var p = new TablePosition(result.Count, t, air, i, ClassLayout.HasPreprocessed(air) ? listed++ : -1, constraints, evaluations);
                constraints += air.Constraints.Count;
                evaluations += p.EvaluationCount;
                result.Add(p);
            }
        }

        return [.. result];
    }
}
