using System.Numerics;
using Zkfp.Core.Air;
using Zkfp.Core.Field;

namespace Zkfp.Contracts;

/// <summary>
/// Solidity for one table: the leaf multiplicity + β·fingerprint of each of its messages, and Σ β^i C_i of its constraints, from column values in calldata.
/// Every value has a known bound of its lanes; sums are words added, and lanes are reduced only where a bound would not hold any more.
/// </summary>
internal sealed class TableCode
{
    // A sum Σ coefficient · node + Constant.
    private sealed class Form
    {
        public SortedDictionary<int, KoalaBear> Terms { get; } = [];

        public KoalaBear Constant { get; set; }
    }

    private readonly AirProgram _air;
    private readonly EvaluatorLayout _layout;
    private readonly int _firstColumn;
    private readonly CodeWriter _code;
    private readonly int[] _uses;
    private readonly Dictionary<int, (int Address, BigInteger Bound)> _stored = [];
    private RepeatedLayers? _layers;

    public TableCode(AirProgram air, EvaluatorLayout layout, int firstColumn, CodeWriter code)
    {
        _air = air;
        _layout = layout;
        _firstColumn = firstColumn;
        _code = code;
        _uses = new int[air.Nodes.Count];
    }

    /// <summary>Writes the code; leaves to <paramref name="leaves"/> on, the constraints' sum to <paramref name="constraints"/>.</summary>
    public void Emit(int leaves, int? constraints)
    {
        var roots = new List<int>();
        foreach (AirInteraction i in _air.Interactions)
        {
            roots.Add(i.Multiplicity);
            roots.AddRange(i.Fields);
        }

        foreach (AirConstraint c in _air.Constraints) roots.Add(c.Node);
        CountUses(roots);
        _layers = new RepeatedLayers(_air, _uses);
        foreach (string f in _layers.Functions) _layout.Add(f);

        // Messages and constraints in the order in which their nodes come, so that what they share lies close.
        var items = new List<(int Last, Action Emit)>();
        for (int j = 0; j < _air.Interactions.Count; j++)
        {
            AirInteraction x = _air.Interactions[j];
            int at = leaves + 32 * j;
            items.Add((Math.Max(x.Multiplicity, x.Fields.Max()), () => EmitLeaf(x, at)));
        }

        var values = new int[_air.Constraints.Count];
        for (int i = 0; i < values.Length; i++)
        {
            int k = i, node = _air.Constraints[i].Node;
            items.Add((node, () =>
            {
                WordValue v = Below(ValueOf(node), Lanes.Addend);
                values[k] = _layout.Take();
                _code.Store(values[k], v.Code);
            }
            ));
        }

        foreach ((int _, Action emit) in items.OrderBy(i => i.Last)) emit();
        if (constraints is not int sum) return;
        _code.CallAt(sum, "red", Op.Load(values[^1]));
        for (int i = values.Length - 2; i >= 0; i--)
            _code.CallAt(sum, "Q.mulAdd", Op.Load(sum), Op.Input(_layout.Beta), Op.Load(values[i]));
    }

    private void CountUses(List<int> roots)
    {
        var seen = new bool[_uses.Length];
        var pending = new Stack<int>(roots);
        foreach (int r in roots) _uses[r]++;
        while (pending.TryPop(out int n))
        {
            if (seen[n]) continue;
            seen[n] = true;
            AirNode node = _air.Nodes[n];
            if (node.Kind is ExprKind.Constant or ExprKind.Column or ExprKind.Public) continue;
            foreach (int operand in (ReadOnlySpan<int>)[(int)node.A, (int)node.B])
            {
                _uses[operand]++;
                pending.Push(operand);
            }
        }
    }

    private void EmitLeaf(AirInteraction x, int at)
    {
        int place = 0;
        var indices = new List<int>();
        for (int i = 0; i < x.Fields.Length; i++)
        {
            AirNode n = _air.Nodes[x.Fields[i]];
            if (n.Kind == ExprKind.Constant && n.A == 0) continue;
            WordValue f = Below(ValueOf(x.Fields[i]), Lanes.FirstFactor);
            _code.Store(_layout.Fields + 32 * place++, f.Code);
            indices.Add(i);
        }

        WordValue m = Below(ValueOf(x.Multiplicity), Lanes.Addend);
        _code.CallAt(at, _layout.LeafFunction(x.Bus.Tag, indices), m.Code);
    }

