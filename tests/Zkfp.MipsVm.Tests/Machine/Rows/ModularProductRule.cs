using System.Runtime.CompilerServices;
using Zkfp.Core.Air;
using Zkfp.Core.Field;
using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Machine;

namespace Zkfp.MipsVm.Tests.Machine.Rows;

/// <summary>
/// MULMOD: a, b, c and m determine q and r with a·b + c = q·m + r, r &lt; m. That is the argument at <c>ModularProductTable</c>, which no propagation
/// finds; all that it uses is looked up here in the table: ranges, each limb's equation, written a second time and bounded, and those by which r &lt; m.
/// </summary>
internal sealed class ModularProductRule
{
    private const long CarryLimit = 1 << 14;

    private static readonly ConditionalWeakTable<AirProgram, ModularProductRule> Known = [];

    private readonly int _n;
    private readonly bool _general;
    private readonly RowTable _table;

    // Limb k of a·b + c − q·m − r; products of bytes beyond the last limb.
    private readonly Polynomial[] _limbs;
    private readonly Polynomial _higher;

    private ModularProductRule(RowTable table)
    {
        _table = table;
        TableId id = Enum.Parse<TableId>(table.Air.Name);
        (_n, _general) = (id is TableId.MulMod or TableId.MulModGeneral ? 8 : 12, id is TableId.MulModGeneral or TableId.MulMod384General);
        _limbs = [.. Enumerable.Range(0, 4 * _n).Select(_ => Polynomial.Zero)];
        var terms = new Dictionary<int, List<Polynomial>>();
        AddProducts("a", _n, "b", 1);
        AddProducts("q", QuotientWords, "m", -1);
        for (int k = 0; k < 2 * _n; k++) Add(k, V(Limb("c", k)) - V(Limb("r", k)));
        foreach ((int k, List<Polynomial> sum) in terms)
            if (k < 4 * _n) _limbs[k] = Sum(sum);
        _higher = Polynomial.Zero - Sum([.. terms.Where(t => t.Key >= 4 * _n).SelectMany(t => t.Value)]);

        void AddProducts(string x, int words, string y, long sign)
        {
            for (int i = 0; i < 4 * words; i++)
            {
                for (int j = 0; j < 4 * _n; j++)
                {
                    Polynomial other = V(Byte(y, j));
                    if (y == "m" && j == 0 && _general) other += V("zero");
                    int place = i + j;
                    long weight = place < 8 * _n && (place & 1) != 0 ? 256 : 1;
                    Add(place / 2, V(Byte(x, i)) * other * KoalaBear.FromInt64(sign * weight));
                }
            }
        }

        void Add(int k, Polynomial e)
        {
            if (!terms.TryGetValue(k, out List<Polynomial>? list)) terms.Add(k, list = []);
            list.Add(e);
        }
    }

    private int QuotientWords => _general ? 2 * _n : _n;

    /// <summary>Takes note that q and r are determined, if a row of the table says what the argument needs.</summary>
    public static void Apply(RowFacts facts, RowTable table)
    {
        // The form depends on the numbers of the columns alone.
        ModularProductRule rule = Known.GetValue(table.Air, _ => new ModularProductRule(table));
        if (!rule.HasInputs(facts) || !rule.HasRanges(facts) || !rule.IsEquation(facts, table) || !rule.IsLess(facts, table)) return;
        foreach (string name in rule.Outputs())
            foreach (int v in facts.Current(table.Column(name)).Variables()) facts.MarkUnique(v);
    }

    private IEnumerable<string> Outputs() =>
        Enumerable.Range(0, 4 * QuotientWords).Select(i => Byte("q", i)).Concat(Enumerable.Range(0, 2 * _n).Select(k => Limb("r", k)));

    private bool HasInputs(RowFacts facts) =>
        Enumerable.Range(0, 4 * _n).All(i => Array.TrueForAll(
            [Byte("a", i), Byte("b", i), Byte("m", i), Limb("c", i / 2)], name => facts.IsUnique(facts.Current(_table.Column(name)))));

