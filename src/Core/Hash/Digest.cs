using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Zkfp.Core.Field;

namespace Zkfp.Core.Hash;

/// <summary>Nine KoalaBear elements: 278 bits, 139 bits of collision resistance.</summary>
[InlineArray(Length)]
public struct Digest : IEquatable<Digest>
{
    /// <summary>Elements in a digest.</summary>
    public const int Length = 9;

    private KoalaBear _element0;

    /// <summary>Reads <see cref="Length"/> elements.</summary>
    public static Digest FromElements(ReadOnlySpan<KoalaBear> elements)
    {
        Digest d = default;
        elements[..Length].CopyTo(d);
        return d;
    }

    /// <summary>The elements.</summary>
    public readonly KoalaBear[] ToArray()
    {
        ReadOnlySpan<KoalaBear> elements = this;
        return elements.ToArray();
    }

    /// <summary>Equality.</summary>
    public static bool operator ==(Digest a, Digest b) => a.Equals(b);

    /// <summary>Inequality.</summary>
    public static bool operator !=(Digest a, Digest b) => !a.Equals(b);

    /// <inheritdoc/>
    public readonly bool Equals(Digest other)
    {
        ReadOnlySpan<KoalaBear> a = this, b = other;
        return a.SequenceEqual(b);
    }

    /// <inheritdoc/>
    public override readonly bool Equals(object? obj) => obj is Digest d && Equals(d);

    /// <inheritdoc/>
    public override readonly int GetHashCode() => HashCode.Combine(this[0], this[1], this[2]);

    /// <summary>72 hexadecimal digits: the canonical values as 32-bit little-endian words.</summary>
    public override readonly string ToString()
    {
        Span<byte> bytes = stackalloc byte[4 * Length];
        for (int i = 0; i < Length; i++) BinaryPrimitives.WriteUInt32LittleEndian(bytes[(4 * i)..], this[i].Value);
        return Convert.ToHexStringLower(bytes);
    }

    /// <summary>Reads what <see cref="ToString"/> wrote: eight hexadecimal digits for each element, all below p.</summary>
    public static bool TryParse(string text, out Digest digest)
    {
        digest = default;
        Span<byte> bytes = stackalloc byte[4 * Length];
        if (text.Length != 2 * bytes.Length || Convert.FromHexString(text, bytes, out _, out _) != OperationStatus.Done) return false;
        for (int i = 0; i < Length; i++)
        {
            uint word = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(4 * i)..]);
            if (word >= KoalaBear.P) return false;
            digest[i] = new KoalaBear(word);
        }

        return true;
    }
}
