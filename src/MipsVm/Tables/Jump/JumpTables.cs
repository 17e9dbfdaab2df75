using Zkfp.Core.Air;
using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Isa;
using Zkfp.MipsVm.Machine;
using Zkfp.MipsVm.Rom;
using Zkfp.MipsVm.Tracing;
using static Zkfp.MipsVm.Rom.Accesses;

namespace Zkfp.MipsVm.Tables.Jump;

/// <summary>J, JAL, JR, JALR, ERET.</summary>
internal static class JumpTables
{
    /// <summary>Registration.</summary>
    public static TableSpec[] All =>
    [
        new(TableId.Jump, air => new JumpTable(air)) { Operations = [(Operation.Jump, None)], CostOf = [Opcode.J] },
        new(TableId.JumpLink, air => new JumpLinkTable(air)) { Operations = [(Operation.JumpLink, Link)], CostOf = [Opcode.Jal] },
        new(TableId.JumpRegister, air => new JumpRegisterTable(air)) { Positions = 4, Operations = [(Operation.JumpRegister, A)], CostOf = [Opcode.Jr] },
        new(TableId.JumpLinkRegister, air => new JumpLinkRegisterTable(air)) { Operations = [(Operation.JumpLinkRegister, A | D)], CostOf = [Opcode.Jalr] },
        new(TableId.ExceptionReturn, air => new ExceptionReturnTable(air)) { Operations = [(Operation.ExceptionReturn, A)], CostOf = [Opcode.Eret] },
    ];

    /// <summary>The word index of an address. A quarter of a 16-bit limb has 16 bits only if the limb is a multiple of 4.</summary>
    public static Expr Aligned(InstructionAir t, Word address)
    {
        Expr quarter = Gadgets.Scale(t.B, address.Low, Gadgets.Quarter);
        t.Range16("target is aligned: quarter", quarter);
        return quarter + address.High * (1 << 14);
    }

    /// <summary>Counts the look-up of <see cref="Aligned"/>.</summary>
    public static void CountAligned(ref RowWriter w, uint address) => w.Range((address & 0xFFFF) >> 2);
}
