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
        new(TableId.Move, air => new MoveTable(air))
        {
            Positions = 4, Operations = [(Operation.Move, Sequential | A | D)],
            CostOf = [Opcode.Mfhi, Opcode.Mflo, Opcode.Mthi, Opcode.Mtlo, Opcode.Rdhwr, Opcode.Mfc0, Opcode.Mtc0],
        },
        new(TableId.LoadImmediate, air => new LoadImmediateTable(air))
        {
            Positions = 4, Operations = [(Operation.LoadImmediate, Sequential | D)], CostOf = [Opcode.Lui],
        },
        new(TableId.MoveIfZero, air => new MoveIfZeroTable(air))
        {
            Positions = 4, Operations = [(Operation.MoveIfZero, Sequential | A | B | D)],
        },
        new(TableId.MoveIfNotZero, air => new MoveIfNotZeroTable(air))
        {
            Positions = 4, Operations = [(Operation.MoveIfNotZero, Sequential | A | B | D)], CostOf = [Opcode.Movz, Opcode.Movn],
        },
        new(TableId.Hint, air => new HintTable(air)) { Operations = [(Operation.Hint, Sequential | D)], CostOf = [Opcode.Hint] },
    ];
}
