using System.Buffers.Binary;
using System.Numerics;

namespace Zkfp.Rollup.Encoding;

/// <summary>
/// Writes RLP. A list is opened with <see cref="BeginList"/> and closed with <see cref="EndList"/>; its header is inserted on
/// closing, so lengths need not be known beforehand.
/// </summary>
public sealed class RlpWriter
{
    private readonly Stack<int> _open = new();
    private byte[] _buffer = new byte[256];
    private int _length;

    /// <summary>Opens a list.</summary>
    public RlpWriter BeginList()
    {
        _open.Push(_length);
        return this;
    }

    /// <summary>Closes the list opened last.</summary>
    /// <exception cref="InvalidOperationException">No list is open.</exception>
    public RlpWriter EndList()
    {
        if (_open.Count == 0) throw new InvalidOperationException("no list is open");
        int start = _open.Pop();
        int content = _length - start;
        Span<byte> header = stackalloc byte[9];
        int n = Header(header, 0xc0, content);
        Reserve(n);
        _buffer.AsSpan(start, content).CopyTo(_buffer.AsSpan(start + n));
        header[..n].CopyTo(_buffer.AsSpan(start));
        _length += n;
        return this;
    }

    /// <summary>Adds a string.</summary>
    public RlpWriter Add(ReadOnlySpan<byte> content)
    {
        if (content.Length == 1 && content[0] < 0x80) return AddRaw(content);
        Span<byte> header = stackalloc byte[9];
        AddRaw(header[..Header(header, 0x80, content.Length)]);
        return AddRaw(content);
    }

    /// <summary>Adds a number.</summary>
    public RlpWriter Add(ulong value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
        return Add(bytes.TrimStart((byte)0));
    }

    /// <summary>Adds a number ≥ 0 of any size.</summary>
    public RlpWriter Add(BigInteger value) => value.IsZero ? Add([]) : Add(value.ToByteArray(isUnsigned: true, isBigEndian: true));

    /// <summary>Adds 32 bytes.</summary>
    public RlpWriter Add(Hash256 value) => Add(value.Span);

    /// <summary>Adds 20 bytes.</summary>
    public RlpWriter Add(Address value) => Add(value.Span);

    /// <summary>Adds 20 bytes, or the empty string for null.</summary>
    public RlpWriter Add(Address? value) => value is { } address ? Add(address.Span) : Add([]);

    /// <summary>Adds bytes that already are RLP.</summary>
    public RlpWriter AddRaw(ReadOnlySpan<byte> encoded)
    {
        Reserve(encoded.Length);
        encoded.CopyTo(_buffer.AsSpan(_length));
        _length += encoded.Length;
        return this;
    }

    /// <summary>What has been written.</summary>
    /// <exception cref="InvalidOperationException">A list is still open.</exception>
    public byte[] ToArray() => _open.Count == 0 ? _buffer[.._length] : throw new InvalidOperationException($"{_open.Count} lists are open");

    private static int Header(Span<byte> header, byte kind, int length)
    {
        if (length < 56)
        {
            header[0] = (byte)(kind + length);
            return 1;
        }

        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, length);
        bytes = bytes.TrimStart((byte)0);
        header[0] = (byte)(kind + 55 + bytes.Length);
        bytes.CopyTo(header[1..]);
        return 1 + bytes.Length;
    }

    private void Reserve(int more)
    {
        if (_buffer.Length - _length < more) Array.Resize(ref _buffer, Math.Max(_length + more, 2 * _buffer.Length));
    }
}
