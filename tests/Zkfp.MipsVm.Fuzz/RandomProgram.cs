using System.Globalization;
using Zkfp.MipsVm.Execution;
using Zkfp.MipsVm.Execution.Jit;
using Zkfp.MipsVm.Isa;
using Zkfp.MipsVm.Loading;
using static Zkfp.MipsVm.Fuzz.Assembler;

namespace Zkfp.MipsVm.Fuzz;

/// <summary>
/// A program of random words, below and above 0x80000000, with an exception handler that goes on behind the fault. Everything
/// that the comparison with qemu has to leave out is in: branches in delay slots, misaligned jumps, fetches outside the
/// program, privileged and machine instructions, exceptions in delay slots. Interpreted and compiled runs must agree at any
/// instruction limit.
/// </summary>
public sealed class RandomProgram
{
    private const uint GuestCode = 0x0040_0000;
    private const uint GuestData = 0x0080_0000;
    private const uint KernelData = 0x8010_0000;
    private const int GuestWords = 200;
    private const int KernelWords = 160;

    // Opcode (and function or rt) of every defined encoding.
    private static readonly uint[] Primary =
        [2, 3, 4, 5, 6, 7, 8, 9, 0xA, 0xB, 0xC, 0xD, 0xE, 0xF, 0x10, 0x11, 0x14, 0x15, 0x16, 0x17, 0x20, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26,
            0x28, 0x29, 0x2A, 0x2B, 0x2E, 0x2F, 0x30, 0x33, 0x38];

    private static readonly uint[] SpecialFunctions =
        [0, 1, 2, 3, 4, 6, 7, 8, 9, 0xA, 0xB, 0xC, 0xD, 0xF, 0x10, 0x11, 0x12, 0x13, 0x18, 0x19, 0x1A, 0x1B, 0x20, 0x21, 0x22, 0x23, 0x24, 0x25,
            0x26, 0x27, 0x2A, 0x2B, 0x30, 0x31, 0x32, 0x33, 0x34, 0x36];

    private static readonly uint[] RegImm = [0, 1, 2, 3, 8, 9, 0xA, 0xB, 0xC, 0xE, 0x10, 0x11, 0x12, 0x13, 0x1F];
    private static readonly uint[] Special2 = [0, 1, 2, 4, 5, 0x20, 0x21, 0x11];
    private static readonly uint[] KernelRegisters = [8 << 11, 13 << 11, 14 << 11, 17 << 11, 30 << 11, (4 << 11) | 2, (31 << 11) | 2, (31 << 11) | 5];

    private readonly Random _random;
    private readonly bool _sequences;

    /// <summary>
    /// Generates a program from a seed; with <paramref name="sequences"/> much of it is what one row may prove, such as rotations in three instructions, with
    /// a few registers each, or nearly that: so it is begun, entered in the middle and left in every way.
    /// </summary>
    public RandomProgram(int seed, bool bigEndian, bool sequences = false)
    {
        _random = new Random(seed);
        _sequences = sequences;
        var guest = new Assembler(GuestCode);
        Fill(guest, GuestWords, kernel: false);
        var kernel = new Assembler(ProgramImage.ResetVector);
        for (uint r = 1; r < 32; r++)
            kernel.LoadImmediate(r, RandomValue());
        kernel.LoadImmediate(26, GuestCode);
        kernel.Word(I(0x10, 4, 26, 30 << 11)); // mtc0 k0, RESUME
        kernel.Word(0x4200_0018); // eret
        while (kernel.Here < ProgramImage.ExceptionVector)
            kernel.Word(0);
        // Goes on behind the fault with two registers changed; after a fetch outside the program, at some place in it.
        kernel.Word(I(0x10, 0, 26, 13 << 11)); // mfc0 k0, CAUSE
        kernel.Word(I(0x0E, 26, 26, 6));
        kernel.Word(R(0x1C, 0, 0, 1 + Field() % 25, 0, 0x11)); // hint
        kernel.Word(I(0x05, 26, 0, 6)); // bne k0, zero, to eret
        kernel.Word(R(0x1C, 0, 0, 1 + Field() % 25, 0, 0x11)); // hint
        kernel.Word(R(0x1C, 0, 0, 27, 0, 0x11)); // hint k1
        kernel.Word(I(0x0C, 27, 26, 0x1FC)); // andi k0, k1
        kernel.Word(I(0x0F, 0, 27, _random.Next(4) == 0 ? 0x8000u : GuestCode >> 16));
        kernel.Word(R(0, 26, 27, 26, 0, 0x25)); // or
        kernel.Word(I(0x10, 4, 26, 30 << 11)); // mtc0 k0, RESUME
        kernel.Word(0x4200_0018);
        Fill(kernel, KernelWords, kernel: true);
        byte[] guestElf = ElfWriter.Write(bigEndian, GuestCode, GuestCode, guest.Words, GuestData, [1, 2, 3], 64);
        byte[] kernelElf = ElfWriter.Write(bigEndian, ProgramImage.ResetVector, ProgramImage.ResetVector, kernel.Words, KernelData, [4, 5, 6], 64);
        Image = ProgramImage.Load(guestElf, kernelElf, Profile.Linux);
    }

