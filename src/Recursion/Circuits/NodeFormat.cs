using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Protocol;
using Zkfp.Protocol.Parameters;
using Zkfp.Protocol.Proofs;
using Zkfp.Recursion.Recording;

namespace Zkfp.Recursion.Circuits;

/// <summary>
/// What files of proofs of recursion circuits have in common. All are 32-bit little-endian words: magic, kind, version, digest of a last key, a word whose
/// meaning the kind says, what the kind has, and the messages of the proof.
/// </summary>
internal static class NodeFormat
{
    /// <summary>Words before what the kind has.</summary>
    public const int HeaderWords = 4 + Digest.Length;

    /// <summary>The words of a header.</summary>
    public static List<uint> Header(in Digest key, uint kind, uint last) =>
        [ProofFormat.Magic, kind, ProtocolParameters.FormatVersion, .. key.ToArray().Select(x => x.Value), last];

    /// <summary>A file of these words and a proof of a shape.</summary>
    public static byte[] Write(List<uint> words, CircuitShape shape, ShardProof proof)
    {
        byte[] messages = ProofWriter.WriteStatic(shape.Machine.Definition, proof), bytes = new byte[sizeof(uint) * words.Count + messages.Length];
        for (int i = 0; i < words.Count; i++) BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(sizeof(uint) * i), words[i]);
        messages.CopyTo(bytes, sizeof(uint) * words.Count);
        return bytes;
    }

    /// <summary>Reads a header: its last word, and what follows it.</summary>
    public static bool TryReadHeader(
        in Digest key, uint kind, ReadOnlySpan<byte> bytes, out uint last, out ReadOnlySpan<byte> rest, [NotNullWhen(false)] out VerificationError? error)
    {
        last = 0;
        rest = default;
        if (bytes.Length < sizeof(uint) * HeaderWords)
            return Fail(ErrorKind.Truncated, "header", $"{sizeof(uint) * HeaderWords} bytes", $"{bytes.Length} bytes", out error);
        if (Word(bytes, 0) != ProofFormat.Magic) return Fail(ErrorKind.BadHeader, "magic", $"{ProofFormat.Magic:x8}", $"{Word(bytes, 0):x8}", out error);
        if (Word(bytes, 1) != kind) return Fail(ErrorKind.BadHeader, "kind", $"{kind:x8}", $"{Word(bytes, 1):x8}", out error);
        error = ProofFormat.CheckVersion(Word(bytes, 2));
        if (error is not null) return false;
        for (int i = 0; i < Digest.Length; i++)
        {
            if (Word(bytes, 3 + i) != key[i].Value)
                return Fail(ErrorKind.WrongKey, "recursion keys", $"those of {key}", "others: the proof is of another version of zkfp", out error);
        }

        last = Word(bytes, HeaderWords - 1);
        rest = bytes[(sizeof(uint) * HeaderWords)..];
        return true;
    }

    /// <summary>Reads the messages of the proof of a circuit with this statement: of the key's shape and layer, and nothing behind them.</summary>
    public static bool TryReadProof(
        KeySet keys, int index, ReadOnlySpan<KoalaBear> statement, ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out ShardProof? proof,
        [NotNullWhen(false)] out VerificationError? error)
    {
        CircuitShape shape = keys.ShapeOf(index);
        return ProofReader.TryReadStatic(
            shape.Machine.Definition, keys.KeyOf(index), FieldHash.HashElements(statement).ToArray(), bytes, out proof, out error, shape.Layer);
    }

    /// <summary>A word.</summary>
    public static uint Word(ReadOnlySpan<byte> bytes, int index) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[(sizeof(uint) * index)..]);

    /// <summary>What is wrong.</summary>
    public static bool Fail(ErrorKind kind, string where, string expected, string got, out VerificationError error)
    {
        error = new VerificationError(kind, where, expected, got);
        return false;
    }
}
