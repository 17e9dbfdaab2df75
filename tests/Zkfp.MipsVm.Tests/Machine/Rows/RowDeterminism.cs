using Zkfp.Core.Air;
using Zkfp.Core.Field;
using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Execution.Primitives;
using Zkfp.MipsVm.Rom;

namespace Zkfp.MipsVm.Tests.Machine.Rows;

/// <summary>
/// Proves of a table: equal inputs give equal outputs; each multiplicity on a bus that is no look-up is 0 or 1; values written have 16-bit
/// limbs; a row that is not real sends nothing on such a bus. Inputs are the messages pulled from State, Rom, Exception, and what the
/// accessed registers and words held; outputs are all pushes. By cases: on selectors and amounts that are the same in both rows, on
/// whether a common expression is zero, and, for selectors that are not yet known to be the same, by showing that no two different
/// choices fit the same inputs.
/// </summary>
internal sealed class RowDeterminism(AirProgram air, RowDeterminism.RomOperands rom, string[] choices, string? without = null) : IRowInputs
{
    private const int MaxLeaves = 64, MaxSteps = 4000;

    /// <summary>What ROM rows for a table hold in x and y.</summary>
    internal readonly record struct RomOperands(long XLow, long XHigh, long YLow, long YHigh, Action<RowFacts, RowTable>? Relation = null);

    private RowTable _table = null!;

    private int _steps;

    /// <summary>Cases looked at.</summary>
    public int Cases { get; private set; }

    /// <summary>What could not be proven, or null.</summary>
    public string? Check()
    {
        _table = new RowTable(air, this, without);
        RowFacts silent = _table.Start(0);
        silent.MayUseUniqueness = false;
        silent.Propagate();
        if (silent.Contradiction is null)
        {
            foreach (RowMessage m in silent.Messages)
                if (!RowGallery.IsLookup(m.Bus) && m.Multiplicity.Terms.Length != 0) return $"a row that is not real may send '{m.Label}'";
        }

        RowFacts local = _table.Start(1);
        local.MayUseUniqueness = false;
        if (Multiplicities(local) is { } wrong) return wrong;
        RowFacts facts = _table.Start(1);
        foreach (string c in choices) facts.MarkUnique(_table.Column(c));
        return Solve(facts, 0);
    }

    /// <summary>
    /// That the row's constraints alone, whatever it received, make each multiplicity 0 or 1: that every message has one sender and one
    /// receiver is what the rest is argued from.
    /// </summary>
    private string? Multiplicities(RowFacts facts)
    {
        if (++_steps > MaxSteps) return $"{air.Name}: too many cases";
        facts.Propagate();
        if (facts.Contradiction is not null) return null;
        RowMessage? open = facts.Messages.Find(m => !RowGallery.IsLookup(m.Bus) && !IsWithin(facts, m.Multiplicity, 0, 1));
        if (open is null) return null;
        foreach (int v in Involved(facts, true))
        {
            if (!facts[v].HasRange || facts[v].Width is 0 or > 2) continue;
            for (long x = facts[v].Low; x <= facts[v].High; x++)
            {
                RowFacts one = facts.Clone();
                one.Assume(v, x);
                if (Multiplicities(one) is { } problem) return problem;
            }

            return null;
        }

        foreach (RowConstraint c in facts.Constraints)
        {
            if (c.Factors.Find(f => !f.IsConstant) is not { } e) continue;
            RowFacts zero = facts.Clone(), other = facts.Clone();
            zero.AddEquation(e);
            other.NonZero.Add(e);
            return Multiplicities(zero) ?? Multiplicities(other);
        }

        return Describe(facts, $"multiplicity 0 or 1 of '{open.Label}', by the row alone,");
    }

    /// <summary>For tables that are no instructions: only that multiplicities are 0 or 1 on every row.</summary>
    public string? CheckMultiplicities()
    {
        _table = new RowTable(air, this, without);
        RowFacts facts = _table.Start();
        facts.MayUseUniqueness = false;
        return Multiplicities(facts);
    }

