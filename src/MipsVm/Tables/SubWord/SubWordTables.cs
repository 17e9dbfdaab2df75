using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Isa;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Machine;
using Zkfp.MipsVm.Rom;
using static Zkfp.MipsVm.Rom.Accesses;

namespace Zkfp.MipsVm.Tables.SubWord;

/// <summary>Byte and halfword accesses. "High" and "odd" name the part by significance, whatever the byte order.</summary>
internal static class SubWordTables
{
    /// <summary>Registration.</summary>
    public static IEnumerable<TableSpec> All(Endianness order)
    {
        const Accesses load = Sequential | A | D | Memory, store = Sequential | A | B | Memory;
        return
        [
            .. Both(TableId.LoadByte, TableId.LoadByteWrap, Operation.LoadByte, load, Opcode.Lb, 1,
                (air, wrap) => new LoadByteTable(air, order, true, wrap)),
            .. Both(TableId.LoadByteUnsigned, TableId.LoadByteUnsignedWrap, Operation.LoadByteUnsigned, load, Opcode.Lbu, 4,
                (air, wrap) => new LoadByteTable(air, order, false, wrap)),
            .. Both(TableId.LoadHalf, TableId.LoadHalfWrap, Operation.LoadHalf, load, Opcode.Lh, 1,
                (air, wrap) => new LoadHalfTable(air, order, true, wrap)),
            .. Both(TableId.LoadHalfUnsigned, TableId.LoadHalfUnsignedWrap, Operation.LoadHalfUnsigned, load, Opcode.Lhu, 1,
                (air, wrap) => new LoadHalfTable(air, order, false, wrap)),
            .. Both(TableId.StoreByte, TableId.StoreByteWrap, Operation.StoreByte, store, Opcode.Sb, 1,
                (air, wrap) => new StoreByteTable(air, order, wrap)),
            .. Both(TableId.StoreHalf, TableId.StoreHalfWrap, Operation.StoreHalf, store, Opcode.Sh, 1,
                (air, wrap) => new StoreHalfTable(air, order, wrap)),
        ];
    }

    private static TableSpec[] Both(
        TableId usual, TableId wrapping, Operation operation, Accesses accesses, Opcode opcode, int positions, Func<TableAir, bool, Table> make) =>
    [
        new(usual, air => make(air, false)) { Positions = positions, Operations = [(operation, accesses)], CostOf = [opcode] },
        new(wrapping, air => make(air, true)) { Rare = [operation] },
    ];
}
