using Zkfp.Core.Air;
using Zkfp.Core.Field;

namespace Zkfp.Recursion.Machine.Tables;

/// <summary>
/// o = s·a·b + t·c + k over K, with s, t, k ∈ F preprocessed: sums, differences, products, products with constants, each fused with a sum. The result is no
/// column: it is an expression of degree 3 in the message that pushes it, or, with the multiplicity −1, that pulls it to assert that it is another wire. There
/// is no constraint: a, b, c are those that were written, because they are pulled.
/// </summary>
internal sealed class MacTable(int positions) : RecursionTable(TableId.Mac, positions, positionsOfLast: 3)
{
    protected override void Define(AirBuilder b)
    {
        Expr real = b.Preprocessed("real"), addressA = b.Preprocessed("addressA"), addressB = b.Preprocessed("addressB"), addressC = b.Preprocessed("addressC");
        Expr addressO = b.Preprocessed("addressO"), reads = b.Preprocessed("reads"), s = b.Preprocessed("s"), t = b.Preprocessed("t"), k = b.Preprocessed("k");
        Expr[] x = Mains(b, "a", KoalaBear5.Degree), y = Mains(b, "b", KoalaBear5.Degree), z = Mains(b, "c", KoalaBear5.Degree);
        Expr[] o = ExtensionAir.Multiply(x, y);
        for (int i = 0; i < o.Length; i++) o[i] = s * o[i] + t * z[i];
        o[0] += k;
        b.Pull("a", RecursionMachine.Wire, real, [addressA, .. x]);
        b.Pull("b", RecursionMachine.Wire, real, [addressB, .. y]);
        b.Pull("c", RecursionMachine.Wire, real, [addressC, .. z]);
        b.Push("result", RecursionMachine.Wire, reads, [addressO, .. o]);
    }
}

/// <summary>Products in K = F[X]/(X⁵ + X² − 1).</summary>
internal static class ExtensionAir
{
    /// <summary>The coefficients of x·y, of degree 2 in those of x and y.</summary>
    public static Expr[] Multiply(Expr[] x, Expr[] y)
    {
        // X⁵ = 1 − X², X⁶ = X − X³, X⁷ = X² − X⁴, X⁸ = X³ + X² − 1.
        var p = new Expr?[2 * KoalaBear5.Degree - 1];
        for (int i = 0; i < x.Length; i++)
            for (int j = 0; j < y.Length; j++) p[i + j] = p[i + j] is { } sum ? sum + x[i] * y[j] : x[i] * y[j];
        Expr P(int i) => p[i]!.Value;
        return [P(0) + P(5) - P(8), P(1) + P(6), P(2) - P(5) + P(7) + P(8), P(3) - P(6) + P(8), P(4) - P(7)];
    }
}
