using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Spectre.Console;
using Zkfp.Cli.CommandLine;
using Zkfp.Cli.Infrastructure;
using Zkfp.Core.Machine;
using Zkfp.MipsVm.Loading;
using Zkfp.Protocol.Parameters;
using Zkfp.Prover;
using Zkfp.Prover.Jobs;
using Zkfp.Prover.Runs;
using Zkfp.Rollup.Preimages;

namespace Zkfp.Cli.Commands;

/// <summary>`zkfp prove`.</summary>
internal static class ProveCommand
{
    private const string Help = """
        What is proven is the program's exit code or signal, and the SHA-256 of its standard output. Exits 0 when a proof was written, whatever the program's own
        exit code, which is printed. Profile cannon: what is proven is a digest of the output and of what the program was told that no hash binds; both are in
        the record, which is written beside the proof (its name with .record), and which 'zkfp verify' needs.

        The proof is one of 119 KiB, whatever the length of the run: the run's shards are proven one by one, and then that their proofs verify. With --shards it is
        the list of the shards' proofs, 0.17 MB per million instructions.

        Interrupted (Ctrl-C, kill -9, a full disk), the same command goes on from what is finished, kept in the work folder until the proof is written. Memory
        does not grow with the length of the run, the work folder does. The same command given twice, here or on another machine that shares the work folder,
        shares the work: each shard is proven by one of them, and both write the proof.

        Examples:
          zkfp prove sha256sum.elf --stdin photo.jpg -o photo.proof
          zkfp prove sha256sum.elf --stdin photo.jpg --stdout photo.output
          zkfp prove tool.elf --threads 2 --work-dir /var/tmp/zkfp -- --verbose input
        """;

