using System.Numerics;
using Zkfp.Rollup.Encoding;

namespace Zkfp.Settlement.L1;

/// <summary>What became of a claim (<c>Claims.Status</c>).</summary>
public enum ClaimStatus
{
    /// <summary>Final by time.</summary>
    Proposed = 0,

    /// <summary>Its last segment was proven to have another root.</summary>
    Truncated = 1,

    /// <summary>Every segment is proven.</summary>
    Proven = 2,
}

/// <summary>A segment as proposed.</summary>
/// <param name="Root">Root after its last block.</param>
/// <param name="End">Its last block.</param>
public sealed record Segment(Hash256 Root, ulong End)
{
    /// <summary>The ABI's type.</summary>
    public const string Type = "(bytes32,uint64)";

    /// <summary>For a call.</summary>
    public AbiValue ToAbi() => AbiValue.Tuple(AbiValue.Word(Root), AbiValue.Number(End));

    /// <summary>keccak256(abi.encode(segments)).</summary>
    public static Hash256 HashOf(IEnumerable<Segment> segments) => Keccak256.Hash(AbiValue.Encode(ToAbi(segments)));

    /// <summary>For a call.</summary>
    public static AbiValue ToAbi(IEnumerable<Segment> segments) => AbiValue.Array([.. segments.Select(static segment => segment.ToAbi())]);
}

/// <summary>A version of the rules (<c>ProgramRegistry.Version</c>).</summary>
public sealed record ProgramVersion(Hash256 ProgramId, Hash256 ConfigHash, string Selector)
{
    /// <summary>The ABI's type.</summary>
    public const string Type = "(bytes32,bytes32,bytes4)";

    /// <summary>For a call.</summary>
    public AbiValue ToAbi() =>
        AbiValue.Tuple(AbiValue.Word(ProgramId), AbiValue.Word(ConfigHash), AbiValue.Fixed(System.Text.Encoding.ASCII.GetBytes(Selector)));
}

/// <summary>What a quorum signs (<c>FraudGame.Proposal</c>).</summary>
public sealed record Proposal(
    ulong Serial, byte Class, Hash256 AgreedRoot, ulong StartBlock, ulong L1Number, Hash256 L1Head, ushort Blobs, uint Set, ProgramVersion Version)
{
    /// <summary>The ABI's type.</summary>
    public const string Type = $"(uint64,uint8,bytes32,uint64,uint64,bytes32,uint16,uint32,{ProgramVersion.Type})";

    /// <summary>For a call.</summary>
    public AbiValue ToAbi() => AbiValue.Tuple(
        AbiValue.Number(Serial), AbiValue.Number(Class), AbiValue.Word(AgreedRoot), AbiValue.Number(StartBlock), AbiValue.Number(L1Number),
            AbiValue.Word(L1Head),
        AbiValue.Number(Blobs), AbiValue.Number(Set), Version.ToAbi());

    /// <summary>The message.</summary>
    public Hash256 Message(Hash256 domain, Hash256 dataHash, Hash256 segmentsHash) => Keccak256.Hash(AbiValue.Encode(
        AbiValue.Fixed("zkfp claim 1"u8), AbiValue.Word(domain), ToAbi(), AbiValue.Word(dataHash), AbiValue.Word(segmentsHash)));
}

/// <summary>A claim's record (<c>Claims.Claim</c>): 21 words, of which the chain keeps the hash.</summary>
public sealed class ClaimRecord
{
    /// <summary>Words.</summary>
    public const int Words = 21;

    /// <summary>The ABI's type.</summary>
    public const string Type = "(uint64,uint64,bytes32,bytes32,uint64,uint64,bytes32,bytes32,uint16,uint16,bytes32,bytes32,uint32,uint256,"
        + "bytes32,bytes32,bytes4,uint40,uint32,uint8,bytes32)";

    private readonly byte[] _encoding;
    private readonly AbiReader _words;

    /// <summary>Reads a record: 672 bytes.</summary>
    /// <exception cref="FormatException">Another length.</exception>
    public ClaimRecord(ReadOnlySpan<byte> encoding)
    {
        if (encoding.Length != 32 * Words) throw new FormatException($"a claim's record has {32 * Words} bytes, got {encoding.Length}");
        _encoding = encoding.ToArray();
        _words = new AbiReader(_encoding);
    }

    /// <summary>The record in an event, whose last words it is.</summary>
    /// <exception cref="FormatException">The event is shorter.</exception>
    public static ClaimRecord Of(L1Log log)
    {
        ArgumentNullException.ThrowIfNull(log);
        return log.Data.Length >= 32 * Words ? new ClaimRecord(log.Data.AsSpan()[^(32 * Words)..]) : throw new FormatException("the event holds no claim");
    }

    public ulong Id => _words.UInt64(0);

    public ulong Serial => _words.UInt64(1);

    public Hash256 AgreedRoot => _words.Word(2);

    public Hash256 Root => _words.Word(3);

    public ulong StartBlock => _words.UInt64(4);

    public ulong EndBlock => _words.UInt64(5);

    public Hash256 L1Head => _words.Word(6);

    public Hash256 DataHash => _words.Word(7);

    public int Blobs => (int)_words.UInt64(8);

    public int Kept => (int)_words.UInt64(9);

    public Hash256 SegmentsHash => _words.Word(10);

    public Hash256 SetRoot => _words.Word(11);

    public uint Set => (uint)_words.UInt64(12);

    public BigInteger Signers => _words.Number(13);

    public Hash256 ProgramId => _words.Word(14);

    public Hash256 ConfigHash => _words.Word(15);

    public ulong FinalAt => _words.UInt64(17);

    public ulong Delay => _words.UInt64(18);

    public ClaimStatus Status => (ClaimStatus)_words.UInt64(19);

    public Hash256 Fault => _words.Word(20);

    /// <summary>The 672 bytes.</summary>
    public byte[] Encode() => [.. _encoding];

    /// <summary>What the chain keeps.</summary>
    public Hash256 Hash() => Keccak256.Hash(_encoding);

    /// <summary>For a call.</summary>
    public AbiValue ToAbi()
    {
        AbiReader words = _words;
        return AbiValue.Tuple([.. Enumerable.Range(0, Words).Select(i => AbiValue.Word(words.Word(i)))]);
    }
}
