using Zkfp.Core.Air;
using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Rom;
using Zkfp.MipsVm.Tracing;

namespace Zkfp.MipsVm.Tables.Logic;

/// <summary>d ← a op b.</summary>
internal sealed class LogicTable : InstructionTable
{
    private readonly TableColumn _ra, _rb, _rd, _previousA, _previousB;
    private readonly ByteColumns _a, _b, _and;
    private readonly AccessColumns _d;

    public LogicTable(TableAir air, LogicKind kind, Operation operation)
        : base(air)
    {
        (_ra, _rb, _rd) = (B.Main("a"), B.Main("b"), B.Main("d"));
        T.Rom(operation, _ra, _rb, _rd);
        _a = B.Bytes("a");
        _previousA = T.ReadAs("a", _ra, _a, 0);
        _b = B.Bytes("b");
        _previousB = T.ReadAs("b", _rb, _b, 1);
        _and = B.Bytes("and");
        for (int i = 0; i < 4; i++) B.Pull($"and of byte {i}", Buses.And, T.Real, _a[i], _b[i], _and[i]);
        Word a = _a, b = _b, and = _and;
        Expr low = LogicTables.Combine(kind, a.Low, b.Low, and.Low), high = LogicTables.Combine(kind, a.High, b.High, and.High);
        _d = T.Write("d", _rd, new Word(low, high));
        T.NextInSequence();
    }

    protected override void Row(ref RowWriter w, in StepRecord s, in RomRow op)
    {
        w.Put(_ra, op.A);
        w.Put(_rb, op.B);
        w.Put(_rd, op.D);
        w.Put(_a, s.A);
        w.PreviousA(_previousA, s);
        w.Put(_b, s.B);
        w.PreviousB(_previousB, s);
        w.Put(_and, s.A & s.B);
        for (int i = 0; i < 32; i += 8) w.And(s.A >> i & 0xFF, s.B >> i & 0xFF);
        w.WriteD(_d, s);
    }
}
