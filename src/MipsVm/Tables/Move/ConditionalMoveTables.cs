using Zkfp.Core.Air;
using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Rom;
using Zkfp.MipsVm.Tracing;

namespace Zkfp.MipsVm.Tables.Move;

/// <summary>MOVZ that moves; the other case is a <see cref="Operation.NotZero"/> row.</summary>
internal sealed class MoveIfZeroTable : InstructionTable
{
    private readonly TableColumn _ra, _rb, _rd, _previousB;
    private readonly AccessColumns _a, _d;

    public MoveIfZeroTable(TableAir air)
        : base(air)
    {
        (_ra, _rb, _rd) = (B.Main("a"), B.Main("b"), B.Main("d"));
        T.Rom(Operation.MoveIfZero, _ra, _rb, _rd);
        _a = T.Read("a", _ra, 0);
        _previousB = T.ReadAs("b", _rb, new Word(T.Zero, T.Zero), 1);
        _d = T.Write("d", _rd, _a);
        T.NextInSequence();
    }

    protected override void Row(ref RowWriter w, in StepRecord s, in RomRow op)
    {
        w.Put(_ra, op.A);
        w.Put(_rb, op.B);
        w.Put(_rd, op.D);
        w.ReadA(_a, s);
        w.PreviousB(_previousB, s);
        w.WriteD(_d, s);
    }
}

/// <summary>MOVN that moves; the other case is a <see cref="Operation.Zero"/> row.</summary>
internal sealed class MoveIfNotZeroTable : InstructionTable
{
    private readonly TableColumn _ra, _rb, _rd, _inverse;
    private readonly AccessColumns _a, _b, _d;

    public MoveIfNotZeroTable(TableAir air)
        : base(air)
    {
        (_ra, _rb, _rd) = (B.Main("a"), B.Main("b"), B.Main("d"));
        T.Rom(Operation.MoveIfNotZero, _ra, _rb, _rd);
        (_a, _b) = (T.Read("a", _ra, 0), T.Read("b", _rb, 1));
        Expr sum = _b.Low + _b.High;
        _inverse = B.Main("inverse");
        B.AssertEqual("b is not zero", sum * _inverse, T.Real);
        _d = T.Write("d", _rd, _a);
        T.NextInSequence();
    }

    protected override void Row(ref RowWriter w, in StepRecord s, in RomRow op)
    {
        w.Put(_ra, op.A);
        w.Put(_rb, op.B);
        w.Put(_rd, op.D);
        w.ReadA(_a, s);
        w.ReadB(_b, s);
        w.PutInverse(_inverse, (s.B & 0xFFFF) + (s.B >> 16));
        w.WriteD(_d, s);
    }
}
