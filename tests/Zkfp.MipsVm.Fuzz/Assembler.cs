namespace Zkfp.MipsVm.Fuzz;

/// <summary>Encodes instructions to consecutive addresses.</summary>
public sealed class Assembler(uint origin)
{
    private readonly List<uint> _words = [];

    /// <summary>Address of the next word.</summary>
    public uint Here => origin + 4 * (uint)_words.Count;

    /// <summary>The words so far.</summary>
    public IReadOnlyList<uint> Words => _words;

    /// <summary>Appends a word.</summary>
    public void Word(uint word) => _words.Add(word);

    /// <summary>Replaces the word at <paramref name="address"/>.</summary>
    public void Patch(uint address, uint word) => _words[(int)((address - origin) >> 2)] = word;

    /// <summary>R format: SPECIAL, SPECIAL2 or SPECIAL3 with a function code.</summary>
    public static uint R(uint opcode, uint rs, uint rt, uint rd, uint sa, uint function) =>
        opcode << 26 | rs << 21 | rt << 16 | rd << 11 | sa << 6 | function;

    /// <summary>I format.</summary>
    public static uint I(uint opcode, uint rs, uint rt, uint immediate) => opcode << 26 | rs << 21 | rt << 16 | (immediate & 0xFFFF);

    /// <summary>J format, to a byte address in the same 256 MiB.</summary>
    public static uint J(uint opcode, uint target) => opcode << 26 | (target >> 2 & 0x03FF_FFFF);

    /// <summary>A branch's offset field.</summary>
    public static uint Offset(uint pc, uint target) => (target - pc - 4) >> 2;

    /// <summary><c>lui; ori</c>.</summary>
    public void LoadImmediate(uint register, uint value)
    {
        Word(I(0x0F, 0, register, value >> 16));
        Word(I(0x0D, register, register, value));
    }

    /// <summary><c>lw</c>.</summary>
    public void Load(uint register, uint based, int offset) => Word(I(0x23, based, register, (uint)offset));

    /// <summary><c>sw</c>.</summary>
    public void Store(uint register, uint based, int offset) => Word(I(0x2B, based, register, (uint)offset));

    /// <summary>A system call with up to four arguments.</summary>
    public void Syscall(uint number, params ReadOnlySpan<uint> arguments)
    {
        for (int i = 0; i < arguments.Length; i++)
            LoadImmediate(4 + (uint)i, arguments[i]);
        LoadImmediate(2, number);
        Word(0x0000_000C);
    }
}
