using Zkfp.Core.Air;
using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Rom;
using Zkfp.MipsVm.Tracing;

namespace Zkfp.MipsVm.Tables.Logic;

/// <summary>d ← a op b. In place, a is what d was.</summary>
internal sealed class LogicTable : InstructionTable
{
    private readonly bool _inPlace;
    private readonly TableColumn _ra, _rb, _rd, _previousA, _previousB, _previousD;
    private readonly ByteColumns _a, _b, _and;
    private readonly AccessColumns _d;

    public LogicTable(TableAir air, LogicKind kind, Operation operation, bool inPlace, bool sequential = false)
        : base(air, sequential)
    {
        _inPlace = inPlace;
        if (!inPlace) _ra = B.Main("a");
        (_rb, _rd) = (B.Main("b"), B.Main("d"));
        T.Rom(operation, inPlace ? null : (Expr)_ra, _rb, _rd);
        _a = B.Bytes("a");
        if (!inPlace) _previousA = T.ReadAs("a", _ra, _a, 0);
        _b = B.Bytes("b");
        _previousB = T.ReadAs("b", _rb, _b, 1);
        _and = B.Bytes("and");
        for (int i = 0; i < 4; i++) B.Pull($"and of byte {i}", Buses.And, T.Real, _a[i], _b[i], _and[i]);
        Word a = _a, b = _b, and = _and;
        Expr low = LogicTables.Combine(kind, a.Low, b.Low, and.Low), high = LogicTables.Combine(kind, a.High, b.High, and.High);
        var result = new Word(low, high);
        if (inPlace) _previousD = T.Access("d", Buses.Register, _rd, _a, result, 3);
        else _d = T.Write("d", _rd, result);
        T.NextInSequence();
    }

    protected override void Row(ref RowWriter w, in StepRecord s, in RomRow op)
    {
        uint a = _inPlace ? s.D : s.A;
        if (_inPlace)
        {
            w.PreviousD(_previousD, s);
        }
        else
        {
            w.Put(_ra, op.A);
            w.PreviousA(_previousA, s);
            w.WriteD(_d, s);
        }

        w.Put(_rb, op.B);
        w.Put(_rd, op.D);
        w.Put(_a, a);
        w.Put(_b, s.B);
        w.PreviousB(_previousB, s);
        w.Put(_and, a & s.B);
        for (int i = 0; i < 32; i += 8) w.And(a >> i & 0xFF, s.B >> i & 0xFF);
    }
}
