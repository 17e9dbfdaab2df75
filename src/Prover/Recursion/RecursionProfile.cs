using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Machine;
using Zkfp.Protocol.Parameters;
using Zkfp.Recursion.Circuits;

namespace Zkfp.Prover.Recursion;

/// <summary>The circuits that this version makes proofs with.</summary>
public static class RecursionProfile
{
    /// <summary>
    /// Shards that a leaf of a class takes. Four fill the table of Merkle steps to the last; a boundary matrix of more than a column, whose leaves hold fewer rows,
    /// has longer paths, and machines with primitives have twice the columns to place.
    /// </summary>
    public static int PlacesOf(ProofClass proofClass, bool primitives) => primitives ? 2 : proofClass.BoundaryWidth > 1 ? 3 : LeafCircuit.MaxPlaces;

    /// <summary>Gaps of a program's image that its key may have at most, two global messages each.</summary>
    public const int MostGaps = 256;

    // Of the classes that provers choose for shards (ProofClasses) the smallest and the usual ones: h, main and boundary columns, log₂ of the leaves.
    private static readonly (int LogHeight, int Main, int Boundary, int LogLeaves)[] s_classes =
    [
        (ProgramKeys.SmallLogHeight, 15, 1, 22), (ProgramKeys.LogHeight, 45, 1, 26), (ProgramKeys.LogHeight, 45, 1, 27), (ProgramKeys.LogHeight, 45, 4, 26),
        (ProgramKeys.LogHeight, 45, 4, 27),
    ];

    /// <summary>The profile.</summary>
    public static CircuitProfile Default { get; } = new(
        [.. Classes()],
        [new MessageForm(true, Buses.Chain.Tag, Buses.Chain.Arity), new MessageForm(false, Buses.Chain.Tag, Buses.Chain.Arity)],
        MostGaps, JoinPlaces: 4, BundlePlaces: 4, NodeLogHeight: 19, ShrinkLogHeight: 17, FinalLogHeight: 15);

    /// <summary>The number of the leaf circuit that takes shards of a machine and class, or −1.</summary>
    public static int LeafFor(CircuitProfile profile, Core.Machine.MachineDefinition machine, ProofClass proofClass)
    {
        ArgumentNullException.ThrowIfNull(profile);
        ArgumentNullException.ThrowIfNull(machine);
        for (int i = 0; i < profile.Leaves.Count; i++)
            if (profile.Leaves[i].Machine.Digest == machine.Digest && profile.Leaves[i].Class == proofClass) return i;
        return -1;
    }

    private static IEnumerable<LeafClass> Classes()
    {
        foreach ((Endianness order, bool primitives) in ((Endianness, bool)[])[
            (Endianness.Big, false), (Endianness.Little, false), (Endianness.Big, true), (Endianness.Little, true)])
        {
            MipsMachine machine = primitives ? MipsMachine.For(order) : MipsMachine.Plain(order);
            foreach ((int h, int main, int boundary, int leaves) in s_classes)
            {
                var c = new ProofClass(h, main, boundary, 4, leaves);
                yield return new LeafClass(machine.Definition, c, PlacesOf(c, primitives));
            }
        }
    }
}
