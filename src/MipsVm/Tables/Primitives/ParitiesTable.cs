using Zkfp.Core.Air;
using Zkfp.Core.Trace;
using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Tracing;

namespace Zkfp.MipsVm.Tables.Primitives;

/// <summary>Five numbers of three bits, as digits of one number, and which of them are odd.</summary>
internal sealed class ParitiesTable : Table
{
    /// <summary>Digits, and the bits of one.</summary>
    internal const int Digits = 5, DigitBits = 3;

    /// <summary>log₂ of the number of rows.</summary>
    internal const int LogHeight = Digits * DigitBits;

    /// <summary>Number of rows.</summary>
    internal const int RowCount = 1 << LogHeight;

    private readonly TableColumn _multiplicity;

    public ParitiesTable(TableAir f)
        : base(f)
    {
        Expr sums = f.IndexBits("digits", 0, LogHeight), odd = f.Constant(0L);
        for (int i = 0; i < Digits; i++) odd += f.IndexBits($"digit {i} is odd", DigitBits * i, 1) * (1 << i);
        _multiplicity = f.Main("multiplicity");
        f.Push("parities", Buses.Parities, _multiplicity, sums, odd);
    }

    /// <summary>How often each row was looked up.</summary>
    public TraceTable Trace(Histograms counts)
    {
        TraceTable trace = NewTrace(RowCount);
        counts.Parities.CopyTo(trace.Column(_multiplicity));
        return trace;
    }
}
