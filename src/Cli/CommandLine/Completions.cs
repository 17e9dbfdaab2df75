using System.CommandLine;
using System.Globalization;

namespace Zkfp.Cli.CommandLine;

/// <summary>
/// What a shell offers at the cursor: it asks with <c>zkfp '[suggest:CURSOR]' LINE</c>. Where nothing is answered, a file's name is expected, or a word of the
/// program.
/// </summary>
internal static class Completions
{
    private const string Start = "[suggest:", End = "]";

    /// <summary>Whether these words ask; the text is the line from the command's name to the cursor, both exclusive.</summary>
    public static bool IsAsked(string[] words, out string text)
    {
        text = "";
        if (words is not [var first, var given] || !first.StartsWith(Start, StringComparison.Ordinal) || !first.EndsWith(End, StringComparison.Ordinal)
            || !int.TryParse(first.AsSpan()[Start.Length..^End.Length], NumberStyles.None, CultureInfo.InvariantCulture, out int cursor))
            return false;
        string line = given[..Math.Min(cursor, given.Length)].TrimStart();
        text = line[(line.IndexOf(' ', StringComparison.Ordinal) is var name and >= 0 ? name + 1 : line.Length)..];
        return true;
    }

    /// <summary>Writes the words that fit, one a line.</summary>
    public static void Write(Command root, string text, ParserConfiguration configuration, TextWriter output)
    {
        string[] words = text.Split(' ');
        if (words.SkipLast(1).Contains("--")) return; // the program's

        // A value that is joined to its option is looked for as one that is not.
        string word = words[^1], option = "";
        if (word.StartsWith("--", StringComparison.Ordinal) && word.IndexOf('=', StringComparison.Ordinal) is var at and > 0)
        {
            (option, word) = (word[..(at + 1)], word[(at + 1)..]);
            text = $"{text[..^(word.Length + 1)]} {word}";
        }

        foreach (string label in root.Parse(text, configuration).GetCompletions(text.Length).Select(c => c.Label).Distinct())
        {
            // Options only for who has begun one: else they would take the place of the files.
            bool wanted = option.Length == 0 && word.StartsWith('-') || !label.StartsWith('-');
            if (wanted && label.StartsWith(word, StringComparison.Ordinal)) output.WriteLine(option + label);
        }
    }
}
