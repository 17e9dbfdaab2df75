using System.CommandLine;

namespace Zkfp.Cli.CommandLine;

/// <summary>A command with what its help says.</summary>
/// <param name="name">Its word.</param>
/// <param name="summary">One line, for the list of commands too.</param>
/// <param name="details">Paragraphs, wrapped when printed; lines that begin with a blank stay as they are.</param>
internal sealed class CliCommand(string name, string summary, string details = "") : Command(name, summary)
{
    /// <summary>More than the summary.</summary>
    public string Details => details;

    /// <summary>Whether words after <c>--</c> go to a program.</summary>
    public bool TakesGuestArguments { get; init; }

    /// <summary>"zkfp evm block": with the commands that it is part of.</summary>
    public static string FullName(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{FullName(parent)} {command.Name}" : "zkfp";

    /// <summary>How it is called, in one line.</summary>
    public static string Usage(Command command)
    {
        string arguments = string.Concat(command.Arguments.Select(a =>
        {
            string text = a.Arity.MaximumNumberOfValues > 1 ? $"{a.Name}…" : a.Name;
            return a.Arity.MinimumNumberOfValues == 0 ? $" [{text}]" : $" {text}";
        }));
        string required = string.Concat(command.Options.Where(o => o.Required).Select(o => $" {o.Aliases.Append(o.Name).MinBy(n => n.Length)} {o.HelpName}"));
        string options = command.Subcommands.Count != 0 ? " COMMAND …" : $"{arguments}{required} [options]";
        return FullName(command) + options + (command is CliCommand { TakesGuestArguments: true } ? " [-- ARGS…]" : "");
    }
}
