using Zkfp.Core.Air;
using Zkfp.MipsVm.Machine;

namespace Zkfp.MipsVm.Tables.Fixed;

/// <summary>Tables that answer look-ups; only multiplicities are committed. A multiplicity is free: what is pulled must be pushed.</summary>
internal static class FixedTables
{
    /// <summary>Registration.</summary>
    public static TableSpec[] All =>
    [
        new(TableId.Rom, air => new RomTable(air)) { Positions = 8, Presence = TablePresence.EveryShard },
        new(TableId.Range16, air => new Range16Table(air)) { Presence = TablePresence.EveryShard, LogHeight = 16 },
        new(TableId.Bytes, air => new BytesTable(air)) { Presence = TablePresence.EveryShard, LogHeight = 16 },
        new(TableId.Bits, air => new BitsTable(air)) { Presence = TablePresence.EveryShard },
    ];
}
