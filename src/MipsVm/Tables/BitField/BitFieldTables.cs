using Zkfp.Core.Air;
using Zkfp.MipsVm.Isa;
using Zkfp.MipsVm.Machine;
using Zkfp.MipsVm.Rom;
using static Zkfp.MipsVm.Rom.Accesses;

namespace Zkfp.MipsVm.Tables.BitField;

/// <summary>EXT, INS, CLZ, CLO, SEB, SEH, WSBH.</summary>
internal static class BitFieldTables
{
    /// <summary>Registration.</summary>
    public static TableSpec[] All =>
    [
        new(TableId.Extract, air => new ExtractTable(air))
        {
            Operations = [(Operation.ExtractLow, Sequential | A | D), (Operation.ExtractWide, Sequential | A | D), (Operation.ExtractHigh, Sequential | A | D)],
            CostOf = [Opcode.Ext],
        },
        new(TableId.Insert, air => new InsertTable(air))
        {
            Operations = [(Operation.Insert, Sequential | A | D), (Operation.InsertWide, Sequential | A | D)], CostOf = [Opcode.Ins],
        },
        new(TableId.CountLeading, air => new CountLeadingTable(air))
        {
            Operations = [(Operation.CountLeadingZeros, Sequential | A | D), (Operation.CountLeadingOnes, Sequential | A | D)],
            CostOf = [Opcode.Clo, Opcode.Clz],
        },
        new(TableId.ByteOperation, air => new ByteOperationTable(air))
        {
            Operations =
            [
                (Operation.SignExtendByte, Sequential | A | D), (Operation.SignExtendHalf, Sequential | A | D), (Operation.SwapBytes, Sequential | A | D),
            ],
            CostOf = [Opcode.Seb, Opcode.Seh, Opcode.Wsbh],
        },
    ];

    /// <summary>The one of three operations whose selector is 1.</summary>
    public static Expr Choose(Expr a, Operation opA, Expr b, Operation opB, Expr c, Operation opC) =>
        a * ((long)opA << 24) + b * ((long)opB << 24) + c * ((long)opC << 24);
}
