using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;

namespace Zkfp.Benches.Kernels;

/// <summary>Each kernel bench runs as the processor allows, without AVX-512, without AVX2 and in scalar code.</summary>
internal sealed class KernelConfig : ManualConfig
{
    public KernelConfig()
    {
        Add("widest", null);
        Add("no AVX-512", "DOTNET_EnableAVX512");
        Add("no AVX2", "DOTNET_EnableAVX2");
        Add("scalar", "DOTNET_EnableHWIntrinsic");
        AddColumn(StatisticColumn.OperationsPerSecond);
    }

    private void Add(string id, string? disabled)
    {
        Job job = Job.Default.WithId(id).WithWarmupCount(3).WithIterationCount(7);
        AddJob(disabled is null ? job : job.WithEnvironmentVariable(disabled, "0"));
    }
}
