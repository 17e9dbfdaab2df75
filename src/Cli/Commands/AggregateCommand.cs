using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Zkfp.Cli.CommandLine;
using Zkfp.Cli.Infrastructure;
using Zkfp.Prover.Jobs;
using Zkfp.Prover.Runs;
using Zkfp.Recursion.Circuits;

namespace Zkfp.Cli.Commands;

/// <summary>`zkfp aggregate`.</summary>
internal static class AggregateCommand
{
    private const string Help = """
        Takes lists of shards' proofs ('zkfp prove --shards'), of any programs, verifies them and makes one final proof of all: of one list the proof that 'zkfp prove'
        would have made, of several a bundle of their claims in the order given. 'zkfp verify BUNDLE --elf ELF' finds the program's run in it.

        Interrupted, the same command goes on from the steps that are finished; given twice on one work folder, the work is shared.

        Examples:
          zkfp aggregate run.proof -o run.final
          zkfp aggregate a.proof b.proof c.proof -o bundle.proof
        """;

    public static Command Create(CommonOptions common)
    {
        var command = new CliCommand("aggregate", "Make one final proof of one or several proofs.", Help);
        var proofs = new Argument<string[]>("PROOF") { Description = "Proof files, lists of shards' proofs.", Arity = ArgumentArity.OneOrMore };
        var target = new Option<string>("--out", "-o") { Description = "Proof file to write.", HelpName = "FILE", Required = true };
        var workDir = new Option<string?>("--work-dir") { Description = "Folder for finished steps; the proof file's name with .work if absent.", HelpName = "FOLDER" };
        Option<bool> keepWork = OptionValues.Flag("--keep-work", "Keep the work folder when the proof is written.");
        command.Add(proofs);
        command.Add(target);
        command.Add(workDir);
        command.Add(keepWork);
        var recursion = new RecursionOptions();
        recursion.AddAllTo(command);
        var compute = new ComputeOptions();
        compute.AddTo(command);
        command.OnRun(common, session =>
        {
            string[] paths = session.Get(proofs);
            string path = session.Get(target)!, work = session.Get(workDir) ?? path + ".work";
            session.CheckFiles([.. paths, session.Get(recursion.Keys)], [path, work]);
            RecursionSet set = recursion.Need(session);
            int threads = compute.Apply(session);
            using AtomicFile file = Files.Create(path, "proof");
            Files.Guard(work, "make", "work folder", () => Directory.CreateDirectory(work));
            var notices = new WorkNotices(session);
            var clock = Stopwatch.StartNew();
            var streams = new List<FileStream>();
            AggregateResult result;
            try
            {
                foreach (string p in paths)
                {
                    FileStream stream = Files.OpenRead(p, "proof", session.Cancellation);
                    streams.Add(stream);
                    if (!stream.CanSeek) throw new CliException(ExitCode.Usage, $"cannot read proof '{p}': it is read twice, so it must be a file, not a pipe");
                }

                result = Files.Guard(work, "use", "work folder", () => RunJobs.Aggregate(
                    work, set, streams, threads, session.Get(recursion.L1), Progress(session), notices.Add, need => DiskReport.Say(session, need, path, work),
                    session.Cancellation));
                Files.Commit(file, path, result.Proof, "proof");
            }
            catch (InvalidDataException e)
            {
                throw new CliException(ExitCode.Invalid, e.Message);
            }
            catch (OperationCanceledException)
            {
                throw new CliException(ExitCode.Cancelled, $"cancelled; finished steps are kept in '{work}', the same command goes on from them");
            }
            finally
            {
                foreach (FileStream s in streams) s.Dispose();
                Files.Clear(work, []); // where nothing was written
            }

            if (!session.Get(keepWork)) Files.Clear(work, result.WorkFiles);
            session.Line(string.Create(CultureInfo.InvariantCulture, $"{path}: {result.Claims.Count} run(s), {result.Proof.Length} bytes; {clock.Elapsed.TotalSeconds:F1} s"));
            double bits = set.BitsOf(session.Get(recursion.L1));
            session.Line($"  {Security.Describe(bits)}");
            session.Json.Add("runs", result.Claims.Count).Add("proofBytes", result.Proof.Length).Add("seconds", clock.Elapsed.TotalSeconds)
                .Add("securityBits", bits).Add("recursionKeys", $"{set.Keys.KeyOf(FinalFile.IndexOf(session.Get(recursion.L1))).Digest}");
            notices.AddTo(session.Json);
            return ExitCode.Ok;
        });
        return command;
    }

    private static Action<StepDone, int, int> Progress(Session session) => (step, done, all) =>
    {
        if (!session.Quiet)
            StandardStreams.WriteError(string.Create(CultureInfo.InvariantCulture, $"zkfp aggregate: step {done} of {all}, {step.About}: {step.Elapsed.TotalSeconds:F1} s"));
    };
}
