using Zkfp.Core.Field;

namespace Zkfp.Core.Air;

/// <summary>
/// The AIR language: declares columns, states constraints and interactions, and captures them into an
/// <see cref="AirProgram"/>. Equal subexpressions become one node.
/// </summary>
public sealed class AirBuilder
{
    private readonly List<Column> _columns = [];
    private readonly HashSet<string> _names = [];
    private readonly List<AirNode> _nodes = [];
    private readonly List<int> _degrees = [];
    private readonly Dictionary<AirNode, int> _known = [];
    private readonly List<AirConstraint> _constraints = [];
    private readonly List<AirInteraction> _interactions = [];

    /// <summary>A column committed with the shard.</summary>
    public Expr Main(string name) => AddColumn(new Column(name, ColumnKind.Main));

    /// <summary>A column committed in phase 1, before Γ.</summary>
    public Expr Boundary(string name) => AddColumn(new Column(name, ColumnKind.Boundary));

    /// <summary>A column of the verifying key.</summary>
    public Expr Preprocessed(string name) => AddColumn(new Column(name, ColumnKind.Preprocessed));

    /// <summary>The virtual column (row ≫ shift) mod 2^bits.</summary>
    public Expr IndexBits(string name, int shift, int bits) =>
        AddColumn(new Column(name, ColumnKind.Virtual, VirtualKind.IndexBits, shift, 0, bits));

    /// <summary>The virtual column ((row ≫ shiftA) AND (row ≫ shiftB)) mod 2^bits; the two ranges must not overlap.</summary>
    public Expr AndBits(string name, int shiftA, int shiftB, int bits)
    {
        if (Math.Abs(shiftA - shiftB) < bits)
            throw new ArgumentException($"Column {name}: bit ranges [{shiftA}, +{bits}) and [{shiftB}, +{bits}) overlap.");
        return AddColumn(new Column(name, ColumnKind.Virtual, VirtualKind.AndBits, shiftA, shiftB, bits));
    }

    /// <summary>The virtual column that is 1 on the rows in use and 0 on padding.</summary>
    public Expr Active(string name) => AddColumn(new Column(name, ColumnKind.Virtual, VirtualKind.Active));

    /// <summary>A public value of the shard.</summary>
    public Expr Public(int index) => Intern(new AirNode(ExprKind.Public, (uint)index, 0), 0);

    /// <summary>A constant, reduced mod p.</summary>
    public Expr Constant(long value) => Constant(KoalaBear.FromInt64(value));

    /// <summary>A constant field element.</summary>
    public Expr Constant(KoalaBear value) => Intern(new AirNode(ExprKind.Constant, value.Value, 0), 0);

    /// <summary>States that <paramref name="expr"/> is zero on every row.</summary>
    public void AssertZero(string label, Expr expr)
    {
        int degree = _degrees[expr.Node];
        if (degree > AirProgram.MaxDegree)
            throw new ArgumentException($"Constraint '{label}' has degree {degree}, at most {AirProgram.MaxDegree} is possible.");
        _constraints.Add(new AirConstraint(label, expr.Node, degree));
    }

    /// <summary>States a = b on every row.</summary>
    public void AssertEqual(string label, Expr a, Expr b) => AssertZero(label, a - b);

    /// <summary>States that <paramref name="expr"/> is 0 or 1 on every row.</summary>
    public void AssertBool(string label, Expr expr) => AssertZero(label, expr * (expr - 1));

    /// <summary>Pushes a message with a multiplicity; the caller makes sure that it is boolean or otherwise bounded.</summary>
    public void Push(string label, Bus bus, Expr multiplicity, params ReadOnlySpan<Expr> fields) =>
        AddInteraction(label, bus, true, multiplicity, fields);

    /// <summary>Pulls a message with a multiplicity; the caller makes sure that it is boolean or otherwise bounded.</summary>
    public void Pull(string label, Bus bus, Expr multiplicity, params ReadOnlySpan<Expr> fields) =>
        AddInteraction(label, bus, false, -multiplicity, fields);

    /// <summary>
    /// Captures the table. Throws when the all-zero row breaks a constraint or sends a message although the height is not fixed:
    /// padding rows are all zero.
    /// </summary>
    public AirProgram Capture(string name, TablePresence presence, int? fixedLogHeight = null, int positions = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(positions, 1);
        if (fixedLogHeight is not null && positions != 1)
            throw new ArgumentException($"{name}: a table of fixed height has one position, not {positions}.");
        var program = new AirProgram(
            name, presence, fixedLogHeight, positions, [.. _columns], [.. _nodes], [.. _degrees], [.. _constraints], [.. _interactions]);
        foreach (Column c in _columns)
        {
            if (c.Virtual == VirtualKind.Active && fixedLogHeight is not null)
                throw new ArgumentException($"{name}.{c.Name}: all rows of a table of fixed height are in use.");
            if (c.Kind == ColumnKind.Virtual && c.Virtual != VirtualKind.Active && fixedLogHeight is null)
                throw new ArgumentException($"{name}.{c.Name}: virtual columns need a fixed height.");
            if (c.Kind == ColumnKind.Virtual && Math.Max(c.Shift, c.ShiftB) + c.Bits > fixedLogHeight)
                throw new ArgumentException($"{name}.{c.Name}: uses row bits above the height 2^{fixedLogHeight}.");
        }

        foreach (AirInteraction i in _interactions)
        {
            if (i.Bus.Scope != BusScope.Global) continue;
            CheckGlobal(name, i);
            // Γ binds the row counts of tables with boundary columns; others have theirs from key or machine.
            if (presence == TablePresence.Optional && program.CountColumns(ColumnKind.Boundary) == 0)
                throw new ArgumentException($"{name}: global interaction '{i.Label}' in an optional table without boundary columns, whose rows Γ does not bind.");
        }

        if (_columns.Count != 0 && fixedLogHeight is null) CheckZeroRow(program);
        return program;
    }

