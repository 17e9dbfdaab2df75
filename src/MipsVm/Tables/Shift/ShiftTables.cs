using Zkfp.MipsVm.Isa;
using Zkfp.MipsVm.Machine;
using Zkfp.MipsVm.Rom;
using static Zkfp.MipsVm.Rom.Accesses;

namespace Zkfp.MipsVm.Tables.Shift;

/// <summary>Which limbs a constant shift moves.</summary>
internal enum ShiftKind
{
    LeftLow,
    LeftHigh,
    RightLow,
    RightHigh,
    ArithmeticLow,
    ArithmeticHigh,
    RotateLow,
    RotateHigh,
}

/// <summary>
/// Shifts. A limb is split at a position by two look-ups of the Bits bus, whose third field is the product with a power of two, so
/// nothing is multiplied. Right shifts by s are described by r = 16 − s mod 16 (16 if s mod 16 = 0).
/// </summary>
internal static class ShiftTables
{
    /// <summary>Registration.</summary>
    public static TableSpec[] All =>
    [
        Constant(TableId.ShiftLeftLow, ShiftKind.LeftLow, Operation.ShiftLeftLow, 4, [Opcode.Sll]),
        Constant(TableId.ShiftLeftHigh, ShiftKind.LeftHigh, Operation.ShiftLeftHigh, 4, []),
        Constant(TableId.ShiftRightLow, ShiftKind.RightLow, Operation.ShiftRightLow, 4, [Opcode.Srl]),
        Constant(TableId.ShiftRightHigh, ShiftKind.RightHigh, Operation.ShiftRightHigh, 4, []),
        Constant(TableId.ShiftArithmeticLow, ShiftKind.ArithmeticLow, Operation.ShiftArithmeticLow, 1, [Opcode.Sra]),
        Constant(TableId.ShiftArithmeticHigh, ShiftKind.ArithmeticHigh, Operation.ShiftArithmeticHigh, 1, []),
        Constant(TableId.ShiftRotateLow, ShiftKind.RotateLow, Operation.RotateLow, 1, [Opcode.Rotr]),
        Constant(TableId.ShiftRotateHigh, ShiftKind.RotateHigh, Operation.RotateHigh, 1, []),
        InPlace(TableId.ShiftLeftLowInPlace, ShiftKind.LeftLow, Operation.ShiftLeftLowInPlace),
        InPlace(TableId.ShiftRightLowInPlace, ShiftKind.RightLow, Operation.ShiftRightLowInPlace),
        InPlace(TableId.ShiftRightHighInPlace, ShiftKind.RightHigh, Operation.ShiftRightHighInPlace),
        new(TableId.ShiftVariable, air => new ShiftVariableTable(air))
        {
            Operations =
            [
                (Operation.ShiftLeftVariable, Sequential | A | B | D), (Operation.ShiftRightVariable, Sequential | A | B | D),
                (Operation.ShiftArithmeticVariable, Sequential | A | B | D), (Operation.RotateVariable, Sequential | A | B | D),
            ],
            CostOf = [Opcode.Sllv, Opcode.Srlv, Opcode.Srav, Opcode.Rotrv],
        },
    ];

    private static TableSpec Constant(TableId id, ShiftKind kind, Operation operation, int positions, Opcode[] costOf) =>
        new(id, air => new ShiftTable(air, kind, operation, false))
        {
            Positions = positions,
            Operations = [(operation, Sequential | A | D)],
            CostOf = costOf,
        };

    private static TableSpec InPlace(TableId id, ShiftKind kind, Operation operation) =>
        new(id, air => new ShiftTable(air, kind, operation, true)) { Positions = 2, Operations = [(operation, Sequential | D)] };
}
