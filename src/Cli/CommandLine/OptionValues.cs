using System.CommandLine;
using System.Globalization;

namespace Zkfp.Cli.CommandLine;

/// <summary>Options that take nothing, a number, or one of a few words.</summary>
internal static class OptionValues
{
    /// <summary>An option that takes no value: without this, a word "true" or "false" that follows would be one.</summary>
    public static Option<bool> Flag(string name, string description, params string[] aliases) =>
        new(name, aliases) { Description = description, Arity = ArgumentArity.Zero };

    /// <summary>Accepts whole numbers from <paramref name="min"/> to <paramref name="max"/> only.</summary>
    public static Option<T> Between<T>(this Option<T> option, ulong min, ulong max)
    {
        option.Validators.Add(r =>
        {
            foreach (string word in r.Tokens.Select(t => t.Value))
            {
                if (!ulong.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out ulong n) || n < min || n > max)
                    r.AddError($"{option.Name}: expected a number from {min} to {max}, got '{word}'");
            }
        });
        return option;
    }

    /// <summary>Accepts these words only, and offers them to a shell that completes.</summary>
    public static T OneOf<T>(this T option, params string[] words)
        where T : Option
    {
        option.Validators.Add(r =>
        {
            foreach (string word in r.Tokens.Select(t => t.Value))
                if (!words.Contains(word)) r.AddError($"{option.Name}: expected {Or(words)}, got '{word}'");
        });
        option.CompletionSources.Add(words);
        return option;
    }

    /// <summary>As for options.</summary>
    public static Argument<T> OneOf<T>(this Argument<T> argument, params string[] words)
    {
        argument.Validators.Add(r =>
        {
            foreach (string word in r.Tokens.Select(t => t.Value))
                if (!words.Contains(word)) r.AddError($"{argument.Name}: expected {Or(words)}, got '{word}'");
        });
        argument.CompletionSources.Add(words);
        return argument;
    }

    private static string Or(string[] words) => $"{string.Join(", ", words[..^1])}{(words.Length > 1 ? " or " : "")}{words[^1]}";
}
