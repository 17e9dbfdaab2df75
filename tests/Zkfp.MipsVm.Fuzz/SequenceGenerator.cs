using static Zkfp.MipsVm.Fuzz.Assembler;

namespace Zkfp.MipsVm.Fuzz;

/// <summary>
/// Random instruction sequences that qemu must execute as this machine does. Left out, because docs/machine.md differs from
/// qemu by definition or the architecture calls them unpredictable:
/// branches in delay slots; jumps to misaligned targets (raised at the jump here, at the fetch there); SC without LL (always
/// stores here); reserved words with non-zero "must be zero" fields (reserved here, executed there); coprocessor
/// instructions (qemu has an FPU); SPECIAL functions 0x05 and 0x0E (entry points of monitors that qemu serves);
/// SPECIAL2 0x10 to 0x1F; RDHWR other than $29.
/// </summary>
public sealed class SequenceGenerator(Random random)
{
    /// <summary>Register that sequences never write: points at the results.</summary>
    public const uint Pointer = 27;

    private static readonly uint[] EdgeValues =
        [0, 1, 2, 3, 4, 7, 8, 15, 16, 31, 32, 33, 63, 0x7F, 0x80, 0xFF, 0x100, 0x7FFF, 0x8000, 0xFFFF, 0x10000, 0x7FFF_FFFF, 0x8000_0000,
            0x8000_0001, 0xFFFF_8000, 0xFFFF_FF80, 0xFFFF_FFFE, 0xFFFF_FFFF, 0x5555_5555, 0xAAAA_AAAA, 0x0001_0001, 0xFFFF_0000];

    // Function codes of SPECIAL with three registers.
    private static readonly uint[] ThreeRegister =
        [0x04, 0x06, 0x07, 0x0A, 0x0B, 0x20, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26, 0x27, 0x2A, 0x2B, 0x46];

    private static readonly uint[] Immediates = [0x08, 0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x0E, 0x0F];
    private static readonly uint[] Loads = [0x20, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26];
    private static readonly uint[] Stores = [0x28, 0x29, 0x2A, 0x2B, 0x2E];
    private static readonly uint[] RegImmBranches = [0x00, 0x01, 0x02, 0x03, 0x10, 0x11, 0x12, 0x13];
    private static readonly uint[] Branches = [0x04, 0x05, 0x06, 0x07, 0x14, 0x15, 0x16, 0x17];
    private static readonly uint[] Reserved = [0x0000_0028, 0x0000_0035, 0x0000_0037, 0x0405_0000, 0x0407_0000, 0x7000_0003];

    private int _faultPercent = 2;

    /// <summary>A value that is often an edge case.</summary>
    public uint Value() => random.Next(3) switch
    {
        0 => EdgeValues[random.Next(EdgeValues.Length)],
        1 => (uint)random.NextInt64(1L << 32) >> random.Next(32),
        _ => (uint)random.NextInt64(1L << 32),
    };

    /// <summary>
    /// Appends a sequence that ends at a label with address <paramref name="assembler"/>.Here afterwards; it jumps forwards
    /// only and touches memory in [<paramref name="scratch"/>, scratch + <paramref name="scratchSize"/>) and, to fault, the first page only.
    /// </summary>
    public void Generate(Assembler assembler, uint scratch, uint scratchSize, int groups)
    {
        // A quarter of the sequences may end early in an exception.
        _faultPercent = random.Next(4) == 0 ? 8 : 0;
        var starts = new List<uint>();
        var jumps = new List<(uint At, int Group, int Kind)>();
        for (int g = 0; g < groups; g++)
        {
            starts.Add(assembler.Here);
            if (random.Next(5) == 0)
                Jump(assembler, scratch, scratchSize, jumps, g);
            else
                Group(assembler, scratch, scratchSize);
        }
        starts.Add(assembler.Here);
        foreach ((uint at, int group, int kind) in jumps)
        {
            uint target = starts[group + 1 + random.Next(starts.Count - group - 1)];
            uint word = assembler.Words[(int)((at - (assembler.Here - 4 * (uint)assembler.Words.Count)) >> 2)];
            switch (kind)
            {
                case 0:
                    assembler.Patch(at, word | (Offset(at, target) & 0xFFFF));
                    break;
                case 1:
                    assembler.Patch(at, word | J(0, target));
                    break;
                default: // lui; ori; jr
                    assembler.Patch(at, word | target >> 16);
                    uint next = assembler.Words[(int)((at + 4 - (assembler.Here - 4 * (uint)assembler.Words.Count)) >> 2)];
                    assembler.Patch(at + 4, next | (target & 0xFFFF));
                    break;
            }
        }
    }

