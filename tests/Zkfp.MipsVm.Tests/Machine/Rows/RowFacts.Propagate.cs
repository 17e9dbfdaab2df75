using Zkfp.Core.Field;
using Zkfp.MipsVm.Constraints;

namespace Zkfp.MipsVm.Tests.Machine.Rows;

internal sealed partial class RowFacts
{
    private const long Limb = 0xFFFF;

    /// <summary>Draws consequences until there are no more.</summary>
    public void Propagate()
    {
        while (Contradiction is null && (UseMessages() | UseConstraints() | UseEquations()))
        {
        }
    }

    private bool UseMessages()
    {
        bool changed = false;
        for (int i = 0; i < Messages.Count && Contradiction is null; i++)
        {
            RowMessage m = Messages[i];
            if (m.Done || !m.Multiplicity.IsConstant) continue;
            if (m.Multiplicity.ConstantTerm != KoalaBear.One)
            {
                Messages[i] = m with { Done = true };
                continue;
            }

            RowMessage after = Use(m);
            // Bounds may have substituted in the message meanwhile.
            if (after.Done != m.Done || after.Bounded != m.Bounded)
            {
                Messages[i] = Messages[i] with { Done = after.Done, Bounded = after.Bounded };
                changed = true;
            }
        }

        return changed;
    }

    private RowMessage Use(RowMessage m)
    {
        Polynomial[] f = m.Fields;
        if (!WantsValues && RowGallery.IsLookup(m.Bus) && Array.Exists(f, IsLong)) return m with { Done = true };
        if (m.Bus == Buses.Range16)
        {
            Bound(f[0], 0, Limb);
        }
        else if (m.Bus == Buses.BytePair)
        {
            Bound(f[0], 0, 255);
            Bound(f[1], 0, 255);
        }
        else if (m.Bus == Buses.And)
        {
            if (f[0].IsConstant && f[1].IsConstant)
            {
                AddEquation(f[2] - Polynomial.Constant(f[0].ConstantTerm.Value & f[1].ConstantTerm.Value));
            }
            else if (!m.Bounded)
            {
                foreach (Polynomial e in f) Bound(e, 0, 255);
                // True of all bytes: x OR y and x XOR y are bytes too.
                Bound(f[0] + f[1] - f[2], 0, 255);
                Bound(f[0] + f[1] - f[2] - f[2], 0, 255);
                return m with { Bounded = true };
            }
            else if (MayUseUniqueness && IsUnique(f[0]) && IsUnique(f[1]))
            {
                Input(f[2], 0, 255);
            }
            else
            {
                return m;
            }
        }
        else if (m.Bus == Buses.Bits)
        {
            if (!f[0].IsConstant)
            {
                if (m.Bounded) return m;
                Bound(f[0], 0, 16);
                return m with { Bounded = true };
            }

            if (f[0].ConstantTerm.Value > 16)
            {
                Fail($"'{m.Label}': {f[0].ConstantTerm} bits");
                return m;
            }

            int bits = (int)f[0].ConstantTerm.Value;
            Bound(f[1], 0, (1L << bits) - 1);
            AddEquation(f[2] - f[1] * new KoalaBear(1UL << 16 - bits));
        }
        else if (m.Bus == Buses.Register || m.Bus == Buses.Memory)
        {
            // The same key has the same value and time before; values have 16-bit limbs, registers are numbered 0 … 255 (docs/machine-soundness.md §§3, 4).
            if (m.IsPush) return m with { Done = true };
            if (!m.Bounded)
            {
                if (m.Bus == Buses.Register) Bound(f[0], 0, 255);
                return m with { Bounded = true };
            }

            if (!MayUseUniqueness || !IsUnique(f[0])) return m;
            _table.Access(this, m);
        }
        else
        {
            if (m.IsPush) return m with { Done = true };
            if (!MayUseUniqueness) return m;
            _table.Received(this, m);
        }

        return m with { Done = true };
    }

    /// <summary>A sum of so many products that propagation finds nothing in it: a rule argues about it, or nobody.</summary>
    private static bool IsLong(Polynomial e) => e.Terms.Length > 64 && !e.IsLinear;

    private bool UseConstraints()
    {
        bool changed = false;
        for (int i = 0; i < Constraints.Count && Contradiction is null; i++)
        {
            List<Polynomial> factors = Constraints[i].Factors;
            if (factors.Exists(f => f.Terms.Length == 0))
            {
                Constraints.RemoveAt(i--);
                continue;
            }

            List<Polynomial> left = factors.FindAll(f => !IsNonZero(f));
            if (left.Count == 0)
            {
                Fail($"'{Constraints[i].Label}' is not zero");
                return true;
            }

            if (left.Count == 2 && Flag(left) is >= 0 and int flag)
            {
                Constraints.RemoveAt(i--);
                Narrow(flag, 0, 1);
                changed = true;
            }
            else if (left.Count > 1 && Values(left) is { } set)
            {
                // base is first, first + step, …
                int v = NewVariable(new Knowledge(0, left.Count - 1, false));
                AddEquation(left[0] - Polynomial.Constant(set.First) - Polynomial.Variable(v) * set.Step);
                Constraints.RemoveAt(i--);
                changed = true;
            }
            else if (left.Count == 1)
            {
                if (WantsValues || !IsLong(left[0])) AddEquation(left[0]);
                Constraints.RemoveAt(i--);
                changed = true;
            }
            else if (left.Count < factors.Count)
            {
                Constraints[i] = Constraints[i] with { Factors = left };
            }
        }

        return changed;
    }

