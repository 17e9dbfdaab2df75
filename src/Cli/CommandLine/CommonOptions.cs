using System.CommandLine;

namespace Zkfp.Cli.CommandLine;

/// <summary>What every command takes.</summary>
internal sealed class CommonOptions
{
    /// <summary>The words after <c>--</c>; null where there is none.</summary>
    public string[]? GuestArguments { get; init; }

    /// <summary>--json.</summary>
    public Option<bool> Json { get; } = OptionValues.Flag(
        "--json", "Report as one JSON object, on standard output; where that carries the program's own output, as the last line of standard error.");

    /// <summary>--json-file.</summary>
    public Option<string?> JsonFile { get; } = new("--json-file") { Description = "Also write the report as JSON to this file.", HelpName = "FILE" };

    /// <summary>--quiet.</summary>
    public Option<bool> Quiet { get; } = OptionValues.Flag("--quiet", "No progress and no report, errors only.", "-q");

    /// <summary>--verbose.</summary>
    public Option<bool> Verbose { get; } =
        OptionValues.Flag("--verbose", "Say more: how the time was spent, hints of profile cannon, where an internal error is.");

    /// <summary>All of them.</summary>
    public IReadOnlyList<Option> All => [Json, JsonFile, Quiet, Verbose];

    /// <summary>Makes them options of all commands.</summary>
    public CommonOptions()
    {
        foreach (Option option in All) option.Recursive = true;
    }
}
