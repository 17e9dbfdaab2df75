using System.Buffers.Binary;
using Zkfp.MipsVm.Fuzz;
using Zkfp.MipsVm.Isa;
using Zkfp.MipsVm.Loading;

namespace Zkfp.MipsVm.Tests.Loading;

public class ElfTests
{
    private const uint Code = 0x0040_0000, Data = 0x0080_0000;

    private static byte[] Sample(bool bigEndian = true) =>
        ElfWriter.Write(bigEndian, Code, Code, [0x2402_0001, 0x0000_000C, 0, 0], Data, [0x1122_3344, 0x5566_7788], 100);

    private static byte[] Kernel(bool bigEndian = true, uint address = 0x8000_0000, uint data = 0x8010_0000) =>
        ElfWriter.Write(bigEndian, address, address, new uint[128], data, [9], 0);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void LoadsBothByteOrders(bool bigEndian)
    {
        ProgramImage program = ProgramImage.LoadBare(Sample(bigEndian));
        Assert.Equal(bigEndian ? Endianness.Big : Endianness.Little, program.Endianness);
        Assert.Equal((Code, false), (program.Entry, program.HasFirmware));
        RomRange rom = Assert.Single(program.Rom);
        Assert.Equal((Code, 16u), (rom.Start, rom.Size));
        Assert.Equal([0x2402_0001, 0x0000_000C, 0u, 0u], rom.Words);
        Assert.Equal(Opcode.Addiu, program.Fetch(Code).Opcode);
        Assert.Equal(Opcode.Syscall, program.Fetch(Code + 4).Opcode);
        Assert.Equal(Opcode.FetchFault, program.Fetch(Code + 16).Opcode);
        Assert.Equal(Opcode.FetchFault, program.Fetch(Data).Opcode);
        Assert.Equal([(Code >> 2, 4), (Data >> 2, 2)], program.Image.Select(r => (r.StartWord, r.Words.Length)));
        Assert.Equal([0x1122_3344u, 0x5566_7788u], program.Image[1].Words);
    }

    [Fact]
    public void FirmwareAndBootBlockJoinTheImage()
    {
        ProgramImage program = ProgramImage.Load(Sample(), Kernel(), Profile.Cannon);
        Assert.Equal((ProgramImage.ResetVector, true), (program.Entry, program.HasFirmware));
        Assert.Equal([Code, 0x8000_0000u], program.Rom.Select(r => r.Start));
        ImageRange boot = Assert.Single(program.Image, r => r.StartWord == ProgramImage.BootBlockAddress >> 2);
        // The first segment starts behind the headers, so no segment holds the program headers.
        Assert.Equal([0x5A4B_4650u, 1u, Code, 0u, 2u, 32u, Data + 0x1000, Code], boot.Words[..8]);
        Assert.All(boot.Words[8..], w => Assert.Equal(0u, w));
        uint end = 0;
        foreach (ImageRange range in program.Image)
        {
            Assert.True(range.StartWord > end || end == 0, "ranges are sorted, disjoint and not adjacent");
            end = range.StartWord + (uint)range.Words.Length;
        }
    }

    [Fact]
    public void UnalignedSegmentsShareWords()
    {
        // Code ends in the middle of the word where data begins.
        byte[] file = Sample();
        Put(file, 52 + 16, 14); // p_filesz of code
        Put(file, 52 + 20, 14);
        Put(file, 84 + 8, Code + 14); // p_vaddr of data
        Put(file, 84 + 16, 3);
        Put(file, 84 + 20, 3);
        ProgramImage program = ProgramImage.LoadBare(file);
        ImageRange image = Assert.Single(program.Image);
        Assert.Equal([0x2402_0001u, 0x0000_000Cu, 0u, 0x0000_1122u, 0x3300_0000u], image.Words);
        Assert.Equal(12u, Assert.Single(program.Rom).Size); // whole words only
    }

