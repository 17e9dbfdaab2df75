using Spectre.Console;

namespace Zkfp.Cli.Infrastructure;

/// <summary>Colours of words, as terminals number them.</summary>
internal enum Hue
{
    /// <summary>Wrong.</summary>
    Red = 31,

    /// <summary>Right.</summary>
    Green = 32,

    /// <summary>To be looked at.</summary>
    Yellow = 33,
}

/// <summary>
/// Consoles of the process. Colours and live displays appear on a terminal only, and not where NO_COLOR is set. Lines have no width: a terminal breaks a long
/// one by itself, and what is copied from it is whole.
/// </summary>
internal static class Terminal
{
    private const int Unlimited = 1 << 12;

    /// <summary>Standard output.</summary>
    public static IAnsiConsole Output => field ??= Create(Console.Out, Console.IsOutputRedirected);

    /// <summary>Standard error.</summary>
    public static IAnsiConsole Error => field ??= Create(Console.Error, Console.IsErrorRedirected);

    /// <summary>Standard error for a display that is drawn again and again, as wide as the terminal.</summary>
    public static IAnsiConsole Live => field ??= Create(Console.Error, Console.IsErrorRedirected, live: true);

    /// <summary>Nothing is written.</summary>
    public static IAnsiConsole Nowhere => field ??= Create(TextWriter.Null, redirected: true);

    /// <summary>A text without what a file's or function's name may do to a terminal: one line, and no escape sequence.</summary>
    public static string Plain(string text) => string.Concat(text.Select(c => char.IsControl(c) ? '?' : c));

    /// <summary>A word in a colour, where there are colours.</summary>
    public static string Paint(Hue hue, string word, bool onError) =>
        (onError ? Console.IsErrorRedirected : Console.IsOutputRedirected) || Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 }
            || Environment.GetEnvironmentVariable("TERM") is null or "" or "dumb" ? word : $"\e[{(int)hue}m{word}\e[0m";

    /// <summary>A text as part of markup.</summary>
    public static string Escape(string text) => Markup.Escape(Plain(text));

    /// <summary>A table without lines, as wide as its content.</summary>
    public static Table Table(params string[] rightAlignedUpToLast)
    {
        var table = new Table { Border = TableBorder.None, ShowHeaders = true };
        for (int i = 0; i < rightAlignedUpToLast.Length; i++)
        {
            var column = new TableColumn(Markup.Escape(rightAlignedUpToLast[i])) { NoWrap = true, Padding = new Padding(0, 0, 2, 0) };
            table.AddColumn(i < rightAlignedUpToLast.Length - 1 ? column.RightAligned() : column);
        }

        return table;
    }

    private static IAnsiConsole Create(TextWriter writer, bool redirected, bool live = false)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = redirected ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = redirected ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Interactive = redirected ? InteractionSupport.No : InteractionSupport.Detect,
        });
        if (redirected || !live) console.Profile.Width = Unlimited;
        return console;
    }
}