    public void Access(RowFacts facts, RowMessage message)
    {
        facts.Input(message.Fields[1], 0, 0xFFFF);
        facts.Input(message.Fields[2], 0, 0xFFFF);
        facts.Input(message.Fields[3]);
    }

    public void Received(RowFacts facts, RowMessage message)
    {
        Polynomial[] f = message.Fields;
        if (RowEffects.Is(message, Operation.Link))
        {
            facts.Input(f[2], 0, 0xFFFF);
            facts.Input(f[3], 0, 0xFFFF);
        }
        else if (RowEffects.Is(message, Operation.Hole))
        {
            // The last hole is beyond the last word, as far as operands reach.
            facts.Input(f[0], 0, 1L << 30);
            facts.Input(f[2], 0, (1L << 30) + PrimitiveCall.MaxWords - 1);
        }
        else if (message.Bus == Buses.Rom)
        {
            facts.Input(f[0], 0, (1L << 30) - 1);
            facts.Input(f[1]);
            facts.Input(f[2], rom.XLow, rom.XHigh);
            facts.Input(f[3], rom.YLow, rom.YHigh);
        }
        else if (message.Bus == Buses.KeccakState || message.Bus == Buses.Sha256Words)
        {
            // A call's state after its rounds, whose rows make limbs of bits.
            for (int i = 0; i < f.Length; i++) facts.Input(f[i], 0, i < 2 ? -1 : 0xFFFF);
        }
        else if (message.Bus == Buses.Exception)
        {
            for (int i = 0; i < 3; i++) facts.Input(f[i]);
            for (int i = 3; i < 6; i++) facts.Input(f[i], 0, 0xFFFF);
        }
        else
        {
            foreach (Polynomial e in f) facts.Input(e);
        }
    }

    private string? Solve(RowFacts facts, int depth)
    {
        if (++_steps > MaxSteps) return $"{air.Name}: too many cases";
        facts.Propagate();
        if (facts.Contradiction is null) rom.Relation?.Invoke(facts, _table);
        facts.Propagate();
        if (facts.Contradiction is not null)
        {
            Cases++;
            return null;
        }

        while (true)
        {
            if (Loose(facts) is null && Range(facts) is null)
            {
                Cases++;
                return null;
            }

            // The rule of a wide table has to be enough: there are too many cases.
            if (rom.Relation is not null && RowGallery.IsWide(air)) return Describe(facts, Loose(facts) ?? Range(facts)!);
            if (depth > 24) return $"{air.Name}: too deep";
            if ((SplitValue(facts, Involved(facts, false)) ?? SplitValue(facts, Involved(facts, true)) ?? (Loose(facts) is null ? SplitValue(facts, Enumerable.Range(0, facts.VariableCount)) : null)) is { } v)
            {
                Knowledge k = facts[v];
                for (long x = k.Low; x <= k.High; x++)
                {
                    RowFacts one = facts.Clone();
                    one.Assume(v, x);
                    if (Solve(one, depth + 1) is { } problem) return problem;
                }

                return null;
            }

            if (SplitZero(facts) is { } e)
            {
                RowFacts zero = facts.Clone(), other = facts.Clone();
                zero.AddEquation(e);
                other.NonZero.Add(e);
                return Solve(zero, depth + 1) ?? Solve(other, depth + 1);
            }

            if (!Distinguish(facts)) return Describe(facts, Loose(facts) ?? Range(facts)!);
            facts.Propagate();
        }
    }

    /// <summary>An output that is not known to be the same in both rows.</summary>
    private static string? Loose(RowFacts facts)
    {
        foreach (RowMessage m in facts.Messages)
        {
            if (RowGallery.IsLookup(m.Bus)) continue;
            if (!facts.IsUnique(m.Multiplicity)) return $"the multiplicity of '{m.Label}'";
            if (m.IsPush && m.Multiplicity.Terms.Length != 0 && !Array.TrueForAll(m.Fields, facts.IsUnique)) return $"'{m.Label}'";
        }

        return null;
    }

