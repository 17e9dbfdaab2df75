using Zkfp.Core.Field;
using Zkfp.Core.Kernels.Simd;
using Zkfp.Core.Memory;
using Zkfp.Core.Parallel;
using Zkfp.Prover.Kernels;

namespace Zkfp.Prover.Gkr;

/// <summary>
/// The sumcheck of one GKR layer. Coordinate 0 tells local from global leaves, and the global class is small or short: after binding it to r₀ the
/// layer is (1 − r₀)·local + r₀·global. With a = 1 − r₀ and κ = r₀/a the prover works on the layer divided by a, which is
/// (N, D + κ) wherever the global class is (0, 1): the pass over the first coordinate costs no write, and its sums and those of
/// coordinate 1 come from one read. The right numerators carry λ: N₁' = N₁ + λ·D₁, so G = N₀·D₁ + N₁'·D₀.
/// </summary>
internal sealed unsafe partial class GkrLayerSumcheck<L, V> : IDisposable
    where L : struct, ILanes<V>
    where V : unmanaged
{
    // Sums of the pass over both halves of coordinate 1: Σ eq·(N₀D₁ + N₁'D₀), Σ eq·(N₀ + N₁), Σ eq·(D₀ + D₁) of the low half, the last two of
    // the high half, and the quadratic coefficient.
    private const int LowG = 0, LowN = 1, LowD = 2, HighN = 3, HighD = 4, Quadratic = 5, FirstSums = 6;

    private readonly WorkerPool _pool;
    private readonly GkrLayerData _local;
    private readonly GkrLayerData _global;
    private readonly KoalaBear5[] _z;
    private readonly KoalaBear5 _lambda;
    private readonly NativeBuffer?[] _owned = new NativeBuffer?[4];
    private readonly KoalaBear5[] _sums = new KoalaBear5[FirstSums];
    private readonly KoalaBear5[] _point;
    private (KoalaBear5 N, KoalaBear5 D) _localNode;
    private uint* _n0, _n1, _d0, _d1;
    private ScalarLayer? _scalar;
    private int _round;
    private KoalaBear5 _a, _kappa;
    private KoalaBear5 _s0, _c2;

    /// <summary>
    /// Layer <paramref name="k"/> at the point <paramref name="z"/> (k coordinates). <paramref name="localNode"/> is the local class of the layer's nodes at
    /// z₁…; it is not read when the layer is small.
    /// </summary>
    public GkrLayerSumcheck(
        GkrTree<L, V> tree, int k, KoalaBear5[] z, KoalaBear5 lambda, (KoalaBear5 N, KoalaBear5 D) localNode, WorkerPool pool)
    {
        _pool = pool;
        (_local, _global) = tree.Layer(k);
        _z = z;
        _lambda = lambda;
        _localNode = localNode;
        _point = new KoalaBear5[k];
        if (k - 1 <= Ext.LogGroup)
        {
            _a = KoalaBear5.One;
            _scalar = ScalarLayer.FromClasses(_local, _global, k, lambda);
            return;
        }

        FirstPass();
    }

    /// <summary>Coefficients c₁, c₂ of the next round polynomial for the current claim.</summary>
    public (KoalaBear5 C1, KoalaBear5 C2) Round(KoalaBear5 claim)
    {
        KoalaBear5 z = _z[_round];
        KoalaBear5 scale = KoalaBear5.One;
        if (_scalar is not null)
        {
            (_s0, _c2) = _scalar.Sums(_z.AsSpan(_round + 1));
            scale = _a * _a;
        }
        else if (_round == 0)
        {
            KoalaBear5 n = _sums[LowN] + _z[1] * (_sums[HighN] - _sums[LowN]);
            KoalaBear5 d = _sums[LowD] + _z[1] * (_sums[HighD] - _sums[LowD]);
            _s0 = _localNode.N + _lambda * _localNode.D;
            _c2 = _s0 + _lambda - n - _lambda * d + (_global.Stored == 0 ? default : GlobalCorrectionFirst());
        }
        else
        {
            scale = _a * _a;
        }

        // claim = (1 − z)·s(0) + z·s(1) = c₀ + z·(c₁ + c₂).
        KoalaBear5 c0 = _s0 * scale, c2 = _c2 * scale;
        return ((claim - c0) * z.Inverse() - c2, c2);
    }

    /// <summary>Binds the next coordinate.</summary>
    public void Bind(KoalaBear5 r)
    {
        _point[_round++] = r;
        if (_scalar is not null)
        {
            _scalar.Fold(r);
            return;
        }

        if (_round == 1)
        {
            _a = KoalaBear5.One - r;
            _kappa = r * _a.Inverse();
            _s0 = _sums[LowG] + _kappa * (_sums[LowN] + _lambda * _sums[LowD]) + _lambda * _kappa * _kappa;
            _c2 = _sums[Quadratic];
            if (_global.Stored != 0) GlobalCorrectionSecond();
            return;
        }

        FoldAndSum(r);
    }

    /// <summary>
    /// After all rounds: N₀, N₁, D₀, D₁ at the point, and the same of the local class alone.
    /// </summary>
    public (KoalaBear5 N0, KoalaBear5 N1, KoalaBear5 D0, KoalaBear5 D1, KoalaBear5[] Local) Finish()
    {
        (KoalaBear5 n0, KoalaBear5 n1, KoalaBear5 d0, KoalaBear5 d1) = _scalar!.Last;
        n1 -= _lambda * d1;
        KoalaBear5[] local;
        if (_z.Length - 1 <= Ext.LogGroup)
        {
            local = ScalarLayer.EvaluateClass(_local, _point.AsSpan(1));
        }
        else
        {
            // What the divided layer holds is local + κ·global; the global class minus (0, 1) is short.
            KoalaBear5[] g = EvaluateGlobal();
            local =
            [
                n0 - _kappa * g[0], n1 - _kappa * g[1], d0 - _kappa * (g[2] + KoalaBear5.One), d1 - _kappa * (g[3] + KoalaBear5.One),
            ];
        }

        return (_a * n0, _a * n1, _a * d0, _a * d1, local);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (NativeBuffer? b in _owned) b?.Dispose();
    }
}
