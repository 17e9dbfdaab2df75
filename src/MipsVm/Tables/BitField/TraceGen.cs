using System.Numerics;
using Zkfp.MipsVm.Machine;
using Zkfp.MipsVm.Tables.Shift;

namespace Zkfp.MipsVm.Tables.BitField;

internal static partial class BitFieldTables
{
    public static void FillExtract(ref RowWriter w, ReadOnlySpan<StepRecord> steps)
    {
        foreach (ref readonly StepRecord s in steps)
        {
            ref readonly MicroOp op = ref w.Op(s);
            bool isLow = op.Operation == Operation.ExtractLow, isWide = op.Operation == Operation.ExtractWide;
            int r = (int)op.X, size = (int)op.Y;
            w.Head(s);
            w.Put(isLow);
            w.Put(isWide);
            w.Put(op.Operation == Operation.ExtractHigh);
            w.Put(op.A);
            w.Put(op.D);
            w.Put(op.X);
            w.Put(op.Y);
            SplitValue low = ShiftTables.PutSplit(ref w, s.A & 0xFFFF, r), high = ShiftTables.PutSplit(ref w, s.A >> 16, r);
            w.Previous(s.PreviousA, s.Time, 0);
            uint masked = isLow ? low.Y + high.U : high.Y;
            w.Put(masked);
            PutMask(ref w, masked, size);
            w.PutWord(s.NewD);
            w.WriteD(s);
            w.EndRow();
        }
    }

    /// <summary>Kept bits, the same scaled, and dropped bits.</summary>
    private static uint PutMask(ref RowWriter w, uint limb, int size)
    {
        uint kept = limb & (1u << size) - 1, dropped = limb >> size;
        w.Put(kept);
        w.Put(kept << 16 - size);
        w.Put(dropped);
        w.Bits(size, kept);
        w.Bits(16 - size, dropped);
        return kept;
    }

    public static void FillInsert(ref RowWriter w, ReadOnlySpan<StepRecord> steps)
    {
        foreach (ref readonly StepRecord s in steps)
        {
            ref readonly MicroOp op = ref w.Op(s);
            bool wide = op.Operation == Operation.InsertWide, swap = op.B != 0;
            int r = (int)op.X, size = (int)op.Y;
            w.Head(s);
            w.Put(wide);
            w.Put(swap);
            w.Put(op.A);
            w.Put(op.D);
            w.Put(op.X);
            w.Put(op.Y);
            w.ReadA(s);
            w.PutWord(s.D);
            int oldLow = (int)(s.D & 0xFFFF), oldHigh = (int)(s.D >> 16), exchange = swap ? oldHigh - oldLow : 0;
            w.PutSigned(exchange);
            SplitValue low = ShiftTables.PutSplitGiven(ref w, (uint)(oldLow + exchange), r);
            SplitValue high = ShiftTables.PutSplitGiven(ref w, (uint)(oldHigh - exchange), r);
            uint rotatedLow = low.Y + high.U, rotatedHigh = high.Y + low.U;
            uint target = wide ? rotatedHigh : rotatedLow, source = wide ? s.A >> 16 : s.A & 0xFFFF;
            w.Put(target);
            uint cleared = PutMask(ref w, target, size);
            w.Put(source);
            uint field = PutMask(ref w, source, size), replaced = field + target - cleared;
            uint insertedLow = wide ? s.A & 0xFFFF : replaced, insertedHigh = wide ? replaced : rotatedHigh;
            w.Put(insertedLow);
            w.Put(insertedHigh);
            SplitValue backLow = ShiftTables.PutSplitGiven(ref w, insertedLow, 16 - r);
            SplitValue backHigh = ShiftTables.PutSplitGiven(ref w, insertedHigh, 16 - r);
            w.PutSigned(swap ? (int)(backHigh.U + backLow.Y) - (int)(backLow.U + backHigh.Y) : 0);
            w.Previous(s.PreviousD, s.Time, 3);
            w.EndRow();
        }
    }

    public static void FillCountLeading(ref RowWriter w, ReadOnlySpan<StepRecord> steps)
    {
        foreach (ref readonly StepRecord s in steps)
        {
            ref readonly MicroOp op = ref w.Op(s);
            bool ones = op.Operation == Operation.CountLeadingOnes;
            uint v = ones ? ~s.A : s.A;
            bool inHigh = v >> 16 != 0, inLow = !inHigh && v != 0;
            w.Head(s);
            w.Put(ones);
            w.Put(inHigh);
            w.Put(inLow);
            w.Put(v == 0);
            w.Put(op.A);
            w.Put(op.D);
            w.ReadA(s);
            w.PutWord(v);
            uint limb = inHigh ? v >> 16 : v;
            int j = limb == 0 ? 0 : BitOperations.Log2(limb);
            w.Put(limb);
            w.Put((uint)j);
            if (limb == 0)
            {
                w.Skip(2);
            }
            else
            {
                uint power = 1u << j, rest = limb - power;
                w.Put(power);
                w.Put(rest << 16 - j);
                w.Bits(16 - j, 1);
                w.Bits(j, rest);
            }

            w.WriteD(s);
            w.EndRow();
        }
    }

    public static void FillByteOperation(ref RowWriter w, ReadOnlySpan<StepRecord> steps)
    {
        foreach (ref readonly StepRecord s in steps)
        {
            ref readonly MicroOp op = ref w.Op(s);
            bool isByte = op.Operation == Operation.SignExtendByte, isHalf = op.Operation == Operation.SignExtendHalf;
            w.Head(s);
            w.Put(isByte);
            w.Put(isHalf);
            w.Put(op.Operation == Operation.SwapBytes);
            w.Put(op.A);
            w.Put(op.D);
            uint b0 = s.A & 0xFF, b1 = s.A >> 8 & 0xFF, b2 = s.A >> 16 & 0xFF, b3 = s.A >> 24;
            w.Put(b0);
            w.Put(b1);
            w.Put(b2);
            w.Put(b3);
            w.Bytes(b0, b1);
            w.Bytes(b2, b3);
            w.Previous(s.PreviousA, s.Time, 0);
            uint top = isByte ? b0 : isHalf ? b1 : 0;
            w.Put(top >> 7);
            w.Put(top);
            if (isByte || isHalf) w.Bits(7, top & 0x7F);
            w.PutWord(s.NewD);
            w.WriteD(s);
            w.EndRow();
        }
    }
}
