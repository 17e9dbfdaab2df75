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
        int separator = Array.IndexOf(args, "--");
        string[] own = separator < 0 ? args : args[..separator];
        string[]? guest = separator < 0 ? null : args[(separator + 1)..];
        var common = new CommonOptions { GuestArguments = guest };
        RootCommand root = Build(common);

        // Neither response files (@FILE) nor bundles (-abc): a word means what it says.
        ParseResult parsed = root.Parse(own, new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false });
        bool completion = own.Length != 0 && own[0].StartsWith("[suggest", StringComparison.Ordinal); // the directive by which a shell asks for words
        bool version = parsed.RootCommandResult.Children.OfType<OptionResult>().Any(o => o.Option is VersionOption);
        if (parsed.Action is not HelpPrinter && !completion && !version && UsageCheck.Find(parsed, own, guest is not null) is { } error)
            return UsageCheck.Report(parsed, own, error);
        try
        {
            int code = parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
            Console.Out.Flush();
            return code;
        }
        catch (IOException e) // of help, version and completions; commands handle their own
        {
            return StandardStreams.IsClosedPipe(e) ? ExitCode.ClosedPipe : ExitCode.Usage;
        }
    }

    private static RootCommand Build(CommonOptions common)
    {
        var root = new RootCommand("Proves what an unmodified MIPS program did, and verifies such proofs.")
        {
            RunCommand.Create(common),
            ProveCommand.Create(common),
            VerifyCommand.Create(common),
            VkCommand.Create(common),
            InspectCommand.Create(common),
            ProfileCommand.Create(common),
            BenchCommand.Create(common),
            EvmCommands.Create(common),
            DevnetCommand.Create(common),
            CompletionCommand.Create(common),
        };
        for (int i = 0; i < root.Options.Count; i++)
            if (root.Options[i] is HelpOption) root.Options[i] = new HelpOption("--help", "-h") { Description = "Explain the command.", Action = new HelpPrinter() };
        foreach (Option option in common.All) root.Add(option);
        return root;
    }
}
