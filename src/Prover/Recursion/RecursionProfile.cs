using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Machine;
using Zkfp.MipsVm.Planning;
using Zkfp.Protocol.Parameters;
using Zkfp.Recursion.Circuits;

namespace Zkfp.Prover.Recursion;

/// <summary>The circuits that this version makes proofs with.</summary>
public static class RecursionProfile
{
    /// <summary>
    /// Shards that a leaf of a class takes. Three make the tree's shape: 60 columns, four blocks of the hash (docs/decisions/0020-node-shape.md). Wider
    /// boundary matrices have longer paths.
    /// </summary>
    public static int PlacesOf(ProofClass proofClass) => proofClass.BoundaryWidth <= 16 ? 3 : 2;

    /// <summary>
    /// Gaps of a program's image that its key may have at most, two global messages each: as many as fit beside the rest of a node. A run of a program with more
    /// than <see cref="FewGaps"/> is finished in the tree before it is shrunk, a step more.
    /// </summary>
    public const int MostGaps = 8192;

    /// <summary>Gaps that the last layers have room for.</summary>
    public const int FewGaps = 256;

    // Every shard that is cut for a height fits one of its classes, whatever phase 1 chose for its boundary columns: all have the widest main matrix
    // (ShardSize.MostMainWidth). Columns at its end and messages that are not used cost a shard nothing, so there is one number of each. Small
    // programs have 4 preprocessed columns, those of some megabytes 16, the largest 64. h, preprocessed and boundary columns.
    private static readonly (int LogHeight, int Preprocessed, int Boundary)[] s_classes =
    [
        (ProgramKeys.SmallLogHeight, 4, 1), (ProgramKeys.SmallLogHeight, 4, 16), (ProgramKeys.SmallLogHeight, 4, 64),
        (ProgramKeys.SmallLogHeight, 16, 16), (ProgramKeys.SmallLogHeight, 16, 64),
        (ProgramKeys.LogHeight, 4, 1), (ProgramKeys.LogHeight, 4, 16), (ProgramKeys.LogHeight, 4, 64),
        (ProgramKeys.LogHeight, 16, 1), (ProgramKeys.LogHeight, 16, 16), (ProgramKeys.LogHeight, 16, 64),
        (ProgramKeys.LogHeight, 64, 64),
        (ProgramKeys.LargeLogHeight, 4, 1), (ProgramKeys.LargeLogHeight, 4, 16), (ProgramKeys.LargeLogHeight, 4, 64),
    ];

    /// <summary>The profile.</summary>
    public static CircuitProfile Default { get; } = new(
        [.. Classes()],
        [new MessageForm(true, Buses.Chain.Tag, Buses.Chain.Arity), new MessageForm(false, Buses.Chain.Tag, Buses.Chain.Arity)],
        MostGaps, FewGaps, JoinPlaces: 4, BundlePlaces: 4, NodeLogHeight: 19, ShrinkLogHeight: 17, FinalLogHeight: 15);

    private static IEnumerable<LeafClass> Classes()
    {
        foreach ((Endianness order, bool primitives) in ((Endianness, bool)[])[
            (Endianness.Big, false), (Endianness.Little, false), (Endianness.Big, true), (Endianness.Little, true)])
        {
            MipsMachine machine = primitives ? MipsMachine.For(order) : MipsMachine.Plain(order);
            foreach ((int h, int preprocessed, int boundary) in s_classes)
            {
                ProofClass c = Class(h, preprocessed, boundary);
                yield return new LeafClass(machine.Definition, c, PlacesOf(c));
            }

            // A run's last shard has the last values of all memory, so more boundary columns than those before it. With it in one leaf, short runs need no join.
            for (int h = ProgramKeys.LogHeight; h <= ProgramKeys.LargeLogHeight; h++)
            {
                ProofClass last = Class(h, 4, 16);
                yield return new LeafClass(machine.Definition, Class(h, 4, 1), PlacesOf(last), last);
            }
        }
    }

    private static ProofClass Class(int h, int preprocessed, int boundary) =>
        new(h, ShardSize.MostMainWidth, boundary, preprocessed, h + ShardSize.LogMessagesPerRow + 2);
}
