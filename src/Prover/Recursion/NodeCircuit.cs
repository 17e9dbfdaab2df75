using Zkfp.Core.Hash;
using Zkfp.Core.Trace;
using Zkfp.Protocol.Keys;
using Zkfp.Protocol.Parameters;
using Zkfp.Protocol.Proofs;
using Zkfp.Recursion.Circuits;
using Zkfp.Recursion.Machine;
using Zkfp.Recursion.Recording;
using Zkfp.Recursion.Witness;

namespace Zkfp.Prover.Recursion;

/// <summary>
/// A circuit of the recursion layer, ready to prove: recorded, and its key committed to. Each method is a pure function of the circuit and its arguments: the same
/// bytes on every machine and for every number of threads. Proofs that go in are not verified; what comes out of an invalid one is
/// <see cref="TraceException"/>.
/// </summary>
public sealed class NodeCircuit : IDisposable
{
    private readonly CircuitProfile _profile;
    private readonly KeySet _keys;
    private readonly IProverBackend _backend;
    private readonly Circuit _circuit;
    private readonly ProvingKey _key;

    private NodeCircuit(CircuitProfile profile, KeySet keys, int index, Circuit circuit, ProvingKey key, IProverBackend backend)
    {
        _profile = profile;
        _keys = keys;
        Index = index;
        _circuit = circuit;
        _key = key;
        _backend = backend;
    }

    /// <summary>Place of its key (<see cref="KeyTree.IndexOf"/>).</summary>
    public int Index { get; }

    /// <summary>What it states.</summary>
    public NodeKind Kind => KeySet.KindOf(Index);

    /// <summary>Records a circuit and commits to its key. The backend stays the caller's.</summary>
    /// <exception cref="InvalidOperationException">The key is not that of the set: this build makes other circuits.</exception>
    internal static NodeCircuit Load(
        CircuitProfile profile, KeySet keys, NodeKind kind, int number, IProverBackend backend, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(profile);
        ArgumentNullException.ThrowIfNull(keys);
        Circuit circuit = kind switch
        {
            NodeKind.Shrink => profile.RecordShrink(number, keys.Node, keys.Root),
            NodeKind.Final when number == KeySet.L1Number => FinalCircuit.Record(RecursionMachine.Fin1, keys.Shrink, keys.ShrinkRoot),
            NodeKind.Final => FinalCircuit.Record(keys.Shrink, keys.ShrinkRoot),
            _ => profile.RecordTree(kind, number, keys.Node),
        };

        // What has the set's key was checked when the set was made.
        ProvingKey key = NodeKeys.Commit(circuit, keys.ShapeOf(KeyTree.IndexOf(kind, number)), false, backend, cancellation);
        if (key.VerifyingKey.Digest == keys.KeyOf(kind, number).Digest) return new NodeCircuit(profile, keys, KeyTree.IndexOf(kind, number), circuit, key, backend);
        key.Dispose();
        throw new InvalidOperationException($"The circuit {kind} {number} has another key than the set.");
    }

    /// <summary>A range of neighbouring shards; the input's key root is the set's.</summary>
    public byte[] ProveLeaf(LeafInput input, PhaseTimes? times = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        int number = KeySet.NumberOf(Index);
        if (Kind != NodeKind.Range || number == CircuitProfile.JoinNumber) throw new InvalidOperationException($"{Kind} {number} is no leaf.");
        LeafClass leaf = _profile.Leaves[number];
        return Prove(LeafCircuit.Supply(leaf.Machine, input with { KeyRoot = _keys.Root }, leaf.Places), times, cancellation);
    }

    /// <summary>A range of neighbouring ranges, in order.</summary>
    public byte[] ProveJoin(IReadOnlyList<NodeProof> ranges, PhaseTimes? times = null, CancellationToken cancellation = default)
    {
        Require(KeyTree.IndexOf(NodeKind.Range, CircuitProfile.JoinNumber));
        return Prove(JoinCircuit.Supply(_keys.Node, Input(ranges, NodeKind.Range, NodeKind.Range), _profile.JoinPlaces), times, cancellation);
    }

