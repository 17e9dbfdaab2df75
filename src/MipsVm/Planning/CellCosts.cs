using Zkfp.Core.Air;
using Zkfp.MipsVm.Isa;
using Zkfp.MipsVm.Machine;
using Zkfp.MipsVm.Tables;

namespace Zkfp.MipsVm.Planning;

/// <summary>Committed cells of instructions, for profiles.</summary>
public static class CellCosts
{
    /// <summary>Committed cells of an executed instruction, by <see cref="Opcode"/>: those of a row of the table that registered its cost.</summary>
    public static int[] PerOpcode(MipsMachine machine)
    {
        var costs = new int[OpcodeInfo.Count];
        foreach (TableSpec spec in TableList.For(machine.Order))
        {
            foreach (Opcode opcode in spec.CostOf)
            {
                if (costs[(int)opcode] != 0) throw new InvalidOperationException($"The cost of {opcode} is registered twice, the second time by {spec.Id}.");
                costs[(int)opcode] = CellsWithOthers(machine, spec.Id);
            }
        }

        int missing = Array.IndexOf(costs, 0);
        return missing < 0 ? costs : throw new InvalidOperationException($"No table registered the cost of {(Opcode)missing}.");
    }

    /// <summary>Committed cells of a row and of the rows of other tables that come with it.</summary>
    private static int CellsWithOthers(MipsMachine machine, TableId table)
    {
        int cells = Cells(machine, table);
        for (int other = 0; other < machine.Tables.Length; other++)
            if (StepTable.RowsPerRowOf(machine, (TableId)other) is var (of, rows) && of == table && other != (int)table) cells += rows * Cells(machine, (TableId)other);
        return cells;
    }

    /// <summary>Committed cells of a row.</summary>
    public static int Cells(MipsMachine machine, TableId table)
    {
        AirProgram air = machine.Definition.Tables[(int)table];
        return air.CountColumns(ColumnKind.Main) + air.CountColumns(ColumnKind.Boundary);
    }
}
