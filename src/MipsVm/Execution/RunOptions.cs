namespace Zkfp.MipsVm.Execution;

/// <summary>Limits and observation of a run.</summary>
public sealed class RunOptions
{
    /// <summary>No limit, no observation.</summary>
    public static RunOptions Default { get; } = new();

    /// <summary>The run stops with <see cref="StopReason.InstructionLimit"/> after so many instructions.</summary>
    public ulong MaxInstructions { get; init; } = ulong.MaxValue;

    /// <summary>Stops the run with <see cref="StopReason.Cancelled"/>, within some ten milliseconds.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>Called now and then, on the running thread, with the number of instructions executed so far.</summary>
    public Action<ulong>? Progress { get; init; }
}
