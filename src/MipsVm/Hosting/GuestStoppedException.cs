namespace Zkfp.MipsVm.Hosting;

/// <summary>
/// The firmware gave up: a deadlock that Linux would wait in for ever, or an answer of the host that it cannot accept. There
/// is no outcome to prove.
/// </summary>
public sealed class GuestStoppedException(string reason) : Exception($"the firmware stopped: {reason}")
{
    /// <summary>The firmware's words.</summary>
    public string Reason { get; } = reason;
}

/// <summary>The guest asked the host for something that does not exist or is too large. There is no outcome to prove.</summary>
public sealed class HostRequestException(string message) : Exception(message);
