using Zkfp.Core.Air;
using Zkfp.Core.Field;

namespace Zkfp.MipsVm.Tests.Machine.Rows;

/// <summary>
/// Which columns of an honest row follow from what it pulled outside look-ups: for wide tables, with numbers where <see cref="RowDeterminism"/> has symbols.
/// A column follows if an equation leaves it alone and linear; several do if they are digits, in ranges of their own and with weights that each exceed what
/// all smaller ones reach, or if one choice of a few digits fits all equations that speak of nothing else.
/// </summary>
internal sealed class RowSolver
{
    private const int FewDigits = 12;

    private readonly AirProgram _air;
    private readonly KoalaBear[] _cells, _publics, _values;
    private readonly List<Statement> _statements = [];
    private readonly int[] _width; // 0 … width; −1: unbounded

    public RowSolver(GalleryRow row)
    {
        (_air, _cells, _publics) = (row.Air, row.Cells, row.PublicValues);
        _values = new KoalaBear[_air.Nodes.Count];
        _width = [.. Enumerable.Repeat(-1, _cells.Length)];
        Known = [.. _air.Columns.Select(c => c.Kind == ColumnKind.Virtual)];
        _air.Evaluate<KoalaBear>(_cells, _publics, _values);
        foreach (AirConstraint c in _air.Constraints) Add(c.Node, KoalaBear.Zero);
        foreach (AirInteraction i in _air.Interactions)
        {
            if (i.IsPush || RowGallery.IsLookup(i.Bus) || _values[i.Multiplicity] == KoalaBear.Zero) continue;
            foreach (int field in i.Fields) Add(field, _values[field]);
        }
    }

    /// <summary>Columns of which it is known that they follow.</summary>
    public bool[] Known { get; }

    /// <summary>Names of the others.</summary>
    public IEnumerable<string> Unknown => _air.Columns.Where((_, i) => !Known[i]).Select(c => c.Name);

    /// <summary>Draws conclusions until there are no more.</summary>
    public void Solve()
    {
        for (bool changed = true; changed;)
        {
            changed = false;
            foreach (Statement s in _statements)
            {
                int[] unknown = Array.FindAll(s.Columns, c => !Known[c]);
                if (unknown.Length == 1) changed |= Bound(s, unknown[0]);
                if (unknown.Length != 0 && !Known[unknown[0]] && AreDigits(s, unknown)) changed |= Mark(unknown);
            }

            if (changed) continue;
            foreach (Statement s in _statements)
            {
                int[] unknown = Array.FindAll(s.Columns, c => !Known[c]);
                if (unknown.Length is > 1 and <= FewDigits && IsOnlyChoice(unknown)) changed |= Mark(unknown);
            }
        }
    }

    /// <summary>The value of a statement's node, with other cells.</summary>
    public KoalaBear Evaluate(string constraint, KoalaBear[] cells) => Evaluate(_statements[_air.Constraints.ToList().FindIndex(c => c.Label == constraint)], cells);

    private bool Mark(int[] columns)
    {
        foreach (int c in columns) Known[c] = true;
        return true;
    }

    private void Add(int node, KoalaBear value)
    {
        var cone = new SortedSet<int>();
        var pending = new Stack<int>([node]);
        while (pending.TryPop(out int i))
        {
            if (!cone.Add(i) || _air.Nodes[i].Kind is not (ExprKind.Add or ExprKind.Sub or ExprKind.Mul)) continue;
            pending.Push((int)_air.Nodes[i].A);
            pending.Push((int)_air.Nodes[i].B);
        }

        int[] columns = [.. cone.Where(i => _air.Nodes[i].Kind == ExprKind.Column).Select(i => (int)_air.Nodes[i].A)];
        _statements.Add(new Statement([.. cone], columns, value));
    }

    private KoalaBear Evaluate(Statement s, KoalaBear[] cells)
    {
        foreach (int i in s.Cone)
        {
            AirNode n = _air.Nodes[i];
            _values[i] = n.Kind switch
            {
                ExprKind.Constant => new KoalaBear(n.A),
                ExprKind.Column => cells[n.A],
                ExprKind.Public => _publics[n.A],
                ExprKind.Add => _values[n.A] + _values[n.B],
                ExprKind.Sub => _values[n.A] - _values[n.B],
                _ => _values[n.A] * _values[n.B],
            };
        }

        return _values[s.Cone[^1]] - s.Value;
    }

