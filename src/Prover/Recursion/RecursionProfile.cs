using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Machine;
using Zkfp.Protocol.Parameters;
using Zkfp.Recursion.Circuits;

namespace Zkfp.Prover.Recursion;

/// <summary>The circuits that this version makes proofs with.</summary>
public static class RecursionProfile
{
    /// <summary>Shards that a leaf takes; of machines with primitives, which have twice the columns to place, half of them.</summary>
    public const int LeafPlaces = LeafCircuit.MaxPlaces;

    /// <summary>Gaps of a program's image that its key may have at most, two global messages each.</summary>
    public const int MostGaps = 256;

    // Of the classes that provers choose for shards (ProofClasses) the smallest and the usual one: h, main columns, log₂ of the leaves.
    private static readonly (int LogHeight, int Main, int LogLeaves)[] s_classes = [(ProgramKeys.SmallLogHeight, 15, 22), (ProgramKeys.LogHeight, 45, 26)];

    /// <summary>The profile.</summary>
    public static CircuitProfile Default { get; } = new(
        [.. Classes()],
        [new MessageForm(true, Buses.Chain.Tag, Buses.Chain.Arity), new MessageForm(false, Buses.Chain.Tag, Buses.Chain.Arity)],
        MostGaps, JoinPlaces: 4, BundlePlaces: 4, NodeLogHeight: 19, ShrinkLogHeight: 17, FinalLogHeight: 17);

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
            foreach ((int h, int main, int leaves) in s_classes)
                yield return new LeafClass(machine.Definition, new ProofClass(h, main, 1, 4, leaves), primitives ? LeafPlaces / 2 : LeafPlaces);
        }
    }
}
