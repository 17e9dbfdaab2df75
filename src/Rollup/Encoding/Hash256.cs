using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Zkfp.Rollup.Encoding;

/// <summary>32 bytes: a digest, a storage key, a root.</summary>
public readonly struct Hash256 : IEquatable<Hash256>, IComparable<Hash256>
{
    private readonly Storage _bytes;

    /// <summary>Copies 32 bytes.</summary>
    /// <exception cref="ArgumentException">The length is not 32.</exception>
    public Hash256(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != 32) throw new ArgumentException($"a hash has 32 bytes, got {bytes.Length}", nameof(bytes));
        bytes.CopyTo(_bytes);
    }

    /// <summary>32 zero bytes.</summary>
    public static Hash256 Zero => default;

    /// <summary>Root of the empty Merkle-Patricia trie: keccak256 of RLP's empty string.</summary>
    public static Hash256 EmptyTrie { get; } = Keccak256.Hash([0x80]);

    /// <summary>keccak256 of nothing: the code hash of an account without code.</summary>
    public static Hash256 EmptyCode { get; } = Keccak256.Hash([]);

    /// <summary>Parses hexadecimal with or without 0x; shorter numbers are padded with zeros on the left.</summary>
    public static Hash256 Parse(string hex) => new(Hex.ParsePadded(hex, 32));

    /// <summary>The bytes; valid as long as this value is.</summary>
    [UnscopedRef]
    public ReadOnlySpan<byte> Span => _bytes;

    /// <summary>A copy of the bytes.</summary>
    public byte[] ToArray() => Span.ToArray();

    /// <inheritdoc/>
    public bool Equals(Hash256 other) => Span.SequenceEqual(other.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Hash256 other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => MemoryMarshal.Read<int>(Span[28..]) ^ MemoryMarshal.Read<int>(Span);

    /// <inheritdoc/>
    public int CompareTo(Hash256 other) => Span.SequenceCompareTo(other.Span);

    /// <summary>0x and 64 hexadecimal digits.</summary>
    public override string ToString() => Hex.Format(Span);

    public static bool operator ==(Hash256 a, Hash256 b) => a.Equals(b);

    public static bool operator !=(Hash256 a, Hash256 b) => !a.Equals(b);

    [InlineArray(32)]
    private struct Storage
    {
        private byte _first;
    }
}
