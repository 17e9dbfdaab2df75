using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Zkfp.Core.Air;
using Zkfp.Core.Field;
using Zkfp.Core.Tests.Field;

namespace Zkfp.Core.Tests.Air;

/// <summary>What an expression becomes in a captured table has its value and its degree, for any expression: nothing that is simplified or shared changes it.</summary>
public class ExpressionTests
{
    private const int Columns = 3, Publics = 2;

    /// <summary>An expression: a constant, a column, a public value, or two operands.</summary>
    public sealed record Tree(ExprKind Kind, long Value, Tree? A = null, Tree? B = null)
    {
        /// <summary>Degree as written.</summary>
        public int Degree => Kind switch
        {
            ExprKind.Column => 1,
            ExprKind.Constant or ExprKind.Public => 0,
            ExprKind.Mul => A!.Degree + B!.Degree,
            _ => Math.Max(A!.Degree, B!.Degree),
        };

        public override string ToString() => Kind switch
        {
            ExprKind.Constant => $"{Value}",
            ExprKind.Column => $"c{Value}",
            ExprKind.Public => $"p{Value}",
            _ => $"({A} {Kind} {B})",
        };

        public KoalaBear Evaluate(KoalaBear[] columns, KoalaBear[] publics) => Kind switch
        {
            ExprKind.Constant => KoalaBear.FromInt64(Value),
            ExprKind.Column => columns[Value],
            ExprKind.Public => publics[Value],
            ExprKind.Add => A!.Evaluate(columns, publics) + B!.Evaluate(columns, publics),
            ExprKind.Sub => A!.Evaluate(columns, publics) - B!.Evaluate(columns, publics),
            _ => A!.Evaluate(columns, publics) * B!.Evaluate(columns, publics),
        };

        public Expr Build(AirBuilder b, Expr[] columns) => Kind switch
        {
            ExprKind.Constant => b.Constant(Value),
            ExprKind.Column => columns[Value],
            ExprKind.Public => b.Public((int)Value),
            ExprKind.Add => A!.Build(b, columns) + B!.Build(b, columns),
            ExprKind.Sub => A!.Build(b, columns) - B!.Build(b, columns),
            _ => A!.Build(b, columns) * B!.Build(b, columns),
        };

    }

    [Property(MaxTest = 3000, Arbitrary = [typeof(Trees), typeof(Elements)])]
    public void An_expression_keeps_its_value_and_degree(Tree tree, KoalaBear[] cells)
    {
        KoalaBear Cell(int i) => i < cells.Length ? cells[i] : KoalaBear.Zero;
        KoalaBear[] columns = [Cell(0), Cell(1), Cell(2)], publics = [Cell(3), Cell(4)];
        AirProgram air = Capture(tree, tree);
        var values = new KoalaBear[air.Nodes.Count];
        air.Evaluate<KoalaBear>(columns, publics, values);
        AirConstraint c = air.Constraints[0];
        Assert.Equal(tree.Evaluate(columns, publics), values[c.Node]);
        Assert.True(c.Degree <= tree.Degree);
        Assert.Equal(c.Degree, air.NodeDegrees[c.Node]);

        // Over the extension it is the same polynomial.
        var extended = new KoalaBear5[air.Nodes.Count];
        air.Evaluate<KoalaBear5>(Array.ConvertAll(columns, KoalaBear5.FromBase), publics, extended);
        Assert.Equal(KoalaBear5.FromBase(values[c.Node]), extended[c.Node]);
    }

    [Property(MaxTest = 1000, Arbitrary = [typeof(Trees)])]
    public void Equal_expressions_are_one_node(Tree tree)
    {
        AirProgram air = Capture(tree, tree);
        Assert.Equal(air.Constraints[0].Node, air.Constraints[1].Node);
        Assert.Equal(air.Nodes.Count, air.Nodes.Distinct().Count());
        for (int i = 0; i < air.Nodes.Count; i++)
            if (air.Nodes[i].Kind is ExprKind.Add or ExprKind.Sub or ExprKind.Mul) Assert.True(air.Nodes[i].A < i && air.Nodes[i].B < i);
    }

    private static AirProgram Capture(params ReadOnlySpan<Tree> constraints)
    {
        var b = new AirBuilder();
        Expr[] columns = [b.Main("a"), b.Main("b"), b.Main("c")];
        foreach (Tree t in constraints) b.AssertZero($"{t}", t.Build(b, columns));
        return b.Capture("t", TablePresence.EveryShard, fixedLogHeight: 8);
    }

    /// <summary>Generates trees of degree at most <see cref="AirProgram.MaxDegree"/>; shrinks to subtrees.</summary>
    public static class Trees
    {
        public static Arbitrary<Tree> Tree() => Arb.From(Gen.Sized(size => Of(Math.Min(size, 30))), Smaller);

        private static Gen<Tree> Leaf() => Gen.OneOf(
            Gen.Elements(0L, 1L, -1L, 2L, 1L << 16, 1L << 32, -(1L << 40)).Select(v => new Tree(ExprKind.Constant, v)),
            Gen.Choose(0, Columns - 1).Select(i => new Tree(ExprKind.Column, i)), Gen.Choose(0, Publics - 1).Select(i => new Tree(ExprKind.Public, i)));

        private static Gen<Tree> Of(int size) => size == 0 ? Leaf() :
            from a in Of(size / 2)
            from b in Of(size / 2)
            from kind in Gen.Elements(ExprKind.Add, ExprKind.Sub, ExprKind.Mul)
            select new Tree(kind == ExprKind.Mul && a.Degree + b.Degree > AirProgram.MaxDegree ? ExprKind.Sub : kind, 0, a, b);

        private static IEnumerable<Tree> Smaller(Tree t)
        {
            if (t.A is null || t.B is null) yield break;
            yield return t.A;
            yield return t.B;
            foreach (Tree a in Smaller(t.A)) yield return t with { A = a };
            foreach (Tree b in Smaller(t.B)) yield return t with { B = b };
        }
    }
}
