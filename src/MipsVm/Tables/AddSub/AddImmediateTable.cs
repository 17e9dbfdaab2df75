using Zkfp.Core.Air;
using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Rom;
using Zkfp.MipsVm.Tracing;

namespace Zkfp.MipsVm.Tables.AddSub;

/// <summary>c = a + x with −2^15 ≤ x &lt; 2^15: each carry is −1, 0 or 1. In place, a is what d was.</summary>
internal sealed class AddImmediateTable : InstructionTable
{
    private readonly bool _inPlace;
    private readonly TableColumn _ra, _rd, _x;
    private readonly AccessColumns _a, _d;
    private readonly WordColumns _c;

    public AddImmediateTable(TableAir air, bool inPlace, bool sequential)
        : base(air, sequential)
    {
        _inPlace = inPlace;
        if (!inPlace) _ra = B.Main("a");
        (_rd, _x) = (B.Main("d"), B.Main("x"));
        T.Rom(inPlace ? Operation.AddImmediateInPlace : Operation.AddImmediate, inPlace ? null : (Expr)_ra, d: _rd, x: _x);
        if (!inPlace) _a = T.Read("a", _ra, 0);
        _c = B.Word("c");
        T.Range16("c", _c);
        _d = T.Write("d", _rd, _c);
        Gadgets.AddSigned(B, inPlace ? _d : _a, _x, _c);
        T.NextInSequence();
    }

    protected override void Row(ref RowWriter w, in StepRecord s, in RomRow op)
    {
        if (!_inPlace)
        {
            w.Put(_ra, op.A);
            w.ReadA(_a, s);
        }

        w.Put(_rd, op.D);
        w.Put(_x, op.X);
        w.PutChecked(_c, s.NewD);
        w.WriteD(_d, s);
    }
}
