using System.Runtime.CompilerServices;
using Zkfp.Core.Air;
using Zkfp.Core.Field;
using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Tracing;

namespace Zkfp.MipsVm.Tables.LoadStore;

/// <summary>
/// The word index of a + x − offset, which the caller's offset makes a multiple of 4. q = (a.low + x − offset)/4 + 2^14 has 16
/// bits, so 4(q − 2^14) = a.low + x − offset holds for integers. Without wrapping the index is q − 2^14 + 2^14·a.high; if the
/// address leaves [0, 2^32) this is no index of a memory word (nobody initialises it), so such a row cannot balance. Rows of
/// wrapping tables prove that it left, and add or subtract 2^30.
/// </summary>
internal readonly struct WordIndex
{
    private readonly bool _wrap;
    private readonly TableColumn _over;

    /// <summary>Declares and states it.</summary>
    public WordIndex(InstructionAir t, Word a, Expr x, Expr offset, bool wrap)
    {
        _wrap = wrap;
        Expr quarter = Gadgets.Scale(t.B, a.Low + x - offset, Gadgets.Quarter), index = quarter + a.High * (1 << 14);
        t.Range16("address is aligned: quarter", quarter + (1 << 14));
        Index = index;
        if (!wrap) return;
        _over = t.B.Main("over");
        Expr under = t.Real - _over;
        t.B.AssertBool("over is 0 or 1", _over);
        t.Range16("address wraps: distance", _over * (index - (1 << 30)) + under * (-1 - index));
        Index = index + (under - _over) * (1 << 30);
    }

    /// <summary>The index.</summary>
    public Expr Index { get; }

    /// <summary>Writes its column, if it has one, and counts its look-ups; <paramref name="offset"/> as above.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Put(ref RowWriter w, uint a, uint x, uint offset)
    {
        int quarter = ((int)(a & 0xFFFF) + SignedOperand(x) - (int)offset) >> 2;
        w.Range((uint)(quarter + (1 << 14)));
        if (!_wrap) return;
        int index = quarter + (int)(a >> 16 << 14);
        bool over = index >= 1 << 30;
        w.Put(_over, over);
        w.Range((uint)(over ? index - (1 << 30) : -1 - index));
    }

    /// <summary>Whether a + x leaves [0, 2^32).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Wraps(uint a, uint x)
    {
        long address = (long)a + SignedOperand(x);
        return address >> 32 != 0;
    }

    /// <summary>A ROM operand as a signed number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int SignedOperand(uint x) => x > KoalaBear.P / 2 ? (int)(x - KoalaBear.P) : (int)x;
}
