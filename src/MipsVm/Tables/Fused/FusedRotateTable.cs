using Zkfp.Core.Air;
using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Rom;
using Zkfp.MipsVm.Tables.Shift;
using Zkfp.MipsVm.Tracing;

namespace Zkfp.MipsVm.Tables.Fused;

/// <summary>
/// SLL by 32 − s and SRL by s of a, and an OR of both into one of their registers: d ← a rotated right by s, for s below 16 ("low") or from 16 on, and b
/// keeps what the other shift made, a &gt;&gt; s or, with <c>left</c>, a &lt;&lt; 32 − s. As in <see cref="ShiftTable"/>, limbs are split at r = 16 − s mod
/// 16 (16 if s mod 16 = 0). a is read in slot 0 of the first instruction, b written in slot 3 of the second, d of the third; a may be b or d, if the second
/// shift is that which overwrites it. That d is not b the ROM sees to.
/// </summary>
internal sealed class FusedRotateTable : InstructionTable
{
    private readonly TableColumn _ra, _rb, _rd, _r, _previousA;
    private readonly LimbSplit _low, _high;
    private readonly AccessColumns _b, _d;

    public FusedRotateTable(TableAir air, bool low, bool left)
        : base(air, sequential: true)
    {
        (_ra, _rb, _rd, _r) = (B.Main("a"), B.Main("b"), B.Main("d"), B.Main("x"));
        T.Rom((left ? Operation.FusedRotateLeftLow : Operation.FusedRotateLow) + (low ? 0 : 1), _ra, _rb, _rd, _r);
        (_low, _high) = (new LimbSplit(T, "low", _r), new LimbSplit(T, "high", _r));
        _previousA = T.ReadAs("a", _ra, new Word(_low.Limb, _high.Limb), 0);
        Expr upper = _high.Y + _low.U, lower = _low.Y + _high.U;
        Word other = (left, low) switch
        {
            (false, true) => new Word(lower, _high.Y),
            (false, false) => new Word(_high.Y, T.Zero),
            (true, true) => new Word(T.Zero, _low.U),
            (true, false) => new Word(_low.U, lower),
        };
        _b = T.Write("b", _rb, other, slot: Fusion.Slot(1, 3));
        _d = T.Write("d", _rd, low ? new Word(lower, upper) : new Word(upper, lower), slot: Fusion.Slot(2, 3));
        T.Next(T.Pc + Fusion.Three, T.Pc + (Fusion.Three + 1), Fusion.Three);
    }

    protected override void Row(ref RowWriter w, in StepRecord s, in RomRow op)
    {
        w.Put(_ra, op.A);
        w.Put(_rb, op.B);
        w.Put(_rd, op.D);
        w.Put(_r, op.X);
        w.PreviousA(_previousA, s);
        _low.Put(ref w, s.A & 0xFFFF, (int)op.X);
        _high.Put(ref w, s.A >> 16, (int)op.X);
        w.Access(_b, s.M, s.PreviousM, s.Time, Fusion.Slot(1, 3));
        w.Access(_d, s.D, s.PreviousD, s.Time, Fusion.Slot(2, 3));
    }
}
