using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Isa;
using Zkfp.MipsVm.Rom;
using Zkfp.MipsVm.Tracing;

namespace Zkfp.MipsVm.Tables.Branch;

/// <summary>BLTZAL, BGEZAL, their likely forms, and JAL where its link wraps (BGEZAL of $0): a &lt; 0 or not. A second ROM row gives the limbs of the link.</summary>
internal sealed class BranchLinkTable : InstructionTable
{
    private readonly TableColumn _negate, _likely, _ra, _target, _sign, _holds, _skip, _next;
    private readonly AccessColumns _a, _link;
    private readonly WordColumns _linkValue;

    public BranchLinkTable(TableAir air)
        : base(air)
    {
        (_negate, _likely) = (B.Bool("negate"), B.Bool("likely"));
        (_ra, _target) = (B.Main("a"), B.Main("x"));
        T.Rom(Operation.BranchLink, _ra, d: 2 * _negate + 8 * _likely, x: _target);
        _a = T.Read("a", _ra, 0);
        _sign = B.Main("sign(a)");
        T.Sign("sign(a)", _a.High, _sign);
        _linkValue = B.Word("link");
        T.Rom(Operation.Link, x: _linkValue.Low, y: _linkValue.High);
        _link = T.Write("link", B.Constant((long)RegisterKey.ReturnAddress), _linkValue);
        (_holds, _skip, _next) = (B.Main("holds"), B.Main("skip"), B.Main("next"));
        B.AssertEqual("holds", _holds, _sign + _negate - 2 * _sign * _negate);
        B.AssertEqual("skips the delay slot", _skip, _likely * (1 - _holds));
        B.AssertEqual("next npc", _next, _holds * _target + (T.Real - _holds) * (T.Npc + 1 + _skip));
        T.Next(T.Npc + _skip, _next);
    }

    protected override void Row(ref RowWriter w, in StepRecord s, in RomRow op)
    {
        var flags = (ConditionFlags)op.D;
        bool likely = (flags & ConditionFlags.LikelyOrSigned) != 0, holds = Condition.IsTrue(s.A, 0, true, flags);
        w.Put(_negate, (flags & ConditionFlags.Negate) != 0);
        w.Put(_likely, likely);
        w.Put(_ra, op.A);
        w.Put(_target, op.X);
        w.ReadA(_a, s);
        w.Put(_sign, s.A >> 31);
        w.Sign(s.A >> 16);
        w.Put(_linkValue, s.NewD);
        w.WriteD(_link, s);
        uint skip = likely && !holds ? 1u : 0;
        w.Put(_holds, holds);
        w.Put(_skip, skip);
        w.Put(_next, holds ? op.X : s.Npc + 1 + skip);
    }
}
