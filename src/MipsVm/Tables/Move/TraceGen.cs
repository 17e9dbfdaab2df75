using Zkfp.MipsVm.Machine;

namespace Zkfp.MipsVm.Tables.Move;

internal static partial class MoveTables
{
    public static void FillNop(ref RowWriter w, ReadOnlySpan<StepRecord> steps)
    {
        foreach (ref readonly StepRecord s in steps)
        {
            w.Head(s);
            w.EndRow();
        }
    }

    public static void FillMove(ref RowWriter w, ReadOnlySpan<StepRecord> steps)
    {
        foreach (ref readonly StepRecord s in steps)
        {
            ref readonly MicroOp op = ref w.Op(s);
            w.Head(s);
            w.Put(op.A);
            w.Put(op.D);
            w.ReadA(s);
            w.WriteD(s);
            w.EndRow();
        }
    }

    public static void FillLoadImmediate(ref RowWriter w, ReadOnlySpan<StepRecord> steps)
    {
        foreach (ref readonly StepRecord s in steps)
        {
            ref readonly MicroOp op = ref w.Op(s);
            w.Head(s);
            w.Put(op.D);
            w.Put(op.X);
            w.Put(op.Y);
            w.WriteD(s);
            w.EndRow();
        }
    }

    public static void FillIfZero(ref RowWriter w, ReadOnlySpan<StepRecord> steps)
    {
        foreach (ref readonly StepRecord s in steps)
        {
            ref readonly MicroOp op = ref w.Op(s);
            w.Head(s);
            w.Put(op.A);
            w.Put(op.B);
            w.Put(op.D);
            w.ReadA(s);
            w.Previous(s.PreviousB, s.Time, 1);
            w.WriteD(s);
            w.EndRow();
        }
    }

    public static void FillIfNotZero(ref RowWriter w, ReadOnlySpan<StepRecord> steps)
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
            w.PutInverse((s.B & 0xFFFF) + (s.B >> 16));
            w.WriteD(s);
            w.EndRow();
        }
    }

    public static void FillHint(ref RowWriter w, ReadOnlySpan<StepRecord> steps)
    {
        foreach (ref readonly StepRecord s in steps)
        {
            ref readonly MicroOp op = ref w.Op(s);
            w.Head(s);
            w.Put(op.D);
            w.PutChecked(s.NewD);
            w.WriteD(s);
            w.EndRow();
        }
    }
}
