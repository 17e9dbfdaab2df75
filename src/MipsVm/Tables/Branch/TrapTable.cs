using Zkfp.Core.Air;
using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Rom;
using Zkfp.MipsVm.Tracing;

namespace Zkfp.MipsVm.Tables.Branch;

/// <summary>Conditional traps.</summary>
internal sealed class TrapTable : InstructionTable
{
    private readonly TableColumn _equality, _negate, _register, _signed, _raises, _ra, _rb;
    private readonly AccessColumns _a, _b;
    private readonly Condition _condition;

    public TrapTable(TableAir air)
        : base(air)
    {
        (_equality, _negate, _register) = (B.Bool("equality"), B.Bool("negate"), T.Flag("register"));
        (_signed, _raises) = (B.Bool("signed"), T.Flag("raises"));
        (_ra, _rb) = (B.Main("a"), B.Main("b"));
        B.AssertZero("no register b", (1 - _register) * _rb);
        (_a, _b) = (T.Read("a", _ra, 0), T.Read("b", _rb, 1, _register));
        Expr flags = _equality + 2 * _negate + 4 * _register + 8 * _signed + 16 * _raises;
        T.Rom(Operation.ConditionalTrap, _ra, _rb, flags, (T.Real - _register) * _b.Low, (T.Real - _register) * _b.High);
        _condition = new Condition(T, _a, _b, _signed, _equality, _negate);
        Expr taken = _condition.Holds;
        B.AssertZero("the condition holds only if it raises", taken * (1 - _raises));
        B.Push("trap exception", Buses.Exception, taken, T.Time, T.Pc, T.Npc, B.Constant(13L), T.Zero, T.Zero);
        B.Push("next state", Buses.State, T.Real - taken, T.Time + 4, T.Npc, T.Npc + 1);
    }

    protected override void Row(ref RowWriter w, in StepRecord s, in RomRow op)
    {
        var flags = (ConditionFlags)op.D;
        w.Put(_equality, (flags & ConditionFlags.Equality) != 0);
        w.Put(_negate, (flags & ConditionFlags.Negate) != 0);
        w.Put(_register, (flags & ConditionFlags.Register) != 0);
        w.Put(_signed, (flags & ConditionFlags.LikelyOrSigned) != 0);
        w.Put(_raises, (flags & ConditionFlags.Raises) != 0);
        w.Put(_ra, op.A);
        w.Put(_rb, op.B);
        w.ReadA(_a, s);
        uint b = SecondOperand.Put(ref w, _b, s, flags, op.Y << 16 | op.X);
        _condition.Put(ref w, s.A, b, (flags & ConditionFlags.LikelyOrSigned) != 0, flags);
    }
}
