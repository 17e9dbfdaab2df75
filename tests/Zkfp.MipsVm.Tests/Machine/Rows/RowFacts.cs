using Zkfp.Core.Air;
using Zkfp.Core.Field;

namespace Zkfp.MipsVm.Tests.Machine.Rows;

/// <summary>What is known of a variable: an interval of integers that contains a representative, and whether it is determined.</summary>
/// <param name="Low">Least representative.</param>
/// <param name="High">Greatest; <paramref name="High"/> &lt; <paramref name="Low"/>: nothing known.</param>
/// <param name="Unique">Two rows with equal inputs have the same value.</param>
internal readonly record struct Knowledge(long Low, long High, bool Unique)
{
    public static readonly Knowledge None = new(0, -1, false);

    public bool HasRange => High >= Low;

    public long Width => High - Low;
}

/// <summary>A message of the row on some bus. <paramref name="Done"/>: its fields have been used.</summary>
internal sealed record RowMessage(string Label, Bus Bus, bool IsPush, Polynomial Multiplicity, Polynomial[] Fields, bool Done = false, bool Bounded = false);

/// <summary>A product of factors that is zero.</summary>
internal sealed record RowConstraint(string Label, List<Polynomial> Factors);

/// <summary>
/// What one row of a table satisfies, as facts that grow. Every fact but uniqueness is a consequence of the row's constraints and look-ups
/// for that row alone; uniqueness compares two rows with the same inputs. Propagation is sound and incomplete: it uses substitution,
/// integer intervals where a sum cannot reach another multiple of p, and sums of digits with superincreasing weights.
/// </summary>
internal sealed partial class RowFacts
{
    private readonly List<Knowledge> _known;
    private readonly Dictionary<int, Polynomial> _substituted;
    private readonly HashSet<Polynomial> _combined;
    private readonly RowTable _table;

    public RowFacts(RowTable table)
    {
        _table = table;
        _known = [.. Enumerable.Repeat(Knowledge.None, table.VariableCount)];
        _substituted = [];
        _combined = [];
        Messages = [];
        Constraints = [];
        Equations = [];
        NonZero = [];
    }

    private RowFacts(RowFacts other)
    {
        _table = other._table;
        _known = [.. other._known];
        _substituted = new(other._substituted);
        _combined = [.. other._combined];
        Messages = [.. other.Messages];
        Constraints = [.. other.Constraints];
        Equations = [.. other.Equations];
        NonZero = [.. other.NonZero];
        Contradiction = other.Contradiction;
        MayUseUniqueness = other.MayUseUniqueness;
        WantsValues = other.WantsValues;
    }

    public List<RowMessage> Messages { get; }

    /// <summary>Products of at least two factors that are zero.</summary>
    public List<RowConstraint> Constraints { get; }

    /// <summary>Polynomials that are zero.</summary>
    public List<Polynomial> Equations { get; }

    /// <summary>Polynomials that are not zero.</summary>
    public List<Polynomial> NonZero { get; }

    /// <summary>Why no such row exists, or null.</summary>
    public string? Contradiction { get; private set; }

    /// <summary>False while an assumption was made that need not hold for both of two rows.</summary>
    public bool MayUseUniqueness { get; set; } = true;

    /// <summary>True if inputs are numbers: then only numbers count.</summary>
    public bool WantsValues { get; set; }

    public int VariableCount => _known.Count;

    public Knowledge this[int v] => _known[v];

    public RowFacts Clone() => new(this);

    public int NewVariable(Knowledge k)
    {
        _known.Add(k);
        return _known.Count - 1;
    }

    public void MarkUnique(int v) => _known[v] = _known[v] with { Unique = true };

    public bool IsUnique(Polynomial e)
    {
        foreach ((ulong m, _) in e.Terms)
            foreach (int v in Polynomial.VariablesOf(m))
                if (!_known[v].Unique || WantsValues) return false;
        return true;
    }

    /// <summary>The value of a variable after substitution.</summary>
    public Polynomial Current(int v) => Current(Polynomial.Variable(v));

    /// <summary>A polynomial after substitution.</summary>
    public Polynomial Current(Polynomial e)
    {
        for (bool again = true; again;)
        {
            again = false;
            foreach (int u in e.Variables())
            {
                if (!_substituted.TryGetValue(u, out Polynomial? value)) continue;
                e = e.Substitute(u, value);
                again = true;
                break;
            }
        }

        return e;
    }

    public void Fail(string why) => Contradiction ??= why;

    public void AddEquation(Polynomial e) => Equations.Add(Current(e));

    /// <summary>v = constant.</summary>
    public void Assume(int v, long value) => Substitute(v, Polynomial.Constant(value));

