using Xunit.Abstractions;
using Zkfp.Core.Air;
using Zkfp.Core.Field;
using Zkfp.MipsVm.Execution;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Machine;
using Zkfp.MipsVm.Tests.Machine.Weakened;
using Zkfp.MipsVm.Tests.Primitives;
using Zkfp.MipsVm.Tracing;

namespace Zkfp.MipsVm.Tests.Machine.Rows;

/// <summary>The tables that <see cref="DeterminismTests"/> leaves out.</summary>
public class WideTableTests(ITestOutputHelper output)
{
    /// <summary>They say what the standards say.</summary>
    [Fact]
    public void Wide_tables_have_their_form()
    {
        foreach (TableId id in WideTables.Ids)
        {
            Assert.True(DeterminismTests.IsProvenElsewhere(id));
            foreach (Endianness order in Enum.GetValues<Endianness>()) Assert.Null(WideTables.Check(MipsMachine.For(order).Definition.Tables[(int)id]));
        }
    }

    /// <summary>All columns of rows of SHA-256 follow from what they pull; not without any one of its constraints.</summary>
    [Fact]
    public void Rows_of_Sha256_follow_from_what_they_pull()
    {
        List<GalleryRow> rows = Rows(TableId.Sha256Rounds, 16);
        foreach (GalleryRow row in rows)
        {
            var solver = new RowSolver(row);
            solver.Solve();
            Assert.Empty(solver.Unknown);
        }

        AirProgram air = rows[0].Air;
        var spare = new List<string>();
        var random = new Random(1);
        foreach (AirConstraint c in air.Constraints)
        {
            if (random.Next(air.Constraints.Count) >= 40) continue;
            AirProgram weak = new Weakening(air, air.Constraints.ToList().IndexOf(c), -1, Weakening.Whole, -1).Apply();
            var solver = new RowSolver(new GalleryRow(weak, [.. rows[5].Cells], rows[5].PublicValues, rows[5].Rom));
            solver.Solve();
            if (!solver.Unknown.Any()) spare.Add(c.Label);
        }

        Assert.Empty(spare);
    }

    /// <summary>
    /// Rows of Keccak-f: of the bits of a column of a sheet, those that give the state's bits before and whose parity is looked up have the parity before as c.
    /// With it all else follows.
    /// </summary>
    [Fact]
    public void Rows_of_Keccak_follow_from_what_they_pull()
    {
        foreach (GalleryRow row in Rows(TableId.KeccakRound, 3))
        {
            var solver = new RowSolver(row);
            solver.Solve();
            var columns = row.Air.Columns.Select((c, i) => (c.Name, i)).ToDictionary(c => c.Name, c => c.i);
            for (int x = 0; x < 5; x++)
            {
                for (int z = 0; z < 64; z++)
                {
                    // D, by which the lanes differ, is changed by one of its two parities.
                    int[] places = [columns[$"c[{x}][{z}]"], columns[$"c[{(x + 4) % 5}][{z}]"], .. Enumerable.Range(0, 5).Select(y => columns[$"a'[{x + 5 * y}][{z}]"])];
                    uint[] honest = [.. places.Select(p => row.Cells[p].Value)];
                    KoalaBear[] cells = [.. row.Cells];
                    (int group, int digit) = Math.DivRem(64 * x + z, 5);
                    AirInteraction lookup = row.Air.Interactions.Single(i => i.Label == $"parities {5 * group}");
                    var values = new KoalaBear[row.Air.Nodes.Count];
                    for (uint bits = 0; bits < 128; bits++)
                    {
                        uint Bit(int i) => bits >> i & 1;
                        for (int i = 0; i < 7; i++) cells[places[i]] = new KoalaBear(Bit(i));
                        bool before = Enumerable.Range(2, 5).All(i => (Bit(i) ^ Bit(1)) == (honest[i] ^ honest[1]));
                        if (!before) continue;
                        row.Air.Evaluate<KoalaBear>(cells, row.PublicValues, values);
                        (uint sums, uint odd) = (values[lookup.Fields[0]].Value, values[lookup.Fields[1]].Value);
                        Assert.True(sums < 1 << 15 && odd < 32);
                        if ((sums >> 3 * digit & 1) == (odd >> digit & 1)) Assert.Equal(honest[0], Bit(0));
                    }

                    solver.Known[places[0]] = true;
                }
            }

            solver.Solve();
            Assert.Empty(solver.Unknown);
        }
    }

