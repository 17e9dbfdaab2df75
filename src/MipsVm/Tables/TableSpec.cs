using Zkfp.Core.Air;
using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Isa;
using Zkfp.MipsVm.Machine;
using Zkfp.MipsVm.Rom;

namespace Zkfp.MipsVm.Tables;

/// <summary>How a table takes part in the machine.</summary>
/// <param name="Id">Its name and place.</param>
/// <param name="New">Makes it.</param>
internal sealed record TableSpec(TableId Id, Func<TableAir, Table> New)
{
    /// <summary>
    /// Positions of the table in a shard: four where some program sends it many rows, so that padding is small and any shard fits; one where rows are few, or
    /// limited by where shards are cut (<see cref="Planning.TableLimits"/>); as many as large programs need for what the verifying key holds.
    /// </summary>
    public int Positions { get; init; } = 1;

    /// <summary>Which shards have it.</summary>
    public TablePresence Presence { get; init; } = TablePresence.Optional;

    /// <summary>log₂ of its rows, where that is fixed.</summary>
    public int? LogHeight { get; init; }

    /// <summary>What it proves, and what a row of that accesses.</summary>
    public (Operation Operation, Accesses Accesses)[] Operations { get; init; } = [];

    /// <summary>
    /// Operations that it proves in their rare case, where an address wraps around 2^32 or the operands of a primitive need it; another table proves the usual case.
    /// </summary>
    public Operation[] Rare { get; init; } = [];

    /// <summary>Operations that it proves where npc is not pc + 1 (in the delay slot of a branch that is taken); another table proves the usual case.</summary>
    public Operation[] Delayed { get; init; } = [];

    /// <summary>Instructions whose cost is that of a row of it: it is the widest of the tables that commonly prove them.</summary>
    public Opcode[] CostOf { get; init; } = [];

    /// <summary>
    /// A table for the usual case npc = pc + 1, which has no column for npc, and one for delay slots, of two positions, or one where compilers put few there.
    /// <paramref name="make"/> is told whether it is the first.
    /// </summary>
    public static TableSpec[] Sequential(
        TableId usual, TableId delayed, Func<TableAir, bool, Table> make, int delayedPositions, Operation operation, Accesses accesses, params Opcode[] costOf) =>
    [
        new(usual, air => make(air, true)) { Positions = 4, Operations = [(operation, Accesses.Sequential | accesses)], CostOf = costOf },
        new(delayed, air => make(air, false)) { Positions = delayedPositions, Delayed = [operation] },
    ];

    /// <summary>The table, with its constraints stated.</summary>
    public Table Build() => New(new TableAir(Id, Presence, LogHeight, Positions));
}
