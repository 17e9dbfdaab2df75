namespace Zkfp.MipsVm.Isa;

/// <summary>
/// Every operation the machine executes: the MIPS32 release 2 user-mode integer instructions, the machine's own
/// SPECIAL2 instructions, and three pseudo-operations for words that only raise an exception. The numbering is dense
/// from zero so that tables can be indexed by it; <see cref="OpcodeInfo.Count"/> is its length.
/// </summary>
public enum Opcode : byte
{
    // Addition, logic, comparison.
    Add, Addi, Addiu, Addu, Sub, Subu,
    And, Andi, Or, Ori, Xor, Xori, Nor, Lui,
    Slt, Slti, Sltiu, Sltu, Movn, Movz,

    // Shifts and bit fields.
    Sll, Sllv, Srl, Srlv, Sra, Srav, Rotr, Rotrv,
    Clo, Clz, Seb, Seh, Wsbh, Ext, Ins,

    // Multiplication and division.
    Mul, Mult, Multu, Div, Divu, Madd, Maddu, Msub, Msubu,
    Mfhi, Mflo, Mthi, Mtlo,

    // Jumps and branches.
    J, Jal, Jr, Jalr,
    Beq, Bne, Blez, Bgtz, Bltz, Bgez, Bltzal, Bgezal,
    Beql, Bnel, Blezl, Bgtzl, Bltzl, Bgezl, Bltzall, Bgezall,

    // Memory.
    Lb, Lbu, Lh, Lhu, Lw, Lwl, Lwr, Ll,
    Sb, Sh, Sw, Swl, Swr, Sc,

    // Conditional traps.
    Teq, Tge, Tgeu, Tlt, Tltu, Tne,
    Teqi, Tgei, Tgeiu, Tlti, Tltiu, Tnei,

    // System.
    Syscall, Break, Sync, Synci, Pref, Rdhwr,
    Mfc0, Mtc0, Eret,

    // The machine's own (SPECIAL2 functions 0x10 to 0x12).
    Halt, Hint, Commit,

    // Primitives (SPECIAL2 functions from 0x13 on).
    KeccakF, Sha256, Poseidon2, Poseidon2Wide,

    /// <summary>A word that is no instruction: raises <see cref="ExceptionCode.ReservedInstruction"/>.</summary>
    ReservedInstruction,

    /// <summary>A coprocessor instruction: raises <see cref="ExceptionCode.CoprocessorUnusable"/>.</summary>
    CoprocessorUnusable,

    /// <summary>No instruction at pc: raises <see cref="ExceptionCode.FetchBusError"/>. Never the result of decoding.</summary>
    FetchFault,
}
