using Zkfp.Core.Air;
using Zkfp.Core.Field;
using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Execution.Primitives;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Machine;
using Zkfp.MipsVm.Rom;

namespace Zkfp.MipsVm.Tests.Machine.Rows;

/// <summary>
/// What the argument of docs/machine-soundness.md §§2, 3 takes from the form of a table, on all rows, without assuming anything of <c>real</c>:
/// who pulls a state pushes one four later for each instruction of the row, or ends in an exception or a HALT; who pulls a key pushes it in the same slot, later.
/// </summary>
public class StructureTests
{
    internal IEnumerable<AirProgram> Instructions { get; init; } =
        from order in Enum.GetValues<Endianness>()
        from air in MipsMachine.For(order).Definition.Tables
        where RowGallery.IsInstruction(air) && !IsPartOfACall(air)
        select air;

    /// <summary>Tables whose rows belong to a call, which has the state and the accesses.</summary>
    private static bool IsPartOfACall(AirProgram air) => air.Name is nameof(TableId.KeccakRound) or nameof(TableId.Sha256Rounds);

    private static int InstructionsOf(AirProgram air) =>
        Enum.TryParse(air.Name, out Operation operation) && Fusion.IsFused(operation) ? Fusion.Length(operation) : 1;

    /// <summary>Messages outside look-ups are sent once or not at all, and that <c>real</c> is Active is what makes it so.</summary>
    [Fact]
    public void Multiplicities_are_bits()
    {
        var implied = new List<string>();
        foreach (AirProgram air in MipsMachine.For(Endianness.Big).Definition.Tables)
        {
            TableId id = Enum.Parse<TableId>(air.Name);
            if (id is < TableId.StateWrap and not (TableId.MemoryRefresh or TableId.RegisterRefresh)) continue;
            if (DeterminismTests.IsProvenElsewhere(id) || RowGallery.IsFixed(air)) continue;
            Assert.Null(new RowDeterminism(air, DeterminismTests.Operands(id), []).CheckMultiplicities());
            if (new RowDeterminism(air, DeterminismTests.Operands(id), [], RowTable.ActiveLabel).CheckMultiplicities() is null) implied.Add(air.Name);
        }

        Assert.Empty(implied);
    }

    [Fact]
    public void Time_rises_by_four_with_each_instruction()
    {
        foreach (AirProgram air in Instructions)
        {
            var table = new RowTable(air, new RowDeterminism(air, default, []));
            List<RowMessage> messages = table.Start().Messages;
            Polynomial real = Polynomial.Variable(table.Column("real")), time = Polynomial.Variable(table.Column("time")), left = real, came = real;
            long step = air.Name == nameof(TableId.StateWrap) ? 0 : 4 * InstructionsOf(air);
            foreach (RowMessage m in messages)
            {
                if (m.Bus != Buses.State && m.Bus != Buses.Exception && m.Bus != Buses.Halt) continue;
                if (m.IsPush) left -= m.Multiplicity;
                else came -= m.Multiplicity;
                long after = m.IsPush && m.Bus != Buses.Exception ? step : 0;
                Assert.True(Same(m.Fields[0], time + Polynomial.Constant(after)), $"{air.Name}: time of '{m.Label}'");
            }

            Assert.True(messages.Count > InstructionsOf(air), $"{air.Name}: no more messages than instructions");
            Assert.True(left.Terms.Length == 0, $"{air.Name}: what leaves is not real");
            Assert.True(came.Terms.Length == 0, $"{air.Name}: what comes is not real");
            if (air.Name is nameof(TableId.Exception) or nameof(TableId.StateWrap)) continue;
            string label = air.Name == nameof(TableId.FetchFault) ? "gap" : "fetch";
            RowMessage fetch = Assert.Single(messages, m => m.Bus == Buses.Rom && m.Label == label && !RowEffects.Is(m, Operation.Link));
            Assert.True(Same(fetch.Multiplicity, real), $"{air.Name}: fetched as often as real");
            RowMessage state = Assert.Single(messages, m => m.Bus == Buses.State && !m.IsPush);
            if (air.Name != nameof(TableId.FetchFault)) Assert.True(Same(fetch.Fields[0], state.Fields[1]), $"{air.Name}: fetched at the state's pc");
        }
    }

