using System.Buffers.Binary;
using System.Numerics;

namespace Zkfp.Rollup.Encoding;

/// <summary>
/// Reads RLP (Yellow Paper, appendix B) strictly: only the shortest encoding of a length, numbers without leading zeros, nothing
/// left over where <see cref="End"/> is asked for. Every departure is an <see cref="RlpException"/>.
/// </summary>
public ref struct RlpReader
{
    private readonly ReadOnlySpan<byte> _data;
    private int _position;

    /// <summary>Reads from the start of <paramref name="data"/>.</summary>
    public RlpReader(ReadOnlySpan<byte> data)
    {
        _data = data;
        _position = 0;
    }

    /// <summary>Whether everything has been read.</summary>
    public readonly bool AtEnd => _position == _data.Length;

    /// <summary>Whether the next item is a list.</summary>
    public readonly bool IsList => !AtEnd && _data[_position] >= 0xc0;

    /// <summary>Reads a string's content.</summary>
    public ReadOnlySpan<byte> String()
    {
        ReadOnlySpan<byte> content = Item(out bool list, out _);
        return list ? throw new RlpException("expected a string, got a list") : content;
    }

    /// <summary>Reads a list and returns a reader of its items.</summary>
    public RlpReader List()
    {
        ReadOnlySpan<byte> content = Item(out bool list, out _);
        return list ? new RlpReader(content) : throw new RlpException("expected a list, got a string");
    }

    /// <summary>Reads one item of either kind and returns its whole encoding.</summary>
    public ReadOnlySpan<byte> Raw()
    {
        Item(out _, out ReadOnlySpan<byte> whole);
        return whole;
    }

    /// <summary>Reads a string of exactly <paramref name="length"/> bytes.</summary>
    public ReadOnlySpan<byte> Bytes(int length)
    {
        ReadOnlySpan<byte> content = String();
        return content.Length == length ? content : throw new RlpException($"expected {length} bytes, got {content.Length}");
    }

    /// <summary>Reads 32 bytes.</summary>
    public Hash256 Hash() => new(Bytes(32));

    /// <summary>Reads 20 bytes.</summary>
    public Address Address() => new(Bytes(20));

    /// <summary>Reads 20 bytes or the empty string.</summary>
    public Address? OptionalAddress()
    {
        ReadOnlySpan<byte> content = String();
        return content.Length switch
        {
            0 => null,
            20 => new Address(content),
            int n => throw new RlpException($"expected an address or nothing, got {n} bytes"),
        };
    }

    /// <summary>Reads a number below 2^64.</summary>
    public ulong UInt64()
    {
        ReadOnlySpan<byte> content = Digits(8);
        Span<byte> padded = stackalloc byte[8];
        padded.Clear();
        content.CopyTo(padded[(8 - content.Length)..]);
        return BinaryPrimitives.ReadUInt64BigEndian(padded);
    }

    /// <summary>Reads a number below 2^256.</summary>
    public BigInteger UInt256() => new(Digits(32), isUnsigned: true, isBigEndian: true);

    /// <summary>Fails unless everything has been read.</summary>
    public readonly void End()
    {
        if (!AtEnd) throw new RlpException($"{_data.Length - _position} bytes follow the last item");
    }

    private ReadOnlySpan<byte> Digits(int most)
    {
        ReadOnlySpan<byte> content = String();
        if (content.Length > most) throw new RlpException($"number of {content.Length} bytes, at most {most} expected");
        if (content.Length > 0 && content[0] == 0) throw new RlpException("number with a leading zero");
        return content;
    }

    private ReadOnlySpan<byte> Item(out bool list, out ReadOnlySpan<byte> whole)
    {
        ReadOnlySpan<byte> rest = _data[_position..];
        if (rest.IsEmpty) throw new RlpException("expected an item, got the end of the data");
        byte first = rest[0];
        list = first >= 0xc0;
        int header = 1;
        int length;
        if (first < 0x80)
        {
            header = 0;
            length = 1;
        }
        else
        {
            int low = first - (list ? 0xc0 : 0x80);
            if (low < 56)
            {
                length = low;
            }
            else
            {
                int size = low - 55;
                header = 1 + size;
                if (rest.Length < header) throw new RlpException("the data ends inside a length");
                if (rest[1] == 0) throw new RlpException("length with a leading zero");
                ulong value = 0;
                foreach (byte b in rest.Slice(1, size)) value = (value << 8) | b;
                if (size > 4 || value > int.MaxValue) throw new RlpException($"length of {size} bytes is beyond the data");
                if (value < 56) throw new RlpException($"long form for a length of {value}");
                length = (int)value;
            }
        }

        if (length > rest.Length - header) throw new RlpException($"item of {length} bytes, {rest.Length - header} are left");
        ReadOnlySpan<byte> content = rest.Slice(header, length);
        if (first == 0x81 && content[0] < 0x80) throw new RlpException("a byte below 0x80 has no header");
        whole = rest[..(header + length)];
        _position += header + length;
        return content;
    }
}
