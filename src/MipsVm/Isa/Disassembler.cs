using System.Globalization;

namespace Zkfp.MipsVm.Isa;

/// <summary>Text of an instruction in GNU assembler syntax: <c>addiu sp, sp, -32</c>.</summary>
public static class Disassembler
{
    /// <summary>The instruction <paramref name="word"/> at byte address <paramref name="pc"/>; words that are no
    /// instruction print as <c>.word</c>.</summary>
    public static string Disassemble(uint word, uint pc)
    {
        Instruction i = Decoder.Decode(word, pc);
        string operands = Operands(word, i);
        string name = OpcodeInfo.Mnemonic(i.Opcode);
        if (word == 0)
            return "nop";
        if (i.Opcode == Opcode.ReservedInstruction)
            return $".word 0x{word:x8}";
        if (i.Opcode == Opcode.CoprocessorUnusable)
            return $".word 0x{word:x8} # coprocessor";
        return operands.Length == 0 ? name : $"{name} {operands}";
    }

    private static string Operands(uint word, Instruction i)
    {
        string rs = R(i.Rs), rt = R(i.Rt), rd = R(i.Rd >= RegisterKey.Discard ? RegisterKey.Zero : i.Rd);
        string simm = ((int)i.Imm).ToString(CultureInfo.InvariantCulture);
        switch (i.Opcode)
        {
            case Opcode.Addi or Opcode.Addiu or Opcode.Slti or Opcode.Sltiu:
                return $"{rd}, {rs}, {simm}";
            case Opcode.Andi or Opcode.Ori or Opcode.Xori:
                return $"{rd}, {rs}, 0x{i.Imm:x}";
            case Opcode.Lui:
                return $"{rd}, 0x{i.Imm >> 16:x}";
            case Opcode.Sll or Opcode.Srl or Opcode.Sra or Opcode.Rotr:
                return $"{rd}, {rt}, {i.Sa}";
            case Opcode.Sllv or Opcode.Srlv or Opcode.Srav or Opcode.Rotrv:
                return $"{rd}, {rt}, {rs}";
            case Opcode.Clo or Opcode.Clz:
                return $"{rd}, {rs}";
            case Opcode.Seb or Opcode.Seh or Opcode.Wsbh:
                return $"{rd}, {rs}";
            case Opcode.Ext or Opcode.Ins:
                return $"{rd}, {rs}, {i.Sa}, {i.Imm}";
            case Opcode.Mult or Opcode.Multu or Opcode.Madd or Opcode.Maddu or Opcode.Msub or Opcode.Msubu or Opcode.Sha256:
                return $"{rs}, {rt}";
            case Opcode.Div or Opcode.Divu:
                return $"zero, {rs}, {rt}";
            case Opcode.Mfhi or Opcode.Mflo:
                return rd;
            case Opcode.Mthi or Opcode.Mtlo or Opcode.Jr or Opcode.Halt or Opcode.KeccakF or Opcode.Poseidon2 or Opcode.Poseidon2Wide:
                return rs;
            case Opcode.Commit:
                return $"{rs}, {i.Sa}";
            case Opcode.J or Opcode.Jal:
                return $"0x{i.Target:x8}";
            case Opcode.Jalr:
                return i.Rd == RegisterKey.ReturnAddress ? rs : $"{rd}, {rs}";
            case Opcode.Beq or Opcode.Bne or Opcode.Beql or Opcode.Bnel:
                return $"{rs}, {rt}, 0x{i.Target:x8}";
            case >= Opcode.Blez and <= Opcode.Bgezall:
                return $"{rs}, 0x{i.Target:x8}";
            case >= Opcode.Lb and <= Opcode.Ll:
                return $"{rd}, {simm}({rs})";
            case >= Opcode.Sb and <= Opcode.Sc:
                return $"{rt}, {simm}({rs})";
            case >= Opcode.Teq and <= Opcode.Tne:
                return i.Imm == 0 ? $"{rs}, {rt}" : $"{rs}, {rt}, 0x{i.Imm:x}";
            case >= Opcode.Teqi and <= Opcode.Tnei:
                return $"{rs}, {simm}";
            case Opcode.Syscall or Opcode.Break:
                return i.Imm == 0 ? "" : $"0x{i.Imm:x}";
            case Opcode.Sync:
                return (word & 0x7C0) == 0 ? "" : $"0x{(word >> 6) & 31:x}";
            case Opcode.Synci:
                return $"{(short)word}({R((word >> 21) & 31)})";
            case Opcode.Pref:
                return $"0x{(word >> 16) & 31:x}, {(short)word}({R((word >> 21) & 31)})";
            case Opcode.Rdhwr:
                return $"{rd}, $29";
            case Opcode.Mfc0:
                return $"{rd}, {Cop0(word)}";
            case Opcode.Mtc0:
                return $"{rs}, {Cop0(word)}";
            case Opcode.Eret or Opcode.ReservedInstruction or Opcode.CoprocessorUnusable or Opcode.FetchFault:
                return "";
            default:
                return $"{rd}, {rs}, {rt}";
        }
    }

    private static string R(uint key) => RegisterKey.Name((int)key);

    private static string Cop0(uint word) =>
        (word & 7) == 0 ? $"${(word >> 11) & 31}" : $"${(word >> 11) & 31}, {word & 7}";
}
