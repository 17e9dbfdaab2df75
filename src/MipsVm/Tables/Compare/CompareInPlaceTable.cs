using Zkfp.Core.Air;
using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Rom;
using Zkfp.MipsVm.Tracing;

namespace Zkfp.MipsVm.Tables.Compare;

/// <summary>d ← a &lt; d, unsigned: the carry of d = a' + a, as compilers write additions of more than one word.</summary>
internal sealed class CompareInPlaceTable : InstructionTable
{
    private readonly TableColumn _ra, _rd;
    private readonly AccessColumns _a, _d;
    private readonly WordColumns _difference;

    public CompareInPlaceTable(TableAir air)
        : base(air)
    {
        (_ra, _rd) = (B.Main("a"), B.Main("d"));
        T.Rom(Operation.SetLessUnsignedInPlace, _ra, d: _rd);
        _a = T.Read("a", _ra, 0);
        WordColumns old = B.OldWord("d");
        (Expr less, _difference) = Gadgets.LessThan(T, _a.Low, _a.High, old.Low, old.High);
        _d = new AccessColumns(old, T.Access("d", Buses.Register, _rd, old, new Word(less, T.Zero), 3));
        T.NextInSequence();
    }

    protected override void Row(ref RowWriter w, in StepRecord s, in RomRow op)
    {
        w.Put(_ra, op.A);
        w.Put(_rd, op.D);
        w.ReadA(_a, s);
        w.PutChecked(_difference, s.A - s.D);
        w.WriteD(_d, s);
    }
}
