using System.Numerics;
using Zkfp.Rollup.Encoding;

namespace Zkfp.Rollup.Types;

/// <summary>A block header after Cancun; <see cref="RequestsHash"/> from Prague on.</summary>
public sealed record BlockHeader
{
    public Hash256 ParentHash { get; init; }

    public Hash256 OmmersHash { get; init; }

    public Address Beneficiary { get; init; }

    public Hash256 StateRoot { get; init; }

    public Hash256 TransactionsRoot { get; init; }

    public Hash256 ReceiptsRoot { get; init; }

    /// <summary>256 bytes.</summary>
    public ReadOnlyMemory<byte> LogsBloom { get; init; } = new byte[256];

    public BigInteger Difficulty { get; init; }

    public ulong Number { get; init; }

    public ulong GasLimit { get; init; }

    public ulong GasUsed { get; init; }

    public ulong Timestamp { get; init; }

    public ReadOnlyMemory<byte> ExtraData { get; init; }

    public Hash256 MixHash { get; init; }

    /// <summary>8 bytes, zero after the merge.</summary>
    public ReadOnlyMemory<byte> Nonce { get; init; } = new byte[8];

    public BigInteger BaseFeePerGas { get; init; }

    public Hash256 WithdrawalsRoot { get; init; } = Hash256.EmptyTrie;

    public ulong BlobGasUsed { get; init; }

    public ulong ExcessBlobGas { get; init; }

    public Hash256 ParentBeaconBlockRoot { get; init; }

    /// <summary>EIP-7685; null before Prague.</summary>
    public Hash256? RequestsHash { get; init; }

    /// <summary>keccak256 of the encoding.</summary>
    public Hash256 Hash() => Keccak256.Hash(Encode());

    /// <summary>The header's RLP.</summary>
    public byte[] Encode()
    {
        var rlp = new RlpWriter();
        Write(rlp);
        return rlp.ToArray();
    }

    /// <summary>Writes the header as one item.</summary>
    public void Write(RlpWriter rlp)
    {
        ArgumentNullException.ThrowIfNull(rlp);
        rlp.BeginList()
            .Add(ParentHash).Add(OmmersHash).Add(Beneficiary).Add(StateRoot).Add(TransactionsRoot).Add(ReceiptsRoot)
            .Add(LogsBloom.Span).Add(Difficulty).Add(Number).Add(GasLimit).Add(GasUsed).Add(Timestamp).Add(ExtraData.Span)
            .Add(MixHash).Add(Nonce.Span).Add(BaseFeePerGas).Add(WithdrawalsRoot).Add(BlobGasUsed).Add(ExcessBlobGas)
            .Add(ParentBeaconBlockRoot);
        if (RequestsHash is { } requests) rlp.Add(requests);
        rlp.EndList();
    }

    /// <summary>Reads a header of Cancun or later.</summary>
    /// <exception cref="RlpException">Malformed, or a header of an earlier fork.</exception>
    public static BlockHeader Decode(ReadOnlySpan<byte> encoded)
    {
        var outer = new RlpReader(encoded);
        BlockHeader header = Read(outer.List());
        outer.End();
        return header;
    }

    /// <summary>Number and timestamp of a header of any fork, which have the same place in all.</summary>
    /// <exception cref="RlpException">Malformed.</exception>
    public static (ulong Number, ulong Timestamp) Peek(ReadOnlySpan<byte> encoded)
    {
        RlpReader rlp = new RlpReader(encoded).List();
        for (int i = 0; i < 8; i++) rlp.Raw();
        ulong number = rlp.UInt64();
        rlp.Raw();
        rlp.Raw();
        return (number, rlp.UInt64());
    }

    internal static BlockHeader Read(RlpReader rlp)
    {
        var header = new BlockHeader
        {
            ParentHash = rlp.Hash(),
            OmmersHash = rlp.Hash(),
            Beneficiary = rlp.Address(),
            StateRoot = rlp.Hash(),
            TransactionsRoot = rlp.Hash(),
            ReceiptsRoot = rlp.Hash(),
            LogsBloom = rlp.Bytes(256).ToArray(),
            Difficulty = rlp.UInt256(),
            Number = rlp.UInt64(),
            GasLimit = rlp.UInt64(),
            GasUsed = rlp.UInt64(),
            Timestamp = rlp.UInt64(),
            ExtraData = rlp.String().ToArray(),
            MixHash = rlp.Hash(),
            Nonce = rlp.Bytes(8).ToArray(),
            BaseFeePerGas = rlp.UInt256(),
            WithdrawalsRoot = rlp.Hash(),
            BlobGasUsed = rlp.UInt64(),
            ExcessBlobGas = rlp.UInt64(),
            ParentBeaconBlockRoot = rlp.Hash(),
            RequestsHash = rlp.AtEnd ? null : rlp.Hash(),
        };
        rlp.End();
        return header;
    }
}
