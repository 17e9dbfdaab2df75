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
        RootCommand root = Build(new CommonOptions { GuestArguments = guest });
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

    private static RootCommand Build(CommonOptions common)
    {
        var root = new RootCommand("Proves what an unmodified MIPS program did, and verifies such proofs.")
        {
            RunCommand.Create(common),
            ProveCommand.Create(common),
            VerifyCommand.Create(common),
            VkCommand.Create(common),
            InspectCommand.Create(common),
            AggregateCommand.Create(common),
            JobCommands.Create(common),
            KeysCommand.Create(common),
            ProfileCommand.Create(common),
            BenchCommand.Create(common),
            EvmCommands.Create(common),
            DevnetCommand.Create(common),
            L1Commands.CreateL1(common),
            L1Commands.CreatePool(common),
            CompletionCommand.Create(common),
        };
        foreach (Command role in RoleCommands.Create(common)) root.Add(role);
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
