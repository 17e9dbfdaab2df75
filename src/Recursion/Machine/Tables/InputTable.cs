using Zkfp.Core.Air;
using Zkfp.Core.Field;

namespace Zkfp.Recursion.Machine.Tables;

/// <summary>
/// A wire that the prover chooses: of a proof that is verified, a hint, an opened row. Of its coefficients those marked by preprocessed flags are the committed
/// ones, the others are 0 whatever the columns hold: a base element has the flags 0, 0, 0, 0. That the value is right is for the rows that read it.
/// </summary>
internal sealed class InputTable(int positions) : RecursionTable(TableId.Input, positions)
{
    protected override void Define(AirBuilder b)
    {
        Expr address = b.Preprocessed("address"), reads = b.Preprocessed("reads");
        Expr[] has = Preprocessed(b, "has", KoalaBear5.Degree - 1), v = Mains(b, "v", KoalaBear5.Degree);
        b.Push("value", RecursionMachine.Wire, reads, address, v[0], has[0] * v[1], has[1] * v[2], has[2] * v[3], has[3] * v[4]);
    }
}
