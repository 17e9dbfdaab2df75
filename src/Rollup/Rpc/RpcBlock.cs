using System.Numerics;
using System.Text.Json;
using Zkfp.Rollup.Encoding;
using Zkfp.Rollup.Types;

namespace Zkfp.Rollup.Rpc;

/// <summary>Reads the JSON of <c>eth_getBlockByNumber</c> with full transactions.</summary>
internal static class RpcBlock
{
    public static Block Read(JsonElement json) => new(
        ReadHeader(json),
        [.. json.GetProperty("transactions").EnumerateArray().Select(ReadTransaction)],
        [.. json.GetProperty("withdrawals").EnumerateArray().Select(static item => new Withdrawal(
            UInt64(item, "index"), UInt64(item, "validatorIndex"), Address.Parse(item.GetProperty("address").GetString()!), UInt64(item, "amount")))]);

    /// <summary>The header of a block's JSON, or a header's.</summary>
    public static BlockHeader ReadHeader(JsonElement json) => new()
    {
        ParentHash = Hash(json, "parentHash"),
        OmmersHash = Hash(json, "sha3Uncles"),
        Beneficiary = Address.Parse(json.GetProperty("miner").GetString()!),
        StateRoot = Hash(json, "stateRoot"),
        TransactionsRoot = Hash(json, "transactionsRoot"),
        ReceiptsRoot = Hash(json, "receiptsRoot"),
        LogsBloom = Bytes(json, "logsBloom"),
        Difficulty = Number(json, "difficulty"),
        Number = UInt64(json, "number"),
        GasLimit = UInt64(json, "gasLimit"),
        GasUsed = UInt64(json, "gasUsed"),
        Timestamp = UInt64(json, "timestamp"),
        ExtraData = Bytes(json, "extraData"),
        MixHash = Hash(json, "mixHash"),
        Nonce = Bytes(json, "nonce"),
        BaseFeePerGas = Number(json, "baseFeePerGas"),
        WithdrawalsRoot = Hash(json, "withdrawalsRoot"),
        BlobGasUsed = UInt64(json, "blobGasUsed"),
        ExcessBlobGas = UInt64(json, "excessBlobGas"),
        ParentBeaconBlockRoot = Hash(json, "parentBeaconBlockRoot"),
        RequestsHash = json.TryGetProperty("requestsHash", out JsonElement requests) && requests.ValueKind == JsonValueKind.String
            ? new Hash256(Hex.Parse(requests.GetString()!))
            : null,
    };

    /// <summary>What the node says that the block's hash is.</summary>
    public static Hash256 ReadHash(JsonElement json) => Hash(json, "hash");

    private static Transaction ReadTransaction(JsonElement json)
    {
        var type = (TransactionType)UInt64(json, "type");
        if (type > TransactionType.SetCode) throw new FormatException($"transaction type {(int)type} is unknown");
        bool dynamic = type >= TransactionType.DynamicFee;
        BigInteger fee = Number(json, dynamic ? "maxFeePerGas" : "gasPrice");
        JsonElement to = json.GetProperty("to");
        return new Transaction
        {
            Type = type,
            ChainId = type == TransactionType.Legacy ? null : Number(json, "chainId"),
            Nonce = UInt64(json, "nonce"),
            MaxFeePerGas = fee,
            MaxPriorityFeePerGas = dynamic ? Number(json, "maxPriorityFeePerGas") : fee,
            GasLimit = UInt64(json, "gas"),
            To = to.ValueKind == JsonValueKind.Null ? null : Address.Parse(to.GetString()!),
            Value = Number(json, "value"),
            Data = Bytes(json, "input"),
            AccessList = type == TransactionType.Legacy ? [] :
                [.. json.GetProperty("accessList").EnumerateArray().Select(static entry => new AccessListEntry(
                    Address.Parse(entry.GetProperty("address").GetString()!),
                    [.. entry.GetProperty("storageKeys").EnumerateArray().Select(static key => new Hash256(Hex.Parse(key.GetString()!)))]))],
            MaxFeePerBlobGas = type == TransactionType.Blob ? Number(json, "maxFeePerBlobGas") : 0,
            BlobVersionedHashes = type != TransactionType.Blob ? [] :
                [.. json.GetProperty("blobVersionedHashes").EnumerateArray().Select(static hash => new Hash256(Hex.Parse(hash.GetString()!)))],
            Authorizations = type != TransactionType.SetCode ? [] :
                [.. json.GetProperty("authorizationList").EnumerateArray().Select(static item => new Authorization(
                    Number(item, "chainId"), Address.Parse(item.GetProperty("address").GetString()!), UInt64(item, "nonce"),
                    checked((byte)UInt64(item, "yParity")), Number(item, "r"), Number(item, "s")))],
            V = Number(json, "v"),
            R = Number(json, "r"),
            S = Number(json, "s"),
        };
    }

    private static Hash256 Hash(JsonElement json, string name) => new(Hex.Parse(json.GetProperty(name).GetString()!));

    private static byte[] Bytes(JsonElement json, string name) => Hex.Parse(json.GetProperty(name).GetString()!);

    private static BigInteger Number(JsonElement json, string name) => Hex.ParseNumber(json.GetProperty(name).GetString()!);

    private static ulong UInt64(JsonElement json, string name) => Hex.ParseUInt64(json.GetProperty(name).GetString()!);
}
