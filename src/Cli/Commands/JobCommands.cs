using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Spectre.Console;
using Zkfp.Cli.CommandLine;
using Zkfp.Cli.Infrastructure;
using Zkfp.Prover.Jobs;

namespace Zkfp.Cli.Commands;

/// <summary>`zkfp job`: steps of proofs, by whoever has the work folder.</summary>
internal static class JobCommands
{
    private const string ListHelp = """
        A work folder holds finished steps of proofs, each under a name that says what it is made from: proofs of shards, leaves and joins that make one proof of
        neighbours, and what makes the final proof of the one at the top. Files are taken at their names unless --check verifies them.

        'done': its file is there; 'ready': it can be done; 'busy': a process is at it; 'waiting': what it reads is not there yet.

        Examples:
          zkfp job list --work-dir run.work
          zkfp job list --work-dir run.work --check --json
        """;

    private const string AddHelp = """
        The shards' proofs are verified and put into the folder, as 'zkfp prove' leaves them there, so that several 'zkfp job run' can do what is above them;
        'zkfp aggregate' does it alone.

        Example:
          zkfp job add run.proof --work-dir run.work
        """;

    private const string RunHelp = """
        Does the steps above shards that can be done, while 'zkfp prove' may still be at the shards, here or on another machine that shares the folder. Any number
        of these commands may be at one folder; neither program nor input are needed. A step that another process is at is left to it, and taken over if it dies.
        Killed or cancelled, it loses the step at hand.

        Exits 0 when all steps of all runs in the folder are done (or the one that was named), 4 when some cannot be done yet: proofs of shards are missing.

        Examples:
          zkfp job run --work-dir run.work
          zkfp job run --work-dir /shared/run.work --wait
          zkfp job run 5d0c --work-dir run.work
        """;

    public static Command Create(CommonOptions common)
    {
        var job = new CliCommand("job", "Steps of proofs in a work folder: list them, do them.") { List(common), Run(common), Add(common) };
        return job;
    }

    private static Option<string> WorkDir() => new("--work-dir") { Description = "The folder.", HelpName = "FOLDER", Required = true };

    private static Command List(CommonOptions common)
    {
        var command = new CliCommand("list", "Show the steps in a work folder, and where each stands.", ListHelp);
        Option<string> work = WorkDir();
        Option<bool> check = OptionValues.Flag("--check", "Verify every file.");
        command.Add(work);
        command.Add(check);
        var recursion = new RecursionOptions();
        recursion.AddAllTo(command);
        var compute = new ComputeOptions();
        compute.AddTo(command);
        command.OnRun(common, session =>
        {
            string folder = session.Get(work)!;
            session.CheckFiles([folder, session.Get(recursion.Keys)], []);
            compute.Apply(session);
            var notices = new WorkNotices(session);
            CheckFolder(folder);
            RecursionSet set = recursion.Need(session);
            IReadOnlyList<WorkRun> runs = Files.Guard(folder, "read", "work folder", () =>
                RunJobs.List(folder, set, session.Get(check), session.Get(recursion.L1), notices.Add, session.Cancellation));
            var json = new JsonArray();
            foreach (WorkRun run in runs) json.Add((JsonNode)Show(session, run));
            if (runs.Count == 0) session.Line($"'{folder}' holds no run");
            session.Json.Add("runs", json).Add("checked", session.Get(check));
            notices.AddTo(session.Json);
            return ExitCode.Ok;
        });
        return command;
    }

    private static Command Run(CommonOptions common)
    {
        var command = new CliCommand("run", "Do steps in a work folder.", RunHelp);
        var name = new Argument<string?>("STEP") { Description = "Do this step only: the first digits of its name.", Arity = ArgumentArity.ZeroOrOne };
        Option<string> work = WorkDir();
        Option<bool> wait = OptionValues.Flag("--wait", "Go on until all is done: wait for proofs of shards, and for runs to begin.");
        command.Add(name);
        command.Add(work);
        command.Add(wait);
        var recursion = new RecursionOptions();
        recursion.AddAllTo(command);
        var compute = new ComputeOptions();
        compute.AddTo(command);
        command.OnRun(common, session =>
        {
            string folder = session.Get(work)!;
            session.CheckFiles([folder, session.Get(recursion.Keys)], []);
            int threads = compute.Apply(session);
            var notices = new WorkNotices(session);
            CheckFolder(folder);
            RecursionSet set = recursion.Need(session);
            var done = new JsonArray();
            int? left = Files.Guard(folder, "use", "work folder", () => RunJobs.Run(
                folder, set, session.Result.GetValue(name), session.Get(wait), threads, session.Get(recursion.L1),
                step =>
                {
                    session.Line(string.Create(
                        CultureInfo.InvariantCulture, $"{Short(step.Name)}  {step.About}: {step.Bytes} bytes, {step.Elapsed.TotalSeconds:F1} s"));
                    done.Add((JsonNode)new JsonObject
                    {
                        ["name"] = step.Name,
                        ["kind"] = KindName(step.Kind),
                        ["about"] = step.About,
                        ["bytes"] = step.Bytes,
                        ["seconds"] = step.Elapsed.TotalSeconds,
                    });
                },
                notices.Add, session.Cancellation));
            if (left is null)
            {
                throw new CliException(ExitCode.Usage, session.Result.GetValue(name) is { } wanted
                    ? $"'{folder}' holds no step '{wanted}' above shards that is known yet" : $"'{folder}' holds no run");
            }

            session.Line(left == 0 ? "all steps are done" : $"{left} step(s) wait for proofs of shards");
            session.Json.Add("done", done).Add("left", left);
            notices.AddTo(session.Json);
            return left == 0 ? ExitCode.Ok : ExitCode.Unprovable;
        });
        return command;
    }

