using Zkfp.MipsVm.Machine;

namespace Zkfp.MipsVm.Tables.Jump;

internal static partial class JumpTables
{
    public static void FillJump(ref RowWriter w, ReadOnlySpan<StepRecord> steps)
    {
        foreach (ref readonly StepRecord s in steps)
        {
            w.Head(s);
            w.Put(w.Op(s).X);
            w.EndRow();
        }
    }

    public static void FillJumpLink(ref RowWriter w, ReadOnlySpan<StepRecord> steps)
    {
        foreach (ref readonly StepRecord s in steps)
        {
            ref readonly MicroOp op = ref w.Op(s);
            w.Head(s);
            w.Put(op.X);
            w.Put(op.Y);
            w.WriteD(s);
            w.EndRow();
        }
    }

    public static void FillRegister(ref RowWriter w, ReadOnlySpan<StepRecord> steps)
    {
        foreach (ref readonly StepRecord s in steps)
        {
            w.Head(s);
            w.Put(w.Op(s).A);
            w.ReadA(s);
            w.Range((s.A & 0xFFFF) >> 2);
            w.EndRow();
        }
    }

    public static void FillLinkRegister(ref RowWriter w, ReadOnlySpan<StepRecord> steps)
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
            w.Range((s.A & 0xFFFF) >> 2);
            w.WriteD(s);
            w.EndRow();
        }
    }

    public static void FillExceptionReturn(ref RowWriter w, ReadOnlySpan<StepRecord> steps)
    {
        foreach (ref readonly StepRecord s in steps)
        {
            w.Head(s);
            w.ReadA(s);
            w.Range((s.A & 0xFFFF) >> 2);
            w.EndRow();
        }
    }
}
