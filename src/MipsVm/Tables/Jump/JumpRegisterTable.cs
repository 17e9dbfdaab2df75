using Zkfp.Core.Air;
using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Isa;
using Zkfp.MipsVm.Rom;
using Zkfp.MipsVm.Tracing;

namespace Zkfp.MipsVm.Tables.Jump;

/// <summary>JR.</summary>
internal sealed class JumpRegisterTable : InstructionTable
{
    private readonly TableColumn _ra;
    private readonly AccessColumns _a;

    public JumpRegisterTable(TableAir air)
        : base(air)
    {
        _ra = B.Main("a");
        T.Rom(Operation.JumpRegister, _ra);
        _a = T.Read("a", _ra, 0);
        T.Next(T.Npc, JumpTables.Aligned(T, _a));
    }

    protected override void Row(ref RowWriter w, in StepRecord s, in RomRow op)
    {
        w.Put(_ra, op.A);
        w.ReadA(_a, s);
        JumpTables.CountAligned(ref w, s.A);
    }
}

/// <summary>JALR: the link is a constant of the ROM.</summary>
internal sealed class JumpLinkRegisterTable : InstructionTable
{
    private readonly TableColumn _ra, _rd, _x, _y;
    private readonly AccessColumns _a, _d;

    public JumpLinkRegisterTable(TableAir air)
        : base(air)
    {
        (_ra, _rd, _x, _y) = (B.Main("a"), B.Main("d"), B.Main("x"), B.Main("y"));
        T.Rom(Operation.JumpLinkRegister, _ra, d: _rd, x: _x, y: _y);
        _a = T.Read("a", _ra, 0);
        Expr target = JumpTables.Aligned(T, _a);
        _d = T.Write("d", _rd, new Word(_x, _y));
        T.Next(T.Npc, target);
    }

    protected override void Row(ref RowWriter w, in StepRecord s, in RomRow op)
    {
        w.Put(_ra, op.A);
        w.Put(_rd, op.D);
        w.Put(_x, op.X);
        w.Put(_y, op.Y);
        w.ReadA(_a, s);
        JumpTables.CountAligned(ref w, s.A);
        w.WriteD(_d, s);
    }
}

/// <summary>ERET: pc ← RESUME, npc ← RESUME + 4.</summary>
internal sealed class ExceptionReturnTable : InstructionTable
{
    private readonly AccessColumns _resume;

    public ExceptionReturnTable(TableAir air)
        : base(air)
    {
        Expr key = B.Constant((long)RegisterKey.Resume);
        T.Rom(Operation.ExceptionReturn, key);
        _resume = T.Read("a", key, 0);
        Expr target = JumpTables.Aligned(T, _resume);
        T.Next(target, target + 1);
    }

    protected override void Row(ref RowWriter w, in StepRecord s, in RomRow op)
    {
        w.ReadA(_resume, s);
        JumpTables.CountAligned(ref w, s.A);
    }
}