    /// <summary>A multiplicity that may not be 0 or 1, or a limb that may not have 16 bits.</summary>
    private static string? Range(RowFacts facts)
    {
        foreach (RowMessage m in facts.Messages)
        {
            if (RowGallery.IsLookup(m.Bus) || m.Multiplicity.Terms.Length == 0) continue;
            if (!IsWithin(facts, m.Multiplicity, 0, 1)) return $"multiplicity 0 or 1 of '{m.Label}'";
            if (!m.IsPush) continue;
            (int from, int to) = m.Bus == Buses.Register || m.Bus == Buses.Memory ? (1, 2) : m.Bus == Buses.Exception ? (3, 5) : m.Bus == Buses.Halt ? (3, 4) : m.Bus == Buses.Commit ? (1, 2) : (0, -1);
            for (int i = from; i <= to; i++)
                if (!IsWithin(facts, m.Fields[i], 0, 0xFFFF)) return $"16 bits in '{m.Label}'";
        }

        return null;
    }

    private static bool IsWithin(RowFacts facts, Polynomial e, long lo, long hi) =>
        facts.Interval(facts.Reduce(e)) is { } i && i.Low >= lo && i.High <= hi;

    /// <summary>A common variable with few values on which a product, a number of bits or a multiplicity depends.</summary>
    private static int? SplitValue(RowFacts facts, IEnumerable<int> candidates)
    {
        int best = -1;
        foreach (int v in candidates)
        {
            Knowledge k = facts[v];
            if (!k.Unique || !k.HasRange || k.Width is 0 or > 16) continue;
            if (best < 0 || k.Width < facts[best].Width) best = v;
        }

        return best < 0 ? null : best;
    }

    private static HashSet<int> Involved(RowFacts facts, bool all)
    {
        var set = new HashSet<int>();
        foreach (RowMessage m in facts.Messages)
        {
            set.UnionWith(m.Multiplicity.Variables());
            if (m.Bus == Buses.Bits && !m.Done) set.UnionWith(m.Fields[0].Variables());
            if (m.IsPush)
                foreach (Polynomial f in m.Fields) AddProducts(f);
        }

        foreach (RowConstraint c in facts.Constraints)
            foreach (Polynomial f in c.Factors) set.UnionWith(f.Variables());
        foreach (Polynomial e in facts.Equations) AddProducts(e);
        return set;

        void AddProducts(Polynomial e)
        {
            if (!all && facts.IsUnique(e)) return;
            foreach ((ulong m, _) in e.Terms)
            {
                var variables = Polynomial.VariablesOf(m).ToList();
                if (variables.Count > 1) set.UnionWith(variables);
            }
        }
    }

    private static Polynomial? SplitZero(RowFacts facts)
    {
        foreach (RowConstraint c in facts.Constraints)
            foreach (Polynomial f in c.Factors)
                if (!f.IsConstant && facts.IsUnique(f)) return f;
        return null;
    }

    /// <summary>
    /// Lists the choices of variables with few values that are not known to be common, and shows that two different ones cannot have the
    /// same inputs: then the choice is common. First the variables of one equation, then all.
    /// </summary>
    private bool Distinguish(RowFacts facts)
    {
        foreach (Polynomial e in facts.Equations.OrderBy(e => e.Terms.Length))
        {
            var few = new HashSet<int>();
            foreach (int v in e.Variables())
                if (facts[v] is { Unique: false, HasRange: true, Width: <= 16 }) few.Add(v);
            if (few.Count > 0 && Distinguish(facts, few.Contains)) return true;
        }

        return Distinguish(facts, v => v < air.Columns.Count);
    }

