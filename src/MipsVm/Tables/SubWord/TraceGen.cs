using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Machine;
using Zkfp.MipsVm.Tables.LoadStore;

namespace Zkfp.MipsVm.Tables.SubWord;

internal static partial class SubWordTables
{
    public static void FillLoadByte(ref RowWriter w, ReadOnlySpan<StepRecord> steps, Endianness order, bool signed, bool wrap)
    {
        foreach (ref readonly StepRecord s in steps)
        {
            ref readonly MicroOp op = ref w.Op(s);
            w.Head(s);
            w.Put(op.A);
            w.Put(op.D);
            w.Put(op.X);
            w.ReadA(s);
            uint offset = s.A + op.Immediate & 3, lane = order == Endianness.Little ? offset : 3 - offset;
            w.Put(lane >> 1);
            w.Put(lane & 1);
            LoadStoreTables.PutWordIndex(ref w, s.A, op.X, offset, wrap);
            w.MemoryWord(s);
            uint value = PutByte(ref w, s.M, lane);
            if (signed)
            {
                w.Put(value >> 7);
                w.Bits(7, value & 0x7F);
            }

            w.WriteD(s);
            w.EndRow();
        }
    }

    public static void FillLoadHalf(ref RowWriter w, ReadOnlySpan<StepRecord> steps, Endianness order, bool signed, bool wrap)
    {
        foreach (ref readonly StepRecord s in steps)
        {
            ref readonly MicroOp op = ref w.Op(s);
            w.Head(s);
            w.Put(op.A);
            w.Put(op.D);
            w.Put(op.X);
            w.ReadA(s);
            uint offset = s.A + op.Immediate & 2, high = (order == Endianness.Little ? offset : 2 - offset) >> 1;
            w.Put(high);
            LoadStoreTables.PutWordIndex(ref w, s.A, op.X, offset, wrap);
            w.MemoryWord(s);
            uint value = s.M >> (int)(16 * high) & 0xFFFF;
            w.Put(value);
            if (signed)
            {
                w.Put(value >> 15);
                w.Sign(value);
            }

            w.WriteD(s);
            w.EndRow();
        }
    }

    public static void FillStoreByte(ref RowWriter w, ReadOnlySpan<StepRecord> steps, Endianness order, bool wrap)
    {
        foreach (ref readonly StepRecord s in steps)
        {
            ref readonly MicroOp op = ref w.Op(s);
            w.Head(s);
            w.Put(op.A);
            w.Put(op.B);
            w.Put(op.X);
            w.ReadA(s);
            w.ReadB(s);
            uint stored = s.B & 0xFF;
            w.Put(stored);
            w.Bytes(stored, s.B >> 8 & 0xFF);
            uint offset = s.A + op.Immediate & 3, lane = order == Endianness.Little ? offset : 3 - offset;
            w.Put(lane >> 1);
            w.Put(lane & 1);
            LoadStoreTables.PutWordIndex(ref w, s.A, op.X, offset, wrap);
            w.PutWord(s.M);
            uint value = PutByte(ref w, s.M, lane);
            int change = ((int)stored - (int)value) * ((lane & 1) != 0 ? 256 : 1);
            w.PutSigned(change);
            w.PutSigned(lane >> 1 != 0 ? change : 0);
            w.Previous(s.PreviousM, s.Time, 2);
            w.EndRow();
        }
    }

    public static void FillStoreHalf(ref RowWriter w, ReadOnlySpan<StepRecord> steps, Endianness order, bool wrap)
    {
        foreach (ref readonly StepRecord s in steps)
        {
            ref readonly MicroOp op = ref w.Op(s);
            w.Head(s);
            w.Put(op.A);
            w.Put(op.B);
            w.Put(op.X);
            w.ReadA(s);
            w.ReadB(s);
            uint offset = s.A + op.Immediate & 2, high = (order == Endianness.Little ? offset : 2 - offset) >> 1;
            w.Put(high);
            LoadStoreTables.PutWordIndex(ref w, s.A, op.X, offset, wrap);
            w.PutWord(s.NewM);
            w.MemoryWord(s);
            w.EndRow();
        }
    }

    private static uint PutByte(ref RowWriter w, uint word, uint lane)
    {
        uint limb = lane >> 1 != 0 ? word >> 16 : word & 0xFFFF, even = limb & 0xFF, upper = limb >> 8;
        uint value = (lane & 1) != 0 ? upper : even;
        w.Put(even);
        w.Put(upper);
        w.Put(value);
        w.Bytes(even, upper);
        return value;
    }
}
