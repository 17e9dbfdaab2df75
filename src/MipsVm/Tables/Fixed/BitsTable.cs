using System.Numerics;
using Zkfp.Core.Trace;
using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Machine;
using Zkfp.MipsVm.Tracing;

namespace Zkfp.MipsVm.Tables.Fixed;

/// <summary>The numbers of up to 16 bits: row i ≥ 1 is b = ⌊log₂ i⌋, x = i − 2^b; row 0 repeats row 1.</summary>
internal sealed class BitsTable : Table
{
    /// <summary>Number of rows.</summary>
    internal const int RowCount = 1 << 17;

    private readonly TableColumn _bits, _value, _scaled, _multiplicity;

    public BitsTable(TableAir f)
        : base(f)
    {
        (_bits, _value, _scaled) = (f.Preprocessed("bits"), f.Preprocessed("value"), f.Preprocessed("scaled"));
        _multiplicity = f.Main("multiplicity");
        f.Push("value", Buses.Bits, _multiplicity, _bits, _value, _scaled);
    }

    /// <summary>The columns of the key.</summary>
    public PreprocessedTable Preprocess()
    {
        PreprocessedTable key = PreprocessedTable.Allocate(TableId.Bits, Air, RowCount);
        uint[] bits = key.Column(_bits), values = key.Column(_value), scaled = key.Column(_scaled);
        for (int i = 1; i < RowCount; i++)
        {
            int b = BitOperations.Log2((uint)i);
            uint value = (uint)i - (1u << b);
            (bits[i], values[i], scaled[i]) = ((uint)b, value, value << 16 - b);
        }

        return key;
    }

    /// <summary>How often each row was looked up.</summary>
    public TraceTable Trace(PreprocessedTable key, Histograms counts)
    {
        TraceTable trace = NewTrace(RowCount);
        key.CopyTo(trace);
        counts.Bits.CopyTo(trace.Column(_multiplicity));
        return trace;
    }
}