    /// <summary>Each access: one pull, one push of the same key, order looked up as often, in a slot that no other access of a key that may be the same has.</summary>
    [Fact]
    public void Accesses_are_ordered_in_slots_of_their_own()
    {
        foreach (AirProgram air in Instructions)
        {
            if (air.Name == nameof(TableId.StateWrap)) continue;
            var table = new RowTable(air, new RowDeterminism(air, default, []));
            List<RowMessage> messages = table.Start().Messages;
            Polynomial time = Polynomial.Variable(table.Column("time"));
            var used = new List<(Bus Bus, long Slot, Polynomial Key)>();
            var orders = messages.FindAll(m => m.Label.EndsWith(" order", StringComparison.Ordinal));
            List<RowMessage> pushes = messages.FindAll(m => m.IsPush && (m.Bus == Buses.Register || m.Bus == Buses.Memory));
            foreach (RowMessage pull in messages)
            {
                if (pull.IsPush || (pull.Bus != Buses.Register && pull.Bus != Buses.Memory)) continue;
                string name = pull.Label[..^" before".Length];
                RowMessage push = Assert.Single(pushes, m => m.Label == name + " after"), order = Assert.Single(orders, m => m.Label == name + " order");
                pushes.Remove(push);
                orders.Remove(order);
                Assert.True(push.Bus == pull.Bus && Same(push.Fields[0], pull.Fields[0]), $"{air.Name}: key of {name}");
                Assert.True(Same(push.Multiplicity, pull.Multiplicity) && Same(order.Multiplicity, pull.Multiplicity), $"{air.Name}: multiplicities of {name}");
                Polynomial slot = push.Fields[3] - time;
                Assert.True(slot.IsConstant && slot.ConstantTerm.Value < 4 * InstructionsOf(air), $"{air.Name}: slot of {name}");
                Assert.True(order.Bus == Buses.Range16 && Same(order.Fields[0], push.Fields[3] - Polynomial.Constant(1L) - pull.Fields[3]), $"{air.Name}: order of {name}");
                foreach ((Bus bus, long taken, Polynomial key) in used)
                {
                    bool distinct = key - pull.Fields[0] is { IsConstant: true, Terms.Length: > 0 };
                    Assert.False(bus == pull.Bus && taken == slot.ConstantTerm.Value && !distinct, $"{air.Name}: two accesses in the slot of {name}");
                }

                used.Add((pull.Bus, slot.ConstantTerm.Value, pull.Fields[0]));
            }

            Assert.Empty(pushes);
            Assert.Empty(orders);
        }
    }

    /// <summary>
    /// Words of a primitive have the key of a pointer's quarter plus a number below that of words in a block, and the quarter of its low limb has 16 bits: a
    /// misaligned pointer has none.
    /// </summary>
    [Fact]
    public void Primitives_access_words_behind_aligned_pointers()
    {
        foreach (AirProgram air in Instructions)
        {
            var table = new RowTable(air, new RowDeterminism(air, default, []));
            List<RowMessage> messages = table.Start().Messages;
            var indices = new List<Polynomial>();
            for (int k = 0; air.Columns.Any(c => c.Name == $"pointer {k}.low"); k++)
            {
                Polynomial quarter = Polynomial.Variable(table.Column($"pointer {k}.low")) * Gadgets.Quarter, real = Polynomial.Variable(table.Column("real"));
                Polynomial lookedUp = quarter + Polynomial.Constant(1L << 14);
                Assert.True(
                    messages.Exists(m => m.Bus == Buses.Range16 && !m.IsPush && Same(m.Multiplicity, real) && Same(m.Fields[0], lookedUp)),
                    $"{air.Name}: pointer {k} is aligned");
                indices.Add(quarter + Polynomial.Variable(table.Column($"pointer {k}.high")) * (1 << 14));
            }

            if (indices.Count == 0) continue;
            foreach (RowMessage m in messages)
            {
                bool isWord = indices.Exists(i => (m.Fields[0] - i) is { IsConstant: true, ConstantTerm.Value: < PrimitiveCall.MaxWords });
                Assert.True(m.Bus != Buses.Memory || isWord, $"{air.Name}: key of '{m.Label}'");
            }
        }
    }