    private uint Any() => (uint)random.Next(32);

    private uint Writable()
    {
        uint register = Any();
        return register == Pointer ? 0 : register;
    }

    private bool Fault() => random.Next(100) < _faultPercent;

    private T Pick<T>(T[] values) => values[random.Next(values.Length)];

    private void Jump(Assembler a, uint scratch, uint size, List<(uint, int, int)> jumps, int group)
    {
        switch (random.Next(8))
        {
            case 0 or 1 or 2:
                uint opcode = Pick(Branches);
                jumps.Add((a.Here, group, 0));
                a.Word(I(opcode, Any(), (opcode & 3) >= 2 ? 0 : Any(), 0));
                break;
            case 3 or 4 or 5:
                jumps.Add((a.Here, group, 0));
                a.Word(I(1, Any(), Pick(RegImmBranches), 0));
                break;
            case 6:
                jumps.Add((a.Here, group, 1));
                a.Word((uint)(2 + random.Next(2)) << 26);
                break;
            default:
                uint register = 1 + (uint)random.Next(26);
                jumps.Add((a.Here, group, 2));
                a.Word(I(0x0F, 0, register, 0));
                a.Word(I(0x0D, register, register, 0));
                bool link = random.Next(2) == 0;
                a.Word(R(0, register, 0, link ? Writable() : 0, 0, link ? 9u : 8u));
                break;
        }
        // The delay slot: anything that is one word.
        a.Word(random.Next(4) == 0 ? MemoryWord(scratch, size, out _, out _, slot: true) : Plain());
    }

    private void Group(Assembler a, uint scratch, uint size)
    {
        int kind = random.Next(100);
        if (kind < 25)
        {
            uint word = MemoryWord(scratch, size, out uint register, out uint value, slot: false);
            a.LoadImmediate(register, value);
            a.Word(word);
        }
        else if (kind < 28)
        {
            // LL and SC of one word through one base register.
            uint register = 1 + (uint)random.Next(26), loaded = Writable();
            if (loaded == register)
                loaded = 0;
            a.LoadImmediate(register, Fault() ? NullPage(4) : scratch + 4 * (uint)random.Next((int)(size / 4)));
            a.Word(I(0x30, register, loaded, 0));
            a.Word(I(0x38, register, Writable(), 0));
        }
        else if (kind < 30 && Fault())
        {
            a.Word(random.Next(3) switch
            {
                0 => 0x0000_000Du, // break
                1 => R(0, Any(), Any(), 0, 0, (uint)(0x30 + random.Next(5))),
                _ => Pick(Reserved),
            });
        }
        else
        {
            a.Word(Plain());
        }
    }

    private uint NullPage(uint align) => (uint)random.Next(0x1_0000) & ~(align - 1);