    /// <summary>If an equation of one column is x^m (x − 1)^n (x − 2)^k = 0 up to a factor: its range.</summary>
    private bool Bound(Statement s, int column)
    {
        if (_width[column] >= 0) return false;
        KoalaBear[] f = [.. Enumerable.Range(0, 5).Select(x => At(new KoalaBear((ulong)x)))];
        for (int roots = 0b001; roots <= 0b111; roots++)
        {
            // Of degree 3 at most, so five points tell polynomials apart.
            foreach (int[] powers in Powers(roots))
            {
                KoalaBear Product(int x) => Enumerable.Range(0, 3).Aggregate(KoalaBear.One, (p, r) => p * KoalaBear.FromInt64(x - r).Pow((ulong)powers[r]));
                KoalaBear factor = f[4] * Product(4).Inverse();
                if (factor == KoalaBear.Zero || !Enumerable.Range(0, 4).All(x => f[x] == factor * Product(x))) continue;
                _width[column] = roots >= 0b100 ? 2 : roots >= 0b010 ? 1 : 0;
                Known[column] |= _width[column] == 0;
                return true;
            }
        }

        return false;

        KoalaBear At(KoalaBear x)
        {
            (KoalaBear old, _cells[column]) = (_cells[column], x);
            KoalaBear value = Evaluate(s, _cells);
            _cells[column] = old;
            return value;
        }

        static IEnumerable<int[]> Powers(int roots) =>
            from a in Enumerable.Range(0, 4)
            from b in Enumerable.Range(0, 4)
            from c in Enumerable.Range(0, 4)
            where a + b + c <= 3 && (a > 0) == ((roots & 1) != 0) && (b > 0) == ((roots & 2) != 0) && (c > 0) == ((roots & 4) != 0)
            select (int[])[a, b, c];
    }

    private bool AreDigits(Statement s, int[] unknown)
    {
        KoalaBear[] cells = [.. _cells];
        foreach (int c in unknown) cells[c] = KoalaBear.Zero;
        KoalaBear constant = Evaluate(s, cells), sum = constant;
        var weights = new KoalaBear[unknown.Length];
        for (int i = 0; i < unknown.Length; i++)
        {
            cells[unknown[i]] = KoalaBear.One;
            weights[i] = Evaluate(s, cells) - constant;
            cells[unknown[i]] = KoalaBear.Zero;
        }

        if (weights.Contains(KoalaBear.Zero)) return false;
        // Linear: at a random point too.
        var random = new Random(unknown[0]);
        for (int i = 0; i < unknown.Length; i++)
        {
            cells[unknown[i]] = new KoalaBear((ulong)random.NextInt64(KoalaBear.P));
            sum += weights[i] * cells[unknown[i]];
        }

        if (Evaluate(s, cells) != sum) return false;
        if (unknown.Length == 1) return true;
        if (Array.Exists(unknown, c => _width[c] < 0)) return false;
        return Array.Exists(weights, scale =>
        {
            KoalaBear inverse = scale.Inverse();
            Int128 reach = 0;
            foreach ((long weight, int width) in unknown.Select((c, i) => (Math.Abs(RowFacts.Lift(weights[i] * inverse)), _width[c])).OrderBy(w => w.Item1))
            {
                if (weight <= reach) return false;
                reach += (Int128)weight * width;
            }

            return reach < KoalaBear.P;
        });
    }

    private bool IsOnlyChoice(int[] unknown)
    {
        if (Array.Exists(unknown, c => _width[c] < 0)) return false;
        Statement[] about = [.. _statements.Where(s => s.Columns.Any(c => !Known[c]) && s.Columns.All(c => Known[c] || unknown.Contains(c)))];
        KoalaBear[] cells = [.. _cells];
        int fits = 0;
        var digits = new int[unknown.Length];
        while (true)
        {
            for (int i = 0; i < digits.Length; i++) cells[unknown[i]] = new KoalaBear((ulong)digits[i]);
            if (Array.TrueForAll(about, s => Evaluate(s, cells) == KoalaBear.Zero) && ++fits > 1) return false;
            int at = 0;
            while (at < digits.Length && digits[at]++ == _width[unknown[at]]) digits[at++] = 0;
            if (at == digits.Length) return fits == 1;
        }
    }

    /// <summary>A node that has a value.</summary>
    private sealed record Statement(int[] Cone, int[] Columns, KoalaBear Value);
}
