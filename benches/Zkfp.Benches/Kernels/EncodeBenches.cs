using BenchmarkDotNet.Attributes;
using Zkfp.Core.Memory;
using Zkfp.Core.Ntt;

namespace Zkfp.Benches.Kernels;

/// <summary>Encoding at rate 1/2 of one column of 2^LogRows coefficients.</summary>
[Config(typeof(KernelConfig))]
public class EncodeBenches
{
    private NativeBuffer _source = null!, _codeword = null!;

    [Params(12, 16, 20)]
    public int LogRows { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _source = Data.Words(1 << LogRows);
        _codeword = new NativeBuffer(2 << LogRows);
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _source.Dispose();
        _codeword.Dispose();
    }

    [Benchmark]
    public void Encode() => ReedSolomon.Encode(_source.AsElements(0, 1 << LogRows), 1, _codeword.AsElements(0, 2 << LogRows));
}
