using Zkfp.MipsVm.Machine;

namespace Zkfp.MipsVm.Tables.AddSub;

internal static partial class AddSubTables
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
            w.ReadA(s);
            w.ReadB(s);
            w.PutChecked(s.NewD);
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
            w.ReadA(s);
            w.PutChecked(s.NewD);
            w.WriteD(s);
            w.EndRow();
        }
    }

    public static void FillOverflow(ref RowWriter w, ReadOnlySpan<StepRecord> steps)
    {
        foreach (ref readonly StepRecord s in steps)
        {
            ref readonly MicroOp op = ref w.Op(s);
            bool noWrite = op.Operation >= Operation.OverflowCheckAdd;
            var kind = (Operation)(op.Operation - (noWrite ? NoWriteOffset : 0));
            bool add = kind == Operation.OverflowAdd, sub = kind == Operation.OverflowSubtract, immediate = !add && !sub;
            uint b = immediate ? op.Y << 16 | op.X : s.B;
            uint c = sub ? s.A - b : s.A + b;
            w.Head(s);
            w.Put(add);
            w.Put(sub);
            w.Put(noWrite);
            w.Put(op.A);
            w.Put(op.B);
            w.Put(op.D);
            w.Bits(8, op.D);
            w.ReadA(s);
            w.PutWord(b);
            if (immediate) w.Put(0);
            else w.Previous(s.PreviousB, s.Time, 1);
            w.PutChecked(c);
            w.Put(s.A >> 31);
            w.Put(b >> 31);
            w.Put(c >> 31);
            w.Sign(s.A >> 16);
            w.Sign(b >> 16);
            w.Sign(c >> 16);
            uint p = sub ? c : s.A, r = sub ? s.A : c;
            uint carryLow = (p & 0xFFFF) + (b & 0xFFFF) >> 16, carryHigh = (uint)((ulong)p + b >> 32);
            int v = (int)carryHigh + (int)(r >> 31) - (int)(p >> 31) - (int)(b >> 31);
            bool writes = v == 0 && !noWrite;
            w.Put(carryLow);
            w.Put(carryHigh);
            w.PutSigned(v);
            w.Put(v != 0);
            w.Put(writes);
            if (writes) w.WriteD(s);
            else w.Skip(3);
            w.EndRow();
        }
    }
}
