using Zkfp.Core.Air;
using Zkfp.Core.Field;
using Zkfp.Core.Kernels.Simd;
using Zkfp.Core.Parallel;
using Zkfp.Protocol.Layout;
using Zkfp.Prover.Gkr;
using Zkfp.Prover.Tables;

namespace Zkfp.Prover.ZeroCheck;

/// <summary>The batched zerocheck over all fragments (docs/protocol.md §8, step 5). A fragment joins when its first coordinate is bound.</summary>
internal sealed class ZeroCheckSession<L, V> : IZeroCheckSession
    where L : struct, ILanes<V>
    where V : unmanaged
{
    private readonly ShardLayout _layout;
    private readonly FragmentData[] _fragments;
    private readonly KoalaBear5[] _zeta;
    private readonly KoalaBear5 _beta;
    private readonly FingerprintChallenges _local, _global;
    private readonly WorkerPool _pool;
    private readonly KoalaBear5[] _betaPowers;
    private readonly List<ZeroCheckFragment<L, V>> _active = [];
    private readonly List<(KoalaBear5 C1, KoalaBear5 C2, KoalaBear5 C3)> _polynomials = [];
    private int _next;
    private int _round;

    /// <summary>Computes Σ e_{t,j} and prepares the first round.</summary>
    public ZeroCheckSession(
        ShardLayout layout, FragmentData[] fragments, KoalaBear5[] zeta, KoalaBear5 beta,
        FingerprintChallenges local, FingerprintChallenges global, WorkerPool pool)
    {
        _layout = layout;
        _fragments = fragments;
        _zeta = zeta;
        _beta = beta;
        _local = local;
        _global = global;
        _pool = pool;
        _betaPowers = new KoalaBear5[layout.Class.ConstraintCount];
        KoalaBear5 power = beta * beta;
        for (int i = 0; i < _betaPowers.Length; i++, power *= beta) _betaPowers[i] = power;
        foreach (FragmentData f in fragments)
            for (int j = 0; j < f.Air.Interactions.Count; j++) SelectorSum += Selector(f, j);
    }

    /// <inheritdoc/>
    public KoalaBear5 SelectorSum { get; }

    /// <inheritdoc/>
    public (KoalaBear5 C1, KoalaBear5 C2, KoalaBear5 C3) Round()
    {
        JoinThose(_layout.LogHeight - _round);
        KoalaBear5 c1 = default, c2 = default, c3 = default;
        _polynomials.Clear();
        foreach (ZeroCheckFragment<L, V> f in _active)
        {
            (KoalaBear5 C1, KoalaBear5 C2, KoalaBear5 C3) p = f.Round();
            _polynomials.Add(p);
            c1 += p.C1;
            c2 += p.C2;
            c3 += p.C3;
        }

        return (c1, c2, c3);
    }

    /// <inheritdoc/>
    public void Bind(KoalaBear5 r)
    {
        ForEach(_active.Count, i => _active[i].IsShared, i => _active[i].Bind(r, _polynomials[i].C1, _polynomials[i].C2, _polynomials[i].C3));
        _round++;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (ZeroCheckFragment<L, V> f in _active) f.Dispose();
    }

    // Large fragments one by one, with all threads on each; then the many small ones, each on one thread.
    private void ForEach(int count, Func<int, bool> isShared, Action<int> body)
    {
        var small = new List<int>();
        for (int i = 0; i < count; i++)
        {
            if (isShared(i)) body(i);
            else small.Add(i);
        }

        _pool.Run(small.Count, i => body(small[i]));
    }

    private void JoinThose(int logHeight)
    {
        int count = 0, first = _next;
        while (_next + count < _fragments.Length && _fragments[_next + count].LogHeight == logHeight) count++;
        _next += count;
        var joined = new ZeroCheckFragment<L, V>?[count];
        try
        {
            ForEach(
                count, i => ZeroCheckFragment<L, V>.IsEnough(1L << logHeight, _fragments[first + i].Air), i => joined[i] = Join(_fragments[first + i]));
        }
        finally
        {
            foreach (ZeroCheckFragment<L, V>? f in joined)
                if (f is not null) _active.Add(f);
        }
    }

    // e_{t,j} = eq(first m − n coordinates of ζ, s / 2^n).
    private KoalaBear5 Selector(FragmentData f, int interaction)
    {
        int bits = _zeta.Length - f.LogHeight;
        long block = f.Fragment.LeafStarts[interaction] >> f.LogHeight;
        KoalaBear5 e = KoalaBear5.One;
        for (int i = 0; i < bits; i++) e *= (block >> (bits - 1 - i) & 1) != 0 ? _zeta[i] : KoalaBear5.One - _zeta[i];
        return e;
    }

    private ZeroCheckFragment<L, V> Join(FragmentData f)
    {
        AirProgram air = f.Air;
        var weights = new KoalaBear5[air.Nodes.Count];
        KoalaBear5 constant = default;
        for (int j = 0; j < air.Interactions.Count; j++)
        {
            AirInteraction x = air.Interactions[j];
            FingerprintChallenges c = x.Bus.Scope == BusScope.Local ? _local : _global;
            KoalaBear5 e = Selector(f, j), be = e * _beta;
            weights[x.Multiplicity] += e;
            constant += be * (c.Gamma + c.Alpha[0] * new KoalaBear((ulong)x.Bus.Tag));
            for (int k = 0; k < x.Fields.Length; k++) weights[x.Fields[k]] += be * c.Alpha[k + 1];
        }

        var all = (KoalaBear5[])weights.Clone();
        for (int i = 0; i < air.Constraints.Count; i++) all[air.Constraints[i].Node] += _betaPowers[f.Fragment.Position.ConstraintOffset + i];
        return new ZeroCheckFragment<L, V>(f, weights, all, constant, _zeta[^f.LogHeight..], _pool);
    }
}
