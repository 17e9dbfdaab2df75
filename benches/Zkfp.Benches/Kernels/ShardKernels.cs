using BenchmarkDotNet.Attributes;
using Zkfp.Benches.Shard;
using Zkfp.Core.Air;
using Zkfp.Core.Field;
using Zkfp.Core.Machine;
using Zkfp.Core.Trace;
using Zkfp.Protocol.Layout;
using Zkfp.Protocol.Parameters;
using Zkfp.Prover;
using Zkfp.Prover.Gkr;
using Zkfp.Prover.Tables;

namespace Zkfp.Benches.Kernels;

/// <summary>A shard of <see cref="SyntheticMachine"/> in memory, on one thread, and challenges that no transcript draws.</summary>
[Config(typeof(KernelConfig))]
public abstract class ShardKernels
{
    /// <summary>log₂ of the rows: out of the caches, as in a proof.</summary>
    protected const int LogRows = 15;

    private readonly MachineDefinition _machine = SyntheticMachine.Define();
    private StackedMatrix _main = null!;

    private protected IProverBackend Backend { get; private set; } = null!;

    private protected ProvingKey Key { get; private set; } = null!;

    private protected ShardLayout Layout { get; private set; } = null!;

    private protected FragmentData[] Fragments { get; private set; } = null!;

    private protected FingerprintChallenges Fingerprint { get; } = new(Challenge(0), [.. Enumerable.Range(1, ProtocolParameters.FingerprintChallenges).Select(Challenge)]);

    [GlobalSetup]
    public void Setup()
    {
        Backend = CpuBackend.Create(1);
        Key = ProvingKey.Create(_machine, LogRows, 0, 1, new TraceTable?[1], [], Backend);
        using ShardTrace trace = SyntheticMachine.Trace(_machine, 1 << LogRows);
        Layout = ShardLayout.Create(_machine, Key.VerifyingKey, ShapePlanner.Plan(_machine, Key.VerifyingKey, trace.Tables, true), true);
        _main = ColumnStacker.Stack(Layout.Fragments, ColumnKind.Main, Layout.LogHeight, Layout.Class.Class.MainWidth, trace.Tables, Backend.Pool)!;
        Fragments = Key.Fragments(Layout, _main, null, trace.PublicValues);
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _main.Dispose();
        Key.Dispose();
        Backend.Dispose();
    }

    private protected static KoalaBear5 Challenge(int i) =>
        new(new KoalaBear(7UL * (uint)i + 3), new KoalaBear(11UL * (uint)i + 5), new KoalaBear(13UL * (uint)i + 1), new KoalaBear(17UL * (uint)i + 2), new KoalaBear(19UL * (uint)i + 4));

    private protected static KoalaBear5[] Point(int coordinates) => [.. Enumerable.Range(100, coordinates).Select(Challenge)];
}

/// <summary>GKR: an operation is one message.</summary>
public class GkrBenches : ShardKernels
{
    private const int Messages = SyntheticMachine.Messages << LogRows;

    /// <summary>Fingerprints of all messages, and the layers above them.</summary>
    [Benchmark(OperationsPerInvoke = Messages)]
    public KoalaBear5 Build()
    {
        using IGkrSession session = Backend.BeginGkr(Layout, Fragments, Fingerprint, Fingerprint, default);
        return session.Top().N0;
    }

    /// <summary>The same, and the sumchecks of all layers.</summary>
    [Benchmark(OperationsPerInvoke = Messages)]
    public KoalaBear5 BuildAndSumchecks()
    {
        using IGkrSession session = Backend.BeginGkr(Layout, Fragments, Fingerprint, Fingerprint, default);
        KoalaBear5 last = default;
        for (int k = 1; k < Layout.Class.Class.LogLeaves; k++)
        {
            session.BeginLayer(k, Point(k), Challenge(k));
            for (int i = 0; i < k; i++)
            {
                last += session.Round(last).C1;
                session.Bind(Challenge(k + i));
            }

            last += session.EndLayer().N0;
        }

        return last;
    }
}

/// <summary>The zerocheck: an operation is one cell.</summary>
public class ZeroCheckBenches : ShardKernels
{
    [Benchmark(OperationsPerInvoke = SyntheticMachine.Columns << LogRows)]
    public KoalaBear5 ZeroCheck()
    {
        using IZeroCheckSession session = Backend.BeginZeroCheck(Layout, Fragments, Point(Layout.Class.Class.LogLeaves), Challenge(1), Fingerprint, Fingerprint);
        KoalaBear5 last = default;
        for (int i = 0; i < Layout.LogHeight; i++)
        {
            last += session.Round().C1;
            session.Bind(Challenge(i));
        }

        return last;
    }
}
