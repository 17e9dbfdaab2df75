using BenchmarkDotNet.Attributes;
using Zkfp.Core.Field;
using Zkfp.Core.Kernels;
using Zkfp.Core.Memory;

namespace Zkfp.Benches.Kernels;

/// <summary>Extension loops in the first- and second-level caches; an operation is one element (one cell for columns).</summary>
[Config(typeof(KernelConfig))]
public unsafe class ExtBenches
{
    private const int Count = 1 << 11, Columns = 32;
    private readonly KoalaBear5[] _coefficients = new KoalaBear5[Columns];
    private ExtVector _a = null!, _b = null!, _result = null!;
    private NativeBuffer _words = null!;
    private KoalaBear5 _r;

    [GlobalSetup]
    public void Setup()
    {
        _a = Data.Ext(Count);
        _b = Data.Ext(Count);
        _result = Data.Ext(Count);
        _words = Data.Words(Columns * Count);
        _r = _a[5];
        for (int i = 0; i < Columns; i++) _coefficients[i] = _a[i];
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _a.Dispose();
        _b.Dispose();
        _result.Dispose();
        _words.Dispose();
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public void BaseMultiply() =>
        BaseKernels.Multiply(_words.AsElements(0, Count), _words.AsElements(Count, Count), _words.AsElements(2 * Count, Count));

    [Benchmark(OperationsPerInvoke = Count)]
    public void Multiply() => ExtKernels.Multiply(_a.Span, _b.Span, _result.Span);

    [Benchmark(OperationsPerInvoke = Count)]
    public void Scale() => ExtKernels.Scale(_a.Span, _r, _result.Span);

    [Benchmark(OperationsPerInvoke = Count)]
    public void Fold() => ExtKernels.Fold(_a.Span, _b.Span, _r, _result.Span);

    [Benchmark(OperationsPerInvoke = Count)]
    public void FoldBase() => ExtKernels.Fold(_words.AsElements(0, Count), _words.AsElements(Count, Count), _r, _result.Span);

    [Benchmark(OperationsPerInvoke = Count)]
    public KoalaBear5 Dot() => ExtKernels.Dot(_a.Span, _b.Span);

    [Benchmark(OperationsPerInvoke = Count)]
    public KoalaBear5 DotBase() => ExtKernels.Dot(_words.AsElements(0, Count), _b.Span);

    [Benchmark(OperationsPerInvoke = Count)]
    public (KoalaBear5 C0, KoalaBear5 C2) ProductRound() => ExtKernels.ProductRound(_a.Span, _b.Span, _b.Span, _a.Span);

    [Benchmark(OperationsPerInvoke = Count * Columns)]
    public void AccumulateColumns() => ExtKernels.AccumulateColumns(_result.Span, new BaseMatrix(_words.Pointer, Count, Count, Columns), _coefficients);

    [Benchmark(OperationsPerInvoke = Count * Columns)]
    public void DotColumns() => ExtKernels.DotColumns(new BaseMatrix(_words.Pointer, Count, Count, Columns), _b.Span, _coefficients);
}
