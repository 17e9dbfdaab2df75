using Zkfp.Core.Air;
using Zkfp.Core.Machine;
using Zkfp.Protocol.Layout;
using Zkfp.Protocol.Parameters;
using Zkfp.Recursion.Machine;
using Zkfp.Recursion.Witness;

namespace Zkfp.Recursion.Recording;

/// <summary>
/// Sizes that several circuits share: rows of each table, with rows out of use where a circuit has fewer operations. Proofs of all of them have one
/// <see cref="StaticShape"/>, so one verifier over wires verifies them, whichever circuit's key it is given.
/// </summary>
public sealed class CircuitShape
{
    private CircuitShape(RecursionMachine machine, int logHeight, int[] rows, ProofLayer layer)
    {
        Machine = machine;
        LogHeight = logHeight;
        Rows = rows;
        TablePosition[] positions = TablePosition.All(machine.Definition);
        var listed = new List<int>();
        for (int first = 0; first < positions.Length; first += positions[first].Air.Positions)
        {
            AirProgram air = positions[first].Air;
            var split = new int[air.Positions];
            PositionRows.Split(rows[positions[first].Table], logHeight, split);
            if (positions[first].KeyIndex >= 0) listed.AddRange(split);
        }

        KeyRows = listed;
        Proof = StaticShape.Of(machine.Definition, logHeight, KeyRows, layer);
    }

    /// <summary>The machine of the circuits.</summary>
    public RecursionMachine Machine { get; }

    /// <summary>h of the proofs.</summary>
    public int LogHeight { get; }

    /// <summary>Rows of the positions with preprocessed columns: those of the keys.</summary>
    public IReadOnlyList<int> KeyRows { get; }

    /// <summary>The shape of all proofs.</summary>
    public Shape Proof { get; }

    internal int[] Rows { get; }

    /// <summary>The layer of the proofs.</summary>
    public ProofLayer Layer => Proof.Class.Layer;

    /// <summary>The smallest shape that holds a circuit.</summary>
    public static CircuitShape Of(int logHeight, Circuit circuit, ProofLayer layer = ProofLayer.Shard) =>
        Of(circuit.Machine, logHeight, CircuitTables.RowCounts(circuit), layer);

    /// <summary>The smallest shape with room for so many rows of each table.</summary>
    internal static CircuitShape Of(RecursionMachine machine, int logHeight, int[] rows, ProofLayer layer = ProofLayer.Shard)
    {
        var full = new int[rows.Length];
        for (int t = 0; t < full.Length; t++)
        {
            var split = new int[layer == ProofLayer.Shard ? machine.Tables[t].Positions : machine.Tables[t].PositionsOfLast];
            PositionRows.Split(Math.Max(1, rows[t]), logHeight, split);
            foreach (int n in split)
                if (n != 0) full[t] += 1 << PositionRows.LogHeightOf(n);
        }

        return new CircuitShape(machine, logHeight, full, layer);
    }

    /// <summary>The smallest shape that holds what this and the circuit take.</summary>
    public CircuitShape With(Circuit circuit)
    {
        int[] rows = RowsOf(circuit);
        for (int t = 0; t < rows.Length; t++) rows[t] = Math.Max(rows[t], Rows[t]);
        return Of(Machine, LogHeight, rows, Layer);
    }

    /// <summary>The table that a circuit has too many rows of, or an empty string.</summary>
    public string WhatIsTooLarge(Circuit circuit)
    {
        int[] rows = RowsOf(circuit);
        for (int t = 0; t < rows.Length; t++)
            if (rows[t] > Rows[t]) return $"{rows[t]} rows of {Machine.Definition.Tables[t].Name}, the shape has {Rows[t]}";
        return "";
    }

    private int[] RowsOf(Circuit circuit) => circuit.Machine == Machine
        ? CircuitTables.RowCounts(circuit)
        : throw new ArgumentException($"A circuit of {circuit.Machine.Definition.Name}, the shape is for {Machine.Definition.Name}.", nameof(circuit));
}
