using Zkfp.Core.Trace;
using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Machine;
using Zkfp.MipsVm.Rom;

namespace Zkfp.MipsVm.Tables.Fixed;

/// <summary>The program. Padding rows are zero: operation 0, which nothing pulls.</summary>
internal sealed class RomTable : Table
{
    private readonly TableColumn _pc, _packed, _x, _y, _multiplicity;

    public RomTable(TableAir f)
        : base(f)
    {
        (_pc, _packed, _x, _y) = (f.Preprocessed("pc"), f.Preprocessed("packed"), f.Preprocessed("x"), f.Preprocessed("y"));
        _multiplicity = f.Main("multiplicity");
        f.Push("row", Buses.Rom, _multiplicity, _pc, _packed, _x, _y);
    }

    /// <summary>The columns of the key.</summary>
    public PreprocessedTable Preprocess(ReadOnlySpan<RomRow> rom)
    {
        PreprocessedTable key = PreprocessedTable.Allocate(TableId.Rom, Air, rom.Length);
        uint[] pc = key.Column(_pc), packed = key.Column(_packed), x = key.Column(_x), y = key.Column(_y);
        for (int i = 0; i < rom.Length; i++)
        {
            ref readonly RomRow row = ref rom[i];
            (pc[i], packed[i], x[i], y[i]) = (row.Pc, row.Packed, row.X, row.Y);
        }

        return key;
    }

    /// <summary>How often each row was fetched.</summary>
    public TraceTable Trace(PreprocessedTable key, ReadOnlySpan<uint> counts)
    {
        TraceTable trace = NewTrace(key.Rows);
        key.CopyTo(trace);
        counts.CopyTo(trace.Column(_multiplicity));
        return trace;
    }
}
