using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Machine;
using Zkfp.MipsVm.Tables.AddSub;
using Zkfp.MipsVm.Tables.BitField;
using Zkfp.MipsVm.Tables.Branch;
using Zkfp.MipsVm.Tables.Compare;
using Zkfp.MipsVm.Tables.Fixed;
using Zkfp.MipsVm.Tables.Fused;
using Zkfp.MipsVm.Tables.Jump;
using Zkfp.MipsVm.Tables.LoadStore;
using Zkfp.MipsVm.Tables.Logic;
using Zkfp.MipsVm.Tables.Move;
using Zkfp.MipsVm.Tables.Multiply;
using Zkfp.MipsVm.Tables.Primitives;
using Zkfp.MipsVm.Tables.Shared;
using Zkfp.MipsVm.Tables.Shift;
using Zkfp.MipsVm.Tables.SubWord;
using Zkfp.MipsVm.Tables.System;
using Zkfp.MipsVm.Tables.Unaligned;

namespace Zkfp.MipsVm.Tables;

/// <summary>All tables: what each folder registers.</summary>
internal static class TableList
{
    /// <summary>The tables of a machine, by <see cref="TableId"/>.</summary>
    /// <exception cref="InvalidOperationException">A table is registered twice, or not at all.</exception>
    public static TableSpec[] For(Endianness order)
    {
        var specs = new TableSpec?[Enum.GetValues<TableId>().Length];
        foreach (TableSpec spec in (IEnumerable<TableSpec>)[
            .. FixedTables.All, .. SharedTables.All, .. SystemTables.All, .. MoveTables.All, .. AddSubTables.All, .. LogicTables.All, .. CompareTables.All,
            .. ShiftTables.All, .. BranchTables.All, .. JumpTables.All, .. LoadStoreTables.All, .. SubWordTables.All(order), .. UnalignedTables.All(order),
            .. MultiplyTables.All, .. BitFieldTables.All, .. FusedTables.All, .. PrimitiveTables.All,
        ])
        {
            ref TableSpec? place = ref specs[(int)spec.Id];
            if (place is not null) throw new InvalidOperationException($"Table {spec.Id} is registered twice.");
            place = spec;
        }

        for (int i = 0; i < specs.Length; i++)
            if (specs[i] is null) throw new InvalidOperationException($"Table {(TableId)i} is not registered.");
        return specs!;
    }
}
