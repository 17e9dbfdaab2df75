using Zkfp.Core.Air;
using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Tracing;

namespace Zkfp.MipsVm.Tables.System;

/// <summary>A difference of word indices that is at least 0 and below 2^29.</summary>
internal readonly struct Distance
{
    private readonly TableColumn _high;

    /// <summary>Declares its high limb and states it.</summary>
    public Distance(InstructionAir t, string name, Expr difference)
    {
        _high = t.B.Main(name + " high");
        t.Bits(name + " high", 13, _high);
        t.Range16(name + " low", difference - _high * (1 << 16));
    }

    /// <summary>Writes the column and counts the look-ups.</summary>
    public void Put(ref RowWriter w, uint difference)
    {
        w.Put(_high, difference >> 16);
        w.Bits(13, difference >> 16);
        w.Range(difference & 0xFFFF);
    }
}
