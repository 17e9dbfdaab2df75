using System.CommandLine;
using System.Globalization;

namespace Zkfp.Cli.CommandLine;

/// <summary>Options that take a number.</summary>
internal static class OptionRange
{
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
}
