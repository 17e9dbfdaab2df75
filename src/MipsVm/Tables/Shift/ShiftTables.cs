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
        .. Hot(TableId.ShiftLeftLow, TableId.ShiftLeftLowDelayed, ShiftKind.LeftLow, Operation.ShiftLeftLow, Opcode.Sll),
        .. Hot(TableId.ShiftLeftHigh, TableId.ShiftLeftHighDelayed, ShiftKind.LeftHigh, Operation.ShiftLeftHigh),
        .. Hot(TableId.ShiftRightLow, TableId.ShiftRightLowDelayed, ShiftKind.RightLow, Operation.ShiftRightLow, Opcode.Srl),
        .. Hot(TableId.ShiftRightHigh, TableId.ShiftRightHighDelayed, ShiftKind.RightHigh, Operation.ShiftRightHigh),
        Rare(TableId.ShiftArithmeticLow, ShiftKind.ArithmeticLow, Operation.ShiftArithmeticLow, Opcode.Sra),
        Rare(TableId.ShiftArithmeticHigh, ShiftKind.ArithmeticHigh, Operation.ShiftArithmeticHigh),
        Rare(TableId.ShiftRotateLow, ShiftKind.RotateLow, Operation.RotateLow, Opcode.Rotr),
        Rare(TableId.ShiftRotateHigh, ShiftKind.RotateHigh, Operation.RotateHigh),
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

    private static TableSpec[] Hot(TableId usual, TableId delayed, ShiftKind kind, Operation operation, params Opcode[] costOf) =>
        TableSpec.Sequential(usual, delayed, (air, sequential) => new ShiftTable(air, kind, operation, false, sequential), 1, operation, A | D, costOf);

    private static TableSpec Rare(TableId id, ShiftKind kind, Operation operation, params Opcode[] costOf) =>
        new(id, air => new ShiftTable(air, kind, operation, false, false)) { Operations = [(operation, Sequential | A | D)], CostOf = costOf };

    private static TableSpec InPlace(TableId id, ShiftKind kind, Operation operation) =>
        new(id, air => new ShiftTable(air, kind, operation, true, false)) { Positions = 2, Operations = [(operation, Sequential | D)] };
}
