using Zkfp.Core.Air;
using Zkfp.Core.Trace;

namespace Zkfp.MipsVm.Constraints;

/// <summary>
/// A column that a trace stores, named once, by <see cref="TableAir"/>: where constraints are stated it is an expression, where rows are written it is a
/// place. Virtual columns are expressions only, so nothing can be written to them.
/// </summary>
internal readonly struct TableColumn(Expr expr, int index)
{
    private readonly Expr _expr = expr;

    /// <summary>Index among the table's columns.</summary>
    public readonly int Index = index;

    public static implicit operator Expr(in TableColumn c) => c._expr;

    public static Expr operator +(in TableColumn a, in TableColumn b) => a._expr + b._expr;

    public static Expr operator +(in TableColumn a, long b) => a._expr + b;

    public static Expr operator +(long a, in TableColumn b) => a + b._expr;

    public static Expr operator -(in TableColumn a, in TableColumn b) => a._expr - b._expr;

    public static Expr operator -(in TableColumn a, long b) => a._expr - b;

    public static Expr operator -(long a, in TableColumn b) => a - b._expr;

    public static Expr operator *(in TableColumn a, in TableColumn b) => a._expr * b._expr;

    public static Expr operator *(in TableColumn a, long b) => a._expr * b;

    public static Expr operator *(long a, in TableColumn b) => a * b._expr;
}

/// <summary>Traces by column.</summary>
internal static class TraceTableColumns
{
    /// <summary>The values of a column of the table's own.</summary>
    public static Span<uint> Column(this TraceTable trace, in TableColumn column) => trace.Column(column.Index);
}
