using Xunit.Abstractions;
using Zkfp.Core.Air;
using Zkfp.Core.Field;
using Zkfp.MipsVm.Execution.Primitives;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Machine;

namespace Zkfp.MipsVm.Tests.Machine.Rows;

/// <summary>
/// The tables, proven one by one by <see cref="RowDeterminism"/> instead of sampled. What this takes from elsewhere: registers and words hold 16-bit limbs
/// and one value at a time (docs/machine-soundness.md §§2–4), ROM operands are as below (<see cref="OtherRowsTests.Rom_rows_are_what_the_proofs_assume"/>).
/// </summary>
public class DeterminismTests(ITestOutputHelper output)
{
    private const int SampledOfWide = 24;

    /// <summary>Columns that a prover may choose: docs/machine-soundness.md §7.</summary>
    internal static readonly Dictionary<TableId, string[]> Choices = new()
    {
        [TableId.Hint] = ["c.low", "c.high"],
        [TableId.StateWrap] = ["both"],
        [TableId.MemoryRefresh] = ["key", "time"],
        [TableId.RegisterRefresh] = ["key", "time"],
    };

    /// <summary>
    /// Tables that are too wide for the symbolic proof, or whose reason is not one of digits: <see cref="WideTableTests"/> proves them otherwise.
    /// </summary>
    internal static bool IsProvenElsewhere(TableId id) => id is TableId.KeccakRound or TableId.Sha256Rounds or TableId.Poseidon2 or TableId.Poseidon2Wide;

    /// <summary>What x and y of ROM rows for a table are.</summary>
    internal static RowDeterminism.RomOperands Operands(TableId id)
    {
        const long limb = 0xFFFF, last = (1 << 30) - 1;
        return id == TableId.HoleFault ? Operands(TableId.AddressFault) : FetchTests.Plain(id) switch
        {
            TableId.LoadImmediate or TableId.JumpLinkRegister or TableId.OverflowAdd or TableId.ConditionalTrap => new(0, limb, 0, limb),
            TableId.AddImmediate or TableId.AddImmediateInPlace => new(-(1 << 15), (1 << 15) - 1, 0, 0),
            TableId.AddressFault => new(-(1 << 15), (1 << 15) - 1, 0, 3),
            TableId.LoadWordInPlace or >= TableId.LoadWord and <= TableId.StoreRight => new(-(1 << 15) - 3, (1 << 15) - 1, 0, 0),
            TableId.FusedRotateLow or TableId.FusedRotateHigh or TableId.FusedRotateLeftLow or TableId.FusedRotateLeftHigh => new(1, 16, 0, 0),
            TableId.FusedAddLoad or TableId.FusedShiftAddLoad => new(-(1 << 15), (1 << 15) - 1, 0, 0),
            TableId.FusedLoadPair or TableId.FusedStorePair => new(-(1 << 15), (1 << 15) - 1, -(1 << 15), (1 << 15) - 1),
            TableId.FusedLoadConstant => new(0, last, 0, limb),
            TableId.FusedMoves => new(0, 0xFFFF, 0, 0xFF),
            TableId.FusedLess => new(0, last, 0, last),
            TableId.FusedLessImmediate or TableId.FusedLessImmediateSigned => new(0, 0x7FFF, 0, last),
            TableId.SetLessImmediate => new(0, limb, -1, 0),
            TableId.SetLessUnsignedImmediate => new(0, limb, 0, limb),
            TableId.Branch => new(0, last, 0, 1),
            TableId.BranchLink => new(0, last, 0, 0),
            TableId.Raise => new(0, 31, 0, 0),
            TableId.OperandFault => new(0, PrimitiveCall.MaxWords - 1, 0, 0),
            TableId.JumpLink => new(0, last, 0, limb, LinkOfPc),
            TableId.Divide => new(0, 0, 0, 0, EuclideanDivision),
            >= TableId.MulMod and <= TableId.MulMod384General => new(0, 31, 0, 0, ModularProductRule.Apply),
            TableId.ShiftArithmeticLow or TableId.ShiftArithmeticHigh => new(0, 16, 0, limb, FillOfAmount),
            _ => new(0, -1, 0, -1),
        };
    }

    /// <summary>y is the high limb of 4(pc + 2).</summary>
    private static void LinkOfPc(RowFacts facts, RowTable table) =>
        facts.Bound((Polynomial.Variable(table.Column("pc")) + Polynomial.Constant(2L) - Polynomial.Variable(table.Column("y")) * (1 << 14)) * 4, 0, 0xFFFF);

