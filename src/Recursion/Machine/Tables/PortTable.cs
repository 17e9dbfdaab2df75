using Zkfp.Core.Air;
using Zkfp.Core.Field;

namespace Zkfp.Recursion.Machine.Tables;

/// <summary>
/// Where wires meet Merkle trees: a digest of two wires and an index, sent to the bus Node with a preprocessed node class (32 · tree + level) and
/// multiplicity: 1 for
/// the leaf of a query, at level 0, and minus the number of queries for a tree's root, at its depth with index 0. A digest has elements 0 … 4 in the first wire
/// and 5 … 8 in the second; with <c>reversed</c> = 1 both wires are as <see cref="SpongeTable"/> writes them, the second then begins with an element that is
/// not
/// the digest's.
/// </summary>
internal sealed class PortTable() : RecursionTable(TableId.Port)
{
    protected override void Define(AirBuilder b)
    {
        Expr real = b.Preprocessed("real"), addressA = b.Preprocessed("addressA"), addressB = b.Preprocessed("addressB"), addressI = b.Preprocessed("addressI");
        Expr node = b.Preprocessed("node"), times = b.Preprocessed("times"), reversed = b.Preprocessed("reversed"), zero = b.Constant(0L);
        Expr[] x = Mains(b, "a", KoalaBear5.Degree), y = Mains(b, "b", KoalaBear5.Degree);
        Expr index = b.Main("index");
        b.Pull("a", RecursionMachine.Wire, real, [addressA, .. x]);
        b.Pull("b", RecursionMachine.Wire, real, [addressB, .. y]);
        b.Pull("index", RecursionMachine.Wire, real, addressI, index, zero, zero, zero, zero);
        Expr Of(Expr[] v, int i) => i == 2 ? v[i] : v[i] + reversed * (v[4 - i] - v[i]);
        b.Push("node", RecursionMachine.Node, times,
            node, index, Of(x, 0), Of(x, 1), Of(x, 2), Of(x, 3), Of(x, 4), Of(y, 0), Of(y, 1), Of(y, 2), Of(y, 3));
    }
}
