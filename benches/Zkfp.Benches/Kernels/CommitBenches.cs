using BenchmarkDotNet.Attributes;
using Zkfp.Core.Kernels;
using Zkfp.Core.Memory;
using Zkfp.Core.Parallel;
using Zkfp.Prover.Commitment;

namespace Zkfp.Benches.Kernels;

/// <summary>Encoding and hashing of a matrix of 2^16 × 64 at rate 1/2; an operation is one cell.</summary>
[Config(typeof(KernelConfig))]
public unsafe class CommitBenches
{
    private const int LogRows = 16, Columns = 64;
    private NativeBuffer _cells = null!;
    private WorkerPool _pool = null!;

    [Params(1, 2)]
    public int Threads { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _cells = Data.Words((long)Columns << LogRows);
        _pool = new WorkerPool(Threads);
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _pool.Dispose();
        _cells.Dispose();
    }

    [Benchmark(OperationsPerInvoke = Columns << LogRows)]
    public void Commit() =>
        CommittedMatrix.Commit(new BaseMatrix(_cells.Pointer, 1 << LogRows, 1 << LogRows, Columns), 1, _pool).Dispose();
}
