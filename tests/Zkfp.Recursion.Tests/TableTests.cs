using Zkfp.Core.Air;
using Zkfp.Core.Field;
using Zkfp.Core.Trace;
using Zkfp.Recursion.Machine;
using Zkfp.Recursion.Machine.Tables;
using Zkfp.Recursion.Recording;
using Zkfp.Recursion.Witness;

namespace Zkfp.Recursion.Tests;

/// <summary>Every table of the circuit machine: honest rows are accepted, no cell is free, each constraint and each message is needed.</summary>
public class TableTests
{
    /// <summary>
    /// The honest trace is clean, and each message of each table is in it, with a multiplicity other than 0 and, in fin1, each of its fields other than 0
    /// once: without any of them it would not balance.
    /// </summary>
    [Theory]
    [MemberData(nameof(Gallery.Machines), MemberType = typeof(Gallery))]
    public void The_gallery_holds_and_sends_every_message(string name)
    {
        RecursionMachine machine = Gallery.Machine(name);
        using ShardTrace trace = Gallery.Trace(machine);
        Assert.Equal("", CircuitCheck.Check(machine, trace.Tables));
        TraceReport report = Gallery.Check(machine, trace);
        Assert.True(report.IsClean, report.ToString());
        for (int t = 0; t < trace.Tables.Length; t++)
        {
            AirProgram air = machine.Definition.Tables[t];
            var sent = new HashSet<AirInteraction>();
            var empty = air.Interactions.SelectMany(i => i.Fields.Where(f => air.NodeDegrees[f] != 0).Select(f => (i.Label, Field: f))).ToHashSet();
            var row = new KoalaBear[air.Columns.Count];
            var values = new KoalaBear[air.Nodes.Count];
            for (int r = 0; r < trace.Tables[t]!.Rows; r++)
            {
                trace.Tables[t]!.ReadRow(r, row);
                air.Evaluate<KoalaBear>(row, [], values);
                foreach (AirInteraction i in air.Interactions)
                {
                    if (values[i.Multiplicity] == KoalaBear.Zero) continue;
                    sent.Add(i);
                    foreach (int f in i.Fields)
                        if (values[f] != KoalaBear.Zero) empty.Remove((i.Label, f));
                }
            }

            Assert.Empty(air.Interactions.Except(sent).Select(i => $"{air.Name}: {i.Label}"));
            if (machine == RecursionMachine.Fin1) Assert.Empty(empty.Select(e => $"{air.Name}: {e}"));
        }
    }

    /// <summary>
    /// Each committed cell of up to four rows of each kind of each table, changed: a constraint or a bus must notice. Free are the coefficients that an input
    /// does
    /// not have, where a Merkle row lies that no path takes, and what is left after the last byte.
    /// </summary>
    [Theory]
    [MemberData(nameof(Gallery.Machines), MemberType = typeof(Gallery))]
    public void Every_cell_is_pinned(string name)
    {
        RecursionMachine machine = Gallery.Machine(name);
        using ShardTrace trace = Gallery.Trace(machine);
        int cells = 0, free = 0;
        for (int t = 0; t < trace.Tables.Length; t++)
        {
            AirProgram air = machine.Definition.Tables[t];
            TraceTable table = trace.Tables[t]!;
            foreach (int r in Rows(table, machine.Tables[t].Id))
            {
                for (int c = 0; c < air.Columns.Count; c++)
                {
                    // S-boxes have a test of their own.
                    if (air.Columns[c].Kind != ColumnKind.Main || air.Columns[c].Name.StartsWith("external", StringComparison.Ordinal) && c % 23 != 0) continue;
                    uint before = table.Column(c)[r];
                    bool expected = machine.Tables[t].Id switch
                    {
                        TableId.Input => c == 6 || table.Column(c - 5)[r] == 1,
                        TableId.Merkle => air.Columns[c].Name is not ("class" or "index") || table.Column(3)[r] + table.Column(4)[r] != 0,
                        TableId.Step => air.Columns[c].Name is not ("class" or "index") || table.Column(5)[r] + table.Column(6)[r] != 0,
                        TableId.Byte => air.Columns[c].Name != "rest" || table.Column(1)[r] == 1,
                        _ => true,
                    };
                    table.Column(c)[r] = (before + 1) % KoalaBear.P;
                    Assert.True(Gallery.Check(machine, trace).IsClean != expected, $"{air.Name}.{air.Columns[c].Name}, row {r}");
                    table.Column(c)[r] = before;
                    cells++;
                    if (!expected) free++;
                }
            }
        }

        Assert.True(cells > 500 && free < cells / 10, $"{free} of {cells}");
    }

