using Zkfp.MipsVm.Isa;

namespace Zkfp.MipsVm.Tests.Isa;

public class DecoderTests
{
    /// <summary>Encodings as the manual's tables print them: fixed bits, dots for fields.</summary>
    private static readonly (string Bits, Opcode Opcode)[] Encodings =
    [
        ("000000 00000 ..... ..... ..... 000000", Opcode.Sll),
        ("000000 ..... ..... ..... ..... 000001", Opcode.CoprocessorUnusable), // MOVCI
        ("000000 00000 ..... ..... ..... 000010", Opcode.Srl),
        ("000000 00001 ..... ..... ..... 000010", Opcode.Rotr),
        ("000000 00000 ..... ..... ..... 000011", Opcode.Sra),
        ("000000 ..... ..... ..... 00000 000100", Opcode.Sllv),
        ("000000 ..... ..... ..... 00000 000110", Opcode.Srlv),
        ("000000 ..... ..... ..... 00001 000110", Opcode.Rotrv),
        ("000000 ..... ..... ..... 00000 000111", Opcode.Srav),
        ("000000 ..... 00000 00000 .0000 001000", Opcode.Jr),
        ("000000 ..... 00000 ..... .0000 001001", Opcode.Jalr),
        ("000000 ..... ..... ..... 00000 001010", Opcode.Movz),
        ("000000 ..... ..... ..... 00000 001011", Opcode.Movn),
        ("000000 ..... ..... ..... ..... 001100", Opcode.Syscall),
        ("000000 ..... ..... ..... ..... 001101", Opcode.Break),
        ("000000 00000 00000 00000 ..... 001111", Opcode.Sync),
        ("000000 00000 00000 ..... 00000 010000", Opcode.Mfhi),
        ("000000 ..... 00000 00000 00000 010001", Opcode.Mthi),
        ("000000 00000 00000 ..... 00000 010010", Opcode.Mflo),
        ("000000 ..... 00000 00000 00000 010011", Opcode.Mtlo),
        ("000000 ..... ..... 00000 00000 011000", Opcode.Mult),
        ("000000 ..... ..... 00000 00000 011001", Opcode.Multu),
        ("000000 ..... ..... 00000 00000 011010", Opcode.Div),
        ("000000 ..... ..... 00000 00000 011011", Opcode.Divu),
        ("000000 ..... ..... ..... 00000 100000", Opcode.Add),
        ("000000 ..... ..... ..... 00000 100001", Opcode.Addu),
        ("000000 ..... ..... ..... 00000 100010", Opcode.Sub),
        ("000000 ..... ..... ..... 00000 100011", Opcode.Subu),
        ("000000 ..... ..... ..... 00000 100100", Opcode.And),
        ("000000 ..... ..... ..... 00000 100101", Opcode.Or),
        ("000000 ..... ..... ..... 00000 100110", Opcode.Xor),
        ("000000 ..... ..... ..... 00000 100111", Opcode.Nor),
        ("000000 ..... ..... ..... 00000 101010", Opcode.Slt),
        ("000000 ..... ..... ..... 00000 101011", Opcode.Sltu),
        ("000000 ..... ..... ..... ..... 110000", Opcode.Tge),
        ("000000 ..... ..... ..... ..... 110001", Opcode.Tgeu),
        ("000000 ..... ..... ..... ..... 110010", Opcode.Tlt),
        ("000000 ..... ..... ..... ..... 110011", Opcode.Tltu),
        ("000000 ..... ..... ..... ..... 110100", Opcode.Teq),
        ("000000 ..... ..... ..... ..... 110110", Opcode.Tne),
        ("000001 ..... 00000 ................", Opcode.Bltz),
        ("000001 ..... 00001 ................", Opcode.Bgez),
        ("000001 ..... 00010 ................", Opcode.Bltzl),
        ("000001 ..... 00011 ................", Opcode.Bgezl),
        ("000001 ..... 01000 ................", Opcode.Tgei),
        ("000001 ..... 01001 ................", Opcode.Tgeiu),
        ("000001 ..... 01010 ................", Opcode.Tlti),
        ("000001 ..... 01011 ................", Opcode.Tltiu),
        ("000001 ..... 01100 ................", Opcode.Teqi),
        ("000001 ..... 01110 ................", Opcode.Tnei),
        ("000001 ..... 10000 ................", Opcode.Bltzal),
        ("000001 ..... 10001 ................", Opcode.Bgezal),
        ("000001 ..... 10010 ................", Opcode.Bltzall),
        ("000001 ..... 10011 ................", Opcode.Bgezall),
        ("000001 ..... 11111 ................", Opcode.Synci),
        ("000010 ..........................", Opcode.J),
        ("000011 ..........................", Opcode.Jal),
        ("000100 ..... ..... ................", Opcode.Beq),
        ("000101 ..... ..... ................", Opcode.Bne),
        ("000110 ..... 00000 ................", Opcode.Blez),
        ("000111 ..... 00000 ................", Opcode.Bgtz),
        ("001000 ..... ..... ................", Opcode.Addi),
        ("001001 ..... ..... ................", Opcode.Addiu),
        ("001010 ..... ..... ................", Opcode.Slti),
        ("001011 ..... ..... ................", Opcode.Sltiu),
        ("001100 ..... ..... ................", Opcode.Andi),
        ("001101 ..... ..... ................", Opcode.Ori),
        ("001110 ..... ..... ................", Opcode.Xori),
        ("001111 00000 ..... ................", Opcode.Lui),
        ("010000 ..........................", Opcode.CoprocessorUnusable), // COP0 below 0x80000000
        ("010001 ..........................", Opcode.CoprocessorUnusable),
        ("010010 ..........................", Opcode.CoprocessorUnusable),
        ("010011 ..........................", Opcode.CoprocessorUnusable),
        ("010100 ..... ..... ................", Opcode.Beql),
        ("010101 ..... ..... ................", Opcode.Bnel),
        ("010110 ..... 00000 ................", Opcode.Blezl),
        ("010111 ..... 00000 ................", Opcode.Bgtzl),
        ("011100 ..... ..... 00000 00000 000000", Opcode.Madd),
        ("011100 ..... ..... 00000 00000 000001", Opcode.Maddu),
        ("011100 ..... ..... ..... 00000 000010", Opcode.Mul),
        ("011100 ..... ..... 00000 00000 000100", Opcode.Msub),
        ("011100 ..... ..... 00000 00000 000101", Opcode.Msubu),
        ("011100 ..... 00000 00000 00000 010000", Opcode.Halt),
        ("011100 ..... ..... ..... 00000 010001", Opcode.Hint),
        ("011100 ..... 00000 00000 00... 010010", Opcode.Commit),
        ("011100 ..... 00000 00000 00000 010011", Opcode.KeccakF),
        ("011100 ..... ..... 00000 00000 010100", Opcode.Sha256),
        ("011100 ..... 00000 00000 00000 010111", Opcode.Poseidon2),
        ("011100 ..... 00000 00000 00001 010111", Opcode.Poseidon2Wide),
        ("011100 ..... ..... ..... 00000 100000", Opcode.Clz),
        ("011100 ..... ..... ..... 00000 100001", Opcode.Clo),
        ("011111 ..... ..... ..... ..... 000000", Opcode.Ext),
        ("011111 ..... ..... ..... ..... 000100", Opcode.Ins),
        ("011111 00000 ..... ..... 00010 100000", Opcode.Wsbh),
        ("011111 00000 ..... ..... 10000 100000", Opcode.Seb),
        ("011111 00000 ..... ..... 11000 100000", Opcode.Seh),
        ("011111 00000 ..... 11101 00000 111011", Opcode.Rdhwr),
        ("100000 ..... ..... ................", Opcode.Lb),
        ("100001 ..... ..... ................", Opcode.Lh),
        ("100010 ..... ..... ................", Opcode.Lwl),
        ("100011 ..... ..... ................", Opcode.Lw),
        ("100100 ..... ..... ................", Opcode.Lbu),
        ("100101 ..... ..... ................", Opcode.Lhu),
        ("100110 ..... ..... ................", Opcode.Lwr),
        ("101000 ..... ..... ................", Opcode.Sb),
        ("101001 ..... ..... ................", Opcode.Sh),
        ("101010 ..... ..... ................", Opcode.Swl),
        ("101011 ..... ..... ................", Opcode.Sw),
        ("101110 ..... ..... ................", Opcode.Swr),
        ("101111 ..........................", Opcode.CoprocessorUnusable), // CACHE
        ("110000 ..... ..... ................", Opcode.Ll),
        ("110001 ..........................", Opcode.CoprocessorUnusable),
        ("110010 ..........................", Opcode.CoprocessorUnusable),
        ("110011 ..........................", Opcode.Pref),
        ("110101 ..........................", Opcode.CoprocessorUnusable),
        ("110110 ..........................", Opcode.CoprocessorUnusable),
        ("111000 ..... ..... ................", Opcode.Sc),
        ("111001 ..........................", Opcode.CoprocessorUnusable),
        ("111010 ..........................", Opcode.CoprocessorUnusable),
        ("111101 ..........................", Opcode.CoprocessorUnusable),
        ("111110 ..........................", Opcode.CoprocessorUnusable),
    ];

