using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Zkfp.Cli.CommandLine;

/// <summary>Prints the help of a command in 80 columns, on a terminal or not.</summary>
internal sealed class HelpPrinter : SynchronousCommandLineAction
{
    private const int Width = 80, Indent = 2, NameWidth = 24;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        Write(parseResult.CommandResult.Command, parseResult.InvocationConfiguration.Output);
        return 0;
    }

    /// <summary>Writes the help.</summary>
    public static void Write(Command command, TextWriter output)
    {
        Paragraphs(output, $"{command.Description}");
        output.WriteLine();
        string prefix = "Usage: ";
        foreach (string line in Wrap(CliCommand.Usage(command), Width - prefix.Length))
        {
            output.WriteLine(prefix + line);
            prefix = new string(' ', prefix.Length);
        }

        Section(output, "Commands", command.Subcommands.Select(c => (c.Name, c.Description)));
        Section(output, "Arguments", command.Arguments.Select(a => (a.Name, a.Description)));
        Section(output, "Options", command.Options.Where(IsOwn).Select(Describe));
        Section(output, "Common options", Common(command).Select(Describe));
        if (command is CliCommand { Details.Length: > 0 } own)
        {
            output.WriteLine();
            Paragraphs(output, own.Details);
        }
        else if (command is RootCommand)
        {
            output.WriteLine();
            Paragraphs(output, """
                'zkfp COMMAND --help' explains a command. Words after '--' go to the program that runs in the machine, all others must be known.

                Examples:
                  zkfp prove hello.elf --stdout hello.out -o hello.proof
                  zkfp verify hello.proof --elf hello.elf --expect-output hello.out

                Exit codes: 0 done or valid, 1 invalid or failed, 2 usage or files, 3 malformed input, 4 cannot be proven, 5 no space or memory, 6 a preimage is
                missing, 7 valid but with unchecked values, 70 internal error, 130 cancelled, 141 the reader of the output is gone. 'run' exits as the program
                does, and with 125 for errors of its own.
                """);
        }
    }

    private static bool IsOwn(Option option) => !option.Recursive && option is not HelpOption && !option.Hidden;

    private static IEnumerable<Option> Common(Command command)
    {
        Command root = command;
        while (root.Parents.OfType<Command>().FirstOrDefault() is { } parent) root = parent;
        return root.Options.Where(o => o.Recursive);
    }

    private static (string Name, string? Text) Describe(Option option)
    {
        string names = string.Join(", ", option.Aliases.Append(option.Name).OrderBy(n => n.Length));
        bool flag = option.Arity.MaximumNumberOfValues == 0;
        return ($"{names}{(flag ? "" : $" {ValueName(option)}")}", option.Description);
    }

    /// <summary>What stands for an option's value.</summary>
    public static string ValueName(Option option) =>
        option.HelpName ?? ((Nullable.GetUnderlyingType(option.ValueType) ?? option.ValueType) == typeof(string) ? "TEXT" : "N");

    private static void Section(TextWriter output, string title, IEnumerable<(string Name, string? Text)> rows)
    {
        bool any = false;
        foreach ((string name, string? text) in rows)
        {
            if (!any) output.WriteLine($"\n{title}:");
            any = true;
            string head = new string(' ', Indent) + name;
            bool ownLine = head.Length > Indent + NameWidth - 1;
            if (ownLine) output.WriteLine(head);
            string prefix = ownLine ? "" : head;
            foreach (string line in Wrap(text ?? "", Width - Indent - NameWidth))
            {
                output.WriteLine(prefix.PadRight(Indent + NameWidth) + line);
                prefix = "";
            }
        }
    }

    // Lines run on to the next blank line, but for those that begin with a blank.
    private static void Paragraphs(TextWriter output, string text)
    {
        var words = new List<string>();
        void Flush()
        {
            if (words.Count == 0) return;
            foreach (string line in Wrap(string.Join(' ', words), Width)) output.WriteLine(line);
            words.Clear();
        }

        foreach (string line in text.Split('\n'))
        {
            if (line.Length == 0 || line[0] == ' ')
            {
                Flush();
                output.WriteLine(line);
            }
            else
            {
                words.Add(line);
            }
        }

        Flush();
    }

    private static IEnumerable<string> Wrap(string text, int width)
    {
        string line = "";
        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length != 0 && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = "";
            }

            line = line.Length == 0 ? word : $"{line} {word}";
        }

        yield return line;
    }
}
