using Zkfp.Core.Air;
using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Rom;
using Zkfp.MipsVm.Tracing;

namespace Zkfp.MipsVm.Tables.System;

/// <summary>
/// After the last word of the address space comes the first: pc or npc of 2^30 or 2^30 + 1 becomes 0 or 1. No time passes; a row
/// never undoes another.
/// </summary>
internal sealed class StateWrapTable : StepTable
{
    private readonly TableColumn _time, _pc, _npc, _both;

    public StateWrapTable(TableAir f)
        : base(f)
    {
        Expr real = f.Active("real");
        (_time, _pc, _npc, _both) = (f.Main("time"), f.Main("pc"), f.Main("npc"), f.Main("both"));
        f.AssertBool("both is 0 or 1", _both);
        Expr top = f.Constant(1L << 30);
        f.AssertZero("npc is beyond the end", real * (_npc - top) * (_npc - top - 1));
        f.AssertZero("pc is beyond the end", _both * (_pc - top) * (_pc - top - 1));
        f.Pull("state", Buses.State, real, _time, _pc, _npc);
        f.Push("wrapped state", Buses.State, real, _time, _pc - _both * top, _npc - top);
    }

    /// <summary>Pc and Npc as pulled.</summary>
    protected override void Row(ref RowWriter w, in StepRecord s, in RomRow op)
    {
        w.Put(_time, s.Time);
        w.Put(_pc, s.Pc);
        w.Put(_npc, s.Npc);
        w.Put(_both, s.Pc >= 1u << 30);
    }
}
