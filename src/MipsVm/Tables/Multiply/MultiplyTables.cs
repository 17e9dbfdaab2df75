using Zkfp.MipsVm.Isa;
using Zkfp.MipsVm.Machine;
using Zkfp.MipsVm.Rom;
using static Zkfp.MipsVm.Rom.Accesses;

namespace Zkfp.MipsVm.Tables.Multiply;

/// <summary>MUL, MULT, MULTU, MADD, MADDU, MSUB, MSUBU, DIV, DIVU.</summary>
internal static class MultiplyTables
{
    /// <summary>Registration.</summary>
    public static TableSpec[] All =>
    [
        new(TableId.Multiply, air => new MultiplyTable(air)) { Operations = [(Operation.Multiply, Sequential | A | B | D)], CostOf = [Opcode.Mul] },
        Wide(TableId.MultiplyWide, WideKind.Multiply, Operation.MultiplyWide, Operation.MultiplyWideUnsigned, [Opcode.Mult, Opcode.Multu]),
        Wide(TableId.MultiplyAdd, WideKind.Add, Operation.MultiplyAdd, Operation.MultiplyAddUnsigned, [Opcode.Madd, Opcode.Maddu]),
        Wide(TableId.MultiplySubtract, WideKind.Subtract, Operation.MultiplySubtract, Operation.MultiplySubtractUnsigned, [Opcode.Msub, Opcode.Msubu]),
        new(TableId.Divide, air => new DivideTable(air))
        {
            Operations = [(Operation.Divide, Sequential | A | B | HiLo), (Operation.DivideUnsigned, Sequential | A | B | HiLo)],
            CostOf = [Opcode.Div, Opcode.Divu],
        },
    ];

    private static TableSpec Wide(TableId id, WideKind kind, Operation signed, Operation unsigned, Opcode[] costOf) =>
        new(id, air => new MultiplyWideTable(air, kind, signed, unsigned))
        {
            Operations = [(signed, Sequential | A | B | HiLo), (unsigned, Sequential | A | B | HiLo)],
            CostOf = costOf,
        };
}
