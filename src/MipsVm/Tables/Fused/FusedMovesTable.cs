using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Rom;
using Zkfp.MipsVm.Tracing;

namespace Zkfp.MipsVm.Tables.Fused;

/// <summary>
/// Four moves that are one assignment: d ← second ← third ← a and e ← b. a and b are read before anything is written; second and third are accessed once, for
/// what they were and what they become. x = 2^8·second + third, y = e.
/// </summary>
internal sealed class FusedMovesTable : InstructionTable
{
    private const int Instructions = 4;

    private readonly TableColumn _ra, _rb, _rd, _rSecond, _rThird, _re;
    private readonly AccessColumns _a, _b, _d, _second, _third, _e;

    public FusedMovesTable(TableAir air)
        : base(air, sequential: true)
    {
        (_ra, _rb, _rd) = (B.Main("a"), B.Main("b"), B.Main("d"));
        (_rSecond, _rThird, _re) = (B.Main("second"), B.Main("third"), B.Main("e"));
        T.Rom(Operation.FusedMoves, _ra, _rb, _rd, _rSecond * (1 << 8) + _rThird, _re);
        (_a, _b) = (T.Read("a", _ra, 0), T.Read("b", _rb, 1));
        (WordColumns second, WordColumns third) = (B.OldWord("second"), B.OldWord("third"));
        _d = T.Write("d", _rd, second);
        _second = new AccessColumns(second, T.Access("second", Buses.Register, _rSecond, second, third, Fusion.Slot(1, 3)));
        _third = new AccessColumns(third, T.Access("third", Buses.Register, _rThird, third, _a, Fusion.Slot(2, 3)));
        _e = T.Write("e", _re, _b, slot: Fusion.Slot(3, 3));
        T.Next(T.Pc + Instructions, T.Pc + (Instructions + 1), Instructions);
    }

    protected override void Row(ref RowWriter w, in StepRecord s, in RomRow op)
    {
        w.Put(_ra, op.A);
        w.Put(_rb, op.B);
        w.Put(_rd, op.D);
        w.Put(_rSecond, op.X >> 8);
        w.Put(_rThird, op.X & 0xFF);
        w.Put(_re, op.Y);
        w.ReadA(_a, s);
        w.ReadB(_b, s);
        w.WriteD(_d, s);
        w.Access(_second, s.M, s.PreviousM, s.Time, Fusion.Slot(1, 3));
        w.Access(_third, s.Extra, s.Extra2, s.Time, Fusion.Slot(2, 3));
        w.Access(_e, s.NewD, s.NewM, s.Time, Fusion.Slot(3, 3));
    }
}
