using System.Numerics;
using Zkfp.Core.Air;
using Zkfp.Core.Machine;
using Zkfp.Protocol.Parameters;

namespace Zkfp.Protocol.Layout;

/// <summary>What follows from machine and class alone (docs/protocol.md §5): the order of everything that a shard proof holds, and all counts.</summary>
public sealed class ClassLayout
{
    /// <summary>The layout of a class that <see cref="Check"/> finds nothing wrong with.</summary>
    public ClassLayout(MachineDefinition machine, ProofClass proofClass) : this(machine, proofClass, null)
    {
    }

    /// <summary>The layout of all proofs of a static machine with such a shape (<see cref="StaticShape"/>).</summary>
    public ClassLayout(MachineDefinition machine, Shape shape) : this(machine, shape.Class, machine.IsStatic ? shape.Rows : null)
    {
    }

    private ClassLayout(MachineDefinition machine, ProofClass proofClass, int[]? rows)
    {
        Machine = machine;
        Class = proofClass;
        Rows = rows;
        Positions = TablePosition.All(machine);
        foreach (TablePosition p in Positions)
        {
            ConstraintCount += p.Air.Constraints.Count;
            EvaluationCount += p.EvaluationCount;
        }

        Whir = new WhirSchedule(proofClass.LogHeight);
    }

    /// <summary>The machine.</summary>
    public MachineDefinition Machine { get; }

    /// <summary>The class.</summary>
    public ProofClass Class { get; }

    /// <summary>Rows in use of each position, if all proofs have the same: those of a static machine. Else null, and they are data.</summary>
    public int[]? Rows { get; }

    /// <summary>Positions in order.</summary>
    public TablePosition[] Positions { get; }

    /// <summary>Constraints of all positions.</summary>
    public int ConstraintCount { get; }

    /// <summary>Column evaluations of all positions.</summary>
    public int EvaluationCount { get; }

    /// <summary>Local fingerprints that a proof of the class can compare: local leaves and public messages.</summary>
    public long LocalMessages => (1L << Class.LogLeaves - 1) + Machine.PublicMessages.Interactions.Count;

    /// <summary>g_L: proof-of-work bits before the local fingerprint challenges.</summary>
    public int LocalGrindingBits => ProtocolParameters.FingerprintGrindingBits(LocalMessages);

    /// <summary>The WHIR rounds.</summary>
    public WhirSchedule Whir { get; }

    /// <summary>What is wrong with a class for a machine, or an empty string.</summary>
    public static string Check(MachineDefinition machine, ProofClass c)
    {
        string error = c.Check();
        if (error.Length != 0) return $"The class has {error}.";
        bool boundary = false, preprocessed = false;
        foreach (AirProgram t in machine.Tables)
        {
            boundary |= t.CountColumns(ColumnKind.Boundary) != 0;
            preprocessed |= HasPreprocessed(t);
        }

        if (boundary != (c.BoundaryWidth != 0) || preprocessed != (c.PreprocessedWidth != 0))
            return $"The class has a boundary width of {c.BoundaryWidth} and a preprocessed width of {c.PreprocessedWidth}, which must be 0 exactly where the machine has no such column.";

        // Sums over all positions, in blocks of the smallest height, are compared as field elements.
        long slots = 0;
        foreach (TablePosition p in TablePosition.All(machine)) slots += p.EvaluationCount + p.Air.Interactions.Count;
        return slots << c.LogHeight - ProtocolParameters.MinLogHeight >= 1L << 30 ? $"The machine has {slots} columns and interactions, too many for 2^{c.LogHeight} rows." : "";
    }

    /// <summary>Whether the verifying key says how many rows the table has.</summary>
    public static bool HasPreprocessed(AirProgram table) => table.CountColumns(ColumnKind.Preprocessed) != 0;

    /// <summary>n: log₂ of the height of a position with so many rows, at least 1.</summary>
    public static int LogHeightOf(int rows) => PositionRows.LogHeightOf(rows);

    /// <summary>⌈log₂ <paramref name="value"/>⌉ of a positive value.</summary>
    public static int CeilLog2(long value) => value <= 1 ? 0 : 64 - BitOperations.LeadingZeroCount((ulong)value - 1);
}
