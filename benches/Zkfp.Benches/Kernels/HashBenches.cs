using BenchmarkDotNet.Attributes;
using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Core.Kernels;
using Zkfp.Core.Memory;

namespace Zkfp.Benches.Kernels;

/// <summary>Kernels of both hashes; an operation is one permutation.</summary>
[Config(typeof(KernelConfig))]
public unsafe class HashBenches
{
    private const int Count = 1 << 10, Stride = Count + 16, Columns = 60, KeccakWords = Keccak.RateBytes / sizeof(uint);
    private NativeBuffer _states = null!, _rows = null!, _digests = null!, _parents = null!;
    private readonly KoalaBear[] _state = new KoalaBear[Poseidon2.Width];

    [GlobalSetup]
    public void Setup()
    {
        _states = Data.Words(Poseidon2.Width * Stride);
        _rows = Data.Words(Columns * Stride);
        _digests = Data.Words(Digest.Length * Stride);
        _parents = Data.Words(Digest.Length * Stride);
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _states.Dispose();
        _rows.Dispose();
        _digests.Dispose();
        _parents.Dispose();
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public void Permutation() => HashKernels.PermutePlanes(_states.Pointer, Stride, Count);

    [Benchmark(OperationsPerInvoke = Count * Columns / FieldHash.Rate)]
    public void Rows() =>
        HashKernels.HashRows(new BaseMatrix(_rows.Pointer, Stride, Count, Columns), Columns, new DigestPlanes(_digests.Pointer, Stride, Count));

    [Benchmark(OperationsPerInvoke = Count / 2)]
    public void Level() =>
        HashKernels.CompressLevel(new DigestPlanes(_digests.Pointer, Stride, Count), new DigestPlanes(_parents.Pointer, Stride, Count / 2));

    [Benchmark(OperationsPerInvoke = Count * (Columns / KeccakWords + 1))]
    public void KeccakRows() =>
        KeccakKernels.HashRows(new BaseMatrix(_rows.Pointer, Stride, Count, Columns), new DigestPlanes(_digests.Pointer, Stride, Count));

    [Benchmark(OperationsPerInvoke = Count / 2)]
    public void KeccakLevel() =>
        KeccakKernels.CompressLevel(new DigestPlanes(_digests.Pointer, Stride, Count), new DigestPlanes(_parents.Pointer, Stride, Count / 2));

    [Benchmark]
    public void OneScalar() => Poseidon2.Permute(_state);
}