    private static bool Distinguish(RowFacts facts, Predicate<int> which)
    {
        var leaves = new List<RowFacts>();
        if (!List(facts, which, leaves)) return false;
        for (int i = 0; i < leaves.Count; i++)
            for (int k = i + 1; k < leaves.Count; k++)
                if (!Excludes(facts, leaves[i], leaves[k])) return false;
        bool any = false;
        for (int v = 0; v < facts.VariableCount; v++)
        {
            if (facts[v].Unique || !facts.Current(v).Contains(v) || !leaves.TrueForAll(l => l.Current(v).IsConstant)) continue;
            facts.MarkUnique(v);
            any = true;
        }

        return any;
    }

    private static bool List(RowFacts facts, Predicate<int> which, List<RowFacts> leaves)
    {
        int choice = -1;
        for (int v = 0; v < facts.VariableCount && choice < 0; v++)
            if (which(v) && facts[v] is { Unique: false, HasRange: true, Width: > 0 and <= 16 } && facts.Current(v).Contains(v)) choice = v;
        if (choice < 0)
        {
            leaves.Add(facts);
            return leaves.Count <= MaxLeaves;
        }

        for (long x = facts[choice].Low; x <= facts[choice].High; x++)
        {
            RowFacts one = facts.Clone();
            one.MayUseUniqueness = false;
            one.Assume(choice, x);
            one.Propagate();
            if (one.Contradiction is null && !List(one, which, leaves)) return false;
        }

        return true;
    }

    private static bool Excludes(RowFacts parent, RowFacts a, RowFacts b)
    {
        for (int v = 0; v < parent.VariableCount; v++)
        {
            if (!parent[v].Unique) continue;
            if (a.Interval(a.Current(v)) is { } i && b.Interval(b.Current(v)) is { } k && (i.High < k.Low || k.High < i.Low) && i.High - k.Low < KoalaBear.P && k.High - i.Low < KoalaBear.P) return true;
        }

        foreach (Polynomial e in parent.Equations)
            if (e.IsLinear && Excludes(parent, a, b, e)) return true;
        return false;
    }

    /// <summary>The difference of an equation between both: a constant plus multiples of bounded numbers that cannot cancel it.</summary>
    private static bool Excludes(RowFacts parent, RowFacts a, RowFacts b, Polynomial e)
    {
        foreach (KoalaBear scale in e.Terms.Where(t => t.Monomial != 0).Select(t => t.Coefficient.Inverse()).Prepend(KoalaBear.One))
        {
            Int128 constant = 0, reach = 0, divisor = 0;
            bool bounded = true;
            foreach ((ulong m, KoalaBear c) in e.Terms)
            {
                int v = Polynomial.VariableOf(m);
                if (v < 0 || parent[v].Unique) continue;
                if (a.Interval(a.Current(v)) is not { } i || b.Interval(b.Current(v)) is not { } k)
                {
                    bounded = false;
                    break;
                }

                long w = RowFacts.Lift(c * scale);
                Int128 low = i.Low - k.High, high = i.High - k.Low;
                if (low == high)
                {
                    constant += w * low;
                    continue;
                }

                reach += Math.Abs(w) * Int128.Max(Int128.Abs(low), Int128.Abs(high));
                divisor = Gcd(divisor, Math.Abs(w));
            }

            if (!bounded || constant == 0 || Int128.Abs(constant) + reach >= KoalaBear.P) continue;
            if (Int128.Abs(constant) > reach || (divisor != 0 && constant % divisor != 0)) return true;
        }

        return false;
    }

    private static Int128 Gcd(Int128 a, Int128 b) => b == 0 ? a : Gcd(b, a % b);

    private string Describe(RowFacts facts, string what)
    {
        var text = new System.Text.StringBuilder($"{air.Name}: {what} is open; unknown:");
        for (int v = 0; v < facts.VariableCount; v++)
            if (!facts[v].Unique && facts.Current(v).Contains(v)) text.Append($" {_table.NameOf(v)}(v{v})[{facts[v].Low},{facts[v].High}]");
        foreach (Polynomial e in facts.Equations) text.Append($"\n  {e} = 0");
        foreach (RowConstraint c in facts.Constraints) text.Append($"\n  {c.Label}: ({string.Join(") (", c.Factors)}) = 0");
        return text.ToString();
    }
}
