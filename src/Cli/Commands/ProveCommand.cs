using System.CommandLine;
using Zkfp.Cli.Infrastructure;
using Zkfp.Core.Machine;
using Zkfp.MipsVm.Loading;
using Zkfp.Prover;
using Zkfp.Prover.Runs;
using Zkfp.Rollup.Preimages;

namespace Zkfp.Cli.Commands;

/// <summary>`zkfp prove`.</summary>
internal static class ProveCommand
{
    private const string Help = """
        Execute a program and prove what it did: its exit code or signal, and the SHA-256 of its standard output.
        Exits 0 when a proof was written, whatever the program's own exit code, which is printed.
        Interrupted (Ctrl-C, kill -9, a full disk), the same command goes on from the shards that are finished. They are kept in the work folder until the
        proof is written; memory does not grow with the length of the run, the work folder and the proof do: 0.6 MB per 1.7 M instructions each.

        Examples:
          zkfp prove sha256sum.elf --stdin photo.jpg -o photo.proof
          zkfp prove tool.elf --threads 2 --work-dir /var/tmp/zkfp -- --verbose input
        """;

    public static Command Create()
    {
        var command = new Command("prove", Help);
        var guest = new GuestInput();
        var target = new Option<string?>("--output", "-o") { Description = "Proof file to write; the program's file name with .proof if absent." };
        var threads = new Option<int>("--threads") { Description = "Threads that prove; 0 for one per processor. The proof does not depend on it.", DefaultValueFactory = _ => 0 };
        var workDir = new Option<string?>("--work-dir") { Description = "Folder for finished shards, made if need be; the proof file's name with .work if absent. Provers may share it." };
        var check = new Option<bool>("--check") { Description = "Check every constraint and bus before proving (slow; names table and row of a failure)." };
        var cells = new Option<long?>("--cells-per-shard")
        {
            Description = "Most cells of a shard, padding included: fewer take less memory, and a longer proof that takes longer. The proof depends on it.",
        };
        Option<int?> height = KeySource.HeightOption("Rows of the committed matrices, log2: 18 or 20; by the length of the run if absent. The verifying key depends on it.");
        Option<bool> json = CommandRunner.JsonOption();
        guest.AddTo(command);
        command.Add(target);
        command.Add(threads);
        command.Add(workDir);
        command.Add(cells);
        command.Add(height);
        command.Add(check);
        command.Add(json);
        threads.Validators.Add(r =>
        {
            if (r.GetValueOrDefault<int>() is < 0 or > 1024) r.AddError("--threads: expected 0 to 1024");
        });
        cells.Validators.Add(r =>
        {
            if (r.GetValueOrDefault<long?>() < 1) r.AddError("--cells-per-shard: expected a positive number (a shard holds at least its fixed tables)");
        });
        command.OnRun(json, (result, cancellation) =>
        {
            string path = result.GetValue(target) ?? Path.GetFileName(result.GetRequiredValue(guest.Elf)) + ".proof";
            foreach (string? input in new[] { result.GetRequiredValue(guest.Elf), result.GetValue(guest.Stdin) })
            {
                if (input is not null && Path.GetFullPath(input) == Path.GetFullPath(path))
                    throw new CliException(ExitCode.Usage, $"the proof would overwrite '{input}'");
            }

            using AtomicFile file = Files.Create(path, "proof");
            ProgramImage program = guest.Load(result);
            string work = result.GetValue(workDir) ?? path + ".work";
            var options = new ProveOptions
            {
                Threads = result.GetValue(threads),
                WorkDirectory = work,
                CellsPerShard = result.GetValue(cells),
                LogHeight = result.GetValue(height),
                CheckTraces = result.GetValue(check),
            };
            using var progress = new ProgressLine();
            using Stream stdin = guest.OpenStdin(result);
            using GuestHost host = GuestHost.Create(program, guest, result, stdin, Stream.Null, Console.OpenStandardError(), cancellation);
            Files.Guard(work, "make", "work folder", () => Directory.CreateDirectory(work));
            ProveResult proven;
            PreimageRecord? record;
            try
            {
                proven = host.Guard(() => RunProver.Prove(program, host.Host, file, options, progress, cancellation));
                progress.Clear();
                record = host.Record;
                if (record is not null) Files.WriteAtomically(RecordOptions.DefaultPath(path), record.File.ToArray(), "record");
                file.Commit();
            }
            catch (Exception e)
            {
                progress.Clear();
                Files.Clear(work, []);
                string kept = Directory.Exists(work) ? $"; finished shards are kept in '{work}', the same command goes on from them" : "";
                throw e switch
                {
                    IOException io when DiskFull.Is(io) => new CliException(ExitCode.NoSpace, $"cannot write '{path}' or '{work}': {Files.Reason(e)}{kept}"),
                    OutOfMemoryException => new CliException(ExitCode.NoSpace, $"out of memory; a smaller --cells-per-shard takes less{kept}"),
                    OperationCanceledException => new CliException(ExitCode.Cancelled, $"cancelled{kept}"),
                    _ => e,
                };
            }

            Files.Clear(work, proven.ShardFiles);
            ProveStatistics s = proven.Statistics;
            var status = new WaitStatus(proven.Outcome);
            string outcome = status.ToString();
            Console.Out.WriteLine($"{path}: {outcome}, {s.Cycles} instructions, {s.Shards} shard(s), {s.ProofBytes} bytes");
            Console.Out.WriteLine($"  {s.TotalSeconds:F1} s, {s.Kilohertz:F1} kHz, peak {s.PeakBytes / 1048576} MiB, {s.SecurityBits:F1} bits");
            string output = Convert.ToHexStringLower(host.OutputDigest);
            if (record is null) Console.Out.WriteLine($"  SHA-256 of standard output {output}");
            else RecordReport.Print(Console.Out, record, RecordOptions.DefaultPath(path));
            if (result.GetValue(json))
            {
                var phases = new Dictionary<string, double> { ["setup"] = s.SetupSeconds };
                foreach (Phase phase in Enum.GetValues<Phase>())
                    phases[char.ToLowerInvariant(phase.ToString()[0]) + phase.ToString()[1..]] = s.Phases[phase];
                new JsonReport("prove").Add("cycles", s.Cycles).Add("shards", s.Shards).Add("resumedShards", s.ResumedShards)
                    .Add("exitCode", (long?)status.ExitCode).Add("outcome", outcome)
                    .Add("seconds", s.TotalSeconds).Add("phaseSeconds", phases).Add("kHz", s.Kilohertz).Add("peakBytes", s.PeakBytes)
                    .Add("proofBytes", s.ProofBytes).Add("securityBits", s.SecurityBits).Add("outputDigest", output)
                    .Add("recordDigest", record is null ? null : Convert.ToHexStringLower(record.EntriesDigest)).Print(Console.Error);
            }

            return ExitCode.Ok;
        });
        return command;
    }
}
