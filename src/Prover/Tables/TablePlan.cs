using Zkfp.Core.Air;

namespace Zkfp.Prover.Tables;

/// <summary>What the prover knows of a table before any proof: the code for its GKR leaves and for its constraints.</summary>
internal sealed class TablePlan
{
    // Products of a constraint or field that are added up before they are weighed.
    private const int Many = 4;

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
        Leading = new LeadingForms(air, AllProducts);
    }

    /// <summary>The table.</summary>
    public AirProgram Air { get; }

    /// <summary>Multiplicity and fields of each interaction.</summary>
    public TableCode Leaves { get; }

    /// <summary>
    /// The products that remain when constraints and messages are written as constant + Σ column + Σ product: one output each. A constraint or field with many
    /// products, such as a limb made of bits, is one output: adding them up in the base field is cheaper than weighing each.
    /// </summary>
    public TableCode Constraints { get; }

    /// <summary>The coefficients of X³ of what <see cref="Constraints"/> gives.</summary>
    public LeadingForms Leading { get; }

    /// <summary>The products that messages alone need.</summary>
    public TableCode Interactions { get; }

    /// <summary>Nodes of the outputs of <see cref="Constraints"/>.</summary>
    public int[] AllProducts { get; }

    /// <summary>Nodes of the outputs of <see cref="Interactions"/>.</summary>
    public int[] InteractionProducts { get; }

    /// <summary>The largest degree among the products; at least 1.</summary>
    public int Degree { get; } = 1;

    // Products of two operands of positive degree that are reached from the roots through sums and multiples; a root with many of them itself.
    private static int[] Products(AirProgram air, HashSet<int> roots)
    {
        var products = new SortedSet<int>();
        var seenFrom = new int[air.Nodes.Count];
        var below = new List<int>();
        var pending = new Stack<int>();
        int root = 0;
        foreach (int r in roots)
        {
            root++;
            below.Clear();
            pending.Push(r);
            while (pending.TryPop(out int i))
            {
                if (seenFrom[i] == root || air.NodeDegrees[i] == 0) continue;
                seenFrom[i] = root;
                AirNode n = air.Nodes[i];
                if (n.Kind is not (ExprKind.Add or ExprKind.Sub or ExprKind.Mul)) continue;
                if (n.Kind == ExprKind.Mul && air.NodeDegrees[(int)n.A] != 0 && air.NodeDegrees[(int)n.B] != 0)
                {
                    below.Add(i);
                    continue;
                }

                pending.Push((int)n.A);
                pending.Push((int)n.B);
            }

            if (below.Count >= Many) products.Add(r);
            else products.UnionWith(below);
        }

        return [.. products];
    }
}
