using Zkfp.Core.Field;
using Zkfp.MipsVm.Machine;

namespace Zkfp.MipsVm.Tables.Compare;

internal static partial class CompareTables
{
    public static void FillSigned(ref RowWriter w, ReadOnlySpan<StepRecord> steps) => FillRegister(ref w, steps, true);

    public static void FillUnsigned(ref RowWriter w, ReadOnlySpan<StepRecord> steps) => FillRegister(ref w, steps, false);

    public static void FillSignedImmediate(ref RowWriter w, ReadOnlySpan<StepRecord> steps) => FillImmediate(ref w, steps, true);

    public static void FillUnsignedImmediate(ref RowWriter w, ReadOnlySpan<StepRecord> steps) => FillImmediate(ref w, steps, false);

    private static void FillRegister(ref RowWriter w, ReadOnlySpan<StepRecord> steps, bool signed)
    {
        foreach (ref readonly StepRecord s in steps)
        {
            ref readonly MicroOp op = ref w.Op(s);
            w.Head(s);
            w.Put(op.A);
            w.Put(op.B);
            w.Put(op.D);
            w.ReadA(s);
            w.ReadB(s);
            if (signed)
            {
                PutSign(ref w, s.A);
                PutSign(ref w, s.B);
            }

            w.PutChecked(s.A - s.B);
            w.WriteD(s);
            w.EndRow();
        }
    }

    private static void FillImmediate(ref RowWriter w, ReadOnlySpan<StepRecord> steps, bool signed)
    {
        foreach (ref readonly StepRecord s in steps)
        {
            ref readonly MicroOp op = ref w.Op(s);
            w.Head(s);
            w.Put(op.A);
            w.Put(op.D);
            w.Put(op.X);
            w.Put(op.Y);
            w.ReadA(s);
            if (signed) PutSign(ref w, s.A);
            uint high = op.Y == KoalaBear.P - 1 ? 0xFFFF : op.Y;
            w.PutChecked(s.A - (high << 16 | op.X));
            w.WriteD(s);
            w.EndRow();
        }
    }

    private static void PutSign(ref RowWriter w, uint value)
    {
        w.Put(value >> 31);
        w.Sign(value >> 16);
    }
}
