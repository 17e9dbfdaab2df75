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
        Product(TableId.MulMod, Operation.MulMod, Opcode.MulMod),
        GeneralProduct(TableId.MulModGeneral, Operation.MulMod, Opcode.MulMod),
        Product(TableId.MulMod384, Operation.MulMod384, Opcode.MulMod384),
        GeneralProduct(TableId.MulMod384General, Operation.MulMod384, Opcode.MulMod384),
    ];

    private static TableSpec Product(TableId id, Operation operation, Opcode opcode) =>
        new(id, air => new ModularProductTable(air, operation, opcode, false)) { Positions = 4, Operations = [(operation, Sequential)], CostOf = [opcode] };

    private static TableSpec GeneralProduct(TableId id, Operation operation, Opcode opcode) =>
        new(id, air => new ModularProductTable(air, operation, opcode, true)) { Rare = [operation] };
}
