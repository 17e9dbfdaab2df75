using System.Numerics;
using Zkfp.MipsVm.Execution;
using Zkfp.MipsVm.Fuzz;
using Zkfp.MipsVm.Isa;
using Zkfp.MipsVm.Loading;

namespace Zkfp.MipsVm.Tests.Execution;

/// <summary>
/// Every instruction on edge operands against formulas of the architecture manual, written here over big integers, bit
/// strings and byte arrays rather than as the executor has them.
/// </summary>
public class InstructionVectorTests
{
    private const uint Rs = 8, Rt = 9, Rd = 10;
    private const uint OldRd = 0xDEAD_BEEF;

    private static readonly uint[] Edges =
        [0, 1, 2, 31, 32, 0x7F, 0x80, 0xFFFF, 0x8000, 0x1234_5678, 0x7FFF_FFFF, 0x8000_0000, 0x8000_0001, 0xFFFF_FFFF, 0xFFFF_FFFE, 0xFF00_FF80];

    /// <summary>Instructions that write one register: word and expected value of rd, null for "overflow".</summary>
    private static readonly (Opcode Opcode, uint Word, Func<uint, uint, uint?> Expected)[] Simple =
    [
        (Opcode.Add, R(0x20), (a, b) => Signed((BigInteger)(int)a + (int)b)),
        (Opcode.Addu, R(0x21), (a, b) => Low((BigInteger)a + b)),
        (Opcode.Sub, R(0x22), (a, b) => Signed((BigInteger)(int)a - (int)b)),
        (Opcode.Subu, R(0x23), (a, b) => Low((BigInteger)a - b)),
        (Opcode.And, R(0x24), (a, b) => Bits(i => Bit(a, i) && Bit(b, i))),
        (Opcode.Or, R(0x25), (a, b) => Bits(i => Bit(a, i) || Bit(b, i))),
        (Opcode.Xor, R(0x26), (a, b) => Bits(i => Bit(a, i) != Bit(b, i))),
        (Opcode.Nor, R(0x27), (a, b) => Bits(i => !Bit(a, i) && !Bit(b, i))),
        (Opcode.Slt, R(0x2A), (a, b) => (long)(int)a < (int)b ? 1u : 0),
        (Opcode.Sltu, R(0x2B), (a, b) => a < b ? 1u : 0),
        (Opcode.Movz, R(0x0A), (a, b) => b == 0 ? a : OldRd),
        (Opcode.Movn, R(0x0B), (a, b) => b != 0 ? a : OldRd),
        (Opcode.Mul, Assembler.R(0x1C, Rs, Rt, Rd, 0, 2), (a, b) => Low((BigInteger)a * b)),
        (Opcode.Sllv, R(0x04), (a, b) => Bits(i => i >= (a & 31) && Bit(b, i - (int)(a & 31)))),
        (Opcode.Srlv, R(0x06), (a, b) => Bits(i => i + (a & 31) < 32 && Bit(b, i + (int)(a & 31)))),
        (Opcode.Srav, R(0x07), (a, b) => Bits(i => Bit(b, Math.Min(31, i + (int)(a & 31))))),
        (Opcode.Rotrv, R(0x06) | 1 << 6, (a, b) => Bits(i => Bit(b, (i + (int)(a & 31)) % 32))),
        (Opcode.Sll, Shift(0, 0, 0), (_, b) => b),
        (Opcode.Sll, Shift(0, 0, 31), (_, b) => Bits(i => i == 31 && Bit(b, 0))),
        (Opcode.Srl, Shift(2, 0, 5), (_, b) => Bits(i => i + 5 < 32 && Bit(b, i + 5))),
        (Opcode.Sra, Shift(3, 0, 13), (_, b) => Bits(i => Bit(b, Math.Min(31, i + 13)))),
        (Opcode.Sra, Shift(3, 0, 31), (_, b) => Bit(b, 31) ? uint.MaxValue : 0),
        (Opcode.Rotr, Shift(2, 1, 9), (_, b) => Bits(i => Bit(b, (i + 9) % 32))),
        (Opcode.Rotr, Shift(2, 1, 0), (_, b) => b),
        (Opcode.Clz, Assembler.R(0x1C, Rs, Rd, Rd, 0, 0x20), (a, _) => (uint)Enumerable.Range(0, 32).TakeWhile(i => !Bit(a, 31 - i)).Count()),
        (Opcode.Clo, Assembler.R(0x1C, Rs, Rd, Rd, 0, 0x21), (a, _) => (uint)Enumerable.Range(0, 32).TakeWhile(i => Bit(a, 31 - i)).Count()),
        (Opcode.Seb, Assembler.R(0x1F, 0, Rt, Rd, 0x10, 0x20), (_, b) => Bits(i => Bit(b, Math.Min(i, 7)))),
        (Opcode.Seh, Assembler.R(0x1F, 0, Rt, Rd, 0x18, 0x20), (_, b) => Bits(i => Bit(b, Math.Min(i, 15)))),
        (Opcode.Wsbh, Assembler.R(0x1F, 0, Rt, Rd, 0x02, 0x20), (_, b) => Bits(i => Bit(b, i ^ 8))),
        (Opcode.Ext, Assembler.R(0x1F, Rs, Rd, 31, 0, 0), (a, _) => a),
        (Opcode.Ext, Assembler.R(0x1F, Rs, Rd, 0, 31, 0), (a, _) => Bit(a, 31) ? 1u : 0),
        (Opcode.Ext, Assembler.R(0x1F, Rs, Rd, 9, 7, 0), (a, _) => Bits(i => i < 10 && Bit(a, i + 7))),
        (Opcode.Ins, Assembler.R(0x1F, Rs, Rd, 31, 0, 4), (a, _) => a),
        (Opcode.Ins, Assembler.R(0x1F, Rs, Rd, 31, 31, 4), (a, _) => Bits(i => i == 31 ? Bit(a, 0) : Bit(OldRd, i))),
        (Opcode.Ins, Assembler.R(0x1F, Rs, Rd, 20, 6, 4), (a, _) => Bits(i => i is >= 6 and <= 20 ? Bit(a, i - 6) : Bit(OldRd, i))),
        (Opcode.Addi, Assembler.I(0x08, Rs, Rd, 0x7FFF), (a, _) => Signed((BigInteger)(int)a + 32767)),
        (Opcode.Addi, Assembler.I(0x08, Rs, Rd, 0x8000), (a, _) => Signed((BigInteger)(int)a - 32768)),
        (Opcode.Addiu, Assembler.I(0x09, Rs, Rd, 0xFFFF), (a, _) => Low((BigInteger)a - 1)),
        (Opcode.Slti, Assembler.I(0x0A, Rs, Rd, 0x8000), (a, _) => (int)a < -32768 ? 1u : 0),
        (Opcode.Sltiu, Assembler.I(0x0B, Rs, Rd, 0x8000), (a, _) => a < 0xFFFF_8000 ? 1u : 0),
        (Opcode.Andi, Assembler.I(0x0C, Rs, Rd, 0xF00F), (a, _) => Bits(i => i < 16 && Bit(a, i) && Bit(0xF00F, i))),
        (Opcode.Ori, Assembler.I(0x0D, Rs, Rd, 0xF00F), (a, _) => Bits(i => Bit(a, i) || Bit(0xF00F, i))),
        (Opcode.Xori, Assembler.I(0x0E, Rs, Rd, 0xF00F), (a, _) => Bits(i => Bit(a, i) != Bit(0xF00F, i))),
        (Opcode.Lui, Assembler.I(0x0F, 0, Rd, 0x8001), (_, _) => 0x8001_0000),
        (Opcode.Mfhi, Assembler.R(0, 0, 0, Rd, 0, 0x10), (_, _) => 0x1111_2222),
        (Opcode.Mflo, Assembler.R(0, 0, 0, Rd, 0, 0x12), (_, _) => 0x3333_4444),
        (Opcode.Rdhwr, Assembler.R(0x1F, 0, Rd, 29, 0, 0x3B), (_, _) => 0x5555_6666),
        (Opcode.Sync, 0x0000_07CF, (_, _) => OldRd),
        (Opcode.Synci, Assembler.I(1, Rs, 0x1F, 0x1234), (_, _) => OldRd),
        (Opcode.Pref, Assembler.I(0x33, Rs, 0x1F, 0x1235), (_, _) => OldRd),
    ];

