using Zkfp.MipsVm.Machine;

namespace Zkfp.MipsVm.Tables.Multiply;

internal static partial class MultiplyTables
{
    /// <summary>D is HI, M is LO.</summary>
    public static void FillDivide(ref RowWriter w, ReadOnlySpan<StepRecord> steps)
    {
        foreach (ref readonly StepRecord s in steps)
        {
            ref readonly MicroOp op = ref w.Op(s);
            bool signed = op.Operation == Operation.Divide;
            w.Head(s);
            w.Put(signed);
            w.Put(op.A);
            w.Put(op.B);
            w.ReadA(s);
            w.ReadB(s);
            bool negativeA = signed && (int)s.A < 0, negativeB = signed && (int)s.B < 0;
            w.Put(negativeA);
            w.Put(negativeB);
            if (signed)
            {
                w.Sign(s.A >> 16);
                w.Sign(s.B >> 16);
            }

            w.Put(s.B == 0);
            w.PutInverse((s.B & 0xFFFF) + (s.B >> 16));
            uint dividend = negativeA ? 0 - s.A : s.A, divisor = s.B == 0 ? 1 : negativeB ? 0 - s.B : s.B;
            uint quotient = dividend / divisor, remainder = dividend % divisor;
            w.PutChecked(dividend);
            PutBorrow(ref w, s.A, negativeA);
            PutBytes(ref w, divisor);
            PutBytes(ref w, quotient);
            PutBorrow(ref w, s.B, negativeB);
            w.PutChecked(remainder);
            PutCarry(ref w, Column(quotient, divisor, 0) + Low(remainder) - Low(dividend) >> 16);
            w.PutChecked(divisor - remainder - 1);
            bool negativeQ = negativeA != negativeB;
            w.Put(negativeQ);
            w.Put(negativeQ && quotient != 0);
            w.Put(negativeA && remainder != 0);
            w.PutChecked(s.NewM);
            w.PutChecked(s.NewD);
            PutBorrow(ref w, quotient, negativeQ);
            PutBorrow(ref w, remainder, negativeA);
            w.WriteD(s);
            w.Access(s.M, s.PreviousM, s.Time, 3);
            w.EndRow();
        }
    }

    private static void PutBorrow(ref RowWriter w, uint from, bool negated) => w.Put(negated && (from & 0xFFFF) != 0);
}
