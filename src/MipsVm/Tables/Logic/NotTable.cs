using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Rom;
using Zkfp.MipsVm.Tracing;

namespace Zkfp.MipsVm.Tables.Logic;

/// <summary>d ← NOT a: limbs of 16 bits from 2^16 − 1 have 16 bits.</summary>
internal sealed class NotTable : InstructionTable
{
    private readonly TableColumn _ra, _rd;
    private readonly AccessColumns _a, _d;

    public NotTable(TableAir air)
        : base(air)
    {
        (_ra, _rd) = (B.Main("a"), B.Main("d"));
        T.Rom(Operation.Not, _ra, d: _rd);
        _a = T.Read("a", _ra, 0);
        _d = T.Write("d", _rd, new Word(0xFFFF - _a.Low, 0xFFFF - _a.High));
        T.NextInSequence();
    }

    protected override void Row(ref RowWriter w, in StepRecord s, in RomRow op)
    {
        w.Put(_ra, op.A);
        w.Put(_rd, op.D);
        w.ReadA(_a, s);
        w.WriteD(_d, s);
    }
}