    /// <summary>
    /// Each S-box: with its output forged and all later ones computed from it, its own constraint breaks and no other, while the state read is the same and the
    /// state written another. Without that constraint a permutation would have any output.
    /// </summary>
    [Theory]
    [InlineData(TableId.Sponge, "external 0[0]", 215)]
    [InlineData(TableId.Merkle, "external 0[0]", 215)]
    [InlineData(TableId.Rounds, "z0", 24)]
    [InlineData(TableId.Partial, "internal 0", 22)]
    internal void Every_s_box_has_its_constraint(TableId id, string column, int constraints)
    {
        RecursionMachine machine = RecursionMachine.Rec1.Has(id) ? RecursionMachine.Rec1 : RecursionMachine.Fin1;
        AirProgram air = machine.Definition.Tables[machine.PlaceOf(id)];
        int first = 0;
        while (air.Columns[first].Name != column) first++;
        Assert.Equal(constraints, air.Constraints.Count);
        Assert.Equal(constraints, air.Columns.Count - first);
        using ShardTrace trace = Gallery.Trace(machine);
        var row = new KoalaBear[air.Columns.Count];
        trace.Tables[machine.PlaceOf(id)]!.ReadRow(0, row);
        var honest = new KoalaBear[air.Nodes.Count];
        air.Evaluate<KoalaBear>(row, [], honest);
        for (int forged = 0; forged < air.Constraints.Count; forged++)
        {
            var other = (KoalaBear[])row.Clone();
            var values = new KoalaBear[air.Nodes.Count];
            other[first + forged] += 1;
            for (int i = forged + 1; i < air.Constraints.Count; i++)
            {
                // The constraint is cube(input) − column; in Rounds there is none that a column before it is in.
                air.Evaluate<KoalaBear>(other, [], values);
                other[first + i] += values[air.Constraints[i].Node];
            }

            air.Evaluate<KoalaBear>(other, [], values);
            for (int i = 0; i < air.Constraints.Count; i++)
                Assert.True(values[air.Constraints[i].Node] == KoalaBear.Zero == (i != forged),
                    $"forged '{air.Constraints[forged].Label}': '{air.Constraints[i].Label}'");
            foreach (AirInteraction i in air.Interactions)
            {
                if (i.IsPush) continue;
                foreach (int f in i.Fields) Assert.Equal(honest[f], values[f]);
            }

            Assert.Contains(air.Interactions, i => i.IsPush && i.Fields.Any(f => honest[f] != values[f]));
        }
    }

    /// <summary>Bits: for each constraint a row that breaks it alone and says something wrong of its element.</summary>
    [Fact]
    public void Every_constraint_of_bits_is_needed()
    {
        AirProgram air = RecursionMachine.Rec1.Definition.Tables[(int)TableId.Bits];
        var broken = new HashSet<string>();
        int first = air.Columns.Count - 34;
        for (int i = 0; i < 31; i++)
        {
            // 2·2^i instead of 2^(i+1).
            var bits = new uint[34];
            bits[i] = 2;
            Only($"bit {i} is 0 or 1", bits);
        }

        // 5 + p: an element's other name.
        const uint alias = 5 + KoalaBear.P;
        foreach ((string label, uint three, uint five, uint top) in ((string, uint, uint, uint)[])[
            ("three: bits 24 to 26", 0, 0, 0), ("five: bits 24 to 28", 1, 0, 0), ("top: bits 24 to 30", 1, 1, 0), ("below p", 1, 1, 1)])
        {
            var bits = new uint[34];
            for (int i = 0; i < 31; i++) bits[i] = alias >> i & 1;
            (bits[31], bits[32], bits[33]) = (three, five, top);
            Only(label, bits);
        }

        Assert.Equal(air.Constraints.Count, broken.Count);

        void Only(string label, uint[] bits)
        {
            var row = new KoalaBear[air.Columns.Count];
            for (int i = 0; i < bits.Length; i++) row[first + i] = new KoalaBear(bits[i]);
            var values = new KoalaBear[air.Nodes.Count];
            air.Evaluate<KoalaBear>(row, [], values);
            AirConstraint only = Assert.Single(air.Constraints, c => values[c.Node] != KoalaBear.Zero);
            Assert.Equal(label, only.Label);
            broken.Add(label);
        }
    }

