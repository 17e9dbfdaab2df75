using System.Text;
using Xunit.Abstractions;
using Zkfp.Core.Air;
using Zkfp.Core.Field;
using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Machine;

namespace Zkfp.MipsVm.Tests.Machine;

/// <summary>
/// Changes cells of honest rows. Test one is the plain one: any change of one cell breaks a constraint or changes what the row sends,
/// so a bus no longer balances. Test two is a forger: it may also adjust the multiplicities of fixed tables, so valid look-ups are
/// free; it changes one or two cells and must not find a row that pulls the same registers, memory, state and ROM row, and pushes
/// something else.
/// </summary>
public class MutationTests(ITestOutputHelper output)
{
    private static readonly Lazy<RowGallery> Gallery = new(() => new RowGallery());

    /// <summary>Columns whose value a prover may choose, and why that is harmless: docs/machine-soundness.md, "Free choices".</summary>
    private static readonly HashSet<string> FreeToForge = ["Hint.c.low", "Hint.c.high", "StateWrap.both"];

    /// <summary>Cells that say which hole a pointer is in, where it is misaligned and that does not matter.</summary>
    private static readonly HashSet<string> FreeWithoutEffect =
        ["OperandFault.tail", "OperandFault.start", "OperandFault.last", "OperandFault.word − start high", "OperandFault.last − word high"];

    /// <summary>
    /// A link row that starts a word at zero and ends it at once, untouched: both messages are the same and cancel, so nothing is said.
    /// </summary>
    private const string CancelsItself = "ZeroInit.real";

    [Fact]
    public void Gallery_has_every_table()
    {
        var missing = new List<string>();
        foreach (Endianness order in Enum.GetValues<Endianness>())
            foreach (AirProgram air in MipsMachine.For(order).Definition.Tables)
                if (!Gallery.Value.Rows.Exists(r => ReferenceEquals(r.Air, air)) && !RowGallery.IsFixed(air)) missing.Add($"{order} {air.Name}");
        Assert.Empty(missing);
    }

    [Fact]
    public void No_cell_can_be_changed_alone()
    {
        var random = new Random(1);
        var covered = new HashSet<string>();
        var survivors = new SortedDictionary<string, string>();
        foreach (GalleryRow row in Gallery.Value.Rows)
        {
            var before = row.Evaluate(row.Cells);
            Assert.Null(before.Broken);
            for (int c = 0; c < row.Cells.Length; c++)
            {
                if (row.Air.Columns[c].Kind is ColumnKind.Preprocessed or ColumnKind.Virtual) continue;
                string name = $"{row.Air.Name}.{row.Air.Columns[c].Name}";
                covered.Add(name);
                foreach (KoalaBear value in Values(row.Cells[c], random))
                {
                    KoalaBear[] cells = [.. row.Cells];
                    cells[c] = value;
                    Evaluation after = row.Evaluate(cells);
                    if (after.Broken is null && after.SameMessages(before) && name != CancelsItself) survivors[name] = $"{name}: {row.Cells[c]} → {value}";
                }
            }
        }

        output.WriteLine($"{covered.Count} columns covered at {Gallery.Value.Rows.Count} rows, {survivors.Count} survivors\n{string.Join('\n', survivors.Values)}");
        Assert.Empty(survivors);
    }

    /// <summary>
    /// Operation and register fields share one ROM element. If a column in it were bound by nothing else, it could make up for any other
    /// operation: every one must be boolean, or move another message, or be range-checked.
    /// </summary>
    [Fact]
    public void No_column_is_bound_by_the_packed_ROM_field_alone()
    {
        var loose = new SortedSet<string>();
        var random = new Random(3);
        foreach (GalleryRow row in Gallery.Value.Rows)
        {
            if (!RowGallery.IsInstruction(row.Air)) continue;
            Evaluation before = row.Evaluate(row.Cells);
            for (int c = 0; c < row.Cells.Length; c++)
            {
                KoalaBear[] cells = [.. row.Cells];
                cells[c] = new KoalaBear((ulong)random.NextInt64(KoalaBear.P));
                Evaluation after = row.Evaluate(cells);
                if (after.Broken is null && !after.SameMessages(before) && after.SameMessages(before, Buses.Rom)) loose.Add($"{row.Air.Name}.{row.Air.Columns[c].Name}");
            }
        }

        // x and y have ROM fields of their own.
        loose.RemoveWhere(name => name.EndsWith(".x", StringComparison.Ordinal) || name.EndsWith(".y", StringComparison.Ordinal));
        Assert.Empty(loose);
    }

