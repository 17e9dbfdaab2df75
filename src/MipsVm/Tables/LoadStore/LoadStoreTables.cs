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
        new(TableId.LoadWord, air => new LoadWordTable(air, false))
        {
            Positions = 4, Operations = [(Operation.LoadWord, Sequential | A | D | Memory)], CostOf = [Opcode.Lw, Opcode.Ll],
        },
        new(TableId.StoreWord, air => new StoreWordTable(air, false))
        {
            Positions = 4, Operations = [(Operation.StoreWord, Sequential | A | B | Memory)], CostOf = [Opcode.Sw],
        },
        new(TableId.StoreConditional, air => new StoreConditionalTable(air, false))
        {
            Operations = [(Operation.StoreConditional, Sequential | A | B | D | Memory | BrokenLink)], CostOf = [Opcode.Sc],
        },
        new(TableId.LoadWordWrap, air => new LoadWordTable(air, true)) { Rare = [Operation.LoadWord] },
        new(TableId.StoreWordWrap, air => new StoreWordTable(air, true)) { Rare = [Operation.StoreWord] },
        new(TableId.StoreConditionalWrap, air => new StoreConditionalTable(air, true)) { Rare = [Operation.StoreConditional] },
    ];
}
