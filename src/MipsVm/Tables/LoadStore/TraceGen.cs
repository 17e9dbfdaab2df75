using System.Runtime.CompilerServices;
using Zkfp.Core.Field;
using Zkfp.MipsVm.Machine;

namespace Zkfp.MipsVm.Tables.LoadStore;

internal static partial class LoadStoreTables
{
    /// <summary>Look-ups and columns of <see cref="WordIndex"/>; <paramref name="offset"/> as there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void PutWordIndex(ref RowWriter w, uint a, uint x, uint offset, bool wrap)
    {
        int immediate = SignedOperand(x), quarter = ((int)(a & 0xFFFF) + immediate - (int)offset) >> 2;
        w.Range((uint)(quarter + (1 << 14)));
        if (!wrap) return;
        int index = quarter + (int)(a >> 16 << 14);
        bool over = index >= 1 << 30;
        w.Put(over);
        w.Range((uint)(over ? index - (1 << 30) : -1 - index));
    }

    /// <summary>A ROM operand as a signed number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int SignedOperand(uint x) => x > KoalaBear.P / 2 ? (int)(x - KoalaBear.P) : (int)x;

    /// <summary>Whether a + x leaves [0, 2^32).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool Wraps(uint a, uint x)
    {
        long address = (long)a + SignedOperand(x);
        return address >> 32 != 0;
    }

    public static void FillLoadWord(ref RowWriter w, ReadOnlySpan<StepRecord> steps) => FillLoadWord(ref w, steps, false);

    public static void FillLoadWordWrap(ref RowWriter w, ReadOnlySpan<StepRecord> steps) => FillLoadWord(ref w, steps, true);

    private static void FillLoadWord(ref RowWriter w, ReadOnlySpan<StepRecord> steps, bool wrap)
    {
        foreach (ref readonly StepRecord s in steps)
        {
            ref readonly MicroOp op = ref w.Op(s);
            w.Head(s);
            w.Put(op.A);
            w.Put(op.D);
            w.Put(op.X);
            w.ReadA(s);
            PutWordIndex(ref w, s.A, op.X, 0, wrap);
            w.MemoryWord(s);
            w.WriteD(s);
            w.EndRow();
        }
    }

    public static void FillStoreWord(ref RowWriter w, ReadOnlySpan<StepRecord> steps) => FillStore(ref w, steps, false, false);

    public static void FillStoreWordWrap(ref RowWriter w, ReadOnlySpan<StepRecord> steps) => FillStore(ref w, steps, true, false);

    public static void FillConditional(ref RowWriter w, ReadOnlySpan<StepRecord> steps) => FillStore(ref w, steps, false, true);

    public static void FillConditionalWrap(ref RowWriter w, ReadOnlySpan<StepRecord> steps) => FillStore(ref w, steps, true, true);

    private static void FillStore(ref RowWriter w, ReadOnlySpan<StepRecord> steps, bool wrap, bool conditional)
    {
        foreach (ref readonly StepRecord s in steps)
        {
            ref readonly MicroOp op = ref w.Op(s);
            w.Head(s);
            w.Put(op.A);
            w.Put(op.B);
            if (conditional) w.Put(op.D);
            w.Put(op.X);
            w.ReadA(s);
            w.ReadB(s);
            if (conditional)
            {
                w.Access(s.Extra, s.Extra2, s.Time, 2);
                w.Put((s.Extra & 0xFFFF) != 0);
                w.PutInverse(s.Extra & 0xFFFF);
            }

            PutWordIndex(ref w, s.A, op.X, 0, wrap);
            w.MemoryWord(s);
            if (conditional) w.WriteD(s);
            w.EndRow();
        }
    }
}
