using Zkfp.Core.Air;
using Zkfp.Core.Field;
using Zkfp.Core.Machine;

namespace Zkfp.MipsVm.Tests.Machine.Rows;

/// <summary>What a row gets from messages that other rows pushed.</summary>
internal interface IRowInputs
{
    /// <summary>An access of a register or memory word, whose key is known: fields 1 … 3 are what it held.</summary>
    void Access(RowFacts facts, RowMessage message);

    /// <summary>A message pulled from State, Rom or Exception.</summary>
    void Received(RowFacts facts, RowMessage message);
}

/// <summary>A table's program as polynomials, from which facts about a row start.</summary>
internal sealed class RowTable
{
    /// <summary>What is known of a column that is Active: 1 in rows in use, 0 in the others.</summary>
    public const string ActiveLabel = "Active is 0 or 1";

    private readonly Polynomial[] _nodes;
    private readonly IRowInputs _inputs;
    private readonly string? _without;

    /// <summary>Without the constraint or look-up of label <paramref name="without"/>, to see what it is for.</summary>
    public RowTable(AirProgram air, IRowInputs inputs, string? without = null)
    {
        _without = without;
        Air = air;
        _inputs = inputs;
        _nodes = new Polynomial[air.Nodes.Count];
        for (int i = 0; i < _nodes.Length; i++)
        {
            AirNode n = air.Nodes[i];
            _nodes[i] = n.Kind switch
            {
                ExprKind.Constant => Polynomial.Constant(new KoalaBear(n.A)),
                ExprKind.Column => Polynomial.Variable((int)n.A),
                ExprKind.Public => Polynomial.Variable(air.Columns.Count + (int)n.A),
                ExprKind.Add => _nodes[n.A] + _nodes[n.B],
                ExprKind.Sub => _nodes[n.A] - _nodes[n.B],
                ExprKind.Mul => _nodes[n.A] * _nodes[n.B],
                _ => throw new NotSupportedException($"{air.Name}: node kind {n.Kind}."),
            };
        }
    }

    public AirProgram Air { get; }

    /// <summary>Index of a column.</summary>
    public int Column(string name)
    {
        for (int i = 0; i < Air.Columns.Count; i++)
            if (Air.Columns[i].Name == name) return i;
        throw new ArgumentException($"{Air.Name} has no column {name}.");
    }

    /// <summary>What a constraint states to be zero, or null if it was left out.</summary>
    public Polynomial? Constraint(string label) => label != _without && Air.Constraints.FirstOrDefault(c => c.Label == label) is { } c ? _nodes[c.Node] : null;

    /// <summary>The fields that a row looks up in a table as often as it is real, or null if that is not so or the look-up was left out.</summary>
    public Polynomial[]? LookUp(Bus bus, string label)
    {
        if (label == _without || Air.Interactions.FirstOrDefault(i => i.Label == label) is not { IsPush: false } found || found.Bus != bus) return null;
        Polynomial times = _nodes[found.Multiplicity] + Polynomial.Variable(Column("real"));
        return times.Terms.Length == 0 ? Array.ConvertAll(found.Fields, f => _nodes[f]) : null;
    }

    /// <summary>What a constraint states to be zero.</summary>
    public Polynomial Constraint(AirConstraint constraint) => _nodes[constraint.Node];

    public string NameOf(int v) => v < Air.Columns.Count ? Air.Columns[v].Name : $"v{v}";

    /// <summary>Columns, then public values.</summary>
    public int VariableCount => Air.Columns.Count + ExecutionPublicValues.Count;

    /// <summary>The facts of a row with a value for column <c>real</c>, before propagation.</summary>
    public RowFacts Start(long real)
    {
        RowFacts facts = Start();
        facts.Assume(Column("real"), real);
        return facts;
    }

    /// <summary>The facts of any row, before propagation.</summary>
    public RowFacts Start()
    {
        var facts = new RowFacts(this);
        for (int i = 0; i < Air.Columns.Count; i++)
        {
            if (Air.Columns[i].Virtual != VirtualKind.Active || _without == ActiveLabel) continue;
            Polynomial active = Polynomial.Variable(i);
            facts.Constraints.Add(new RowConstraint(ActiveLabel, [active, active - Polynomial.Constant(1L)]));
        }

        foreach (AirConstraint c in Air.Constraints)
        {
            if (c.Label == _without) continue;
            var factors = new List<Polynomial>();
            Split(c.Node, factors);
            facts.Constraints.Add(new RowConstraint(c.Label, factors));
        }

        foreach (AirInteraction i in Air.Interactions)
        {
            if (i.Label == _without) continue;
            Polynomial m = _nodes[i.Multiplicity];
            facts.Messages.Add(new RowMessage(i.Label, i.Bus, i.IsPush, i.IsPush ? m : Polynomial.Zero - m, Array.ConvertAll(i.Fields, f => _nodes[f])));
        }

        return facts;
    }

    public void Access(RowFacts facts, RowMessage message) => _inputs.Access(facts, message);

    public void Received(RowFacts facts, RowMessage message) => _inputs.Received(facts, message);

    private void Split(int node, List<Polynomial> factors)
    {
        AirNode n = Air.Nodes[node];
        if (n.Kind == ExprKind.Mul)
        {
            Split((int)n.A, factors);
            Split((int)n.B, factors);
        }
        else
        {
            factors.Add(_nodes[node]);
        }
    }
}
