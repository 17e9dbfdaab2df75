using Zkfp.Core.Air;
using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Isa;
using Zkfp.MipsVm.Rom;
using Zkfp.MipsVm.Tracing;
using static Zkfp.MipsVm.Tables.Multiply.Products;

namespace Zkfp.MipsVm.Tables.Multiply;

/// <summary>What a 64-bit product does to HI and LO.</summary>
internal enum WideKind
{
    Multiply,
    Add,
    Subtract,
}

/// <summary>
/// sum = addend + product mod 2^64 with (sum, addend) = (new, 0), (new, old) or (old, new). A signed product is the unsigned one
/// minus 2^32·(σ(a)·b + σ(b)·a); the last two carries may be negative and are stored plus 2.
/// </summary>
internal sealed class MultiplyWideTable : InstructionTable
{
    private readonly WideKind _kind;
    private readonly Operation _withSign;
    private readonly TableColumn _signed, _ra, _rb, _previousA, _previousB, _signA, _signB, _carry0, _carry1, _carry2, _carry3;
    private readonly ByteColumns _a, _b;
    private readonly WordColumns _low, _high;
    private readonly AccessColumns _oldHigh, _oldLow;

    public MultiplyWideTable(TableAir air, WideKind kind, Operation withSign, Operation without)
        : base(air)
    {
        (_kind, _withSign) = (kind, withSign);
        (_signed, _ra, _rb) = (B.Main("signed"), B.Main("a"), B.Main("b"));
        B.AssertBool("signed is 0 or 1", _signed);
        T.Rom(B.Constant((long)without << 24) + _signed * ((long)((int)withSign - (int)without) << 24), _ra, _rb);
        _a = T.Bytes("a");
        _previousA = T.ReadAs("a", _ra, _a, 0);
        _b = T.Bytes("b");
        _previousB = T.ReadAs("b", _rb, _b, 1);
        Word a = _a, b = _b;
        (_signA, _signB) = (B.Main("sign(a)"), B.Main("sign(b)"));
        T.Sign("sign(a)", a.High, _signA, _signed);
        T.Sign("sign(b)", b.High, _signB, _signed);
        B.AssertZero("sign(a) of signed products only", _signA * (1 - _signed));
        B.AssertZero("sign(b) of signed products only", _signB * (1 - _signed));
        (_low, _high) = (B.Word("lo"), B.Word("hi"));
        T.Range16("lo", _low);
        T.Range16("hi", _high);
        _oldHigh = T.Write("hi", B.Constant((long)RegisterKey.Hi), _high);
        _oldLow = T.Write("lo", B.Constant((long)RegisterKey.Lo), _low);
        var none = new Word(T.Zero, T.Zero);
        (Word addLow, Word addHigh) = kind switch
        {
            WideKind.Multiply => (none, none),
            WideKind.Add => (_oldLow, _oldHigh),
            _ => ((Word)_low, (Word)_high),
        };
        (Word sumLow, Word sumHigh) = kind == WideKind.Subtract ? ((Word)_oldLow, (Word)_oldHigh) : (_low, _high);
        (_carry0, _carry1, _carry2, _carry3) = (Carry(T, 0), Carry(T, 1), Carry(T, 2), B.Main("carry3"));
        T.Bits("carry3", 2, _carry3);
        const int unit = 1 << 16;
        Expr signedCarry2 = _carry2 - 2 * T.Real, signedCarry3 = _carry3 - 2 * T.Real;
        B.AssertZero("limb 0", Limb(_a, _b, 0) + addLow.Low - sumLow.Low - _carry0 * unit);
        B.AssertZero("limb 1", Limb(_a, _b, 1) + addLow.High + _carry0 - sumLow.High - _carry1 * unit);
        B.AssertZero("limb 2", Limb(_a, _b, 2) + addHigh.Low + _carry1 - _signA * b.Low - _signB * a.Low - sumHigh.Low - signedCarry2 * unit);
        B.AssertZero("limb 3", Limb(_a, _b, 3) + addHigh.High + signedCarry2 - _signA * b.High - _signB * a.High - sumHigh.High - signedCarry3 * unit);
        T.NextInSequence();
    }

    /// <summary>D is HI, M is LO.</summary>
    protected override void Row(ref RowWriter w, in StepRecord s, in RomRow op)
    {
        bool signed = op.Operation == _withSign;
        w.Put(_signed, signed);
        w.Put(_ra, op.A);
        w.Put(_rb, op.B);
        w.PutChecked(_a, s.A);
        w.PreviousA(_previousA, s);
        w.PutChecked(_b, s.B);
        w.PreviousB(_previousB, s);
        uint signA = signed ? s.A >> 31 : 0, signB = signed ? s.B >> 31 : 0;
        w.Put(_signA, signA);
        w.Put(_signB, signB);
        if (signed)
        {
            w.Sign(s.A >> 16);
            w.Sign(s.B >> 16);
        }

        w.PutChecked(_low, s.NewM);
        w.PutChecked(_high, s.NewD);
        w.WriteD(_oldHigh, s);
        w.Access(_oldLow, s.M, s.PreviousM, s.Time, 3);
        (uint addLow, uint addHigh, uint sumLow, uint sumHigh) = _kind switch
        {
            WideKind.Multiply => (0u, 0u, s.NewM, s.NewD),
            WideKind.Add => (s.M, s.D, s.NewM, s.NewD),
            _ => (s.NewM, s.NewD, s.M, s.D),
        };
        int carry0 = PutCarry(ref w, _carry0, Limb(s.A, s.B, 0) + Low(addLow) - Low(sumLow) >> 16);
        int carry1 = PutCarry(ref w, _carry1, Limb(s.A, s.B, 1) + High(addLow) + carry0 - High(sumLow) >> 16);
        int carry2 = Limb(s.A, s.B, 2) + Low(addHigh) + carry1 - (int)signA * Low(s.B) - (int)signB * Low(s.A) - Low(sumHigh) >> 16;
        PutCarry(ref w, _carry2, carry2 + 2);
        int carry3 = Limb(s.A, s.B, 3) + High(addHigh) + carry2 - (int)signA * High(s.B) - (int)signB * High(s.A) - High(sumHigh) >> 16;
        w.Put(_carry3, (uint)(carry3 + 2));
        w.Bits(2, (uint)(carry3 + 2));
    }
}
