using System.Numerics;
using Zkfp.Rollup.Encoding;

namespace Zkfp.Rollup.Types;

/// <summary>Transaction types: the byte before the payload (EIP-2718); 0 has none.</summary>
public enum TransactionType : byte
{
    Legacy = 0,

    /// <summary>EIP-2930.</summary>
    AccessList = 1,

    /// <summary>EIP-1559.</summary>
    DynamicFee = 2,

    /// <summary>EIP-4844.</summary>
    Blob = 3,

    /// <summary>EIP-7702.</summary>
    SetCode = 4,
}

/// <summary>A signed transaction of any type.</summary>
public sealed record Transaction
{
    public TransactionType Type { get; init; }

    /// <summary>For a legacy transaction: from its v (EIP-155), or null where v is 27 or 28.</summary>
    public BigInteger? ChainId { get; init; }

    public ulong Nonce { get; init; }

    /// <summary>For types 0 and 1 equal to <see cref="MaxFeePerGas"/>: the gas price.</summary>
    public BigInteger MaxPriorityFeePerGas { get; init; }

    public BigInteger MaxFeePerGas { get; init; }

    public ulong GasLimit { get; init; }

    /// <summary>Null for a contract creation.</summary>
    public Address? To { get; init; }

    public BigInteger Value { get; init; }

    public ReadOnlyMemory<byte> Data { get; init; }

    public IReadOnlyList<AccessListEntry> AccessList { get; init; } = [];

    public BigInteger MaxFeePerBlobGas { get; init; }

    public IReadOnlyList<Hash256> BlobVersionedHashes { get; init; } = [];

    public IReadOnlyList<Authorization> Authorizations { get; init; } = [];

    /// <summary>v as it is encoded: 27, 28 or EIP-155 for type 0, the parity of y for the others.</summary>
    public BigInteger V { get; init; }

    public BigInteger R { get; init; }

    public BigInteger S { get; init; }

    /// <summary>keccak256 of <see cref="Encode"/>.</summary>
    public Hash256 Hash() => Keccak256.Hash(Encode());

    /// <summary>Type byte and payload; for a legacy transaction its list.</summary>
    public byte[] Encode()
    {
        var rlp = new RlpWriter();
        if (Type != TransactionType.Legacy) rlp.AddRaw([(byte)Type]);
        rlp.BeginList();
        WritePayload(rlp);
        rlp.EndList();
        return rlp.ToArray();
    }

    /// <summary>keccak256 of what the sender signs.</summary>
    public Hash256 SigningHash()
    {
        var rlp = new RlpWriter();
        if (Type != TransactionType.Legacy) rlp.AddRaw([(byte)Type]);
        rlp.BeginList();
        WriteBody(rlp);
        if (Type == TransactionType.Legacy && ChainId is { } chain) rlp.Add(chain).Add(0ul).Add(0ul);
        rlp.EndList();
        return Keccak256.Hash(rlp.ToArray());
    }

    /// <summary>Writes it as an item of a block's transaction list: a list for type 0, else a string.</summary>
    public void Write(RlpWriter rlp)
    {
        ArgumentNullException.ThrowIfNull(rlp);
        if (Type == TransactionType.Legacy) rlp.AddRaw(Encode());
        else rlp.Add(Encode());
    }

    /// <summary>Reads what <see cref="Encode"/> writes.</summary>
    /// <exception cref="RlpException">Malformed, or of an unknown type.</exception>
    public static Transaction Decode(ReadOnlySpan<byte> encoded)
    {
        if (encoded.IsEmpty) throw new RlpException("a transaction has at least one byte");
        if (encoded[0] >= 0xc0) return DecodePayload(TransactionType.Legacy, encoded);
        if (encoded[0] is < 1 or > 4) throw new RlpException($"transaction type {encoded[0]} is unknown");
        return DecodePayload((TransactionType)encoded[0], encoded[1..]);
    }

    internal static Transaction ReadFromBlock(ref RlpReader rlp)
    {
        if (rlp.IsList) return DecodePayload(TransactionType.Legacy, rlp.Raw());
        ReadOnlySpan<byte> typed = rlp.String();
        if (!typed.IsEmpty && typed[0] >= 0xc0) throw new RlpException("a legacy transaction is inside a string");
        return Decode(typed);
    }

    private static Transaction DecodePayload(TransactionType type, ReadOnlySpan<byte> payload)
    {
        var outer = new RlpReader(payload);
        RlpReader rlp = outer.List();
        outer.End();
        var tx = new Transaction { Type = type, ChainId = type == TransactionType.Legacy ? null : rlp.UInt256(), Nonce = rlp.UInt64() };
        BigInteger first = rlp.UInt256();
        tx = tx with
        {
            MaxPriorityFeePerGas = first,
            MaxFeePerGas = type >= TransactionType.DynamicFee ? rlp.UInt256() : first,
            GasLimit = rlp.UInt64(),
            To = type >= TransactionType.Blob ? rlp.Address() : rlp.OptionalAddress(),
            Value = rlp.UInt256(),
            Data = rlp.String().ToArray(),
        };
        if (type != TransactionType.Legacy) tx = tx with { AccessList = AccessListEntry.ReadList(rlp.List()) };
        if (type == TransactionType.Blob)
        {
            tx = tx with { MaxFeePerBlobGas = rlp.UInt256() };
            RlpReader list = rlp.List();
            var hashes = new List<Hash256>();
            while (!list.AtEnd) hashes.Add(list.Hash());
            tx = tx with { BlobVersionedHashes = hashes };
        }

        if (type == TransactionType.SetCode) tx = tx with { Authorizations = Authorization.ReadList(rlp.List()) };
        tx = tx with { V = rlp.UInt256(), R = rlp.UInt256(), S = rlp.UInt256() };
        rlp.End();
        if (type == TransactionType.Legacy && tx.V >= 35) tx = tx with { ChainId = (tx.V - 35) / 2 };
        return tx;
    }

    private void WritePayload(RlpWriter rlp)
    {
        WriteBody(rlp);
        rlp.Add(V).Add(R).Add(S);
    }

    private void WriteBody(RlpWriter rlp)
    {
        if (Type != TransactionType.Legacy) rlp.Add(ChainId ?? 0);
        rlp.Add(Nonce).Add(MaxPriorityFeePerGas);
        if (Type >= TransactionType.DynamicFee) rlp.Add(MaxFeePerGas);
        rlp.Add(GasLimit).Add(To).Add(Value).Add(Data.Span);
        if (Type != TransactionType.Legacy) AccessListEntry.WriteList(rlp, AccessList);
        if (Type == TransactionType.Blob)
        {
            rlp.Add(MaxFeePerBlobGas).BeginList();
            foreach (Hash256 hash in BlobVersionedHashes) rlp.Add(hash);
            rlp.EndList();
        }

        if (Type == TransactionType.SetCode) Authorization.WriteList(rlp, Authorizations);
    }
}
