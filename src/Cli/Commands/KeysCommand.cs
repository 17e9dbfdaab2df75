using System.CommandLine;
using System.Text;
using Zkfp.Cli.CommandLine;
using Zkfp.Cli.Infrastructure;
using Zkfp.Prover.Jobs;
using Zkfp.Prover.Recursion;
using Zkfp.Prover.Runs;
using Zkfp.Recursion.Circuits;

namespace Zkfp.Cli.Commands;

/// <summary>`zkfp keys`.</summary>
internal static class KeysCommand
{
    private const string Help = """
        Final proofs are verified with one key that stands for all circuits below it. The circuits follow from the source alone: --check records each of them again,
        commits to it, and compares every key bit for bit. That takes minutes and some gigabytes; exits 1 if a key differs.

        --make writes the keys of this version's circuits, or those of a profile: the same file without its keys, which says what leaves take and how large the
        circuits are. It makes the file that a build embeds, once for each change of a machine or of a verifier.

        Examples:
          zkfp keys --check
          zkfp keys --make -o src/Prover/recursion.keys
          zkfp keys --make profile.txt -o recursion.keys
        """;

    public static Command Create(CommonOptions common)
    {
        var command = new CliCommand("keys", "Check or make the keys of the recursion circuits.", Help);
        Option<bool> check = OptionValues.Flag("--check", "Make all keys again and compare.");
        var make = new Option<string?>("--make")
        {
            Description = "Make the keys of this profile; of this version's if no file is named.",
            HelpName = "FILE",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var target = new Option<string?>("--out", "-o") { Description = "File to write, with --make.", HelpName = "FILE" };
        var recursion = new RecursionOptions();
        command.Add(check);
        command.Add(make);
        command.Add(target);
        recursion.AddTo(command);
        var compute = new ComputeOptions();
        compute.AddTo(command);
        command.OnRun(common, session =>
        {
            string? profilePath = session.Get(make), path = session.Get(target);
            session.CheckFiles([profilePath, session.Get(recursion.Keys)], [path]);
            bool isMake = session.Has(make);
            session.Need(target, isMake, "needs --make");
            session.Need(recursion.Keys, !isMake, "has no effect with --make");
            if (isMake && (session.Get(check) || path is null))
                throw new CliException(ExitCode.Usage, path is null ? "--make needs --out" : "give --make or --check, not both");
            int threads = compute.Apply(session);
            if (!isMake)
            {
                RecursionSet set = recursion.Need(session);
                bool same = !session.Get(check) || Make(session, set.Profile, threads).ToString() == set.Keys.ToString();
                session.Line($"recursion keys {set.Keys.Digest}{(session.Get(check) ? same ? ": made again, every key is the same" : ": made again, keys differ" : "")}");
                session.Line($"  {Security.Describe(set.SecurityBits)}: the weakest term of all layers and of the hash");
                session.Json.Add("recursionKeys", $"{set.Keys.Digest}").Add("checked", session.Get(check)).Add("same", same).Add("securityBits", set.SecurityBits);
                return same ? ExitCode.Ok : ExitCode.Invalid;
            }

            using AtomicFile file = Files.Create(path!, "recursion keys");
            CircuitProfile profile = RecursionProfile.Default;
            try
            {
                if (profilePath is not null)
                    profile = RecursionSet.ParseProfile(Encoding.UTF8.GetString(Files.Read(profilePath, "profile", session.Cancellation)));
            }
            catch (FormatException e)
            {
                throw new CliException(ExitCode.Usage, $"'{profilePath}' is no profile: {e.Message}");
            }

            var made = new RecursionSet(profile, Make(session, profile, threads));
            Files.Commit(file, path!, Encoding.UTF8.GetBytes($"{made}"), "recursion keys");
            session.Line($"{path}: recursion keys {made.Keys.Digest}");
            session.Json.Add("recursionKeys", $"{made.Keys.Digest}").Add("securityBits", made.SecurityBits);
            return ExitCode.Ok;
        });
        return command;
    }

    private static KeySet Make(Session session, CircuitProfile profile, int threads)
    {
        try
        {
            return NodeKeys.Create(profile, threads, new Lines(session), session.Cancellation);
        }
        catch (ArgumentException e)
        {
            throw new CliException(ExitCode.Usage, $"the profile cannot be made: {e.Message}");
        }
    }

    private sealed class Lines(Session session) : IProgress<string>
    {
        public void Report(string value)
        {
            if (!session.Quiet) StandardStreams.WriteError($"zkfp keys: {value}");
        }
    }
}
