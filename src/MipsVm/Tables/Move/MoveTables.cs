using Zkfp.MipsVm.Isa;
using Zkfp.MipsVm.Machine;
using Zkfp.MipsVm.Rom;
using static Zkfp.MipsVm.Rom.Accesses;

namespace Zkfp.MipsVm.Tables.Move;

/// <summary>Instructions that compute nothing: no-operations, register moves, constants, MOVZ, MOVN, HINT.</summary>
internal static class MoveTables
{
    /// <summary>Registration.</summary>
    public static TableSpec[] All =>
    [
        new(TableId.Nop, air => new NopTable(air))
        {
            Positions = 4, Operations = [(Operation.Nop, Sequential)], CostOf = [Opcode.Sync, Opcode.Synci, Opcode.Pref],
        },
        .. TableSpec.Sequential(TableId.Move, TableId.MoveDelayed, (air, sequential) => new MoveTable(air, sequential), 2, Operation.Move, A | D,
            Opcode.Mfhi, Opcode.Mflo, Opcode.Mthi, Opcode.Mtlo, Opcode.Rdhwr, Opcode.Mfc0, Opcode.Mtc0),
        .. TableSpec.Sequential(TableId.LoadImmediate, TableId.LoadImmediateDelayed, (air, sequential) => new LoadImmediateTable(air, sequential), 2,
            Operation.LoadImmediate, D, Opcode.Lui),
        new(TableId.MoveIfZero, air => new MoveIfZeroTable(air))
        {
            Positions = 2, Operations = [(Operation.MoveIfZero, Sequential | A | B | D)],
        },
        new(TableId.MoveIfNotZero, air => new MoveIfNotZeroTable(air))
        {
            Positions = 2, Operations = [(Operation.MoveIfNotZero, Sequential | A | B | D)], CostOf = [Opcode.Movz, Opcode.Movn],
        },
        new(TableId.Hint, air => new HintTable(air)) { Operations = [(Operation.Hint, Sequential | D)], CostOf = [Opcode.Hint] },
    ];
}