    /// <summary>A wrap is of a counter at or one beyond the end; a word of the image that is padding is not touched.</summary>
    [Fact]
    public void Wraps_and_padding_are_bound()
    {
        AirProgram wrap = Table(TableId.StateWrap), image = Table(TableId.Image);
        const uint top = 1u << 30;
        Assert.True(Holds(wrap, ("real", 1), ("npc", top), ("pc", 5)) && Holds(wrap, ("real", 1), ("npc", top + 1), ("pc", top), ("both", 1)));
        foreach (uint other in (uint[])[0, 1, 5, top - 1, top + 2, KoalaBear.P - 1])
        {
            Assert.False(Holds(wrap, ("real", 1), ("npc", other), ("pc", 5)));
            Assert.False(Holds(wrap, ("real", 1), ("npc", top), ("pc", other), ("both", 1)));
        }

        Assert.True(Holds(image, ("real", 1), ("touched", 1)) && Holds(image, ("real", 1)) && Holds(image));
        Assert.False(Holds(image, ("touched", 1)));
    }

    /// <summary>Every row of the table of bits is true, the spare one too, and none is missing.</summary>
    [Fact]
    public void Bits_are_what_they_say()
    {
        ProgramImage program = FirstProgramTests.Loop(1).Image(Endianness.Big);
        PreprocessedTable bits = new ProgramTables(program).Preprocessed.Single(t => t.TableIndex == (int)TableId.Bits);
        uint[] bitsOf = Values("bits"), values = Values("value"), scaled = Values("scaled");
        var seen = new HashSet<(uint, uint)>();
        for (int i = 0; i < bits.Rows; i++)
        {
            (uint b, uint x, uint shifted) = (bitsOf[i], values[i], scaled[i]);
            Assert.True(b <= 16 && x >> (int)b == 0 && shifted == x << 16 - (int)b, $"row {i}: {b}, {x}, {shifted}");
            seen.Add((b, x));
        }

        Assert.Equal((1 << 17) - 1, seen.Count);

        uint[] Values(string name) => bits.Columns[Table(TableId.Bits).Columns.ToList().FindIndex(c => c.Name == name)];
    }

    /// <summary>
    /// |a| = q·d + r and margin = d − 1 − r, limb by limb with whatever carry and borrow: the uniqueness that <see cref="DeterminismTests"/> takes for
    /// given is that of these equations.
    /// </summary>
    [Fact]
    public void Division_states_its_equations()
    {
        foreach (Endianness order in Enum.GetValues<Endianness>())
        {
            AirProgram air = MipsMachine.For(order).Definition.Tables[(int)TableId.Divide];
            var table = new RowTable(air, new RowDeterminism(air, default, []));
            Polynomial V(string name) => Polynomial.Variable(table.Column(name));
            Polynomial Product(int place)
            {
                Polynomial sum = Polynomial.Zero;
                for (int i = 0; i < 4; i++)
                    if (place - i is >= 0 and < 4) sum += V($"quotient.byte{i}") * V($"divisor.byte{place - i}");
                return sum;
            }

            Polynomial Limb(int k) => Product(2 * k) + Product(2 * k + 1) * 256;
            // Limb 0 is short of its equation by a carry, which limb 1 has in excess; nothing lies above.
            Polynomial carryOut = table.Constraint("limb 0")! - (Limb(0) + V("remainder.low") - V("|a|.low"));
            Polynomial carryIn = table.Constraint("limb 1")! - (Limb(1) + V("remainder.high") - V("|a|.high"));
            Assert.True(Same(carryOut + carryIn * (1 << 16), Polynomial.Zero), "limbs 0 and 1");
            Assert.True(Same(table.Constraint("no higher limbs")!, Product(4) + Product(5) + Product(6)), "no higher limbs");
            Polynomial low = V("margin.low") - V("divisor.byte0") - V("divisor.byte1") * 256 + V("remainder.low") + V("real");
            Polynomial high = V("margin.high") - V("divisor.byte2") - V("divisor.byte3") * 256 + V("remainder.high");
            Assert.True(Same((table.Constraint("remainder is less than the divisor")! - high) * (1 << 16), low), "margin");
        }
    }

    private static AirProgram Table(TableId id) => MipsMachine.For(Endianness.Big).Definition.Tables[(int)id];

    private static bool Same(Polynomial a, Polynomial b) => (a - b).Terms.Length == 0;

    private static bool Holds(AirProgram air, params (string Column, uint Value)[] cells)
    {
        var row = new KoalaBear[air.Columns.Count];
        foreach ((string name, uint value) in cells) row[air.Columns.ToList().FindIndex(c => c.Name == name)] = new KoalaBear(value);
        var values = new KoalaBear[air.Nodes.Count];
        air.Evaluate<KoalaBear>(row, new KoalaBear[Zkfp.Core.Machine.ExecutionPublicValues.Count], values);
        return air.Constraints.All(c => values[c.Node] == KoalaBear.Zero);
    }
}
