using Zkfp.Core.Air;
using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Core.Trace;
using Zkfp.Core.Transcript;
using Zkfp.Prover.Commitment;
using Zkfp.Verifier.Keys;
using Zkfp.Verifier.Layout;
using Zkfp.Verifier.Parameters;
using Zkfp.Verifier.Proofs;
using Zkfp.Verifier.Steps;

namespace Zkfp.Prover;

/// <summary>What phase 1 keeps of a shard (docs/protocol.md §7).</summary>
/// <param name="Leaf">Its leaf of the tree under Γ.</param>
/// <param name="GlobalLeaves">Global messages that it sends, padding included.</param>
/// <param name="Committed">The boundary matrix's codewords and tree, null if it has no columns; owned by this object.</param>
internal sealed record BoundaryCommitment(Digest Leaf, long GlobalLeaves, CommittedMatrix? Committed) : IDisposable
{
    /// <summary>Bytes of codewords and tree.</summary>
    public long Bytes => Committed is null ? 0 : (4L * Committed.RowWidth + 64) << Committed.LogLength;

    /// <summary>
    /// Commits to a shard's boundary columns. Only tables with boundary columns are read of the trace; it stays the caller's.
    /// </summary>
    public static BoundaryCommitment Commit(
        ProvingKey key, IProverBackend backend, ShardTrace trace, bool isLastShard, CancellationToken cancellation = default)
    {
        VerifyingKey vk = key.VerifyingKey;
        Shape shape = ShapePlanner.Plan(key.Machine, vk, trace.Tables, isLastShard);
        var boundary = new List<FragmentHeight>();
        long leaves = 0;
        foreach (Fragment f in ShardLayout.CanonicalOrder(key.Machine, shape))
        {
            if (f.Air.CountColumns(ColumnKind.Boundary) != 0) boundary.Add(new FragmentHeight(f.Table, f.LogHeight));
            foreach (AirInteraction i in f.Air.Interactions)
                if (i.Bus.Scope == BusScope.Global) leaves += 1L << f.LogHeight;
        }

        (StackedMatrix? matrix, _) = ColumnStacker.Stack(
            key.Machine, boundary, ColumnKind.Boundary, vk.LogHeight, trace.Tables, backend.Pool);
        using (matrix)
        {
            CommittedMatrix? committed = matrix is null ? null : backend.Commit(matrix, cancellation);
            return new BoundaryCommitment(GammaPhase.Leaf(committed?.Root ?? default, boundary), leaves, committed);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Committed?.Dispose();
}

/// <summary>The challenges of §7 and their proof of work.</summary>
internal sealed record GammaResult(GammaChallenges<KoalaBear, KoalaBear5> Challenges, KoalaBear Nonce, Digest Gamma, Digest[] Leaves)
{
    /// <summary>Whether a shard's proof (from 1) has the boundary columns that Γ was made from.</summary>
    public bool Fits(int index, ShardProof proof, ShardLayout layout) =>
        GammaPhase.Leaf(proof.BoundaryRoot, layout.BoundaryFragments()) == Leaves[index - 1];
}

/// <summary>Collects the commitments of phase 1 and makes Γ.</summary>
internal sealed class GammaBuilder(ProvingKey key)
{
    private readonly List<Digest> _leaves = [];

    /// <summary>Global messages so far, those of the key included.</summary>
    public long Messages { get; private set; } = key.VerifyingKey.GlobalMessages.Count;

    /// <summary>Shards so far.</summary>
    public int Count => _leaves.Count;

    /// <summary>Adds the next shard.</summary>
    /// <exception cref="TraceException">The run is longer than a proof can be.</exception>
    public void Add(BoundaryCommitment shard)
    {
        if (_leaves.Count + 1 >= ProtocolParameters.MaxShards)
            throw new TraceException($"the run cannot be proven: it has {ProtocolParameters.MaxShards} shards or more");
        if (Messages + shard.GlobalLeaves >= KoalaBear.P)
            throw new TraceException($"the run cannot be proven: its shards share memory by {KoalaBear.P} messages or more (after {_leaves.Count} shards)");
        _leaves.Add(shard.Leaf);
        Messages += shard.GlobalLeaves;
    }

    /// <summary>Γ, its proof of work and the challenges.</summary>
    public GammaResult Finish(IProverBackend backend, CancellationToken cancellation = default)
    {
        Digest root = GammaPhase.Root(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_leaves));
        Transcript transcript = GammaPhase.Start(key.VerifyingKey, _leaves.Count, root);
        KoalaBear nonce = Grinder.Search(transcript, ProtocolParameters.FingerprintGrindingBits(Messages), backend.Pool, cancellation);
        GammaChallenges<KoalaBear, KoalaBear5> challenges = GammaPhase.Finish(transcript, nonce, Messages)
            ?? throw new InvalidOperationException($"Nonce {nonce} was found but is none.");
        return new GammaResult(challenges, nonce, root, [.. _leaves]);
    }
}
