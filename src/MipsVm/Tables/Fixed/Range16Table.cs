using Zkfp.Core.Air;
using Zkfp.Core.Trace;
using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Tracing;

namespace Zkfp.MipsVm.Tables.Fixed;

/// <summary>The numbers of 16 bits.</summary>
internal sealed class Range16Table : Table
{
    private readonly TableColumn _multiplicity;

    public Range16Table(TableAir f)
        : base(f)
    {
        _multiplicity = f.Main("multiplicity");
        f.Push("value", Buses.Range16, _multiplicity, f.IndexBits("value", 0, 16));
    }

    /// <summary>How often each number was looked up.</summary>
    public TraceTable Trace(Histograms counts)
    {
        TraceTable trace = NewTrace(1 << 16);
        counts.Range16.CopyTo(trace.Column(_multiplicity));
        return trace;
    }
}

/// <summary>The pairs of bytes, and what their AND is.</summary>
internal sealed class BytesTable : Table
{
    private readonly TableColumn _and, _pair;

    public BytesTable(TableAir f)
        : base(f)
    {
        Expr y = f.IndexBits("y", 0, 8), x = f.IndexBits("x", 8, 8), and = f.AndBits("and", 0, 8, 8);
        _and = f.Main("and multiplicity");
        f.Push("and", Buses.And, _and, x, y, and);
        _pair = f.Main("pair multiplicity");
        f.Push("pair", Buses.BytePair, _pair, x, y);
    }

    /// <summary>How often each pair was looked up.</summary>
    public TraceTable Trace(Histograms counts)
    {
        TraceTable trace = NewTrace(1 << 16);
        counts.And.CopyTo(trace.Column(_and));
        counts.BytePair.CopyTo(trace.Column(_pair));
        return trace;
    }
}