    [Fact]
    public void DecodingEqualsTheEncodingTables()
    {
        (uint Mask, uint Match, Opcode Opcode)[] table = Encodings.Select(Parse).ToArray();
        Assert.Equal(
            Enum.GetValues<Opcode>().Except([Opcode.FetchFault, Opcode.ReservedInstruction, Opcode.Eret, Opcode.Mfc0, Opcode.Mtc0]).Order(),
            table.Select(t => t.Opcode).Distinct().Order());
        var random = new Random(1);
        int reserved = 0;
        for (int n = 0; n < 400_000; n++)
        {
            uint word = (uint)random.NextInt64(1L << 32);
            if (n % 4 != 0)
            {
                // Near an encoding: its fixed bits, and often one of them flipped.
                (uint mask, uint match, _) = table[random.Next(table.Length)];
                word = (word & ~mask) | match;
                if (n % 4 == 1)
                    word ^= 1u << random.Next(32);
                if (n % 4 == 2)
                    word &= 0xFC00_003F | (uint)random.NextInt64(1L << 32);
            }
            (uint Mask, uint Match, Opcode Opcode)[] matches = Array.FindAll(table, t => (word & t.Mask) == t.Match);
            Assert.True(matches.Length <= 1, $"0x{word:x8} matches twice");
            Opcode expected = matches.Length == 0 ? Opcode.ReservedInstruction : matches[0].Opcode;
            uint rd = (word >> 11) & 31, sa = (word >> 6) & 31;
            if ((expected == Opcode.Ext && sa + rd > 31) || (expected == Opcode.Ins && rd < sa))
                expected = Opcode.ReservedInstruction;
            Instruction got = Decoder.Decode(word, 0x0040_0000);
            Assert.True(expected == got.Opcode, $"0x{word:x8}: {expected} expected, got {got.Opcode}");
            Assert.True(got is { Rs: < 64, Rt: < 64, Rd: > 0 and < 64 }, $"0x{word:x8}: keys {got.Rs}, {got.Rt}, {got.Rd}");
            reserved += expected == Opcode.ReservedInstruction ? 1 : 0;
            _ = Disassembler.Disassemble(word, 0x0040_0000);
        }
        Assert.InRange(reserved, 1000, 300_000);
    }

