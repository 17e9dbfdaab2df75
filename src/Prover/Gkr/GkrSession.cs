using Zkfp.Core.Field;
using Zkfp.Core.Kernels.Simd;
using Zkfp.Core.Parallel;
using Zkfp.Protocol.Layout;
using Zkfp.Prover.Tables;

namespace Zkfp.Prover.Gkr;

/// <summary>GKR of one shard on the CPU.</summary>
internal sealed class GkrSession<L, V> : IGkrSession
    where L : struct, ILanes<V>
    where V : unmanaged
{
    private readonly GkrTree<L, V> _tree;
    private readonly WorkerPool _pool;
    private GkrLayerSumcheck<L, V>? _layer;
    private KoalaBear5[]? _local;
    private int _k;

    /// <summary>Builds all layers.</summary>
    public GkrSession(
        ShardLayout layout, FragmentData[] fragments, FingerprintChallenges local, FingerprintChallenges global, WorkerPool pool,
        CancellationToken cancellation)
    {
        _pool = pool;
        (GkrLayerData l, GkrLayerData g) = LeafBuilder<L, V>.Build(layout, fragments, local, global, pool);
        cancellation.ThrowIfCancellationRequested();
        _tree = new GkrTree<L, V>(l, g, pool);
    }

    /// <inheritdoc/>
    public (KoalaBear5 N0, KoalaBear5 D0, KoalaBear5 N1, KoalaBear5 D1) Top() => _tree.Top();

    /// <inheritdoc/>
    public void BeginLayer(int k, KoalaBear5[] z, KoalaBear5 lambda)
    {
        // The local class of this layer's nodes at (r₁ …, μ), from its halves at r₁ …, which the layer above left.
        KoalaBear5 n = default, d = default;
        if (_local is not null)
        {
            KoalaBear5 mu = z[^1];
            n = _local[0] + mu * (_local[1] - _local[0]);
            d = _local[2] + mu * (_local[3] - _local[2]);
        }

        _k = k;
        _layer = new GkrLayerSumcheck<L, V>(_tree, k, z, lambda, (n, d), _pool);
    }

    /// <inheritdoc/>
    public (KoalaBear5 C1, KoalaBear5 C2) Round(KoalaBear5 claim) => _layer!.Round(claim);

    /// <inheritdoc/>
    public void Bind(KoalaBear5 r) => _layer!.Bind(r);

    /// <inheritdoc/>
    public (KoalaBear5 N0, KoalaBear5 N1, KoalaBear5 D0, KoalaBear5 D1) EndLayer()
    {
        var last = _layer!.Finish();
        _local = last.Local;
        _layer.Dispose();
        _layer = null;
        _tree.Release(_k);
        return (last.N0, last.N1, last.D0, last.D1);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _layer?.Dispose();
        _tree.Dispose();
    }
}
