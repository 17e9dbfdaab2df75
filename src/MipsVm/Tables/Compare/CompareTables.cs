using Zkfp.MipsVm.Isa;
using Zkfp.MipsVm.Machine;
using Zkfp.MipsVm.Rom;
using static Zkfp.MipsVm.Rom.Accesses;

namespace Zkfp.MipsVm.Tables.Compare;

/// <summary>SLT, SLTU, SLTI, SLTIU.</summary>
internal static class CompareTables
{
    /// <summary>Registration.</summary>
    public static TableSpec[] All =>
    [
        new(TableId.SetLess, air => new CompareTable(air, true)) { Operations = [(Operation.SetLess, Sequential | A | B | D)], CostOf = [Opcode.Slt] },
        new(TableId.SetLessUnsigned, air => new CompareTable(air, false))
        {
            Positions = 4, Operations = [(Operation.SetLessUnsigned, Sequential | A | B | D)], CostOf = [Opcode.Sltu],
        },
        new(TableId.SetLessUnsignedInPlace, air => new CompareInPlaceTable(air))
        {
            Positions = 2, Operations = [(Operation.SetLessUnsignedInPlace, Sequential | A | D)],
        },
        new(TableId.SetLessImmediate, air => new CompareImmediateTable(air, true))
        {
            Operations = [(Operation.SetLessImmediate, Sequential | A | D)], CostOf = [Opcode.Slti],
        },
        new(TableId.SetLessUnsignedImmediate, air => new CompareImmediateTable(air, false))
        {
            Positions = 4, Operations = [(Operation.SetLessUnsignedImmediate, Sequential | A | D)], CostOf = [Opcode.Sltiu],
        },
    ];
}