    private bool IsNonZero(Polynomial e)
    {
        if (e.IsConstant) return e.Terms.Length != 0;
        if (Interval(e) is { } i && (i.Low > 0 || i.High < 0) && i.Low > -KoalaBear.P && i.High < KoalaBear.P) return true;
        foreach (Polynomial n in NonZero)
        {
            if (n.Terms.Length != e.Terms.Length || n.Terms.Length == 0) continue;
            if ((n - e * (n.Terms[^1].Coefficient * e.Terms[^1].Coefficient.Inverse())).Terms.Length == 0) return true;
        }

        return false;
    }

    /// <summary>The variable x of factors x and x − 1, or −1.</summary>
    private static int Flag(List<Polynomial> factors)
    {
        for (int i = 0; i < 2; i++)
            if (factors[i].AsVariable >= 0 && (factors[i] - factors[1 - i] - Polynomial.Constant(1L)).Terms.Length == 0) return factors[i].AsVariable;
        return -1;
    }

    /// <summary>If the factors are f, f − k, f − 2k, … up to order and sign: the values that the first one takes.</summary>
    private static (KoalaBear First, KoalaBear Step)? Values(List<Polynomial> factors)
    {
        var values = new List<KoalaBear>();
        foreach (Polynomial f in factors)
        {
            // f₀ − c·f is constant for the c that makes leading terms equal: f₀ takes that value where f is zero.
            Polynomial d = factors[0] - f * (factors[0].Terms[^1].Coefficient * f.Terms[^1].Coefficient.Inverse());
            if (f.Terms[^1].Monomial != factors[0].Terms[^1].Monomial || !d.IsConstant) return null;
            values.Add(d.ConstantTerm);
        }

        if (values.Count == 2) return values[0] == values[1] ? null : (values[0], values[1] - values[0]);
        if (values.Count != 3) return null;
        foreach ((int a, int b, int c) in ((int, int, int)[])[(0, 1, 2), (1, 0, 2), (0, 2, 1)])
        {
            KoalaBear step = values[b] - values[a];
            if (step != KoalaBear.Zero && values[c] - values[b] == step) return (values[a], step);
        }

        return null;
    }

    private bool UseEquations()
    {
        bool changed = false;
        // Values first: they may be all that bounds a variable.
        for (int i = 0; i < Equations.Count && Contradiction is null; i++)
        {
            if (!IsAlone(Equations[i])) continue;
            Eliminate(Equations[i]);
            Equations.RemoveAt(i);
            i = -1;
            changed = true;
        }

        for (int i = 0; i < Equations.Count && Contradiction is null; i++)
        {
            Polynomial e = Equations[i];
            if (e.IsConstant)
            {
                if (e.Terms.Length != 0) Fail($"{e.ConstantTerm} = 0");
                Equations.RemoveAt(i--);
                continue;
            }

            if (Eliminate(e))
            {
                Equations.RemoveAt(i--);
                changed = true;
                continue;
            }

            if (e.IsLinear && Tighten(e)) changed = true;
            if (MayUseUniqueness && !WantsValues && Determine(e)) changed = true;
        }

        return changed || (Contradiction is null && Combine());
    }

    /// <summary>Adds a sum of equations that is an equation of integers where one of them alone is not.</summary>
    private bool Combine()
    {
        foreach (Polynomial e in Equations)
        {
            if (!e.IsLinear || _combined.Contains(e) || Interval(e) is null || Scales(e).Any(s => Interval(e * s) is { } i && i.High - i.Low < KoalaBear.P)) continue;
            _combined.Add(e);
            Polynomial sum = Reduce(e, e);
            if (sum.IsConstant || Interval(sum) is not { } r || r.High - r.Low >= KoalaBear.P || Equations.Exists(q => (q - sum).Terms.Length == 0)) continue;
            Equations.Add(sum);
            return true;
        }

        return false;
    }

    /// <summary>Adds the multiple of an equation that makes the interval smallest, again and again.</summary>
    public Polynomial Reduce(Polynomial e, Polynomial? without = null)
    {
        while (true)
        {
            Polynomial best = e;
            foreach (Polynomial q in Equations)
            {
                if (ReferenceEquals(q, without)) continue;
                foreach ((ulong m, KoalaBear c) in q.Terms)
                {
                    int at = m == 0 ? -1 : Array.FindIndex(e.Terms, t => t.Monomial == m);
                    if (at < 0) continue;
                    Polynomial better = e - q * (e.Terms[at].Coefficient * c.Inverse());
                    if (Size(better) < Size(best)) best = better;
                }
            }

            if (ReferenceEquals(best, e)) return e;
            e = best;
        }
    }

    private Int128 Size(Polynomial e) => Interval(e) is { } i ? i.High - i.Low : Int128.MaxValue;

