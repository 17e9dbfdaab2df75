using Zkfp.Core.Field;
using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Rom;
using Zkfp.MipsVm.Tables.LoadStore;
using Zkfp.MipsVm.Tracing;

namespace Zkfp.MipsVm.Tables.SubWord;

/// <summary>SB.</summary>
internal sealed class StoreByteTable : InstructionTable
{
    private readonly TableColumn _ra, _rb, _x, _stored, _change, _changeHigh, _previous;
    private readonly AccessColumns _a, _b;
    private readonly ByteLane _lane;
    private readonly WordIndex _index;
    private readonly WordColumns _old;
    private readonly ByteOfWord _byte;

    public StoreByteTable(TableAir air, Endianness order, bool wrap)
        : base(air)
    {
        (_ra, _rb, _x) = (B.Main("a"), B.Main("b"), B.Main("x"));
        T.Rom(Operation.StoreByte, _ra, _rb, x: _x);
        (_a, _b) = (T.Read("a", _ra, 0), T.Read("b", _rb, 1));
        _stored = B.Main("stored");
        B.Pull("bytes of b.low", Buses.BytePair, T.Real, _stored, Gadgets.Scale(B, _b.Low - _stored, new KoalaBear(256UL).Inverse()));
        _lane = new ByteLane(T, order);
        _index = new WordIndex(T, _a, _x, _lane.Offset, wrap);
        _old = B.OldWord("memory");
        _byte = new ByteOfWord(T, _old, _lane);
        (_change, _changeHigh) = (B.Main("change"), B.Main("changeHigh"));
        B.AssertEqual("change of the limb", _change, (_stored - _byte.Value) * (1 + 255 * _lane.Odd));
        B.AssertEqual("change of the high limb", _changeHigh, _lane.High * _change);
        _previous = T.Access("memory", Buses.Memory, _index.Index, _old, new Word(_old.Low + _change - _changeHigh, _old.High + _changeHigh), 2);
        T.NextInSequence();
    }

    protected override void Row(ref RowWriter w, in StepRecord s, in RomRow op)
    {
        uint stored = s.B & 0xFF;
        w.Put(_ra, op.A);
        w.Put(_rb, op.B);
        w.Put(_x, op.X);
        w.ReadA(_a, s);
        w.ReadB(_b, s);
        w.Put(_stored, stored);
        w.Bytes(stored, s.B >> 8 & 0xFF);
        (uint lane, uint offset) = _lane.Put(ref w, s.A + op.Immediate);
        _index.Put(ref w, s.A, op.X, offset);
        w.Put(_old, s.M);
        uint value = _byte.Put(ref w, s.M, lane);
        int change = ((int)stored - (int)value) * ((lane & 1) != 0 ? 256 : 1);
        w.PutSigned(_change, change);
        w.PutSigned(_changeHigh, lane >> 1 != 0 ? change : 0);
        w.Previous(_previous, s.PreviousM, s.Time, 2);
    }
}
