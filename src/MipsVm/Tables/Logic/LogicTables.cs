using Zkfp.Core.Air;
using Zkfp.MipsVm.Isa;
using Zkfp.MipsVm.Machine;
using Zkfp.MipsVm.Rom;
using static Zkfp.MipsVm.Rom.Accesses;

namespace Zkfp.MipsVm.Tables.Logic;

/// <summary>The bitwise operations.</summary>
internal enum LogicKind
{
    And,
    Or,
    Xor,
    Nor,
}

/// <summary>AND, OR, XOR, NOR and their immediate forms: all are linear in a, b and z = a AND b, which is looked up by bytes.</summary>
internal static class LogicTables
{
    /// <summary>Registration.</summary>
    public static TableSpec[] All =>
    [
        Register(TableId.And, LogicKind.And, Operation.And, 2, Opcode.And),
        Register(TableId.Or, LogicKind.Or, Operation.Or, 2, Opcode.Or),
        Register(TableId.Xor, LogicKind.Xor, Operation.Xor, 2, Opcode.Xor),
        Register(TableId.Nor, LogicKind.Nor, Operation.Nor, 1, Opcode.Nor),
        new(TableId.AndInPlace, air => new LogicTable(air, LogicKind.And, Operation.AndInPlace, true))
        {
            Positions = 2, Operations = [(Operation.AndInPlace, Sequential | B | D)],
        },
        .. InPlace(TableId.OrInPlace, TableId.OrInPlaceDelayed, LogicKind.Or, Operation.OrInPlace),
        .. InPlace(TableId.XorInPlace, TableId.XorInPlaceDelayed, LogicKind.Xor, Operation.XorInPlace),
        new(TableId.Not, air => new NotTable(air)) { Positions = 2, Operations = [(Operation.Not, Sequential | A | D)] },
        Immediate(TableId.AndImmediate, LogicKind.And, Operation.AndImmediate, Opcode.Andi, 4),
        Immediate(TableId.OrImmediate, LogicKind.Or, Operation.OrImmediate, Opcode.Ori, 4),
        Immediate(TableId.XorImmediate, LogicKind.Xor, Operation.XorImmediate, Opcode.Xori, 1),
    ];

    private static TableSpec Register(TableId id, LogicKind kind, Operation operation, int positions, Opcode opcode) =>
        new(id, air => new LogicTable(air, kind, operation, false))
        {
            Positions = positions,
            Operations = [(operation, Sequential | A | B | D)],
            CostOf = [opcode],
        };

    private static TableSpec[] InPlace(TableId usual, TableId delayed, LogicKind kind, Operation operation) =>
        TableSpec.Sequential(usual, delayed, (air, sequential) => new LogicTable(air, kind, operation, true, sequential), 1, operation, B | D);

    private static TableSpec Immediate(TableId id, LogicKind kind, Operation operation, Opcode opcode, int positions) =>
        new(id, air => new LogicImmediateTable(air, kind, operation))
        {
            Positions = positions,
            Operations = [(operation, Sequential | A | D)],
            CostOf = [opcode],
        };

    /// <summary>A limb of the result.</summary>
    public static Expr Combine(LogicKind kind, Expr a, Expr b, Expr and) => kind switch
    {
        LogicKind.And => and,
        LogicKind.Or => a + b - and,
        LogicKind.Xor => a + b - 2 * and,
        _ => 0xFFFF - (a + b - and),
    };
}
