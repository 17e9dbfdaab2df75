using System.Buffers.Binary;
using Zkfp.Core.Field;

namespace Zkfp.Core.Hash;

/// <summary>
/// Hashes of proofs that a contract verifies (docs/protocol.md §15): Keccak-256 of elements as four big-endian bytes. The last byte says what is hashed: a leaf 0, a
/// node 1, a step of the transcript 2, a proof of work 3. So messages of two kinds are never equal, whatever their lengths.
/// <para>
/// A digest of 256 bits is carried as nine elements of 29 bits, the least significant first, the last of 24 bits: one digest, one <see cref="Digest"/>.
/// </para>
/// </summary>
public static class KeccakHash
{
    /// <summary>Bytes of a digest.</summary>
    public const int Bytes = Keccak.DigestBytes;

    /// <summary>Bits of a slice of the transcript's state: five make an extension element, and each gives one row index.</summary>
    public const int SliceBits = 51;

    /// <summary>Last byte of what a leaf hashes.</summary>
    public const byte LeafTag = 0;

    /// <summary>Last byte of what a node hashes.</summary>
    public const byte NodeTag = 1;

    /// <summary>Last byte of what a step of the transcript hashes.</summary>
    public const byte StepTag = 2;

    /// <summary>Last byte of what a proof of work hashes.</summary>
    public const byte GrindTag = 3;

    private const int LimbBits = 29;

    /// <summary>H(the row's elements ‖ 0).</summary>
    public static Digest Leaf(ReadOnlySpan<KoalaBear> row)
    {
        var message = new byte[sizeof(uint) * row.Length + 1];
        Write(row, message);
        message[^1] = LeafTag;
        return Hash(message);
    }

    /// <summary>H(left ‖ right ‖ 1).</summary>
    public static Digest Node(in Digest left, in Digest right)
    {
        Span<byte> message = stackalloc byte[2 * Bytes + 1];
        Write(left, message);
        Write(right, message[Bytes..]);
        message[^1] = NodeTag;
        return Hash(message);
    }

    /// <summary>Keccak-256 as a digest.</summary>
    public static Digest Hash(ReadOnlySpan<byte> message)
    {
        Span<byte> digest = stackalloc byte[Bytes];
        Keccak.Hash256(message, digest);
        return Read(digest);
    }

    /// <summary>The digest of 32 bytes.</summary>
    public static Digest Read(ReadOnlySpan<byte> bytes)
    {
        Digest digest = default;
        for (int i = 0; i < Digest.Length; i++) digest[i] = new KoalaBear(Slice(bytes, i, LimbBits));
        return digest;
    }

    /// <summary>⌊S / 2^(bits · index)⌋ mod 2^bits, S the number of 32 big-endian bytes.</summary>
    internal static ulong Slice(ReadOnlySpan<byte> bytes, int index, int bits)
    {
        UInt128 high = BinaryPrimitives.ReadUInt128BigEndian(bytes), low = BinaryPrimitives.ReadUInt128BigEndian(bytes[16..]);
        int at = bits * index;
        UInt128 rest = at >= 128 ? high >> at - 128 : at == 0 ? low : low >> at | high << 128 - at;
        return (ulong)rest & (1UL << bits) - 1;
    }

    /// <summary>The 32 bytes of a digest.</summary>
    /// <exception cref="ArgumentException">It is none of 256 bits.</exception>
    public static void Write(in Digest digest, Span<byte> bytes)
    {
        UInt128 high = 0, low = 0;
        for (int i = Digest.Length - 1; i >= 0; i--)
        {
            uint limb = digest[i].Value;
            if (limb >> (i == Digest.Length - 1 ? 256 - LimbBits * i : LimbBits) != 0) throw new ArgumentException($"{digest} has no 256 bits.", nameof(digest));
            high = high << LimbBits | low >> 128 - LimbBits;
            low = low << LimbBits | limb;
        }

        BinaryPrimitives.WriteUInt128BigEndian(bytes, high);
        BinaryPrimitives.WriteUInt128BigEndian(bytes[16..], low);
    }

    /// <summary>The bytes of elements, four each.</summary>
    public static void Write(ReadOnlySpan<KoalaBear> elements, Span<byte> bytes)
    {
        for (int i = 0; i < elements.Length; i++) BinaryPrimitives.WriteUInt32BigEndian(bytes[(sizeof(uint) * i)..], elements[i].Value);
    }
}