    private static Command Add(CommonOptions common)
    {
        var command = new CliCommand("add", "Put a proof's shards into a work folder.", AddHelp);
        var proof = new Argument<string>("PROOF") { Description = "Proof file, a list of shards' proofs." };
        Option<string> work = WorkDir();
        command.Add(proof);
        command.Add(work);
        command.OnRun(common, session =>
        {
            string path = session.Get(proof), folder = session.Get(work)!;
            session.CheckFiles([path], [folder]);
            var notices = new WorkNotices(session);
            using FileStream file = Files.OpenRead(path, "proof", session.Cancellation);
            if (!file.CanSeek) throw new CliException(ExitCode.Usage, $"cannot read proof '{path}': it is read twice, so it must be a file, not a pipe");
            Files.Guard(folder, "make", "work folder", () => Directory.CreateDirectory(folder));
            WorkRun run;
            try
            {
                run = Files.Guard(folder, "use", "work folder", () => RunJobs.Add(folder, file, notices.Add, session.Cancellation));
            }
            catch (InvalidDataException e)
            {
                throw new CliException(ExitCode.Invalid, $"'{path}' is not a valid proof: {e.Message}");
            }

            session.Line($"run {Short(run.Name)}: {run.Shards} shard(s), verifying key {run.Key}");
            session.Json.Add("run", run.Name).Add("shards", run.Shards).Add("verifyingKey", run.Key.ToString());
            notices.AddTo(session.Json);
            return ExitCode.Ok;
        });
        return command;
    }

    private static void CheckFolder(string folder)
    {
        if (!Directory.Exists(folder)) throw new CliException(ExitCode.Usage, $"cannot read work folder '{folder}': {(File.Exists(folder) ? "it is a file" : "no such folder")}");
    }

    private static JsonObject Show(Session session, WorkRun run)
    {
        session.Line($"run {Short(run.Name)}: {run.Shards} shard(s), verifying key {run.Key}");
        Table table = Terminal.Table("bytes", "state", "step", "about");
        var steps = new JsonArray();
        foreach (RunStep s in run.Steps)
        {
            table.AddRow(s.Bytes == 0 ? "" : $"{s.Bytes}", StateName(s.State), Short(s.Name), Markup.Escape(s.About));
            steps.Add((JsonNode)new JsonObject
            {
                ["name"] = s.Name,
                ["file"] = s.File,
                ["kind"] = KindName(s.Kind),
                ["about"] = s.About,
                ["state"] = StateName(s.State),
                ["bytes"] = s.Bytes,
            });
        }

        session.Report.Write(table);
        return new JsonObject { ["name"] = run.Name, ["verifyingKey"] = run.Key.ToString(), ["shards"] = run.Shards, ["steps"] = steps };
    }

    // Enough to name a step among thousands.
    private static string Short(string name) => name[..12];

    private static string KindName(JobKind kind) => kind.ToString().ToLowerInvariant();

    private static string StateName(StepState state) => state.ToString().ToLowerInvariant();
}

/// <summary>Files of a work folder that are not what their names say: a line each on standard error, and a member of the report.</summary>
internal sealed class WorkNotices(Session session)
{
    private readonly List<string> _notices = [];

    /// <summary>Adds one, on any thread.</summary>
    public void Add(string notice)
    {
        lock (_notices) _notices.Add(notice);
        if (!session.Quiet) StandardStreams.WriteError($"zkfp {session.Command}: {notice}");
    }

    /// <summary>Reports them.</summary>
    public void AddTo(JsonReport report)
    {
        lock (_notices) report.Add("redone", new JsonArray([.. _notices.Select(n => (JsonNode?)n)]));
    }
}
