using System.Security.Cryptography;
using Zkfp.Core.Machine;
using Zkfp.MipsVm.Loading;

namespace Zkfp;

/// <summary>What a run did, or what a valid proof states about it.</summary>
public sealed class ZkfpStatement
{
    private readonly byte[]? _digest;
    private readonly Profile? _profile;

    // Keys do not say which profile they are of: null where nothing else is known.
    internal ZkfpStatement(uint outcome, byte[]? digest, Profile? profile, long? instructions = null)
    {
        OutcomeWord = outcome;
        _digest = digest;
        _profile = profile;
        Instructions = instructions;
    }

    /// <summary>
    /// The outcome as it is stated: a Linux wait status, code ≪ 8 for an exit, n for death by signal n; a program may halt with any other word.
    /// </summary>
    public uint OutcomeWord { get; }

    /// <summary>The exit code; null if it died of a signal or halted with another word.</summary>
    public int? ExitCode => Status.Exited ? (int)(OutcomeWord >> 8) : null;

    /// <summary>The signal that it died of; null if it did not.</summary>
    public int? Signal => Status.Signaled ? (int)OutcomeWord : null;

    private WaitStatus Status => new(OutcomeWord);

    /// <summary>
    /// The 32 bytes that the program committed: in profile Linux the SHA-256 of its standard output, in profile Cannon the digest of what it wrote and was told, which
    /// <see cref="ZkfpRecord.BelongsTo"/> compares. Null if it did not commit all of them.
    /// </summary>
    public ReadOnlyMemory<byte>? OutputDigest => _digest is null ? (ReadOnlyMemory<byte>?)null : _digest;

    /// <summary>Instructions executed; null in a verified statement, as a proof does not state it.</summary>
    public long? Instructions { get; }

    /// <summary>Whether the program (of profile Linux) wrote exactly these bytes to its standard output.</summary>
    public bool WroteExactly(ReadOnlySpan<byte> output) => _digest is not null && SHA256.HashData(output).AsSpan().SequenceEqual(_digest);

    /// <summary>One line for people.</summary>
    public override string ToString() => $"{Status}; {What} {(_digest is null ? "not stated" : Convert.ToHexStringLower(_digest))}";

    private string What => _profile switch
    {
        Profile.Linux => "SHA-256 of the output",
        Profile.Cannon => "digest of the record",
        _ => "SHA-256 of the output (if the key is of profile Linux)",
    };
}
