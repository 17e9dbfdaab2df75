using Zkfp.Core.Machine;
using Zkfp.Protocol;

namespace Zkfp.Verifier;

/// <summary>What a verified run proof states, or why it was rejected.</summary>
public sealed record VerificationResult
{
    private VerificationResult()
    {
    }

    /// <summary>Whether the proof is accepted.</summary>
    public bool IsValid => Error is null;

    /// <summary>Why it was rejected.</summary>
    public VerificationError? Error { get; private init; }

    /// <summary>Number of shards.</summary>
    public int Shards { get; private init; }

    /// <summary>The outcome of the run, a Linux wait status: code ≪ 8 for an exit, n for death by signal n.</summary>
    public uint Outcome { get; private init; }

    /// <summary>Whether the outcome is an exit, not a signal.</summary>
    public bool Exited => new WaitStatus(Outcome).Exited;

    /// <summary>The exit code as a shell reports it: the code of an exit, 128 + n for signal n; null when the outcome is neither.</summary>
    public int? ExitCode => new WaitStatus(Outcome).ExitCode;

    /// <summary>
    /// The 32 bytes that the program committed, word i as big-endian bytes 4i … 4i+3, or null when it did not commit all
    /// eight. The firmware commits the SHA-256 of what the program wrote to its standard output.
    /// </summary>
    public byte[]? OutputDigest { get; private init; }

    /// <summary>Proven bits of the weakest term.</summary>
    public double SecurityBits { get; private init; }

    internal static VerificationResult Accept(int shards, uint outcome, byte[]? digest, double bits) =>
        new() { Shards = shards, Outcome = outcome, OutputDigest = digest, SecurityBits = bits };

    internal static VerificationResult Reject(VerificationError error) => new() { Error = error };
}