    private WordValue ValueOf(int node)
    {
        AirNode n = _air.Nodes[node];
        if (n.Kind == ExprKind.Constant) return new WordValue(Lanes.Hex(n.A), n.A + 1);
        if (n.Kind == ExprKind.Public) throw new NotSupportedException($"{_air.Name} reads public values.");
        if (n.Kind == ExprKind.Column) return _layout.Column(_air.Columns[(int)n.A], _firstColumn + ColumnsBefore((int)n.A));
        if (_stored.TryGetValue(node, out (int Address, BigInteger Bound) s)) return new WordValue(Op.Load(s.Address), s.Bound);
        if (_layers!.Of(node) is { } layer)
        {
            EmitLayer(layer);
            return ValueOf(node);
        }

        WordValue v = n.Kind == ExprKind.Mul && !IsConstant((int)n.A) && !IsConstant((int)n.B) ? Product(n, new WordValue("", 0)) : Sum(node);
        return _uses[node] > 1 ? Store(node, v) : v;
    }

    private void EmitLayer(RepeatedLayers.Layer layer)
    {
        string sum = Reduced(layer.Sum, Lanes.Reduced).Code;
        for (int i = 1; i < layer.Inputs.Length; i++) Reduced(layer.Inputs[i], RepeatedLayers.Bound);
        int size = layer.Inputs.Length, from = _stored.TryGetValue(layer.Inputs[1], out (int Address, BigInteger Bound) s) ? s.Address - 32 : -1;
        for (int i = 1; i < size; i++)
            if (!_stored.TryGetValue(layer.Inputs[i], out s) || s.Address != from + 32 * i) from = -1;
        if (from < 0)
        {
            from = _layout.Take(size);
            for (int i = 1; i < size; i++) _code.Store(from + 32 * i, Reduced(layer.Inputs[i], RepeatedLayers.Bound).Code);
        }

        string first = Reduced(layer.Inputs[0], RepeatedLayers.Bound).Code;
        int to = _layout.Take(size);
        _code.Run(layer.Function, [sum, first], from, to);
        for (int i = 0; i < size; i++) _stored[layer.Outputs[i]] = (to + 32 * i, RepeatedLayers.Bound);
    }

    private int ColumnsBefore(int column)
    {
        int n = 0;
        for (int c = 0; c < column; c++)
            if (_air.Columns[c].Kind != ColumnKind.Virtual) n++;
        return n;
    }

    private bool IsConstant(int node) => _air.Nodes[node].Kind == ExprKind.Constant;

    // A value that is read again. What is read often is reduced at once: a lane saved is saved in each place.
    private WordValue Store(int node, WordValue v)
    {
        bool often = _uses[node] >= 4 && v.Bound > 4 * Lanes.P;
        if (often || v.Bound > Lanes.Limit >> 8) v = Reduce(v);
        int address = _layout.Take();
        _code.Store(address, v.Code);
        _stored[node] = (address, v.Bound);
        return new WordValue(Op.Load(address), v.Bound);
    }

    private WordValue Reduce(WordValue v) => v.Bound <= Lanes.Reduced ? v : new WordValue(_code.Call("red", v.Code), Lanes.Reduced);

    private WordValue Below(WordValue v, BigInteger bound) => v.Bound <= bound ? v : Reduce(v);

    // The node's value with lanes below a bound; where it is kept, it is kept reduced.
    private WordValue Reduced(int node, BigInteger bound)
    {
        WordValue v = ValueOf(node);
        if (v.Bound <= bound) return v;
        v = Reduce(v);
        if (!_stored.TryGetValue(node, out (int Address, BigInteger Bound) s)) return v;
        _code.Store(s.Address, v.Code);
        _stored[node] = (s.Address, v.Bound);
        return new WordValue(Op.Load(s.Address), v.Bound);
    }

    // Node A · node B (+ addend, if it has code).
    private WordValue Product(AirNode n, WordValue addend)
    {
        int i = (int)n.A, j = (int)n.B;
        WordValue a = Reduced(i, Lanes.SecondFactor), b = Reduced(j, Lanes.SecondFactor);
        if (a.Bound > b.Bound) (a, b, i) = (b, a, j);
        if (a.Bound > Lanes.FirstFactor) a = Reduced(i, Lanes.FirstFactor);
        if (addend.Code.Length == 0) return new WordValue(_code.Call("Q.mul", a.Code, b.Code), Lanes.Reduced);
        return new WordValue(_code.Call("Q.mulAdd", a.Code, b.Code, Below(addend, Lanes.Addend).Code), Lanes.Reduced);
    }

