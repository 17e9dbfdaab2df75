namespace Zkfp.Contracts;

/// <summary>
/// Σ value · eq(point, place) over places of slots that are constants, as Solidity: the multilinear polynomial whose cells they are, folded from the lowest
/// coordinate up, so one product for each node of the tree that has something below it, and no table of eq.
/// </summary>
internal sealed class SlotCode(CodeWriter code, Func<int, string> coordinate)
{
    // A subtree: code, or 2^Log columns of one height whose powers of τ begin with First. Rows: the height whose eq of rows is still to be multiplied.
    private sealed record Node(string Code, int Rows, int Log = 0, int First = -1);

    private readonly Dictionary<int, string> _powers = [];
    private readonly Dictionary<(int Rows, int Log), string> _blocks = [];
    private int _products;

    /// <summary>Products over K.</summary>
    public int Products => _products;

    /// <summary>Leaves (slot of height 2^Log from cell 0 on, code) in a space of 2^bits cells: code of the sum.</summary>
    public string Fold(IEnumerable<(int Log, long Slot, string Code)> leaves, int bits) =>
        Levels(leaves.ToLookup(l => l.Log, l => (l.Slot, new Node(l.Code, -1))), bits, _ => "").Code;

    /// <summary>The weight of all cells below an end: one that is a multiple of 2^8.</summary>
    public string Below(long end, int bits)
    {
        string sum = "";
        for (int k = 0; k < bits; k++)
        {
            string x = coordinate(k);
            bool one = (end >> k & 1) != 0;
            if (sum.Length == 0) sum = one ? code.Call("complement", x) : "";
            else sum = one ? Product("lerp", "1", sum, x) : Product("left", sum, x);
        }

        return end >> bits != 0 ? "1" : sum;
    }

    /// <summary>Columns (height, slot, number of the power of τ), whose rows' eq is rows(height): code of Σ τ^j · eq of slot and rows.</summary>
    public string Columns(IEnumerable<(int Log, long Slot, int Number)> columns, int bits, Func<int, string> rows) =>
        Levels(columns.ToLookup(c => c.Log, c => (c.Slot, new Node("", c.Log, 0, c.Number))), bits, rows).Code;

    private Node Levels(ILookup<int, (long Slot, Node Node)> leaves, int bits, Func<int, string> rows)
    {
        var level = new SortedDictionary<long, Node>();
        for (int k = 0; ; k++)
        {
            foreach ((long slot, Node node) in leaves[k]) level.Add(slot, node);
            if (k == bits) return Finish(level[0], rows);
            var next = new SortedDictionary<long, Node>();
            foreach (long parent in level.Keys.Select(i => i >> 1).Distinct().ToArray())
                next[parent] = Pair(level.GetValueOrDefault(2 * parent), level.GetValueOrDefault(2 * parent + 1), k, rows);
            level = next;
        }
    }

    private Node Pair(Node? left, Node? right, int k, Func<int, string> rows)
    {
        string x = coordinate(k);
        if (left is { First: >= 0 } a && right is { First: >= 0 } b && a.Rows == b.Rows && a.Log == b.Log && b.First == a.First + (1 << a.Log))
            return a with { Log = a.Log + 1 };
        left = left is null ? null : Write(left);
        right = right is null ? null : Write(right);
        if (left is not null && right is not null)
        {
            if (left.Rows != right.Rows) (left, right) = (Finish(left, rows), Finish(right, rows));
            return new Node(Product("lerp", left.Code, right.Code, x), left.Rows);
        }

        return left is not null ? new Node(Product("left", left.Code, x), left.Rows) : new Node(Product("Q.mul", x, right!.Code), right!.Rows);
    }

    // τ^First · Π (1 − x + x·τ^(2^i)), where it is still to be written.
    private Node Write(Node n) => n.First < 0 ? n
        : new Node(n.Log == 0 ? Power(n.First) : n.First == 0 ? Block(n.Rows, n.Log) : Product("Q.mul", Power(n.First), Block(n.Rows, n.Log)), n.Rows);

    private Node Finish(Node n, Func<int, string> rows)
    {
        n = Write(n);
        return n.Rows < 0 ? n : new Node(Product("Q.mul", n.Code, rows(n.Rows)), -1);
    }

    private string Block(int rows, int log)
    {
        if (_blocks.TryGetValue((rows, log), out string? known)) return known;
        string factor = Product("lerp", "1", Power(1 << log - 1), coordinate(rows + log - 1));
        return _blocks[(rows, log)] = log == 1 ? factor : Product("Q.mul", Block(rows, log - 1), factor);
    }

    /// <summary>τ^j.</summary>
    public string Power(int j)
    {
        if (_powers.TryGetValue(j, out string? known)) return known;
        if (j == 0) return "1";
        foreach (int a in _powers.Keys.OrderDescending())
            if (a < j && _powers.ContainsKey(j - a)) return _powers[j] = Product("Q.mul", _powers[a], _powers[j - a]);
        int high = 1 << System.Numerics.BitOperations.Log2((uint)j);
        return _powers[j] = high == j ? Product("Q.mul", Power(j / 2), Power(j / 2)) : Product("Q.mul", Power(high), Power(j - high));
    }

    /// <summary>τ itself, reduced.</summary>
    public void Tau(string expression) => _powers[1] = expression;

    private string Product(string function, params ReadOnlySpan<string> operands)
    {
        _products++;
        return code.Call(function, operands);
    }
}
