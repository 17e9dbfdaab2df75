using Zkfp.Core.Field;
using Zkfp.Core.Kernels.Simd;
using Zkfp.Core.Memory;
using Zkfp.Core.Parallel;
using Zkfp.Prover.Kernels;

namespace Zkfp.Prover.Gkr;

/// <summary>The layers of the GKR circuit of a shard, from the leaves up (docs/protocol.md §8, step 4).</summary>
internal sealed unsafe class GkrTree<L, V> : IDisposable
    where L : struct, ILanes<V>
    where V : unmanaged
{
    // Groups of the upper layer per step: two blocks of the lower one.
    private const int StepGroups = EqTable.Block / Ext.Group;

    private readonly GkrLayerData?[] _local;
    private readonly GkrLayerData?[] _global;
    private readonly WorkerPool _pool;

    /// <summary>Builds all layers above the given lowest ones (k = m − 1), which the tree then owns.</summary>
    public GkrTree(GkrLayerData local, GkrLayerData global, WorkerPool pool)
    {
        _pool = pool;
        LogLeaves = local.LogNodes + 2;
        _local = new GkrLayerData?[LogLeaves];
        _global = new GkrLayerData?[LogLeaves];
        _local[LogLeaves - 1] = local;
        _global[LogLeaves - 1] = global;
        for (int k = LogLeaves - 2; k >= 1; k--)
        {
            _local[k] = Up(_local[k + 1]!);
            _global[k] = Up(_global[k + 1]!);
        }
    }

    /// <summary>m.</summary>
    public int LogLeaves { get; }

    /// <summary>The classes of layer k.</summary>
    public (GkrLayerData Local, GkrLayerData Global) Layer(int k) => (_local[k]!, _global[k]!);

    /// <summary>Frees layer k.</summary>
    public void Release(int k)
    {
        _local[k]?.Dispose();
        _global[k]?.Dispose();
        _local[k] = _global[k] = null;
    }

    /// <summary>(n₀, d₀) and (n₁, d₁) of layer 1.</summary>
    public (KoalaBear5 N0, KoalaBear5 D0, KoalaBear5 N1, KoalaBear5 D1) Top()
    {
        var l = _local[1]!.Node(0);
        var g = _global[1]!.Node(0);
        return (l.N0 * l.D1 + l.N1 * l.D0, l.D0 * l.D1, g.N0 * g.D1 + g.N1 * g.D0, g.D0 * g.D1);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        for (int k = 1; k < LogLeaves; k++) Release(k);
    }

    private GkrLayerData Up(GkrLayerData lower)
    {
        long active = lower.LogNodes == 0 ? 0 : Math.Min((lower.Stored + 1) / 2, 1L << (lower.LogNodes - 1));
        var upper = new GkrLayerData(lower.LogNodes - 1, active, false);
        if (lower.Stored == 0) return upper;
        if (lower.LogNodes <= Ext.LogGroup)
        {
            upper.FillTail(0);
            for (int b = 0; b < 1 << upper.LogNodes; b++)
            {
                var x = lower.Node(2 * b);
                var y = lower.Node(2 * b + 1);
                Ext.Set(upper.N0, b, x.N0 * x.D1 + x.N1 * x.D0);
                Ext.Set(upper.D0, b, x.D0 * x.D1);
                Ext.Set(upper.N1, b, y.N0 * y.D1 + y.N1 * y.D0);
                Ext.Set(upper.D1, b, y.D0 * y.D1);
            }

            return upper;
        }

        // Whole pairs of lower groups; stored lower nodes are an even number of groups except when one group is all there is.
        int lowerGroups = (int)Ext.Groups(lower.Stored);
        int groups = lowerGroups / 2;
        upper.FillTail((long)groups * Ext.Group);
        _pool.For(groups, StepGroups, 4 * StepGroups, (start, end) =>
        {
            using var scratch = new NativeBuffer(4 * StepGroups * Ext.Words);
            uint* n = scratch.Pointer;
            uint* d = n + 2 * StepGroups * Ext.Words;
            for (int g = start; g < end; g += StepGroups)
            {
                int count = Math.Min(StepGroups, end - g);
                long w = 2L * g * Ext.Words, u = (long)g * Ext.Words;
                if (lower.BaseNumerators)
                {
                    long i = 2L * g * Ext.Group;
                    Kernel<L, V>.BaseDotPair(n, lower.N0 + i, lower.D1 + w, lower.N1 + i, lower.D0 + w, 2 * count);
                }
                else
                {
                    Kernel<L, V>.MulPair(n, lower.N0 + w, lower.D1 + w, lower.N1 + w, lower.D0 + w, 2 * count);
                }

                Kernel<L, V>.Mul(d, lower.D0 + w, lower.D1 + w, 2 * count);
                Kernel<L, V>.DeinterleaveExt(n, upper.N0 + u, upper.N1 + u, count);
                Kernel<L, V>.DeinterleaveExt(d, upper.D0 + u, upper.D1 + u, count);
            }
        });
        return upper;
    }
}
