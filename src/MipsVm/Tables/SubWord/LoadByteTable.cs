using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Rom;
using Zkfp.MipsVm.Tables.LoadStore;
using Zkfp.MipsVm.Tracing;

namespace Zkfp.MipsVm.Tables.SubWord;

/// <summary>LB, LBU.</summary>
internal sealed class LoadByteTable : InstructionTable
{
    private readonly bool _signed;
    private readonly TableColumn _ra, _rd, _x, _sign;
    private readonly AccessColumns _a, _memory, _d;
    private readonly ByteLane _lane;
    private readonly WordIndex _index;
    private readonly ByteOfWord _byte;

    public LoadByteTable(TableAir air, Endianness order, bool signed, bool wrap)
        : base(air)
    {
        _signed = signed;
        (_ra, _rd, _x) = (B.Main("a"), B.Main("d"), B.Main("x"));
        T.Rom(signed ? Operation.LoadByte : Operation.LoadByteUnsigned, _ra, d: _rd, x: _x);
        _a = T.Read("a", _ra, 0);
        _lane = new ByteLane(T, order);
        _index = new WordIndex(T, _a, _x, _lane.Offset, wrap);
        _memory = T.ReadMemory(_index.Index);
        _byte = new ByteOfWord(T, _memory, _lane);
        Word c = new(_byte.Value, T.Zero);
        if (signed)
        {
            _sign = B.Bool("sign");
            T.Bits("byte without its sign", 7, _byte.Value - _sign * 128);
            c = new Word(_byte.Value + _sign * 0xFF00, _sign * 0xFFFF);
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
        (uint lane, uint offset) = _lane.Put(ref w, s.A + op.Immediate);
        _index.Put(ref w, s.A, op.X, offset);
        w.MemoryWord(_memory, s);
        uint value = _byte.Put(ref w, s.M, lane);
        if (_signed)
        {
            w.Put(_sign, value >> 7);
            w.Bits(7, value & 0x7F);
        }

        w.WriteD(_d, s);
    }
}