    /// <summary>y = 2^16 − 2^x.</summary>
    private static void FillOfAmount(RowFacts facts, RowTable table)
    {
        Polynomial amount = facts.Current(table.Column("x"));
        if (amount.IsConstant) facts.AddEquation(facts.Current(table.Column("y")) - Polynomial.Constant((1L << 16) - (1L << (int)amount.ConstantTerm.Value)));
    }

    /// <summary>
    /// quotient · divisor + remainder = |a| and margin = divisor − remainder − 1 ≥ 0 hold as integers (no sum can reach p), so |a| and divisor
    /// determine quotient and remainder.
    /// </summary>
    private static void EuclideanDivision(RowFacts facts, RowTable table)
    {
        Polynomial V(string name) => facts.Current(table.Column(name));
        string[] given = ["|a|.low", "|a|.high", "divisor.byte0", "divisor.byte1", "divisor.byte2", "divisor.byte3"];
        if (!Array.TrueForAll(given, g => facts.IsUnique(V(g)))) return;
        foreach (string label in (string[])["limb 0", "limb 1", "no higher limbs", "remainder is less than the divisor"])
        {
            if (table.Constraint(label) is not { } e) return;
            e = facts.Current(e);
            if (label.StartsWith("rem", StringComparison.Ordinal)) e = facts.Reduce(e, facts.Equations.Find(q => (q - e).Terms.Length == 0)); // its borrow as 0 or 1
            if (facts.Interval(e) is not { } i || i.Low <= -KoalaBear.P || i.High >= KoalaBear.P) return;
        }

        foreach (string name in (string[])["|a|.low", "|a|.high", "remainder.low", "remainder.high", "margin.low", "margin.high"])
            if (facts.Interval(V(name)) is not { } i || i.Low < 0 || i.High > 0xFFFF) return;

        foreach (string name in (string[])["quotient.byte0", "quotient.byte1", "quotient.byte2", "quotient.byte3", "remainder.low", "remainder.high"])
            foreach (int v in V(name).Variables()) facts.MarkUnique(v);
    }

    /// <summary>
    /// What outputs do not depend on: conditions on whether a row exists at all (rows of one instruction exclude each other:
    /// <see cref="OtherRowsTests"/>), order in time, and cells that no message depends on.
    /// </summary>
    private static readonly string[] OnlyExistence =
    [
        "fetch", "vector", "gap", "hole",
        "a is not b", "a is not zero", "b is not zero", "top bit set: rest has 16 bits", "top bit clear: rest has 16 bits",
        "address is aligned: quarter has 16 bits", "target is aligned: quarter has 16 bits",
        "it is no byte", "it is no jump", "a halfword is misaligned", "a word is misaligned", "a word or halfword is even", "a word is aligned", "address without its low bits: quarter has 16 bits", "bit0 is 0 or 1", "bit1 is 0 or 1",
        "the condition holds only if it raises", "npc is beyond the end", "pc is beyond the end", "both is 0 or 1",
        "pc − start high has 13 bits", "pc − start low has 16 bits", "last − pc high has 13 bits", "last − pc low has 16 bits",
        "word − start high has 13 bits", "word − start low has 16 bits", "last − word high has 13 bits", "last − word low has 16 bits",
        "misaligned has a low bit", "aligned has no bit 0", "aligned has no bit 1", "misaligned is 0 or 1", "tail is 0 or 1",
        "time has 10 bits", "difference.high has 10 bits", "difference.low has 16 bits",
        "none: power", "none: rest", "equal has no inverse", "zero has no inverse", "a whole link has no inverse", "noWrite has no destination",
        // Implied by other constraints of the table.
        "low is 0 or 1", "high is 0 or 1", "inverse of b",
    ];

    private static readonly string[] OnlyExistenceEndings =
    [
        " order", " needs a row", ": previous time", ": old low limb", ": old high limb", " of arithmetic shifts only", " borrows if negated", " wraps if negated",
    ];

