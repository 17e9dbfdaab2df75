using Zkfp.Core.Air;
using Zkfp.Core.Hash;

namespace Zkfp.Recursion.Machine.Tables;

/// <summary>
/// P of docs/protocol.md §2 on a state of 24 elements, read as five wires (the last has four elements and a 0) and written as five. The three wires of the rate
/// are written with their elements in reverse, the order in which a transcript samples them; the two of the capacity as they are, the order in which the next
/// permutation reads them. The constraints of <see cref="Poseidon2Air"/> determine every S-box, so outputs follow from inputs.
/// </summary>
internal sealed class SpongeTable() : RecursionTable(TableId.Sponge, positions: 2, positionsOfLast: 2)
{
    /// <summary>Wires of a state.</summary>
    public const int Wires = 5;

    /// <summary>Wires of the rate.</summary>
    public const int RateWires = 3;

    /// <summary>The first column of the state; what the S-boxes give follows it.</summary>
    public const int State = 1 + 3 * Wires;

    /// <summary>The element of the state that coefficient i of output wire w is; −1 if it is 0.</summary>
    public static int OutputLane(int wire, int coefficient)
    {
        int lane = wire < RateWires ? 5 * wire + 4 - coefficient : 5 * wire + coefficient;
        return lane < Poseidon2.Width ? lane : -1;
    }

    protected override void Define(AirBuilder b)
    {
        Expr real = b.Preprocessed("real"), zero = b.Constant(0L);
        Expr[] read = Preprocessed(b, "addressIn", Wires), written = Preprocessed(b, "addressOut", Wires), reads = Preprocessed(b, "reads", Wires);
        Expr[] state = Mains(b, "in", Poseidon2.Width);
        for (int w = 0; w < Wires; w++)
        {
            Expr In(int i) => 5 * w + i < state.Length ? state[5 * w + i] : zero;
            b.Pull($"in {w}", RecursionMachine.Wire, real, read[w], In(0), In(1), In(2), In(3), In(4));
        }

        Poseidon2Air.Permute(b, Poseidon2Permutation.Wide, real, state);
        for (int w = 0; w < Wires; w++)
        {
            Expr Out(int i) => OutputLane(w, i) is >= 0 and int lane ? state[lane] : zero;
            b.Push($"out {w}", RecursionMachine.Wire, reads[w], written[w], Out(0), Out(1), Out(2), Out(3), Out(4));
        }
    }
}
