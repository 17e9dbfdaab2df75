namespace Zkfp.MipsVm.Execution;

/// <summary>
/// What is outside the machine. HINT asks it for a word; whatever it answers is unconstrained by the proof. Answers must
/// be a function of the calls made so far, so that a run can be repeated.
/// </summary>
public interface IHost
{
    /// <summary>Answers one HINT.</summary>
    /// <param name="service">GPR[rs], the service number.</param>
    /// <param name="argument">GPR[rt].</param>
    /// <param name="memory">The machine's memory at this instruction, valid during the call only.</param>
    uint Hint(uint service, uint argument, IMemoryReader memory);
}

/// <summary>A host without services: every HINT is answered by zero.</summary>
public sealed class NullHost : IHost
{
    /// <summary>The only instance.</summary>
    public static NullHost Instance { get; } = new();

    /// <inheritdoc/>
    public uint Hint(uint service, uint argument, IMemoryReader memory) => 0;
}

/// <summary>Answers HINTs with a recorded list, to re-execute a shard without the host of the original run.</summary>
public sealed class ReplayHost(ReadOnlyMemory<uint> hints) : IHost
{
    private int _next;

    /// <summary>Number of answers given so far.</summary>
    public int Used => _next;

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">More HINTs than were recorded: the shard is not the recorded one.</exception>
    public uint Hint(uint service, uint argument, IMemoryReader memory) =>
        _next < hints.Length
            ? hints.Span[_next++]
            : throw new InvalidOperationException($"HINT {_next} of a shard with {hints.Length} recorded hints: the shard does not match its plan");
}

/// <summary>Passes HINTs on and keeps the answers, for <see cref="ReplayHost"/>.</summary>
public sealed class RecordingHost(IHost inner) : IHost
{
    private readonly List<uint> _hints = [];

    /// <inheritdoc/>
    public uint Hint(uint service, uint argument, IMemoryReader memory)
    {
        uint answer = inner.Hint(service, argument, memory);
        _hints.Add(answer);
        return answer;
    }

    /// <summary>The answers since the last call of this method.</summary>
    public uint[] Take()
    {
        uint[] taken = _hints.ToArray();
        _hints.Clear();
        return taken;
    }
}