    private bool HasRanges(RowFacts facts)
    {
        bool Within(string name, long high) => facts.Interval(facts.Current(_table.Column(name))) is { } i && i.Low >= 0 && i.High <= high;
        for (int i = 0; i < 4 * _n; i++)
        {
            if (!Within(Byte("a", i), 255) || !Within(Byte("b", i), 255) || !Within(Byte("m", i), 255)) return false;
            if (!Within(Limb("c", i / 2), 0xFFFF) || !Within(Limb("r", i / 2), 0xFFFF)) return false;
        }

        for (int i = 0; i < 4 * QuotientWords; i++)
            if (!Within(Byte("q", i), 255)) return false;
        for (int i = 0; i < _n; i++)
            if (!Within($"top{i}", 1)) return false;
        return Within("borrow", 1) && (!_general || Within("zero", 1));
    }

    /// <summary>Each limb is 2^16 times a carry, less the carry before; both are numbers of 15 bits, with a sign; the last carry is 0.</summary>
    private bool IsEquation(RowFacts facts, RowTable table)
    {
        Polynomial carry = Polynomial.Zero;
        for (int k = 0; k < _limbs.Length; k++)
        {
            Polynomial limb = _limbs[k] + carry;
            if (k == _limbs.Length - 1)
            {
                if (table.Constraint($"limb {k}") is not { } last || !Same(last, limb)) return false;
            }
            else
            {
                if (table.LookUp(Buses.Bits, $"carry {k} has 15 bits") is not [var bits, var value, var scaled]) return false;
                carry = value - Polynomial.Constant(CarryLimit);
                if (!Same(bits, Polynomial.Constant(15L)) || !Same(scaled, value * new KoalaBear(2))) return false;
                if (!Same(carry * new KoalaBear(1 << 16), limb)) return false;
            }

            // As an integer, with the carry from below and 2^16 times that above.
            if (facts.Interval(_limbs[k]) is not { } i || Int128.Max(-i.Low, i.High) + CarryLimit + (CarryLimit << 16) >= KoalaBear.P) return false;
        }

        if (!_general) return true;
        if (table.Constraint("no higher products") is not { } higher || !Same(higher, _higher)) return false;
        if (facts.Interval(_higher) is not { } h || h.Low != 0 || h.High >= KoalaBear.P) return false;
        Polynomial bytes = Sum([.. Enumerable.Range(0, 4 * _n).Select(i => V(Byte("m", i)))]);
        return table.Constraint("zero is zero") is { } zero && Same(zero, V("zero") * bytes);
    }

    /// <summary>At the top word m − r − 1 is a number of two limbs; above it m and r are equal.</summary>
    private bool IsLess(RowFacts facts, RowTable table)
    {
        Polynomial real = V("real"), borrow = V("borrow"), below = Polynomial.Zero;
        Polynomial low = borrow * (1 << 16) - real, high = Polynomial.Zero - borrow;
        for (int i = 0; i < _n; i++)
        {
            Polynomial top = V($"top{i}"), lows = Difference(2 * i), highs = Difference(2 * i + 1);
            if (i != 0 && (table.Constraint($"equal above top: low limb {i}") is not { } l || table.Constraint($"equal above top: high limb {i}") is not { } h
                || !Same(l, below * lows) || !Same(h, below * highs))) return false;
            low += top * lows;
            high += top * highs;
            below += top;
        }

        return table.Constraint("one word is top") is { } one && Same(one, below - real)
            && table.LookUp(Buses.Range16, "m − r − 1 at top: low limb has 16 bits") is [var lowLimb] && Same(lowLimb, low)
            && table.LookUp(Buses.Range16, "m − r − 1 at top: high limb has 16 bits") is [var highLimb] && Same(highLimb, high);

        Polynomial Difference(int k)
        {
            Polynomial limb = V(Byte("m", 2 * k)) + V(Byte("m", 2 * k + 1)) * 256 - V(Limb("r", k));
            return k == 0 && _general ? limb + V("zero") : limb;
        }
    }

    private Polynomial V(string name) => Polynomial.Variable(_table.Column(name));

    private static string Byte(string name, int i) => $"{name}{i / 4}.byte{i % 4}";

    private static string Limb(string name, int k) => $"{name}{k / 2}.{(k % 2 == 0 ? "low" : "high")}";

    private static Polynomial Sum(List<Polynomial> terms) => terms.Count == 0
        ? Polynomial.Zero
        : terms.Count == 1 ? terms[0] : Sum(terms[..(terms.Count / 2)]) + Sum(terms[(terms.Count / 2)..]);

    private static bool Same(Polynomial a, Polynomial b) => (a - b).Terms.Length == 0;
}
