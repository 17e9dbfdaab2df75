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
        _k = k;
        _layer = new GkrLayerSumcheck<L, V>(_tree, k, z, lambda, _pool);
    }

    /// <inheritdoc/>
    public (KoalaBear5 C1, KoalaBear5 C2) Round(KoalaBear5 claim) => _layer!.Round(claim);

    /// <inheritdoc/>
    public void Bind(KoalaBear5 r) => _layer!.Bind(r);

    /// <inheritdoc/>
    public (KoalaBear5 N0, KoalaBear5 N1, KoalaBear5 D0, KoalaBear5 D1) EndLayer()
    {
        (KoalaBear5 N0, KoalaBear5 N1, KoalaBear5 D0, KoalaBear5 D1) last = _layer!.Finish();
        _layer.Dispose();
        _layer = null;
        _tree.Release(_k);
        return last;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _layer?.Dispose();
        _tree.Dispose();
    }
}
