using Zkfp.Core.Air;
using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Rom;
using Zkfp.MipsVm.Tracing;

namespace Zkfp.MipsVm.Tables.AddSub;

/// <summary>c = a + b (or a = c + b) in limbs; each carry is 0 or 1 and c has 16-bit limbs, so c is unique. In place, a is what d was.</summary>
internal sealed class AddTable : InstructionTable
{
    private readonly bool _inPlace;
    private readonly TableColumn _ra, _rb, _rd;
    private readonly AccessColumns _a, _b, _d;
    private readonly WordColumns _c;

    public AddTable(TableAir air, Operation operation, bool sequential = false)
        : base(air, sequential)
    {
        _inPlace = operation == Operation.AddInPlace;
        if (!_inPlace) _ra = B.Main("a");
        (_rb, _rd) = (B.Main("b"), B.Main("d"));
        T.Rom(operation, _inPlace ? null : (Expr)_ra, _rb, _rd);
        if (!_inPlace) _a = T.Read("a", _ra, 0);
        _b = T.Read("b", _rb, 1);
        _c = B.Word("c");
        T.Range16("c", _c);
        _d = T.Write("d", _rd, _c);
        Word a = _inPlace ? _d : _a;
        (Word p, Word r) = operation == Operation.Subtract ? (_c, a) : (a, (Word)_c);
        Expr low = p.Low + _b.Low - r.Low, both = low + (p.High + _b.High - r.High) * (1 << 16);
        B.AssertZero("low carry is 0 or 1", low * (low - (1 << 16)));
        B.AssertZero("high carry is 0 or 1", both * (both - (1L << 32)));
        T.NextInSequence();
    }

    protected override void Row(ref RowWriter w, in StepRecord s, in RomRow op)
    {
        if (!_inPlace)
        {
            w.Put(_ra, op.A);
            w.ReadA(_a, s);
        }

        w.Put(_rb, op.B);
        w.Put(_rd, op.D);
        w.ReadB(_b, s);
        w.PutChecked(_c, s.NewD);
        w.WriteD(_d, s);
    }
}
