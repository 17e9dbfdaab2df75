using Zkfp.Core.Air;
using Zkfp.Core.Field;

namespace Zkfp.Prover.Tables;

/// <summary>
/// What products of the largest degree have as coefficient of X³ where each column is a line in X: the product of slopes. Terms of lower degree are gone, and
/// with them what most constraints consist of, so the third value that a round of degree 3 needs is cheaper this way than at another point.
/// </summary>
internal sealed class LeadingForms
{
    private readonly AirProgram _air;
    private readonly List<AirNode> _nodes;
    private readonly List<int> _degrees;
    private readonly Dictionary<AirNode, int> _known = [];
    private readonly Dictionary<int, (KoalaBear Factor, int Node)> _done = [];

    /// <summary>The forms of those of <paramref name="products"/> that have degree <see cref="AirProgram.MaxDegree"/>.</summary>
    public LeadingForms(AirProgram air, int[] products)
    {
        (_air, _nodes, _degrees) = (air, [.. air.Nodes], [.. air.NodeDegrees]);
        for (int i = 0; i < _nodes.Count; i++) _known.TryAdd(_nodes[i], i);
        var outputs = new List<int[]>();
        var weights = new List<(int, KoalaBear)>();
        for (int p = 0; p < products.Length; p++)
        {
            if (air.NodeDegrees[products[p]] < AirProgram.MaxDegree) continue;
            (KoalaBear factor, int node) = Lead(products[p]);
            outputs.Add([node]);
            weights.Add((p, factor));
        }

        Weights = [.. weights];
        Nodes = [.. outputs.Select(o => o[0])];
        Program = new AirProgram(
            air.Name, air.Presence, air.FixedLogHeight, air.Positions, [.. air.Columns], [.. _nodes], [.. _degrees], [], []);
        Code = new TableCode(Program, outputs);
    }

    /// <summary>The table's nodes and those of the forms behind them.</summary>
    public AirProgram Program { get; }

    /// <summary>One output for each form.</summary>
    public TableCode Code { get; }

    /// <summary>The node of each form.</summary>
    public int[] Nodes { get; }

    /// <summary>For each form the product it belongs to, and what to multiply it by.</summary>
    public (int Product, KoalaBear Factor)[] Weights { get; }

    /// <summary>Values of the nodes of degree 0, from those of the table.</summary>
    public KoalaBear[] Constants(KoalaBear[] constants)
    {
        var all = new KoalaBear[_nodes.Count];
        constants.CopyTo(all, 0);
        for (int i = constants.Length; i < all.Length; i++)
            if (_nodes[i].Kind == ExprKind.Constant) all[i] = new KoalaBear(_nodes[i].A);
        return all;
    }

    // A node's part of its own degree as factor · node. Chains of sums are long, so without recursion.
    private (KoalaBear Factor, int Node) Lead(int root)
    {
        var pending = new Stack<int>([root]);
        while (pending.TryPeek(out int i))
        {
            AirNode n = _air.Nodes[i];
            if (_done.ContainsKey(i))
            {
                pending.Pop();
                continue;
            }

            if (n.Kind == ExprKind.Column || _air.NodeDegrees[i] == 0)
            {
                _done[i] = (KoalaBear.One, i);
                continue;
            }

            int a = (int)n.A, b = (int)n.B, degreeA = _air.NodeDegrees[a], degreeB = _air.NodeDegrees[b];
            bool product = n.Kind == ExprKind.Mul, needA = product || degreeA >= degreeB, needB = product || degreeB >= degreeA, wait = false;
            foreach ((int operand, bool need) in ((int, bool)[])[(b, needB), (a, needA)])
            {
                if (!need || _done.ContainsKey(operand)) continue;
                pending.Push(operand);
                wait = true;
            }

            if (wait) continue;
            (KoalaBear Factor, int Node) x = needA ? _done[a] : default, y = needB ? _done[b] : default;
            if (n.Kind == ExprKind.Sub) y.Factor = -y.Factor;
            _done[i] = product ? (x.Factor * y.Factor, Make(ExprKind.Mul, x.Node, y.Node)) : !needB ? x : !needA ? y : Sum(x, y);
        }

        return _done[root];
    }

    private (KoalaBear Factor, int Node) Sum((KoalaBear Factor, int Node) x, (KoalaBear Factor, int Node) y)
    {
        if (x.Factor == KoalaBear.Zero) return y;
        if (y.Factor == KoalaBear.Zero) return x;
        if (x.Node == y.Node && _nodes[x.Node].Kind == ExprKind.Mul) return (x.Factor + y.Factor, x.Node);
        if (x.Factor == y.Factor) return (x.Factor, Make(ExprKind.Add, x.Node, y.Node));
        if (x.Factor == -y.Factor) return (x.Factor, Make(ExprKind.Sub, x.Node, y.Node));

        // The next bit of a number: a step of its own.
        if (x.Factor == y.Factor + y.Factor) return (y.Factor, Make(ExprKind.Add, Make(ExprKind.Add, x.Node, x.Node), y.Node));
        int ratio = Add(new AirNode(ExprKind.Constant, (y.Factor * x.Factor.Inverse()).Value, 0), 0);
        return (x.Factor, Make(ExprKind.Add, x.Node, Make(ExprKind.Mul, ratio, y.Node)));
    }

    private int Make(ExprKind kind, int a, int b) =>
        Add(new AirNode(kind, (uint)a, (uint)b), kind == ExprKind.Mul ? _degrees[a] + _degrees[b] : Math.Max(_degrees[a], _degrees[b]));

    private int Add(AirNode node, int degree)
    {
        if (_known.TryGetValue(node, out int index)) return index;
        _known.Add(node, index = _nodes.Count);
        _nodes.Add(node);
        _degrees.Add(degree);
        return index;
    }
}
