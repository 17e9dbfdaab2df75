using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Rom;
using Zkfp.MipsVm.Tracing;

namespace Zkfp.MipsVm.Tables.AddSub;

/// <summary>c = a + x with −2^15 ≤ x &lt; 2^15: each carry is −1, 0 or 1.</summary>
internal sealed class AddImmediateTable : InstructionTable
{
    private readonly TableColumn _ra, _rd, _x;
    private readonly AccessColumns _a, _d;
    private readonly WordColumns _c;

    public AddImmediateTable(TableAir air)
        : base(air)
    {
        (_ra, _rd, _x) = (B.Main("a"), B.Main("d"), B.Main("x"));
        T.Rom(Operation.AddImmediate, _ra, d: _rd, x: _x);
        _a = T.Read("a", _ra, 0);
        _c = B.Word("c");
        T.Range16("c", _c);
        _d = T.Write("d", _rd, _c);
        Gadgets.AddSigned(B, _a, _x, _c);
        T.NextInSequence();
    }

    protected override void Row(ref RowWriter w, in StepRecord s, in RomRow op)
    {
        w.Put(_ra, op.A);
        w.Put(_rd, op.D);
        w.Put(_x, op.X);
        w.ReadA(_a, s);
        w.PutChecked(_c, s.NewD);
        w.WriteD(_d, s);
    }
}
