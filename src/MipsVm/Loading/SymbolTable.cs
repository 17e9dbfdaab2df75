using System.Text;

namespace Zkfp.MipsVm.Loading;

/// <summary>A function.</summary>
/// <param name="Address">First byte address.</param>
/// <param name="Size">Size in bytes, 0 if the file does not say.</param>
/// <param name="Name">Its name.</param>
public readonly record struct Symbol(uint Address, uint Size, string Name);

/// <summary>Functions by address.</summary>
public sealed class SymbolTable
{
    private readonly Symbol[] _symbols;

    /// <summary>Sorts <paramref name="symbols"/>; of several at one address the one with a size wins, then the first.</summary>
    public SymbolTable(IEnumerable<Symbol> symbols)
    {
        ArgumentNullException.ThrowIfNull(symbols);
        var sorted = symbols.Select((s, i) => (s, i)).ToList();
        sorted.Sort((x, y) => (x.s.Address, x.s.Size == 0, x.i).CompareTo((y.s.Address, y.s.Size == 0, y.i)));
        var kept = new List<Symbol>();
        foreach ((Symbol symbol, _) in sorted)
        {
            if (kept.Count == 0 || kept[^1].Address != symbol.Address)
                kept.Add(symbol);
        }
        _symbols = kept.ToArray();
    }

    /// <summary>No symbols.</summary>
    public static SymbolTable Empty { get; } = new([]);

    /// <summary>All symbols by ascending address.</summary>
    public IReadOnlyList<Symbol> Symbols => _symbols;

    /// <summary>Both tables together.</summary>
    public SymbolTable With(SymbolTable other) => new(_symbols.Concat(other._symbols));

    /// <summary>The function that contains <paramref name="address"/>: its index in <see cref="Symbols"/>, or -1.</summary>
    public int IndexOf(uint address)
    {
        int low = 0, high = _symbols.Length - 1, found = -1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            if (_symbols[middle].Address <= address)
            {
                found = middle;
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }
        if (found < 0)
            return -1;
        Symbol s = _symbols[found];
        return s.Size == 0 || address - s.Address < s.Size ? found : -1;
    }

    /// <summary>Name of the function that contains <paramref name="address"/>, or its address as text.</summary>
    public string NameOf(uint address)
    {
        int index = IndexOf(address);
        return index < 0 ? $"0x{address:x8}" : _symbols[index].Name;
    }
}

/// <summary>Reads <c>.symtab</c>.</summary>
internal static class ElfSymbols
{
    private const int SectionHeaderSize = 40;
    private const int SymbolSize = 16;
    private const int MaxNameLength = 4096;

    public static SymbolTable Read(ElfFile elf)
    {
        uint headers = elf.U32(32, "e_shoff");
        ushort entrySize = elf.U16(46, "e_shentsize"), count = elf.U16(48, "e_shnum");
        if (headers == 0 || count == 0)
            return SymbolTable.Empty;
        if (entrySize < SectionHeaderSize)
            throw new ElfException("e_shentsize", $"at least {SectionHeaderSize}", entrySize.ToString());
        elf.Slice(headers, (long)count * entrySize, "section headers");

        var symbols = new List<Symbol>();
        for (int i = 0; i < count; i++)
        {
            string where = $"section {i}";
            long at = headers + (long)i * entrySize;
            if (elf.U32(at + 4, where) != 2) // SHT_SYMTAB; a file has at most one
                continue;
            uint offset = elf.U32(at + 16, where), size = elf.U32(at + 20, where), link = elf.U32(at + 24, where);
            elf.Slice(offset, size, where);
            if (link >= count)
                throw new ElfException(where, $"sh_link below {count}", link.ToString());
            long strings = headers + (long)link * entrySize;
            ReadOnlySpan<byte> names = elf.Slice(elf.U32(strings + 16, where), elf.U32(strings + 20, where), $"section {link}");
            for (long s = offset; s + SymbolSize <= offset + (long)size; s += SymbolSize)
                AddFunction(elf, s, names, where, symbols);
            break;
        }
        return new SymbolTable(symbols);
    }

    private static void AddFunction(ElfFile elf, long at, ReadOnlySpan<byte> names, string where, List<Symbol> symbols)
    {
        uint name = elf.U32(at, where), value = elf.U32(at + 4, where), size = elf.U32(at + 8, where);
        int info = elf.File[(int)at + 12];
        bool defined = elf.U16(at + 14, where) is > 0 and < 0xFF00;
        bool function = (info & 15) == 2 || ((info & 15) == 0 && info >> 4 == 1); // STT_FUNC, or a global label of assembly
        if (!defined || !function || name == 0)
            return;
        if (name >= names.Length)
            throw new ElfException(where, $"symbol names below {names.Length}", name.ToString());
        ReadOnlySpan<byte> text = names[(int)name..];
        int length = text[..Math.Min(text.Length, MaxNameLength)].IndexOf((byte)0);
        if (length < 0)
            throw new ElfException(where, $"symbol names that end within {MaxNameLength} bytes", $"a longer one at {name}");
        symbols.Add(new Symbol(value, size, Encoding.UTF8.GetString(text[..length])));
    }
}
