using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Machine;
using Zkfp.MipsVm.Tables.LoadStore;

namespace Zkfp.MipsVm.Tables.Unaligned;

internal static partial class UnalignedTables
{
    public static void FillLoad(ref RowWriter w, ReadOnlySpan<StepRecord> steps, Endianness order, bool left, bool wrap)
    {
        foreach (ref readonly StepRecord s in steps)
        {
            ref readonly MicroOp op = ref w.Op(s);
            w.Head(s);
            w.Put(op.A);
            w.Put(op.D);
            w.Put(op.X);
            w.ReadA(s);
            PutShift(ref w, s.A, op, order, left, wrap);
            PutBytes(ref w, s.M);
            w.Previous(s.PreviousM, s.Time, 2);
            PutBytes(ref w, s.D);
            w.PutWord(s.NewD);
            w.Previous(s.PreviousD, s.Time, 3);
            w.EndRow();
        }
    }

    public static void FillStore(ref RowWriter w, ReadOnlySpan<StepRecord> steps, Endianness order, bool left, bool wrap)
    {
        foreach (ref readonly StepRecord s in steps)
        {
            ref readonly MicroOp op = ref w.Op(s);
            w.Head(s);
            w.Put(op.A);
            w.Put(op.B);
            w.Put(op.X);
            w.ReadA(s);
            PutBytes(ref w, s.B);
            w.Previous(s.PreviousB, s.Time, 1);
            PutShift(ref w, s.A, op, order, left, wrap);
            PutBytes(ref w, s.M);
            w.PutWord(s.NewM);
            w.Previous(s.PreviousM, s.Time, 2);
            w.EndRow();
        }
    }

    private static void PutShift(ref RowWriter w, uint a, in MicroOp op, Endianness order, bool left, bool wrap)
    {
        uint offset = a + op.Immediate & 3, k = left == (order == Endianness.Big) ? offset : 3 - offset;
        for (uint i = 0; i < 4; i++) w.Put(i == k);
        LoadStoreTables.PutWordIndex(ref w, a, op.X, offset, wrap);
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
