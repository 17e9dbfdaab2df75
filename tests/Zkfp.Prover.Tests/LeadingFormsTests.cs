using Zkfp.Core.Air;
using Zkfp.Core.Field;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Machine;
using Zkfp.Prover.Tables;
using Zkfp.Recursion.Machine;

namespace Zkfp.Prover.Tests;

/// <summary>The coefficient of X³ of each product along a line is what its values at four points say.</summary>
public class LeadingFormsTests
{
    [Fact]
    public void Of_the_tables_of_the_machine() => Check(MipsMachine.For(Endianness.Big).Definition.Tables);

    [Fact]
    public void Of_the_tables_of_the_recursion_machines() => Check([.. RecursionMachine.Rec1.Definition.Tables, .. RecursionMachine.Fin1.Definition.Tables]);

    [Fact]
    public void Of_sums_that_cancel_or_have_odd_factors()
    {
        var b = new AirBuilder();
        Expr x = b.Main("x"), y = b.Main("y"), z = b.Main("z"), xyz = x * y * z, xxz = x * x * z, yyz = y * y * z;
        b.AssertZero("cancels", xyz - xyz + (xxz - xxz + yyz) * 1);
        b.AssertZero("odd", 3 * xyz + 5 * xxz - 7 * yyz + x * y + (xyz + xyz + xxz) + 2 * (1 - x) * (y - z) * (x + y + z - 4));
        b.AssertZero("differences", (x - y) * (y - z) * (z - x) - 11 * (x + y) * (x - 2 * y) * z);
        Check([b.Capture("odd", TablePresence.Optional)]);
    }

    private static void Check(IReadOnlyList<AirProgram> tables)
    {
        var random = new Random(5);
        int forms = 0;
        foreach (AirProgram air in tables)
        {
            var plan = new TablePlan(air);
            LeadingForms leading = plan.Leading;
            KoalaBear[] start = Values(air.Columns.Count), slope = Values(air.Columns.Count), publics = Values(64);
            KoalaBear[][] at = [.. ((int[])[-1, 0, 1, 2]).Select(x => Nodes(air, [.. start.Zip(slope, (s, d) => s + KoalaBear.FromInt64(x) * d)], publics))];
            KoalaBear[] form = Nodes(leading.Program, slope, publics);
            var seen = new HashSet<int>();
            for (int i = 0; i < leading.Weights.Length; i++)
            {
                (int product, KoalaBear factor) = leading.Weights[i];
                int node = plan.AllProducts[product];
                KoalaBear three = new(3), third = at[3][node] - three * at[2][node] + three * at[1][node] - at[0][node];
                Assert.Equal(third, new KoalaBear(6) * factor * form[leading.Nodes[i]]);
                seen.Add(product);
                forms++;
            }

            // Those without a form have none.
            for (int p = 0; p < plan.AllProducts.Length; p++)
                Assert.Equal(air.NodeDegrees[plan.AllProducts[p]] == AirProgram.MaxDegree, seen.Contains(p));
        }

        Assert.NotEqual(0, forms);

        KoalaBear[] Values(int count) => [.. Enumerable.Range(0, count).Select(_ => new KoalaBear((uint)random.Next()))];
    }

    private static KoalaBear[] Nodes(AirProgram air, KoalaBear[] columns, KoalaBear[] publics)
    {
        var values = new KoalaBear[air.Nodes.Count];
        air.Evaluate<KoalaBear>(columns, publics, values);
        return values;
    }
}
