using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Zkfp.Cli.CommandLine;
using Zkfp.Cli.Infrastructure;
using Zkfp.Core.Hash;
using Zkfp.Core.Kernels;
using Zkfp.Core.Memory;
using Zkfp.Core.Parallel;
using Zkfp.MipsVm.Execution;
using Zkfp.MipsVm.Hosting;
using Zkfp.MipsVm.Loading;
using Zkfp.Prover;
using Zkfp.Prover.Commitment;

namespace Zkfp.Cli.Commands;

/// <summary>`zkfp bench`.</summary>
internal static class BenchCommand
{
    private const string Help = """
        Hashing, commitment, and, with --elf, execution and proving, phase by phase: medians of the runs that fit into the time. Machines are noisy: compare ratios
        of figures from one call. With --against nothing but proving is measured, by both builds in turns, each from start to end of its command; ratios above 1
        mean that the other takes more.

        Examples:
          zkfp bench
          zkfp bench --filter poseidon2
          zkfp bench --elf sha256sum.elf --stdin photo.jpg --filter prove
          zkfp bench --elf sha256sum.elf --against ../older/out/bin --pairs 5
        """;

    public static Command Create(CommonOptions common)
    {
        var command = new CliCommand("bench", "Measure this machine.", Help);
        var filter = new Option<string>("--filter") { Description = "Only benchmarks whose name contains this text.", DefaultValueFactory = _ => "" };
        var elf = new Option<string?>("--elf") { Description = "Program for execute and prove.", HelpName = "ELF" };
        var stdin = new Option<string?>("--stdin") { Description = "Its standard input; none if absent.", HelpName = "FILE" };
        var against = new Option<string?>("--against") { Description = "Another build of zkfp, to prove the program in turns with this one.", HelpName = "DIR" };
        var pairs = new Option<int>("--pairs") { Description = "Runs of each with --against.", HelpName = "N", DefaultValueFactory = _ => 3 };
        var compute = new ComputeOptions();
        command.Add(filter);
        command.Add(elf);
        command.Add(stdin);
        command.Add(against);
        command.Add(pairs);
        compute.AddTo(command);
        command.OnRun(common, session =>
        {
            CancellationToken cancellation = session.Cancellation;
            session.CheckFiles([session.Get(elf), session.Get(stdin)], []);
            session.Need(stdin, session.Has(elf), "needs --elf");
            session.Need(against, session.Has(elf), "needs --elf");
            session.Need(pairs, session.Has(against), "needs --against");
            if (session.Get(against) is { } folder) return Compare(session, folder, session.Get(elf)!, session.Get(stdin), session.Get(pairs));
            var results = new Dictionary<string, double>();
            string wanted = session.Get(filter)!;
            int threads = compute.Apply(session);
            session.Line(ComputeOptions.Describe(threads));
            void Run(string name, string unit, double count, Action body)
            {
                if (!name.Contains(wanted, StringComparison.OrdinalIgnoreCase)) return;
                cancellation.ThrowIfCancellationRequested();
                double seconds = MedianSeconds(body, cancellation);
                results[name] = count / seconds;
                session.Line(string.Create(CultureInfo.InvariantCulture, $"{name,-12} {count / seconds / 1e6,12:F3} M {unit}/s   ({seconds * 1e3:F1} ms)"));
            }

            using (var rows = new NativeBuffer((HashedRows + 16) * HashedColumns, clear: true))
            using (var digests = new NativeBuffer((HashedRows + 16) * Digest.Length))
                Run("poseidon2", "permutations", (double)HashRepeats * HashedRows * HashedColumns / FieldHash.Rate, () => Hash(rows, digests));
            const int logRows = 18, columns = 64;
            using (var pool = new WorkerPool(threads))
            using (var cells = new NativeBuffer((long)columns << logRows, clear: true))
                Run("commit", "cells", (double)columns * (1 << logRows), () => Commit(cells, logRows, columns, pool, cancellation));
            if (session.Get(elf) is { } path)
            {
                ProgramImage program = GuestInput.Load(path, Profile.Linux, cancellation);
                byte[] input = session.Get(stdin) is { } file ? Files.Read(file, "standard input", cancellation) : [];
                LinuxHost Host() => new(program.Endianness, new LinuxHostOptions { Arguments = [Path.GetFileName(path)], Stdin = new MemoryStream(input) });
                double cycles = Executor.Run(program, Host()).Instructions;
                Run("execute", "instructions", cycles, () => Executor.Run(program, Host()));
                (ProveStatistics Statistics, double Processor)? last = null;
                Run("prove", "instructions", cycles, () =>
                {
                    TimeSpan before = Environment.CpuUsage.TotalTime;
                    ProveStatistics s = RunProver.Prove(program, Host(), Stream.Null, new ProveOptions { Threads = threads }, null, cancellation).Statistics;
                    last = (s, (Environment.CpuUsage.TotalTime - before).TotalSeconds);
                });
                if (last is var (statistics, processor)) session.Report.Write(PhaseReport.Table(statistics, processor));
            }

            if (results.Count == 0) throw new CliException(ExitCode.Usage, $"no benchmark's name contains '{wanted}' (poseidon2, commit; with --elf execute, prove)");
            session.Json.Add("perSecond", results);
            return ExitCode.Ok;
        });
        return command;
    }

