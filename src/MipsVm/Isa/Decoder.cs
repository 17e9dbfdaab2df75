namespace Zkfp.MipsVm.Isa;

/// <summary>
/// Decodes instruction words. Field rules are those of docs/machine.md: a field that the architecture defines as zero must
/// be zero, else the word is a reserved instruction; hints and codes are free. Source: MIPS32 Architecture, volume II
/// (release 2).
/// </summary>
public static class Decoder
{
    /// <summary>Addresses from here on belong to the firmware, where COP0 moves and <c>eret</c> exist.</summary>
    public const uint KernelBase = 0x8000_0000;

    /// <summary>Decodes <paramref name="word"/> as fetched from byte address <paramref name="pc"/>. Never fails: see
    /// <see cref="Opcode.ReservedInstruction"/>.</summary>
    public static Instruction Decode(uint word, uint pc)
    {
        uint rs = (word >> 21) & 31, rt = (word >> 16) & 31;
        uint simm = (uint)(short)word, zimm = word & 0xFFFF;
        uint branch = pc + 4 + (simm << 2);
        switch (word >> 26)
        {
            case 0x00: return Special(word, pc);
            case 0x01: return RegImm(word, pc);
            case 0x02: return new Instruction { Opcode = Opcode.J, Rd = RegisterKey.Sink, Target = JumpTarget(word, pc) };
            case 0x03:
                return new Instruction { Opcode = Opcode.Jal, Rd = RegisterKey.ReturnAddress, Imm = pc + 8, Target = JumpTarget(word, pc) };
            case 0x04: return Branch(Opcode.Beq, rs, rt, branch);
            case 0x05: return Branch(Opcode.Bne, rs, rt, branch);
            case 0x06: return rt == 0 ? Branch(Opcode.Blez, rs, 0, branch) : Reserved;
            case 0x07: return rt == 0 ? Branch(Opcode.Bgtz, rs, 0, branch) : Reserved;
            case 0x08: return Immediate(Opcode.Addi, rs, rt, simm);
            case 0x09: return Immediate(Opcode.Addiu, rs, rt, simm);
            case 0x0A: return Immediate(Opcode.Slti, rs, rt, simm);
            case 0x0B: return Immediate(Opcode.Sltiu, rs, rt, simm);
            case 0x0C: return Immediate(Opcode.Andi, rs, rt, zimm);
            case 0x0D: return Immediate(Opcode.Ori, rs, rt, zimm);
            case 0x0E: return Immediate(Opcode.Xori, rs, rt, zimm);
            case 0x0F: return rs == 0 ? Immediate(Opcode.Lui, 0, rt, zimm << 16) : Reserved;
            case 0x10: return Cop0(word, pc);
            case 0x14: return Branch(Opcode.Beql, rs, rt, branch);
            case 0x15: return Branch(Opcode.Bnel, rs, rt, branch);
            case 0x16: return rt == 0 ? Branch(Opcode.Blezl, rs, 0, branch) : Reserved;
            case 0x17: return rt == 0 ? Branch(Opcode.Bgtzl, rs, 0, branch) : Reserved;
            case 0x1C: return Special2(word);
            case 0x1F: return Special3(word);
            case 0x20: return Load(Opcode.Lb, rs, rt, simm);
            case 0x21: return Load(Opcode.Lh, rs, rt, simm);
            case 0x22: return MergingLoad(Opcode.Lwl, rs, rt, simm);
            case 0x23: return Load(Opcode.Lw, rs, rt, simm);
            case 0x24: return Load(Opcode.Lbu, rs, rt, simm);
            case 0x25: return Load(Opcode.Lhu, rs, rt, simm);
            case 0x26: return MergingLoad(Opcode.Lwr, rs, rt, simm);
            case 0x28: return Store(Opcode.Sb, rs, rt, simm);
            case 0x29: return Store(Opcode.Sh, rs, rt, simm);
            case 0x2A: return Store(Opcode.Swl, rs, rt, simm);
            case 0x2B: return Store(Opcode.Sw, rs, rt, simm);
            case 0x2E: return Store(Opcode.Swr, rs, rt, simm);
            case 0x2F: return pc >= KernelBase ? Reserved : Coprocessor; // CACHE belongs to COP0
            case 0x30: return Load(Opcode.Ll, rs, rt, simm);
            case 0x33: return new Instruction { Opcode = Opcode.Pref, Rd = RegisterKey.Sink };
            case 0x38: return Store(Opcode.Sc, rs, rt, simm) with { Rd = Loaded(rt) };
            case 0x11 or 0x12 or 0x13: // COP1, COP2, COP1X
            case 0x31 or 0x32 or 0x35 or 0x36: // LWC1, LWC2, LDC1, LDC2
            case 0x39 or 0x3A or 0x3D or 0x3E: // SWC1, SWC2, SDC1, SDC2
                return Coprocessor;
            default: return Reserved;
        }
    }

