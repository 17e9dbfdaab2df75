using Zkfp.Core.Air;
using Zkfp.Core.Field;

namespace Zkfp.Recursion.Machine.Tables;

/// <summary>
/// o = c + Σ vᵢ·wᵢ for the five coefficients vᵢ ∈ F of a wire and five wires wᵢ: a fold of an opened row, five columns at a time. As in
/// <see cref="MacTable"/> the result is an expression in its message, and nothing but messages binds the columns.
/// </summary>
internal sealed class DotTable() : RecursionTable(TableId.Dot, positions: 2)
{
    protected override void Define(AirBuilder b)
    {
        const int n = KoalaBear5.Degree;
        Expr real = b.Preprocessed("real"), addressV = b.Preprocessed("addressV");
        Expr[] addressW = Preprocessed(b, "addressW", n);
        Expr addressC = b.Preprocessed("addressC"), addressO = b.Preprocessed("addressO"), reads = b.Preprocessed("reads");
        Expr[] v = Mains(b, "v", n), w = Mains(b, "w", n * n), c = Mains(b, "c", n), o = [.. c];
        b.Pull("v", RecursionMachine.Wire, real, [addressV, .. v]);
        for (int j = 0; j < n; j++)
        {
            b.Pull($"w{j}", RecursionMachine.Wire, real, [addressW[j], .. w.AsSpan(n * j, n)]);
            for (int i = 0; i < n; i++) o[i] += v[j] * w[n * j + i];
        }

        b.Pull("c", RecursionMachine.Wire, real, [addressC, .. c]);
        b.Push("result", RecursionMachine.Wire, reads, [addressO, .. o]);
    }
}
