using System.Buffers.Binary;
using Zkfp.MipsVm.Isa;

namespace Zkfp.MipsVm.Loading;

/// <summary>What the firmware does for the guest; the value is word 1 of the boot block.</summary>
public enum Profile : byte
{
    /// <summary>Linux o32 ABI.</summary>
    Linux = 0,

    /// <summary>Cannon's ABI: preimage oracle on descriptors 3 to 6.</summary>
    Cannon = 1,

    /// <summary>No firmware: code starts at its own entry, an exception ends the run.</summary>
    Bare = 2,
}

/// <summary>Executable words.</summary>
/// <param name="Start">First byte address.</param>
/// <param name="Words">The words.</param>
/// <param name="Instructions">The words decoded at their addresses; same length.</param>
public sealed record RomRange(uint Start, uint[] Words, Instruction[] Instructions)
{
    /// <summary>Size in bytes.</summary>
    public uint Size => (uint)Words.Length * 4;
}

/// <summary>Initial words of memory.</summary>
/// <param name="StartWord">First word index.</param>
/// <param name="Words">The words.</param>
public sealed record ImageRange(uint StartWord, uint[] Words);

/// <summary>
/// A program as the machine starts it (docs/machine.md, "Program"): decoded executable ranges, initial memory words and the
/// entry. Fixed once loaded.
/// </summary>
public sealed class ProgramImage
{
    /// <summary>Where execution starts with firmware.</summary>
    public const uint ResetVector = 0x8000_0000;

    /// <summary>Where exceptions go.</summary>
    public const uint ExceptionVector = 0x8000_0180;

    /// <summary>Byte address of the boot block.</summary>
    public const uint BootBlockAddress = 0x80F0_0000;

    /// <summary>Words in the boot block.</summary>
    public const int BootBlockWords = 32;

    /// <summary>First word of the boot block.</summary>
    public const uint BootBlockMagic = 0x5A4B_4650;

    private const uint FirmwareEnd = 0x9000_0000;

    // From here on the firmware itself puts what the guest starts with (guests/firmware: fw.h).
    private const uint FirstStack = 0x7F7F_8000;
    private const uint PageSize = 4096;

    private readonly RomRange[] _rom;
    private readonly Lazy<SymbolTable> _symbols;

    private ProgramImage(Endianness endianness, Profile profile, Holes holes, uint entry, RomRange[] rom, ImageRange[] image, Func<SymbolTable> symbols)
    {
        Endianness = endianness;
        Profile = profile;
        Holes = holes;
        Entry = entry;
        _rom = rom;
        Image = image;
        _symbols = new Lazy<SymbolTable>(() => Bound(symbols(), rom));
    }

    /// <summary>Byte order.</summary>
    public Endianness Endianness { get; }

    /// <summary>Firmware profile.</summary>
    public Profile Profile { get; }

    /// <summary>First pc: the reset vector, or a bare program's own entry.</summary>
    public uint Entry { get; }

    /// <summary>Addresses that are never mapped.</summary>
    public Holes Holes { get; }

    /// <summary>True if exceptions go to <see cref="ExceptionVector"/>; false if they end the run.</summary>
    public bool HasFirmware => Profile != Profile.Bare;

    /// <summary>Executable ranges by ascending address, disjoint and not adjacent.</summary>
    public IReadOnlyList<RomRange> Rom => _rom;

    /// <summary>Initial words by ascending index, disjoint and not adjacent. All others are zero.</summary>
    public IReadOnlyList<ImageRange> Image { get; }

    /// <summary>Function names of guest and firmware, read at first use.</summary>
    /// <exception cref="ElfException">A symbol table is malformed.</exception>
    public SymbolTable Symbols => _symbols.Value;

    /// <summary>Combines a guest with the firmware.</summary>
    /// <param name="guest">Guest ELF; must not change afterwards.</param>
    /// <param name="firmware">Firmware ELF of the same byte order; must not change afterwards.</param>
    /// <param name="profile"><see cref="Profile.Linux"/> or <see cref="Profile.Cannon"/>.</param>
    /// <exception cref="ElfException">A file cannot be loaded.</exception>
    public static ProgramImage Load(ReadOnlyMemory<byte> guest, ReadOnlyMemory<byte> firmware, Profile profile) =>
        Load(guest, firmware, profile, Holes.WithFirmware);

