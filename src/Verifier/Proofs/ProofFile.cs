using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using Zkfp.Verifier.Keys;
using Zkfp.Verifier.Parameters;

namespace Zkfp.Verifier.Proofs;

/// <summary>
/// A proof as a file (docs/protocol.md §11): the verifying key that it claims to be for, then the run proof. The key is there so that a
/// proof can be inspected, and told from one of another program, without the program; a verifier takes its key from elsewhere.
/// </summary>
public static class ProofFile
{
    /// <summary>Second word: the bytes "FILE".</summary>
    public const uint FileKind = 0x454C4946;

    private const int HeaderBytes = 16;

    /// <summary>The bytes of a proof file.</summary>
    public static byte[] Write(VerifyingKey key, RunProof proof)
    {
        byte[] keyBytes = VerifyingKeyFile.Write(key), run = ProofWriter.Write(proof);
        var bytes = new byte[HeaderBytes + keyBytes.Length + run.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, ProofFormat.Magic);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), FileKind);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), ProtocolParameters.FormatVersion);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(12), (uint)keyBytes.Length);
        keyBytes.CopyTo(bytes, HeaderBytes);
        run.CopyTo(bytes, HeaderBytes + keyBytes.Length);
        return bytes;
    }

    /// <summary>Splits a file into its key and the bytes of its run proof, which are not read yet.</summary>
    public static bool TryOpen(
        ReadOnlySpan<byte> file, [NotNullWhen(true)] out VerifyingKey? key, out ReadOnlySpan<byte> run,
        [NotNullWhen(false)] out VerificationError? error)
    {
        key = null;
        run = default;
        if (file.Length < HeaderBytes)
        {
            error = new VerificationError(ErrorKind.Truncated, "file header", $"{HeaderBytes} bytes", $"{file.Length} bytes");
            return false;
        }

        uint magic = Word(file, 0), kind = Word(file, 4), version = Word(file, 8), keyBytes = Word(file, 12);
        error = magic != ProofFormat.Magic ? new VerificationError(ErrorKind.BadHeader, "magic", $"{ProofFormat.Magic:x8}", $"{magic:x8}")
            : kind != FileKind ? new VerificationError(ErrorKind.BadHeader, "kind", $"{FileKind:x8}", $"{kind:x8}")
            : version != ProtocolParameters.FormatVersion ? new VerificationError(ErrorKind.BadHeader, "version", $"{ProtocolParameters.FormatVersion}", $"{version}")
            : keyBytes > file.Length - HeaderBytes ? new VerificationError(ErrorKind.Truncated, "key", $"{keyBytes} bytes", $"{file.Length - HeaderBytes} bytes")
            : null;
        if (error is not null || !VerifyingKeyFile.TryRead(file.Slice(HeaderBytes, (int)keyBytes), out key, out error)) return false;
        run = file[(HeaderBytes + (int)keyBytes)..];
        return true;
    }

    private static uint Word(ReadOnlySpan<byte> file, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(file[offset..]);
}
