using System.Text.RegularExpressions;
using Xunit.Abstractions;
using Xunit.Sdk;
using Zkfp.Core.Air;
using Zkfp.Core.Field;
using Zkfp.MipsVm.Isa;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Machine;
using Zkfp.MipsVm.Rom;
using Zkfp.MipsVm.Tests.Machine.Rows;

namespace Zkfp.MipsVm.Tests.Machine.Weakened;

/// <summary>
/// Every constraint and message of every table is there for a reason that a test knows: weakened, it is noticed, or listed below with the reason why it
/// does not matter. All 159,000 weakenings take two minutes: set ZKFP_ALL_WEAKENINGS=1. Otherwise one in <see cref="Sampled"/>, always the same.
/// ZKFP_WEAKENED=Name: only tables whose name begins so.
/// </summary>
public class WeakeningTests(ITestOutputHelper output)
{
    private const int Sampled = 10, SampledOfWide = 30, SampledOfWideIfAll = 600;

    // Where nobody notices, and why that is right.
    private static readonly (string Pattern, string Reason)[] Harmless =
    [
        (@"^OverflowAdd: overflow exception\[[45]\] = (writes|d\.)", "is 0 where there is an overflow, as is what stood there"),
        (@"^ShiftVariable: ones lower part\[0\] = amount$", "equal where the message is sent: r = 16 − amount"),
        (@"^StoreConditional(Wrap)?: ((b after|memory after)\[[12]\] = d\.old|d before\[[12]\] = b\.)", "SC writes the register that it stores; runs with SC of $0 notice the rest"),
        (@"^StoreConditional(Wrap)?: d after\[1\] = real$|^CountLeading: power is 2\^j\[1\] = real$", "1 where the message is sent"),
        (@"^Insert: back (low|high) lower part\[0\] = x$", "equal: 16 − (16 − x)"),
        (@"^OverflowAdd: noWrite has no destination$", "the ROM names none in such rows, and d has 8 bits"),
        (@"^Divide: .* (borrows|wraps) if negated$", "implied by limbs that are in range"),
        (@"^OperandFault: (misaligned is 0 or 1|aligned has no bit [01])$", "implied, or lets the row prove of a misaligned pointer in another way that it faults"),
        (@"^OperandFault: misaligned needs a row$", "implied: without a row it would need a low bit and have none"),
        (@"^OperandFault: hole\[3\] = (misaligned|bit[01])$", "is 0 where the message is sent"),
    ];

    [Fact]
    public void Every_weakening_is_noticed()
    {
        string tables = Environment.GetEnvironmentVariable("ZKFP_WEAKENED") ?? "";
        bool all = Environment.GetEnvironmentVariable("ZKFP_ALL_WEAKENINGS") == "1";
        var random = new Random(1);
        var noticed = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var rest = new List<Weakening>();
        int count = 0;
        foreach (Weakening w in Weakening.All())
        {
            if (!w.Air.Name.StartsWith(tables, StringComparison.Ordinal) || random.NextDouble() >= Share(w, all)) continue;
            count++;
            if (Captured(w) is null) Notice("AirBuilder");
            else rest.Add(w);
        }

        // Look-ups that are left out may be left out by the trace as well: no honest run misses them.
        var runs = new HonestRuns(rest.Where(w => !IsLookup(w)));
        int messages = rest.Count(w => w.Constraint < 0 && !IsLookup(w));
        runs.RunAll();
        List<Weakening> open = [.. runs.Balanced, .. rest.Where(IsLookup)];
        noticed["honest runs"] = messages - runs.Balanced.Count(w => w.Constraint < 0);

        var gallery = new Lazy<RowGallery>(() => new RowGallery());
        var survivors = new List<string>();
        var used = new HashSet<string>();
        foreach (Weakening w in open)
        {
            if (Noticed(w, gallery) is { } test) Notice(test);
            else if (Array.Find(Harmless, h => Regex.IsMatch(w.ToString(), h.Pattern)) is { Reason: { } reason } known)
            {
                used.Add(known.Pattern);
                Notice($"harmless: {reason}");
            }
            else
            {
                survivors.Add(w.ToString());
            }
        }

        output.WriteLine($"{count} weakenings, {survivors.Count} survivors");
        foreach ((string by, int n) in noticed) output.WriteLine($"{n,7}  {by}");
        foreach (string s in survivors) output.WriteLine(s);
        Assert.Empty(survivors);
        if (all && tables.Length == 0) Assert.Equal(Harmless.Select(h => h.Pattern), Harmless.Select(h => h.Pattern).Where(used.Contains));

        void Notice(string by) => noticed[by] = noticed.GetValueOrDefault(by) + 1;
    }

