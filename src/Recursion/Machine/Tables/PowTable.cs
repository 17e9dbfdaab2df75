using Zkfp.Core.Air;
using Zkfp.Core.Field;

namespace Zkfp.Recursion.Machine.Tables;

/// <summary>
/// One coordinate of pow_n(x) at a point: from c ∈ K, x ∈ F and R ∈ K the wires c·(1 − R + R·x) and x². x is one column, pulled with four zeros. Both results
/// are expressions in their messages.
/// </summary>
internal sealed class PowTable() : RecursionTable(TableId.Pow)
{
    protected override void Define(AirBuilder b)
    {
        Expr real = b.Preprocessed("real"), addressC = b.Preprocessed("addressC"), addressX = b.Preprocessed("addressX"), addressR = b.Preprocessed("addressR");
        Expr addressO = b.Preprocessed("addressO"), reads = b.Preprocessed("reads"), addressS = b.Preprocessed("addressS"), readsS = b.Preprocessed("readsS");
        Expr zero = b.Constant(0L);
        Expr[] c = Mains(b, "c", KoalaBear5.Degree), r = Mains(b, "r", KoalaBear5.Degree);
        Expr x = b.Main("x"), less = x - 1;
        Expr[] o = ExtensionAir.Multiply(c, r);
        for (int i = 0; i < o.Length; i++) o[i] = c[i] + less * o[i];
        b.Pull("c", RecursionMachine.Wire, real, [addressC, .. c]);
        b.Pull("x", RecursionMachine.Wire, real, addressX, x, zero, zero, zero, zero);
        b.Pull("r", RecursionMachine.Wire, real, [addressR, .. r]);
        b.Push("product", RecursionMachine.Wire, reads, [addressO, .. o]);
        b.Push("square", RecursionMachine.Wire, readsS, addressS, x * x, zero, zero, zero, zero);
    }
}
