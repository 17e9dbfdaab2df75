using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using Zkfp.Rollup.Encoding;

namespace Zkfp.Settlement.L1;

/// <summary>A value as Solidity's ABI encodes it.</summary>
public sealed class AbiValue
{
    private readonly byte[] _encoding;

    private AbiValue(byte[] encoding, bool dynamic) => (_encoding, IsDynamic) = (encoding, dynamic);

    /// <summary>Whether it stands behind the heads of its tuple, at an offset.</summary>
    public bool IsDynamic { get; }

    /// <summary>An unsigned number below 2^256, whatever its width; also a boolean.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative or too large.</exception>
    public static AbiValue Number(BigInteger value)
    {
        if (value.Sign < 0 || value.GetByteCount(isUnsigned: true) > 32)
            throw new ArgumentOutOfRangeException(nameof(value), value, "expected a number below 2^256");
        byte[] word = new byte[32];
        byte[] digits = value.ToByteArray(isUnsigned: true, isBigEndian: true);
        digits.CopyTo(word, 32 - digits.Length);
        return new AbiValue(word, false);
    }

    /// <summary>bytes32.</summary>
    public static AbiValue Word(Hash256 value) => new(value.ToArray(), false);

    /// <summary>bytesN, N ≤ 32.</summary>
    public static AbiValue Fixed(ReadOnlySpan<byte> value)
    {
        byte[] word = new byte[32];
        value.CopyTo(word);
        return new AbiValue(word, false);
    }

    /// <summary>address.</summary>
    public static AbiValue Account(Address value) => new([.. new byte[12], .. value.Span], false);

    /// <summary>bytes.</summary>
    public static AbiValue Bytes(ReadOnlySpan<byte> value)
    {
        byte[] encoding = new byte[32 + ((value.Length + 31) / 32 * 32)];
        BinaryPrimitives.WriteInt32BigEndian(encoding.AsSpan(28), value.Length);
        value.CopyTo(encoding.AsSpan(32));
        return new AbiValue(encoding, true);
    }

    /// <summary>A struct, or arguments.</summary>
    public static AbiValue Tuple(params IReadOnlyList<AbiValue> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return new AbiValue(Encode(values), values.Any(static value => value.IsDynamic));
    }

    /// <summary>T[].</summary>
    public static AbiValue Array(params IReadOnlyList<AbiValue> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return new AbiValue([.. Number(values.Count)._encoding, .. Encode(values)], true);
    }

    /// <summary>abi.encode(values…).</summary>
    public static byte[] Encode(params IReadOnlyList<AbiValue> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        int heads = values.Sum(static value => value.IsDynamic ? 32 : value._encoding.Length);
        var head = new MemoryStream();
        var tail = new MemoryStream();
        foreach (AbiValue value in values)
        {
            if (value.IsDynamic)
            {
                head.Write(Number(heads + tail.Length)._encoding);
                tail.Write(value._encoding);
            }
            else
            {
                head.Write(value._encoding);
            }
        }

        tail.WriteTo(head);
        return head.ToArray();
    }

    /// <summary>Data of a call: the function's selector and its arguments.</summary>
    /// <param name="signature">"transfer(address,uint256)".</param>
    /// <param name="arguments">As many as it takes; their types are not compared.</param>
    public static byte[] Call(string signature, params IReadOnlyList<AbiValue> arguments) => [.. Selector(signature), .. Encode(arguments)];

    /// <summary>First four bytes of the hash of a function's or error's signature.</summary>
    public static byte[] Selector(string signature) => Keccak256.Hash(Encoding.ASCII.GetBytes(signature)).Span[..4].ToArray();

    /// <summary>First topic of an event.</summary>
    public static Hash256 Topic(string signature) => Keccak256.Hash(Encoding.ASCII.GetBytes(signature));
}

/// <summary>Reads what Solidity's ABI encoded: a tuple, by the places of its words.</summary>
/// <param name="data">From the tuple's first head on.</param>
public readonly struct AbiReader(ReadOnlyMemory<byte> data)
{
    /// <summary>The word at a place.</summary>
    /// <exception cref="FormatException">Beyond the data; so do all below.</exception>
    public Hash256 Word(int place) => new(Slice(data, 32L * place, 32).Span);

    /// <summary>A number.</summary>
    public BigInteger Number(int place) => new(Word(place).Span, isUnsigned: true, isBigEndian: true);

    /// <summary>A number below 2^64.</summary>
    public ulong UInt64(int place) => Number(place) is var n && n <= ulong.MaxValue ? (ulong)n
        : throw new FormatException($"word {place} is {n}, expected a number below 2^64");

    /// <summary>An address.</summary>
    public Address Account(int place) => Word(place).Span[..12].IndexOfAnyExcept((byte)0) < 0
        ? new Address(Word(place).Span[12..])
        : throw new FormatException($"word {place} is no address");

    /// <summary>What lies at the offset that the word at a place gives: a dynamic tuple, or an array, of which word 0 is the length.</summary>
    public AbiReader At(int place)
    {
        BigInteger offset = Number(place);
        return offset <= data.Length ? new AbiReader(data[(int)offset..])
            : throw new FormatException($"offset {offset} is beyond the data of {data.Length} bytes");
    }

    /// <summary>bytes.</summary>
    public byte[] Bytes(int place)
    {
        AbiReader at = At(place);
        BigInteger length = at.Number(0);
        return length <= int.MaxValue ? at.Rest(32, (long)length) : throw new FormatException($"{length} bytes are beyond the data");
    }

    /// <summary>An array's length and what follows it.</summary>
    public (int Length, AbiReader Items) List(int place)
    {
        AbiReader at = At(place);
        BigInteger length = at.Number(0);
        if (32 * length > at.Length) throw new FormatException($"{length} items are beyond the data");
        return ((int)length, new AbiReader(at.Rest(32, at.Length - 32)));
    }

    private int Length => data.Length;

    private byte[] Rest(long from, long length) => Slice(data, from, length).ToArray();

    private static ReadOnlyMemory<byte> Slice(ReadOnlyMemory<byte> data, long from, long length) => from + length <= data.Length
        ? data.Slice((int)from, (int)length)
        : throw new FormatException($"expected {from + length} bytes, got {data.Length}");
}
