using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using Zkfp.Cli.Commands;
using Zkfp.Cli.Infrastructure;

namespace Zkfp.Cli.CommandLine;

/// <summary>
/// The command line as a whole. What follows the first <c>--</c> belongs to the program that runs in the machine and is never looked at; what precedes it must
/// be understood word for word, or nothing is done.
/// </summary>
internal static class ZkfpCommandLine
{
    /// <summary>Parses and runs; returns the exit code.</summary>
    public static int Run(string[] args)
    {
        StandardStreams.Install();
        try
        {
            return Understand(args);
        }
        catch (Exception e) // of help, version, completions; commands handle their own
        {
            (int code, string message) = CommandRunner.Explain(e);
            if (code != ExitCode.ClosedPipe) StandardStreams.WriteError($"zkfp: {message}");
            return code;
        }
    }

    private static int Understand(string[] args)
    {
        int separator = Array.IndexOf(args, "--");
        string[] own = separator < 0 ? args : args[..separator];
        string[]? guest = separator < 0 ? null : args[(separator + 1)..];
        RootCommand root = Build(new CommonOptions { GuestArguments = guest }, own.FirstOrDefault());
        int code = ExitCode.Ok;
        if (Completions.IsAsked(args, out string text))
        {
            Completions.Write(root, text, s_configuration, Console.Out);
        }
        else
        {
            ParseResult parsed = root.Parse(own, s_configuration);
            bool version = parsed.RootCommandResult.Children.OfType<OptionResult>().Any(o => o.Option is VersionOption);
            if (parsed.Action is not HelpPrinter && !version && UsageCheck.Find(parsed, own, guest) is { } error) return UsageCheck.Report(parsed, own, error);
            code = parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }

        Console.Out.Flush();
        return code;
    }

    // Neither response files (@FILE) nor bundles (-abc): a word means what it says.
    private static readonly ParserConfiguration s_configuration = new() { ResponseFileTokenReplacer = null, EnablePosixBundling = false };

    private static readonly (string Name, Func<CommonOptions, Command> Create)[] s_commands =
    [
        ("run", RunCommand.Create), ("prove", ProveCommand.Create), ("verify", VerifyCommand.Create), ("vk", VkCommand.Create), ("inspect", InspectCommand.Create),
        ("aggregate", AggregateCommand.Create), ("job", JobCommands.Create), ("keys", KeysCommand.Create), ("profile", ProfileCommand.Create),
        ("bench", BenchCommand.Create), ("evm", EvmCommands.Create), ("devnet", DevnetCommand.Create), ("l1", L1Commands.CreateL1),
        ("pool", L1Commands.CreatePool), ("completion", CompletionCommand.Create), ("sequencer", RoleCommands.Sequencer), ("proposer", RoleCommands.Proposer),
        ("validator", RoleCommands.Validator), ("prover", RoleCommands.MakeProver),
    ];

    // A command line that begins with a command takes no others, and they take time to make.
    private static RootCommand Build(CommonOptions common, string? first)
    {
        var root = new RootCommand("Proves what an unmodified MIPS program did, and verifies such proofs.");
        bool one = Array.Exists(s_commands, c => c.Name == first);
        foreach ((string name, Func<CommonOptions, Command> create) in s_commands)
            if (!one || name == first) root.Add(create(common));
        root.Directives.Clear();
        for (int i = 0; i < root.Options.Count; i++)
        {
            if (root.Options[i] is HelpOption) root.Options[i] = new HelpOption("--help", "-h") { Description = "Explain the command.", Action = new HelpPrinter() };
            if (root.Options[i] is VersionOption version) version.Description = "Print the version.";
        }

        foreach (Option option in common.All) root.Add(option);
        return root;
    }
}
