using Zkfp.Core.Field;
using Zkfp.MipsVm.Machine;

namespace Zkfp.MipsVm.Tables.Branch;

internal static partial class BranchTables
{
    public static void FillEqual(ref RowWriter w, ReadOnlySpan<StepRecord> steps)
    {
        foreach (ref readonly StepRecord s in steps)
        {
            Start(ref w, s, true);
            w.ReadA(s);
            w.Previous(s.PreviousB, s.Time, 1);
            w.EndRow();
        }
    }

    public static void FillNotEqual(ref RowWriter w, ReadOnlySpan<StepRecord> steps)
    {
        foreach (ref readonly StepRecord s in steps)
        {
            Start(ref w, s, true);
            w.ReadA(s);
            w.ReadB(s);
            KoalaBear low = (int)(s.A & 0xFFFF) - (int)(s.B & 0xFFFF), high = (int)(s.A >> 16) - (int)(s.B >> 16);
            w.PutInverse(low * low - (KoalaBear)3 * high * high);
            w.EndRow();
        }
    }

    public static void FillZero(ref RowWriter w, ReadOnlySpan<StepRecord> steps)
    {
        foreach (ref readonly StepRecord s in steps)
        {
            Start(ref w, s, false);
            w.Previous(s.PreviousA, s.Time, 0);
            w.EndRow();
        }
    }

    public static void FillNotZero(ref RowWriter w, ReadOnlySpan<StepRecord> steps)
    {
        foreach (ref readonly StepRecord s in steps)
        {
            Start(ref w, s, false);
            w.ReadA(s);
            w.PutInverse((s.A & 0xFFFF) + (s.A >> 16));
            w.EndRow();
        }
    }

    /// <summary>Both sign tables look up the high limb without its top bit.</summary>
    public static void FillSign(ref RowWriter w, ReadOnlySpan<StepRecord> steps)
    {
        foreach (ref readonly StepRecord s in steps)
        {
            Start(ref w, s, false);
            w.ReadA(s);
            w.Sign(s.A >> 16);
            w.EndRow();
        }
    }

    public static void FillPositive(ref RowWriter w, ReadOnlySpan<StepRecord> steps)
    {
        foreach (ref readonly StepRecord s in steps)
        {
            Start(ref w, s, false);
            w.ReadA(s);
            w.Sign(s.A >> 16);
            w.PutInverse((s.A & 0xFFFF) + (s.A >> 16));
            w.EndRow();
        }
    }

    private static void Start(ref RowWriter w, in StepRecord s, bool two)
    {
        ref readonly MicroOp op = ref w.Op(s);
        w.HeadInSequence(s);
        w.Put(op.A);
        if (two) w.Put(op.B);
        w.Put(op.X);
    }

    public static void FillGeneral(ref RowWriter w, ReadOnlySpan<StepRecord> steps) => FillGeneral(ref w, steps, false);

    public static void FillLink(ref RowWriter w, ReadOnlySpan<StepRecord> steps) => FillGeneral(ref w, steps, true);

    private static void FillGeneral(ref RowWriter w, ReadOnlySpan<StepRecord> steps, bool link)
    {
        foreach (ref readonly StepRecord s in steps)
        {
            ref readonly MicroOp op = ref w.Op(s);
            var flags = (ConditionFlags)op.D;
            w.Head(s);
            PutFlags(ref w, flags, 4);
            w.Put(op.A);
            w.Put(op.B);
            w.Put(op.X);
            w.Put(op.Y);
            w.ReadA(s);
            uint b = PutB(ref w, s, flags, op.Y);
            bool taken = PutCondition(ref w, s.A, b, true, flags);
            if (link)
            {
                w.PutWord(s.NewD);
                w.WriteD(s);
            }

            uint skip = (flags & ConditionFlags.LikelyOrSigned) != 0 && !taken ? 1u : 0;
            w.Put(skip);
            w.Put(taken ? op.X : s.Npc + 1 + skip);
            w.EndRow();
        }
    }

    public static void FillTrap(ref RowWriter w, ReadOnlySpan<StepRecord> steps)
    {
        foreach (ref readonly StepRecord s in steps)
        {
            ref readonly MicroOp op = ref w.Op(s);
            var flags = (ConditionFlags)op.D;
            w.Head(s);
            PutFlags(ref w, flags, 5);
            w.Put(op.A);
            w.Put(op.B);
            w.ReadA(s);
            uint b = PutB(ref w, s, flags, op.Y << 16 | op.X);
            PutCondition(ref w, s.A, b, (flags & ConditionFlags.LikelyOrSigned) != 0, flags);
            w.EndRow();
        }
    }

    /// <summary>Whether the condition of a general row holds.</summary>
    internal static bool Holds(uint a, uint b, bool signed, ConditionFlags flags)
    {
        bool value = (flags & ConditionFlags.Equality) != 0 ? a == b : signed ? (int)a < (int)b : a < b;
        return value != ((flags & ConditionFlags.Negate) != 0);
    }

    private static void PutFlags(ref RowWriter w, ConditionFlags flags, int count)
    {
        for (int i = 0; i < count; i++) w.Put((uint)flags >> i & 1);
    }

    private static uint PutB(ref RowWriter w, in StepRecord s, ConditionFlags flags, uint constant)
    {
        bool register = (flags & ConditionFlags.Register) != 0;
        uint b = register ? s.B : constant;
        w.PutWord(b);
        if (register) w.Previous(s.PreviousB, s.Time, 1);
        else w.Put(0u);
        return b;
    }

    private static bool PutCondition(ref RowWriter w, uint a, uint b, bool signed, ConditionFlags flags)
    {
        uint d = a - b;
        bool less = signed ? (int)a < (int)b : a < b, holds = Holds(a, b, signed, flags);
        w.Put(a >> 31);
        w.Put(b >> 31);
        w.Sign(a >> 16);
        w.Sign(b >> 16);
        w.PutChecked(d);
        w.Put(less);
        w.Put(a == b);
        w.PutInverse((d & 0xFFFF) + (d >> 16));
        w.Put(holds);
        return holds;
    }
}
