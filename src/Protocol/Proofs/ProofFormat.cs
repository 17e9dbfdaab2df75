using Zkfp.Protocol.Parameters;

namespace Zkfp.Protocol.Proofs;

/// <summary>Constants of the byte formats (docs/protocol.md §11).</summary>
public static class ProofFormat
{
    /// <summary>Bytes of the words that precede a shard proof in a file of its own: magic, kind, version.</summary>
    public const int HeaderBytes = 12;

    /// <summary>First word of every file: the bytes "ZKFP".</summary>
    public const uint Magic = 0x50464B5A;

    /// <summary>Second word of a run proof: the bytes "RUN ".</summary>
    public const uint RunKind = 0x204E5552;

    /// <summary>Second word of a shard proof: the bytes "SHRD".</summary>
    public const uint ShardKind = 0x44524853;

    /// <summary>Second word of the header of a run in a work folder: the bytes "RUNH".</summary>
    public const uint RunHeaderKind = 0x484E5552;

    /// <summary>Second word of a final proof: the bytes "FINL".</summary>
    public const uint FinalKind = 0x4C4E4946;

    /// <summary>Second word of a final proof for L1: the bytes "L1PR".</summary>
    public const uint L1Kind = 0x5250314C;

    /// <summary>Whether a second word is that of a final proof, for L1 or not.</summary>
    public static bool IsFinal(uint kind) => kind is FinalKind or L1Kind;

    /// <summary>Second word of a machine: the bytes "MACH".</summary>
    public const uint MachineKind = 0x4843414D;

    /// <summary>Second word of a verifying key: the bytes "VKEY".</summary>
    public const uint KeyKind = 0x59454B56;

    /// <summary>Second word of the proof of a recursion circuit: the bytes "NODE".</summary>
    public const uint NodeKind = 0x45444F4E;

    /// <summary>The refusal of a file of another version; null for this one's.</summary>
    public static VerificationError? CheckVersion(uint version) => version == ProtocolParameters.FormatVersion
        ? null
        : new VerificationError(
            ErrorKind.BadHeader, "format version", $"version {ProtocolParameters.FormatVersion}", $"version {version}, which is not supported");
}