    // Sums, differences and multiples by constants, of nodes that are kept, columns and products.
    private void Flatten(int node, KoalaBear factor, Form form, bool top)
    {
        AirNode n = _air.Nodes[node];
        int a = (int)n.A, b = (int)n.B;
        bool inner = top || _uses[node] == 1 && !_stored.ContainsKey(node) && _layers!.Of(node) is null;
        if (n.Kind == ExprKind.Constant) form.Constant += factor * new KoalaBear(n.A);
        else if (inner && n.Kind is ExprKind.Add or ExprKind.Sub && inner)
        {
            Flatten(a, factor, form, false);
            Flatten(b, n.Kind == ExprKind.Add ? factor : KoalaBear.Zero - factor, form, false);
        }
        else if (inner && n.Kind == ExprKind.Mul && IsConstant(a)) Flatten(b, factor * new KoalaBear(_air.Nodes[a].A), form, false);
        else if (inner && n.Kind == ExprKind.Mul && IsConstant(b)) Flatten(a, factor * new KoalaBear(_air.Nodes[b].A), form, false);
        else form.Terms[node] = form.Terms.TryGetValue(node, out KoalaBear old) ? old + factor : factor;
    }

    private WordValue Sum(int node)
    {
        var form = new Form();
        Flatten(node, KoalaBear.One, form, true);
        var adds = new List<WordValue>();
        var products = new List<AirNode>();
        var large = new List<(int Node, KoalaBear Factor)>();
        BigInteger constant = form.Constant.Value;
        foreach ((int t, KoalaBear factor) in form.Terms)
        {
            if (factor == KoalaBear.Zero) continue;
            AirNode n = _air.Nodes[t];
            bool product = n.Kind == ExprKind.Mul && !IsConstant((int)n.A) && !IsConstant((int)n.B) && _uses[t] == 1;
            long signed = RepeatedLayers.Signed(factor);
            if (product && signed == 1) products.Add(n);
            else if (Math.Abs(signed) <= 16 || !RepeatedLayers.IsHalving(factor) && Math.Abs(signed) <= 1 << 10)
                adds.Add(Multiple(Reduced(t, (Lanes.Limit >> 6) / Math.Max(1, Math.Abs(signed))), signed));
            else if (RepeatedLayers.IsHalving(factor))
                adds.Add(RepeatedLayers.Term(Kept(t), factor, _layout.Constant));
            else large.Add((t, factor));
        }

        if (large.Count != 0) adds.Add(Multiples(large));
        BigInteger total = constant;
        foreach (WordValue v in adds) total += v.Bound;
        for (; total >= Lanes.Limit; total = adds.Aggregate(constant, (s, v) => s + v.Bound))
        {
            int most = Enumerable.Range(0, adds.Count).MaxBy(i => adds[i].Bound);
            adds[most] = Reduce(adds[most]);
        }

        // The last operand is computed first: the sum so far is the second one, so the stack stays flat.
        string code = "";
        foreach (WordValue v in adds) code = code.Length == 0 ? v.Code : Op.Add(v.Code, code);
        if (!form.Constant.Equals(KoalaBear.Zero)) code = code.Length == 0 ? Lanes.Hex(constant) : Op.Add(Lanes.Hex(constant), code);
        var sum = new WordValue(code, total + 1);
        foreach (AirNode n in products) sum = Product(n, sum);
        return sum.Code.Length == 0 ? new WordValue("0", 1) : sum;
    }

    private WordValue Multiple(WordValue v, long factor)
    {
        BigInteger size = BigInteger.Abs(factor), bound = v.Bound * size;
        string code = size == 1 ? v.Code : Op.Mul(v.Code, size);
        if (factor > 0) return new WordValue(code, bound);
        BigInteger multiple = RepeatedLayers.Above(bound);
        return new WordValue(Op.Sub(_layout.Constant(multiple), code), multiple + 1);
    }

    // A value whose code is short enough to be there twice.
    private WordValue Kept(int node)
    {
        WordValue v = ValueOf(node);
        return _air.Nodes[node].Kind == ExprKind.Column || _stored.ContainsKey(node) ? v : Store(node, v);
    }

    // Σ factor · node for factors of any size, in halves of 16 bits.
    private WordValue Multiples(List<(int Node, KoalaBear Factor)> terms)
    {
        string low = "", high = "";
        BigInteger lowBound = 0, highBound = 0;
        foreach ((int node, KoalaBear factor) in terms)
        {
            Kept(node);
            WordValue v = Reduced(node, Lanes.SecondFactor);
            Add(ref low, ref lowBound, v, factor.Value & 0xFFFF);
            Add(ref high, ref highBound, v, factor.Value >> 16);
        }

        if (lowBound + (Lanes.Reduced << 16) >= Lanes.Limit || highBound >= Lanes.Limit)
            throw new NotSupportedException($"{_air.Name}: too many multiples in a sum.");
        return new WordValue(Op.Add(Op.Shift(_code.Call("red", high), 16), low), lowBound + (Lanes.Reduced << 16));

        static void Add(ref string code, ref BigInteger bound, WordValue v, uint factor)
        {
            string term = Op.Mul(v.Code, factor);
            code = code.Length == 0 ? term : Op.Add(term, code);
            bound += v.Bound * factor;
        }
    }
}
