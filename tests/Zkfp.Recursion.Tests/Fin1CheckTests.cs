using Zkfp.Core.Air;
using Zkfp.Core.Field;
using Zkfp.Core.Trace;
using Zkfp.Recursion.Machine;
using Zkfp.Recursion.Machine.Tables;
using Zkfp.Recursion.Recording;
using Zkfp.Recursion.Witness;

namespace Zkfp.Recursion.Tests;

/// <summary>
/// Wiring of fin1 that would let a prover choose is refused when a key is made: that of permutations, Merkle steps and bytes. Each named change keeps every
/// wire written once, read as often as its row says and later than it is written, so only the assertion at hand is in the way.
/// </summary>
public class Fin1CheckTests
{
    // Columns of Rounds behind the kinds.
    private const int Read = RoundsTable.Kinds, Written = Read + SpongeTable.Wires, Capacity = Written + 1, Rate = Capacity + 2;

    // An address that no wire has, with some behind it.
    private const uint Free = 1 << 30;

    private static readonly RecursionMachine s_machine = RecursionMachine.Fin1;

    public static TheoryData<string, string> Changes => new()
    {
        { "a row of two kinds and minus another", "not exactly one kind" },
        { "a row of twice a kind", "not exactly one kind" },
        { "the second and the third rows exchanged", "has no stage 1" },
        { "a second row is a first", "permutations begin" },
        { "a third row is a second", "permutations begin" },
        { "a second row that nothing leads to", "permutations begin" },
        { "the internal rounds skipped", "permutations begin" },
        { "two wires of a state exchanged", "wires of more states" },
        { "a wire of a state is another one", "wires of more states" },
        { "a state between rows is read by another row", "must be read once" },
        { "a row out of use writes the capacity", "Rounds, row" },
        { "a row out of use writes the rate", "Rounds, row" },
        { "parents exchanged", "of another permutation" },
        { "children exchanged", "of another permutation" },
        { "a wire of the children is another one", "no permutation reads" },
        { "too many steps", "at most 2^16" },
        { "a byte with a rest twice", "has a rest without room" },
        { "a byte whose rest is free", "has a rest without room" },
        { "a chain of bytes without an end", "has no end" },
        { "a byte out of use writes its rest", "Byte, row" },
        { "a byte out of use writes low bits", "Byte, row" },
        { "a byte out of use writes high bits", "Byte, row" },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void Bad_wiring_is_named(string change, string expected)
    {
        TraceTable?[] tables = CircuitTables.Preprocessed(Gallery.Of(s_machine).Circuit);
        try
        {
            TraceTable rounds = Table(tables, TableId.Rounds), step = Table(tables, TableId.Step), bytes = Table(tables, TableId.Byte);
            // The rows of a permutation follow each other; those of steps are the last, in order.
            int last = rounds.Rows - RoundsTable.Kinds;
            switch (change)
            {
                case "a row of two kinds and minus another": (rounds.Column(0)[0], rounds.Column(1)[0], rounds.Column(2)[0]) = (1, 1, KoalaBear.P - 1); break;
                case "a row of twice a kind": (rounds.Column(0)[0], rounds.Column(1)[0]) = (2, KoalaBear.P - 1); break;
                case "the second and the third rows exchanged":
                    (rounds.Column(1)[1], rounds.Column(2)[1], rounds.Column(1)[2], rounds.Column(2)[2]) = (0, 1, 1, 0);
                    break;
                case "a second row is a first": (rounds.Column(0)[1], rounds.Column(1)[1]) = (1, 0); break;
                case "a third row is a second": (rounds.Column(1)[2], rounds.Column(2)[2]) = (1, 0); break;
                case "a second row that nothing leads to":
                    // It reads the five elements of a wire that was taken apart.
                    TraceTable pack = Table(tables, TableId.Pack), longer = WithRow(tables, TableId.Rounds);
                    int apart = Enumerable.Range(0, pack.Rows).First(r => Enumerable.Range(7, 5).All(c => pack.Column(c)[r] is not (0 or KoalaBear.P - 1)));
                    longer.Column(1)[longer.Rows - 1] = 1;
                    longer.Column(Written)[longer.Rows - 1] = Free;
                    (longer.Column(Capacity)[longer.Rows - 1], longer.Column(Capacity + 1)[longer.Rows - 1]) = (1, 1);
                    for (int w = 0; w < SpongeTable.Wires; w++)
                    {
                        longer.Column(Read + w)[longer.Rows - 1] = pack.Column(2 + w)[apart];
                        pack.Column(7 + w)[apart]++;
                        ReadInsteadOfZero(tables, Free + (uint)w);
                    }

                    break;
                case "the internal rounds skipped":
                    TraceTable partial = Table(tables, TableId.Partial);
                    for (int w = 0; w < SpongeTable.Wires; w++) rounds.Column(Read + w)[2] = rounds.Column(Written)[1] + (uint)w;
                    (partial.Column(0)[0], partial.Column(1)[0], partial.Column(2)[0]) = (0, 0, 0);
                    break;
                case "two wires of a state exchanged":
                    (rounds.Column(Read + 1)[1], rounds.Column(Read + 2)[1]) = (rounds.Column(Read + 2)[1], rounds.Column(Read + 1)[1]);
                    break;
                case "a wire of a state is another one":
                    ReadInsteadOfZero(tables, rounds.Column(Read + 4)[1]);
                    ReadZero(tables, rounds, Read + 4, 1);
                    break;
                case "a state between rows is read by another row":
                    rounds.Column(Capacity)[0]++;
                    ReadInsteadOfZero(tables, rounds.Column(Written)[0] + SpongeTable.RateWires);
                    break;
                case "a row out of use writes the capacity":
                    expected += OutOfUse(tables, TableId.Rounds, Written, Capacity + 1, SpongeTable.Wires - 1);
                    break;
                case "a row out of use writes the rate":
                    expected += OutOfUse(tables, TableId.Rounds, Written, Rate + 2, 2);
                    break;
                case "parents exchanged": (step.Column(2)[0], step.Column(2)[1]) = (step.Column(2)[1], step.Column(2)[0]); break;
                case "children exchanged": (step.Column(1)[0], step.Column(1)[1]) = (step.Column(1)[1], step.Column(1)[0]); break;
                case "a wire of the children is another one":
                    ReadInsteadOfZero(tables, rounds.Column(Read + 4)[last]);
                    ReadZero(tables, rounds, Read + 4, last);
                    break;
                case "too many steps":
                    Circuit large = Many((1 << MerkleTable.MaxLogRows) + 1);
                    var refused = Assert.Throws<InvalidOperationException>(() => CircuitTables.Preprocessed(large));
                    Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
                    return;
                case "a byte with a rest twice": bytes.Column(1)[WithMore(bytes, 1)] = 2; break;
                case "a byte whose rest is free": bytes.Column(1)[WithMore(bytes, 1)] = 0; break;
                case "a chain of bytes without an end": bytes.Column(1)[WithMore(bytes, 0)] = 1; break;
                case "a byte out of use writes its rest": expected += OutOfUse(tables, TableId.Byte, 3, 4, 0); break;
                case "a byte out of use writes low bits": expected += OutOfUse(tables, TableId.Byte, 3, 5, 1); break;
                case "a byte out of use writes high bits": expected += OutOfUse(tables, TableId.Byte, 3, 6, 2); break;
                default: throw new InvalidOperationException(change);
            }

            Assert.Contains(expected, CircuitCheck.Check(s_machine, tables), StringComparison.Ordinal);
        }
        finally
        {
            foreach (TraceTable? t in tables) t?.Dispose();
        }
    }

    /// <summary>
    /// Each preprocessed cell of each kind of row of the four tables, one more or one less: refused. Free is the address of what a row writes that nobody
    /// reads.
    /// </summary>
    [Fact]
    public void Every_cell_of_the_wiring_is_checked()
    {
        TraceTable?[] tables = CircuitTables.Preprocessed(Gallery.Of(s_machine).Circuit);
        try
        {
            int cells = 0, free = 0;
            foreach (TableId id in (TableId[])[TableId.Byte, TableId.Rounds, TableId.Partial, TableId.Step])
            {
                TraceTable table = Table(tables, id);
                int columns = table.Air.Columns.Count(c => c.Kind == ColumnKind.Preprocessed);
                foreach (int r in Enumerable.Range(0, table.Rows).Where(r => r < 8 || r >= table.Rows - 8))
                {
                    for (int c = 0; c < columns; c++)
                    {
                        uint before = table.Column(c)[r];
                        bool expected = id == TableId.Byte && c == 3 && table.Column(4)[r] + table.Column(5)[r] + table.Column(6)[r] == 0;
                        foreach (uint add in (uint[])[1, KoalaBear.P - 1])
                        {
                            table.Column(c)[r] = (new KoalaBear(before) + new KoalaBear(add)).Value;
                            Assert.True(CircuitCheck.Check(s_machine, tables).Length == 0 == expected, $"{id}.{table.Air.Columns[c].Name}, row {r}");
                        }

                        table.Column(c)[r] = before;
                        cells++;
                        if (expected) free++;
                    }
                }
            }

            Assert.True(cells > 300 && free < cells / 40, $"{free} of {cells}");
        }
        finally
        {
            foreach (TraceTable? t in tables) t?.Dispose();
        }
    }

    /// <summary>What the machine has no table for is said when a circuit is recorded.</summary>
    [Fact]
    public void Arrays_are_refused()
    {
        var a = new WireArithmetic(new CircuitRecorder(s_machine));
        WireExt x = a.Input(KoalaBear5.Zero);
        var refused = Assert.Throws<NotSupportedException>(() => a.Select([x, x], a.Input(KoalaBear.Zero)));
        Assert.Contains("fin1 has no arrays", refused.Message, StringComparison.Ordinal);

        // At a constant place there is nothing to read.
        Assert.Equal(x, a.Select([a.Input(KoalaBear5.Zero), x], a.Constant(KoalaBear.One)));
    }

    private static TraceTable Table(TraceTable?[] tables, TableId id) => tables[s_machine.PlaceOf(id)]!;

    private static int WithMore(TraceTable bytes, uint more) => Enumerable.Range(0, bytes.Rows).First(r => bytes.Column(1)[r] == more);

    // A row out of use that writes the wire at an offset from a free address, which another row reads.
    private static string OutOfUse(TraceTable?[] tables, TableId id, int address, int reads, int offset)
    {
        TraceTable longer = WithRow(tables, id);
        (longer.Column(address)[longer.Rows - 1], longer.Column(reads)[longer.Rows - 1]) = (Free, 1);
        ReadInsteadOfZero(tables, Free + (uint)offset);
        return $" {longer.Rows - 1} is out of use and writes";
    }

    private static TraceTable WithRow(TraceTable?[] tables, TableId id)
    {
        TraceTable table = Table(tables, id), longer = new(table.Air, table.Rows + 1);
        for (int c = 0; c < table.Air.Columns.Count; c++) table.Column(c)[..table.Rows].CopyTo(longer.Column(c));
        longer.SetRows(table.Rows + 1);
        table.Dispose();
        return tables[s_machine.PlaceOf(id)] = longer;
    }

    // An assertion that reads zero as its summand reads another wire instead.
    private static void ReadInsteadOfZero(TraceTable?[] tables, uint address)
    {
        TraceTable mac = Table(tables, TableId.Mac), constant = Table(tables, TableId.Constant);
        int zero = Zero(constant);
        int row = Enumerable.Range(0, mac.Rows).First(r => mac.Column(5)[r] == KoalaBear.P - 1 && mac.Column(3)[r] == constant.Column(0)[zero]);
        mac.Column(3)[row] = address;
        constant.Column(1)[zero]--;
    }

    private static void ReadZero(TraceTable?[] tables, TraceTable table, int column, int row)
    {
        TraceTable constant = Table(tables, TableId.Constant);
        table.Column(column)[row] = constant.Column(0)[Zero(constant)];
        constant.Column(1)[Zero(constant)]++;
    }

    private static int Zero(TraceTable constant) => Enumerable.Range(0, constant.Rows).First(r => Enumerable.Range(2, 5).All(c => constant.Column(c)[r] == 0));

    private static Circuit Many(int steps)
    {
        var recorder = new CircuitRecorder(s_machine);
        var a = new WireArithmetic(recorder);
        a.Output(Enumerable.Repeat(a.Constant(KoalaBear.Zero), 9).ToArray());
        return recorder.Finish(steps);
    }
}
