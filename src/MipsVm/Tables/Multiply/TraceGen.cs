using Zkfp.MipsVm.Machine;

namespace Zkfp.MipsVm.Tables.Multiply;

internal static partial class MultiplyTables
{
    public static void FillMultiply(ref RowWriter w, ReadOnlySpan<StepRecord> steps)
    {
        foreach (ref readonly StepRecord s in steps)
        {
            ref readonly MicroOp op = ref w.Op(s);
            w.Head(s);
            w.Put(op.A);
            w.Put(op.B);
            w.Put(op.D);
            PutBytes(ref w, s.A);
            w.Previous(s.PreviousA, s.Time, 0);
            PutBytes(ref w, s.B);
            w.Previous(s.PreviousB, s.Time, 1);
            w.PutChecked(s.NewD);
            int carry0 = PutCarry(ref w, Column(s.A, s.B, 0) >> 16);
            PutCarry(ref w, Column(s.A, s.B, 1) + carry0 >> 16);
            w.WriteD(s);
            w.EndRow();
        }
    }

    /// <summary>D is HI, M is LO.</summary>
    public static void FillWide(ref RowWriter w, ReadOnlySpan<StepRecord> steps)
    {
        foreach (ref readonly StepRecord s in steps)
        {
            ref readonly MicroOp op = ref w.Op(s);
            bool signed = op.Operation is Operation.MultiplyWide or Operation.MultiplyAdd or Operation.MultiplySubtract;
            w.Head(s);
            w.Put(signed);
            w.Put(op.A);
            w.Put(op.B);
            PutBytes(ref w, s.A);
            w.Previous(s.PreviousA, s.Time, 0);
            PutBytes(ref w, s.B);
            w.Previous(s.PreviousB, s.Time, 1);
            uint signA = signed ? s.A >> 31 : 0, signB = signed ? s.B >> 31 : 0;
            w.Put(signA);
            w.Put(signB);
            if (signed)
            {
                w.Sign(s.A >> 16);
                w.Sign(s.B >> 16);
            }

            w.PutChecked(s.NewM);
            w.PutChecked(s.NewD);
            w.WriteD(s);
            w.Access(s.M, s.PreviousM, s.Time, 3);
            (uint addLow, uint addHigh, uint sumLow, uint sumHigh) = op.Operation switch
            {
                Operation.MultiplyWide or Operation.MultiplyWideUnsigned => (0u, 0u, s.NewM, s.NewD),
                Operation.MultiplyAdd or Operation.MultiplyAddUnsigned => (s.M, s.D, s.NewM, s.NewD),
                _ => (s.NewM, s.NewD, s.M, s.D),
            };
            int carry0 = PutCarry(ref w, Column(s.A, s.B, 0) + Low(addLow) - Low(sumLow) >> 16);
            int carry1 = PutCarry(ref w, Column(s.A, s.B, 1) + High(addLow) + carry0 - High(sumLow) >> 16);
            int carry2 = Column(s.A, s.B, 2) + Low(addHigh) + carry1 - (int)signA * Low(s.B) - (int)signB * Low(s.A) - Low(sumHigh) >> 16;
            PutCarry(ref w, carry2 + 2);
            int carry3 = Column(s.A, s.B, 3) + High(addHigh) + carry2 - (int)signA * High(s.B) - (int)signB * High(s.A) - High(sumHigh) >> 16;
            w.Put((uint)(carry3 + 2));
            w.Bits(2, (uint)(carry3 + 2));
            w.EndRow();
        }
    }

    private static int Low(uint value) => (int)(value & 0xFFFF);

    private static int High(uint value) => (int)(value >> 16);

    private static int Byte(uint value, int index) => (int)(value >> 8 * index & 0xFF);

    private static int PutCarry(ref RowWriter w, int carry)
    {
        w.Put((uint)carry);
        w.Bits(10, (uint)carry);
        return carry;
    }

    private static int Column(uint a, uint b, int limb) => Diagonal(a, b, 2 * limb) + (limb < 3 ? Diagonal(a, b, 2 * limb + 1) << 8 : 0);

    private static int Diagonal(uint a, uint b, int weight)
    {
        int sum = 0;
        for (int i = Math.Max(0, weight - 3); i <= Math.Min(3, weight); i++) sum += Byte(a, i) * Byte(b, weight - i);
        return sum;
    }

    private static void PutBytes(ref RowWriter w, uint value)
    {
        uint b0 = value & 0xFF, b1 = value >> 8 & 0xFF, b2 = value >> 16 & 0xFF, b3 = value >> 24;
        w.Put(b0);
        w.Put(b1);
        w.Put(b2);
        w.Put(b3);
        w.Bytes(b0, b1);
        w.Bytes(b2, b3);
    }
}
