using Zkfp.Core.Air;
using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Isa;
using Zkfp.MipsVm.Rom;
using Zkfp.MipsVm.Tables.System;
using Zkfp.MipsVm.Tracing;

namespace Zkfp.MipsVm.Tables.Primitives;

/// <summary>
/// A primitive with an operand that is misaligned, or aligned with its first or last word in a hole. Whichever operand and reason a prover picks, the effect is
/// the same; that there is one excludes the primitive's own row, which accesses all words of all operands by aligned pointers. The word index is exact, as in
/// <see cref="FaultTable"/>.
/// </summary>
internal sealed class OperandFaultTable : InstructionTable
{
    private readonly TableColumn _ra, _x, _misaligned, _bit0, _bit1, _tail, _start, _last;
    private readonly AccessColumns _a;
    private readonly Distance _fromStart, _toLast;

    public OperandFaultTable(TableAir air)
        : base(air)
    {
        (_ra, _x) = (B.Main("a"), B.Main("x"));
        T.Rom(Operation.OperandFault, _ra, x: _x);
        _a = T.Read("a", _ra, 0);
        _misaligned = T.Flag("misaligned");
        (_bit0, _bit1, _tail) = (B.Bool("bit0"), B.Bool("bit1"), B.Bool("tail"));
        B.AssertZero("misaligned has a low bit", _misaligned * (1 - _bit0) * (1 - _bit1));
        Expr aligned = T.Real - _misaligned;
        B.AssertZero("aligned has no bit 0", aligned * _bit0);
        B.AssertZero("aligned has no bit 1", aligned * _bit1);
        Expr quarter = Gadgets.Scale(B, _a.Low - 2 * _bit1 - _bit0, Gadgets.Quarter);
        T.Range16("address without its low bits: quarter", quarter);
        Expr word = quarter + _a.High * (1 << 14) + _tail * _x;
        (_start, _last) = (B.Main("start"), B.Main("last"));
        B.Pull("hole", Buses.Rom, aligned, _start, B.Constant((long)Operation.Hole << 24), _last, T.Zero);
        (_fromStart, _toLast) = (new Distance(T, "word − start", word - _start), new Distance(T, "last − word", _last - word));
        B.Push("exception", Buses.Exception, T.Real, T.Time, T.Pc, T.Npc, B.Constant((long)ExceptionCode.PrimitiveOperand), T.Zero, T.Zero);
    }

    /// <summary>D = 1: the last word; Extra, Extra2 = first and last word of its hole, 0 where misaligned.</summary>
    protected override void Row(ref RowWriter w, in StepRecord s, in RomRow op)
    {
        bool misaligned = (s.A & 3) != 0;
        uint word = (s.A >> 2) + s.D * op.X;
        (uint start, uint last) = misaligned ? (word, word) : (s.Extra, s.Extra2);
        w.Put(_ra, op.A);
        w.Put(_x, op.X);
        w.ReadA(_a, s);
        w.Put(_misaligned, misaligned);
        w.Put(_bit0, s.A & 1);
        w.Put(_bit1, s.A >> 1 & 1);
        w.Put(_tail, s.D);
        w.Range((s.A & 0xFFFF) >> 2);
        w.Put(_start, start);
        w.Put(_last, last);
        _fromStart.Put(ref w, word - start);
        _toLast.Put(ref w, last - word);
    }
}