    /// <summary>Replaces a variable of which nothing else is known nor can become known by a message.</summary>
    private bool Eliminate(Polynomial e)
    {
        if (!e.IsLinear) return false;
        bool alone = IsAlone(e);
        foreach ((ulong m, KoalaBear c) in e.Terms)
        {
            int v = Polynomial.VariableOf(m);
            if (v < 0 || (!alone && (_known[v].HasRange || (_known[v].Unique && !IsUnique(e)) || IsAwaited(v)))) continue;
            Substitute(v, Polynomial.Variable(v) - e * c.Inverse());
            return true;
        }

        return false;
    }

    /// <summary>A linear polynomial of one variable.</summary>
    private static bool IsAlone(Polynomial e) => !e.IsConstant && e.IsLinear && e.Terms.Length == (e.ConstantTerm == KoalaBear.Zero ? 1 : 2);

    private bool IsAwaited(int v)
    {
        foreach (RowMessage m in Messages)
            if (!m.Done && !m.IsPush && Array.Exists(m.Fields, f => f.Contains(v))) return true;
        return false;
    }

    private static IEnumerable<KoalaBear> Scales(Polynomial e)
    {
        yield return KoalaBear.One;
        foreach ((ulong m, KoalaBear c) in e.Terms)
            if (m != 0) yield return c.Inverse();
    }

    /// <summary>If, at some scale, the sum can reach only one multiple of p, it is an equation of integers.</summary>
    private bool Tighten(Polynomial e)
    {
        bool changed = false;
        foreach ((ulong m, _) in e.Terms)
            if (m != 0 && !_known[Polynomial.VariableOf(m)].HasRange) return false;
        foreach (KoalaBear scale in Scales(e))
        {
            Polynomial s = e * scale;
            (Int128 low, Int128 high) = Interval(s)!.Value;
            Int128 multiple = high >= 0 ? high / KoalaBear.P * KoalaBear.P : -((-high + KoalaBear.P - 1) / KoalaBear.P * KoalaBear.P);
            if (multiple < low)
            {
                Fail($"the sum {s} is in [{low}, {high}]");
                return true;
            }

            if (multiple - KoalaBear.P >= low) continue;
            foreach ((ulong m, KoalaBear c) in s.Terms)
            {
                int v = Polynomial.VariableOf(m);
                if (v < 0) continue;
                Knowledge k = _known[v];
                if (k.Width == 0) continue;
                long w = Lift(c);
                Int128 termLow = w > 0 ? (Int128)w * k.Low : (Int128)w * k.High, termHigh = w > 0 ? (Int128)w * k.High : (Int128)w * k.Low;
                Int128 a = multiple - (high - termHigh), b = multiple - (low - termLow);
                Int128 newLow = w > 0 ? CeilDiv(a, w) : CeilDiv(-b, -w), newHigh = w > 0 ? FloorDiv(b, w) : FloorDiv(-a, -w);
                if (newLow <= k.Low && newHigh >= k.High) continue;
                Int128 l = Int128.Max(newLow, k.Low), h = Int128.Min(newHigh, k.High);
                if (l > h)
                {
                    Fail($"{_table.NameOf(v)} would be in [{newLow}, {newHigh}] and in [{k.Low}, {k.High}]");
                    return true;
                }

                Narrow(v, (long)l, (long)h);
                return true;
            }
        }

        return changed;
    }

    private static Int128 FloorDiv(Int128 a, Int128 b) => a >= 0 ? a / b : -((-a + b - 1) / b);

    private static Int128 CeilDiv(Int128 a, Int128 b) => -FloorDiv(-a, b);

    /// <summary>
    /// Of two solutions the unknown terms differ by Σ cᵢδᵢ = 0 mod p. One unknown: δ = 0. Several: at some scale each weight exceeds what all
    /// smaller ones reach together, and all together stay below p.
    /// </summary>
    private bool Determine(Polynomial e)
    {
        var unknown = new List<(int Variable, KoalaBear Weight)>();
        foreach ((ulong m, KoalaBear c) in e.Terms)
        {
            int v = Polynomial.VariableOf(m);
            if (v >= 0 && !_known[v].Unique) unknown.Add((v, c));
            else if (v < 0 && m != 0 && !Polynomial.VariablesOf(m).All(u => _known[u].Unique)) return false;
        }

        if (unknown.Count == 0) return false;
        if (unknown.Count == 1)
        {
            MarkUnique(unknown[0].Variable);
            return true;
        }

        if (unknown.Exists(u => !_known[u.Variable].HasRange)) return false;
        foreach (KoalaBear scale in Scales(e))
        {
            Int128 reach = 0;
            bool ordered = true;
            foreach ((int v, KoalaBear c) in unknown.OrderBy(u => Math.Abs(Lift(u.Weight * scale))))
            {
                long w = Math.Abs(Lift(c * scale));
                ordered &= w > reach;
                reach += (Int128)w * _known[v].Width;
            }

            if (!ordered || reach >= KoalaBear.P) continue;
            foreach ((int v, _) in unknown) MarkUnique(v);
            return true;
        }

        return false;
    }
}
