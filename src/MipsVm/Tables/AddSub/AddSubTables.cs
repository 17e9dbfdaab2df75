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
        .. TableSpec.Sequential(TableId.AddInPlace, TableId.AddInPlaceDelayed, (air, sequential) => new AddTable(air, Operation.AddInPlace, sequential), 2,
            Operation.AddInPlace, B | D),
        new(TableId.Subtract, air => new AddTable(air, Operation.Subtract))
        {
            Positions = 2, Operations = [(Operation.Subtract, Sequential | A | B | D)], CostOf = [Opcode.Subu],
        },
        new(TableId.AddImmediateInPlace, air => new AddImmediateTable(air, true, false))
        {
            Positions = 4, Operations = [(Operation.AddImmediateInPlace, Sequential | D)],
        },
        .. TableSpec.Sequential(TableId.AddImmediate, TableId.AddImmediateDelayed, (air, sequential) => new AddImmediateTable(air, false, sequential), 1,
            Operation.AddImmediate, A | D, Opcode.Addiu),
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