    /// <summary>
    /// Messages of the tables that fin1 alone has: each left out, and each multiplicity and field replaced by 0 and by every column. What is sent then is not
    /// what was, so the honest trace does not balance.
    /// </summary>
    [Fact]
    public void Every_weakened_message_of_fin1_is_noticed()
    {
        RecursionMachine machine = RecursionMachine.Fin1;
        using ShardTrace trace = Gallery.Trace(machine);
        var random = new Random(2);
        int count = 0;
        var survivors = new List<string>();
        foreach (TableId id in (TableId[])[TableId.Byte, TableId.Rounds, TableId.Partial, TableId.Step])
        {
            TraceTable table = trace.Tables[machine.PlaceOf(id)]!;
            AirProgram air = table.Air;
            var rows = new KoalaBear[table.Rows][];
            var values = new KoalaBear[table.Rows][];
            for (int r = 0; r < rows.Length; r++)
            {
                table.ReadRow(r, rows[r] = new KoalaBear[air.Columns.Count]);
                air.Evaluate<KoalaBear>(rows[r], [], values[r] = new KoalaBear[air.Nodes.Count]);
            }

            // A row out of use, whatever it holds, sends nothing.
            rows = [.. rows, [.. air.Columns.Select(c => c.Kind == ColumnKind.Main ? new KoalaBear((uint)random.Next()) : KoalaBear.Zero)]];
            values = [.. values, new KoalaBear[air.Nodes.Count]];
            air.Evaluate<KoalaBear>(rows[^1], [], values[^1]);
            KoalaBear[] any = [.. air.Columns.Select(_ => new KoalaBear((uint)random.Next()))], anyValues = new KoalaBear[air.Nodes.Count];
            air.Evaluate<KoalaBear>(any, [], anyValues);
            foreach (AirInteraction i in air.Interactions)
            {
                int[] parts = [i.Multiplicity, .. i.Fields];

                // Column −1 is the constant 0; a multiplicity of 0 leaves the message out.
                string before = Sent(-1, (_, v) => v);
                for (int part = 0; part < parts.Length; part++)
                {
                    for (int c = -1; c < air.Columns.Count; c++)
                    {
                        KoalaBear By(KoalaBear[] row) => c < 0 ? KoalaBear.Zero : part == 0 && !i.IsPush ? -row[c] : row[c];

                        // What stands there is the same on a row of any values.
                        if (By(any) == anyValues[parts[part]]) continue;
                        count++;
                        if (Sent(part, (r, _) => By(rows[r])) == before)
                            survivors.Add($"{id}: {i.Label}[{part}] = {(c < 0 ? "0" : air.Columns[c].Name)}");
                    }
                }

                string Sent(int replaced, Func<int, KoalaBear, KoalaBear> by)
                {
                    var sums = new SortedDictionary<string, KoalaBear>(StringComparer.Ordinal);
                    for (int r = 0; r < rows.Length; r++)
                    {
                        KoalaBear[] message = [.. parts.Select((node, p) => p == replaced ? by(r, values[r][node]) : values[r][node])];
                        if (message[0] == KoalaBear.Zero) continue;
                        string fields = string.Join(' ', message[1..]);
                        sums[fields] = sums.GetValueOrDefault(fields) + message[0];
                    }

                    return string.Join('\n', sums.Where(s => s.Value != KoalaBear.Zero));
                }
            }
        }

        Assert.True(survivors.Count == 0, string.Join('\n', survivors));
        Assert.True(count > 10_000, $"{count}");
    }