    /// <summary>Instructions that write HI and LO, from (HI:LO, rs, rt).</summary>
    private static readonly (Opcode Opcode, uint Word, Func<BigInteger, uint, uint, BigInteger> Expected)[] Accumulator =
    [
        (Opcode.Mult, Hilo(0, 0x18), (_, a, b) => (BigInteger)(int)a * (int)b),
        (Opcode.Multu, Hilo(0, 0x19), (_, a, b) => (BigInteger)a * b),
        (Opcode.Madd, Hilo(0x1C, 0), (x, a, b) => x + ((BigInteger)(int)a * (int)b)),
        (Opcode.Maddu, Hilo(0x1C, 1), (x, a, b) => x + ((BigInteger)a * b)),
        (Opcode.Msub, Hilo(0x1C, 4), (x, a, b) => x - ((BigInteger)(int)a * (int)b)),
        (Opcode.Msubu, Hilo(0x1C, 5), (x, a, b) => x - ((BigInteger)a * b)),
        (Opcode.Div, Hilo(0, 0x1A), (_, a, b) => Pair((int)a, b == 0 ? 1 : (int)b)),
        (Opcode.Divu, Hilo(0, 0x1B), (_, a, b) => Pair(a, b == 0 ? 1 : b)),
        (Opcode.Mthi, Assembler.R(0, Rs, 0, 0, 0, 0x11), (x, a, _) => ((BigInteger)a << 32) | (x & uint.MaxValue)),
        (Opcode.Mtlo, Assembler.R(0, Rs, 0, 0, 0, 0x13), (x, a, _) => (x >> 32 << 32) | a),
    ];

