using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Isa;
using Zkfp.MipsVm.Rom;
using Zkfp.MipsVm.Tracing;

namespace Zkfp.MipsVm.Tables.System;

/// <summary>
/// A fetch outside the executable ranges: pc lies in a gap of the ROM, start ≤ pc ≤ last. Gaps have at most 2^29 words (longer
/// ones are split), both differences are below 2^29 and start is below 2^30, so nothing wraps mod p.
/// </summary>
internal sealed class FetchFaultTable : InstructionTable
{
    private readonly TableColumn _start, _last;
    private readonly Distance _fromStart, _toLast;

    public FetchFaultTable(TableAir air)
        : base(air)
    {
        (_start, _last) = (B.Main("start"), B.Main("last"));
        B.Pull("gap", Buses.Rom, T.Real, _start, B.Constant((long)Operation.Gap << 24), _last, T.Zero);
        (_fromStart, _toLast) = (new Distance(T, "pc − start", T.Pc - _start), new Distance(T, "last − pc", _last - T.Pc));
        B.Push("exception", Buses.Exception, T.Real, T.Time, T.Pc, T.Npc, B.Constant((long)ExceptionCode.FetchBusError), T.Zero, T.Zero);
    }

    protected override void Row(ref RowWriter w, in StepRecord s, in RomRow op)
    {
        w.Put(_start, op.Pc);
        w.Put(_last, op.X);
        _fromStart.Put(ref w, s.Pc - op.Pc);
        _toLast.Put(ref w, op.X - s.Pc);
    }
}
