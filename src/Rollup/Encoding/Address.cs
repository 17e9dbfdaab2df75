using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Zkfp.Rollup.Encoding;

/// <summary>20 bytes: the address of an account.</summary>
public readonly struct Address : IEquatable<Address>, IComparable<Address>
{
    private readonly Storage _bytes;

    /// <summary>Copies 20 bytes.</summary>
    /// <exception cref="ArgumentException">The length is not 20.</exception>
    public Address(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != 20) throw new ArgumentException($"an address has 20 bytes, got {bytes.Length}", nameof(bytes));
        bytes.CopyTo(_bytes);
    }

    /// <summary>Parses 40 hexadecimal digits with or without 0x.</summary>
    public static Address Parse(string hex) => new(Hex.Parse(hex));

    /// <summary>The bytes; valid as long as this value is.</summary>
    [UnscopedRef]
    public ReadOnlySpan<byte> Span => _bytes;

    /// <inheritdoc/>
    public bool Equals(Address other) => Span.SequenceEqual(other.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Address other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => MemoryMarshal.Read<int>(Span[16..]) ^ MemoryMarshal.Read<int>(Span);

    /// <inheritdoc/>
    public int CompareTo(Address other) => Span.SequenceCompareTo(other.Span);

    /// <summary>0x and 40 hexadecimal digits.</summary>
    public override string ToString() => Hex.Format(Span);

    public static bool operator ==(Address a, Address b) => a.Equals(b);

    public static bool operator !=(Address a, Address b) => !a.Equals(b);

    [InlineArray(20)]
    private struct Storage
    {
        private byte _first;
    }
}
