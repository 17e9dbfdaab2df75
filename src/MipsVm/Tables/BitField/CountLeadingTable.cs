using System.Numerics;
using Zkfp.Core.Air;
using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Rom;
using Zkfp.MipsVm.Tracing;

namespace Zkfp.MipsVm.Tables.BitField;

/// <summary>
/// CLZ, CLO: the highest limb that is not zero is 2^j + rest with rest &lt; 2^j; the count is 15 − j in the high limb, 31 − j in the low one, 32
/// if both are zero. CLO counts in the complement.
/// </summary>
internal sealed class CountLeadingTable : InstructionTable
{
    private readonly TableColumn _ones, _inHigh, _inLow, _none, _ra, _rd, _limb, _j, _power, _scaled;
    private readonly AccessColumns _a, _d;
    private readonly WordColumns _v;

    public CountLeadingTable(TableAir air)
        : base(air)
    {
        (_ones, _inHigh, _inLow, _none) = (B.Bool("ones"), B.Bool("in high limb"), B.Bool("in low limb"), B.Bool("none"));
        B.AssertEqual("exactly one place", _inHigh + _inLow + _none, T.Real);
        (_ra, _rd) = (B.Main("a"), B.Main("d"));
        Expr op = B.Constant((long)Operation.CountLeadingZeros << 24)
            + _ones * (((long)Operation.CountLeadingOnes - (long)Operation.CountLeadingZeros) << 24);
        T.Rom(op, _ra, d: _rd);
        _a = T.Read("a", _ra, 0);
        _v = B.Word("v");
        B.AssertEqual("v.low", _v.Low, _a.Low + _ones * (0xFFFF - 2 * _a.Low));
        B.AssertEqual("v.high", _v.High, _a.High + _ones * (0xFFFF - 2 * _a.High));
        (_limb, _j, _power, _scaled) = (B.Main("limb"), B.Main("j"), B.Main("power"), B.Main("rest, scaled"));
        Expr some = _inHigh + _inLow;
        B.AssertEqual("limb", _limb, _inHigh * _v.High + _inLow * _v.Low);
        B.AssertZero("in low limb: high limb is zero", _inLow * _v.High);
        B.AssertZero("none: both limbs are zero", _none * (_v.High + _v.Low));
        B.AssertZero("none: j", _none * _j);
        B.AssertZero("none: power", _none * _power);
        B.AssertZero("none: rest", _none * _scaled);
        B.Pull("power is 2^j", Buses.Bits, some, 16 - _j, B.Constant(1L), _power);
        B.Pull("rest has j bits", Buses.Bits, some, _j, _limb - _power, _scaled);
        _d = T.Write("d", _rd, new Word(15 * _inHigh + 31 * _inLow + 32 * _none - _j, T.Zero));
        T.NextInSequence();
    }

    protected override void Row(ref RowWriter w, in StepRecord s, in RomRow op)
    {
        bool ones = op.Operation == Operation.CountLeadingOnes;
        uint v = ones ? ~s.A : s.A;
        bool inHigh = v >> 16 != 0, inLow = !inHigh && v != 0;
        w.Put(_ones, ones);
        w.Put(_inHigh, inHigh);
        w.Put(_inLow, inLow);
        w.Put(_none, v == 0);
        w.Put(_ra, op.A);
        w.Put(_rd, op.D);
        w.ReadA(_a, s);
        w.Put(_v, v);
        uint limb = inHigh ? v >> 16 : v;
        int j = limb == 0 ? 0 : BitOperations.Log2(limb);
        uint power = limb == 0 ? 0 : 1u << j, rest = limb - power;
        w.Put(_limb, limb);
        w.Put(_j, (uint)j);
        w.Put(_power, power);
        w.Put(_scaled, rest << 16 - j);
        if (limb != 0)
        {
            w.Bits(16 - j, 1);
            w.Bits(j, rest);
        }

        w.WriteD(_d, s);
    }
}