    public static TheoryData<string, int, uint> Damage => new()
    {
        { "magic", 0, 0x7F45_4C00 },
        { "EI_CLASS", 4, 0x0202_0100 },
        { "EI_DATA", 4, 0x0103_0100 },
        { "e_type", 16, 0x0003_0008 },
        { "e_machine", 16, 0x0002_003E },
        { "e_entry", 24, 0x0040_0002 },
        { "e_entry", 24, 0x0080_0000 },
        { "program headers", 28, 0xFFFF_FFF0 },
        { "e_flags", 36, 0x7000_1020 },
        { "e_flags", 36, 0x7000_1400 }, // -mnan=2008
        { "e_flags", 36, 0x7000_1200 }, // -mfp64
        { "e_flags", 36, 0x9000_1000 },
        { "e_flags", 36, 0x7200_1000 },
        { "e_phentsize", 40, 0x0034_001F },
        { "e_phnum", 44, 0x0000_0028 },
        { "program header 0", 52, 3 }, // PT_INTERP
        { "program header 0", 52 + 4, 0x7FFF_FFFF }, // p_offset
        { "program header 0", 52 + 16, 0xFFFF_FFFF }, // p_filesz
        { "program header 1", 84 + 20, 0xFFFF_FFFF }, // p_memsz beyond 2^32
        { "segments", 84 + 8, Code + 8 }, // overlap
        { "program header 1", 84 + 20, 4 }, // p_memsz below p_filesz
    };

    [Theory]
    [MemberData(nameof(Damage))]
    public void DamageIsNamed(string where, int offset, uint word)
    {
        byte[] file = Sample();
        Put(file, offset, word);
        ElfException e = Assert.Throws<ElfException>(() => ProgramImage.LoadBare(file));
        Assert.Equal(where, e.Where);
        Assert.NotEmpty(e.Expected);
        Assert.NotEmpty(e.Got);
    }

    [Fact]
    public void SegmentsMayNotMultiplyTheFile()
    {
        // 1000 headers that all map the same bytes to different places.
        byte[] file = new byte[52 + (1000 * 32) + 40_000];
        Sample().AsSpan(0, 52).CopyTo(file);
        Put(file, 44, 1000u << 16 | 40);
        for (int i = 0; i < 1000; i++)
        {
            int at = 52 + (32 * i);
            Put(file, at, 1);
            Put(file, at + 8, (uint)i << 20);
            Put(file, at + 16, 72_000);
            Put(file, at + 20, 72_000);
        }
        ElfException e = Assert.Throws<ElfException>(() => ProgramImage.LoadBare(file));
        Assert.Equal("program header 1", e.Where);
    }

    /// <summary>ld puts the offset of a segment that is all .bss behind the file's end.</summary>
    [Fact]
    public void SegmentsWithoutFilePartNeedNoPlaceInTheFile()
    {
        byte[] file = Sample();
        Put(file, 52 + 32 + 4, 0x10_0000); // p_offset of data
        Assert.Throws<ElfException>(() => ProgramImage.LoadBare(file));
        Put(file, 52 + 32 + 16, 0);
        Assert.Equal([Code >> 2], ProgramImage.LoadBare(file).Image.Select(r => r.StartWord));
    }

    [Fact]
    public void GuestAndFirmwareStayInTheirHalves()
    {
        byte[] high = ElfWriter.Write(true, 0x8000_0000, 0x8000_0000, [0], 0x8010_0000, [1], 0);
        Assert.Equal("guest segment", Assert.Throws<ElfException>(() => ProgramImage.Load(high, Kernel(), Profile.Linux)).Where);
        const uint end = 0x77FF_8000; // what lies below the first stack
        foreach (Profile profile in new[] { Profile.Linux, Profile.Cannon })
        {
            byte[] below = ElfWriter.Write(true, Code, Code, [0], end - 8, [1, 2], 0), into = ElfWriter.Write(true, Code, Code, [0], end - 4, [1, 2], 0);
            Assert.Equal(profile, ProgramImage.Load(below, Kernel(), profile).Profile);
            Assert.Equal("guest segment", Assert.Throws<ElfException>(() => ProgramImage.Load(into, Kernel(), profile)).Where);
        }
        Assert.Equal("firmware segment", Assert.Throws<ElfException>(() => ProgramImage.Load(Sample(), Sample(), Profile.Linux)).Where);
        byte[] overBoot = Kernel(data: ProgramImage.BootBlockAddress);
        Assert.Equal("firmware segment", Assert.Throws<ElfException>(() => ProgramImage.Load(Sample(), overBoot, Profile.Linux)).Where);
        byte[] noVector = ElfWriter.Write(true, 0x8000_0000, 0x8000_0000, new uint[16], 0x8010_0000, [9], 0);
        Assert.Equal("firmware exception vector", Assert.Throws<ElfException>(() => ProgramImage.Load(Sample(), noVector, Profile.Linux)).Where);
        Assert.Equal("firmware EI_DATA", Assert.Throws<ElfException>(() => ProgramImage.Load(Sample(), Kernel(false), Profile.Linux)).Where);
        Assert.Throws<ArgumentOutOfRangeException>(() => ProgramImage.Load(Sample(), Kernel(), Profile.Bare));
    }

