using Zkfp.Core.Air;
using Zkfp.Core.Field;
using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Isa;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Rom;

namespace Zkfp.MipsVm.Tests.Machine.Rows;

/// <summary>A machine state before an instruction, program counters as word indices.</summary>
internal sealed record RowState(uint Time, uint Pc, uint Npc, uint[] Registers, Holes Holes, Func<uint, uint> Memory);

/// <summary>
/// All effects that rows of a table can have in a given state with a given ROM row: a search over everything a prover may put into the other cells,
/// complete because each branch is closed by a contradiction or has constant outputs. Constraints that are left open count as satisfied. States
/// are written as StateWrap leaves them.
/// </summary>
internal sealed class RowEffects(AirProgram air, string? without = null) : IRowInputs
{
    private const int MaxSteps = 3000;

    private RowTable? _table;
    private RowState _state = null!;
    private RomRow _op;
    private RomRow? _second;
    private int _steps;

    /// <summary>The effects, each as the sorted list of what the row says that is not a mere read.</summary>
    /// <param name="state">The state.</param>
    /// <param name="op">The ROM row.</param>
    /// <param name="second">A second row, for tables that fetch two: the instruction's link row, or a hole.</param>
    public SortedSet<string> Find(RowState state, RomRow op, RomRow? second)
    {
        _table ??= new RowTable(air, this, without);
        (_state, _op, _second, _steps) = (state, op, second, 0);
        var effects = new SortedSet<string>(StringComparer.Ordinal);
        RowFacts facts = _table.Start(1);
        facts.WantsValues = true;
        Search(facts, effects);
        return effects;
    }

    public void Access(RowFacts facts, RowMessage message)
    {
        uint key = message.Fields[0].ConstantTerm.Value, value;
        if (message.Bus == Buses.Register)
        {
            value = key < RegisterKey.Count ? _state.Registers[key] : 0;
        }
        else if (key >= 1u << 30 || _state.Holes.Contains(4 * key))
        {
            facts.Fail($"no word {key}");
            return;
        }
        else
        {
            value = _state.Memory(key);
        }

        Equal(facts, message.Fields[1], value & 0xFFFF);
        Equal(facts, message.Fields[2], value >> 16);
        Equal(facts, message.Fields[3], _state.Time - 1);
    }

    public void Received(RowFacts facts, RowMessage message)
    {
        if (message.Bus == Buses.KeccakState || message.Bus == Buses.Sha256Words) return; // whatever rounds make
        uint[] values;
        if (message.Bus == Buses.State)
        {
            values = [_state.Time, _state.Pc, _state.Npc];
        }
        else
        {
            bool isSecond = Is(message, Operation.Link) || Is(message, Operation.Hole);
            if (isSecond && _second is null)
            {
                facts.Fail("no second row");
                return;
            }

            RomRow op = isSecond ? _second!.Value : _op;
            values = [op.Pc, op.Packed, op.X, op.Y];
        }

        for (int i = 0; i < values.Length; i++) Equal(facts, message.Fields[i], values[i]);
    }

    /// <summary>Whether a message fetches a row of an operation, without registers.</summary>
    internal static bool Is(RowMessage message, Operation operation) =>
        message.Bus == Buses.Rom && message.Fields[1].IsConstant && message.Fields[1].ConstantTerm == new KoalaBear((ulong)operation << 24);

    private static void Equal(RowFacts facts, Polynomial e, uint value) => facts.AddEquation(e - Polynomial.Constant(new KoalaBear(value)));

    private void Search(RowFacts facts, SortedSet<string> effects)
    {
        if (++_steps > MaxSteps) throw new InvalidOperationException($"{air.Name}: no end in sight for {_op}.");
        facts.Propagate();
        if (facts.Contradiction is not null) return;
        if (Effect(facts) is { } effect)
        {
            effects.Add(effect);
            return;
        }

        int best = -1;
        for (int v = 0; v < facts.VariableCount; v++)
        {
            Knowledge k = facts[v];
            if (k.HasRange && k.Width > 0 && facts.Current(v).Contains(v) && (best < 0 || k.Width < facts[best].Width)) best = v;
        }

        if (best >= 0 && facts[best].Width <= 16)
        {
            for (long x = facts[best].Low; x <= facts[best].High; x++)
            {
                RowFacts one = facts.Clone();
                one.Assume(best, x);
                Search(one, effects);
            }

            return;
        }

        foreach (RowConstraint c in facts.Constraints)
        {
            if (c.Factors.Find(f => !f.IsConstant) is not { } e) continue;
            RowFacts zero = facts.Clone(), other = facts.Clone();
            zero.AddEquation(e);
            other.NonZero.Add(e);
            Search(zero, effects);
            Search(other, effects);
            return;
        }

        effects.Add("anything");
    }

    /// <summary>What the row says, or null if that is not yet decided.</summary>
    private string? Effect(RowFacts facts)
    {
        var parts = new List<string>();
        foreach (RowMessage m in facts.Messages)
        {
            if (RowGallery.IsLookup(m.Bus)) continue;
            if (!m.Multiplicity.IsConstant) return null;
            if (!m.IsPush || m.Multiplicity.ConstantTerm == KoalaBear.Zero) continue;
            if (!Array.TrueForAll(m.Fields, f => f.IsConstant)) return null;
            uint[] f = Array.ConvertAll(m.Fields, e => e.ConstantTerm.Value);
            if (m.Bus == Buses.Register) AddWrite(parts, "register", f, _state.Registers[f[0]]);
            else if (m.Bus == Buses.Memory) AddWrite(parts, "word", f, _state.Memory(f[0]));
            else if (m.Bus == Buses.State && f[2] >> 1 == 1u << 29) parts.Add($"State({f[0]},{(f[1] >> 1 == 1u << 29 ? f[1] - (1u << 30) : f[1])},{f[2] - (1u << 30)})");
            else parts.Add($"{m.Bus.Name}({string.Join(",", f)})");
        }

        parts.Sort(StringComparer.Ordinal);
        return string.Join(" ", parts);
    }

    /// <summary>As <see cref="Effect"/> writes it.</summary>
    public static void AddWrite(List<string> parts, string kind, uint[] f, uint before)
    {
        if (f[1] > 0xFFFF || f[2] > 0xFFFF) parts.Add($"{kind} {f[0]} ← limbs {f[1]}, {f[2]}");
        else if ((f[1] | f[2] << 16) != before) parts.Add($"{kind} {f[0]} ← {f[1] | f[2] << 16}");
    }
}
