using Zkfp.MipsVm.Machine;

namespace Zkfp.MipsVm.Tables.System;

internal static partial class SystemTables
{
    public static void FillHalt(ref RowWriter w, ReadOnlySpan<StepRecord> steps)
    {
        foreach (ref readonly StepRecord s in steps)
        {
            w.Head(s);
            w.Put(w.Op(s).A);
            w.ReadA(s);
            w.EndRow();
        }
    }

    public static void FillCommit(ref RowWriter w, ReadOnlySpan<StepRecord> steps)
    {
        foreach (ref readonly StepRecord s in steps)
        {
            ref readonly MicroOp op = ref w.Op(s);
            w.Head(s);
            w.Put(op.A);
            w.Put(op.X);
            w.ReadA(s);
            w.EndRow();
        }
    }

    public static void FillRaise(ref RowWriter w, ReadOnlySpan<StepRecord> steps)
    {
        foreach (ref readonly StepRecord s in steps)
        {
            w.Head(s);
            w.Put(w.Op(s).X);
            w.EndRow();
        }
    }

    public static void FillFetchFault(ref RowWriter w, ReadOnlySpan<StepRecord> steps)
    {
        foreach (ref readonly StepRecord s in steps)
        {
            ref readonly MicroOp op = ref w.Op(s);
            w.Head(s);
            w.Put(op.Pc);
            w.Put(op.X);
            PutBetween(ref w, s.Pc - op.Pc);
            PutBetween(ref w, op.X - s.Pc);
            w.EndRow();
        }
    }

    private static void PutBetween(ref RowWriter w, uint difference)
    {
        w.Put(difference >> 16);
        w.Bits(13, difference >> 16);
        w.Range(difference & 0xFFFF);
    }

    public static void FillAddressFault(ref RowWriter w, ReadOnlySpan<StepRecord> steps)
    {
        foreach (ref readonly StepRecord s in steps)
        {
            PutFaultingAddress(ref w, s);
            w.EndRow();
        }
    }

    /// <summary>Records of accesses to holes: Extra, Extra2 = first and last word of the hole.</summary>
    public static void FillHoleFault(ref RowWriter w, ReadOnlySpan<StepRecord> steps)
    {
        foreach (ref readonly StepRecord s in steps)
        {
            uint word = PutFaultingAddress(ref w, s) >> 2;
            w.Put(s.Extra);
            w.Put(s.Extra2);
            PutBetween(ref w, word - s.Extra);
            PutBetween(ref w, s.Extra2 - word);
            w.EndRow();
        }
    }

    private static uint PutFaultingAddress(ref RowWriter w, in StepRecord s)
    {
        ref readonly MicroOp op = ref w.Op(s);
        uint address = s.A + op.Immediate;
        w.Head(s);
        w.Put(op.Operation == Operation.StoreFault);
        w.Put(op.A);
        w.Put(op.X);
        w.Put(op.Y);
        w.ReadA(s);
        w.PutChecked(address);
        w.Put(address & 1);
        w.Put(address >> 1 & 1);
        w.Range((address & 0xFFFF) >> 2);
        return address;
    }

    /// <summary>Records of exceptions: Pc, Npc, Extra = code, Extra2 = bad address; A, B, D, M = old EPC, RESUME, CAUSE, BADVADDR.</summary>
    public static void FillException(ref RowWriter w, ReadOnlySpan<StepRecord> steps)
    {
        foreach (ref readonly StepRecord s in steps)
        {
            w.Put(s.Time);
            PutCounter(ref w, s.Pc);
            PutCounter(ref w, s.Npc);
            w.Put(s.Extra);
            w.PutWord(s.Extra2);
            w.Access(s.A, s.PreviousA, s.Time, 3);
            w.Access(s.B, s.PreviousB, s.Time, 3);
            w.Access(s.D, s.PreviousD, s.Time, 3);
            w.Access(s.M, s.PreviousM, s.Time, 3);
            w.EndRow();
        }
    }

    private static void PutCounter(ref RowWriter w, uint counter)
    {
        uint quarter = counter & 0x3FFF, high = counter >> 14;
        w.Put(quarter);
        w.Put(high);
        w.Range(quarter);
        w.Range(quarter * 4);
        w.Range(high);
    }

    /// <summary>Records of wraps: Pc and Npc as pulled.</summary>
    public static void FillStateWrap(ref RowWriter w, ReadOnlySpan<StepRecord> steps)
    {
        foreach (ref readonly StepRecord s in steps)
        {
            w.Head(s);
            w.Put(s.Pc >= 1u << 30);
            w.EndRow();
        }
    }
}