    [Fact]
    public void SymbolTablesAreRead()
    {
        byte[] file = WithSymbols(("main", Code, 8), ("leaf", Code + 8, 0));
        ProgramImage program = ProgramImage.LoadBare(file);
        Assert.Equal(["main", "leaf"], program.Symbols.Symbols.Select(s => s.Name));
        Assert.Equal("main", program.Symbols.NameOf(Code + 4));
        Assert.Equal("leaf", program.Symbols.NameOf(Code + 12)); // ends with the range
        Assert.Equal("0x00400010", program.Symbols.NameOf(Code + 16));
        Assert.Empty(ProgramImage.LoadBare(Sample()).Symbols.Symbols);
    }

    /// <summary>The sample with .symtab and .strtab behind it.</summary>
    internal static byte[] WithSymbols(params (string Name, uint Address, uint Size)[] symbols) => WithSymbols(Sample(), symbols);

    internal static byte[] WithSymbols(byte[] elf, params (string Name, uint Address, uint Size)[] symbols)
    {
        var names = new List<byte> { 0 };
        int tableSize = 16 * symbols.Length, table = elf.Length;
        byte[] file = new byte[table + tableSize + symbols.Sum(s => s.Name.Length + 1) + 1 + 3 * 40];
        elf.CopyTo(file, 0);
        for (int i = 0; i < symbols.Length; i++)
        {
            int at = table + (16 * i);
            Put(file, at, (uint)names.Count);
            Put(file, at + 4, symbols[i].Address);
            Put(file, at + 8, symbols[i].Size);
            Put(file, at + 12, 0x1200_0001); // global function, section 1
            names.AddRange(System.Text.Encoding.ASCII.GetBytes(symbols[i].Name));
            names.Add(0);
        }
        names.CopyTo(file, table + tableSize);
        int sections = file.Length - (3 * 40);
        Put(file, 32, (uint)sections);
        Put(file, 44, ((uint)file[44] << 24) | ((uint)file[45] << 16) | 40);
        Put(file, 48, 3u << 16);
        Section(1, 2, table, tableSize, 2);
        Section(2, 3, table + tableSize, names.Count, 0);
        return file;

        void Section(int index, uint type, int offset, int size, uint link)
        {
            int at = sections + (40 * index);
            Put(file, at + 4, type);
            Put(file, at + 16, (uint)offset);
            Put(file, at + 20, (uint)size);
            Put(file, at + 24, link);
        }
    }

    private static void Put(byte[] file, int offset, uint word) => BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(offset), word);

    /// <summary>FP ABIs of .MIPS.abiflags: any, double, single, soft, old 64, XX, 64, 64A. Those with 64-bit registers are refused by name.</summary>
    [Theory]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(3, true)]
    [InlineData(4, false)]
    [InlineData(5, true)]
    [InlineData(6, false)]
    [InlineData(7, false)]
    public void ProgramsFor64BitFpuRegistersAreRefused(byte abi, bool accepted)
    {
        byte[] flags = [0, 0, 32, 2, 1, 1, 0, abi, .. new byte[16]], elf = [.. Sample(), .. flags];
        Put(elf, 52 + 32, 0x7000_0003); // data's header becomes PT_MIPS_ABIFLAGS
        Put(elf, 52 + 36, (uint)(elf.Length - flags.Length));
        Put(elf, 52 + 48, (uint)flags.Length);
        Put(elf, 52 + 52, (uint)flags.Length);
        if (accepted)
            Assert.NotNull(ProgramImage.LoadBare(elf));
        else
            Assert.Equal("program header 1, .MIPS.abiflags", Assert.Throws<ElfException>(() => ProgramImage.LoadBare(elf)).Where);
    }

    /// <summary>The firmware's code is executable, but no guest starts in it.</summary>
    [Theory]
    [InlineData(0x8000_0000u)]
    [InlineData(0x8000_0180u)]
    [InlineData(0x8000_01FCu)]
    public void GuestsDoNotStartInTheFirmware(uint entry)
    {
        byte[] elf = Sample();
        Put(elf, 24, entry);
        Assert.Equal("guest e_entry", Assert.Throws<ElfException>(() => ProgramImage.Load(elf, Kernel(), Profile.Linux)).Where);
    }
}
