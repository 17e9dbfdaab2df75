using Zkfp.Core.Air;
using Zkfp.Core.Field;

namespace Zkfp.Recursion.Machine.Tables;

/// <summary>
/// Reads entry i + offset of an array for a base element i: pulls i, pulls (array, i + offset, value) from <see cref="ArrayTable"/>, writes value. An index
/// outside the array has no entry, so no witness.
/// </summary>
internal sealed class SelectTable() : RecursionTable(TableId.Select)
{
    protected override void Define(AirBuilder b)
    {
        Expr real = b.Preprocessed("real"), addressI = b.Preprocessed("addressI"), array = b.Preprocessed("array"), offset = b.Preprocessed("offset");
        Expr addressO = b.Preprocessed("addressO"), reads = b.Preprocessed("reads"), index = b.Main("index"), zero = b.Constant(0L);
        Expr[] v = Mains(b, "v", KoalaBear5.Degree);
        b.Pull("index", RecursionMachine.Wire, real, addressI, index, zero, zero, zero, zero);
        b.Pull("entry", RecursionMachine.Entry, real, [array, index + offset, .. v]);
        b.Push("value", RecursionMachine.Wire, reads, [addressO, .. v]);
    }
}