    // A load or store. Outside delay slots the caller loads register with value before it; in a slot the base is the pointer register.
    private uint MemoryWord(uint scratch, uint size, out uint register, out uint value, bool slot)
    {
        bool load = random.Next(2) == 0;
        uint opcode = Pick(load ? Loads : Stores);
        uint align = opcode switch { 0x21 or 0x25 or 0x29 => 2, 0x23 or 0x2B => 4, _ => 1 };
        uint offset = (uint)random.Next((int)size) & ~(align - 1);
        if (align > 1 && Fault())
            offset |= (uint)(1 + random.Next((int)align - 1));
        uint rt = load ? Writable() : Any();
        if (slot)
        {
            // The scratch memory of a sequence lies behind its results.
            register = Pointer;
            value = 0;
            return I(opcode, Pointer, rt, Batch.ResultWords * 4 + offset);
        }
        register = 1 + (uint)random.Next(26);
        if (load && random.Next(4) == 0)
            rt = register;
        uint immediate = (uint)(short)Value();
        value = (Fault() ? NullPage(align) : scratch + offset) - immediate;
        return I(opcode, register, rt, immediate);
    }

    // One word that is neither a jump nor a memory access.
    private uint Plain()
    {
        // Often in place: a destination among the sources has rows of its own.
        uint rs = Any(), rt = random.Next(8) == 0 ? rs : Any(), same = random.Next(2) == 0 ? rs : rt;
        uint rd = random.Next(2) == 0 && same != Pointer ? same : Writable();
        switch (random.Next(16))
        {
            case 0 or 1 or 2 or 3:
                uint function = Pick(ThreeRegister);
                if (function is 0x20 or 0x22 && !Fault())
                    function++; // ADD and SUB mostly overflow on random operands
                return function == 0x46 ? R(0, rs, rt, rd, 1, 0x06) : R(0, rs, rt, rd, 0, function); // ROTRV
            case 4 or 5 or 6:
                uint opcode = Pick(Immediates);
                if (opcode == 0x08 && !Fault())
                    opcode = 0x09;
                return I(opcode, opcode == 0x0F ? 0 : rs, rd, Value());
            case 7 or 8:
                uint sa = (uint)random.Next(32);
                return random.Next(4) switch
                {
                    0 => R(0, 0, rt, rd, sa, 0),
                    1 => R(0, 0, rt, rd, sa, 2),
                    2 => R(0, 0, rt, rd, sa, 3),
                    _ => R(0, 1, rt, rd, sa, 2), // ROTR
                };
            case 9:
                return R(0, rs, rt, 0, 0, (uint)(0x18 + random.Next(4)));
            case 10:
                uint[] accumulate = [0, 1, 4, 5];
                return R(0x1C, rs, rt, 0, 0, Pick(accumulate));
            case 11:
                return random.Next(5) switch
                {
                    0 => R(0, 0, 0, rd, 0, 0x10),
                    1 => R(0, rs, 0, 0, 0, 0x11),
                    2 => R(0, 0, 0, rd, 0, 0x12),
                    3 => R(0, rs, 0, 0, 0, 0x13),
                    _ => R(0x1C, rs, rt, rd, 0, 2), // MUL
                };
            case 12:
                return R(0x1C, rs, rd, rd, 0, (uint)(0x20 + random.Next(2))); // CLZ, CLO
            case 13:
                uint low = (uint)random.Next(32), high = low + (uint)random.Next(32 - (int)low);
                return random.Next(2) == 0 ? R(0x1F, rs, rd, high - low, low, 0) : R(0x1F, rs, rd, high, low, 4);
            case 14:
                uint[] swaps = [0x02, 0x10, 0x18];
                return R(0x1F, 0, rt, rd, Pick(swaps), 0x20);
            default:
                return random.Next(5) switch
                {
                    0 => R(0x1F, 0, rd, 29, 0, 0x3B), // RDHWR
                    1 => R(0, 0, 0, 0, (uint)random.Next(32), 0x0F), // SYNC
                    2 => I(0x33, rs, (uint)random.Next(32), Value()), // PREF
                    3 when !Fault() => R(0, rs, rs, 0, 0, 0x36), // TNE that does not trap
                    3 => I(1, rs, (uint)(random.Next(7) is int t && t < 5 ? 8 + t : 0x0E), Value()), // T*I
                    _ => I(1, 0, 0x0E, 0), // TNEI $0, 0
                };
        }
    }
}