    private static readonly (Opcode Opcode, uint Word, Func<int, int, bool> Taken, bool Link, bool Likely)[] Branches =
    [
        (Opcode.Beq, Assembler.I(4, Rs, Rt, 8), (a, b) => a == b, false, false),
        (Opcode.Bne, Assembler.I(5, Rs, Rt, 8), (a, b) => a != b, false, false),
        (Opcode.Blez, Assembler.I(6, Rs, 0, 8), (a, _) => a <= 0, false, false),
        (Opcode.Bgtz, Assembler.I(7, Rs, 0, 8), (a, _) => a > 0, false, false),
        (Opcode.Beql, Assembler.I(0x14, Rs, Rt, 8), (a, b) => a == b, false, true),
        (Opcode.Bnel, Assembler.I(0x15, Rs, Rt, 8), (a, b) => a != b, false, true),
        (Opcode.Blezl, Assembler.I(0x16, Rs, 0, 8), (a, _) => a <= 0, false, true),
        (Opcode.Bgtzl, Assembler.I(0x17, Rs, 0, 8), (a, _) => a > 0, false, true),
        (Opcode.Bltz, Assembler.I(1, Rs, 0x00, 8), (a, _) => a < 0, false, false),
        (Opcode.Bgez, Assembler.I(1, Rs, 0x01, 8), (a, _) => a >= 0, false, false),
        (Opcode.Bltzl, Assembler.I(1, Rs, 0x02, 8), (a, _) => a < 0, false, true),
        (Opcode.Bgezl, Assembler.I(1, Rs, 0x03, 8), (a, _) => a >= 0, false, true),
        (Opcode.Bltzal, Assembler.I(1, Rs, 0x10, 8), (a, _) => a < 0, true, false),
        (Opcode.Bgezal, Assembler.I(1, Rs, 0x11, 8), (a, _) => a >= 0, true, false),
        (Opcode.Bltzall, Assembler.I(1, Rs, 0x12, 8), (a, _) => a < 0, true, true),
        (Opcode.Bgezall, Assembler.I(1, Rs, 0x13, 8), (a, _) => a >= 0, true, true),
    ];

