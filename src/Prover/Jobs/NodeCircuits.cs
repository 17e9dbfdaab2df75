using System.Buffers.Binary;
using Zkfp.Core.Field;
using Zkfp.Prover.Recursion;
using Zkfp.Recursion.Circuits;

namespace Zkfp.Prover.Jobs;

/// <summary>The circuits of a set, loaded when they are asked for; the last few are kept.</summary>
/// <param name="set">The circuits and their keys.</param>
/// <param name="backend">Commits and proves; null where only names and verdicts are asked for.</param>
/// <param name="forL1">Whether the last proof is for L1.</param>
internal sealed class NodeCircuits(RecursionSet set, IProverBackend? backend, bool forL1 = false) : IDisposable
{
    // Beside shards a leaf's circuit is used, at the end one of each kind after the other; a key of the largest has some hundred megabytes.
    private const int MostKept = 2;

    private readonly List<NodeCircuit> _loaded = [];

    /// <summary>The circuits and their keys.</summary>
    public RecursionSet Set => set;

    /// <summary>Whether the last proof is for L1.</summary>
    public bool ForL1 => forL1;

    /// <summary>A circuit, ready to prove.</summary>
    public NodeCircuit Load(int index, CancellationToken cancellation)
    {
        int at = _loaded.FindIndex(c => c.Index == index);
        NodeCircuit circuit = at >= 0 ? _loaded[at] : NodeCircuit.Load(
            set.Profile, set.Keys, KeySet.KindOf(index), KeySet.NumberOf(index),
            backend ?? throw new InvalidOperationException("There is no backend to make proofs with."), cancellation);
        if (at >= 0) _loaded.RemoveAt(at);
        _loaded.Add(circuit);
        if (_loaded.Count > MostKept)
        {
            _loaded[0].Dispose();
            _loaded.RemoveAt(0);
        }

        return circuit;
    }

    /// <summary>What stands for a circuit in the names of its proofs: the set, and the place in it.</summary>
    public byte[] NameOf(int index)
    {
        var bytes = new byte[sizeof(uint) * (Core.Hash.Digest.Length + 1)];
        int at = 0;
        foreach (KoalaBear e in set.Keys.Digest) BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(sizeof(uint) * at++), e.Value);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(sizeof(uint) * at), index);
        return bytes;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (NodeCircuit c in _loaded) c.Dispose();
        _loaded.Clear();
    }
}