    internal Expr Binary(ExprKind kind, Expr a, Expr b)
    {
        if (!ReferenceEquals(a.Builder, this) || !ReferenceEquals(b.Builder, this))
            throw new ArgumentException("An expression of another table was used.");
        AirNode x = _nodes[a.Node], y = _nodes[b.Node];
        bool xc = x.Kind == ExprKind.Constant, yc = y.Kind == ExprKind.Constant;
        if (xc && yc)
        {
            KoalaBear u = new(x.A), v = new(y.A);
            return Constant(kind switch { ExprKind.Add => u + v, ExprKind.Sub => u - v, _ => u * v });
        }

        if (kind != ExprKind.Mul && yc && y.A == 0) return a;
        if (kind == ExprKind.Add && xc && x.A == 0) return b;
        if (kind == ExprKind.Mul && (xc && x.A == 0 || yc && y.A == 1)) return a;
        if (kind == ExprKind.Mul && (yc && y.A == 0 || xc && x.A == 1)) return b;
        int degree = kind == ExprKind.Mul ? _degrees[a.Node] + _degrees[b.Node] : Math.Max(_degrees[a.Node], _degrees[b.Node]);
        bool swap = kind != ExprKind.Sub && a.Node > b.Node;
        return Intern(swap ? new AirNode(kind, (uint)b.Node, (uint)a.Node) : new AirNode(kind, (uint)a.Node, (uint)b.Node), degree);
    }

    private Expr AddColumn(Column column)
    {
        if (!_names.Add(column.Name)) throw new ArgumentException($"Column {column.Name} is declared twice.");
        _columns.Add(column);
        return Intern(new AirNode(ExprKind.Column, (uint)(_columns.Count - 1), 0), 1);
    }

    private void AddInteraction(string label, Bus bus, bool push, Expr multiplicity, ReadOnlySpan<Expr> fields)
    {
        if (fields.Length != bus.Arity || bus.Arity > Bus.MaxArity)
            throw new ArgumentException($"Interaction '{label}': bus {bus.Name} takes {bus.Arity} fields, got {fields.Length}.");
        int degree = _degrees[multiplicity.Node];
        var nodes = new int[fields.Length];
        for (int i = 0; i < fields.Length; i++)
        {
            nodes[i] = fields[i].Node;
            degree = Math.Max(degree, _degrees[nodes[i]]);
        }

        if (degree > AirProgram.MaxDegree)
            throw new ArgumentException($"Interaction '{label}' has degree {degree}, at most {AirProgram.MaxDegree} is possible.");
        _interactions.Add(new AirInteraction(label, bus, push, multiplicity.Node, nodes, degree));
    }

    private Expr Intern(AirNode node, int degree)
    {
        if (!_known.TryGetValue(node, out int index))
        {
            index = _nodes.Count;
            _nodes.Add(node);
            _degrees.Add(degree);
            _known.Add(node, index);
        }

        return new Expr(this, index);
    }

    private void CheckGlobal(string table, AirInteraction interaction)
    {
        var pending = new Stack<int>(interaction.Fields);
        pending.Push(interaction.Multiplicity);
        while (pending.TryPop(out int i))
        {
            AirNode n = _nodes[i];
            if (n.Kind == ExprKind.Column && _columns[(int)n.A].Kind == ColumnKind.Main)
                throw new ArgumentException($"{table}: global interaction '{interaction.Label}' uses {_columns[(int)n.A].Name}, which is committed after Γ.");
            if (n.Kind == ExprKind.Public && n.A != 0)
                throw new ArgumentException($"{table}: global interaction '{interaction.Label}' uses public value {n.A}; only value 0 is bound by Γ.");
            if (n.Kind is ExprKind.Add or ExprKind.Sub or ExprKind.Mul)
            {
                pending.Push((int)n.A);
                pending.Push((int)n.B);
            }
        }
    }

    private static void CheckZeroRow(AirProgram program)
    {
        int publics = 0;
        foreach (AirNode n in program.Nodes)
            if (n.Kind == ExprKind.Public) publics = Math.Max(publics, (int)n.A + 1);
        var publicValues = new KoalaBear[publics];
        for (int i = 0; i < publics; i++) publicValues[i] = new KoalaBear(0x51AFu).Pow((ulong)i + 1);
        var values = new KoalaBear[program.Nodes.Count];
        program.Evaluate<KoalaBear>(new KoalaBear[program.Columns.Count], publicValues, values);
        foreach (AirConstraint c in program.Constraints)
            if (values[c.Node] != KoalaBear.Zero) throw new ArgumentException($"{program.Name}: the all-zero row breaks '{c.Label}'.");
        foreach (AirInteraction i in program.Interactions)
            if (values[i.Multiplicity] != KoalaBear.Zero)
                throw new ArgumentException($"{program.Name}: the all-zero row sends '{i.Label}'.");
    }
}
