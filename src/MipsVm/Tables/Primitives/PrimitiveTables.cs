using Zkfp.Core.Air;
using Zkfp.Core.Hash;
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
        new(TableId.KeccakRound, air => new KeccakRoundTable(air)),
        new(TableId.Parities, air => new ParitiesTable(air)) { Presence = TablePresence.EveryShard, LogHeight = ParitiesTable.LogHeight },
        new(TableId.Sha256, air => new Sha256Table(air)) { Operations = [(Operation.Sha256, Sequential)], CostOf = [Opcode.Sha256] },
        new(TableId.Sha256Rounds, air => new Sha256RoundsTable(air)),
        new(TableId.Poseidon2, air => new Poseidon2Table(air, Operation.Poseidon2, Opcode.Poseidon2, Poseidon2Permutation.Narrow))
        {
            Operations = [(Operation.Poseidon2, Sequential)], CostOf = [Opcode.Poseidon2],
        },
        new(TableId.Poseidon2Wide, air => new Poseidon2Table(air, Operation.Poseidon2Wide, Opcode.Poseidon2Wide, Poseidon2Permutation.Wide))
        {
            Operations = [(Operation.Poseidon2Wide, Sequential)], CostOf = [Opcode.Poseidon2Wide],
        },
        Product(TableId.MulMod, Operation.MulMod, Opcode.MulMod),
        GeneralProduct(TableId.MulModGeneral, Operation.MulMod, Opcode.MulMod),
        Product(TableId.MulMod384, Operation.MulMod384, Opcode.MulMod384),
        GeneralProduct(TableId.MulMod384General, Operation.MulMod384, Opcode.MulMod384),
    ];

    private static TableSpec Product(TableId id, Operation operation, Opcode opcode) =>
        new(id, air => new ModularProductTable(air, operation, opcode, false)) { Operations = [(operation, Sequential)], CostOf = [opcode] };

    private static TableSpec GeneralProduct(TableId id, Operation operation, Opcode opcode) =>
        new(id, air => new ModularProductTable(air, operation, opcode, true)) { Rare = [operation] };
}
