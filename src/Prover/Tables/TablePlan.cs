using Zkfp.Core.Air;

namespace Zkfp.Prover.Tables;

/// <summary>What the prover knows of a table before any proof: the code for its GKR leaves and for its constraints.</summary>
internal sealed class TablePlan
{
    /// <summary>Compiles a table.</summary>
    public TablePlan(AirProgram air)
    {
        Air = air;
        var leaves = new List<int[]>();
        foreach (AirInteraction i in air.Interactions) leaves.Add([i.Multiplicity, .. i.Fields]);
        Leaves = new TableCode(air, leaves);

        var roots = new HashSet<int>();
        foreach (int[] l in leaves) roots.UnionWith(l);
        InteractionProducts = Products(air, roots);
        foreach (AirConstraint c in air.Constraints) roots.Add(c.Node);
        AllProducts = Products(air, roots);
        foreach (int p in AllProducts) Degree = Math.Max(Degree, air.NodeDegrees[p]);
        Constraints = new TableCode(air, Array.ConvertAll(AllProducts, p => new[] { p }));
        Interactions = new TableCode(air, Array.ConvertAll(InteractionProducts, p => new[] { p }));
    }

    /// <summary>The table.</summary>
    public AirProgram Air { get; }

    /// <summary>Multiplicity and fields of each interaction.</summary>
    public TableCode Leaves { get; }

    /// <summary>
    /// The products that remain when constraints and messages are written as constant + Σ column + Σ product: one output each.
    /// </summary>
    public TableCode Constraints { get; }

    /// <summary>The products that messages alone need.</summary>
    public TableCode Interactions { get; }

    /// <summary>Nodes of the outputs of <see cref="Constraints"/>.</summary>
    public int[] AllProducts { get; }

    /// <summary>Nodes of the outputs of <see cref="Interactions"/>.</summary>
    public int[] InteractionProducts { get; }

    /// <summary>The largest degree among the products; at least 1.</summary>
    public int Degree { get; } = 1;

    // Products of two operands of positive degree that are reached from the roots through sums and multiples.
    private static int[] Products(AirProgram air, HashSet<int> roots)
    {
        var reached = new bool[air.Nodes.Count];
        foreach (int r in roots) reached[r] = true;
        var products = new SortedSet<int>();
        for (int i = air.Nodes.Count - 1; i >= 0; i--)
        {
            if (!reached[i] || air.NodeDegrees[i] == 0) continue;
            AirNode n = air.Nodes[i];
            if (n.Kind is not (ExprKind.Add or ExprKind.Sub or ExprKind.Mul)) continue;
            if (n.Kind == ExprKind.Mul && air.NodeDegrees[(int)n.A] != 0 && air.NodeDegrees[(int)n.B] != 0)
            {
                products.Add(i);
                continue;
            }

            reached[n.A] = reached[n.B] = true;
        }

        return [.. products];
    }
}