    /// <summary>Rows whose preprocessed columns are zeros send nothing, whatever they hold.</summary>
    [Theory]
    [MemberData(nameof(Gallery.Machines), MemberType = typeof(Gallery))]
    public void Rows_out_of_use_send_nothing(string name)
    {
        var random = new Random(1);
        foreach (AirProgram air in Gallery.Machine(name).Definition.Tables.Where(t => t.FixedLogHeight is null))
        {
            KoalaBear[] row = [.. air.Columns.Select(c => c.Kind == ColumnKind.Main ? new KoalaBear((uint)random.Next()) : KoalaBear.Zero)];
            var values = new KoalaBear[air.Nodes.Count];
            air.Evaluate<KoalaBear>(row, [], values);
            Assert.All(air.Interactions, i => Assert.Equal(KoalaBear.Zero, values[i.Multiplicity]));
        }
    }

    /// <summary>Byte: each bit is one because of its own constraint.</summary>
    [Fact]
    public void Every_constraint_of_bytes_is_needed()
    {
        AirProgram air = RecursionMachine.Fin1.Definition.Tables[RecursionMachine.Fin1.PlaceOf(TableId.Byte)];
        Assert.Equal(ByteTable.Count, air.Constraints.Count);
        for (int i = 0; i < ByteTable.Count; i++)
        {
            var row = new KoalaBear[air.Columns.Count];
            row[air.Columns.Count - ByteTable.Count - 1 + i] = 2;
            var values = new KoalaBear[air.Nodes.Count];
            air.Evaluate<KoalaBear>(row, [], values);
            Assert.Equal($"bit {i} is 0 or 1", Assert.Single(air.Constraints, c => values[c.Node] != KoalaBear.Zero).Label);
        }
    }

    /// <summary>Every element with one decomposition: the edges of the range.</summary>
    [Theory]
    [InlineData(0u)]
    [InlineData(1u)]
    [InlineData((1u << 24) - 1)]
    [InlineData(1u << 24)]
    [InlineData(0x7EFF_FFFFu)]
    [InlineData(KoalaBear.P - 1)]
    public void Bits_of_edges_are_accepted(uint value)
    {
        foreach (RecursionMachine machine in (RecursionMachine[])[RecursionMachine.Rec1, RecursionMachine.Fin1]) BitsAreAccepted(machine, value);
    }

    private static void BitsAreAccepted(RecursionMachine machine, uint value)
    {
        var recorder = new CircuitRecorder(machine);
        var a = new WireArithmetic(recorder);
        WireBase x = a.Input(KoalaBear.Zero);
        a.AssertEqual(a.Bit(a.LowBits(x, 31), 30), a.Input(KoalaBear.Zero));
        a.Output(new WireBase[9].Select(_ => a.Constant(KoalaBear.Zero)).ToArray());
        var tape = new Tape();
        tape.Inputs.AddRange([new KoalaBear(value), new KoalaBear(value >> 30)]);
        Circuit circuit = recorder.Finish();
        var replay = new Replay(circuit, tape);
        Assert.True(replay.Holds);
        using ShardTrace trace = CircuitTables.Trace(circuit, replay);
        Assert.True(Gallery.Check(machine, trace).IsClean);
    }

    /// <summary>The tables without constraints say so: all they do is in messages. The others have these and no more.</summary>
    [Fact]
    public void Constraints_are_these()
    {
        (TableId, int)[] expected = [(TableId.Bits, 35), (TableId.Sponge, 215), (TableId.Merkle, 215)];
        Assert.Equal(expected, Of(RecursionMachine.Rec1));
        expected = [(TableId.Byte, 8), (TableId.Rounds, 24), (TableId.Partial, 22)];
        Assert.Equal(expected, Of(RecursionMachine.Fin1));

        static IEnumerable<(TableId, int)> Of(RecursionMachine machine) =>
            machine.Tables.Select((t, i) => (t.Id, machine.Definition.Tables[i].Constraints.Count)).Where(x => x.Count != 0);
    }

    // The first rows, some from the middle, the last; of rounds a permutation of a sponge, one of a step, and of bytes those of each form.
    private static IEnumerable<int> Rows(TraceTable table, TableId id) => (id switch
    {
        TableId.Rounds => Enumerable.Range(0, RoundsTable.Kinds).Concat(Enumerable.Range(table.Rows - RoundsTable.Kinds, RoundsTable.Kinds)),
        TableId.Byte => Enumerable.Range(0, Math.Min(table.Rows, 8)),
        _ => [0, 1, table.Rows / 2, table.Rows - 1],
    }).Where(r => r < table.Rows).Distinct();
}