    [Theory]
    [InlineData(0x1000_FFFFu, 0x0040_0000u, 0x0040_0000u)]
    [InlineData(0x1000_7FFFu, 0x0040_0000u, 0x0042_0000u)]
    [InlineData(0x1000_8000u, 0x0000_0000u, 0xFFFE_0004u)] // wraps
    [InlineData(0x0BFF_FFFFu, 0x0FFF_FFF8u, 0x0FFF_FFFCu)]
    [InlineData(0x0BFF_FFFFu, 0x0FFF_FFFCu, 0x1FFF_FFFCu)] // the region is that of the delay slot
    [InlineData(0x0C00_0001u, 0x8000_0000u, 0x8000_0004u)]
    public void TargetsDependOnPc(uint word, uint pc, uint target) => Assert.Equal(target, Decoder.Decode(word, pc).Target);

    [Fact]
    public void OperandsHaveRoles()
    {
        Assert.Equal(new Instruction { Opcode = Opcode.Addiu, Rs = 29, Rd = 29, Imm = 0xFFFF_FFE0 }, Decoder.Decode(0x27BD_FFE0, 0));
        Assert.Equal(new Instruction { Opcode = Opcode.Sll, Rd = RegisterKey.Sink }, Decoder.Decode(0, 0));
        Assert.Equal(new Instruction { Opcode = Opcode.Mfhi, Rs = RegisterKey.Hi, Rd = 2 }, Decoder.Decode(0x0000_1010, 0));
        Assert.Equal(new Instruction { Opcode = Opcode.Mtlo, Rs = 2, Rd = RegisterKey.Lo }, Decoder.Decode(0x0040_0013, 0));
        Assert.Equal(new Instruction { Opcode = Opcode.Sc, Rs = 4, Rt = 5, Rd = 5, Imm = 8 }, Decoder.Decode(0xE085_0008, 0));
        Assert.Equal(new Instruction { Opcode = Opcode.Jal, Rd = 31, Imm = 0x108, Target = 0x200 }, Decoder.Decode(0x0C00_0080, 0x100));
        Assert.Equal(new Instruction { Opcode = Opcode.Ins, Rs = 4, Rt = 5, Rd = 5, Sa = 8, Imm = 4 }, Decoder.Decode(0x7C85_5A04, 0));
        Assert.Equal(new Instruction { Opcode = Opcode.Ext, Rs = 4, Rd = 5, Sa = 8, Imm = 4 }, Decoder.Decode(0x7C85_1A00, 0));
        Assert.Equal(new Instruction { Opcode = Opcode.Mfc0, Rs = RegisterKey.Resume, Rd = 26 }, Decoder.Decode(0x401A_F000, 0x8000_0000));
        Assert.Equal(new Instruction { Opcode = Opcode.Mtc0, Rs = 26, Rd = RegisterKey.KScratch1 + 3 }, Decoder.Decode(0x409A_F805, 0x8000_0000));
        Assert.Equal(16, System.Runtime.CompilerServices.Unsafe.SizeOf<Instruction>());
    }