    /// <summary>S-boxes of Poseidon2 follow from the words before, and of an element one pair of limbs is possible.</summary>
    [Theory]
    [InlineData(nameof(TableId.Poseidon2))]
    [InlineData(nameof(TableId.Poseidon2Wide))]
    public void Rows_of_Poseidon2_follow_from_what_they_pull(string table)
    {
        foreach (GalleryRow row in Rows(Enum.Parse<TableId>(table), 6))
        {
            var solver = new RowSolver(row);
            solver.Solve();
            Assert.All(solver.Unknown, name => Assert.True(name.EndsWith(".high", StringComparison.Ordinal) || name.EndsWith("is p − 1", StringComparison.Ordinal), name));
        }
    }

    /// <summary>The conditions on a word after (their form is tested above), tried on all its high limbs.</summary>
    [Fact]
    public void An_element_has_one_pair_of_limbs()
    {
        var random = new Random(5);
        uint[] elements = [0, 1, 0xFFFF, 0x1_0000, 0xFF_FFFE, 0xFF_FFFF, 0x100_0000, 0x7EFF_0000, 0x7EFF_FFFF, KoalaBear.P - 1, .. Enumerable.Range(0, 50).Select(_ => (uint)random.NextInt64(KoalaBear.P))];
        foreach (uint element in elements)
        {
            var found = new List<(uint, uint, uint)>();
            for (uint high = 0; high < 1 << 15; high++)
            {
                uint low = (new KoalaBear(element) - new KoalaBear((ulong)high << 16)).Value;
                for (uint top = 0; top < 2; top++)
                {
                    bool ranges = low < 1 << 16 && 0x7EFF + top - high < 1 << 16;
                    if (ranges && (top == 0 || low == 0 && high == 0x7F00)) found.Add((low, high, top));
                }
            }

            Assert.Equal([(element & 0xFFFF, element >> 16, element == KoalaBear.P - 1 ? 1u : 0)], found);
        }

        output.WriteLine($"{elements.Length} elements");
    }

    /// <summary>
    /// The mark of p − 1 need not be a bit for that: any mark but 0 says that the limbs are those of p − 1, and 0 that they are below it.
    /// </summary>
    [Fact]
    public void An_element_has_one_pair_of_limbs_whatever_the_mark()
    {
        var random = new Random(6);
        KoalaBear[] marks = [0, 1, 2, 0x7F00, 0xFFFF, 0x1_0000, 0x1_0001, -1, -2, -0x7F00, .. Enumerable.Range(0, 20).Select(_ => new KoalaBear((ulong)random.NextInt64(KoalaBear.P)))];
        foreach (uint element in (uint[])[0, 1, 0xFFFF, 0xFF_FFFE, 0xFF_FFFF, 0x100_0000, 0x7EFF_FFFF, KoalaBear.P - 1, 123_456_789])
        {
            var found = new HashSet<(uint, uint)>();
            for (uint high = 0; high < 1 << 15; high++)
            {
                KoalaBear low = new KoalaBear(element) - new KoalaBear((ulong)high << 16);
                if (low.Value >= 1 << 16) continue;
                foreach (KoalaBear mark in marks)
                {
                    bool isTop = mark * low == KoalaBear.Zero && mark * new KoalaBear((ulong)high - 0x7F00 + KoalaBear.P) == KoalaBear.Zero;
                    if (isTop && (mark + 0x7EFF - new KoalaBear((ulong)high)).Value < 1 << 16) found.Add((low.Value, high));
                }
            }

            Assert.Equal([(element & 0xFFFF, element >> 16)], found);
        }
    }

    private static List<GalleryRow> Rows(TableId id, int count)
    {
        ExecutedRun run = TraceHarness.ExecuteSome(PrimitiveProgram.Gallery(Endianness.Big), NullHost.Instance, 10_000, long.MaxValue);
        using Core.Trace.ShardTrace trace = run.Trace(1, new TraceScratch(run.Program));
        Core.Trace.TraceTable table = trace.Tables[(int)id]!;
        var rows = new List<GalleryRow>();
        for (int row = 0; row < Math.Min(count, table.Rows); row++)
        {
            var cells = new KoalaBear[table.Air.Columns.Count];
            table.ReadRow(row, cells);
            rows.Add(new GalleryRow(table.Air, cells, trace.PublicValues, []));
        }

        return rows;
    }
}
