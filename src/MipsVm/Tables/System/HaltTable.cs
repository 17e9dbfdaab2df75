using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Rom;
using Zkfp.MipsVm.Tracing;

namespace Zkfp.MipsVm.Tables.System;

/// <summary>HALT. Ends the state chain: nothing continues from here.</summary>
internal sealed class HaltTable : InstructionTable
{
    private readonly TableColumn _ra;
    private readonly AccessColumns _a;

    public HaltTable(TableAir air)
        : base(air)
    {
        _ra = B.Main("a");
        T.Rom(Operation.Halt, _ra);
        _a = T.Read("a", _ra, 0);
        B.Push("halt", Buses.Halt, T.Real, T.Time + 4, T.Zero, T.Zero, _a.Low, _a.High);
    }

    protected override void Row(ref RowWriter w, in StepRecord s, in RomRow op)
    {
        w.Put(_ra, op.A);
        w.ReadA(_a, s);
    }
}

/// <summary>COMMIT.</summary>
internal sealed class CommitTable : InstructionTable
{
    private readonly TableColumn _ra, _index;
    private readonly AccessColumns _a;

    public CommitTable(TableAir air)
        : base(air)
    {
        (_ra, _index) = (B.Main("a"), B.Main("x"));
        T.Rom(Operation.Commit, _ra, x: _index);
        _a = T.Read("a", _ra, 0);
        B.Push("commit", Buses.Commit, T.Real, _index, _a.Low, _a.High);
        T.NextInSequence();
    }

    protected override void Row(ref RowWriter w, in StepRecord s, in RomRow op)
    {
        w.Put(_ra, op.A);
        w.Put(_index, op.X);
        w.ReadA(_a, s);
    }
}

/// <summary>SYSCALL, BREAK, reserved and coprocessor instructions: x is the exception code.</summary>
internal sealed class RaiseTable : InstructionTable
{
    private readonly TableColumn _code;

    public RaiseTable(TableAir air)
        : base(air)
    {
        _code = B.Main("x");
        T.Rom(Operation.Raise, x: _code);
        B.Push("exception", Buses.Exception, T.Real, T.Time, T.Pc, T.Npc, _code, T.Zero, T.Zero);
    }

    protected override void Row(ref RowWriter w, in StepRecord s, in RomRow op) => w.Put(_code, op.X);
}
