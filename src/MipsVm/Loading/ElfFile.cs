using System.Buffers.Binary;

namespace Zkfp.MipsVm.Loading;

/// <summary>A loadable (PT_LOAD) segment.</summary>
/// <param name="Address">First byte address.</param>
/// <param name="Data">The file part.</param>
/// <param name="MemorySize">Size in memory, at least the file part's; the rest is zero.</param>
/// <param name="Executable">True if flagged PF_X.</param>
public readonly record struct ElfSegment(uint Address, ReadOnlyMemory<byte> Data, uint MemorySize, bool Executable)
{
    /// <summary>First byte address after the segment; up to 2^32.</summary>
    public ulong End => Address + (ulong)MemorySize;
}

/// <summary>
/// A static 32-bit MIPS executable, checked. Nothing is allocated by a length that the file merely claims. Format: System V
/// ABI, chapter 4 and 5; MIPS supplement for e_flags.
/// </summary>
public sealed class ElfFile
{
    private const int HeaderSize = 52;
    private const int ProgramHeaderSize = 32;

    // EF_MIPS_NAN2008 and EF_MIPS_FP64; PT_MIPS_ABIFLAGS and where its fp_abi lies (MIPS O32 ABI, "FR0 and FR1 Interlinking").
    private const uint NaN2008 = 0x400, Fp64 = 0x200;
    private const uint AbiFlagsHeader = 0x7000_0003;
    private const int AbiFlagsSize = 24, FpAbiOffset = 7;

    private readonly ReadOnlyMemory<byte> _file;

    private ElfFile(ReadOnlyMemory<byte> file, Endianness endianness)
    {
        _file = file;
        Endianness = endianness;
    }

    /// <summary>Byte order.</summary>
    public Endianness Endianness { get; }

    /// <summary>Entry point.</summary>
    public uint Entry { get; private init; }

    /// <summary>Segments with memory, by ascending address, not overlapping.</summary>
    public IReadOnlyList<ElfSegment> Segments { get; private init; } = [];

    /// <summary>Address of the program headers in memory, 0 if no segment holds them.</summary>
    public uint ProgramHeaderAddress { get; private init; }

    /// <summary>Number of program headers.</summary>
    public int ProgramHeaderCount { get; private init; }

    /// <summary>Size of one program header in bytes.</summary>
    public int ProgramHeaderEntrySize { get; private init; }

    /// <summary>Parses and checks <paramref name="file"/>, which must not change afterwards.</summary>
    /// <exception cref="ElfException">The file cannot be loaded.</exception>
    public static ElfFile Parse(ReadOnlyMemory<byte> file)
    {
        ReadOnlySpan<byte> b = file.Span;
        if (b.Length < HeaderSize)
            throw new ElfException("header", $"at least {HeaderSize} bytes", $"a file of {b.Length} bytes");
        if (b[0] != 0x7F || b[1] != (byte)'E' || b[2] != (byte)'L' || b[3] != (byte)'F')
            throw new ElfException("magic", "7f 45 4c 46", $"{b[0]:x2} {b[1]:x2} {b[2]:x2} {b[3]:x2}");
        if (b[4] != 1)
            throw new ElfException("EI_CLASS", "1 (32-bit)", b[4].ToString());
        if (b[5] is not (1 or 2))
            throw new ElfException("EI_DATA", "1 (little endian) or 2 (big endian)", b[5].ToString());

        var elf = new ElfFile(file, b[5] == 1 ? Endianness.Little : Endianness.Big);
        elf.CheckHeader();
        return elf.WithSegments();
    }

    /// <summary>The function symbols of <c>.symtab</c>; none if the file is stripped.</summary>
    /// <exception cref="ElfException">The section or symbol table is malformed.</exception>
    public SymbolTable ReadSymbols() => ElfSymbols.Read(this);

    internal ReadOnlySpan<byte> File => _file.Span;

    internal ushort U16(long offset, string where) => Endianness == Endianness.Big
        ? BinaryPrimitives.ReadUInt16BigEndian(Slice(offset, 2, where))
        : BinaryPrimitives.ReadUInt16LittleEndian(Slice(offset, 2, where));

    internal uint U32(long offset, string where) => Endianness == Endianness.Big
        ? BinaryPrimitives.ReadUInt32BigEndian(Slice(offset, 4, where))
        : BinaryPrimitives.ReadUInt32LittleEndian(Slice(offset, 4, where));

    internal ReadOnlySpan<byte> Slice(long offset, long length, string where)
    {
        if (offset < 0 || length < 0 || offset + length > _file.Length)
            throw new ElfException(where, $"bytes within the file's {_file.Length}", $"{length} bytes at offset {offset}");
        return _file.Span.Slice((int)offset, (int)length);
    }

