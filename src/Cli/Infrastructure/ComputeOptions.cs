using System.CommandLine;
using System.Globalization;
using Zkfp.Cli.CommandLine;
using Zkfp.Core.Kernels.Simd;

namespace Zkfp.Cli.Infrastructure;

/// <summary>How much of the processor a command takes: --threads and --vector-bits, the same wherever there is something to compute.</summary>
internal sealed class ComputeOptions
{
    private const string Auto = "auto";

    /// <summary>--threads.</summary>
    public Option<int> Threads { get; } = CreateThreads("Threads; 0, or without it: one per processor that the process may use. No result depends on it.");

    /// <summary>--vector-bits.</summary>
    public Option<string> VectorBits { get; } = new Option<string>("--vector-bits")
    {
        Description = "Width of vectors: 128, 256, 512, or 64 for none; auto, or without it: the widest that the processor has. No result depends on it.",
        HelpName = "BITS",
        DefaultValueFactory = _ => Auto,
    }.OneOf([.. VectorWidth.Widths.ToArray().Select(w => w.ToString(CultureInfo.InvariantCulture)), Auto]);

    /// <summary>Declares both.</summary>
    public void AddTo(Command command)
    {
        command.Add(Threads);
        command.Add(VectorBits);
    }

    /// <summary>A --threads option.</summary>
    public static Option<int> CreateThreads(string description) =>
        new Option<int>("--threads") { Description = description, DefaultValueFactory = _ => 0 }.Between(0, 1024);

    /// <summary>
    /// A number of threads that an option gave. The runtime counts the processors of the affinity mask, and no more than the cgroup's quota, rounded up.
    /// </summary>
    public static int Count(int given) => given == 0 ? Environment.ProcessorCount : given;

    /// <summary>Settles both, before the first kernel.</summary>
    /// <returns>Threads.</returns>
    public int Apply(Session session)
    {
        if (session.Get(VectorBits) is { } text && text != Auto)
        {
            int bits = int.Parse(text, CultureInfo.InvariantCulture);
            if (bits > VectorWidth.Available)
                throw new CliException(ExitCode.Usage, $"{VectorBits.Name} {bits}: this processor and the runtime's settings allow {VectorWidth.Available}");
            AppContext.SetData(VectorWidth.Setting, bits);
            if (VectorWidth.Bits != bits) throw new InvalidOperationException("The width of vectors was chosen before the command line was read.");
        }

        int threads = Count(session.Get(Threads));
        session.Json.Add("processors", Environment.ProcessorCount).Add("threads", threads).Add("vectorBits", VectorWidth.Bits);
        return threads;
    }

    /// <summary>"2 threads on 2 processors, 256-bit vectors".</summary>
    public static string Describe(int threads)
    {
        string vectors = VectorWidth.Bits <= VectorWidth.Widths[0] ? "no vectors" : $"{VectorWidth.Bits}-bit vectors";
        return $"{Of(threads, "thread")} on {Of(Environment.ProcessorCount, "processor")}, {vectors}";
    }

    private static string Of(int count, string name) => $"{count} {name}{(count == 1 ? "" : "s")}";
}
