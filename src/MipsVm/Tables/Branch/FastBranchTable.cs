using Zkfp.Core.Air;
using Zkfp.Core.Field;
using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Rom;
using Zkfp.MipsVm.Tracing;

namespace Zkfp.MipsVm.Tables.Branch;

/// <summary>A branch whose condition holds, with npc = pc + 1: goes to the target of its ROM row.</summary>
internal abstract class FastBranchTable : InstructionTable
{
    private readonly bool _two;
    private readonly TableColumn _rb, _target;

    /// <summary>Declares one register or two, and the target.</summary>
    protected FastBranchTable(TableAir air, Operation operation, bool two)
        : base(air, sequential: true)
    {
        _two = two;
        Ra = B.Main("a");
        if (two) _rb = B.Main("b");
        Expr second = two ? _rb : T.Zero;
        _target = B.Main("x");
        T.Rom(operation, Ra, two ? second : null, x: _target);
        T.Next(T.Npc, _target);
    }

    protected TableColumn Ra { get; }

    protected TableColumn Rb => _rb;

    /// <summary>Writes what the constructor declares.</summary>
    protected void PutOperands(ref RowWriter w, in RomRow op)
    {
        w.Put(Ra, op.A);
        if (_two) w.Put(_rb, op.B);
        w.Put(_target, op.X);
    }
}

/// <summary>a = b.</summary>
internal sealed class EqualTable : FastBranchTable
{
    private readonly AccessColumns _a;
    private readonly TableColumn _previousB;

    public EqualTable(TableAir air)
        : base(air, Operation.Equal, true)
    {
        _a = T.Read("a", Ra, 0);
        _previousB = T.ReadAs("b", Rb, _a, 1);
    }

    protected override void Row(ref RowWriter w, in StepRecord s, in RomRow op)
    {
        PutOperands(ref w, op);
        w.ReadA(_a, s);
        w.PreviousB(_previousB, s);
    }
}

/// <summary>a ≠ b: (Δlow)² − 3·(Δhigh)² vanishes only if both differences do, since 3 is no square mod p.</summary>
internal sealed class NotEqualTable : FastBranchTable
{
    private readonly AccessColumns _a, _b;
    private readonly TableColumn _inverse;

    public NotEqualTable(TableAir air)
        : base(air, Operation.NotEqual, true)
    {
        (_a, _b) = (T.Read("a", Ra, 0), T.Read("b", Rb, 1));
        Expr low = _a.Low - _b.Low, high = _a.High - _b.High, norm = low * low - 3 * (high * high);
        _inverse = B.Main("inverse");
        B.AssertEqual("a is not b", norm * _inverse, T.Real);
    }

    protected override void Row(ref RowWriter w, in StepRecord s, in RomRow op)
    {
        PutOperands(ref w, op);
        w.ReadA(_a, s);
        w.ReadB(_b, s);
        KoalaBear low = (int)(s.A & 0xFFFF) - (int)(s.B & 0xFFFF), high = (int)(s.A >> 16) - (int)(s.B >> 16);
        w.PutInverse(_inverse, low * low - (KoalaBear)3 * high * high);
    }
}
