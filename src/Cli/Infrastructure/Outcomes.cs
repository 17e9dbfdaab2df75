namespace Zkfp.Cli.Infrastructure;

/// <summary>Texts for outcomes (Linux wait statuses). A proof states all 32 bits, and so do these.</summary>
internal static class Outcomes
{
    // Names of Linux on MIPS, which numbers some of them differently.
    private static readonly string[] s_signals =
    [
        "", "SIGHUP", "SIGINT", "SIGQUIT", "SIGILL", "SIGTRAP", "SIGABRT", "SIGEMT", "SIGFPE", "SIGKILL", "SIGBUS", "SIGSEGV", "SIGSYS", "SIGPIPE",
        "SIGALRM", "SIGTERM", "SIGUSR1", "SIGUSR2",
    ];

    /// <summary>"exit n", "signal n (NAME)", or the word as it is where it is neither.</summary>
    public static string Describe(uint status) =>
        ExitCode(status) is null ? $"unknown status 0x{status:x8}"
        : (status & 0x7F) == 0 ? $"exit {status >> 8}"
        : $"signal {status}{(status < s_signals.Length ? $" ({s_signals[status]})" : "")}";

    /// <summary>The exit code as a shell reports it; null where the word is neither an exit nor a signal.</summary>
    public static int? ExitCode(uint status) =>
        (status & ~0xFF00u) == 0 ? (int)(status >> 8)
        : status is > 0 and < 0x7F ? 128 + (int)status
        : null;
}
