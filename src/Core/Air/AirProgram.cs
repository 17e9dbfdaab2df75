using Zkfp.Core.Field;

namespace Zkfp.Core.Air;

/// <summary>Who supplies a column.</summary>
public enum ColumnKind : byte
{
    /// <summary>Committed with the shard.</summary>
    Main = 0,

    /// <summary>Committed in phase 1, before Γ.</summary>
    Boundary = 1,

    /// <summary>Part of the verifying key.</summary>
    Preprocessed = 2,

    /// <summary>A function of the row index and the number of rows that the verifier evaluates itself.</summary>
    Virtual = 3,
}

/// <summary>The functions that virtual columns can be. Bit 0 of a row index is its least significant bit.</summary>
public enum VirtualKind : byte
{
    /// <summary>Not a virtual column.</summary>
    None = 0,

    /// <summary>(row ≫ Shift) mod 2^Bits.</summary>
    IndexBits = 1,

    /// <summary>Bitwise AND of (row ≫ Shift) mod 2^Bits and (row ≫ ShiftB) mod 2^Bits.</summary>
    AndBits = 2,

    /// <summary>1 on the rows in use, 0 on padding: row &lt; row count of the position.</summary>
    Active = 3,
}

/// <summary>A column of a table.</summary>
/// <param name="Name">Name in reports.</param>
/// <param name="Kind">Who supplies it.</param>
/// <param name="Virtual">Its function, for virtual columns.</param>
/// <param name="Shift">See <see cref="VirtualKind"/>.</param>
/// <param name="ShiftB">See <see cref="VirtualKind"/>.</param>
/// <param name="Bits">See <see cref="VirtualKind"/>.</param>
public sealed record Column(string Name, ColumnKind Kind, VirtualKind Virtual = VirtualKind.None, int Shift = 0, int ShiftB = 0, int Bits = 0)
{
    /// <summary>The value of a virtual column at a row of an instance with <paramref name="rows"/> rows in use.</summary>
    public uint VirtualValue(int row, int rows)
    {
        uint mask = (uint)((1L << Bits) - 1);
        uint a = (uint)row >> Shift & mask;
        return Virtual switch
        {
            VirtualKind.IndexBits => a,
            VirtualKind.AndBits => a & ((uint)row >> ShiftB & mask),
            VirtualKind.Active => row < rows ? 1u : 0,
            _ => throw new InvalidOperationException($"Column {Name} is {Kind}, not virtual."),
        };
    }

    /// <summary>
    /// The multilinear extension of a virtual column of height 2^n at <paramref name="point"/> (n coordinates, most significant first),
    /// with 1 to 2^n rows in use.
    /// </summary>
    public T VirtualMle<T>(ReadOnlySpan<T> point, int rows) where T : unmanaged, IField<T>
    {
        if (Virtual == VirtualKind.Active) return AtMost(point, (uint)rows - 1);
        T sum = T.Zero;
        for (int i = 0; i < Bits; i++)
        {
            T bit = point[point.Length - 1 - Shift - i];
            if (Virtual == VirtualKind.AndBits) bit *= point[point.Length - 1 - ShiftB - i];
            sum += bit * T.FromBase(new KoalaBear(1UL << i));
        }

        return sum;
    }

    // [index ≤ last] at a point: from the lowest bit up, what is known when all bits above are equal.
    private static T AtMost<T>(ReadOnlySpan<T> point, uint last) where T : unmanaged, IField<T>
    {
        T result = T.One;
        for (int j = 0; j < point.Length; j++)
        {
            T x = point[point.Length - 1 - j];
            result = (last >> j & 1) != 0 ? T.One - x + x * result : result - x * result;
        }

        return result;
    }
}

/// <summary>One node of a table's straight-line program; operands of arithmetic nodes are earlier node indices.</summary>
/// <param name="Kind">Operation.</param>
/// <param name="A">First operand: node, column, public index or canonical constant.</param>
/// <param name="B">Second operand node.</param>
public readonly record struct AirNode(ExprKind Kind, uint A, uint B);

/// <summary>A polynomial that must vanish on every row.</summary>
/// <param name="Label">Name in reports.</param>
/// <param name="Node">Node that holds its value.</param>
/// <param name="Degree">Total degree in the columns, at most <see cref="AirProgram.MaxDegree"/>.</param>
public sealed record AirConstraint(string Label, int Node, int Degree);

