namespace Zkfp.Core.Machine;

/// <summary>
/// What HALT stated: a Linux wait status, code ≪ 8 for an exit and n for death by signal n. Programs may halt by themselves, so any word can occur; one that
/// is neither, core-dump bit and all, is shown as it is and has no exit code.
/// </summary>
/// <param name="Word">The word.</param>
public readonly record struct WaitStatus(uint Word)
{
    /// <summary>Whether it is exactly an exit.</summary>
    public bool Exited => (Word & ~0xFF00u) == 0;

    /// <summary>Whether it is exactly death by a signal, 1 to 127.</summary>
    public bool Signaled => Word is > 0 and <= 0x7F;

    /// <summary>As a shell reports it: the code of an exit, 128 + n for signal n; null for other words.</summary>
    public int? ExitCode => Exited ? (int)(Word >> 8) : Signaled ? 128 + (int)Word : null;

    /// <summary>"exit n", "signal n" or "unknown status 0x…".</summary>
    public override string ToString() => Exited ? $"exit {Word >> 8}" : Signaled ? $"signal {Word}" : $"unknown status 0x{Word:x8}";
}
