using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Core.Machine;
using Zkfp.Protocol.Parameters;
using Zkfp.Protocol.Proofs;

namespace Zkfp.Protocol.Keys;

/// <summary>The byte format of verifying keys (docs/protocol.md §11): two header words, then the elements that the digest hashes.</summary>
public static class VerifyingKeyFile
{
    private const int HeaderBytes = 8;

    /// <summary>The bytes of a key.</summary>
    public static byte[] Write(VerifyingKey key)
    {
        List<KoalaBear> elements = key.ToElements();
        var bytes = new byte[HeaderBytes + 4 * elements.Count];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, ProofFormat.Magic);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), ProofFormat.KeyKind);
        for (int i = 0; i < elements.Count; i++)
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(HeaderBytes + 4 * i), elements[i].Value);
        return bytes;
    }

    /// <summary>
    /// Reads a key. It may not fit any machine: <see cref="KeyCheck"/> says so later. Allocates at most a small multiple of the input.
    /// </summary>
    public static bool TryRead(
        ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out VerifyingKey? key, [NotNullWhen(false)] out VerificationError? error)
    {
        var r = new Reader(bytes);
        key = r.Key();
        error = r.Error;
        if (error is not null) key = null;
        return error is null;
    }

    private ref struct Reader(ReadOnlySpan<byte> bytes)
    {
        private readonly ReadOnlySpan<byte> _bytes = bytes;
        private int _position;

        public VerificationError? Error { get; private set; }

        public VerifyingKey? Key()
        {
            Expect("magic", Word("magic"), ProofFormat.Magic);
            Expect("kind", Word("kind"), ProofFormat.KeyKind);
            uint version = Word("version");
            Error ??= ProofFormat.CheckVersion(version);
            Digest machine = ReadDigest("machine digest");
            uint logHeight = Word("log height");
            if (Error is null && logHeight > ProtocolParameters.MaxLogHeight)
                Fail(ErrorKind.BadLength, "log height", $"at most {ProtocolParameters.MaxLogHeight}", logHeight);
            var width = (int)Element("preprocessed width").Value;
            uint pc = Element("initial pc").Value, npc = Element("initial npc").Value;
            var rows = new int[Count("preprocessed positions", 1)];
            for (int i = 0; i < rows.Length; i++) rows[i] = (int)Element("preprocessed rows").Value;
            Digest root = ReadDigest("preprocessed root");
            var messages = new GlobalMessage[Count("global messages", 3)];
            for (int i = 0; i < messages.Length && Error is null; i++)
            {
                uint push = Word("direction");
                if (push > 1) Fail(ErrorKind.BadLength, "direction", "0 or 1", push);
                var tag = (int)Element("tag").Value;
                var fields = new KoalaBear[Count("fields", 1)];
                for (int k = 0; k < fields.Length; k++) fields[k] = Element("field");
                messages[i] = new GlobalMessage(push == 1, tag, fields);
            }

            if (Error is null && _position != _bytes.Length)
                Error = new VerificationError(ErrorKind.TrailingBytes, "end of key", $"{_position} bytes", $"{_bytes.Length} bytes");
            return Error is null ? new VerifyingKey(machine, (int)logHeight, width, pc, npc, rows, root, messages) : null;
        }

        // A count of items of at least `words` words each, checked against what is left before anything is allocated.
        private int Count(string what, int words)
        {
            uint n = Word(what);
            if (Error is null && n > (uint)(_bytes.Length - _position) / (4 * words))
                Fail(ErrorKind.Truncated, what, $"at most {(_bytes.Length - _position) / (4 * words)} in the bytes left", n);
            return Error is null ? (int)n : 0;
        }

        private Digest ReadDigest(string what)
        {
            Digest d = default;
            for (int i = 0; i < Core.Hash.Digest.Length; i++) d[i] = Element(what);
            return d;
        }

        private KoalaBear Element(string what)
        {
            uint v = Word(what);
            if (v < KoalaBear.P) return new KoalaBear(v);
            Fail(ErrorKind.NonCanonicalElement, $"{what} at byte {_position - 4}", $"a value below {KoalaBear.P}", v);
            return default;
        }

        private uint Word(string what)
        {
            if (Error is not null) return 0;
            if (_bytes.Length - _position < 4)
            {
                Error = new VerificationError(ErrorKind.Truncated, $"{what} at byte {_position}", "4 bytes", $"{_bytes.Length - _position} bytes");
                return 0;
            }

            uint v = BinaryPrimitives.ReadUInt32LittleEndian(_bytes[_position..]);
            _position += 4;
            return v;
        }

        private void Expect(string what, uint got, uint expected)
        {
            if (Error is null && got != expected)
                Error = new VerificationError(ErrorKind.BadHeader, what, $"{expected:x8}", $"{got:x8}");
        }

        private void Fail(ErrorKind kind, string where, string expected, uint got) =>
            Error ??= new VerificationError(kind, where, expected, $"{got}");
    }
}
