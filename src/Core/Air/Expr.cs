namespace Zkfp.Core.Air;

/// <summary>What an expression node is.</summary>
public enum ExprKind : byte
{
    /// <summary>A constant; operand A is its canonical value.</summary>
    Constant = 0,

    /// <summary>A column of the table; operand A is its index.</summary>
    Column = 1,

    /// <summary>A public value of the shard; operand A is its index.</summary>
    Public = 2,

    /// <summary>Node A + node B.</summary>
    Add = 3,

    /// <summary>Node A − node B.</summary>
    Sub = 4,

    /// <summary>Node A · node B.</summary>
    Mul = 5,
}

/// <summary>A handle to a polynomial expression over one row of a table; made by an <see cref="AirBuilder"/>.</summary>
public readonly struct Expr
{
    internal readonly AirBuilder Builder;
    internal readonly int Node;

    internal Expr(AirBuilder builder, int node)
    {
        Builder = builder;
        Node = node;
    }

    /// <summary>Sum.</summary>
    public static Expr operator +(Expr a, Expr b) => a.Builder.Binary(ExprKind.Add, a, b);

    /// <summary>Difference.</summary>
    public static Expr operator -(Expr a, Expr b) => a.Builder.Binary(ExprKind.Sub, a, b);

    /// <summary>Product.</summary>
    public static Expr operator *(Expr a, Expr b) => a.Builder.Binary(ExprKind.Mul, a, b);

    /// <summary>Sum with an integer.</summary>
    public static Expr operator +(Expr a, long b) => a + a.Builder.Constant(b);

    /// <summary>Sum with an integer.</summary>
    public static Expr operator +(long a, Expr b) => b.Builder.Constant(a) + b;

    /// <summary>Difference with an integer.</summary>
    public static Expr operator -(Expr a, long b) => a - a.Builder.Constant(b);

    /// <summary>Difference with an integer.</summary>
    public static Expr operator -(long a, Expr b) => b.Builder.Constant(a) - b;

    /// <summary>Product with an integer.</summary>
    public static Expr operator *(Expr a, long b) => a * a.Builder.Constant(b);

    /// <summary>Product with an integer.</summary>
    public static Expr operator *(long a, Expr b) => b.Builder.Constant(a) * b;

    /// <summary>Negation.</summary>
    public static Expr operator -(Expr a) => a.Builder.Constant(0L) - a;
}