    public static Command Create(CommonOptions common)
    {
        var command = new CliCommand("prove", "Execute a program and prove what it did.", Help) { TakesGuestArguments = true };
        var guest = new GuestInput();
        var target = new Option<string?>("--out", "-o") { Description = "Proof file to write; the program's file name with .proof if absent.", HelpName = "FILE" };
        var stdoutTo = new Option<string?>("--stdout")
        {
            Description = "Also write what the program writes to its standard output to this file; '-' passes it on to this command's own.",
            HelpName = "FILE",
        };
        var compute = new ComputeOptions();
        var workDir = new Option<string?>("--work-dir")
        {
            Description = "Folder for finished shards, made if need be; the proof file's name with .work if absent. Provers may share it.",
            HelpName = "FOLDER",
        };
        Option<bool> shards = OptionValues.Flag(
            "--shards", "Write the list of the shards' proofs, which grows with the run, instead of one final proof of one size: half the time of a short run.");
        Option<bool> aggregatable = OptionValues.Flag(
            "--aggregatable", "With --shards: a list that 'zkfp aggregate' takes, some percent larger.");
        var recursion = new RecursionOptions();
        Option<bool> keepWork = OptionValues.Flag("--keep-work", "Keep the work folder when the proof is written, for 'zkfp job'.");
        Option<bool> check = OptionValues.Flag("--check", "Check every constraint and bus before proving (slow; names table and row of a failure).");
        var cells = new Option<long?>("--cells-per-shard")
        {
            Description = "Most cells of a shard, padding included: fewer take less memory, and a longer proof that takes longer. The proof depends on it.",
            HelpName = "CELLS",
        };
        Option<int?> height = KeySource.HeightOption("Rows of the committed matrices, log2: 18, 20 or 21; what suits the run if absent. The verifying key depends on it.");
        guest.AddTo(command);
        foreach (Option option in new Option[] { target, stdoutTo, workDir, keepWork, shards, aggregatable, cells, height, check }) command.Add(option);
        recursion.AddAllTo(command);
        compute.AddTo(command);
        cells.Between(1, long.MaxValue);
        command.OnRun(common, session =>
        {
            string path = session.Get(target) ?? Path.GetFileName(session.Get(guest.Elf)) + ".proof";
            string? stdoutPath = session.Get(stdoutTo);
            string work = session.Get(workDir) ?? path + ".work";
            session.OutputIsTaken = stdoutPath == "-";
            string? recordPath = GuestInput.ProfileOf(session.Get(guest.ProfileName)) == Zkfp.MipsVm.Loading.Profile.Cannon ? RecordOptions.DefaultPath(path) : null;
            session.CheckFiles([session.Get(guest.Elf), guest.StdinFile(session)], [path, session.OutputIsTaken ? null : stdoutPath, recordPath, work]);
            bool list = session.Get(shards);
            session.Need(recursion.L1, !list, "has no effect with --shards");
            session.Need(aggregatable, list, "has no effect without --shards");
            session.Need(recursion.Keys, !list || session.Get(aggregatable), "has no effect with --shards, unless there is --aggregatable");
            RecursionSet? leaves = !list || session.Get(aggregatable) ? recursion.Need(session) : null;
            int threads = compute.Apply(session);
            using AtomicFile file = Files.Create(path, "proof");
            using AtomicFile? recordFile = recordPath is null ? null : Files.Create(recordPath, "record");
            ProgramImage program = guest.Load(session);
            using AtomicFile? outputFile = stdoutPath is null or "-" ? null : Files.Create(stdoutPath, "the program's output");
            var notices = new WorkNotices(session);
            var options = new ProveOptions
            {
                Recursion = list ? null : leaves,
                Leaves = leaves,
                ForL1 = session.Get(recursion.L1),
                Notice = notices.Add,
                Disk = need => DiskReport.Say(session, need, path, work),
                Threads = threads,
                WorkDirectory = work,
                CellsPerShard = session.Get(cells),
                LogHeight = session.Get(height),
                CheckTraces = session.Get(check),
            };
            using var progress = new ProgressView(session);
            using Stream stdin = guest.OpenStdin(session);
            using Stream stdout = session.OutputIsTaken ? InterruptibleStream.Wrap(StandardStreams.OpenOutput(), session.Cancellation)
                : outputFile is null ? Stream.Null : new BufferedStream(outputFile, 1 << 16);
            using Stream stderr = InterruptibleStream.Wrap(StandardStreams.OpenError(), session.Cancellation);
            using GuestHost host = GuestHost.Create(program, guest, session, stdin, stdout, stderr);
            Files.Guard(work, "make", "work folder", () => Directory.CreateDirectory(work));
            ProveResult proven;
            PreimageRecord? record;
            try
            {
                proven = host.Guard(() => RunProver.Prove(program, host.Host, file, options, progress, session.Cancellation));
                stdout.Flush();
                record = host.Record;
                if (record is not null) recordFile!.Write(record.File);
                recordFile?.Commit();
                file.Commit();
                outputFile?.Commit();
            }
            catch (Exception e)
            {
                progress.Dispose();
                Files.Clear(work, []);
                string kept = Directory.Exists(work) ? $"; finished shards are kept in '{work}', the same command goes on from them" : "";
                throw e switch
                {
                    IOException io when DiskFull.Is(io) => new CliException(
                        ExitCode.NoSpace, $"cannot write {(session.OutputIsTaken ? "standard output, " : "")}'{path}' or '{work}': {Files.Reason(e)}{kept}"),
                    OutOfMemoryException => new CliException(ExitCode.NoSpace, $"out of memory; a smaller --cells-per-shard takes less{kept}"),
                    OperationCanceledException => new CliException(ExitCode.Cancelled, $"cancelled{kept}"),
                    _ => e,
                };
            }

            progress.Dispose();
            if (!session.Get(keepWork)) Files.Clear(work, proven.WorkFiles);
            Report(session, path, proven, threads, host.OutputDigest, record);
            session.Json.Add("form", list ? "shards" : session.Get(recursion.L1) ? "l1" : "final");
            notices.AddTo(session.Json);
            return ExitCode.Ok;
        });
        return command;
    }

