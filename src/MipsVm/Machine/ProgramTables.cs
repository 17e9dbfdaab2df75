using Zkfp.Core.Air;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Tables.Fixed;

namespace Zkfp.MipsVm.Machine;

/// <summary>The preprocessed columns of a table.</summary>
/// <param name="TableIndex">The table's index in the machine.</param>
/// <param name="Rows">Rows in use; the prover pads with zeros.</param>
/// <param name="Columns">One array of <paramref name="Rows"/> canonical values per preprocessed column, in declaration order.</param>
public sealed record PreprocessedTable(int TableIndex, int Rows, uint[][] Columns);

/// <summary>A message that the verifier itself sends on a global bus.</summary>
/// <param name="IsPush">Push or pull.</param>
/// <param name="Bus">The bus.</param>
/// <param name="Fields">Canonical values.</param>
public sealed record GlobalMessage(bool IsPush, Bus Bus, uint[] Fields);

/// <summary>What the verifying key says about a program: preprocessed columns, global messages, first program counters.</summary>
public sealed class ProgramTables
{
    /// <summary>Builds the tables of a program.</summary>
    public ProgramTables(ProgramImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        Image = image;
        Machine = MipsMachine.For(image.Endianness);
        (MicroOps, FirstRows) = RomBuilder.Build(image);
        Preprocessed = [BuildRom(), BuildBits(), BuildImage()];
        GlobalMessages = BuildChain(image.Image, image.Holes);
        EntryPc = image.Entry >> 2;
        EntryNpc = (EntryPc + 1) & (1u << 30) - 1;
    }

    /// <summary>The program.</summary>
    public ProgramImage Image { get; }

    /// <summary>The machine of its byte order.</summary>
    public MipsMachine Machine { get; }

    /// <summary>Preprocessed columns, in table order.</summary>
    public IReadOnlyList<PreprocessedTable> Preprocessed { get; }

    /// <summary>For each gap between image ranges and holes: push of its first word, pull of the first word after it.</summary>
    public IReadOnlyList<GlobalMessage> GlobalMessages { get; }

    /// <summary>First pc as a word index.</summary>
    public uint EntryPc { get; }

    /// <summary>First npc as a word index.</summary>
    public uint EntryNpc { get; }

    /// <summary>Rows of the ROM table.</summary>
    internal MicroOp[] MicroOps { get; }

    /// <summary>For each executable range the first ROM row of each word.</summary>
    internal int[][] FirstRows { get; }

    private PreprocessedTable BuildRom()
    {
        uint[][] c = Allocate(4, MicroOps.Length);
        for (int i = 0; i < MicroOps.Length; i++)
        {
            ref readonly MicroOp op = ref MicroOps[i];
            c[0][i] = op.Pc;
            c[1][i] = op.Packed;
            c[2][i] = op.X;
            c[3][i] = op.Y;
        }

        return new PreprocessedTable((int)TableId.Rom, MicroOps.Length, c);
    }

    private static PreprocessedTable BuildBits()
    {
        uint[][] c = Allocate(3, FixedTables.BitsRows);
        for (int i = 1; i < FixedTables.BitsRows; i++)
        {
            int bits = System.Numerics.BitOperations.Log2((uint)i);
            uint value = (uint)i - (1u << bits);
            c[0][i] = (uint)bits;
            c[1][i] = value;
            c[2][i] = value << 16 - bits;
        }

        return new PreprocessedTable((int)TableId.Bits, FixedTables.BitsRows, c);
    }

    private PreprocessedTable BuildImage()
    {
        int rows = 0;
        foreach (ImageRange range in Image.Image) rows += range.Words.Length;
        uint[][] c = Allocate(4, rows);
        int row = 0;
        foreach (ImageRange range in Image.Image)
        {
            for (int i = 0; i < range.Words.Length; i++, row++)
            {
                c[0][row] = 1;
                c[1][row] = range.StartWord + (uint)i;
                c[2][row] = range.Words[i] & 0xFFFF;
                c[3][row] = range.Words[i] >> 16;
            }
        }

        return new PreprocessedTable((int)TableId.Image, rows, c);
    }

    /// <summary>The gaps are all words that start at zero. Those of holes never start, so that nothing can be proven to be in them.</summary>
    internal static List<GlobalMessage> BuildChain(IReadOnlyList<ImageRange> image, Holes holes)
    {
        var messages = new List<GlobalMessage>();
        uint at = 0;
        IEnumerable<(uint Start, uint End)> others = [
            .. image.Select(r => (r.StartWord, r.StartWord + (uint)r.Words.Length)),
            .. holes.Ranges.Select(h => (h.Start >> 2, h.End >> 2)),
        ];
        foreach ((uint start, uint end) in others.OrderBy(r => r.Start))
        {
            Gap(at, start);
            at = end;
        }

        Gap(at, 1u << 30);
        return messages;

        void Gap(uint start, uint end)
        {
            if (start == end) return;
            messages.Add(new GlobalMessage(true, Buses.Chain, [start]));
            messages.Add(new GlobalMessage(false, Buses.Chain, [end]));
        }
    }

    private static uint[][] Allocate(int columns, int rows)
    {
        var c = new uint[columns][];
        for (int i = 0; i < columns; i++) c[i] = new uint[rows];
        return c;
    }
}
