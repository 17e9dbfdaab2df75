using Zkfp.Core.Air;
using Zkfp.Core.Field;

namespace Zkfp.Recursion.Machine.Tables;

/// <summary>
/// A wire whose value is known with the circuit. Nothing is committed: all columns are preprocessed, so the message is what the key says.
/// </summary>
internal sealed class ConstantTable() : RecursionTable(TableId.Constant)
{
    protected override void Define(AirBuilder b)
    {
        Expr address = b.Preprocessed("address"), reads = b.Preprocessed("reads");
        Expr[] v = Preprocessed(b, "v", KoalaBear5.Degree);
        b.Push("value", RecursionMachine.Wire, reads, [address, .. v]);
    }
}
