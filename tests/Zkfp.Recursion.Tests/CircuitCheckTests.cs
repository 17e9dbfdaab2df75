using Zkfp.Core.Field;
using Zkfp.Core.Trace;
using Zkfp.Recursion.Machine;
using Zkfp.Recursion.Machine.Tables;
using Zkfp.Recursion.Recording;
using Zkfp.Recursion.Witness;

namespace Zkfp.Recursion.Tests;

/// <summary>Wiring that would let a prover choose is refused when a key is made.</summary>
public class CircuitCheckTests
{
    public static TheoryData<string, string> Changes => new()
    {
        { "a wire is written twice", "writes wire" },
        { "a wire is read once more than it is written", "is read" },
        { "a wire is read that nobody writes", "and not written" },
        { "a row reads what it writes", "reads wire" },
        { "a result is never read", "never read" },
        { "a wire is read with another multiplicity than 1", "multiplicity" },
        { "an entry is there twice", "is there twice" },
        { "an array is 0", "or the array is 0" },
        { "a tree has a leaf more than its root ends paths", "leaves, its root ends" },
        { "a tree has no root", "has no root" },
        { "a tree has two roots", "has another root" },
        { "a root has an index", "another index than 0" },
        { "a port out of use sends a node", "out of use" },
        { "there are too many Merkle steps", "at most 2^16" },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void Bad_wiring_is_named(string change, string expected)
    {
        Check(RecursionMachine.Rec1, change, expected);

        // Arrays, sponges and steps in one row are tables that fin1 has not; its own are in Fin1CheckTests.
        if (change is not ("an entry is there twice" or "an array is 0" or "a result is never read" or "there are too many Merkle steps"))
            Check(RecursionMachine.Fin1, change, expected);
    }

    private static void Check(RecursionMachine machine, string change, string expected)
    {
        TraceTable?[] tables = CircuitTables.Preprocessed(Gallery.Of(machine).Circuit);
        try
        {
            TraceTable Table(TableId id) => tables[machine.PlaceOf(id)]!;
            Assert.Equal("", CircuitCheck.Check(machine, tables));
            TraceTable mac = Table(TableId.Mac), port = Table(TableId.Port);
            // Rows of Mac that write a wire, by the column of its reads.
            int[] writing = [.. Enumerable.Range(0, mac.Rows).Where(r => mac.Column(5)[r] is not (0 or KoalaBear.P - 1) && mac.Column(4)[r] > 2)];
            int a = writing[0], b = writing[1], root = Enumerable.Range(0, port.Rows).First(r => port.Column(5)[r] > KoalaBear.P / 2);
            switch (change)
            {
                case "a wire is written twice": mac.Column(4)[b] = mac.Column(4)[a]; break;
                case "a wire is read once more than it is written": mac.Column(5)[a]++; break;
                case "a wire is read that nobody writes":
                    TraceTable pack = Table(TableId.Pack);
                    pack.Column(7)[Enumerable.Range(0, pack.Rows).First(r => pack.Column(1)[r] == KoalaBear.P - 1 && pack.Column(7)[r] == 0)] = KoalaBear.P - 1;
                    break;
                case "a row reads what it writes": mac.Column(1)[a] = mac.Column(4)[a]; break;
                case "a result is never read":
                    TraceTable sponge = Table(TableId.Sponge);
                    sponge.Column(15)[Enumerable.Range(0, sponge.Rows).First(r => sponge.Column(15)[r] == 0)] = 1;
                    break;
                case "a wire is read with another multiplicity than 1": mac.Column(0)[a] = 2; break;
                case "an entry is there twice":
                    foreach (int c in (int[])[2, 3]) Table(TableId.Array).Column(c)[1] = Table(TableId.Array).Column(c)[0];
                    break;
                case "an array is 0": Table(TableId.Array).Column(2)[0] = 0; break;
                case "a tree has a leaf more than its root ends paths": port.Column(5)[root]++; break;
                case "a tree has no root": (port.Column(4)[root], port.Column(5)[root]) = (0, 1); break;
                case "a tree has two roots": port.Column(5)[Enumerable.Range(0, port.Rows).First(r => port.Column(5)[r] == 1)] = 2; break;
                case "a root has an index":
                    int other = Enumerable.Range(0, port.Rows).Last(r => port.Column(5)[r] > KoalaBear.P / 2);
                    int leaf = Enumerable.Range(0, port.Rows).First(r => port.Column(5)[r] == 1);
                    (port.Column(3)[other], port.Column(3)[leaf]) = (port.Column(3)[leaf], port.Column(3)[other]);
                    break;
                case "a port out of use sends a node":
                    tables[machine.PlaceOf(TableId.Port)] = WithRow(port);
                    break;
                default:
                    tables[(int)TableId.Merkle]!.Dispose();
                    tables[(int)TableId.Merkle] = new TraceTable(machine.Definition.Tables[(int)TableId.Merkle], (1 << MerkleTable.MaxLogRows) + 1);
                    tables[(int)TableId.Merkle]!.SetRows((1 << MerkleTable.MaxLogRows) + 1);
                    break;
            }

            Assert.Contains(expected, CircuitCheck.Check(machine, tables), StringComparison.Ordinal);
        }
        finally
        {
            foreach (TraceTable? t in tables) t?.Dispose();
        }
    }

    private static TraceTable WithRow(TraceTable port)
    {
        var longer = new TraceTable(port.Air, port.Rows + 1);
        for (int c = 0; c < 7; c++) port.Column(c)[..port.Rows].CopyTo(longer.Column(c));
        longer.SetRows(port.Rows + 1);
        longer.Column(5)[port.Rows] = 1;
        port.Dispose();
        return longer;
    }
}
