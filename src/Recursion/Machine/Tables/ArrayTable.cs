using Zkfp.Core.Air;
using Zkfp.Core.Field;

namespace Zkfp.Recursion.Machine.Tables;

/// <summary>
/// An entry of an array: a wire that is read here, and offered on the bus Entry as (array, index, value) with array (from 1) and index preprocessed. How often
/// it is taken is data, any element of F: a sum of <see cref="SelectTable"/>'s pulls, fewer than p, is balanced by entries alone, so each pull is of an entry;
/// and each pair
/// (array, index) has one row, whose value is a wire's.
/// </summary>
internal sealed class ArrayTable() : RecursionTable(TableId.Array)
{
    protected override void Define(AirBuilder b)
    {
        Expr real = b.Preprocessed("real"), address = b.Preprocessed("address"), array = b.Preprocessed("array"), index = b.Preprocessed("index");
        Expr[] v = Mains(b, "v", KoalaBear5.Degree);
        Expr taken = b.Main("taken");
        b.Pull("wire", RecursionMachine.Wire, real, [address, .. v]);
        b.Push("entry", RecursionMachine.Entry, real * taken, [array, index, .. v]);
    }
}