    private static int Compare(Session session, string folder, string elf, string? stdin, int pairs)
    {
        if (pairs is < 1 or > 100) throw new CliException(ExitCode.Usage, $"--pairs {pairs}: expected 1 to 100");
        (BuildComparison.Run[] This, BuildComparison.Run[] Other) runs =
            new BuildComparison(folder).Prove(elf, stdin, pairs, text => session.Line(text), session.Cancellation);
        session.Report.Write(BuildComparison.Table(runs));
        session.Json.Add("seconds", Numbers(runs.This.Select(r => r.Seconds))).Add("otherSeconds", Numbers(runs.Other.Select(r => r.Seconds)))
            .Add("ratios", Numbers(BuildComparison.Ratios(runs, r => r.Seconds)));
        return ExitCode.Ok;
    }

    private static JsonArray Numbers(IEnumerable<double> values) => [.. values.Select(v => (JsonNode?)Math.Round(v, 6))];

    // Rows of whole blocks, small enough for the first-level cache: permutations and little else.
    private const int HashedRows = 64;
    private const int HashedColumns = 4 * FieldHash.Rate;
    private const int HashRepeats = 256;

    private static unsafe void Hash(NativeBuffer rows, NativeBuffer digests)
    {
        // SAFETY: both buffers hold HashedRows + 16 elements per plane.
        var matrix = new BaseMatrix(rows.Pointer, HashedRows + 16, HashedRows, HashedColumns);
        var leaves = new DigestPlanes(digests.Pointer, HashedRows + 16, HashedRows);
        for (int i = 0; i < HashRepeats; i++) HashKernels.HashRows(matrix, HashedColumns, leaves);
    }

    private static unsafe void Commit(NativeBuffer cells, int logRows, int columns, WorkerPool pool, CancellationToken cancellation)
    {
        // SAFETY: the buffer holds 2^logRows elements per column.
        CommittedMatrix.Commit(new BaseMatrix(cells.Pointer, 1 << logRows, 1 << logRows, columns), 1, pool, cancellation).Dispose();
    }

    // At least three runs and a second, after one that warms up.
    private static double MedianSeconds(Action body, CancellationToken cancellation)
    {
        body();
        var seconds = new List<double>();
        var total = Stopwatch.StartNew();
        while (seconds.Count < 3 || (total.Elapsed.TotalSeconds < 1 && seconds.Count < 1000))
        {
            cancellation.ThrowIfCancellationRequested();
            long start = Stopwatch.GetTimestamp();
            body();
            seconds.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        seconds.Sort();
        return seconds[seconds.Count / 2];
    }
}
