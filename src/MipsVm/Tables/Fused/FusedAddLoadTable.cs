using Zkfp.Core.Air;
using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Rom;
using Zkfp.MipsVm.Tables.LoadStore;
using Zkfp.MipsVm.Tracing;

namespace Zkfp.MipsVm.Tables.Fused;

/// <summary>
/// ADDU d, d, b; LW d, x(d), or these behind SLL d, d, 2: one access of d, factor·d + b is in the address alone. With quarter = (d.low + b.low + x)/4, or
/// d.low + (b.low + x)/4, an integer since (…)/4 + 2^14 has 16 bits, and high = factor·d.high + b.high − 2^16·carry of 16 bits the address is that of word
/// quarter + 2^14·high. Where it wraps at the end of the address space that is no word (as in <see cref="WordIndex"/>), and the single rows prove it.
/// </summary>
internal sealed class FusedAddLoadTable : InstructionTable
{
    private const int CarryBits = 3; // 4·d.high + b.high < 5·2^16

    private readonly bool _shifts;
    private readonly int _instructions;
    private readonly TableColumn _rb, _rd, _x, _carry;
    private readonly AccessColumns _b, _memory, _d;

    public FusedAddLoadTable(TableAir air, bool shifts)
        : base(air, sequential: true)
    {
        Operation operation = shifts ? Operation.FusedShiftAddLoad : Operation.FusedAddLoad;
        (_shifts, _instructions) = (shifts, Fusion.Length(operation));
        (_rb, _rd, _x) = (B.Main("b"), B.Main("d"), B.Main("x"));
        T.Rom(operation, null, _rb, _rd, _x);
        _b = T.Read("b", _rb, 1);
        WordColumns old = B.OldWord("d");
        if (shifts) T.Bits("carry", CarryBits, _carry = B.Main("carry"));
        else _carry = B.Bool("carry");
        Expr high = (shifts ? old.High * 4 : (Expr)old.High) + _b.High - _carry * (1 << 16);
        T.Range16("high", high);
        var sum = new WordIndex(T, new Word(shifts ? (Expr)_b.Low : old.Low + _b.Low, high), _x, T.Zero, false);
        _memory = T.ReadMemory(shifts ? sum.Index + old.Low : sum.Index, Fusion.Slot(_instructions - 1, 2));
        _d = new AccessColumns(old, T.Access("d", Buses.Register, _rd, old, _memory, Fusion.Slot(_instructions - 1, 3)));
        T.Next(T.Pc + _instructions, T.Pc + (_instructions + 1), _instructions);
    }

    protected override void Row(ref RowWriter w, in StepRecord s, in RomRow op)
    {
        uint low = (s.B & 0xFFFF) + (_shifts ? 0 : s.D & 0xFFFF), high = (s.D >> 16 << (_shifts ? 2 : 0)) + (s.B >> 16);
        w.Put(_rb, op.B);
        w.Put(_rd, op.D);
        w.Put(_x, op.X);
        w.ReadB(_b, s);
        w.Put(_carry, high >> 16);
        if (_shifts) w.Bits(CarryBits, high >> 16);
        w.Range(high & 0xFFFF);
        w.Range((uint)(((int)low + (int)op.Immediate >> 2) + (1 << 14)));
        w.Access(_memory, s.M, s.PreviousM, s.Time, Fusion.Slot(_instructions - 1, 2));
        w.Access(_d, s.D, s.PreviousD, s.Time, Fusion.Slot(_instructions - 1, 3));
    }
}
