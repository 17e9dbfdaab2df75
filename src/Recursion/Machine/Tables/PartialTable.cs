using Zkfp.Core.Air;
using Zkfp.Core.Hash;

namespace Zkfp.Recursion.Machine.Tables;

/// <summary>
/// The internal rounds of a permutation in one row, between rows of <see cref="RoundsTable"/>: five wires in, five out, each at consecutive addresses. All
/// S-boxes but the last have a column and a constraint; the last cube goes into the pushed messages. So outputs follow from inputs, which are columns because
/// they are pulled.
/// </summary>
internal sealed class PartialTable() : RecursionTable(TableId.Partial)
{
    /// <summary>S-boxes with a column.</summary>
    public static int Columns => Poseidon2Permutation.Wide.Internal.Length - 1;

    protected override void Define(AirBuilder b)
    {
        Expr real = b.Preprocessed("real"), read = b.Preprocessed("addressIn"), written = b.Preprocessed("addressOut"), zero = b.Constant(0L);
        Expr[] state = Mains(b, "in", Poseidon2.Width);
        for (int w = 0; w < SpongeTable.Wires; w++)
            b.Pull($"in {w}", RecursionMachine.Wire, real, [read + w, .. RoundsTable.Wire(state, w, zero, false)]);
        int left = Columns;
        new Poseidon2Air(Poseidon2Permutation.Wide, b.Constant, real, (name, x) =>
        {
            if (left-- == 0) return x * x * x;
            Expr cube = b.Main(name);
            b.AssertZero(name, x * x * x - cube);
            return cube;
        }).InternalRounds(state);
        for (int w = 0; w < SpongeTable.Wires; w++)
            b.Push($"out {w}", RecursionMachine.Wire, real, [written + w, .. RoundsTable.Wire(state, w, zero, false)]);
    }
}