    /// <summary>Leaves out each constraint and look-up in turn: what can still be proven does not need it.</summary>
    [Fact]
    public void Nothing_is_proven_without_the_constraints()
    {
        var spare = new List<string>();
        int needed = 0, other = 0;
        foreach (AirProgram air in Tables(Endianness.Big))
        {
            TableId id = Enum.Parse<TableId>(air.Name);
            IEnumerable<string> labels = air.Constraints.Select(c => c.Label).Concat(air.Interactions.Where(i => RowGallery.IsLookup(i.Bus)).Select(i => i.Label));
            var random = new Random(1);
            int count = labels.Distinct().Count();
            foreach (string label in labels.Distinct())
            {
                // Words and bits by the dozen are alike.
                if (RowGallery.IsWide(air) && random.Next(count) >= SampledOfWide) continue;
                if (new RowDeterminism(air, Operands(id), Choices.GetValueOrDefault(id, []), label).Check() is not null) needed++;
                else if (OnlyExistence.Contains(label) || Array.Exists(OnlyExistenceEndings, e => label.EndsWith(e, StringComparison.Ordinal))) other++;
                else spare.Add($"{air.Name}: {label}");
            }
        }

        output.WriteLine($"{needed} constraints and look-ups determine outputs, {other} only whether a row exists");
        Assert.Empty(spare);
    }

    /// <summary>Boundary tables send each message once or not at all, and look up what orders them whenever they send it.</summary>
    [Fact]
    public void Boundary_tables_send_once()
    {
        foreach (TableId id in (TableId[])[TableId.Boundary, TableId.RegisterBoundary, TableId.Image, TableId.ZeroInit])
        {
            AirProgram air = MipsMachine.For(Endianness.Big).Definition.Tables[(int)id];
            RowDeterminism Without(string? label) => new(air, default, [], label);
            Assert.Null(Without(null).CheckMultiplicities());
            if (id != TableId.Image) Assert.NotNull(Without(RowTable.ActiveLabel).CheckMultiplicities());
            foreach (string flag in (string[])["real", "touched"])
                if (air.Constraints.Any(c => c.Label == flag + " is 0 or 1")) Assert.NotNull(Without(flag + " is 0 or 1").CheckMultiplicities());
        }

        // A link of the chain: 0 ≤ key < 2^30, 0 ≤ key − previous < 2^29, if it is one; nothing is started without it.
        var table = new RowTable(MipsMachine.For(Endianness.Big).Definition.Tables[(int)TableId.ZeroInit], new RowDeterminism(null!, default, []));
        RowFacts link = table.Start(), none = link.Clone();
        (link.MayUseUniqueness, none.MayUseUniqueness) = (false, false);
        link.Assume(table.Column("link"), 1);
        link.Propagate();
        none.Assume(table.Column("link"), 0);
        none.Propagate();
        Polynomial Key(RowFacts f) => f.Current(Polynomial.Variable(table.Column("key.low")) + Polynomial.Variable(table.Column("key.high")) * (1 << 16));
        Assert.Equal(((Int128)0, ((Int128)1 << 30) - 1), link.Interval(Key(link)));
        Polynomial step = link.Reduce(Key(link) - link.Current(table.Column("previous")));
        Assert.Equal(((Int128)0, ((Int128)1 << 29) - 1), link.Interval(step));
        Assert.True(none.Messages.TrueForAll(m => m.Multiplicity.Terms.Length == 0));
    }

    /// <summary>The tables whose rows are instructions, exceptions or refreshes.</summary>
    private static IEnumerable<AirProgram> Tables(Endianness order) =>
        from air in MipsMachine.For(order).Definition.Tables
        where RowGallery.IsInstruction(air) || Enum.Parse<TableId>(air.Name) is TableId.MemoryRefresh or TableId.RegisterRefresh
        where !IsProvenElsewhere(Enum.Parse<TableId>(air.Name))
        select air;

    /// <summary>Equal inputs, equal outputs; multiplicities 0 or 1; limbs of 16 bits; silence of rows that are not real.</summary>
    [Fact]
    public void Outputs_are_determined()
    {
        var open = new List<string>();
        int tables = 0, cases = 0;
        foreach (AirProgram air in Tables(Endianness.Big).Concat(Tables(Endianness.Little)))
        {
            TableId id = Enum.Parse<TableId>(air.Name);
            var d = new RowDeterminism(air, Operands(id), Choices.GetValueOrDefault(id, []));
            if (d.Check() is { } problem) open.Add(problem);
            tables++;
            cases += d.Cases;
        }

        output.WriteLine($"{tables} tables, {cases} cases");
        Assert.Empty(open);
    }
}