    private static Instruction Reserved => new() { Opcode = Opcode.ReservedInstruction, Rd = RegisterKey.Sink };

    private static Instruction Coprocessor => new() { Opcode = Opcode.CoprocessorUnusable, Rd = RegisterKey.Sink };

    private static byte Destination(uint register) => register == 0 ? RegisterKey.Sink : (byte)register;

    private static uint JumpTarget(uint word, uint pc) => ((pc + 4) & 0xF000_0000) | ((word & 0x03FF_FFFF) << 2);

    private static Instruction Branch(Opcode opcode, uint rs, uint rt, uint target) =>
        new() { Opcode = opcode, Rs = (byte)rs, Rt = (byte)rt, Rd = RegisterKey.Sink, Target = target };

    private static Instruction Immediate(Opcode opcode, uint rs, uint rt, uint imm) =>
        new() { Opcode = opcode, Rs = (byte)rs, Rd = Destination(rt), Imm = imm };

    private static byte Loaded(uint register) => register == 0 ? RegisterKey.Discard : (byte)register;

    private static Instruction Load(Opcode opcode, uint rs, uint rt, uint imm) =>
        new() { Opcode = opcode, Rs = (byte)rs, Rd = Loaded(rt), Imm = imm };

    private static Instruction MergingLoad(Opcode opcode, uint rs, uint rt, uint imm) =>
        Load(opcode, rs, rt, imm) with { Rt = Loaded(rt) };

    private static Instruction Store(Opcode opcode, uint rs, uint rt, uint imm) =>
        new() { Opcode = opcode, Rs = (byte)rs, Rt = (byte)rt, Rd = RegisterKey.Sink, Imm = imm };

    private static Instruction Three(Opcode opcode, uint rs, uint rt, uint rd) =>
        new() { Opcode = opcode, Rs = (byte)rs, Rt = (byte)rt, Rd = Destination(rd) };

    private static Instruction Move(Opcode opcode, uint from, uint to) =>
        new() { Opcode = opcode, Rs = (byte)from, Rd = Destination(to) };

