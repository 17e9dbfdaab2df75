using System.Buffers.Binary;
using System.Security.Cryptography;
using Zkfp.Rollup.Encoding;
using Zkfp.Rollup.Types;

namespace Zkfp.Rollup.Derivation;

/// <summary>The 12 words that a run about a segment prints (docs/contracts.md).</summary>
public sealed record RangeWords
{
    /// <summary>Bytes of all words.</summary>
    public const int Bytes = 12 * 32;

    /// <summary>keccak256(abi.encode("zkfp game 1", L1's chain id, L2's, game)).</summary>
    public Hash256 Domain { get; init; }

    /// <summary>SHA-256 of the nine elements of the program's key digest.</summary>
    public Hash256 ProgramId { get; init; }

    /// <summary><see cref="RollupConfig.Hash"/>.</summary>
    public Hash256 ConfigHash { get; init; }

    /// <summary>Hash of the L1 block up to which the run reads L1.</summary>
    public Hash256 L1Head { get; init; }

    /// <summary>Root before the first block.</summary>
    public Hash256 AgreedRoot { get; init; }

    /// <summary>Root after the last block, as computed.</summary>
    public Hash256 Root { get; init; }

    /// <summary>First block.</summary>
    public ulong StartBlock { get; init; }

    /// <summary>Last block.</summary>
    public ulong EndBlock { get; init; }

    /// <summary>Number of the segment in its claim.</summary>
    public ulong Segment { get; init; }

    /// <summary><see cref="BatchData.Word"/>.</summary>
    public Hash256 DataHash { get; init; }

    /// <summary>Code hash of the sequencer set's data contract.</summary>
    public Hash256 SetRoot { get; init; }

    /// <summary>Who is paid for the proof.</summary>
    public Address Payout { get; init; }

    /// <summary>Root of a block: keccak256(0 ‖ state root ‖ withdrawals root ‖ block hash), Optimism's output root.</summary>
    public static Hash256 OutputRoot(BlockHeader header)
    {
        ArgumentNullException.ThrowIfNull(header);
        byte[] words = new byte[4 * 32];
        header.StateRoot.Span.CopyTo(words.AsSpan(32));
        header.WithdrawalsRoot.Span.CopyTo(words.AsSpan(64));
        header.Hash().Span.CopyTo(words.AsSpan(96));
        return Keccak256.Hash(words);
    }

    /// <summary>384 bytes.</summary>
    public byte[] Encode()
    {
        byte[] words = new byte[Bytes];
        Hash256[] hashes = [Domain, ProgramId, ConfigHash, L1Head, AgreedRoot, Root];
        for (int i = 0; i < 6; i++) hashes[i].Span.CopyTo(words.AsSpan(32 * i));
        ulong[] numbers = [StartBlock, EndBlock, Segment];
        for (int i = 0; i < 3; i++) BinaryPrimitives.WriteUInt64BigEndian(words.AsSpan((32 * (6 + i)) + 24), numbers[i]);
        DataHash.Span.CopyTo(words.AsSpan(9 * 32));
        SetRoot.Span.CopyTo(words.AsSpan(10 * 32));
        Payout.Span.CopyTo(words.AsSpan((11 * 32) + 12));
        return words;
    }

    /// <summary>SHA-256 of <see cref="Encode"/>: what the verifier is asked about.</summary>
    public Hash256 Digest() => new(SHA256.HashData(Encode()));

    /// <summary>Reads 384 bytes.</summary>
    /// <exception cref="InvalidDataException">Another length, or a number or address with more digits than it may have.</exception>
    public static RangeWords Parse(ReadOnlySpan<byte> words)
    {
        if (words.Length != Bytes) throw new InvalidDataException($"a run about a range prints {Bytes} bytes, got {words.Length}");
        var parsed = new RangeWords
        {
            Domain = Word(words, 0),
            ProgramId = Word(words, 1),
            ConfigHash = Word(words, 2),
            L1Head = Word(words, 3),
            AgreedRoot = Word(words, 4),
            Root = Word(words, 5),
            StartBlock = Number(words, 6),
            EndBlock = Number(words, 7),
            Segment = Number(words, 8),
            DataHash = Word(words, 9),
            SetRoot = Word(words, 10),
            Payout = new Address(words[(Bytes - 20)..]),
        };
        return parsed.Encode().AsSpan().SequenceEqual(words)
            ? parsed
            : throw new InvalidDataException("a number above 2^64 or an address above 2^160 in the words of a range");

        static Hash256 Word(ReadOnlySpan<byte> words, int i) => new(words.Slice(32 * i, 32));

        static ulong Number(ReadOnlySpan<byte> words, int i) => BinaryPrimitives.ReadUInt64BigEndian(words.Slice((32 * i) + 24, 8));
    }
}
