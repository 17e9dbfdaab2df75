using Zkfp.Core.Air;
using Zkfp.Core.Trace;
using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Isa;
using Zkfp.MipsVm.Tracing;

namespace Zkfp.MipsVm.Tables.Shared;

/// <summary>All 256 register keys that the ROM can name start at zero.</summary>
internal sealed class RegisterInitTable : Table
{
    /// <summary>Register fields of ROM rows have 8 bits.</summary>
    internal const int LogRegisters = 8;

    private readonly WordColumns _final;
    private readonly TableColumn _lastShard;

    public RegisterInitTable(TableAir f)
        : base(f)
    {
        Expr key = f.IndexBits("key", 0, LogRegisters), one = f.Constant(1L), zero = f.Constant(0L);
        f.Push("initial", Buses.SharedRegister, one, key, zero, zero, zero);
        _final = new WordColumns(f.Boundary("final.low"), f.Boundary("final.high"));
        _lastShard = f.Boundary("lastShard");
        f.Pull("final", Buses.SharedRegister, one, key, _final.Low, _final.High, _lastShard);
    }

    /// <summary>What the registers became.</summary>
    public TraceTable Trace(FinalMemory final)
    {
        TraceTable trace = NewTrace(1 << LogRegisters);
        for (int i = 0; i < RegisterKey.Sink; i++)
        {
            trace.Column(_final.Low)[i] = final.Registers[i] & 0xFFFF;
            trace.Column(_final.High)[i] = final.Registers[i] >> 16;
            trace.Column(_lastShard)[i] = final.Shards;
        }

        return trace;
    }
}