    [Theory]
    [InlineData(0x27BD_FFE0u, "addiu sp, sp, -32")]
    [InlineData(0x0000_0000u, "nop")]
    [InlineData(0x8FBF_001Cu, "lw ra, 28(sp)")]
    [InlineData(0xAFBF_001Cu, "sw ra, 28(sp)")]
    [InlineData(0x03E0_0008u, "jr ra")]
    [InlineData(0x0320_F809u, "jalr t9")]
    [InlineData(0x0C10_0000u, "jal 0x00400000")]
    [InlineData(0x1440_FFFEu, "bne v0, zero, 0x003ffffc")]
    [InlineData(0x0085_001Au, "div zero, a0, a1")]
    [InlineData(0x3C1C_0040u, "lui gp, 0x40")]
    [InlineData(0x7C03_E83Bu, "rdhwr v1, $29")]
    [InlineData(0x7C85_1A00u, "ext a1, a0, 8, 4")]
    [InlineData(0x7C02_1420u, "seb v0, v0")]
    [InlineData(0x00A0_01F4u, "teq a1, zero, 0x7")]
    [InlineData(0x0000_000Cu, "syscall")]
    [InlineData(0x7080_0010u, "halt a0")]
    [InlineData(0x7085_1011u, "hint v0, a0, a1")]
    [InlineData(0x7080_00D2u, "commit a0, 3")]
    [InlineData(0x7080_0013u, "keccakf a0")]
    [InlineData(0x7085_0014u, "sha256 a0, a1")]
    [InlineData(0x7080_0017u, "poseidon2 a0")]
    [InlineData(0x7080_0057u, "poseidon2wide a0")]
    [InlineData(0x7085_0813u, ".word 0x70850813")]
    [InlineData(0x7085_0814u, ".word 0x70850814")]
    [InlineData(0x7080_0097u, ".word 0x70800097")]
    [InlineData(0x0000_0005u, ".word 0x00000005")]
    [InlineData(0xC440_0000u, ".word 0xc4400000 # coprocessor")]
    public void Disassembly(uint word, string text) => Assert.Equal(text, Disassembler.Disassemble(word, 0x0040_0000));

    private static (uint Mask, uint Match, Opcode Opcode) Parse((string Bits, Opcode Opcode) encoding)
    {
        string bits = encoding.Bits.Replace(" ", "", StringComparison.Ordinal);
        Assert.Equal(32, bits.Length);
        uint mask = 0, match = 0;
        foreach (char c in bits)
        {
            mask = (mask << 1) | (c == '.' ? 0u : 1u);
            match = (match << 1) | (c == '1' ? 1u : 0u);
        }
        return (mask, match, encoding.Opcode);
    }
}
