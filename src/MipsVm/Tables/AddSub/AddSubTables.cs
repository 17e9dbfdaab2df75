using Zkfp.MipsVm.Isa;
using Zkfp.MipsVm.Machine;
using Zkfp.MipsVm.Rom;
using static Zkfp.MipsVm.Rom.Accesses;

namespace Zkfp.MipsVm.Tables.AddSub;

/// <summary>ADDU, SUBU, ADDIU; ADD, SUB, ADDI with overflow.</summary>
internal static class AddSubTables
{
    /// <summary>Registration.</summary>
    public static TableSpec[] All =>
    [
        new(TableId.Add, air => new AddTable(air, Operation.Add))
        {
            Positions = 2, Operations = [(Operation.Add, Sequential | A | B | D)], CostOf = [Opcode.Addu],
        },
        new(TableId.AddInPlace, air => new AddTable(air, Operation.AddInPlace)) { Positions = 4, Operations = [(Operation.AddInPlace, Sequential | B | D)] },
        new(TableId.Subtract, air => new AddTable(air, Operation.Subtract))
        {
            Positions = 2, Operations = [(Operation.Subtract, Sequential | A | B | D)], CostOf = [Opcode.Subu],
        },
        new(TableId.AddImmediateInPlace, air => new AddImmediateTable(air, true))
        {
            Positions = 4, Operations = [(Operation.AddImmediateInPlace, Sequential | D)],
        },
        new(TableId.AddImmediate, air => new AddImmediateTable(air, false))
        {
            Positions = 4, Operations = [(Operation.AddImmediate, Sequential | A | D)], CostOf = [Opcode.Addiu],
        },
        new(TableId.OverflowAdd, air => new OverflowTable(air))
        {
            Operations =
            [
                (Operation.OverflowAdd, Sequential | A | B | D), (Operation.OverflowSubtract, Sequential | A | B | D),
                (Operation.OverflowAddImmediate, Sequential | A | D),
                (Operation.OverflowCheckAdd, Sequential | A | B), (Operation.OverflowCheckSubtract, Sequential | A | B),
                (Operation.OverflowCheckAddImmediate, Sequential | A),
            ],
            CostOf = [Opcode.Add, Opcode.Addi, Opcode.Sub],
        },
    ];
}
