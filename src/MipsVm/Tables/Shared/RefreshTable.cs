using Zkfp.Core.Air;
using Zkfp.Core.Machine;
using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Rom;
using Zkfp.MipsVm.Tracing;

namespace Zkfp.MipsVm.Tables.Shared;

/// <summary>
/// Renews the time of a word (register) that was not accessed for 2^16 time units: the new time is 2^16·k, below 2^26, and the difference
/// has 26 bits.
/// </summary>
internal sealed class RefreshTable : StepTable
{
    private const int HighBits = ExecutionPublicValues.LogMaxTime - 16;

    private readonly TableColumn _key, _previous, _k, _differenceHigh;
    private readonly WordColumns _value;

    public RefreshTable(TableAir f, bool register)
        : base(f)
    {
        Expr real = f.Active("real");
        _key = f.Main("key");
        _value = new WordColumns(f.Main("low"), f.Main("high"));
        (_previous, _k, _differenceHigh) = (f.Main("previous"), f.Main("time"), f.Main("difference.high"));
        Bus bus = register ? Buses.Register : Buses.Memory;
        f.Pull("before", bus, real, _key, _value.Low, _value.High, _previous);
        f.Push("after", bus, real, _key, _value.Low, _value.High, _k * (1 << 16));
        f.Pull("time has 10 bits", Buses.Bits, real, f.Constant((long)HighBits), _k, _k * (1 << 16 - HighBits));
        f.Pull("difference.high has 10 bits", Buses.Bits, real, f.Constant((long)HighBits), _differenceHigh, _differenceHigh * (1 << 16 - HighBits));
        f.Pull("difference.low has 16 bits", Buses.Range16, real, _k * (1 << 16) - 1 - _previous - _differenceHigh * (1 << 16));
    }

    /// <summary>Extra = key, A = value, PreviousA, Time = new time / 2^16.</summary>
    protected override void Row(ref RowWriter w, in StepRecord s, in RomRow op)
    {
        uint difference = (s.Time << 16) - 1 - s.PreviousA;
        w.Put(_key, s.Extra);
        w.Put(_value, s.A);
        w.Put(_previous, s.PreviousA);
        w.Put(_k, s.Time);
        w.Put(_differenceHigh, difference >> 16);
        w.Bits(HighBits, s.Time);
        w.Bits(HighBits, difference >> 16);
        w.Range(difference & 0xFFFF);
    }
}
