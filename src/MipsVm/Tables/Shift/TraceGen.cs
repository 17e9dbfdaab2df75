using System.Runtime.CompilerServices;
using Zkfp.MipsVm.Machine;

namespace Zkfp.MipsVm.Tables.Shift;

/// <summary>The numbers of a limb split at r: see <see cref="Split"/>.</summary>
internal readonly record struct SplitValue(uint X, uint U, uint Y, uint V)
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SplitValue Of(uint limb, int r)
    {
        uint x = limb & (1u << 16 - r) - 1, y = limb >> 16 - r;
        return new SplitValue(x, x << r, y, limb - x);
    }
}

internal static partial class ShiftTables
{
    public static void FillLeftLow(ref RowWriter w, ReadOnlySpan<StepRecord> steps) => Fill(ref w, steps, ShiftKind.LeftLow);

    public static void FillLeftHigh(ref RowWriter w, ReadOnlySpan<StepRecord> steps) => Fill(ref w, steps, ShiftKind.LeftHigh);

    public static void FillRightLow(ref RowWriter w, ReadOnlySpan<StepRecord> steps) => Fill(ref w, steps, ShiftKind.RightLow);

    public static void FillRightHigh(ref RowWriter w, ReadOnlySpan<StepRecord> steps) => Fill(ref w, steps, ShiftKind.RightHigh);

    public static void FillArithmeticLow(ref RowWriter w, ReadOnlySpan<StepRecord> steps) => Fill(ref w, steps, ShiftKind.ArithmeticLow);

    public static void FillArithmeticHigh(ref RowWriter w, ReadOnlySpan<StepRecord> steps) => Fill(ref w, steps, ShiftKind.ArithmeticHigh);

    public static void FillRotate(ref RowWriter w, ReadOnlySpan<StepRecord> steps) => Fill(ref w, steps, ShiftKind.RotateLow);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Fill(ref RowWriter w, ReadOnlySpan<StepRecord> steps, ShiftKind kind)
    {
        bool arithmetic = kind is ShiftKind.ArithmeticLow or ShiftKind.ArithmeticHigh;
        foreach (ref readonly StepRecord s in steps)
        {
            ref readonly MicroOp op = ref w.Op(s);
            w.Head(s);
            w.Put(op.A);
            w.Put(op.D);
            w.Put(op.X);
            if (arithmetic) w.Put(op.Y);
            if (kind is ShiftKind.RightHigh or ShiftKind.ArithmeticHigh) w.Put(s.A & 0xFFFF);
            else PutSplit(ref w, s.A & 0xFFFF, (int)op.X);
            if (kind == ShiftKind.LeftHigh) w.Put(s.A >> 16);
            else PutSplit(ref w, s.A >> 16, (int)op.X);
            w.Previous(s.PreviousA, s.Time, 0);
            if (arithmetic)
            {
                w.Put(s.A >> 31);
                w.Sign(s.A >> 16);
                w.Put((s.A >> 31) * op.Y);
            }

            w.WriteD(s);
            w.EndRow();
        }
    }

    /// <summary>Columns of <see cref="SplitLimb"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static SplitValue PutSplit(ref RowWriter w, uint limb, int r)
    {
        SplitValue v = PutSplitGiven(ref w, limb, r);
        w.Put(v.V);
        return v;
    }

    /// <summary>Columns of <see cref="SplitGiven"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static SplitValue PutSplitGiven(ref RowWriter w, uint limb, int r)
    {
        SplitValue v = SplitValue.Of(limb, r);
        w.Put(v.X);
        w.Put(v.U);
        w.Put(v.Y);
        w.Bits(16 - r, v.X);
        w.Bits(r, v.Y);
        return v;
    }

    public static void FillVariable(ref RowWriter w, ReadOnlySpan<StepRecord> steps)
    {
        foreach (ref readonly StepRecord s in steps)
        {
            ref readonly MicroOp op = ref w.Op(s);
            bool left = op.Operation == Operation.ShiftLeftVariable, arithmetic = op.Operation == Operation.ShiftArithmeticVariable;
            bool rotate = op.Operation == Operation.RotateVariable;
            w.Head(s);
            w.Put(left);
            w.Put(op.Operation == Operation.ShiftRightVariable);
            w.Put(arithmetic);
            w.Put(rotate);
            w.Put(op.A);
            w.Put(op.B);
            w.Put(op.D);
            uint amount = s.A & 15, rest = s.A >> 5 & 0x7FF;
            bool swap = (s.A & 16) != 0;
            w.Put(amount);
            w.Put(swap);
            w.Put(rest);
            w.Put(s.A >> 16);
            w.Bits(4, amount);
            w.Bits(11, rest);
            w.Previous(s.PreviousA, s.Time, 0);
            int r = left ? (int)amount : 16 - (int)amount;
            w.Put((uint)r);
            SplitValue low = PutSplit(ref w, s.B & 0xFFFF, r), high = PutSplit(ref w, s.B >> 16, r);
            w.Previous(s.PreviousB, s.Time, 1);
            uint sign = arithmetic ? s.B >> 31 : 0, fill = arithmetic ? sign * ((1u << 16) - (1u << r)) : 0;
            w.Put(sign);
            if (arithmetic) w.Sign(s.B >> 16);
            w.Put(fill);
            if (arithmetic) PutSplitGiven(ref w, 0xFFFF, r);
            else w.Skip(3);
            w.Put(left ? low.U : low.Y + high.U);
            w.Put(left ? high.U + low.Y : high.Y + fill + (rotate ? low.U : 0));
            w.PutWord(s.NewD);
            w.WriteD(s);
            w.EndRow();
        }
    }
}
