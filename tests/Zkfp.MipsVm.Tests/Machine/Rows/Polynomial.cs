using Zkfp.Core.Field;

namespace Zkfp.MipsVm.Tests.Machine.Rows;

/// <summary>
/// A polynomial of total degree at most 3 over F in numbered variables, immutable. A monomial packs up to three variables (plus one,
/// 21 bits each, descending), so 0 is the constant monomial.
/// </summary>
internal sealed class Polynomial
{
    private const int Bits = 21;
    private const ulong Mask = (1UL << Bits) - 1;

    public static readonly Polynomial Zero = new([]);

    private Polynomial((ulong Monomial, KoalaBear Coefficient)[] terms) => Terms = terms;

    /// <summary>Terms with coefficients ≠ 0 by ascending monomial.</summary>
    public (ulong Monomial, KoalaBear Coefficient)[] Terms { get; }

    public bool IsConstant => Terms.Length == 0 || (Terms.Length == 1 && Terms[0].Monomial == 0);

    public KoalaBear ConstantTerm => Terms.Length != 0 && Terms[0].Monomial == 0 ? Terms[0].Coefficient : KoalaBear.Zero;

    public bool IsLinear => Array.TrueForAll(Terms, t => t.Monomial <= Mask);

    public static Polynomial Constant(KoalaBear c) => c == KoalaBear.Zero ? Zero : new([(0, c)]);

    public static Polynomial Constant(long c) => Constant(KoalaBear.FromInt64(c));

    public static Polynomial Variable(int v) => new([((ulong)v + 1, KoalaBear.One)]);

    /// <summary>The variable of a linear monomial, or −1.</summary>
    public static int VariableOf(ulong monomial) => monomial is > 0 and <= Mask ? (int)monomial - 1 : -1;

    /// <summary>The variable, if the polynomial is nothing but one with coefficient 1; else −1.</summary>
    public int AsVariable => Terms.Length == 1 && Terms[0].Coefficient == KoalaBear.One ? VariableOf(Terms[0].Monomial) : -1;

    public static IEnumerable<int> VariablesOf(ulong monomial)
    {
        for (; monomial != 0; monomial >>= Bits) yield return (int)(monomial & Mask) - 1;
    }

    public HashSet<int> Variables()
    {
        var set = new HashSet<int>();
        foreach ((ulong m, _) in Terms)
            foreach (int v in VariablesOf(m)) set.Add(v);
        return set;
    }

    public bool Contains(int v)
    {
        foreach ((ulong m, _) in Terms)
            for (ulong x = m; x != 0; x >>= Bits)
                if ((int)(x & Mask) - 1 == v) return true;
        return false;
    }

    public static Polynomial operator +(Polynomial a, Polynomial b) => Combine(a, b, KoalaBear.One);

    public static Polynomial operator -(Polynomial a, Polynomial b) => Combine(a, b, -KoalaBear.One);

    public static Polynomial operator *(Polynomial a, KoalaBear c) =>
        c == KoalaBear.Zero ? Zero : c == KoalaBear.One ? a : new(Array.ConvertAll(a.Terms, t => (t.Monomial, t.Coefficient * c)));

    public static Polynomial operator *(Polynomial a, Polynomial b)
    {
        if (a.IsConstant) return b * a.ConstantTerm;
        if (b.IsConstant) return a * b.ConstantTerm;
        var sums = new SortedDictionary<ulong, KoalaBear>();
        foreach ((ulong m, KoalaBear c) in a.Terms)
            foreach ((ulong n, KoalaBear d) in b.Terms)
            {
                ulong k = Product(m, n);
                sums[k] = sums.GetValueOrDefault(k) + c * d;
            }

        return From(sums);
    }

    /// <summary>The polynomial with <paramref name="value"/> for variable <paramref name="v"/>.</summary>
    public Polynomial Substitute(int v, Polynomial value)
    {
        if (!Contains(v)) return this;
        Polynomial sum = Zero;
        var rest = new List<(ulong, KoalaBear)>();
        foreach ((ulong m, KoalaBear c) in Terms)
        {
            Polynomial? product = null;
            ulong others = 0;
            foreach (int u in VariablesOf(m))
            {
                if (u == v) product = product is null ? value : product * value;
                else others = Product(others, (ulong)u + 1);
            }

            if (product is null) rest.Add((m, c));
            else sum += product * new Polynomial([(others, c)]);
        }

        return sum + new Polynomial([.. rest]);
    }

    public override string ToString() =>
        Terms.Length == 0 ? "0" : string.Join(" + ", Terms.Select(t => $"{t.Coefficient}·{string.Join("·", VariablesOf(t.Monomial).Select(v => $"v{v}"))}"));

    private static ulong Product(ulong m, ulong n)
    {
        Span<ulong> v = stackalloc ulong[6];
        int count = 0;
        for (; m != 0; m >>= Bits) v[count++] = m & Mask;
        for (; n != 0; n >>= Bits) v[count++] = n & Mask;
        if (count > 3) throw new InvalidOperationException("Degree above 3.");
        v[..count].Sort();
        ulong product = 0;
        for (int i = count - 1; i >= 0; i--) product = product << Bits | v[i];
        return product;
    }

    private static Polynomial Combine(Polynomial a, Polynomial b, KoalaBear factor)
    {
        var terms = new List<(ulong, KoalaBear)>(a.Terms.Length + b.Terms.Length);
        int i = 0, k = 0;
        while (i < a.Terms.Length || k < b.Terms.Length)
        {
            if (k == b.Terms.Length || (i < a.Terms.Length && a.Terms[i].Monomial < b.Terms[k].Monomial))
            {
                terms.Add(a.Terms[i++]);
            }
            else if (i == a.Terms.Length || b.Terms[k].Monomial < a.Terms[i].Monomial)
            {
                terms.Add((b.Terms[k].Monomial, b.Terms[k].Coefficient * factor));
                k++;
            }
            else
            {
                KoalaBear c = a.Terms[i].Coefficient + b.Terms[k].Coefficient * factor;
                if (c != KoalaBear.Zero) terms.Add((a.Terms[i].Monomial, c));
                i++;
                k++;
            }
        }

        return terms.Count == 0 ? Zero : new Polynomial([.. terms]);
    }

    private static Polynomial From(SortedDictionary<ulong, KoalaBear> sums)
    {
        var terms = new List<(ulong, KoalaBear)>(sums.Count);
        foreach ((ulong m, KoalaBear c) in sums)
            if (c != KoalaBear.Zero) terms.Add((m, c));
        return terms.Count == 0 ? Zero : new Polynomial([.. terms]);
    }
}
