using Zkfp.Core.Air;
using Zkfp.Core.Field;
using Zkfp.Core.Machine;
using Zkfp.Core.Trace;
using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Rom;
using Zkfp.MipsVm.Tables.Fixed;
using Zkfp.MipsVm.Tables.Shared;

namespace Zkfp.MipsVm.Machine;

/// <summary>The preprocessed columns of a table.</summary>
/// <param name="TableIndex">The table's index in the machine.</param>
/// <param name="Rows">Rows in use; the prover pads with zeros.</param>
/// <param name="Columns">One array of <paramref name="Rows"/> canonical values per preprocessed column, in declaration order.</param>
public sealed record PreprocessedTable(int TableIndex, int Rows, uint[][] Columns)
{
    /// <summary>All zero.</summary>
    internal static PreprocessedTable Allocate(TableId id, AirProgram air, int rows)
    {
        var columns = new uint[air.CountColumns(ColumnKind.Preprocessed)][];
        for (int i = 0; i < columns.Length; i++) columns[i] = new uint[rows];
        return new PreprocessedTable((int)id, rows, columns);
    }

    /// <summary>The values of a column: <see cref="TableAir.Preprocessed"/> gives them the first indices.</summary>
    internal uint[] Column(in TableColumn column) => Columns[column.Index];

    /// <summary>Copies the columns into a trace of the table.</summary>
    internal void CopyTo(TraceTable trace)
    {
        for (int i = 0; i < Columns.Length; i++) Columns[i].CopyTo(trace.Column(i));
    }
}

/// <summary>What the verifying key says about a program: preprocessed columns, global messages, first program counters.</summary>
public sealed class ProgramTables
{
    /// <summary>Builds the tables of a program.</summary>
    public ProgramTables(ProgramImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        Image = image;
        Machine = MipsMachine.For(image);
        (RomRows, FirstRows) = RomBuilder.Build(image);
        Rom = Machine.Table<RomTable>(TableId.Rom).Preprocess(RomRows);
        Bits = Machine.Table<BitsTable>(TableId.Bits).Preprocess();
        ImageColumns = Machine.Table<ImageTable>(TableId.Image).Preprocess(image.Image);
        Preprocessed = [Rom, Bits, ImageColumns];
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

    /// <summary>Those of the ROM.</summary>
    internal PreprocessedTable Rom { get; }

    /// <summary>Those of the Bits table.</summary>
    internal PreprocessedTable Bits { get; }

    /// <summary>Those of the image.</summary>
    internal PreprocessedTable ImageColumns { get; }

    /// <summary>For each gap between image ranges and holes: push of its first word, pull of the first word after it.</summary>
    public IReadOnlyList<GlobalMessage> GlobalMessages { get; }

    /// <summary>First pc as a word index.</summary>
    public uint EntryPc { get; }

    /// <summary>First npc as a word index.</summary>
    public uint EntryNpc { get; }

    /// <summary>Rows of the ROM table.</summary>
    internal RomRow[] RomRows { get; }

    /// <summary>For each executable range the first ROM row of each word.</summary>
    internal int[][] FirstRows { get; }

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
            messages.Add(new GlobalMessage(true, Buses.Chain.Tag, [new KoalaBear(start)]));
            messages.Add(new GlobalMessage(false, Buses.Chain.Tag, [new KoalaBear(end)]));
        }
    }
}
