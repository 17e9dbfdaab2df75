using Zkfp.MipsVm.Machine;

namespace Zkfp.MipsVm.Tables.Shared;

internal static partial class SharedTables
{
    /// <summary>Records of refreshes: Extra = key, A = value, PreviousA, Time = new time / 2^16.</summary>
    public static void FillRefresh(ref RowWriter w, ReadOnlySpan<StepRecord> steps)
    {
        foreach (ref readonly StepRecord s in steps)
        {
            w.Put(s.Extra);
            w.PutWord(s.A);
            w.Put(s.PreviousA);
            uint difference = (s.Time << 16) - 1 - s.PreviousA;
            w.Put(s.Time);
            w.Put(difference >> 16);
            w.Bits(8, s.Time);
            w.Bits(8, difference >> 16);
            w.Range(difference & 0xFFFF);
            w.EndRow();
        }
    }
}