    private static void Report(Session session, string path, ProveResult proven, int threads, byte[] stdoutDigest, PreimageRecord? record)
    {
        ProveStatistics s = proven.Statistics;
        var status = new WaitStatus(proven.Outcome);
        string outcome = status.Describe();
        string? digest = proven.OutputDigest is { } d ? Convert.ToHexStringLower(d) : null;
        session.Line($"{path}: {outcome}; {(record is null ? "SHA-256 of the output" : "digest")} {digest ?? "not stated"}");
        session.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"  {s.Cycles} instructions, {s.Shards} shard(s), {s.ProofBytes} bytes; {s.TotalSeconds:F1} s, {s.Kilohertz:F1} kHz, peak {s.PeakBytes / 1048576} MiB"));
        session.Line($"  {Security.Describe(s.SecurityBits)}");
        if (record is not null) RecordReport.Print(session, record, RecordOptions.DefaultPath(path));
        if (session.Verbose)
        {
            session.Line($"  {ComputeOptions.Describe(threads)}, peak memory {s.PeakBytes / 1048576} MiB");
            foreach ((ProofClass c, int shards) in s.Classes)
            {
                session.Line($"  {shards} shard(s) of class {c.MainWidth} + {c.BoundaryWidth} + {c.PreprocessedWidth} columns (main, boundary, preprocessed) of 2^{c.LogHeight} "
                    + $"rows, 2^{c.LogLeaves} messages");
            }

            session.Report.Write(PhaseReport.Table(s, Environment.CpuUsage.TotalTime.TotalSeconds));
        }

        foreach ((JobKind kind, LayerStatistics l) in s.Layers.OrderBy(l => l.Key))
        {
            if (session.Verbose)
                session.Line(string.Create(CultureInfo.InvariantCulture, $"  {l.Steps} {kind.ToString().ToLowerInvariant()} step(s): {l.Seconds:F1} s, {l.Bytes} bytes"));
        }

        session.Json.Add("layers", new JsonArray([.. s.Layers.OrderBy(l => l.Key).Select(l => (JsonNode?)new JsonObject
        {
            ["kind"] = l.Key.ToString().ToLowerInvariant(),
            ["steps"] = l.Value.Steps,
            ["seconds"] = l.Value.Seconds,
            ["bytes"] = l.Value.Bytes,
        })]));
        session.Json.Add("cycles", s.Cycles).Add("shards", s.Shards).Add("resumedShards", s.ResumedShards)
            .Add("exitCode", status.ExitCode).Add("outcome", outcome).Add("outcomeWord", proven.Outcome).Add("outputDigest", digest)
            .Add("seconds", s.TotalSeconds).Add("phaseSeconds", PhaseReport.Of(s).Select(p => KeyValuePair.Create(p.Name, p.Seconds))).Add("kHz", s.Kilohertz).Add("peakBytes", s.PeakBytes)
            .Add("proofBytes", s.ProofBytes).Add("securityBits", s.SecurityBits).Add("verifyingKey", proven.VerifyingKey.Digest.ToString())
            .Add("logHeight", proven.VerifyingKey.LogHeight).Add("classes", new JsonArray([.. s.Classes.Select(c => (JsonNode?)Describe(c.Key, c.Value))]));
        RecordReport.AddTo(session.Json, record);
        session.Json.Add("stdoutDigest", Convert.ToHexStringLower(stdoutDigest)); // in either profile
    }

    private static JsonObject Describe(ProofClass c, int shards) => new()
    {
        ["shards"] = shards,
        ["logHeight"] = c.LogHeight,
        ["mainColumns"] = c.MainWidth,
        ["boundaryColumns"] = c.BoundaryWidth,
        ["preprocessedColumns"] = c.PreprocessedWidth,
        ["logLeaves"] = c.LogLeaves,
    };
}
