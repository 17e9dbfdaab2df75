using Zkfp.MipsVm.Machine;

namespace Zkfp.MipsVm.Tables.Logic;

internal static partial class LogicTables
{
    public static void FillRegister(ref RowWriter w, ReadOnlySpan<StepRecord> steps)
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
            PutBytes(ref w, s.A & s.B);
            for (int i = 0; i < 32; i += 8) w.And(s.A >> i & 0xFF, s.B >> i & 0xFF);
            w.WriteD(s);
            w.EndRow();
        }
    }

    public static void FillImmediate(ref RowWriter w, ReadOnlySpan<StepRecord> steps)
    {
        foreach (ref readonly StepRecord s in steps)
        {
            ref readonly MicroOp op = ref w.Op(s);
            w.Head(s);
            w.Put(op.A);
            w.Put(op.D);
            w.Put(op.X);
            w.Put(op.Y);
            uint a0 = s.A & 0xFF, a1 = s.A >> 8 & 0xFF;
            w.Put(a0);
            w.Put(a1);
            w.Put(s.A >> 16);
            w.Previous(s.PreviousA, s.Time, 0);
            w.Put(a0 & op.X);
            w.Put(a1 & op.Y);
            w.And(a0, op.X);
            w.And(a1, op.Y);
            w.WriteD(s);
            w.EndRow();
        }
    }

    private static void PutBytes(ref RowWriter w, uint value)
    {
        w.Put(value & 0xFF);
        w.Put(value >> 8 & 0xFF);
        w.Put(value >> 16 & 0xFF);
        w.Put(value >> 24);
    }
}
