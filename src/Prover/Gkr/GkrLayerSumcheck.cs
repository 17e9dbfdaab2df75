using Zkfp.Core.Field;
using Zkfp.Core.Kernels.Simd;
using Zkfp.Core.Parallel;
using Zkfp.Protocol.Parameters;

namespace Zkfp.Prover.Gkr;

/// <summary>
/// The sumcheck of one GKR layer. Coordinate 0 tells local from global leaves and is bound last: until then each class is a sumcheck of its own, with the same
/// challenges, and their sums are added with the weights 1 − z₀ and z₀.
/// </summary>
internal sealed class GkrLayerSumcheck<L, V> : IDisposable
    where L : struct, ILanes<V>
    where V : unmanaged
{
    private readonly GkrClassSumcheck<L, V> _local, _global;
    private readonly KoalaBear5[] _z;
    private readonly KoalaBear5 _lambda;
    private int _round;
    private KoalaBear5 _scope;

    /// <summary>Layer <paramref name="k"/> at the point <paramref name="z"/> (k coordinates).</summary>
    public GkrLayerSumcheck(GkrTree<L, V> tree, int k, KoalaBear5[] z, KoalaBear5 lambda, WorkerPool pool)
    {
        (GkrLayerData local, GkrLayerData global) = tree.Layer(k);
        (_z, _lambda) = (z, lambda);
        _local = new GkrClassSumcheck<L, V>(local, z.AsSpan(1), lambda, pool);
        _global = new GkrClassSumcheck<L, V>(global, z.AsSpan(1), lambda, pool);
    }

    /// <summary>Coefficients c₁, c₂ of the next round polynomial for the current claim.</summary>
    public (KoalaBear5 C1, KoalaBear5 C2) Round(KoalaBear5 claim)
    {
        int coordinate = ProtocolParameters.GkrCoordinate(_z.Length, _round);
        KoalaBear5 s0, c2;
        if (coordinate != 0)
        {
            (KoalaBear5 S0, KoalaBear5 C2) l = _local.Sums(), g = _global.Sums();
            (s0, c2) = (l.S0 + _z[0] * (g.S0 - l.S0), l.C2 + _z[0] * (g.C2 - l.C2));
        }
        else
        {
            (KoalaBear5 N0, KoalaBear5 N1, KoalaBear5 D0, KoalaBear5 D1) l = _local.Last, g = _global.Last;
            s0 = l.N0 * l.D1 + l.N1 * l.D0;
            c2 = (g.N0 - l.N0) * (g.D1 - l.D1) + (g.N1 - l.N1) * (g.D0 - l.D0);
        }

        // claim = (1 − z)·s(0) + z·s(1) = c₀ + z·(c₁ + c₂).
        return ((claim - s0) * _z[coordinate].Inverse() - c2, c2);
    }

    /// <summary>Binds the next coordinate.</summary>
    public void Bind(KoalaBear5 r)
    {
        if (++_round == _z.Length)
        {
            _scope = r;
            return;
        }

        _local.Bind(r);
        _global.Bind(r);
    }

    /// <summary>After all rounds: N₀, N₁, D₀, D₁ at the point.</summary>
    public (KoalaBear5 N0, KoalaBear5 N1, KoalaBear5 D0, KoalaBear5 D1) Finish()
    {
        (KoalaBear5 N0, KoalaBear5 N1, KoalaBear5 D0, KoalaBear5 D1) l = _local.Last, g = _global.Last;
        KoalaBear5 d1 = l.D1 + _scope * (g.D1 - l.D1);
        return (l.N0 + _scope * (g.N0 - l.N0), l.N1 + _scope * (g.N1 - l.N1) - _lambda * d1, l.D0 + _scope * (g.D0 - l.D0), d1);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _local.Dispose();
        _global.Dispose();
    }
}
