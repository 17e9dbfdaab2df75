namespace Zkfp.Cli.Infrastructure;

/// <summary>Exit codes of the `zkfp` command (docs/command-line.md, "Exit codes").</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Ok = 0;

    /// <summary>`verify`: the proof is invalid; test commands: something failed.</summary>
    public const int Invalid = 1;

    /// <summary>Wrong usage, or a file that cannot be read or written.</summary>
    public const int Usage = 2;

    /// <summary>An input file is malformed (a program, a block, a chain configuration).</summary>
    public const int BadInput = 3;

    /// <summary>The run cannot be proven: a limit was reached, or it ended outside the firmware.</summary>
    public const int Unprovable = 4;

    /// <summary>
    /// Out of memory, or no room for a file: the disk is full, or a quota or a limit of its size is reached. `prove`: finished shards are kept.
    /// </summary>
    public const int NoSpace = 5;

    /// <summary>Profile cannon: a preimage is missing, or its server fails.</summary>
    public const int MissingPreimage = 6;

    /// <summary>`verify`, profile cannon: the proof is valid, but it rests on values that nobody has checked.</summary>
    public const int Unchecked = 7;

    /// <summary>A fault of zkfp itself.</summary>
    public const int Internal = 70;

    /// <summary>`run`: an error of zkfp itself, as the guest's own exit code is passed through.</summary>
    public const int RunFailed = 125;

    /// <summary>Cancelled (Ctrl-C, SIGTERM); work done so far is kept.</summary>
    public const int Cancelled = 130;

    /// <summary>Whoever read the output is gone, as of a process that died of SIGPIPE.</summary>
    public const int ClosedPipe = 141;
}

/// <summary>An error to print as it is, and the exit code that goes with it.</summary>
internal class CliException(int exitCode, string message) : Exception(message)
{
    /// <summary>The exit code.</summary>
    public int ExitCode => exitCode;
}
