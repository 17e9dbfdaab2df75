using Zkfp.Core.Air;
using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Rom;
using Zkfp.MipsVm.Tables.LoadStore;
using Zkfp.MipsVm.Tracing;

namespace Zkfp.MipsVm.Tables.Fused;

/// <summary>
/// ADDU d, d, b; LW d, x(d), one access of d. The sum is in the address alone: with quarter = (d.low + b.low + x)/4, which is an integer since quarter + 2^14 has
/// 16 bits, and high = d.high + b.high − 2^16·carry of 16 bits the address is that of word quarter + 2^14·high. Where it wraps at the end of the address
/// space that is no word (as in <see cref="WordIndex"/>), and the single rows prove it.
/// </summary>
internal sealed class FusedAddLoadTable : InstructionTable
{
    private const int Instructions = 2;

    private readonly TableColumn _rb, _rd, _x, _carry;
    private readonly AccessColumns _b, _memory, _d;

    public FusedAddLoadTable(TableAir air)
        : base(air, sequential: true)
    {
        (_rb, _rd, _x) = (B.Main("b"), B.Main("d"), B.Main("x"));
        T.Rom(Operation.FusedAddLoad, null, _rb, _rd, _x);
        _b = T.Read("b", _rb, 1);
        WordColumns old = B.OldWord("d");
        _carry = B.Bool("carry");
        Expr high = old.High + _b.High - _carry * (1 << 16);
        T.Range16("high", high);
        var index = new WordIndex(T, new Word(old.Low + _b.Low, high), _x, T.Zero, false);
        _memory = T.ReadMemory(index.Index, Fusion.Slot(1, 2));
        _d = new AccessColumns(old, T.Access("d", Buses.Register, _rd, old, _memory, Fusion.Slot(1, 3)));
        T.Next(T.Pc + Instructions, T.Pc + (Instructions + 1), Instructions);
    }

    protected override void Row(ref RowWriter w, in StepRecord s, in RomRow op)
    {
        uint low = (s.D & 0xFFFF) + (s.B & 0xFFFF), high = (s.D >> 16) + (s.B >> 16);
        w.Put(_rb, op.B);
        w.Put(_rd, op.D);
        w.Put(_x, op.X);
        w.ReadB(_b, s);
        w.Put(_carry, high >> 16);
        w.Range(high & 0xFFFF);
        w.Range((uint)(((int)low + (int)op.Immediate >> 2) + (1 << 14)));
        w.Access(_memory, s.M, s.PreviousM, s.Time, Fusion.Slot(1, 2));
        w.Access(_d, s.D, s.PreviousD, s.Time, Fusion.Slot(1, 3));
    }
}
