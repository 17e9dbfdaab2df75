using Zkfp.Core.Machine;
using Zkfp.Protocol.Keys;
using Zkfp.Protocol.Parameters;
using Zkfp.Recursion.Recording;

namespace Zkfp.Recursion.Circuits;

/// <summary>Shards that a leaf circuit verifies: all of one machine, and of one class but for the last where the leaf is for a change of class.</summary>
public sealed record LeafClass
{
    private readonly Lazy<MachineDefinition> _machine;

    /// <summary>A leaf for shards of a machine.</summary>
    public LeafClass(MachineDefinition machine, ProofClass proofClass, int places, ProofClass? last = null)
        : this(machine.Digest, new Lazy<MachineDefinition>(machine), proofClass, places, last)
    {
    }

    /// <summary>The same for a machine that is made when it is asked for: who verifies a last proof needs none.</summary>
    public LeafClass(Core.Hash.Digest machineDigest, Lazy<MachineDefinition> machine, ProofClass proofClass, int places, ProofClass? last = null)
    {
        (MachineDigest, _machine, Class, Places, Last) = (machineDigest, machine, proofClass, places, last);
    }

    /// <summary>The machine's digest.</summary>
    public Core.Hash.Digest MachineDigest { get; }

    /// <summary>The machine.</summary>
    public MachineDefinition Machine => _machine.Value;

    /// <summary>The class.</summary>
    public ProofClass Class { get; init; }

    /// <summary>How many neighbours one leaf takes at most, the last included.</summary>
    public int Places { get; init; }

    /// <summary>The class of the last shard, which is always there, as is one of the other class; null: the same.</summary>
    public ProofClass? Last { get; init; }

    /// <inheritdoc/>
    public bool Equals(LeafClass? other) =>
        other is not null && (MachineDigest, Class, Places, Last) == (other.MachineDigest, other.Class, other.Places, other.Last);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(MachineDigest, Class, Places, Last);

    /// <summary>Whether a leaf takes shards of these classes, in order.</summary>
    public bool Takes(ReadOnlySpan<ProofClass> classes)
    {
        if (classes.Length < (Last is null ? 1 : 2) || classes.Length > Places || (Last is { } last && classes[^1] != last)) return false;
        foreach (ProofClass c in Last is null ? classes : classes[..^1])
            if (c != Class) return false;
        return true;
    }

    /// <summary>The classes that it takes.</summary>
    public IEnumerable<ProofClass> Classes => Last is { } last ? [Class, last] : [Class];
}

/// <summary>What a set of recursion circuits is made from: all of it, with the keys, follows.</summary>
/// <param name="Leaves">The leaf circuits, in the order of their keys' numbers.</param>
/// <param name="Messages">The global messages of a program's key come in groups of these.</param>
/// <param name="MessageGroups">The most groups of a key that a run can be finished with in the tree.</param>
/// <param name="ShrinkMessageGroups">Those that a run can be shrunk with at once, instead of being finished in the tree first.</param>
/// <param name="JoinPlaces">Children of a join.</param>
/// <param name="BundlePlaces">Children of a bundle.</param>
/// <param name="NodeLogHeight">h of the proofs of leaves, joins, finished runs and bundles, which have one shape.</param>
/// <param name="ShrinkLogHeight">h of the proofs over them.</param>
/// <param name="FinalLogHeight">h of the last proof.</param>
public sealed record CircuitProfile(
    IReadOnlyList<LeafClass> Leaves, IReadOnlyList<MessageForm> Messages, int MessageGroups, int ShrinkMessageGroups, int JoinPlaces, int BundlePlaces,
    int NodeLogHeight, int ShrinkLogHeight, int FinalLogHeight)
{
    /// <summary>The circuits in the tree of keys by kind and number.</summary>
    public IEnumerable<(NodeKind Kind, int Number)> TreeCircuits
    {
        get
        {
            for (int i = 0; i < Leaves.Count; i++) yield return (NodeKind.Range, i);
            yield return (NodeKind.Range, JoinNumber);
            yield return (NodeKind.Run, 0);
            yield return (NodeKind.Bundle, 0);
        }
    }

    /// <summary>Groups of messages that a program's key has.</summary>
    public int GroupsOf(VerifyingKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return (key.GlobalMessages.Count + Messages.Count - 1) / Messages.Count;
    }

    /// <summary>The join's number: the last of its kind.</summary>
    public const int JoinNumber = (1 << KeyTree.LogNumbers) - 1;

    /// <summary>The circuit of a kind and number in the tree, over children of a shape.</summary>
    public Circuit RecordTree(NodeKind kind, int number, CircuitShape node) => kind switch
    {
        NodeKind.Range when number < Leaves.Count => LeafCircuit.Record(Leaves[number]),
        NodeKind.Range => JoinCircuit.Record(node, JoinPlaces),
        NodeKind.Run => FinishCircuit.Record(node, Messages, MessageGroups),
        NodeKind.Bundle => BundleCircuit.Record(node, BundlePlaces),
        _ => throw new ArgumentException($"{kind} is not in the tree of keys.", nameof(kind)),
    };

    /// <summary>The circuit over a range (0) or over a bundle (1) for which the root of the tree is a constant.</summary>
    public Circuit RecordShrink(int number, CircuitShape node, in Core.Hash.Digest keyRoot) =>
        number == 0 ? FinishCircuit.RecordShrink(node, Messages, ShrinkMessageGroups, keyRoot) : ShrinkBundleCircuit.Record(node, keyRoot);

    /// <summary>
    /// The smallest shape that holds the leaves and every node over proofs of this shape: a node's size hardly depends on its children's, so enlarging the
    /// leaves' shape by what the nodes need ends at once.
    /// </summary>
    public CircuitShape NodeShape(IProgress<string>? progress = null, CancellationToken cancellation = default)
    {
        CircuitShape? shape = null;
        for (int i = 0; i < Leaves.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            progress?.Report($"size of leaf {i + 1} of {Leaves.Count}");
            Circuit leaf = RecordTree(NodeKind.Range, i, null!);
            shape = shape is null ? CircuitShape.Of(NodeLogHeight, leaf) : shape.With(leaf);
        }

        for (; ; )
        {
            CircuitShape before = shape ?? throw new InvalidOperationException("The profile has no leaf.");
            foreach ((NodeKind kind, int number) in TreeCircuits)
            {
                cancellation.ThrowIfCancellationRequested();
                if (kind != NodeKind.Range || number == JoinNumber) shape = shape.With(RecordTree(kind, number, before));
            }

            if (shape.KeyRows.SequenceEqual(before.KeyRows)) return before;
        }
    }
}
