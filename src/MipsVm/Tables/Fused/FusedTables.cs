using Zkfp.MipsVm.Machine;
using Zkfp.MipsVm.Rom;
using static Zkfp.MipsVm.Rom.Accesses;

namespace Zkfp.MipsVm.Tables.Fused;

/// <summary>
/// Rows for instructions that compilers write in turn (<see cref="Fusion"/>). The ROM has them besides the rows of each of these, at the first one's address:
/// a row leads to the state that those would lead to, so it does not matter which of both a prover takes. They fetch once, pass one state on, and what only
/// they among them read and overwrite is no access.
/// </summary>
internal static class FusedTables
{
    /// <summary>Registration.</summary>
    public static TableSpec[] All =>
    [
        new(TableId.FusedRotateLow, air => new FusedRotateTable(air, true, false)) { Positions = 2, Operations = [(Operation.FusedRotateLow, A | D)] },
        new(TableId.FusedRotateHigh, air => new FusedRotateTable(air, false, false)) { Positions = 2, Operations = [(Operation.FusedRotateHigh, A | D)] },
        new(TableId.FusedLess, air => new FusedLessTable(air)) { Positions = 2, Operations = [(Operation.FusedLess, A | B | D)] },
        new(TableId.FusedLessImmediate, air => new FusedLessImmediateTable(air, false)) { Positions = 2, Operations = [(Operation.FusedLessImmediate, A | D)] },
        new(TableId.FusedLessImmediateSigned, air => new FusedLessImmediateTable(air, true))
        {
            Positions = 2, Operations = [(Operation.FusedLessImmediateSigned, A | D)],
        },
        new(TableId.FusedAddLoad, air => new FusedAddLoadTable(air, false)) { Positions = 2, Operations = [(Operation.FusedAddLoad, B | D | Memory)] },
        new(TableId.FusedRotateLeftLow, air => new FusedRotateTable(air, true, true)) { Positions = 2, Operations = [(Operation.FusedRotateLeftLow, A | D)] },
        new(TableId.FusedRotateLeftHigh, air => new FusedRotateTable(air, false, true)) { Operations = [(Operation.FusedRotateLeftHigh, A | D)] },
        new(TableId.FusedShiftAddLoad, air => new FusedAddLoadTable(air, true)) { Positions = 2, Operations = [(Operation.FusedShiftAddLoad, B | D | Memory)] },
        new(TableId.FusedLoadPair, air => new FusedPairTable(air, true)) { Positions = 2, Operations = [(Operation.FusedLoadPair, A | D | Memory)] },
        new(TableId.FusedStorePair, air => new FusedPairTable(air, false)) { Positions = 2, Operations = [(Operation.FusedStorePair, A | B | Memory)] },
        new(TableId.FusedLoadConstant, air => new FusedLoadConstantTable(air)) { Positions = 2, Operations = [(Operation.FusedLoadConstant, D | Memory)] },
        new(TableId.FusedMoves, air => new FusedMovesTable(air)) { Positions = 2, Operations = [(Operation.FusedMoves, A | B | D)] },
    ];
}