    private static Instruction Special(uint word, uint pc)
    {
        uint rs = (word >> 21) & 31, rt = (word >> 16) & 31, rd = (word >> 11) & 31, sa = (word >> 6) & 31;
        switch (word & 0x3F)
        {
            case 0x00: return rs == 0 ? Shift(Opcode.Sll, rt, rd, sa) : Reserved;
            case 0x01: return Coprocessor; // MOVF, MOVT
            case 0x02: return rs == 0 ? Shift(Opcode.Srl, rt, rd, sa) : rs == 1 ? Shift(Opcode.Rotr, rt, rd, sa) : Reserved;
            case 0x03: return rs == 0 ? Shift(Opcode.Sra, rt, rd, sa) : Reserved;
            case 0x04: return sa == 0 ? Three(Opcode.Sllv, rs, rt, rd) : Reserved;
            case 0x06: return sa == 0 ? Three(Opcode.Srlv, rs, rt, rd) : sa == 1 ? Three(Opcode.Rotrv, rs, rt, rd) : Reserved;
            case 0x07: return sa == 0 ? Three(Opcode.Srav, rs, rt, rd) : Reserved;
            case 0x08: return rt == 0 && rd == 0 && sa is 0 or 16 ? Move(Opcode.Jr, rs, 0) : Reserved;
            case 0x09: return rt == 0 && sa is 0 or 16 ? Move(Opcode.Jalr, rs, rd) with { Imm = pc + 8 } : Reserved;
            case 0x0A: return sa == 0 ? Three(Opcode.Movz, rs, rt, rd) : Reserved;
            case 0x0B: return sa == 0 ? Three(Opcode.Movn, rs, rt, rd) : Reserved;
            case 0x0C: return new Instruction { Opcode = Opcode.Syscall, Rd = RegisterKey.Sink, Imm = (word >> 6) & 0xFFFFF };
            case 0x0D: return new Instruction { Opcode = Opcode.Break, Rd = RegisterKey.Sink, Imm = (word >> 6) & 0xFFFFF };
            case 0x0F: return (rs | rt | rd) == 0 ? new Instruction { Opcode = Opcode.Sync, Rd = RegisterKey.Sink } : Reserved;
            case 0x10: return (rs | rt | sa) == 0 ? Move(Opcode.Mfhi, RegisterKey.Hi, rd) : Reserved;
            case 0x11: return (rt | rd | sa) == 0 ? Move(Opcode.Mthi, rs, RegisterKey.Hi) : Reserved;
            case 0x12: return (rs | rt | sa) == 0 ? Move(Opcode.Mflo, RegisterKey.Lo, rd) : Reserved;
            case 0x13: return (rt | rd | sa) == 0 ? Move(Opcode.Mtlo, rs, RegisterKey.Lo) : Reserved;
            case 0x18: return (rd | sa) == 0 ? Three(Opcode.Mult, rs, rt, 0) : Reserved;
            case 0x19: return (rd | sa) == 0 ? Three(Opcode.Multu, rs, rt, 0) : Reserved;
            case 0x1A: return (rd | sa) == 0 ? Three(Opcode.Div, rs, rt, 0) : Reserved;
            case 0x1B: return (rd | sa) == 0 ? Three(Opcode.Divu, rs, rt, 0) : Reserved;
            case 0x20: return sa == 0 ? Three(Opcode.Add, rs, rt, rd) : Reserved;
            case 0x21: return sa == 0 ? Three(Opcode.Addu, rs, rt, rd) : Reserved;
            case 0x22: return sa == 0 ? Three(Opcode.Sub, rs, rt, rd) : Reserved;
            case 0x23: return sa == 0 ? Three(Opcode.Subu, rs, rt, rd) : Reserved;
            case 0x24: return sa == 0 ? Three(Opcode.And, rs, rt, rd) : Reserved;
            case 0x25: return sa == 0 ? Three(Opcode.Or, rs, rt, rd) : Reserved;
            case 0x26: return sa == 0 ? Three(Opcode.Xor, rs, rt, rd) : Reserved;
            case 0x27: return sa == 0 ? Three(Opcode.Nor, rs, rt, rd) : Reserved;
            case 0x2A: return sa == 0 ? Three(Opcode.Slt, rs, rt, rd) : Reserved;
            case 0x2B: return sa == 0 ? Three(Opcode.Sltu, rs, rt, rd) : Reserved;
            case 0x30: return Trap(Opcode.Tge, word);
            case 0x31: return Trap(Opcode.Tgeu, word);
            case 0x32: return Trap(Opcode.Tlt, word);
            case 0x33: return Trap(Opcode.Tltu, word);
            case 0x34: return Trap(Opcode.Teq, word);
            case 0x36: return Trap(Opcode.Tne, word);
            default: return Reserved;
        }
    }

    private static Instruction Shift(Opcode opcode, uint rt, uint rd, uint sa) =>
        new() { Opcode = opcode, Rt = (byte)rt, Rd = Destination(rd), Sa = (byte)sa };

    private static Instruction Trap(Opcode opcode, uint word) => new()
    {
        Opcode = opcode,
        Rs = (byte)((word >> 21) & 31),
        Rt = (byte)((word >> 16) & 31),
        Rd = RegisterKey.Sink,
        Imm = (word >> 6) & 0x3FF,
    };

    private static Instruction RegImm(uint word, uint pc)
    {
        uint rs = (word >> 21) & 31, simm = (uint)(short)word;
        uint target = pc + 4 + (simm << 2);
        Instruction link = new() { Rs = (byte)rs, Rd = RegisterKey.ReturnAddress, Imm = pc + 8, Target = target };
        Instruction trap = new() { Rs = (byte)rs, Rd = RegisterKey.Sink, Imm = simm };
        return ((word >> 16) & 31) switch
        {
            0x00 => Branch(Opcode.Bltz, rs, 0, target),
            0x01 => Branch(Opcode.Bgez, rs, 0, target),
            0x02 => Branch(Opcode.Bltzl, rs, 0, target),
            0x03 => Branch(Opcode.Bgezl, rs, 0, target),
            0x08 => trap with { Opcode = Opcode.Tgei },
            0x09 => trap with { Opcode = Opcode.Tgeiu },
            0x0A => trap with { Opcode = Opcode.Tlti },
            0x0B => trap with { Opcode = Opcode.Tltiu },
            0x0C => trap with { Opcode = Opcode.Teqi },
            0x0E => trap with { Opcode = Opcode.Tnei },
            0x10 => link with { Opcode = Opcode.Bltzal },
            0x11 => link with { Opcode = Opcode.Bgezal },
            0x12 => link with { Opcode = Opcode.Bltzall },
            0x13 => link with { Opcode = Opcode.Bgezall },
            0x1F => new Instruction { Opcode = Opcode.Synci, Rd = RegisterKey.Sink },
            _ => Reserved,
        };
    }

