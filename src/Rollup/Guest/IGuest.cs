namespace Zkfp.Rollup.Guest;

/// <summary>One run of the guest.</summary>
/// <param name="ExitCode">Its exit code; 128 + n when signal n ended it.</param>
/// <param name="Output">What it wrote to standard output.</param>
/// <param name="Cycles">Instructions executed in the machine; null for a native run.</param>
public sealed record GuestRun(int ExitCode, byte[] Output, ulong? Cycles = null)
{
    /// <summary>The output parsed.</summary>
    /// <exception cref="InvalidDataException">The guest crashed, or exit code and output disagree.</exception>
    public GuestOutput Parse()
    {
        GuestOutput output;
        try
        {
            output = GuestOutput.Parse(Output);
        }
        catch (FormatException e)
        {
            throw new InvalidDataException($"the guest ended with code {ExitCode} and an output that does not parse: {e.Message}");
        }

        return (int)output.Status == ExitCode
            ? output
            : throw new InvalidDataException($"the guest ended with code {ExitCode}, its output says {(int)output.Status} ({output.Reason})");
    }
}

/// <summary>Runs the EVM guest on one input. Not for use by several threads at once.</summary>
public interface IGuest : IDisposable
{
    /// <summary>Runs it to its end.</summary>
    /// <exception cref="GuestException">It could not be run, or took too long.</exception>
    GuestRun Run(byte[] input, CancellationToken cancellation = default);
}

/// <summary>The guest could not be run at all.</summary>
public sealed class GuestException(string message, Exception? inner = null) : Exception(message, inner);
