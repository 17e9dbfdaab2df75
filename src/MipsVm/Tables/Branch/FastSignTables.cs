using Zkfp.Core.Air;
using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Rom;
using Zkfp.MipsVm.Tracing;

namespace Zkfp.MipsVm.Tables.Branch;

/// <summary>a = 0.</summary>
internal sealed class ZeroTable : FastBranchTable
{
    private readonly TableColumn _previousA;

    public ZeroTable(TableAir air)
        : base(air, Operation.Zero, false) => _previousA = T.ReadAs("a", Ra, new Word(T.Zero, T.Zero), 0);

    protected override void Row(ref RowWriter w, in StepRecord s, in RomRow op)
    {
        PutOperands(ref w, op);
        w.PreviousA(_previousA, s);
    }
}

/// <summary>a ≠ 0.</summary>
internal sealed class NotZeroTable : FastBranchTable
{
    private readonly AccessColumns _a;
    private readonly TableColumn _inverse;

    public NotZeroTable(TableAir air)
        : base(air, Operation.NotZero, false)
    {
        _a = T.Read("a", Ra, 0);
        Expr sum = _a.Low + _a.High;
        _inverse = B.Main("inverse");
        B.AssertEqual("a is not zero", sum * _inverse, T.Real);
    }

    protected override void Row(ref RowWriter w, in StepRecord s, in RomRow op)
    {
        PutOperands(ref w, op);
        w.ReadA(_a, s);
        w.PutInverse(_inverse, (s.A & 0xFFFF) + (s.A >> 16));
    }
}

/// <summary>a &lt; 0 or a ≥ 0: both look up the high limb without its top bit.</summary>
internal sealed class SignTable : FastBranchTable
{
    private readonly AccessColumns _a;

    public SignTable(TableAir air, bool negative)
        : base(air, negative ? Operation.Negative : Operation.NotNegative, false)
    {
        _a = T.Read("a", Ra, 0);
        if (negative) T.Range16("top bit set: rest", (_a.High - (1 << 15)) * 2);
        else T.Range16("top bit clear: rest", _a.High * 2);
    }

    protected override void Row(ref RowWriter w, in StepRecord s, in RomRow op)
    {
        PutOperands(ref w, op);
        w.ReadA(_a, s);
        w.Sign(s.A >> 16);
    }
}

/// <summary>a &gt; 0.</summary>
internal sealed class PositiveTable : FastBranchTable
{
    private readonly AccessColumns _a;
    private readonly TableColumn _inverse;

    public PositiveTable(TableAir air)
        : base(air, Operation.Positive, false)
    {
        _a = T.Read("a", Ra, 0);
        T.Range16("top bit clear: rest", _a.High * 2);
        Expr sum = _a.Low + _a.High;
        _inverse = B.Main("inverse");
        B.AssertEqual("a is not zero", sum * _inverse, T.Real);
    }

    protected override void Row(ref RowWriter w, in StepRecord s, in RomRow op)
    {
        PutOperands(ref w, op);
        w.ReadA(_a, s);
        w.Sign(s.A >> 16);
        w.PutInverse(_inverse, (s.A & 0xFFFF) + (s.A >> 16));
    }
}
