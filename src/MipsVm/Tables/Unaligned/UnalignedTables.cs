using Zkfp.Core.Air;
using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Isa;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Machine;
using Zkfp.MipsVm.Rom;
using static Zkfp.MipsVm.Rom.Accesses;

namespace Zkfp.MipsVm.Tables.Unaligned;

/// <summary>
/// LWL, LWR, SWL, SWR. With k the number of bytes by which the source is shifted, a left merge is
/// source ≪ 8k | low k bytes of the destination, a right merge source ≫ 8k | high k bytes of the destination. LWL and SWR merge left,
/// LWR and SWL right. k is the address mod 4 or 3 minus it, by byte order.
/// </summary>
internal static class UnalignedTables
{
    /// <summary>Registration.</summary>
    public static IEnumerable<TableSpec> All(Endianness order)
    {
        const Accesses load = Sequential | A | D | Memory, store = Sequential | A | B | Memory;
        return
        [
            .. Both(TableId.LoadLeft, TableId.LoadLeftWrap, Operation.LoadLeft, load, [Opcode.Lwl, Opcode.Lwr],
                (air, wrap) => new LoadUnalignedTable(air, order, true, wrap)),
            .. Both(TableId.LoadRight, TableId.LoadRightWrap, Operation.LoadRight, load, [],
                (air, wrap) => new LoadUnalignedTable(air, order, false, wrap)),
            .. Both(TableId.StoreLeft, TableId.StoreLeftWrap, Operation.StoreLeft, store, [Opcode.Swl, Opcode.Swr],
                (air, wrap) => new StoreUnalignedTable(air, order, true, wrap)),
            .. Both(TableId.StoreRight, TableId.StoreRightWrap, Operation.StoreRight, store, [],
                (air, wrap) => new StoreUnalignedTable(air, order, false, wrap)),
        ];
    }

    private static TableSpec[] Both(
        TableId usual, TableId wrapping, Operation operation, Accesses accesses, Opcode[] costOf, Func<TableAir, bool, Table> make) =>
    [
        new(usual, air => make(air, false)) { Positions = 2, Operations = [(operation, accesses)], CostOf = costOf },
        new(wrapping, air => make(air, true)) { Wrapped = [operation] },
    ];

    /// <summary>Declares the limbs of the word with the source merged into it.</summary>
    public static WordColumns Merge(InstructionAir t, in ByteShift shift, in ByteColumns source, in ByteColumns destination, bool left)
    {
        var merged = new Expr[4];
        for (int i = 0; i < 4; i++)
        {
            Expr sum = t.Zero;
            for (int k = 1; k < 4; k++)
            {
                int from = left ? i - k : i + k;
                sum += shift[k] * (from is >= 0 and < 4 ? source[from] : destination[i]);
            }

            merged[i] = sum;
        }

        WordColumns c = t.B.Word("c");
        Expr low = merged[0] + merged[1] * 256, high = merged[2] + merged[3] * 256;
        t.B.AssertEqual("merged low limb", c.Low, low);
        t.B.AssertEqual("merged high limb", c.High, high);
        return c;
    }
}
