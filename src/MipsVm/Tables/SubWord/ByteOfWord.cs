using Zkfp.Core.Air;
using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Tracing;

namespace Zkfp.MipsVm.Tables.SubWord;

/// <summary>Which byte of a word an address names.</summary>
internal readonly struct ByteLane
{
    private readonly Endianness _order;

    /// <summary>Declares both bits of the lane.</summary>
    public ByteLane(InstructionAir t, Endianness order)
    {
        _order = order;
        High = t.B.Bool("high");
        Odd = t.B.Bool("odd");
        Expr lane = 2 * High + Odd;
        Offset = order == Endianness.Little ? lane : 3 - lane;
    }

    public readonly TableColumn High, Odd;

    /// <summary>Address of the byte within its word.</summary>
    public Expr Offset { get; }

    /// <summary>Writes the lane; returns it and the offset.</summary>
    public (uint Lane, uint Offset) Put(ref RowWriter w, uint address)
    {
        uint offset = address & 3, lane = _order == Endianness.Little ? offset : 3 - offset;
        w.Put(High, lane >> 1);
        w.Put(Odd, lane & 1);
        return (lane, offset);
    }
}

/// <summary>A byte of a word: both bytes of the limb that holds it, and the byte.</summary>
internal readonly struct ByteOfWord
{
    private readonly TableColumn _even, _upper;

    /// <summary>Declares and states it.</summary>
    public ByteOfWord(InstructionAir t, Word m, in ByteLane lane)
    {
        (_even, _upper, Value) = (t.B.Main("even"), t.B.Main("upper"), t.B.Main("value"));
        t.B.Pull("bytes of the limb", Buses.BytePair, t.Real, _even, _upper);
        t.B.AssertEqual("limb of the byte", _even + _upper * 256, m.Low + lane.High * (m.High - m.Low));
        t.B.AssertEqual("value is a byte of the limb", Value, _even + lane.Odd * (_upper - _even));
    }

    public readonly TableColumn Value;

    /// <summary>Writes the columns; returns the byte.</summary>
    public uint Put(ref RowWriter w, uint word, uint lane)
    {
        uint limb = lane >> 1 != 0 ? word >> 16 : word & 0xFFFF, even = limb & 0xFF, upper = limb >> 8;
        uint value = (lane & 1) != 0 ? upper : even;
        w.Put(_even, even);
        w.Put(_upper, upper);
        w.Put(Value, value);
        w.Bytes(even, upper);
        return value;
    }
}
