using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using Zkfp.Cli.Infrastructure;

namespace Zkfp.Cli.CommandLine;

/// <summary>Finds words that are not understood, before anything is done.</summary>
internal static class UsageCheck
{
    /// <summary>What is wrong with a command line, or null.</summary>
    public static string? Find(ParseResult parsed, string[] own, string[]? guest)
    {
        Command command = parsed.CommandResult.Command;

        // An option's value may begin with '-' only where it is joined to it: what looks like an option is most likely a mistyped one.
        for (int i = 0; i < own.Length; i++)
        {
            string word = own[i];
            if (word.Length < 2 || word[0] != '-' || !IsValue(parsed, word)) continue;
            string suggestion = Suggest(parsed, word);
            string? before = i > 0 && own[i - 1].StartsWith('-') ? own[i - 1] : null;
            return before is null ? $"unknown option '{word}'{suggestion}"
                : (Names(parsed).Contains(word) ? $"{before} needs a value, and the option {word} follows" : $"'{word}' after {before} looks like an option{suggestion}")
                    + $"; a value that begins with '-' is written {before}={word}";
        }

        // The runtime has put this sign where a word's bytes are no UTF-8: the name of another file, or another argument.
        if (own.Concat(guest ?? []).FirstOrDefault(w => w.Contains('\uFFFD')) is { } replaced && !CommandLineBytes.AreUtf8())
            return $"'{replaced}' is not UTF-8";
        int empty = Array.IndexOf(own, "");
        if (empty >= 0) return $"an empty word was given{After(own, empty)}: a file name or value is missing (an unset variable?)";
        if (parsed.UnmatchedTokens.Count != 0)
        {
            string word = parsed.UnmatchedTokens[0];
            return command.Subcommands.Count != 0
                ? $"unknown command '{word}'{Closest(word, command.Subcommands.Select(c => c.Name).Concat(command is RootCommand ? Names(parsed) : []))}"
                : $"unknown word '{word}'{Suggest(parsed, word)}"
                    + (command is CliCommand { TakesGuestArguments: true } ? "; arguments of the program come after '--'" : "");
        }

        if (command.Subcommands.Count != 0) return "a command is missing";

        // A number has an error of this project beside the parser's, which speaks of types.
        if (parsed.Errors.MinBy(e => e.Message.StartsWith("Cannot parse", StringComparison.Ordinal) ? 1 : 0) is { } error) return InWords(error, command);
        return guest is not null && command is CliCommand { TakesGuestArguments: false } ? "words after '--' go to a program, but this command runs none" : null;
    }

    /// <summary>Prints the error; returns the exit code.</summary>
    public static int Report(ParseResult parsed, string[] own, string error)
    {
        Command command = parsed.CommandResult.Command;
        string name = CliCommand.FullName(command);
        bool run = name == "zkfp run";
        int code = run ? ExitCode.RunFailed : ExitCode.Usage;
        StandardStreams.WriteError($"{name}: {error}");
        StandardStreams.WriteError($"Usage: {CliCommand.Usage(command)}");
        StandardStreams.WriteError($"'{name} --help' explains it.");
        if (!own.Contains("--json")) return code;
        try
        {
            new JsonReport(command is RootCommand ? "" : name["zkfp ".Length..]).Add("error", error).Add("exitStatus", code)
                .Print(run ? Console.Error : Console.Out);
        }
        catch (Exception e) when (e is CliException or IOException)
        {
            // The report could not be written; the exit code says what happened.
        }

        return code;
    }

    private static bool IsValue(ParseResult parsed, string word) =>
        parsed.UnmatchedTokens.Contains(word) || parsed.Tokens.Any(t => t.Type == TokenType.Argument && t.Value == word);

    private static string After(string[] own, int index) => index > 0 && own[index - 1].StartsWith('-') ? $" after {own[index - 1]}" : "";

    // The parser's own errors; those of this project are in words already.
    private static string InWords(ParseError error, Command command)
    {
        string message = error.Message;
        if (command.Arguments.FirstOrDefault(a => message.StartsWith($"Required argument '{a.Name}'", StringComparison.Ordinal)) is { } missing)
            return $"{missing.Name} is missing";
        if (error.SymbolResult is OptionResult { IdentifierToken.Value: { } name } option)
        {
            if (message.StartsWith("Required argument missing", StringComparison.Ordinal))
                return $"{name} needs a value: {HelpPrinter.ValueName(option.Option)}";
            if (message.Contains("expects a single argument", StringComparison.Ordinal)) return $"{name} is given {option.Tokens.Count} times";
        }

        return message.Replace("Option '--", "option '--", StringComparison.Ordinal).TrimEnd('.');
    }

    private static string Suggest(ParseResult parsed, string word) => Closest(word.Split('=')[0], Names(parsed));

    private static List<string> Names(ParseResult parsed)
    {
        var names = new List<string>();
        for (Command? c = parsed.CommandResult.Command; c is not null; c = c.Parents.OfType<Command>().FirstOrDefault())
            foreach (Option o in c.Options)
                if (c == parsed.CommandResult.Command || o.Recursive || o is HelpOption) names.Add(o.Name);
        return names;
    }

    // The name with the fewest changes, if these are few; or one that the word is a part of ("--output", "--expect-output").
    private static string Closest(string word, IEnumerable<string> names)
    {
        string bare = word.TrimStart('-');
        (int Changes, string Name) best = names.Select(n => (Changes(word, n), n)).Append((int.MaxValue, "")).Min();
        if (best.Changes > Math.Min(3, (bare.Length + 1) / 2))
            best = (0, names.FirstOrDefault(n => bare.Length >= 3 && n.Contains(bare, StringComparison.OrdinalIgnoreCase)) ?? "");
        return best.Name.Length == 0 ? "" : $" (did you mean '{best.Name}'?)";
    }

    // Insertions, deletions, replacements and swaps of neighbours that turn one word into the other.
    private static int Changes(string a, string b)
    {
        var d = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
        {
            for (int j = 0; j <= b.Length; j++)
            {
                d[i, j] = i == 0 || j == 0 ? i + j
                    : Math.Min(Math.Min(d[i - 1, j], d[i, j - 1]) + 1, d[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
            }
        }

        return d[a.Length, b.Length];
    }
}
