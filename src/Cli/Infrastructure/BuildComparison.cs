using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Spectre.Console;

namespace Zkfp.Cli.Infrastructure;

/// <summary>Two builds of this command, run alternately on the same program: machines are noisy, so only the ratios of one call say something.</summary>
internal sealed partial class BuildComparison
{
    private readonly string[] _this, _other;

    /// <summary>This build, and the one in a folder: <c>zkfp</c>, or <c>zkfp.dll</c> for the <c>dotnet</c> that is on the path.</summary>
    /// <exception cref="CliException">The folder has neither.</exception>
    public BuildComparison(string folder)
    {
        _this = Find(AppContext.BaseDirectory) ?? throw new CliException(ExitCode.Usage, $"{AppContext.BaseDirectory}: has no zkfp.dll to start a second time");
        _other = Find(folder) ?? throw new CliException(ExitCode.Usage, $"{folder}: has neither zkfp nor zkfp.dll");
    }

    /// <summary>A run: seconds from start to end, processor seconds (0 where the system does not say), bytes of the proof.</summary>
    public readonly record struct Run(double Seconds, double Processor, long Bytes);

    /// <summary>Proves with either build, in turns, <paramref name="pairs"/> times.</summary>
    /// <exception cref="CliException">A build fails.</exception>
    public (Run[] This, Run[] Other) Prove(string elf, string? stdin, int pairs, Action<string> progress, CancellationToken cancellation)
    {
        string proof = Path.Combine(Path.GetTempPath(), $"zkfp-bench-{Environment.ProcessId}.proof");
        string[] words = ["prove", elf, .. stdin is null ? (string[])[] : ["--stdin", stdin], "-o", proof, "--quiet"];
        var runs = (This: new Run[pairs], Other: new Run[pairs]);
        try
        {
            for (int i = 0; i < pairs; i++)
            {
                // Who is first alternates, too: the first finds the memory that the second left.
                for (int turn = 0; turn < 2; turn++)
                {
                    bool isThis = (i + turn) % 2 == 0;
                    progress($"pair {i + 1} of {pairs}: {(isThis ? "this build" : "the other")}");
                    (isThis ? runs.This : runs.Other)[i] = Time(isThis ? _this : _other, words, proof, cancellation);
                }
            }
        }
        finally
        {
            File.Delete(proof);
        }

        return runs;
    }

    /// <summary>Medians of both builds, and of the ratios of the pairs with the least and the greatest.</summary>
    public static Table Table((Run[] This, Run[] Other) runs)
    {
        Table table = Terminal.Table("this", "other", "other / this", "least", "greatest", "prove");
        Row("seconds", r => r.Seconds, "F2");
        if (runs.This.All(r => r.Processor > 0)) Row("processor seconds", r => r.Processor, "F2");
        Row("proof bytes", r => r.Bytes, "F0");
        return table;

        void Row(string name, Func<Run, double> value, string format)
        {
            double[] ratios = Ratios(runs, value);
            string Number(double x, string f) => x.ToString(f, CultureInfo.InvariantCulture);
            table.AddRow(
                Number(Median(runs.This.Select(value)), format), Number(Median(runs.Other.Select(value)), format), Number(Median(ratios), "F2"),
                Number(ratios.Min(), "F2"), Number(ratios.Max(), "F2"), name);
        }
    }

    /// <summary>What the other build took for what this one took, pair by pair.</summary>
    public static double[] Ratios((Run[] This, Run[] Other) runs, Func<Run, double> value) => [.. runs.Other.Zip(runs.This, (o, t) => value(o) / value(t))];

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static string[]? Find(string folder)
    {
        string program = Path.Combine(folder, "zkfp"), library = Path.Combine(folder, "zkfp.dll");
        return File.Exists(program) ? [program] : File.Exists(library) ? ["dotnet", library] : null;
    }

    private static Run Time(string[] build, string[] words, string proof, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(build[0]) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (string word in (IEnumerable<string>)[.. build[1..], .. words]) start.ArgumentList.Add(word);
        double processor = ProcessorOfChildren();
        var clock = Stopwatch.StartNew();
        using Process process = Process.Start(start) ?? throw new CliException(ExitCode.Usage, $"{build[^1]}: does not start");
        using CancellationTokenRegistration kill = cancellation.Register(() =>
        {
            if (!process.HasExited) process.Kill();
        });
        Task<string> output = process.StandardOutput.ReadToEndAsync(CancellationToken.None), error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        process.WaitForExit();
        double seconds = clock.Elapsed.TotalSeconds;
        Task.WaitAll(output, error);
        cancellation.ThrowIfCancellationRequested();
        if (process.ExitCode != 0) throw new CliException(ExitCode.Invalid, $"{build[^1]}: exit {process.ExitCode}: {error.Result.Trim()}");
        return new Run(seconds, ProcessorOfChildren() - processor, new FileInfo(proof).Length);
    }

    private static double ProcessorOfChildren()
    {
        const int children = -1;
        if (!OperatingSystem.IsLinux() || GetResourceUsage(children, out ResourceUsage usage) != 0) return 0;
        return usage.UserSeconds + usage.SystemSeconds + (usage.UserMicroseconds + usage.SystemMicroseconds) / 1e6;
    }

    // struct rusage: times first; 14 more numbers follow.
    [StructLayout(LayoutKind.Sequential, Size = 18 * sizeof(long))]
    private struct ResourceUsage
    {
        public long UserSeconds, UserMicroseconds, SystemSeconds, SystemMicroseconds;
    }

    [LibraryImport("libc", EntryPoint = "getrusage")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int GetResourceUsage(int who, out ResourceUsage usage);
}
