using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Isa;
using Zkfp.MipsVm.Rom;
using Zkfp.MipsVm.Tracing;

namespace Zkfp.MipsVm.Tables.Jump;

/// <summary>J.</summary>
internal sealed class JumpTable : InstructionTable
{
    private readonly TableColumn _target;

    public JumpTable(TableAir air)
        : base(air)
    {
        _target = B.Main("x");
        T.Rom(Operation.Jump, x: _target);
        T.Next(T.Npc, _target);
    }

    protected override void Row(ref RowWriter w, in StepRecord s, in RomRow op) => w.Put(_target, op.X);
}

/// <summary>JAL. y is the high limb of the link 4·(pc + 2), so its low limb is linear.</summary>
internal sealed class JumpLinkTable : InstructionTable
{
    private readonly TableColumn _target, _high;
    private readonly AccessColumns _link;

    public JumpLinkTable(TableAir air)
        : base(air)
    {
        (_target, _high) = (B.Main("x"), B.Main("y"));
        T.Rom(Operation.JumpLink, x: _target, y: _high);
        _link = T.Write("link", B.Constant((long)RegisterKey.ReturnAddress), new Word((T.Pc + 2 - _high * (1 << 14)) * 4, _high));
        T.Next(T.Npc, _target);
    }

    protected override void Row(ref RowWriter w, in StepRecord s, in RomRow op)
    {
        w.Put(_target, op.X);
        w.Put(_high, op.Y);
        w.WriteD(_link, s);
    }
}