    private static readonly (Opcode Opcode, uint Word, Func<uint, uint, bool> Traps)[] Traps =
    [
        (Opcode.Tge, R(0x30) & ~(31u << 11), (a, b) => (int)a >= (int)b),
        (Opcode.Tgeu, R(0x31) & ~(31u << 11), (a, b) => a >= b),
        (Opcode.Tlt, R(0x32) & ~(31u << 11), (a, b) => (int)a < (int)b),
        (Opcode.Tltu, R(0x33) & ~(31u << 11), (a, b) => a < b),
        (Opcode.Teq, R(0x34) & ~(31u << 11), (a, b) => a == b),
        (Opcode.Tne, R(0x36) & ~(31u << 11), (a, b) => a != b),
        (Opcode.Tgei, Assembler.I(1, Rs, 0x08, 0x8000), (a, _) => (int)a >= -32768),
        (Opcode.Tgeiu, Assembler.I(1, Rs, 0x09, 0x8000), (a, _) => a >= 0xFFFF_8000),
        (Opcode.Tlti, Assembler.I(1, Rs, 0x0A, 0x7FFF), (a, _) => (int)a < 32767),
        (Opcode.Tltiu, Assembler.I(1, Rs, 0x0B, 0xFFFF), (a, _) => a < 0xFFFF_FFFF),
        (Opcode.Teqi, Assembler.I(1, Rs, 0x0C, 0xFFFF), (a, _) => a == 0xFFFF_FFFF),
        (Opcode.Tnei, Assembler.I(1, Rs, 0x0E, 0x0001), (a, _) => a != 1),
    ];

    [Fact]
    public void SimpleInstructions()
    {
        foreach ((Opcode opcode, uint word, Func<uint, uint, uint?> expected) in Simple)
        {
            Assert.Equal(opcode, Decoder.Decode(word, SingleStep.Address).Opcode);
            using var step = new SingleStep(word);
            foreach (uint a in Edges)
            {
                foreach (uint b in Edges)
                {
                    SingleStep.Result result = step.Run(Registers(a, b));
                    if (expected(a, b) is { } value)
                    {
                        Assert.True(value == result.Registers[Rd], $"{opcode} 0x{a:x8}, 0x{b:x8}: 0x{value:x8} expected, got 0x{result.Registers[Rd]:x8}");
                        Assert.Equal(SingleStep.Address + 4, result.Pc);
                    }
                    else
                    {
                        Assert.Equal((StopReason.Trap, ExceptionCode.Overflow), (result.Outcome.Reason, result.Outcome.Exception));
                        Assert.Equal(OldRd, result.Registers[Rd]);
                    }
                }
            }
        }
    }

    [Fact]
    public void MultiplyAndDivide()
    {
        foreach ((Opcode opcode, uint word, Func<BigInteger, uint, uint, BigInteger> expected) in Accumulator)
        {
            Assert.Equal(opcode, Decoder.Decode(word, SingleStep.Address).Opcode);
            using var step = new SingleStep(word);
            foreach (uint a in Edges)
            {
                foreach (uint b in Edges)
                {
                    uint[] r = Registers(a, b);
                    ulong before = ((ulong)r[RegisterKey.Hi] << 32) | r[RegisterKey.Lo];
                    SingleStep.Result result = step.Run(r);
                    ulong value = (ulong)(expected(before, a, b) & ulong.MaxValue);
                    ulong got = ((ulong)result.Registers[RegisterKey.Hi] << 32) | result.Registers[RegisterKey.Lo];
                    Assert.True(value == got, $"{opcode} 0x{a:x8}, 0x{b:x8}: 0x{value:x16} expected, got 0x{got:x16}");
                    Assert.Equal(OldRd, result.Registers[Rd]);
                }
            }
        }
    }

