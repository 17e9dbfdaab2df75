using Zkfp.Core.Air;
using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Rom;
using Zkfp.MipsVm.Tables.LoadStore;
using Zkfp.MipsVm.Tracing;

namespace Zkfp.MipsVm.Tables.SubWord;

/// <summary>LH, LHU.</summary>
internal sealed class LoadHalfTable : InstructionTable
{
    private readonly bool _signed;
    private readonly TableColumn _ra, _rd, _x, _value, _sign;
    private readonly AccessColumns _a, _memory, _d;
    private readonly HalfLane _lane;
    private readonly WordIndex _index;

    public LoadHalfTable(TableAir air, Endianness order, bool signed, bool wrap)
        : base(air)
    {
        _signed = signed;
        (_ra, _rd, _x) = (B.Main("a"), B.Main("d"), B.Main("x"));
        T.Rom(signed ? Operation.LoadHalf : Operation.LoadHalfUnsigned, _ra, d: _rd, x: _x);
        _a = T.Read("a", _ra, 0);
        _lane = new HalfLane(T, order);
        _index = new WordIndex(T, _a, _x, _lane.Offset, wrap);
        _memory = T.ReadMemory(_index.Index);
        _value = B.Main("value");
        B.AssertEqual("value is a limb", _value, _memory.Low + _lane.High * (_memory.High - _memory.Low));
        Word c = new(_value, T.Zero);
        if (signed)
        {
            _sign = B.Main("sign");
            T.Sign("sign", _value, _sign);
            c = new Word(_value, _sign * 0xFFFF);
        }

        _d = T.Write("d", _rd, c);
        T.NextInSequence();
    }

    protected override void Row(ref RowWriter w, in StepRecord s, in RomRow op)
    {
        w.Put(_ra, op.A);
        w.Put(_rd, op.D);
        w.Put(_x, op.X);
        w.ReadA(_a, s);
        (uint high, uint offset) = _lane.Put(ref w, s.A + op.Immediate);
        _index.Put(ref w, s.A, op.X, offset);
        w.MemoryWord(_memory, s);
        uint value = s.M >> (int)(16 * high) & 0xFFFF;
        w.Put(_value, value);
        if (_signed)
        {
            w.Put(_sign, value >> 15);
            w.Sign(value);
        }

        w.WriteD(_d, s);
    }
}

/// <summary>Which halfword of a word an address names.</summary>
internal readonly struct HalfLane
{
    private readonly Endianness _order;

    /// <summary>Declares the bit.</summary>
    public HalfLane(InstructionAir t, Endianness order)
    {
        _order = order;
        High = t.B.Bool("high");
        Offset = order == Endianness.Little ? 2 * High : 2 - 2 * High;
    }

    public readonly TableColumn High;

    /// <summary>Address of the halfword within its word.</summary>
    public Expr Offset { get; }

    /// <summary>Writes the bit; returns it and the offset.</summary>
    public (uint High, uint Offset) Put(ref RowWriter w, uint address)
    {
        uint offset = address & 2, high = (_order == Endianness.Little ? offset : 2 - offset) >> 1;
        w.Put(High, high);
        return (high, offset);
    }
}
