using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using Zkfp.Protocol.Keys;
using Zkfp.Protocol.Parameters;

namespace Zkfp.Protocol.Proofs;

/// <summary>
/// A proof as a file (docs/protocol.md §11): the verifying key that it claims to be for, then the run proof. The key is there so that a
/// proof can be inspected, and told from one of another program, without the program; a verifier takes its key from elsewhere.
/// </summary>
public static class ProofFile
{
    /// <summary>Second word: the bytes "FILE".</summary>
    public const uint FileKind = 0x454C4946;

    /// <summary>The longest key that is read: two messages for each of 2^16 gaps are a twelfth of it.</summary>
    public const int MaxKeyBytes = 1 << 24;

    private const int HeaderBytes = 16;

    /// <summary>Writes what precedes the run proof in a file; returns the number of bytes.</summary>
    public static int WriteHeader(Stream file, VerifyingKey key)
    {
        byte[] keyBytes = VerifyingKeyFile.Write(key);
        Span<byte> header = stackalloc byte[HeaderBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(header, ProofFormat.Magic);
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], FileKind);
        BinaryPrimitives.WriteUInt32LittleEndian(header[8..], ProtocolParameters.FormatVersion);
        BinaryPrimitives.WriteUInt32LittleEndian(header[12..], (uint)keyBytes.Length);
        file.Write(header);
        file.Write(keyBytes);
        return HeaderBytes + keyBytes.Length;
    }

    /// <summary>Splits a file into its key and the bytes of its run proof, which are not read yet.</summary>
    public static bool TryOpen(
        ReadOnlySpan<byte> file, [NotNullWhen(true)] out VerifyingKey? key, out ReadOnlySpan<byte> run,
        [NotNullWhen(false)] out VerificationError? error)
    {
        key = null;
        run = default;
        if (!TryReadHeader(file, file.Length, out int keyBytes, out error)
            || !VerifyingKeyFile.TryRead(file.Slice(HeaderBytes, keyBytes), out key, out error)) return false;
        run = file[(HeaderBytes + keyBytes)..];
        return true;
    }

    /// <summary>Reads the key of a file and leaves the stream, which must be seekable, before its run proof. Errors of the stream pass through.</summary>
    public static bool TryOpen(Stream file, [NotNullWhen(true)] out VerifyingKey? key, [NotNullWhen(false)] out VerificationError? error)
    {
        key = null;
        long length = file.Length - file.Position;
        Span<byte> header = stackalloc byte[HeaderBytes];
        int read = file.ReadAtLeast(header, HeaderBytes, throwOnEndOfStream: false);
        if (!TryReadHeader(header[..read], length, out int keyBytes, out error)) return false;
        var bytes = new byte[keyBytes];
        read = file.ReadAtLeast(bytes, keyBytes, throwOnEndOfStream: false);
        return VerifyingKeyFile.TryRead(bytes.AsSpan(0, read), out key, out error);
    }

    private static bool TryReadHeader(
        ReadOnlySpan<byte> file, long length, out int keyBytes, [NotNullWhen(false)] out VerificationError? error)
    {
        keyBytes = 0;
        if (file.Length < HeaderBytes)
        {
            error = new VerificationError(ErrorKind.Truncated, "file header", $"{HeaderBytes} bytes", $"{file.Length} bytes");
            return false;
        }

        uint magic = Word(file, 0), kind = Word(file, 4), version = Word(file, 8), n = Word(file, 12);
        error = magic != ProofFormat.Magic ? new VerificationError(ErrorKind.BadHeader, "magic", $"{ProofFormat.Magic:x8}", $"{magic:x8}")
            : kind != FileKind ? new VerificationError(ErrorKind.BadHeader, "kind", $"{FileKind:x8}", $"{kind:x8}")
            : ProofFormat.CheckVersion(version) is { } otherVersion ? otherVersion
            : n > length - HeaderBytes ? new VerificationError(ErrorKind.Truncated, "key", $"{n} bytes", $"{length - HeaderBytes} bytes")
            : n > MaxKeyBytes ? new VerificationError(ErrorKind.BadLength, "key", $"at most {MaxKeyBytes} bytes", $"{n} bytes")
            : null;
        keyBytes = (int)n;
        return error is null;
    }

    private static uint Word(ReadOnlySpan<byte> file, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(file[offset..]);
}