    /// <summary>lo ≤ e ≤ hi for some representative of e.</summary>
    public void Bound(Polynomial e, long lo, long hi)
    {
        e = Current(e);
        if (e.IsConstant)
        {
            if (!IsIn(e.ConstantTerm, lo, hi)) Fail($"{e.ConstantTerm} is not in [{lo}, {hi}]");
            return;
        }

        int v = e.AsVariable;
        if (v < 0)
        {
            v = NewVariable(new Knowledge(lo, hi, false));
            AddEquation(e - Polynomial.Variable(v));
            return;
        }

        Narrow(v, lo, hi);
    }

    /// <summary>Declares e an input: the same in both rows, with a range if <paramref name="hi"/> ≥ <paramref name="lo"/>.</summary>
    public void Input(Polynomial e, long lo = 0, long hi = -1)
    {
        e = Current(e);
        if (e.IsConstant) return;
        int v = e.AsVariable;
        if (v < 0)
        {
            v = NewVariable(Knowledge.None);
            AddEquation(e - Polynomial.Variable(v));
        }

        MarkUnique(v);
        if (hi >= lo) Narrow(v, lo, hi);
    }

    /// <summary>Interval of a polynomial, or null.</summary>
    public (Int128 Low, Int128 High)? Interval(Polynomial e)
    {
        Int128 low = 0, high = 0;
        foreach ((ulong m, KoalaBear c) in e.Terms)
        {
            if (Interval(m) is not { } i) return null;
            long k = Lift(c);
            low += k * (k >= 0 ? i.Low : i.High);
            high += k * (k >= 0 ? i.High : i.Low);
        }

        return (low, high);
    }

    /// <summary>The representative of least size.</summary>
    public static long Lift(KoalaBear c) => c.Value > KoalaBear.P / 2 ? (long)c.Value - KoalaBear.P : c.Value;

    private (Int128 Low, Int128 High)? Interval(ulong monomial)
    {
        Int128 low = 1, high = 1;
        foreach (int v in Polynomial.VariablesOf(monomial))
        {
            Knowledge k = _known[v];
            if (!k.HasRange) return null;
            Int128 a = low * k.Low, b = low * k.High, c = high * k.Low, d = high * k.High;
            low = Int128.Min(Int128.Min(a, b), Int128.Min(c, d));
            high = Int128.Max(Int128.Max(a, b), Int128.Max(c, d));
        }

        return (low, high);
    }

    private static bool IsIn(KoalaBear value, long lo, long hi)
    {
        long v = value.Value;
        for (long x = v - KoalaBear.P; x <= hi; x += KoalaBear.P)
            if (x >= lo) return true;
        return false;
    }

    /// <summary>Both intervals have representatives of size below p/2, so the integers meet where the residues do.</summary>
    private bool Narrow(int v, long lo, long hi)
    {
        Knowledge k = _known[v];
        long newLow = k.HasRange ? Math.Max(k.Low, lo) : lo, newHigh = k.HasRange ? Math.Min(k.High, hi) : hi;
        if (k.HasRange && newLow == k.Low && newHigh == k.High) return false;
        if (newLow > newHigh)
        {
            Fail($"{_table.NameOf(v)} is in [{k.Low}, {k.High}] and in [{lo}, {hi}]");
            return true;
        }

        _known[v] = k with { Low = newLow, High = newHigh };
        if (newLow == newHigh) Substitute(v, Polynomial.Constant(newLow));
        return true;
    }

    private void Substitute(int v, Polynomial value)
    {
        if (_substituted.TryGetValue(v, out Polynomial? old))
        {
            AddEquation(old - value);
            return;
        }

        Knowledge k = _known[v];
        if (value.IsConstant)
        {
            if (k.HasRange && !IsIn(value.ConstantTerm, k.Low, k.High)) Fail($"{_table.NameOf(v)} = {value.ConstantTerm} is not in [{k.Low}, {k.High}]");
            long constant = Lift(value.ConstantTerm);
            _known[v] = new Knowledge(constant, constant, k.Unique);
        }

        _substituted[v] = value;
        for (int i = 0; i < Equations.Count; i++) Equations[i] = Equations[i].Substitute(v, value);
        for (int i = 0; i < NonZero.Count; i++) NonZero[i] = NonZero[i].Substitute(v, value);
        for (int i = 0; i < Constraints.Count; i++)
        {
            RowConstraint c = Constraints[i];
            if (c.Factors.Exists(f => f.Contains(v))) Constraints[i] = c with { Factors = c.Factors.ConvertAll(f => f.Substitute(v, value)) };
        }

        for (int i = 0; i < Messages.Count; i++)
        {
            RowMessage m = Messages[i];
            if (m.Multiplicity.Contains(v) || Array.Exists(m.Fields, f => f.Contains(v)))
                Messages[i] = m with { Multiplicity = m.Multiplicity.Substitute(v, value), Fields = Array.ConvertAll(m.Fields, f => f.Substitute(v, value)) };
        }
    }
}