/// <summary>
/// A message that each row sends with a multiplicity: numerator <c>Multiplicity</c> (already negative for a pull), denominator
/// γ + α₀·Tag + Σ αᵢ₊₁·fieldᵢ.
/// </summary>
/// <param name="Label">Name in reports.</param>
/// <param name="Bus">The bus.</param>
/// <param name="IsPush">Whether it pushes (for reports; the multiplicity node carries the sign).</param>
/// <param name="Multiplicity">Node of the signed multiplicity.</param>
/// <param name="Fields">Nodes of the fields.</param>
/// <param name="Degree">Largest degree among multiplicity and fields.</param>
public sealed record AirInteraction(string Label, Bus Bus, bool IsPush, int Multiplicity, int[] Fields, int Degree);

/// <summary>Which shards contain a table.</summary>
public enum TablePresence : byte
{
    /// <summary>Any shard may contain it, at any positions from the first on and with any number of rows.</summary>
    Optional = 0,

    /// <summary>Every shard contains it, at the fixed height or with the rows that the verifying key says.</summary>
    EveryShard = 1,

    /// <summary>The last shard contains it, likewise; no other shard does.</summary>
    LastShard = 2,
}

/// <summary>
/// The captured form of a table: columns, one straight-line program with common subexpressions shared, constraints and
/// interactions. There are no next-row references: rows are independent and may lie at any position.
/// </summary>
public sealed class AirProgram
{
    /// <summary>The largest total degree of a constraint, a multiplicity or a field.</summary>
    public const int MaxDegree = 3;

    internal AirProgram(
        string name, TablePresence presence, int? fixedLogHeight, int positions, Column[] columns, AirNode[] nodes, int[] degrees,
        AirConstraint[] constraints, AirInteraction[] interactions)
    {
        Name = name;
        Presence = presence;
        FixedLogHeight = fixedLogHeight;
        Positions = positions;
        Columns = columns;
        Nodes = nodes;
        NodeDegrees = degrees;
        Constraints = constraints;
        Interactions = interactions;
    }

    /// <summary>Name in reports.</summary>
    public string Name { get; }

    /// <summary>Which shards contain the table.</summary>
    public TablePresence Presence { get; }

    /// <summary>log₂ of the height of tables that always have the same one.</summary>
    public int? FixedLogHeight { get; }

    /// <summary>Instances of the table that a shard has room for, each with a height of its own.</summary>
    public int Positions { get; }

    /// <summary>All columns in declaration order.</summary>
    public IReadOnlyList<Column> Columns { get; }

    /// <summary>The straight-line program.</summary>
    public IReadOnlyList<AirNode> Nodes { get; }

    /// <summary>Degree of each node in the columns (public values and constants have degree 0).</summary>
    public IReadOnlyList<int> NodeDegrees { get; }

    /// <summary>Polynomials that vanish on every row.</summary>
    public IReadOnlyList<AirConstraint> Constraints { get; }

    /// <summary>Messages each row sends.</summary>
    public IReadOnlyList<AirInteraction> Interactions { get; }

    /// <summary>Number of columns of a kind.</summary>
    public int CountColumns(ColumnKind kind)
    {
        int n = 0;
        foreach (Column c in Columns)
            if (c.Kind == kind) n++;
        return n;
    }

    /// <summary>
    /// Runs the straight-line program: <paramref name="columns"/> holds one value per column, <paramref name="values"/> receives
    /// one value per node.
    /// </summary>
    public void Evaluate<T>(ReadOnlySpan<T> columns, ReadOnlySpan<KoalaBear> publics, Span<T> values) where T : unmanaged, IField<T>
    {
        for (int i = 0; i < Nodes.Count; i++)
        {
            AirNode n = Nodes[i];
            values[i] = n.Kind switch
            {
                ExprKind.Constant => T.FromBase(new KoalaBear(n.A)),
                ExprKind.Column => columns[(int)n.A],
                ExprKind.Public => T.FromBase(publics[(int)n.A]),
                ExprKind.Add => values[(int)n.A] + values[(int)n.B],
                ExprKind.Sub => values[(int)n.A] - values[(int)n.B],
                ExprKind.Mul => values[(int)n.A] * values[(int)n.B],
                _ => throw new InvalidOperationException($"{Name}: node {i} has kind {n.Kind}."),
            };
        }
    }
}
