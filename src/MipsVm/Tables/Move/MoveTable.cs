using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Rom;
using Zkfp.MipsVm.Tracing;

namespace Zkfp.MipsVm.Tables.Move;

/// <summary>Nothing.</summary>
internal sealed class NopTable : InstructionTable
{
    public NopTable(TableAir air)
        : base(air)
    {
        T.Rom(Operation.Nop);
        T.NextInSequence();
    }

    protected override void Row(ref RowWriter w, in StepRecord s, in RomRow op)
    {
    }
}

/// <summary>d ← a.</summary>
internal sealed class MoveTable : InstructionTable
{
    private readonly TableColumn _ra, _rd;
    private readonly AccessColumns _a, _d;

    public MoveTable(TableAir air, bool sequential)
        : base(air, sequential)
    {
        (_ra, _rd) = (B.Main("a"), B.Main("d"));
        T.Rom(Operation.Move, _ra, d: _rd);
        _a = T.Read("a", _ra, 0);
        _d = T.Write("d", _rd, _a);
        T.NextInSequence();
    }

    protected override void Row(ref RowWriter w, in StepRecord s, in RomRow op)
    {
        w.Put(_ra, op.A);
        w.Put(_rd, op.D);
        w.ReadA(_a, s);
        w.WriteD(_d, s);
    }
}

/// <summary>d ← a constant. The limbs are constants of the ROM, which have 16 bits.</summary>
internal sealed class LoadImmediateTable : InstructionTable
{
    private readonly TableColumn _rd, _x, _y;
    private readonly AccessColumns _d;

    public LoadImmediateTable(TableAir air, bool sequential)
        : base(air, sequential)
    {
        (_rd, _x, _y) = (B.Main("d"), B.Main("x"), B.Main("y"));
        T.Rom(Operation.LoadImmediate, d: _rd, x: _x, y: _y);
        _d = T.Write("d", _rd, new Word(_x, _y));
        T.NextInSequence();
    }

    protected override void Row(ref RowWriter w, in StepRecord s, in RomRow op)
    {
        w.Put(_rd, op.D);
        w.Put(_x, op.X);
        w.Put(_y, op.Y);
        w.WriteD(_d, s);
    }
}

/// <summary>d ← what the host answers: any word of 16-bit limbs.</summary>
internal sealed class HintTable : InstructionTable
{
    private readonly TableColumn _rd;
    private readonly WordColumns _c;
    private readonly AccessColumns _d;

    public HintTable(TableAir air)
        : base(air)
    {
        _rd = B.Main("d");
        T.Rom(Operation.Hint, d: _rd);
        _c = B.Word("c");
        T.Range16("c", _c);
        _d = T.Write("d", _rd, _c);
        T.NextInSequence();
    }

    protected override void Row(ref RowWriter w, in StepRecord s, in RomRow op)
    {
        w.Put(_rd, op.D);
        w.PutChecked(_c, s.NewD);
        w.WriteD(_d, s);
    }
}
