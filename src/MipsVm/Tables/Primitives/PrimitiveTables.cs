using Zkfp.MipsVm.Execution.Primitives;
using Zkfp.MipsVm.Isa;
using Zkfp.MipsVm.Machine;
using Zkfp.MipsVm.Rom;
using static Zkfp.MipsVm.Rom.Accesses;

namespace Zkfp.MipsVm.Tables.Primitives;

/// <summary>Primitives, and what is wrong with their operands.</summary>
internal static class PrimitiveTables
{
    /// <summary>Registration.</summary>
    public static TableSpec[] All =>
    [
        new(TableId.OperandFault, air => new OperandFaultTable(air)) { Operations = [(Operation.OperandFault, A)] },
        new(TableId.KeccakF, air => new KeccakFTable(air)) { Operations = [(Operation.KeccakF, Sequential)], CostOf = [Opcode.KeccakF] },
        new(TableId.KeccakRound, air => new KeccakRoundTable(air)) { RowsPerRowOf = (TableId.KeccakF, Keccak.Rounds) },
    ];
}
