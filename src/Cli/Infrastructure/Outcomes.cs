namespace Zkfp.Cli.Infrastructure;

/// <summary>Texts for outcomes (Linux wait statuses).</summary>
internal static class Outcomes
{
    /// <summary>"exit n" or "signal n".</summary>
    public static string Describe(uint status) => (status & 0x7F) == 0 ? $"exit {status >> 8 & 0xFF}" : $"signal {status & 0x7F}";

    /// <summary>The exit code as a shell reports it.</summary>
    public static int ExitCode(uint status) => (int)((status & 0x7F) == 0 ? status >> 8 & 0xFF : 128 + (status & 0x7F));
}
