using Zkfp.Core.Air;
using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Rom;
using Zkfp.MipsVm.Tracing;

namespace Zkfp.MipsVm.Tables.Compare;

/// <summary>d ← a &lt; b.</summary>
internal sealed class CompareTable : InstructionTable
{
    private readonly bool _signed;
    private readonly TableColumn _ra, _rb, _rd, _signA, _signB;
    private readonly AccessColumns _a, _b, _d;
    private readonly WordColumns _difference;

    public CompareTable(TableAir air, bool signed)
        : base(air)
    {
        _signed = signed;
        (_ra, _rb, _rd) = (B.Main("a"), B.Main("b"), B.Main("d"));
        T.Rom(signed ? Operation.SetLess : Operation.SetLessUnsigned, _ra, _rb, _rd);
        (_a, _b) = (T.Read("a", _ra, 0), T.Read("b", _rb, 1));
        Expr aHigh = _a.High, bHigh = _b.High;
        if (signed)
        {
            (_signA, aHigh) = SignedHigh(T, "sign(a)", _a);
            (_signB, bHigh) = SignedHigh(T, "sign(b)", _b);
        }

        (Expr less, _difference) = Gadgets.LessThan(T, _a.Low, aHigh, _b.Low, bHigh);
        _d = T.Write("d", _rd, new Word(less, T.Zero));
        T.NextInSequence();
    }

    protected override void Row(ref RowWriter w, in StepRecord s, in RomRow op)
    {
        w.Put(_ra, op.A);
        w.Put(_rb, op.B);
        w.Put(_rd, op.D);
        w.ReadA(_a, s);
        w.ReadB(_b, s);
        if (_signed)
        {
            PutSign(ref w, _signA, s.A);
            PutSign(ref w, _signB, s.B);
        }

        w.PutChecked(_difference, s.A - s.B);
        w.WriteD(_d, s);
    }

    /// <summary>Declares the sign of a word; returns its high limb as a signed number, too.</summary>
    internal static (TableColumn Sign, Expr High) SignedHigh(InstructionAir t, string name, Word word)
    {
        TableColumn sign = t.B.Main(name);
        t.Sign(name, word.High, sign);
        return (sign, word.High - sign * (1 << 16));
    }

    /// <summary>Writes what <see cref="SignedHigh"/> declares.</summary>
    internal static void PutSign(ref RowWriter w, in TableColumn sign, uint value)
    {
        w.Put(sign, value >> 31);
        w.Sign(value >> 16);
    }
}