    /// <summary>As above, with other holes: for test programs that lie at address 0.</summary>
    internal static ProgramImage Load(ReadOnlyMemory<byte> guest, ReadOnlyMemory<byte> firmware, Profile profile, Holes holes)
    {
        if (profile is not (Profile.Linux or Profile.Cannon))
            throw new ArgumentOutOfRangeException(nameof(profile), profile, "a profile with firmware expected");
        ElfFile elf = ElfFile.Parse(guest), kernel = ElfFile.Parse(firmware);
        if (elf.Endianness != kernel.Endianness)
            throw new ElfException("firmware EI_DATA", elf.Endianness.ToString(), kernel.Endianness.ToString());
        foreach (ElfSegment s in elf.Segments)
        {
            if (s.End > FirstStack)
                throw new ElfException("guest segment", $"addresses below 0x{FirstStack:x8}", $"0x{s.Address:x8} to 0x{s.End:x8}");
            if (holes.Find(s.Address, s.End) is { } hole)
            {
                throw new ElfException("guest segment", $"addresses outside 0x{hole.Start:x8} to 0x{hole.End:x8}, which are never mapped",
                    $"0x{s.Address:x8} to 0x{s.End:x8}");
            }
        }
        const uint bootEnd = BootBlockAddress + 4 * BootBlockWords;
        foreach (ElfSegment s in kernel.Segments)
        {
            if (s.Address < Decoder.KernelBase || s.End > FirmwareEnd || (s.Address < bootEnd && s.End > BootBlockAddress))
            {
                throw new ElfException("firmware segment", "addresses in 0x80000000 to 0x8fffffff and not in the boot block",
                    $"0x{s.Address:x8} to 0x{s.End:x8}");
            }
        }

        var builder = new ImageBuilder(elf.Endianness);
        builder.Add(elf);
        builder.Add(kernel);
        builder.AddWords(BootBlockAddress, BootBlock(elf, profile));
        RomRange[] rom = builder.Rom();
        CheckEntry(Array.FindAll(rom, r => r.Start < FirstStack), elf.Entry, "guest e_entry");
        CheckEntry(rom, ResetVector, "firmware reset vector");
        CheckEntry(rom, ExceptionVector, "firmware exception vector");
        return new ProgramImage(elf.Endianness, profile, holes, ResetVector, rom, builder.Image(),
            () => elf.ReadSymbols().With(kernel.ReadSymbols()));
    }

    /// <summary>Loads a freestanding ELF without firmware (profile <c>bare</c>), anywhere in the address space.</summary>
    /// <param name="guest">The ELF; must not change afterwards.</param>
    /// <exception cref="ElfException">The file cannot be loaded.</exception>
    public static ProgramImage LoadBare(ReadOnlyMemory<byte> guest) => LoadBare(guest, Holes.None);

    /// <summary>As above, with holes, for who plays the firmware himself.</summary>
    internal static ProgramImage LoadBare(ReadOnlyMemory<byte> guest, Holes holes)
    {
        ElfFile elf = ElfFile.Parse(guest);
        var builder = new ImageBuilder(elf.Endianness);
        builder.Add(elf);
        RomRange[] rom = builder.Rom();
        CheckEntry(rom, elf.Entry, "e_entry");
        return new ProgramImage(elf.Endianness, Profile.Bare, holes, elf.Entry, rom, builder.Image(), elf.ReadSymbols);
    }

    /// <summary>Raw code without firmware: all of <paramref name="code"/> is executable and starts at its first word.</summary>
    /// <param name="code">Bytes in the given order; the last word is padded by zeros.</param>
    /// <param name="endianness">Byte order.</param>
    /// <param name="address">Where it is loaded; a multiple of 4.</param>
    public static ProgramImage FromRaw(ReadOnlyMemory<byte> code, Endianness endianness, uint address)
    {
        if ((address & 3) != 0 || address + (ulong)code.Length > 1UL << 32)
            throw new ArgumentOutOfRangeException(nameof(address), address, "a multiple of 4 with room for the code expected");
        byte[] padded = new byte[(code.Length + 3) & ~3];
        code.CopyTo(padded);
        var builder = new ImageBuilder(endianness);
        builder.Add(new ElfSegment(address, padded, (uint)padded.Length, Executable: true));
        return new ProgramImage(endianness, Profile.Bare, Holes.None, address, builder.Rom(), builder.Image(), () => SymbolTable.Empty);
    }

    /// <summary>The executable range that holds byte address <paramref name="pc"/>, or null.</summary>
    public RomRange? FindRange(uint pc)
    {
        foreach (RomRange range in _rom)
        {
            if (pc - range.Start < range.Size)
                return range;
        }
        return null;
    }

    /// <summary>The instruction at <paramref name="pc"/> (a multiple of 4); <see cref="Opcode.FetchFault"/> if there is none.</summary>
    public Instruction Fetch(uint pc) =>
        FindRange(pc) is { } range ? range.Instructions[(pc - range.Start) >> 2] : FetchFault;

    internal static readonly Instruction FetchFault = new() { Opcode = Opcode.FetchFault, Rd = RegisterKey.Sink };

    private static void CheckEntry(RomRange[] rom, uint entry, string where)
    {
        if ((entry & 3) != 0 || !Array.Exists(rom, r => entry - r.Start < r.Size))
            throw new ElfException(where, "a word in an executable segment", $"0x{entry:x8}");
    }

