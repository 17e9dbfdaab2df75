using Zkfp.Core.Air;
using Zkfp.Core.Hash;

namespace Zkfp.Recursion.Machine.Tables;

/// <summary>
/// A step of Merkle paths as in <see cref="MerkleTable"/>, whose permutation is a row of its own in <see cref="RoundsTable"/> and <see cref="PartialTable"/>: a
/// row takes m₁ paths that have come to the node (class, 2i, left) and m₂ that have come to (class, 2i + 1, right) on to (class + 1, i, parent).
/// </summary>
/// <remarks>
/// <para>
/// <b>Sound.</b> The argument of <see cref="MerkleTable"/> asks of a row that sends anything that parent = Compress(left, right), that m₁, m₂ &lt; 2^13, and
/// of all rows that they are at most 2^16. A row in use writes left ‖ right ‖ 0 as five wires at an address from the key, which one permutation reads, and
/// pulls the first two wires that this permutation writes (ten elements in reverse) with parent − left, a tenth column for the element that is not the
/// digest's: so parent is the Compress of its children, whatever the columns hold. That the two addresses are those of one permutation, which no other row
/// feeds, <see cref="Recording.CircuitCheck"/> asserts by following it from row to row.
/// </para>
/// <para>
/// left and right are the prover's, as the values of <see cref="InputTable"/> are: the wires that they are written to depend on nothing, and the pulled ones,
/// which come later, assert.
/// </para>
/// </remarks>
internal sealed class StepTable() : RecursionTable(TableId.Step)
{
    /// <summary>Output wires that hold the parent.</summary>
    public const int OutputWires = 2;

    protected override void Define(AirBuilder b)
    {
        Expr real = b.Preprocessed("real"), written = b.Preprocessed("addressIn"), read = b.Preprocessed("addressOut"), zero = b.Constant(0L);
        Expr node = b.Main("class"), index = b.Main("index"), m1 = b.Main("m1"), m2 = b.Main("m2");
        Expr[] left = Mains(b, "left", Digest.Length), right = Mains(b, "right", Digest.Length), parent = Mains(b, "parent", Digest.Length);
        Expr tenth = b.Main("tenth");
        b.Pull("left", RecursionMachine.Node, real * m1, [node, 2 * index, .. left]);
        b.Pull("right", RecursionMachine.Node, real * m2, [node, 2 * index + 1, .. right]);
        b.Push("parent", RecursionMachine.Node, real * (m1 + m2), [node + 1, index, .. parent]);
        b.Pull("m1 is small", RecursionMachine.Range, real, m1);
        b.Pull("m2 is small", RecursionMachine.Range, real, m2);
        Expr[] state = [.. left, .. right], output = [.. parent.Select((p, i) => p - left[i]), tenth];
        for (int w = 0; w < SpongeTable.Wires; w++)
            b.Push($"in {w}", RecursionMachine.Wire, real, [written + w, .. RoundsTable.Wire(state, w, zero, false)]);
        for (int w = 0; w < OutputWires; w++)
            b.Pull($"out {w}", RecursionMachine.Wire, real, [read + w, .. RoundsTable.Wire(output, w, zero, true)]);
    }
}
