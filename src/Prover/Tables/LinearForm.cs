using Zkfp.Core.Air;
using Zkfp.Core.Field;

namespace Zkfp.Prover.Tables;

/// <summary>Σ weightᵢ·nodeᵢ of a table rewritten as constant + Σ weight·column + Σ weight·product.</summary>
/// <param name="Constant">The constant.</param>
/// <param name="Columns">One weight per column.</param>
/// <param name="Products">One weight per output of the plan.</param>
internal sealed record LinearForm(KoalaBear5 Constant, KoalaBear5[] Columns, KoalaBear5[] Products)
{
    /// <summary>
    /// Pushes weights from the nodes down to columns and products. <paramref name="weights"/> (one per node) is overwritten; <paramref name="constants"/>
    /// are the values of nodes of degree 0; <paramref name="products"/> the nodes at which pushing stops, ascending.
    /// </summary>
    public static LinearForm From(AirProgram air, KoalaBear5[] weights, KoalaBear[] constants, int[] products)
    {
        KoalaBear5 constant = default;
        var columns = new KoalaBear5[air.Columns.Count];
        var left = new KoalaBear5[products.Length];
        for (int i = weights.Length - 1; i >= 0; i--)
        {
            KoalaBear5 w = weights[i];
            if (w == KoalaBear5.Zero) continue;
            if (Array.BinarySearch(products, i) is >= 0 and int product)
            {
                left[product] = w;
                continue;
            }

            AirNode n = air.Nodes[i];
            int a = (int)n.A, b = (int)n.B;
            if (air.NodeDegrees[i] == 0)
            {
                constant += w * constants[i];
                continue;
            }

            switch (n.Kind)
            {
                case ExprKind.Column:
                    columns[a] += w;
                    break;
                case ExprKind.Add:
                    weights[a] += w;
                    weights[b] += w;
                    break;
                case ExprKind.Sub:
                    weights[a] += w;
                    weights[b] -= w;
                    break;
                case ExprKind.Mul when air.NodeDegrees[a] == 0:
                    weights[b] += w * constants[a];
                    break;
                case ExprKind.Mul when air.NodeDegrees[b] == 0:
                    weights[a] += w * constants[b];
                    break;
                default:
                    throw new InvalidOperationException($"{air.Name}: product {i} is no output of the plan");
            }
        }

        return new LinearForm(constant, columns, left);
    }
}