    [Fact]
    public void BranchInstructions()
    {
        foreach ((Opcode opcode, uint word, Func<int, int, bool> taken, bool link, bool likely) in Branches)
        {
            Assert.Equal(opcode, Decoder.Decode(word, SingleStep.Address).Opcode);
            using var step = new SingleStep(word);
            foreach (uint a in Edges)
            {
                uint b = a == 31 ? 31u : 32u;
                bool jumps = taken((int)a, (int)b);
                uint[] r = Registers(a, b);
                SingleStep.Result one = step.Run(r);
                (uint pc, uint npc) expected = jumps ? (SingleStep.Address + 4, SingleStep.Address + 36)
                    : likely ? (SingleStep.Address + 8, SingleStep.Address + 12)
                    : (SingleStep.Address + 4, SingleStep.Address + 8);
                Assert.True(expected == (one.Pc, one.Npc), $"{opcode} 0x{a:x8}: {expected} expected, got {(one.Pc, one.Npc)}");
                Assert.Equal(link ? SingleStep.Address + 8 : r[31], one.Registers[31]);
                // With the delay slot, as compiled code executes it.
                if (jumps)
                    Assert.Equal((SingleStep.Address + 36, SingleStep.Address + 40), Pcs(step.Run(r, count: 2)));
                else if (!likely)
                    Assert.Equal((SingleStep.Address + 8, SingleStep.Address + 12), Pcs(step.Run(r, count: 2)));
            }
        }
    }

    [Fact]
    public void Jumps()
    {
        uint[] r = Registers(0x0040_0008, 0);
        (uint Word, uint Target, uint LinkRegister)[] jumps =
        [
            (Assembler.J(2, 0x0000_2000), 0x2000, 0),
            (Assembler.J(3, 0x0000_2000), 0x2000, 31),
            (Assembler.R(0, Rs, 0, 0, 0, 8), 0x0040_0008, 0),
            (Assembler.R(0, Rs, 0, 0, 16, 8), 0x0040_0008, 0), // jr.hb
            (Assembler.R(0, Rs, 0, 31, 0, 9), 0x0040_0008, 31),
            (Assembler.R(0, Rs, 0, Rd, 0, 9), 0x0040_0008, Rd),
            (Assembler.R(0, Rs, 0, Rs, 0, 9), 0x0040_0008, Rs), // reads before it links
            (Assembler.R(0, Rs, 0, 0, 0, 9), 0x0040_0008, 0),
        ];
        foreach ((uint word, uint target, uint link) in jumps)
        {
            using var step = new SingleStep(word);
            SingleStep.Result one = step.Run(r);
            Assert.Equal((SingleStep.Address + 4, target), Pcs(one));
            if (link != 0)
                Assert.Equal(SingleStep.Address + 8, one.Registers[link]);
            Assert.Equal(0u, one.Registers[0]);
            Assert.Equal((target, target + 4), Pcs(step.Run(r, count: 2)));
        }
        foreach (uint function in (uint[])[8, 9])
        {
            using var step = new SingleStep(Assembler.R(0, Rs, 0, function == 9 ? 31u : 0, 0, function));
            SingleStep.Result result = step.Run(Registers(0x0040_000A, 0));
            Assert.Equal((StopReason.Trap, ExceptionCode.AddressErrorLoad, 0x0040_000Au),
                (result.Outcome.Reason, result.Outcome.Exception, result.Outcome.BadVaddr));
            Assert.Equal(SingleStep.Address, result.Pc);
            Assert.Equal(r[31], result.Registers[31]); // no link
        }
    }

    [Fact]
    public void ConditionalTraps()
    {
        foreach ((Opcode opcode, uint word, Func<uint, uint, bool> traps) in Traps)
        {
            Assert.Equal(opcode, Decoder.Decode(word, SingleStep.Address).Opcode);
            using var step = new SingleStep(word);
            foreach (uint a in Edges)
            {
                foreach (uint b in Edges)
                {
                    SingleStep.Result result = step.Run(Registers(a, b));
                    bool trapped = result.Outcome is { Reason: StopReason.Trap, Exception: ExceptionCode.Trap };
                    Assert.True(traps(a, b) == trapped, $"{opcode} 0x{a:x8}, 0x{b:x8}");
                    Assert.Equal(trapped ? SingleStep.Address : SingleStep.Address + 4, result.Pc);
                }
            }
        }
    }

