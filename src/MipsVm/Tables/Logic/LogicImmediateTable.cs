using Zkfp.Core.Air;
using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Rom;
using Zkfp.MipsVm.Tracing;

namespace Zkfp.MipsVm.Tables.Logic;

/// <summary>d ← a op immediate. The immediate has 16 bits: the high limb is kept (OR, XOR) or cleared (AND).</summary>
internal sealed class LogicImmediateTable : InstructionTable
{
    private readonly TableColumn _ra, _rd, _x, _y, _a0, _a1, _high, _previousA, _and0, _and1;
    private readonly AccessColumns _d;

    public LogicImmediateTable(TableAir air, LogicKind kind, Operation operation)
        : base(air)
    {
        (_ra, _rd, _x, _y) = (B.Main("a"), B.Main("d"), B.Main("x"), B.Main("y"));
        T.Rom(operation, _ra, d: _rd, x: _x, y: _y);
        (_a0, _a1, _high) = (B.Main("a.byte0"), B.Main("a.byte1"), B.Main("a.high"));
        var a = new Word(_a0 + _a1 * 256, _high);
        _previousA = T.ReadAs("a", _ra, a, 0);
        (_and0, _and1) = (B.Main("and.byte0"), B.Main("and.byte1"));
        B.Pull("and of byte 0", Buses.And, T.Real, _a0, _x, _and0);
        B.Pull("and of byte 1", Buses.And, T.Real, _a1, _y, _and1);
        Expr low = LogicTables.Combine(kind, a.Low, _x + _y * 256, _and0 + _and1 * 256);
        _d = T.Write("d", _rd, new Word(low, kind == LogicKind.And ? T.Zero : _high));
        T.NextInSequence();
    }

    protected override void Row(ref RowWriter w, in StepRecord s, in RomRow op)
    {
        uint a0 = s.A & 0xFF, a1 = s.A >> 8 & 0xFF;
        w.Put(_ra, op.A);
        w.Put(_rd, op.D);
        w.Put(_x, op.X);
        w.Put(_y, op.Y);
        w.Put(_a0, a0);
        w.Put(_a1, a1);
        w.Put(_high, s.A >> 16);
        w.PreviousA(_previousA, s);
        w.Put(_and0, a0 & op.X);
        w.Put(_and1, a1 & op.Y);
        w.And(a0, op.X);
        w.And(a1, op.Y);
        w.WriteD(_d, s);
    }
}
