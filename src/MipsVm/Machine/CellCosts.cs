using Zkfp.Core.Air;
using Zkfp.MipsVm.Isa;

namespace Zkfp.MipsVm.Machine;

/// <summary>Committed cells of instructions, for profiles.</summary>
public static class CellCosts
{
    /// <summary>Committed cells of an executed instruction, by <see cref="Opcode"/>.</summary>
    public static int[] PerOpcode(MipsMachine machine)
    {
        var costs = new int[OpcodeInfo.Count];
        for (int i = 0; i < costs.Length; i++) costs[i] = Cells(machine, Usual((Opcode)i));
        return costs;
    }

    /// <summary>Committed cells of a row.</summary>
    public static int Cells(MipsMachine machine, TableId table)
    {
        AirProgram air = machine.Definition.Tables[(int)table];
        return air.CountColumns(ColumnKind.Main) + air.CountColumns(ColumnKind.Boundary);
    }

    /// <summary>The table that usually proves an opcode: the widest of the common ones.</summary>
    private static TableId Usual(Opcode opcode) => opcode switch
    {
        Opcode.Add or Opcode.Addi or Opcode.Sub => TableId.OverflowAdd,
        Opcode.Addiu => TableId.AddImmediate,
        Opcode.Addu => TableId.Add,
        Opcode.Subu => TableId.Subtract,
        Opcode.And => TableId.And,
        Opcode.Or => TableId.Or,
        Opcode.Xor => TableId.Xor,
        Opcode.Nor => TableId.Nor,
        Opcode.Andi => TableId.AndImmediate,
        Opcode.Ori => TableId.OrImmediate,
        Opcode.Xori => TableId.XorImmediate,
        Opcode.Lui => TableId.LoadImmediate,
        Opcode.Slt => TableId.SetLess,
        Opcode.Slti => TableId.SetLessImmediate,
        Opcode.Sltu => TableId.SetLessUnsigned,
        Opcode.Sltiu => TableId.SetLessUnsignedImmediate,
        Opcode.Movz or Opcode.Movn => TableId.MoveIfNotZero,
        Opcode.Sll => TableId.ShiftLeftLow,
        Opcode.Srl => TableId.ShiftRightLow,
        Opcode.Sra => TableId.ShiftArithmeticLow,
        Opcode.Rotr => TableId.ShiftRotateLow,
        Opcode.Sllv or Opcode.Srlv or Opcode.Srav or Opcode.Rotrv => TableId.ShiftVariable,
        Opcode.Clo or Opcode.Clz => TableId.CountLeading,
        Opcode.Seb or Opcode.Seh or Opcode.Wsbh => TableId.ByteOperation,
        Opcode.Ext => TableId.Extract,
        Opcode.Ins => TableId.Insert,
        Opcode.Mul => TableId.Multiply,
        Opcode.Mult or Opcode.Multu => TableId.MultiplyWide,
        Opcode.Madd or Opcode.Maddu => TableId.MultiplyAdd,
        Opcode.Msub or Opcode.Msubu => TableId.MultiplySubtract,
        Opcode.Div or Opcode.Divu => TableId.Divide,
        >= Opcode.Mfhi and <= Opcode.Mtlo or Opcode.Rdhwr or Opcode.Mfc0 or Opcode.Mtc0 => TableId.Move,
        Opcode.J => TableId.Jump,
        Opcode.Jal => TableId.JumpLink,
        Opcode.Jr => TableId.JumpRegister,
        Opcode.Jalr => TableId.JumpLinkRegister,
        Opcode.Beq or Opcode.Bne => TableId.NotZero,
        >= Opcode.Blez and <= Opcode.Bgez => TableId.Positive,
        Opcode.Bltzal or Opcode.Bgezal or Opcode.Bltzall or Opcode.Bgezall => TableId.BranchLink,
        >= Opcode.Beql and <= Opcode.Bgezl => TableId.Branch,
        Opcode.Lb => TableId.LoadByte,
        Opcode.Lbu => TableId.LoadByteUnsigned,
        Opcode.Lh => TableId.LoadHalf,
        Opcode.Lhu => TableId.LoadHalfUnsigned,
        Opcode.Lw or Opcode.Ll => TableId.LoadWord,
        Opcode.Lwl or Opcode.Lwr => TableId.LoadLeft,
        Opcode.Sb => TableId.StoreByte,
        Opcode.Sh => TableId.StoreHalf,
        Opcode.Sw => TableId.StoreWord,
        Opcode.Swl or Opcode.Swr => TableId.StoreLeft,
        Opcode.Sc => TableId.StoreConditional,
        Opcode.Teq or Opcode.Tne => TableId.NotEqual,
        >= Opcode.Tge and <= Opcode.Tnei => TableId.ConditionalTrap,
        Opcode.Halt => TableId.Halt,
        Opcode.Hint => TableId.Hint,
        Opcode.Commit => TableId.Commit,
        Opcode.Eret => TableId.ExceptionReturn,
        Opcode.FetchFault => TableId.FetchFault,
        Opcode.Syscall or Opcode.Break or Opcode.ReservedInstruction or Opcode.CoprocessorUnusable => TableId.Raise,
        _ => TableId.Nop,
    };
}