    [Theory]
    [InlineData(Endianness.Big)]
    [InlineData(Endianness.Little)]
    public void LoadsAndStores(Endianness endianness)
    {
        const uint memoryWord = 0x81F2_0384, old = 0xA1B2_C3D4, address = 0x7FFF_8010;
        (uint Opcode, Opcode Name, int Size)[] instructions =
        [
            (0x20, Opcode.Lb, 1), (0x24, Opcode.Lbu, 1), (0x21, Opcode.Lh, 2), (0x25, Opcode.Lhu, 2), (0x23, Opcode.Lw, 4), (0x30, Opcode.Ll, 4),
            (0x22, Opcode.Lwl, 0), (0x26, Opcode.Lwr, 0), (0x28, Opcode.Sb, 1), (0x29, Opcode.Sh, 2), (0x2B, Opcode.Sw, 4), (0x38, Opcode.Sc, 4),
            (0x2A, Opcode.Swl, 0), (0x2E, Opcode.Swr, 0),
        ];
        foreach ((uint encoding, Opcode name, int size) in instructions)
        {
            uint word = Assembler.I(encoding, Rs, Rt, 0x8000); // offset -32768
            Assert.Equal(name, Decoder.Decode(word, SingleStep.Address).Opcode);
            using var step = new SingleStep(word, endianness);
            for (uint lane = 0; lane < 4; lane++)
            {
                SingleStep.Result result = step.Run(Registers(address + lane + 32768, old), address, memoryWord);
                string where = $"{name} lane {lane}, {endianness}";
                if (size > 1 && lane % size != 0)
                {
                    bool store = OpcodeInfo.IsStore(name);
                    Assert.Equal(store ? ExceptionCode.AddressErrorStore : ExceptionCode.AddressErrorLoad, result.Outcome.Exception);
                    Assert.Equal(address + lane, result.Outcome.BadVaddr);
                    Assert.Equal((memoryWord, old), (result.Memory, result.Registers[Rt]));
                    continue;
                }
                (uint register, uint memory) = Reference(name, size, lane, memoryWord, old, endianness);
                Assert.True(register == result.Registers[Rt], $"{where}: register 0x{register:x8} expected, got 0x{result.Registers[Rt]:x8}");
                Assert.True(memory == result.Memory, $"{where}: memory 0x{memory:x8} expected, got 0x{result.Memory:x8}");
            }
        }
    }

    [Fact]
    public void EveryOpcodeHasVectors()
    {
        var tested = new HashSet<Opcode>(Simple.Select(s => s.Opcode));
        tested.UnionWith(Accumulator.Select(s => s.Opcode));
        tested.UnionWith(Branches.Select(s => s.Opcode));
        tested.UnionWith(Traps.Select(s => s.Opcode));
        // Jumps, LoadsAndStores here; the rest in ExceptionTests and MachineInstructionTests, primitives in a folder of their own.
        for (Opcode o = Opcode.J; o <= Opcode.Jalr; o++)
            tested.Add(o);
        for (Opcode o = Opcode.Lb; o <= Opcode.Sc; o++)
            tested.Add(o);
        Opcode[] elsewhere =
            [Opcode.Syscall, Opcode.Break, Opcode.Mfc0, Opcode.Mtc0, Opcode.Eret, Opcode.Halt, Opcode.Hint, Opcode.Commit, Opcode.ReservedInstruction,
                Opcode.CoprocessorUnusable, Opcode.FetchFault];
        Assert.Equal(elsewhere.Order(), Enum.GetValues<Opcode>().Where(o => !tested.Contains(o) && !OpcodeInfo.IsPrimitive(o)).Order());
    }

