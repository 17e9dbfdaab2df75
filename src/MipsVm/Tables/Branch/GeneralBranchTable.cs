using Zkfp.Core.Air;
using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Rom;
using Zkfp.MipsVm.Tracing;

namespace Zkfp.MipsVm.Tables.Branch;

/// <summary>Any branch without link anywhere.</summary>
internal sealed class GeneralBranchTable : InstructionTable
{
    private readonly TableColumn _equality, _negate, _register, _likely, _ra, _rb, _target, _constant, _skip, _next;
    private readonly AccessColumns _a, _b;
    private readonly Condition _condition;

    public GeneralBranchTable(TableAir air)
        : base(air)
    {
        (_equality, _negate, _register, _likely) = (B.Bool("equality"), B.Bool("negate"), T.Flag("register"), B.Bool("likely"));
        (_ra, _rb, _target, _constant) = (B.Main("a"), B.Main("b"), B.Main("x"), B.Main("y"));
        Expr flags = _equality + 2 * _negate + 4 * _register + 8 * _likely;
        T.Rom(Operation.Branch, _ra, _rb, flags, _target, _constant);
        B.AssertZero("no register b", (1 - _register) * _rb);
        (_a, _b) = (T.Read("a", _ra, 0), T.Read("b", _rb, 1, _register));
        B.AssertZero("constant low limb", (1 - _register) * (_b.Low - _constant));
        B.AssertZero("constant high limb", (1 - _register) * _b.High);
        _condition = new Condition(T, _a, _b, B.Constant(1L), _equality, _negate);
        (_skip, _next) = (B.Main("skip"), B.Main("next"));
        Expr taken = _condition.Holds;
        B.AssertEqual("skips the delay slot", _skip, _likely * (1 - taken));
        B.AssertEqual("next npc", _next, taken * _target + (T.Real - taken) * (T.Npc + 1 + _skip));
        T.Next(T.Npc + _skip, _next);
    }

    protected override void Row(ref RowWriter w, in StepRecord s, in RomRow op)
    {
        var flags = (ConditionFlags)op.D;
        w.Put(_equality, (flags & ConditionFlags.Equality) != 0);
        w.Put(_negate, (flags & ConditionFlags.Negate) != 0);
        w.Put(_register, (flags & ConditionFlags.Register) != 0);
        w.Put(_likely, (flags & ConditionFlags.LikelyOrSigned) != 0);
        w.Put(_ra, op.A);
        w.Put(_rb, op.B);
        w.Put(_target, op.X);
        w.Put(_constant, op.Y);
        w.ReadA(_a, s);
        uint b = SecondOperand.Put(ref w, _b, s, flags, op.Y);
        bool taken = _condition.Put(ref w, s.A, b, true, flags);
        uint skip = (flags & ConditionFlags.LikelyOrSigned) != 0 && !taken ? 1u : 0;
        w.Put(_skip, skip);
        w.Put(_next, taken ? op.X : s.Npc + 1 + skip);
    }
}