    /// <summary>Rows that are not real say nothing, whatever their other cells: honest rows with real = 0, and up to two cells changed.</summary>
    [Fact]
    public void Rows_that_are_not_real_send_nothing()
    {
        var senders = new SortedSet<string>();
        var random = new Random(4);
        foreach (GalleryRow row in Gallery.Value.Rows)
        {
            int real = row.Air.Columns.ToList().FindIndex(c => c.Name is "real" or "link");
            if (RowGallery.IsFixed(row.Air) || real < 0 || row.Air.Columns[real].Kind == ColumnKind.Preprocessed) continue;
            KoalaBear[] cells = [.. row.Cells];
            cells[real] = KoalaBear.Zero;
            foreach ((int a, int b) in Pairs(cells.Length, random))
            {
                if (a == real || b == real || a == b) continue;
                foreach (KoalaBear va in (ReadOnlySpan<KoalaBear>)[row.Cells[a], KoalaBear.Zero, KoalaBear.One])
                {
                    if (a != 1 && va == row.Cells[a]) continue; // the unchanged row is tried once
                    cells[a] = va;
                    foreach (KoalaBear vb in (ReadOnlySpan<KoalaBear>)[row.Cells[b], KoalaBear.Zero, KoalaBear.One])
                    {
                        cells[b] = vb;
                        if (row.Breaks(cells)) continue;
                        foreach (var m in row.Evaluate(cells).Messages)
                            if (!RowGallery.IsLookup(m.Bus)) senders.Add($"{row.Air.Name} on {m.Bus.Name}");
                    }
                }

                (cells[a], cells[b]) = (row.Cells[a], row.Cells[b]);
            }
        }

        Assert.Empty(senders);
    }

    [Fact]
    public void No_two_cells_forge_a_row()
    {
        var forged = new SortedDictionary<string, string>();
        var slack = new SortedSet<string>();
        var random = new Random(2);
        long tried = 0;
        var perTable = new Dictionary<string, int>();
        foreach (GalleryRow row in Gallery.Value.Rows)
        {
            if (!RowGallery.IsInstruction(row.Air)) continue;
            perTable[row.Air.Name] = perTable.GetValueOrDefault(row.Air.Name) + 1;
            if (perTable[row.Air.Name] > 2) continue;
            Evaluation before = row.Evaluate(row.Cells);
            int n = row.Cells.Length;
            KoalaBear[] cells = [.. row.Cells];
            foreach ((int a, int b) in Pairs(n, random))
            {
                foreach (KoalaBear va in Steps(row.Cells[a], random))
                {
                    cells[a] = va;
                    if (b == a)
                    {
                        Try();
                        continue;
                    }

                    foreach (KoalaBear vb in Steps(row.Cells[b], random))
                    {
                        cells[b] = vb;
                        Try();
                    }

                    cells[b] = row.Cells[b];
                }

                cells[a] = row.Cells[a];
            }

            void Try()
            {
                tried++;
                if (row.Breaks(cells)) return;
                Evaluation after = row.Evaluate(cells);
                if (after.Broken is not null || !row.LookupsAreValid(after)) return;
                if (!after.SamePulls(before)) return;
                var changed = new List<string>();
                for (int i = 0; i < n; i++)
                    if (cells[i] != row.Cells[i]) changed.Add($"{row.Air.Name}.{row.Air.Columns[i].Name}");
                if (after.SamePushes(before))
                {
                    if (!changed.TrueForAll(FreeWithoutEffect.Contains)) slack.Add(string.Join(" + ", changed));
                }
                else if (!changed.TrueForAll(FreeToForge.Contains)) forged.TryAdd(string.Join(" + ", changed), row.ToString());
            }
        }

        var text = new StringBuilder();
        foreach ((string cells, string row) in forged) text.AppendLine($"{cells} in {row}");
        output.WriteLine($"{tried} changes of {perTable.Count} tables; cells that can change without effect: {string.Join(", ", slack)}\nforged:\n{text}");
        Assert.Empty(forged);
        Assert.Empty(slack);
    }

    /// <summary>Cells to change together, a cell alone as a pair with itself: all pairs, or, of wide rows, some neighbours and some others.</summary>
    private static IEnumerable<(int A, int B)> Pairs(int n, Random random)
    {
        const int few = 300;
        if (n <= RowGallery.WideColumns)
        {
            for (int a = 0; a < n; a++)
                for (int b = a; b < n; b++) yield return (a, b);
            yield break;
        }

        for (int i = 0; i < few; i++)
        {
            int a = random.Next(n - 1);
            yield return (a, a + 1);
            yield return (a, random.Next(n));
        }
    }

    private static KoalaBear[] Values(KoalaBear old, Random random) =>
    [
        .. new KoalaBear[]
        {
            old + KoalaBear.One, old - KoalaBear.One, KoalaBear.Zero, KoalaBear.One, -old, old + new KoalaBear(1UL << 16),
            new((ulong)random.NextInt64(KoalaBear.P)), new((ulong)random.Next(1 << 16)),
        }.Where(v => v != old).Distinct(),
    ];

    /// <summary>Changes that carries, borrows, signs and limbs might absorb.</summary>
    private static KoalaBear[] Steps(KoalaBear old, Random random) =>
    [
        .. new KoalaBear[]
        {
            old + KoalaBear.One, old - KoalaBear.One, old + new KoalaBear(1UL << 16), old - new KoalaBear(1UL << 16),
            old + new KoalaBear(1UL << 15), old - new KoalaBear(1UL << 15), old + new KoalaBear(256UL), old - new KoalaBear(256UL), KoalaBear.Zero,
        }.Where(v => v != old).Distinct(),
    ];
}
