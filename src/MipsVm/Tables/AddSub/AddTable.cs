using Zkfp.Core.Air;
using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Rom;
using Zkfp.MipsVm.Tracing;

namespace Zkfp.MipsVm.Tables.AddSub;

/// <summary>c = a + b (or a = c + b) in limbs; each carry is 0 or 1 and c has 16-bit limbs, so c is unique.</summary>
internal sealed class AddTable : InstructionTable
{
    private readonly TableColumn _ra, _rb, _rd;
    private readonly AccessColumns _a, _b, _d;
    private readonly WordColumns _c;

    public AddTable(TableAir air, bool subtract)
        : base(air)
    {
        (_ra, _rb, _rd) = (B.Main("a"), B.Main("b"), B.Main("d"));
        T.Rom(subtract ? Operation.Subtract : Operation.Add, _ra, _rb, _rd);
        (_a, _b) = (T.Read("a", _ra, 0), T.Read("b", _rb, 1));
        _c = B.Word("c");
        T.Range16("c", _c);
        _d = T.Write("d", _rd, _c);
        Word p = subtract ? _c : _a, r = subtract ? _a : _c;
        Expr low = p.Low + _b.Low - r.Low, both = low + (p.High + _b.High - r.High) * (1 << 16);
        B.AssertZero("low carry is 0 or 1", low * (low - (1 << 16)));
        B.AssertZero("high carry is 0 or 1", both * (both - (1L << 32)));
        T.NextInSequence();
    }

    protected override void Row(ref RowWriter w, in StepRecord s, in RomRow op)
    {
        w.Put(_ra, op.A);
        w.Put(_rb, op.B);
        w.Put(_rd, op.D);
        w.ReadA(_a, s);
        w.ReadB(_b, s);
        w.PutChecked(_c, s.NewD);
        w.WriteD(_d, s);
    }
}
