using Zkfp.Core.Air;
using Zkfp.MipsVm.Machine;

namespace Zkfp.MipsVm.Tables.Shared;

/// <summary>
/// Memory and registers across shards, and long waits within one. Soundness (unique chains, no cycles mod p): docs/machine-soundness.md.
/// </summary>
internal static class SharedTables
{
    /// <summary>Registration.</summary>
    public static TableSpec[] All =>
    [
        new(TableId.Boundary, air => new BoundaryTable(air, false)) { Positions = 4 },
        new(TableId.RegisterBoundary, air => new BoundaryTable(air, true)),
        new(TableId.Image, air => new ImageTable(air)) { Positions = 16, Presence = TablePresence.LastShard },
        new(TableId.ZeroInit, air => new ZeroInitTable(air)) { Positions = 4 },
        new(TableId.RegisterInit, air => new RegisterInitTable(air)) { Presence = TablePresence.LastShard, LogHeight = RegisterInitTable.LogRegisters },
        new(TableId.MemoryRefresh, air => new RefreshTable(air, false)) { Positions = 4 },
        new(TableId.RegisterRefresh, air => new RefreshTable(air, true)),
    ];
}