    // A load or store by bytes in memory order. Unaligned pairs by the manual's pictures: LWL takes the bytes from the
    // address to the end of the word (in big endian order of significance) into the register's upper end, LWR the others.
    private static (uint Register, uint Memory) Reference(Opcode name, int size, uint lane, uint word, uint old, Endianness endianness)
    {
        bool big = endianness == Endianness.Big;
        byte[] memory = Bytes(word, big), register = Bytes(old, true); // register bytes by descending significance
        byte[] result = (byte[])register.Clone();
        bool sc = name == Opcode.Sc;
        switch (name)
        {
            case Opcode.Lwl:
                {
                    int k = 0;
                    for (int i = (int)lane; i is >= 0 and < 4; i += big ? 1 : -1)
                        result[k++] = memory[i];
                    break;
                }
            case Opcode.Lwr:
                {
                    int k = 3;
                    for (int i = (int)lane; i is >= 0 and < 4; i += big ? -1 : 1)
                        result[k--] = memory[i];
                    break;
                }
            case Opcode.Swl:
                {
                    int k = 0;
                    for (int i = (int)lane; i is >= 0 and < 4; i += big ? 1 : -1)
                        memory[i] = register[k++];
                    break;
                }
            case Opcode.Swr:
                {
                    int k = 3;
                    for (int i = (int)lane; i is >= 0 and < 4; i += big ? -1 : 1)
                        memory[i] = register[k--];
                    break;
                }
            default:
                {
                    bool store = OpcodeInfo.IsStore(name);
                    byte[] significant = new byte[size]; // descending significance
                    for (int i = 0; i < size; i++)
                    {
                        int at = (int)lane + (big ? i : size - 1 - i);
                        if (store)
                            memory[at] = register[4 - size + i];
                        else
                            significant[i] = memory[at];
                    }
                    if (!store)
                    {
                        bool negative = name is Opcode.Lb or Opcode.Lh && significant[0] >= 0x80;
                        result = Enumerable.Repeat((byte)(negative ? 0xFF : 0), 4 - size).Concat(significant).ToArray();
                    }
                    break;
                }
        }
        return (sc ? 1 : FromBytes(result, true), FromBytes(memory, big));
    }

    private static byte[] Bytes(uint word, bool big)
    {
        byte[] bytes = [(byte)(word >> 24), (byte)(word >> 16), (byte)(word >> 8), (byte)word];
        if (!big)
            Array.Reverse(bytes);
        return bytes;
    }

    private static uint FromBytes(byte[] bytes, bool big)
    {
        uint word = 0;
        foreach (byte b in big ? bytes : bytes.Reverse())
            word = (word << 8) | b;
        return word;
    }

    private static (uint, uint) Pcs(SingleStep.Result result) => (result.Pc, result.Npc);

    private static uint[] Registers(uint rs, uint rt)
    {
        uint[] r = new uint[RegisterKey.Count];
        for (uint i = 1; i < 32; i++)
            r[i] = 0x0101_0101 * i;
        r[Rs] = rs;
        r[Rt] = rt;
        r[Rd] = OldRd;
        r[RegisterKey.Hi] = 0x1111_2222;
        r[RegisterKey.Lo] = 0x3333_4444;
        r[RegisterKey.UserLocal] = 0x5555_6666;
        return r;
    }

    private static uint R(uint function) => Assembler.R(0, Rs, Rt, Rd, 0, function);

    private static uint Hilo(uint opcode, uint function) => Assembler.R(opcode, Rs, Rt, 0, 0, function);

    private static uint Shift(uint function, uint rs, uint sa) => Assembler.R(0, rs, Rt, Rd, sa, function);

    private static bool Bit(uint value, int index) => ((value >> index) & 1) != 0;

    private static uint Bits(Func<int, bool> bit)
    {
        uint value = 0;
        for (int i = 0; i < 32; i++)
            value |= bit(i) ? 1u << i : 0;
        return value;
    }

    private static uint Low(BigInteger value) => (uint)(value & uint.MaxValue);

    private static uint? Signed(BigInteger value) => value >= int.MinValue && value <= int.MaxValue ? (uint)(int)value : null;

    private static BigInteger Pair(BigInteger dividend, BigInteger divisor)
    {
        BigInteger quotient = BigInteger.DivRem(dividend, divisor, out BigInteger remainder);
        return ((remainder & uint.MaxValue) << 32) | (quotient & uint.MaxValue);
    }
}