    // Symbols in executable ranges; those without a size (assembly labels) end at the next one or with the range.
    private static SymbolTable Bound(SymbolTable symbols, RomRange[] rom)
    {
        var bounded = new List<Symbol>();
        for (int i = 0; i < symbols.Symbols.Count; i++)
        {
            Symbol s = symbols.Symbols[i];
            if (Array.Find(rom, r => s.Address - r.Start < r.Size) is not { } range)
                continue;
            uint size = range.Start + range.Size - s.Address;
            if (s.Size != 0)
                size = Math.Min(size, s.Size);
            else if (i + 1 < symbols.Symbols.Count)
                size = Math.Min(size, symbols.Symbols[i + 1].Address - s.Address);
            bounded.Add(s with { Size = size });
        }
        return new SymbolTable(bounded);
    }

    private static uint[] BootBlock(ElfFile guest, Profile profile)
    {
        uint[] words = new uint[BootBlockWords];
        ulong end = guest.Segments[^1].End;
        words[0] = BootBlockMagic;
        words[1] = (uint)profile;
        words[2] = guest.Entry;
        words[3] = guest.ProgramHeaderAddress;
        words[4] = (uint)guest.ProgramHeaderCount;
        words[5] = (uint)guest.ProgramHeaderEntrySize;
        words[6] = (uint)((end + PageSize - 1) & ~(ulong)(PageSize - 1));
        words[7] = guest.Segments[0].Address;
        return words;
    }
}

/// <summary>Collects segments into word ranges.</summary>
internal sealed class ImageBuilder(Endianness endianness)
{
    private readonly List<(uint Address, byte[] Bytes)> _parts = [];
    private readonly List<(uint Start, uint Size)> _executable = [];

    public void Add(ElfFile elf)
    {
        foreach (ElfSegment segment in elf.Segments)
            Add(segment);
    }

    public void Add(ElfSegment segment)
    {
        if (segment.Data.IsEmpty)
            return;
        _parts.Add((segment.Address, segment.Data.ToArray()));
        uint start = (segment.Address + 3) & ~3u;
        uint size = (uint)((segment.Address + (ulong)segment.Data.Length) & ~3ul) - start;
        if (segment.Executable && (int)size > 0)
            _executable.Add((start, size));
    }

    public void AddWords(uint address, uint[] words)
    {
        byte[] bytes = new byte[words.Length * 4];
        for (int i = 0; i < words.Length; i++)
        {
            if (endianness == Endianness.Big)
                BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(4 * i), words[i]);
            else
                BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4 * i), words[i]);
        }
        _parts.Add((address, bytes));
    }

    /// <summary>All words that hold a byte of a file part; neighbours are merged.</summary>
    public ImageRange[] Image()
    {
        _parts.Sort((x, y) => x.Address.CompareTo(y.Address));
        var ranges = new List<ImageRange>();
        for (int i = 0; i < _parts.Count;)
        {
            // A run of parts without a whole absent word between them.
            uint start = _parts[i].Address >> 2;
            uint end = start;
            int j = i;
            for (; j < _parts.Count && (j == i || _parts[j].Address >> 2 <= end); j++)
                end = (uint)((_parts[j].Address + (ulong)_parts[j].Bytes.Length + 3) >> 2);
            uint[] words = new uint[end - start];
            for (; i < j; i++)
                Overlay(words, _parts[i].Address - (start << 2), _parts[i].Bytes);
            ranges.Add(new ImageRange(start, words));
        }
        return ranges.ToArray();
    }

    /// <summary>The words that lie wholly in the file part of an executable segment; neighbours are merged.</summary>
    public RomRange[] Rom()
    {
        ImageRange[] image = Image();
        _executable.Sort();
        var ranges = new List<RomRange>();
        for (int i = 0; i < _executable.Count;)
        {
            (uint start, uint size) = _executable[i++];
            ulong end = start + (ulong)size;
            while (i < _executable.Count && _executable[i].Start == end)
                end += _executable[i++].Size;
            ImageRange source = Array.Find(image, r => (start >> 2) - r.StartWord < (uint)r.Words.Length)!;
            uint[] words = source.Words.AsSpan((int)((start >> 2) - source.StartWord), (int)((end - start) >> 2)).ToArray();
            var instructions = new Instruction[words.Length];
            for (int k = 0; k < words.Length; k++)
                instructions[k] = Decoder.Decode(words[k], start + 4 * (uint)k);
            ranges.Add(new RomRange(start, words, instructions));
        }
        return ranges.ToArray();
    }

    private void Overlay(uint[] words, uint offset, byte[] bytes)
    {
        uint flip = endianness == Endianness.Big ? 3u : 0u;
        int i = 0;
        for (; i < bytes.Length && ((offset + (uint)i) & 3) != 0; i++)
            Put(words, offset + (uint)i, bytes[i], flip);
        for (; i + 4 <= bytes.Length; i += 4)
        {
            words[(offset + (uint)i) >> 2] = endianness == Endianness.Big
                ? BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(i))
                : BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(i));
        }
        for (; i < bytes.Length; i++)
            Put(words, offset + (uint)i, bytes[i], flip);
    }

    private static void Put(uint[] words, uint at, byte value, uint flip) =>
        words[at >> 2] |= (uint)value << (int)(8 * ((at & 3) ^ flip));
}