    private void CheckHeader()
    {
        ushort type = U16(16, "e_type"), machine = U16(18, "e_machine");
        if (machine != 8)
            throw new ElfException("e_machine", "8 (MIPS)", machine.ToString());
        if (type != 2)
        {
            string got = type == 3 ? "3 (shared object; link with -static -no-pie)" : type.ToString();
            throw new ElfException("e_type", "2 (static executable)", got);
        }
        uint flags = U32(36, "e_flags");
        if ((flags & 0x20) != 0 || (flags & 0xF000) is not (0 or 0x1000))
            throw new ElfException("e_flags", "the o32 ABI", $"0x{flags:x8}");
        if ((flags & 0x0600_0000) != 0)
            throw new ElfException("e_flags", "no microMIPS or MIPS16 code", $"0x{flags:x8}");
        if ((flags & NaN2008) != 0)
            throw new ElfException("e_flags", "the legacy encoding of NaNs (-mnan=legacy), which the firmware's FPU has", $"0x{flags:x8} (-mnan=2008)");
        if ((flags & Fp64) != 0)
            throw new ElfException("e_flags", "32-bit FPU registers (-mfp32 or -mfpxx)", $"0x{flags:x8} (-mfp64)");
        if (flags >> 28 is 9 or 10)
            throw new ElfException("e_flags", "MIPS32 release 2 or earlier", $"0x{flags:x8} (release 6)");
    }

    private ElfFile WithSegments()
    {
        uint entry = U32(24, "e_entry"), headers = U32(28, "e_phoff");
        ushort entrySize = U16(42, "e_phentsize"), count = U16(44, "e_phnum");
        if (entrySize < ProgramHeaderSize)
            throw new ElfException("e_phentsize", $"at least {ProgramHeaderSize}", entrySize.ToString());
        if (count is 0 or 0xFFFF)
            throw new ElfException("e_phnum", "1 to 65534 program headers", count.ToString());
        Slice(headers, (long)count * entrySize, "program headers");

        var segments = new List<ElfSegment>();
        uint headerAddress = 0;
        long total = 0;
        for (int i = 0; i < count; i++)
        {
            string where = $"program header {i}";
            long at = headers + (long)i * entrySize;
            uint type = U32(at, where), offset = U32(at + 4, where), address = U32(at + 8, where);
            uint fileSize = U32(at + 16, where), memorySize = U32(at + 20, where), flags = U32(at + 24, where);
            if (type == 3)
                throw new ElfException(where, "no PT_INTERP (a statically linked program)", "PT_INTERP");
            if (type == 6)
                headerAddress = address;
            if (type == AbiFlagsHeader)
                CheckFpAbi(Slice(offset, Math.Max(fileSize, AbiFlagsSize), where)[FpAbiOffset], where);
            if (type != 1 || memorySize == 0)
                continue;
            if (fileSize > memorySize)
                throw new ElfException(where, $"p_filesz at most p_memsz ({memorySize})", fileSize.ToString());
            if (address + (ulong)memorySize > 1UL << 32)
                throw new ElfException(where, "a segment below 2^32", $"{memorySize} bytes at 0x{address:x8}");
            if (fileSize == 0)
                offset = 0; // of a segment without a file part (.bss alone), linkers put the offset behind the file
            Slice(offset, fileSize, where);
            total += fileSize;
            // Segments may not multiply the file: memory use stays in proportion to what was read.
            if (total > _file.Length)
                throw new ElfException(where, "file parts of segments not to overlap", $"{total} bytes from a file of {_file.Length}");
            segments.Add(new ElfSegment(address, _file.Slice((int)offset, (int)fileSize), memorySize, (flags & 1) != 0));
            if (headerAddress == 0 && offset <= headers && headers + (long)count * entrySize <= offset + (long)fileSize)
                headerAddress = address + (headers - offset);
        }
        if (segments.Count == 0)
            throw new ElfException("program headers", "a loadable segment", "none");

        segments.Sort((x, y) => x.Address.CompareTo(y.Address));
        for (int i = 1; i < segments.Count; i++)
        {
            if (segments[i - 1].End > segments[i].Address)
            {
                throw new ElfException("segments", "segments not to overlap",
                    $"0x{segments[i - 1].Address:x8} to 0x{segments[i - 1].End:x8} and one at 0x{segments[i].Address:x8}");
            }
        }
        return new ElfFile(_file, Endianness)
        {
            Entry = entry,
            Segments = segments,
            ProgramHeaderAddress = headerAddress,
            ProgramHeaderCount = count,
            ProgramHeaderEntrySize = entrySize,
        };
    }

    // The firmware's coprocessor has FR = 0. Programs for any mode (-mfpxx) ask the kernel for another one only when they are mixed with such that need it.
    private static void CheckFpAbi(byte abi, string where)
    {
        string? name = abi switch { 4 => "-mips32r2 -mfp64, old", 6 => "-mfp64", 7 => "-mfp64 -mno-odd-spreg", _ => null };
        if (name is not null)
            throw new ElfException($"{where}, .MIPS.abiflags", "32-bit FPU registers (-mfp32 or -mfpxx)", $"FP ABI {abi} ({name})");
    }
}
