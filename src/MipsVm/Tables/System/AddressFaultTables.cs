using Zkfp.Core.Air;
using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Isa;
using Zkfp.MipsVm.Rom;
using Zkfp.MipsVm.Tracing;

namespace Zkfp.MipsVm.Tables.System;

/// <summary>
/// An exception at an address a + x, which is taken apart. The word index is exact: quarter and 4 · quarter have 16 bits, so the quarter has 14.
/// </summary>
internal abstract class FaultTable : InstructionTable
{
    private readonly TableColumn _store, _ra, _x;
    private readonly AccessColumns _a;
    private readonly WordColumns _address;

    /// <summary>Declares the address, and the ROM row that says what is there.</summary>
    protected FaultTable(TableAir air)
        : base(air)
    {
        _store = B.Bool("isStore");
        (_ra, _x, Kind) = (B.Main("a"), B.Main("x"), B.Main("y"));
        T.Rom(B.Constant((long)Operation.LoadFault << 24) + _store * (1 << 24), _ra, x: _x, y: Kind);
        _a = T.Read("a", _ra, 0);
        _address = B.Word("address");
        T.Range16("address", _address);
        Gadgets.AddSigned(B, _a, _x, _address);
        (Bit0, Bit1) = (B.Main("bit0"), B.Main("bit1"));
        B.AssertBool("bit0 is 0 or 1", Bit0);
        B.AssertBool("bit1 is 0 or 1", Bit1);
        Expr quarter = Gadgets.Scale(B, _address.Low - 2 * Bit1 - Bit0, Gadgets.Quarter);
        T.Range16("address without its low bits: quarter", quarter);
        WordIndex = quarter + _address.High * (1 << 14);
    }

    /// <summary>A <see cref="FaultKind"/>.</summary>
    protected TableColumn Kind { get; }

    protected TableColumn Bit0 { get; }

    protected TableColumn Bit1 { get; }

    protected Expr WordIndex { get; }

    /// <summary>Raises <paramref name="load"/>, or for a store the code after it.</summary>
    protected void Raise(ExceptionCode load) =>
        B.Push("exception", Buses.Exception, T.Real, T.Time, T.Pc, T.Npc, (long)load + _store, _address.Low, _address.High);

    /// <summary>Writes what the constructor declares; returns the address.</summary>
    protected uint PutAddress(ref RowWriter w, in StepRecord s, in RomRow op)
    {
        uint address = s.A + op.Immediate;
        w.Put(_store, op.Operation == Operation.StoreFault);
        w.Put(_ra, op.A);
        w.Put(_x, op.X);
        w.Put(Kind, op.Y);
        w.ReadA(_a, s);
        w.PutChecked(_address, address);
        w.Put(Bit0, address & 1);
        w.Put(Bit1, address >> 1 & 1);
        w.Range((address & 0xFFFF) >> 2);
        return address;
    }
}

/// <summary>A misaligned load, store or jump target. A byte is never misaligned.</summary>
internal sealed class AddressFaultTable : FaultTable
{
    public AddressFaultTable(TableAir air)
        : base(air)
    {
        B.AssertZero("it is no byte", Kind * (Kind - 1) * (Kind - 3));
        B.AssertZero("a halfword is misaligned", Kind * (Kind - 3) * (1 - Bit0));
        B.AssertZero("a word is misaligned", T.Real * (1 - Bit0) * (1 - Bit1));
        Raise(ExceptionCode.AddressErrorLoad);
    }

    protected override void Row(ref RowWriter w, in StepRecord s, in RomRow op) => PutAddress(ref w, s, op);
}

/// <summary>
/// A load or store of a word that is never mapped: aligned, and in a hole, start ≤ address / 4 ≤ last (as for <see cref="FetchFaultTable"/>).
/// No other row proves such an access, since the word has no first value; a jump there is a fault of the fetch that follows.
/// </summary>
internal sealed class HoleFaultTable : FaultTable
{
    private readonly TableColumn _start, _last;
    private readonly Distance _fromStart, _toLast;

    public HoleFaultTable(TableAir air)
        : base(air)
    {
        B.AssertZero("it is no jump", Kind * (Kind - 1) * (Kind - 2));
        B.AssertZero("a word or halfword is even", (Kind - 2) * Bit0);
        B.AssertZero("a word is aligned", (Kind - 1) * (Kind - 2) * Bit1);
        (_start, _last) = (B.Main("start"), B.Main("last"));
        B.Pull("hole", Buses.Rom, T.Real, _start, B.Constant((long)Operation.Hole << 24), _last, T.Zero);
        (_fromStart, _toLast) = (new Distance(T, "word − start", WordIndex - _start), new Distance(T, "last − word", _last - WordIndex));
        Raise(ExceptionCode.UnmappedLoad);
    }

    /// <summary>Extra, Extra2 = first and last word of the hole.</summary>
    protected override void Row(ref RowWriter w, in StepRecord s, in RomRow op)
    {
        uint word = PutAddress(ref w, s, op) >> 2;
        w.Put(_start, s.Extra);
        w.Put(_last, s.Extra2);
        _fromStart.Put(ref w, word - s.Extra);
        _toLast.Put(ref w, s.Extra2 - word);
    }
}
