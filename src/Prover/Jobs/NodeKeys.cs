using System.Security.Cryptography;
using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Core.Machine;
using Zkfp.Core.Trace;
using Zkfp.Protocol.Keys;
using Zkfp.Protocol.Parameters;
using Zkfp.Protocol.Proofs;
using Zkfp.Recursion.Circuits;
using Zkfp.Recursion.Machine;
using Zkfp.Recursion.Nodes;
using Zkfp.Recursion.Recording;
using Zkfp.Recursion.Witness;

namespace Zkfp.Prover.Jobs;

/// <summary>Keys of circuits, made when they are asked for; the last few are kept.</summary>
/// <param name="backend">Commits and proves; null where only names are asked for.</param>
/// <param name="root">Root of the recursion keys, which nodes hand on.</param>
internal sealed class NodeKeys(IProverBackend? backend, Digest root) : IDisposable
{
    // A run has the usual class and perhaps another one at its end; a key of the usual class has some hundred megabytes.
    private const int MostKept = 2;

    private readonly List<(ProofClass Class, int Places, LeafKey Key)> _leaves = [];

    /// <summary>Root of the recursion keys.</summary>
    public Digest Root => root;

    /// <summary>What a leaf's circuit is made from, and the root of the recursion keys: a step's name needs no key.</summary>
    public byte[] LeafCircuit(MachineDefinition machine, ProofClass proofClass, int places) => SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(
        $"{RecursionMachine.Definition.Digest} {machine.Digest} {proofClass.LogHeight} {proofClass.MainWidth} {proofClass.BoundaryWidth} "
        + $"{proofClass.PreprocessedWidth} {proofClass.LogLeaves} {places} {root}"));

    /// <summary>The key of the leaf circuit of a class.</summary>
    public LeafKey Leaf(MachineDefinition machine, ProofClass proofClass, int places)
    {
        int at = _leaves.FindIndex(k => k.Class == proofClass && k.Places == places);
        (ProofClass, int, LeafKey Key) found = at < 0 ? (proofClass, places, new LeafKey(machine, proofClass, places, backend ?? throw new InvalidOperationException("There is no backend to make keys with."))) : _leaves[at];
        if (at >= 0) _leaves.RemoveAt(at);
        _leaves.Add(found);
        if (_leaves.Count > MostKept)
        {
            _leaves[0].Key.Dispose();
            _leaves.RemoveAt(0);
        }

        return found.Key;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach ((_, _, LeafKey key) in _leaves) key.Dispose();
        _leaves.Clear();
    }
}

/// <summary>A leaf circuit and its key.</summary>
internal sealed class LeafKey : IDisposable
{
    private readonly MachineDefinition _machine;
    private readonly int _places;
    private readonly Circuit _circuit;
    private readonly ProvingKey _key;
    private readonly IProverBackend _backend;

    /// <summary>Records the circuit and commits to it.</summary>
    public LeafKey(MachineDefinition machine, ProofClass proofClass, int places, IProverBackend backend)
    {
        _machine = machine;
        _places = places;
        _backend = backend;
        _circuit = LeafCircuit.Record(machine, proofClass, places);
        TraceTable?[] preprocessed = CircuitTables.Preprocessed(_circuit);
        try
        {
            _key = ProvingKey.Create(RecursionMachine.Definition, LogHeight(_circuit), 0, 0, preprocessed, [], backend);
        }
        finally
        {
            foreach (TraceTable? t in preprocessed) t?.Dispose();
        }
    }

    /// <summary>The verifying key.</summary>
    public VerifyingKey Verifying => _key.VerifyingKey;

    /// <summary>The node's file.</summary>
    /// <exception cref="BadInputException">A proof does not verify.</exception>
    public byte[] Prove(LeafInput input, CancellationToken cancellation)
    {
        Tape tape = LeafCircuit.Supply(_machine, input, _places, out NodeStatement<KoalaBear, KoalaBear5> statement);
        var replay = new Replay(_circuit, tape);
        if (!replay.Holds) throw new BadInputException($"the circuit's operation {replay.Broken} ({replay.BrokenKind}) does not hold");
        cancellation.ThrowIfCancellationRequested();
        ShardProof proof = ShardProver.Prove(_key, _backend, CircuitTables.Trace(_circuit, replay), true, CircuitProof.NoGamma, cancellation: cancellation);
        return new NodeFile(Verifying.Digest, statement, ProofWriter.Write(RecursionMachine.Definition, proof)).Write();
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    // A table may take its positions' room; twice its rows in the matrices' height cost nothing that is committed.
    private static int LogHeight(Circuit circuit)
    {
        int most = CircuitTables.RowCounts(circuit).Max();
        return Math.Max(ProgramKeys.SmallLogHeight, (int)Math.Ceiling(Math.Log2(most)));
    }
}
