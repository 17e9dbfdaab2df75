using System.Runtime.Intrinsics;
using Zkfp.Core.Field;
using Zkfp.Core.Kernels.Simd;
using Zkfp.Core.Parallel;
using Zkfp.Protocol.Layout;
using Zkfp.Protocol.Parameters;
using Zkfp.Prover.Commitment;
using Zkfp.Prover.Gkr;
using Zkfp.Prover.Tables;
using Zkfp.Prover.Whir;
using Zkfp.Prover.ZeroCheck;

namespace Zkfp.Prover;

/// <summary>Makes the backend for this processor.</summary>
internal static class CpuBackend
{
    /// <summary>AVX-512, AVX2, SSE4.1 or scalar, the widest that the processor and the runtime's settings allow; 0 threads: all processors.</summary>
    public static IProverBackend Create(int threads = 0)
    {
        var pool = new WorkerPool(threads);
        if (Lanes512.IsSupported) return new CpuBackend<Lanes512, Vector512<uint>>("AVX-512", pool);
        if (Lanes256.IsSupported) return new CpuBackend<Lanes256, Vector256<uint>>("AVX2", pool);
        if (Lanes128.IsSupported) return new CpuBackend<Lanes128, Vector128<uint>>("SSE4.1", pool);
        return new CpuBackend<Lanes64, ulong>("scalar", pool);
    }
}

/// <summary>The backend over one kind of vector.</summary>
internal sealed class CpuBackend<L, V>(string name, WorkerPool pool) : IProverBackend
    where L : struct, ILanes<V>
    where V : unmanaged
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public WorkerPool Pool => pool;

    /// <inheritdoc/>
    public CommittedMatrix Commit(StackedMatrix matrix, LayerParameters layer, CancellationToken cancellation) =>
        CommittedMatrix.Commit(matrix.View, layer.LogInvRate, pool, cancellation, layer.Hash, matrix.Width);

    /// <inheritdoc/>
    public IGkrSession BeginGkr(
        ShardLayout layout, FragmentData[] fragments, FingerprintChallenges local, FingerprintChallenges global,
        CancellationToken cancellation) => new GkrSession<L, V>(layout, fragments, local, global, pool, cancellation);

    /// <inheritdoc/>
    public IZeroCheckSession BeginZeroCheck(
        ShardLayout layout, FragmentData[] fragments, KoalaBear5[] zeta, KoalaBear5 beta, FingerprintChallenges local,
        FingerprintChallenges global) => new ZeroCheckSession<L, V>(layout, fragments, zeta, beta, local, global, pool);

    /// <inheritdoc/>
    public OutsideValue Evaluate(ShardLayout layout, StackedMatrix?[] matrices, KoalaBear5[] point) => new(layout, matrices, point, pool);

    /// <inheritdoc/>
    public IWhirSession BeginWhir(ShardLayout layout, StackedMatrix?[] matrices, KoalaBear5[] point, OutsideValue[] outside) =>
        new WhirSession(layout, matrices, point, outside, pool);

    /// <inheritdoc/>
    public void Dispose() => pool.Dispose();
}