    /// <summary>What the list above says of the ROM.</summary>
    [Fact]
    public void Rom_rows_are_what_harmless_weakenings_need()
    {
        int conditionals = 0;
        foreach (Endianness order in Enum.GetValues<Endianness>())
        {
            ProgramImage[] images = [SpecialPrograms.Branches(order), SpecialPrograms.Alignments(order), SpecialPrograms.NearHoles(order)];
            foreach (RomRow op in images.SelectMany(i => new ProgramTables(i).RomRows))
            {
                if (op.Operation == Operation.StoreConditional)
                {
                    conditionals++;
                    Assert.Equal(op.B == RegisterKey.Zero ? RegisterKey.Discard : op.B, op.D);
                }
            }
        }

        Assert.True(conditionals > 0);
    }

    /// <summary>The tables that are argued by hand are those that the argument is about.</summary>
    [Fact]
    public void Argued_tables_have_their_form()
    {
        foreach (TableId id in ArguedTables.Ids)
            foreach (Endianness order in Enum.GetValues<Endianness>())
                Assert.Null(ArguedTables.Check(MipsMachine.For(order).Definition.Tables[(int)id]));
    }

    /// <summary>
    /// What part of the weakenings like this one is tried: of wide tables, which have hundreds of thousands, so many constraints and so many messages.
    /// </summary>
    private static double Share(Weakening w, bool all)
    {
        if (!RowGallery.IsWide(w.Air)) return all ? 1 : 1.0 / Sampled;
        double alike = w.Constraint >= 0 ? w.Air.Constraints.Count : w.Air.Interactions.Sum(i => (i.Fields.Length + 1.0) * w.Air.Columns.Count);
        return (all ? SampledOfWideIfAll : SampledOfWide) / alike;
    }

    private static AirProgram? Captured(Weakening w)
    {
        try
        {
            return w.Apply();
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static bool IsLookup(Weakening w) => w.Interaction >= 0 && w.Part == Weakening.Whole && RowGallery.IsLookup(w.Air.Interactions[w.Interaction].Bus);

    /// <summary>The test that fails with a weakened table.</summary>
    private static string? Noticed(Weakening w, Lazy<RowGallery> gallery)
    {
        AirProgram weak = w.Apply();
        TableId id = Enum.Parse<TableId>(weak.Name);
        if (ArguedTables.Ids.Contains(id)) return ArguedTables.Check(weak) is null ? null : nameof(Argued_tables_have_their_form);
        if (WideTables.Ids.Contains(id)) return WideTables.Check(weak) is null ? null : nameof(WideTableTests);
        string? without = w.Constraint >= 0 ? w.Air.Constraints[w.Constraint].Label : w.Part == Weakening.Whole ? w.Air.Interactions[w.Interaction].Label : null;
        var proof = new RowDeterminism(without is null ? weak : w.Air, DeterminismTests.Operands(id), DeterminismTests.Choices.GetValueOrDefault(id, []), without);
        if (proof.Check() is not null) return nameof(DeterminismTests);
        if (HasOtherStructure(weak)) return nameof(StructureTests);
        if (FetchTests.Check(weak) is not null || (id, without) == (TableId.ExceptionReturn, "target is aligned: quarter has 16 bits")) return nameof(FetchTests);
        if (without is not null && (OtherRowsTests.Conditions.Contains((id, without)) || OtherRowsTests.FusedConditions.Contains((id, without)))) return nameof(OtherRowsTests);
        return w.Constraint >= 0 && gallery.Value.Rows.Exists(r => ReferenceEquals(r.Air, w.Air) && HasFreeCell(r, weak)) ? nameof(MutationTests) : null;
    }

    private static bool HasOtherStructure(AirProgram air)
    {
        var tests = new StructureTests { Instructions = [air] };
        try
        {
            tests.Time_rises_by_four_with_each_instruction();
            tests.Accesses_are_ordered_in_slots_of_their_own();
            tests.Primitives_access_words_behind_aligned_pointers();
            return false;
        }
        catch (XunitException)
        {
            return true;
        }
    }

    // A cell that can be changed alone, and nothing else changes.
    private static bool HasFreeCell(GalleryRow row, AirProgram weak)
    {
        var weakRow = new GalleryRow(weak, row.Cells, row.PublicValues, row.Rom);
        Evaluation before = weakRow.Evaluate(row.Cells);
        for (int c = 0; c < row.Cells.Length; c++)
        {
            if (weak.Columns[c].Kind is ColumnKind.Preprocessed or ColumnKind.Virtual) continue;
            foreach (KoalaBear value in (ReadOnlySpan<KoalaBear>)[row.Cells[c] + KoalaBear.One, KoalaBear.Zero, KoalaBear.One, -row.Cells[c]])
            {
                if (value == row.Cells[c]) continue;
                KoalaBear[] cells = [.. row.Cells];
                cells[c] = value;
                if (weakRow.Evaluate(cells) is { Broken: null } after && after.SameMessages(before)) return true;
            }
        }

        return false;
    }
}
