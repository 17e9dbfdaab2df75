using Zkfp.MipsVm.Isa;
using Zkfp.MipsVm.Machine;
using Zkfp.MipsVm.Rom;
using static Zkfp.MipsVm.Rom.Accesses;

namespace Zkfp.MipsVm.Tables.LoadStore;

/// <summary>LW, LL, SW, SC.</summary>
internal static class LoadStoreTables
{
    /// <summary>Registration.</summary>
    public static TableSpec[] All =>
    [
        .. TableSpec.Sequential(TableId.LoadWord, TableId.LoadWordDelayed, (air, sequential) => new LoadWordTable(air, false, false, sequential), 2,
            Operation.LoadWord, A | D | Memory, Opcode.Lw, Opcode.Ll),
        new(TableId.LoadWordInPlace, air => new LoadWordTable(air, false, true))
        {
            Positions = 2, Operations = [(Operation.LoadWordInPlace, Sequential | D | Memory)],
        },
        .. TableSpec.Sequential(TableId.StoreWord, TableId.StoreWordDelayed, (air, sequential) => new StoreWordTable(air, false, sequential), 2,
            Operation.StoreWord, A | B | Memory, Opcode.Sw),
        new(TableId.StoreConditional, air => new StoreConditionalTable(air, false))
        {
            Operations = [(Operation.StoreConditional, Sequential | A | B | D | Memory | BrokenLink)], CostOf = [Opcode.Sc],
        },
        new(TableId.LoadWordWrap, air => new LoadWordTable(air, true)) { Wrapped = [Operation.LoadWord] },
        new(TableId.StoreWordWrap, air => new StoreWordTable(air, true)) { Wrapped = [Operation.StoreWord] },
        new(TableId.StoreConditionalWrap, air => new StoreConditionalTable(air, true)) { Wrapped = [Operation.StoreConditional] },
    ];
}