    /// <summary>A complete run, for bundles.</summary>
    public byte[] ProveRun(NodeProof range, RunHeader run, PhaseTimes? times = null, CancellationToken cancellation = default)
    {
        Require(KeyTree.IndexOf(NodeKind.Run, 0));
        FinishInput input = Finish(range, run);
        return Prove(FinishCircuit.Supply(_keys.Node, input, _profile.Messages, _profile.MessageGroups, false), times, cancellation);
    }

    /// <summary>Several complete runs and bundles of them.</summary>
    public byte[] ProveBundle(IReadOnlyList<NodeProof> children, PhaseTimes? times = null, CancellationToken cancellation = default)
    {
        Require(KeyTree.IndexOf(NodeKind.Bundle, 0));
        return Prove(BundleCircuit.Supply(_keys.Node, Input(children, NodeKind.Run, NodeKind.Bundle), _profile.BundlePlaces), times, cancellation);
    }

    /// <summary>A complete run, for the last proof.</summary>
    public byte[] ProveShrink(NodeProof range, RunHeader run, PhaseTimes? times = null, CancellationToken cancellation = default)
    {
        Require(KeyTree.IndexOf(NodeKind.Shrink, 0));
        FinishInput input = Finish(range, run);
        return Prove(FinishCircuit.Supply(_keys.Node, input, _profile.Messages, _profile.ShrinkMessageGroups, true), times, cancellation);
    }

    /// <summary>A bundle, or a run that was finished for one, for the last proof.</summary>
    public byte[] ProveShrink(NodeProof bundle, PhaseTimes? times = null, CancellationToken cancellation = default)
    {
        Require(KeyTree.IndexOf(NodeKind.Shrink, 1));
        return Prove(ShrinkBundleCircuit.Supply(_keys.Node, _keys.Root, Input([bundle], NodeKind.Run, NodeKind.Bundle).Children[0]), times, cancellation);
    }

    /// <summary>The last proof, for L1 or not.</summary>
    public byte[] ProveFinal(NodeProof shrunk, PhaseTimes? times = null, CancellationToken cancellation = default)
    {
        if (Kind != NodeKind.Final) Require(KeyTree.IndexOf(NodeKind.Final, 0));
        return Prove(FinalCircuit.Supply(_keys.Shrink, _keys.ShrinkRoot, Input([shrunk], NodeKind.Shrink, NodeKind.Shrink).Children[0]), times, cancellation);
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    private void Require(int index)
    {
        if (Index != index) throw new InvalidOperationException($"{Kind} {KeySet.NumberOf(Index)} is another circuit.");
    }

    private FinishInput Finish(NodeProof range, RunHeader run) => new(_keys.Root, Input([range], NodeKind.Range, NodeKind.Range).Children[0], run);

    private NodeInput Input(IReadOnlyList<NodeProof> children, NodeKind kind, NodeKind other)
    {
        foreach (NodeProof c in children)
            if (c.Kind != kind && c.Kind != other) throw new ArgumentException($"A proof of the kind {c.Kind}, expected {kind} or {other}.", nameof(children));
        return new NodeInput(_keys.Root, [.. children.Select(_keys.Child)]);
    }

    private byte[] Prove(Tape tape, PhaseTimes? times, CancellationToken cancellation)
    {
        times ??= new PhaseTimes();
        ShardTrace trace;
        using (times.Measure(Phase.Trace))
        {
            var replay = new Replay(_circuit, tape, _backend.Pool);
            if (!replay.Holds) throw new TraceException($"no proof can be made: the {Kind} circuit does not hold at operation {replay.Broken}, {replay.BrokenKind}");
            trace = CircuitTables.Trace(_circuit, replay, _keys.ShapeOf(Index), _backend.Pool);
        }

        ShardProof proof = ShardProver.Prove(_key, _backend, trace, true, null, times, cancellation: cancellation);
        return NodeFile.Write(_keys, new NodeProof(Index, tape.Statement, proof));
    }
}

/// <summary>Makes keys of circuits.</summary>
public static class NodeKeys
{
    /// <summary>As the other, with so many threads, 0 for all processors.</summary>
    public static KeySet Create(CircuitProfile profile, int threads, IProgress<string>? progress = null, CancellationToken cancellation = default)
    {
        using IProverBackend backend = CpuBackend.Create(threads);
        return Create(profile, backend, progress, cancellation);
    }