    private static Instruction Cop0(uint word, uint pc)
    {
        if (pc < KernelBase)
            return Coprocessor;
        if (word == 0x4200_0018)
            return new Instruction { Opcode = Opcode.Eret, Rs = RegisterKey.Resume, Rd = RegisterKey.Sink };
        uint rt = (word >> 16) & 31, rd = (word >> 11) & 31, select = word & 7;
        if ((word & 0x7F8) != 0)
            return Reserved;
        byte key = (rd, select) switch
        {
            (8, 0) => RegisterKey.BadVaddr,
            (13, 0) => RegisterKey.Cause,
            (14, 0) => RegisterKey.Epc,
            (30, 0) => RegisterKey.Resume,
            (17, 0) => RegisterKey.BrokenLink,
            (4, 2) => RegisterKey.UserLocal,
            (31, >= 2 and <= 5) => (byte)(RegisterKey.KScratch1 + select - 2),
            _ => RegisterKey.Zero,
        };
        if (key == RegisterKey.Zero)
            return Reserved;
        return ((word >> 21) & 31) switch
        {
            0 => Move(Opcode.Mfc0, key, rt),
            4 => Move(Opcode.Mtc0, rt, key),
            _ => Reserved,
        };
    }

    private static Instruction Special2(uint word)
    {
        uint rs = (word >> 21) & 31, rt = (word >> 16) & 31, rd = (word >> 11) & 31, sa = (word >> 6) & 31;
        switch (word & 0x3F)
        {
            case 0x00: return (rd | sa) == 0 ? Three(Opcode.Madd, rs, rt, 0) : Reserved;
            case 0x01: return (rd | sa) == 0 ? Three(Opcode.Maddu, rs, rt, 0) : Reserved;
            case 0x02: return sa == 0 ? Three(Opcode.Mul, rs, rt, rd) : Reserved;
            case 0x04: return (rd | sa) == 0 ? Three(Opcode.Msub, rs, rt, 0) : Reserved;
            case 0x05: return (rd | sa) == 0 ? Three(Opcode.Msubu, rs, rt, 0) : Reserved;
            case 0x10: return (rt | rd | sa) == 0 ? Move(Opcode.Halt, rs, 0) : Reserved;
            case 0x11: return sa == 0 ? Three(Opcode.Hint, rs, rt, rd) : Reserved;
            case 0x12: return (rt | rd) == 0 && sa < 8 ? Move(Opcode.Commit, rs, 0) with { Sa = (byte)sa } : Reserved;
            case 0x13: return (rt | rd | sa) == 0 ? Move(Opcode.KeccakF, rs, 0) : Reserved;
            case 0x14: return (rd | sa) == 0 ? Three(Opcode.Sha256, rs, rt, 0) : Reserved;
            case 0x17: return (rt | rd) == 0 && sa < 2 ? Move(sa == 0 ? Opcode.Poseidon2 : Opcode.Poseidon2Wide, rs, 0) : Reserved;
            // The architecture wants rt = rd here (older encodings used either); rt is ignored.
            case 0x20: return sa == 0 ? Move(Opcode.Clz, rs, rd) : Reserved;
            case 0x21: return sa == 0 ? Move(Opcode.Clo, rs, rd) : Reserved;
            default: return Reserved;
        }
    }

    private static Instruction Special3(uint word)
    {
        uint rs = (word >> 21) & 31, rt = (word >> 16) & 31, rd = (word >> 11) & 31, sa = (word >> 6) & 31;
        switch (word & 0x3F)
        {
            case 0x00: // EXT: rd is size - 1
                return sa + rd < 32
                    ? new Instruction { Opcode = Opcode.Ext, Rs = (byte)rs, Rd = Destination(rt), Sa = (byte)sa, Imm = rd + 1 }
                    : Reserved;
            case 0x04: // INS: rd is the most significant bit
                return rd >= sa
                    ? new Instruction { Opcode = Opcode.Ins, Rs = (byte)rs, Rt = (byte)rt, Rd = Destination(rt), Sa = (byte)sa, Imm = rd - sa + 1 }
                    : Reserved;
            case 0x20 when rs == 0:
                return sa switch
                {
                    0x02 => Move(Opcode.Wsbh, rt, rd),
                    0x10 => Move(Opcode.Seb, rt, rd),
                    0x18 => Move(Opcode.Seh, rt, rd),
                    _ => Reserved,
                };
            case 0x3B:
                return rs == 0 && sa == 0 && rd == 29 ? Move(Opcode.Rdhwr, RegisterKey.UserLocal, rt) : Reserved;
            default: return Reserved;
        }
    }
}