    /// <summary>The program.</summary>
    public ProgramImage Image { get; }

    /// <summary>Runs both ways with this limit. Null if all agrees, else what does not. The number of instructions is added to
    /// <paramref name="instructions"/>.</summary>
    public unsafe string? Compare(ulong limit, int hotVisits, ref ulong instructions)
    {
        var options = new RunOptions { MaxInstructions = limit };
        var cpu = new CpuState(Image);
        var memory = new SparseMemory();
        foreach (ImageRange range in Image.Image)
            memory.Write(range.StartWord, range.Words);
        Outcome expected = Executor.RunInterpreted(Image, cpu, memory, new CountingHost(), options);
        instructions += expected.Instructions;

        using FastMachine? machine = FastMachine.TryCreate(Image, hotVisits);
        if (machine is null)
            return null;
        Outcome got = machine.Run(new CountingHost(), options);
        if (expected.ToString() != got.ToString() || expected.Instructions != got.Instructions)
            return $"interpreter: {expected} after {expected.Instructions}, compiled: {got} after {got.Instructions}";
        if (cpu.Pc != machine.Cpu.Pc || cpu.Npc != machine.Cpu.Npc)
            return Text($"pc, npc: 0x{cpu.Pc:x8}, 0x{cpu.Npc:x8} and 0x{machine.Cpu.Pc:x8}, 0x{machine.Cpu.Npc:x8}");
        for (int r = 0; r < RegisterKey.Sink; r++)
        {
            if (cpu.Registers[r] != machine.Cpu.Registers[r])
                return Text($"{RegisterKey.Name(r)}: 0x{cpu.Registers[r]:x8} and 0x{machine.Cpu.Registers[r]:x8}, pc 0x{cpu.Pc:x8}");
        }
        foreach ((uint page, uint[] words) in memory.Pages())
        {
            for (uint i = 0; i < words.Length; i++)
            {
                uint address = (page * SparseMemory.PageWords + i) * 4;
                if (words[i] != machine.Memory.ReadWord(address))
                    return Text($"word at 0x{address:x8}: 0x{words[i]:x8} and 0x{machine.Memory.ReadWord(address):x8}");
            }
        }
        return null;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private void Fill(Assembler code, int words, bool kernel)
    {
        uint end = code.Here + 4 * (uint)words;
        while (code.Here < end)
        {
            if (_sequences && _random.Next(3) == 0)
            {
                foreach (uint word in Sequence())
                    if (code.Here < end)
                        code.Word(word);
            }
            else
            {
                code.Word(RandomWord(kernel));
            }
        }
    }

    // One in four is off by a bit or has another word in it.
    private uint[] Sequence()
    {
        uint[] few = [0, Field(), Field(), Field()];
        uint a = Few(), b = Few(), d = Few();
        uint data = _random.Next(2) == 0 ? GuestData : KernelData, near = (uint)_random.Next(-64, 64) * (_random.Next(8) == 0 ? 1u : 4u);
        uint[] words, load = [I(0x23, d, d, near & 0xFFFF)];
        switch (_random.Next(7))
        {
            case 0:
                uint s = _random.Next(4) == 0 ? (uint)_random.Next(15, 18) : 1 + Field() % 31;
                bool swapped = _random.Next(2) == 0;
                words = [R(0, 0, a, d, 32 - s, 0), R(0, 0, a, b, s, 2), R(0, swapped ? b : d, swapped ? d : b, _random.Next(2) == 0 ? d : b, 0, 0x25)];
                if (_random.Next(2) == 0) (words[0], words[1]) = (words[1], words[0]);
                break;
            case 1: // an address, with the other part in b
                words = [I(0xF, 0, d, data >> 16), R(0, d, b, d, 0, 0x21), .. load];
                break;
            case 2:
                words = [I(0xF, 0, b, data >> 16), I(9, 0, d, (uint)_random.Next(64)), R(0, 0, d, d, 2, 0), R(0, d, b, d, 0, 0x21), .. load];
                break;
            case 3:
                uint opcode = _random.Next(2) == 0 ? 0x23u : 0x2B;
                words = [I(0xF, 0, a, data >> 16), I(opcode, a, b, near & 0xFFFF), I(opcode, a, d, (near + 4 * (uint)_random.Next(-2, 3)) & 0xFFFF)];
                break;
            case 4:
                words = [I(0xF, 0, b, data >> 16), I(0x23, b, d, near & 0xFFFF)];
                break;
            case 5:
                uint f = (uint)_random.Next(1, 32), g = (uint)_random.Next(1, 32);
                List<(uint To, uint From)> moves = [(f, g), (g, 1 + (g + f) % 31), (1 + (g + f) % 31, a)];
                moves.Insert(_random.Next(4), (d, b));
                words = [.. moves.Select(m => R(0, m.From, 0, m.To, 0, 0x25))];
                break;
            default:
                words = Comparison();
                break;
        }

        switch (_random.Next(8))
        {
            case 0:
                words[_random.Next(words.Length)] ^= 1u << _random.Next(32);
                break;
            case 1:
                words[_random.Next(words.Length)] = RandomWord(kernel: false);
                break;
        }

        return words;

        uint[] Comparison()
        {
            uint imm = _random.Next(3) switch { 0 => (uint)_random.Next(4), 1 => 0x7FFEu + (uint)_random.Next(4), _ => (uint)_random.Next(1 << 16) };
            uint less = _random.Next(3) switch { 0 => R(0, a, b, d, 0, 0x2B), 1 => I(0xA, a, d, imm), _ => I(0xB, a, d, imm) };
            uint offset = (uint)(_random.Next(2) == 0 ? _random.Next(-4, 5) : _random.Next(-20, 40));
            uint branch = 4 + (uint)_random.Next(2);
            uint nop = _random.Next(4) == 0 ? R(0, 0, Field(), 0, Field(), 0) : 0;
            return [less, _random.Next(2) == 0 ? I(branch, d, 0, offset) : I(branch, 0, d, offset), nop];
        }

        uint Few() => few[_random.Next(_random.Next(4) == 0 ? 0 : 1, few.Length)];
    }

    private uint RandomValue() => _random.Next(5) switch
    {
        0 => (uint)_random.Next(-4, 5),
        1 => 1u << _random.Next(32),
        2 => HoleEdge() + (uint)_random.Next(-8, 9),
        3 => GuestCode + 4 * (uint)_random.Next(GuestWords) + (_random.Next(8) == 0 ? 1u : 0u),
        _ => (uint)_random.NextInt64(1L << 32),
    };

    private uint HoleEdge()
    {
        Hole hole = Holes.WithFirmware.Ranges[_random.Next(Holes.WithFirmware.Ranges.Count)];
        return _random.Next(2) == 0 ? hole.Start : hole.End;
    }

    private uint Field() => (uint)_random.Next(32);

    private uint RandomWord(bool kernel)
    {
        uint rs = Field(), rt = Field(), rd = Field(), sa = Field();
        int kind = _random.Next(100);
        if (kind < 3)
            return (uint)_random.NextInt64(1L << 32);
        if (kind < 40)
        {
            uint function = SpecialFunctions[_random.Next(SpecialFunctions.Length)];
            return function switch
            {
                0 or 3 => R(0, 0, rt, rd, sa, function),
                2 => R(0, sa & 1, rt, rd, sa, function),
                6 => R(0, rs, rt, rd, sa & 1, function),
                8 => R(0, rs, 0, 0, 0, function),
                9 => R(0, rs, 0, rd, 0, function),
                0x10 or 0x12 => R(0, 0, 0, rd, 0, function),
                0x11 or 0x13 => R(0, rs, 0, 0, 0, function),
                >= 0x18 and <= 0x1B => R(0, rs, rt, 0, 0, function),
                0x0F => R(0, 0, 0, 0, sa, function),
                _ => R(0, rs, rt, rd, 0, function),
            };
        }
        if (kind < 50)
            return I(1, rs, RegImm[_random.Next(RegImm.Length)], (uint)_random.Next(-20, 40));
        if (kind < 56)
        {
            uint function = Special2[_random.Next(Special2.Length)];
            return function is 0 or 1 or 4 or 5 ? R(0x1C, rs, rt, 0, 0, function) : R(0x1C, rs, rt, rd, 0, function);
        }
        if (kind < 62)
        {
            return _random.Next(4) switch
            {
                0 => R(0x1F, rs, rt, rd, sa, 0),
                1 => R(0x1F, rs, rt, rd, sa, 4),
                2 => R(0x1F, 0, rt, rd, (uint)(_random.Next(3) switch { 0 => 2, 1 => 16, _ => 24 }), 0x20),
                _ => R(0x1F, 0, rt, 29, 0, 0x3B),
            };
        }
        if (kernel && kind < 66)
        {
            uint register = KernelRegisters[_random.Next(KernelRegisters.Length)];
            return kind == 62 ? 0x4200_0018 : I(0x10, _random.Next(2) == 0 ? 0u : 4u, rt, register);
        }
        uint opcode = Primary[_random.Next(Primary.Length)];
        return opcode switch
        {
            2 or 3 => J(opcode, GuestCode + 4 * (uint)_random.Next(GuestWords)),
            4 or 5 or 0x14 or 0x15 => I(opcode, rs, rt, (uint)_random.Next(-20, 40)),
            6 or 7 or 0x16 or 0x17 => I(opcode, rs, 0, (uint)_random.Next(-20, 40)),
            0xF => I(opcode, 0, rt, (uint)_random.Next(1 << 16)),
            _ => I(opcode, rs, rt, (uint)_random.Next(1 << 16)),
        };
    }

    // Answers are a function of the calls so far.
    internal sealed class CountingHost : IHost
    {
        private uint _state = 12345;

        public uint Hint(uint service, uint argument, IMemoryReader memory) =>
            (_state = (_state * 1664525) + 1013904223 + service + memory.ReadWord(argument)) >> (int)(_state >> 28);
    }
}
