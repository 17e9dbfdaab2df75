using Zkfp.Core.Air;
using Zkfp.MipsVm.Machine;

namespace Zkfp.MipsVm.Tables.Fixed;

/// <summary>Tables that answer look-ups; only multiplicities are committed. A multiplicity is free: what is pulled must be pushed.</summary>
internal static partial class FixedTables
{
    public static AirProgram BuildRange16()
    {
        var f = new AirBuilder();
        f.Push("value", Buses.Range16, f.Main("multiplicity"), f.IndexBits("value", 0, 16));
        return f.Capture("Range16", TablePresence.EveryShard, 16);
    }

    public static AirProgram BuildBytes()
    {
        var f = new AirBuilder();
        Expr y = f.IndexBits("y", 0, 8), x = f.IndexBits("x", 8, 8), and = f.AndBits("and", 0, 8, 8);
        f.Push("and", Buses.And, f.Main("and multiplicity"), x, y, and);
        f.Push("pair", Buses.BytePair, f.Main("pair multiplicity"), x, y);
        return f.Capture("Bytes", TablePresence.EveryShard, 16);
    }

    /// <summary>Row i ≥ 1 is b = ⌊log₂ i⌋, x = i − 2^b; row 0 repeats row 1.</summary>
    public static AirProgram BuildBits()
    {
        var f = new AirBuilder();
        Expr bits = f.Preprocessed("bits"), value = f.Preprocessed("value"), scaled = f.Preprocessed("scaled");
        f.Push("value", Buses.Bits, f.Main("multiplicity"), bits, value, scaled);
        return f.Capture("Bits", TablePresence.EveryShard);
    }

    /// <summary>The program. Padding rows are zero: operation 0, which nothing pulls.</summary>
    public static AirProgram BuildRom()
    {
        var f = new AirBuilder();
        Expr pc = f.Preprocessed("pc"), packed = f.Preprocessed("packed"), x = f.Preprocessed("x"), y = f.Preprocessed("y");
        f.Push("row", Buses.Rom, f.Main("multiplicity"), pc, packed, x, y);
        return f.Capture("Rom", TablePresence.EveryShard, null, TableSpec.Positions(TableId.Rom));
    }

    /// <summary>Number of rows of the Bits table.</summary>
    internal const int BitsRows = 1 << 17;
}