    /// <summary>Records all circuits of a profile and commits to them: a pure function, the same on every machine.</summary>
    /// <param name="profile">The circuits.</param>
    /// <param name="backend">Computes.</param>
    /// <param name="progress">Told of each circuit before it is recorded.</param>
    /// <param name="cancellation">Stops between circuits and during commitments.</param>
    internal static KeySet Create(CircuitProfile profile, IProverBackend backend, IProgress<string>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(profile);
        CircuitShape node = profile.NodeShape(progress, cancellation);
        var roots = new Dictionary<int, Digest>();
        var tree = new Dictionary<int, Digest>();
        int all = profile.TreeCircuits.Count() + 4;
        foreach ((NodeKind kind, int number) in profile.TreeCircuits)
        {
            int index = KeyTree.IndexOf(kind, number);
            tree.Add(index, KeyTree.Leaf(kind, Add(roots, index, profile.RecordTree(kind, number, node), node).Digest));
        }

        Digest root = KeyTree.Root(tree);
        Circuit[] shrinks = [profile.RecordShrink(0, node, root), profile.RecordShrink(1, node, root)];
        CircuitShape shrink = CircuitShape.Of(profile.ShrinkLogHeight, shrinks[0], ProofLayer.Shrink).With(shrinks[1]);
        VerifyingKey[] keys = [.. shrinks.Select((c, i) => Add(roots, KeyTree.IndexOf(NodeKind.Shrink, i), c, shrink))];
        Circuit last = FinalCircuit.Record(shrink, FinalCircuit.KeyRoot(keys[0].Digest, keys[1].Digest));
        CircuitShape final = CircuitShape.Of(profile.FinalLogHeight, last, ProofLayer.Final);
        Add(roots, KeyTree.IndexOf(NodeKind.Final, 0), last, final);
        Circuit cut = FinalCircuit.Record(RecursionMachine.Fin1, shrink, FinalCircuit.KeyRoot(keys[0].Digest, keys[1].Digest));
        CircuitShape l1 = CircuitShape.Of(profile.FinalLogHeight, cut, ProofLayer.L1);
        Add(roots, KeyTree.IndexOf(NodeKind.Final, KeySet.L1Number), cut, l1);
        return new KeySet(node, shrink, final, l1, roots);

        VerifyingKey Add(Dictionary<int, Digest> roots, int index, Circuit circuit, CircuitShape shape)
        {
            cancellation.ThrowIfCancellationRequested();
            progress?.Report($"circuit {roots.Count + 1} of {all}: {KeySet.KindOf(index)} {KeySet.NumberOf(index)}");
            using ProvingKey key = Commit(circuit, shape, true, backend, cancellation);
            roots.Add(index, key.VerifyingKey.PreprocessedRoot);
            return key.VerifyingKey;
        }
    }

    internal static ProvingKey Commit(Circuit circuit, CircuitShape shape, bool check, IProverBackend backend, CancellationToken cancellation)
    {
        TraceTable?[] preprocessed = CircuitTables.Preprocessed(circuit, shape, check, backend.Pool);
        try
        {
            return ProvingKey.Create(shape.Machine.Definition, shape.LogHeight, 0, 0, preprocessed, [], backend, shape.Layer, cancellation);
        }
        finally
        {
            foreach (TraceTable? t in preprocessed) t?.Dispose();
        }
    }
}
