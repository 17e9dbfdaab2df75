using Zkfp.Core.Air;
using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Tracing;

namespace Zkfp.MipsVm.Tables.BitField;

/// <summary>A limb taken apart into its low bits and the rest.</summary>
internal readonly struct MaskedLimb
{
    private readonly TableColumn _scaled, _rest;

    /// <summary>Declares the limb, its low bits, these times a power of two, and the rest. The caller states what the limb is.</summary>
    public MaskedLimb(TableAir f, string limb, string low, string rest) =>
        (Limb, Low, _scaled, _rest) = (f.Main(limb), f.Main(low), f.Main(low + ", scaled"), f.Main(rest));

    public readonly TableColumn Limb, Low;

    /// <summary>States that there are <paramref name="size"/> low bits.</summary>
    public void State(InstructionAir t, Expr size, string lowLabel, string restLabel)
    {
        t.B.Pull(lowLabel, Buses.Bits, t.Real, size, Low, _scaled);
        t.B.Pull(restLabel, Buses.Bits, t.Real, 16 - size, _rest, Limb - Low);
    }

    /// <summary>Writes the columns and counts the look-ups; returns the low bits.</summary>
    public uint Put(ref RowWriter w, uint limb, int size)
    {
        uint low = limb & (1u << size) - 1, rest = limb >> size;
        w.Put(Limb, limb);
        w.Put(Low, low);
        w.Put(_scaled, low << 16 - size);
        w.Put(_rest, rest);
        w.Bits(size, low);
        w.Bits(16 - size, rest);
        return low;
    }
}
