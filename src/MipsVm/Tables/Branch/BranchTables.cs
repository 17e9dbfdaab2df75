using Zkfp.MipsVm.Isa;
using Zkfp.MipsVm.Machine;
using Zkfp.MipsVm.Rom;
using static Zkfp.MipsVm.Rom.Accesses;

namespace Zkfp.MipsVm.Tables.Branch;

/// <summary>
/// Branches. The usual case, npc = pc + 1, has one small table per condition that holds: the ROM offers "if a = b, go to the
/// target" and "if a ≠ b, go to pc + 2", and the prover picks the row whose condition it can prove. All other cases (a branch in a
/// delay slot, likely, with link) have a general table. Traps that do not trap and MOVZ/MOVN that do not move are branches to pc + 2.
/// </summary>
internal static class BranchTables
{
    /// <summary>Registration.</summary>
    public static TableSpec[] All =>
    [
        new(TableId.Equal, air => new EqualTable(air)) { Positions = 4, Operations = [(Operation.Equal, A | B)] },
        new(TableId.NotEqual, air => new NotEqualTable(air))
        {
            Positions = 4, Operations = [(Operation.NotEqual, A | B)], CostOf = [Opcode.Teq, Opcode.Tne],
        },
        new(TableId.Zero, air => new ZeroTable(air)) { Positions = 4, Operations = [(Operation.Zero, A)] },
        new(TableId.NotZero, air => new NotZeroTable(air)) { Positions = 4, Operations = [(Operation.NotZero, A)], CostOf = [Opcode.Beq, Opcode.Bne] },
        new(TableId.Negative, air => new SignTable(air, true)) { Positions = 2, Operations = [(Operation.Negative, A)] },
        new(TableId.NotNegative, air => new SignTable(air, false)) { Positions = 2, Operations = [(Operation.NotNegative, A)] },
        new(TableId.Positive, air => new PositiveTable(air))
        {
            Positions = 2, Operations = [(Operation.Positive, A)], CostOf = [Opcode.Blez, Opcode.Bgtz, Opcode.Bltz, Opcode.Bgez],
        },
        new(TableId.Branch, air => new GeneralBranchTable(air))
        {
            Positions = 4, Operations = [(Operation.Branch, A | MaybeB)],
            CostOf = [Opcode.Beql, Opcode.Bnel, Opcode.Blezl, Opcode.Bgtzl, Opcode.Bltzl, Opcode.Bgezl],
        },
        new(TableId.BranchLink, air => new BranchLinkTable(air))
        {
            Operations = [(Operation.BranchLink, A | Link)], CostOf = [Opcode.Bltzal, Opcode.Bgezal, Opcode.Bltzall, Opcode.Bgezall],
        },
        new(TableId.ConditionalTrap, air => new TrapTable(air))
        {
            Operations = [(Operation.ConditionalTrap, Sequential | A | MaybeB)],
            CostOf = [Opcode.Tge, Opcode.Tgeu, Opcode.Tlt, Opcode.Tltu, Opcode.Teqi, Opcode.Tgei, Opcode.Tgeiu, Opcode.Tlti, Opcode.Tltiu, Opcode.Tnei],
        },
    ];
}
