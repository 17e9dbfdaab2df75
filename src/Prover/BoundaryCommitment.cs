using Zkfp.Core.Air;
using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Core.Machine;
using Zkfp.Core.Trace;
using Zkfp.Core.Transcript;
using Zkfp.Protocol.Keys;
using Zkfp.Protocol.Layout;
using Zkfp.Protocol.Parameters;
using Zkfp.Protocol.Proofs;
using Zkfp.Prover.Commitment;
using Zkfp.Verifier.Arithmetic;
using Zkfp.Verifier.Steps;

namespace Zkfp.Prover;

/// <summary>What phase 1 keeps of a shard (docs/protocol.md §7).</summary>
/// <param name="Leaf">Its leaf of the tree under Γ.</param>
/// <param name="GlobalBlocks">Global messages that it sends, padding included, in blocks of 2^8.</param>
/// <param name="Committed">The boundary matrix's codewords and tree, null if it has no columns; owned by this object.</param>
internal sealed record BoundaryCommitment(Digest Leaf, long GlobalBlocks, CommittedMatrix? Committed) : IDisposable
{
    /// <summary>Bytes of codewords and tree.</summary>
    public long Bytes => Committed is null ? 0 : (4L * Committed.RowWidth + 8L * Digest.Length) << Committed.LogLength;

    /// <summary>
    /// Commits to a shard's boundary columns. Only tables with boundary columns and the public values are read of the trace; it stays the caller's.
    /// </summary>
    /// <exception cref="TraceException">None of the classes that are to be used is wide enough.</exception>
    public static BoundaryCommitment Commit(
        ProvingKey key, IProverBackend backend, ShardTrace trace, bool isLastShard, IReadOnlyList<ProofClass>? among = null,
        CancellationToken cancellation = default)
    {
        VerifyingKey vk = key.VerifyingKey;
        TablePosition[] positions = TablePosition.All(key.Machine);
        int[] rows = ShapePlanner.PlanRows(positions, vk, trace.Tables, isLastShard);
        long blocks = 0;
        foreach (TablePosition p in positions)
            if (rows[p.Number] != 0) blocks += (long)p.GlobalInteractions << ClassLayout.LogHeightOf(rows[p.Number]) - ProtocolParameters.MinLogHeight;
        int width = ShapePlanner.BoundaryWidth(key.Machine, vk, rows, among);
        using StackedMatrix? matrix = ColumnStacker.Stack(
            ShardLayout.CanonicalOrder(positions, rows), ColumnKind.Boundary, vk.LogHeight, width, trace.Tables, backend.Pool);
        CommittedMatrix? committed = matrix is null ? null : backend.Commit(matrix, LayerParameters.Of(ProofLayer.Shard), cancellation);
        return new BoundaryCommitment(LeafOf(key.Machine, vk, width, committed?.Root ?? default, rows, trace.PublicValues), blocks, committed);
    }

    /// <summary>The leaf of a shard proof.</summary>
    public static Digest LeafOf(MachineDefinition machine, VerifyingKey key, ShardProof proof) =>
        LeafOf(machine, key, proof.Shape.Class.BoundaryWidth, proof.BoundaryRoot, proof.Shape.Rows, proof.PublicValues);

    private static Digest LeafOf(MachineDefinition machine, VerifyingKey key, int width, in Digest root, int[] rows, KoalaBear[] publicValues)
    {
        var layout = new ClassLayout(machine, new ProofClass(key.LogHeight, 1, width, key.PreprocessedWidth, key.LogHeight + 1));
        var shard = new ShardInputs<KoalaBear>(publicValues, root.ToArray(), Array.ConvertAll(rows, n => new KoalaBear((uint)n)));
        return Digest.FromElements(GammaTree<NativeArithmetic, KoalaBear, KoalaBear5, NativeIndex>.Leaf(default, layout, shard));
    }

    /// <inheritdoc/>
    public void Dispose() => Committed?.Dispose();
}

/// <summary>The challenges of §7 and their proof of work.</summary>
internal sealed record GammaResult(GammaChallenges<KoalaBear, KoalaBear5> Challenges, KoalaBear Nonce, Digest Gamma, Digest[] Leaves)
{
    /// <summary>Whether a shard's proof (from 1) is of the boundary columns and public values that Γ was made from.</summary>
    public bool Fits(MachineDefinition machine, VerifyingKey key, int index, ShardProof proof) =>
        BoundaryCommitment.LeafOf(machine, key, proof) == Leaves[index - 1];
}

/// <summary>Collects the commitments of phase 1 and makes Γ.</summary>
internal sealed class GammaBuilder(ProvingKey key)
{
    private readonly List<Digest> _leaves = [];

    // Global messages so far in blocks of 2^8, those of the key included.
    private long _blocks = key.VerifyingKey.GlobalMessages.Count + (1 << ProtocolParameters.MinLogHeight) - 1 >> ProtocolParameters.MinLogHeight;

    /// <summary>Shards so far.</summary>
    public int Count => _leaves.Count;

    /// <summary>Adds the next shard.</summary>
    /// <exception cref="TraceException">The run is longer than a proof can be.</exception>
    public void Add(BoundaryCommitment shard)
    {
        if (_leaves.Count + 1 >= ProtocolParameters.MaxShards)
            throw new TraceException($"the run cannot be proven: it has {ProtocolParameters.MaxShards} shards or more");
        if (_blocks + shard.GlobalBlocks > ProtocolParameters.MaxGlobalBlocks)
            throw new TraceException($"the run cannot be proven: its shards share memory by {KoalaBear.P} messages or more (after {_leaves.Count} shards)");
        _leaves.Add(shard.Leaf);
        _blocks += shard.GlobalBlocks;
    }

    /// <summary>Γ, its proof of work and the challenges.</summary>
    public GammaResult Finish(IProverBackend backend, CancellationToken cancellation = default)
    {
        Digest root = Digest.FromElements(GammaTree<NativeArithmetic, KoalaBear, KoalaBear5, NativeIndex>.Root(default, _leaves.ConvertAll(d => d.ToArray())));
        var t = new Transcript(ProtocolParameters.GammaDomain);
        t.Observe("vk", key.VerifyingKey.Digest);
        t.Observe("shards", _leaves.Count);
        t.Observe("Gamma", root);
        KoalaBear nonce = Grinder.Grind(t, "gamma nonce", ProtocolParameters.GammaGrindingBits, backend.Pool, cancellation);
        KoalaBear5 gamma = t.Sample("global gamma");
        var alpha = new KoalaBear5[ProtocolParameters.FingerprintChallenges];
        for (int i = 0; i < alpha.Length; i++) alpha[i] = t.Sample("global alpha");
        var seed = new KoalaBear[Digest.Length];
        for (int i = 0; i < seed.Length; i++) seed[i] = t.SampleBase("seed");
        return new GammaResult(new GammaChallenges<KoalaBear, KoalaBear5>(gamma, alpha, seed), nonce, root, [.. _leaves]);
    }
}
