using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Zkfp.Rollup.Encoding;
using Zkfp.Rollup.Rpc;
using Zkfp.Rollup.Types;

namespace Zkfp.Settlement.L1;

/// <summary>An event.</summary>
public sealed record L1Log(Address Address, IReadOnlyList<Hash256> Topics, byte[] Data, ulong Block, Hash256 BlockHash, Hash256 Transaction);

/// <summary>What became of a transaction.</summary>
public sealed record L1Receipt(bool Success, ulong Block, Hash256 BlockHash, BigInteger GasUsed, Address? Created, IReadOnlyList<L1Log> Logs);

/// <summary>A call that the chain would revert, or did.</summary>
/// <param name="message">What was called, and why it failed.</param>
/// <param name="error">The error's selector and arguments, if the node gave them.</param>
public sealed class L1RevertException(string message, byte[]? error = null) : Exception(message)
{
    /// <summary>The error's selector and arguments; null where the node does not say.</summary>
    public byte[]? Error => error;

    /// <summary>Whether it is this error, named by its signature.</summary>
    public bool Is(string signature) => error is { Length: >= 4 } && error.AsSpan(0, 4).SequenceEqual(AbiValue.Selector(signature));
}

/// <summary>What the roles ask of an L1 node. What it says is believed; anchoring in a trusted block hash is the verifier's job.</summary>
public sealed class L1Client(JsonRpcClient rpc)
{
    private static readonly string[] s_known = ["already known", "already imported", "nonce too low", "replacement transaction underpriced"];

    private readonly EthereumNode _node = new(rpc);

    /// <summary>The node as the rest of the program asks it.</summary>
    public EthereumNode Node => _node;

    /// <summary><c>eth_chainId</c>.</summary>
    public Task<ulong> ChainIdAsync(CancellationToken cancellation = default) => _node.ChainIdAsync(cancellation);

    /// <summary>The latest block's header, which hashes to what the node says.</summary>
    public async Task<BlockHeader> LatestAsync(CancellationToken cancellation = default) =>
        await _node.HeaderAsync(await _node.BlockNumberAsync(cancellation).ConfigureAwait(false), cancellation).ConfigureAwait(false);

    /// <summary>Balance of an account.</summary>
    public async Task<BigInteger> BalanceAsync(Address account, CancellationToken cancellation = default) =>
        Number(await rpc.CallAsync("eth_getBalance", [account.ToString(), "latest"], cancellation).ConfigureAwait(false), "eth_getBalance");

    /// <summary>An account's code in the latest block.</summary>
    public async Task<byte[]> CodeAsync(Address account, CancellationToken cancellation = default)
    {
        JsonElement json = await rpc.CallAsync("eth_getCode", [account.ToString(), "latest"], cancellation).ConfigureAwait(false);
        return EthereumNode.Guarded("eth_getCode", () => Hex.Parse(json.GetString()!));
    }

    /// <summary>What a unit of blob gas costs in the next block.</summary>
    public async Task<BigInteger> BlobBaseFeeAsync(CancellationToken cancellation = default) =>
        Number(await rpc.CallAsync("eth_blobBaseFee", [], cancellation).ConfigureAwait(false), "eth_blobBaseFee");

    /// <summary>The nonce after all that is pending.</summary>
    public async Task<ulong> NonceAsync(Address account, CancellationToken cancellation = default) =>
        (ulong)Number(await rpc.CallAsync("eth_getTransactionCount", [account.ToString(), "pending"], cancellation).ConfigureAwait(false),
            "eth_getTransactionCount");

    /// <summary>Calls a contract without a transaction, in the latest block.</summary>
    /// <exception cref="L1RevertException">It reverts.</exception>
    public async Task<AbiReader> CallAsync(Address to, byte[] data, Address? from = null, CancellationToken cancellation = default)
    {
        JsonObject call = Message(from, to, data);
        JsonElement result = await RevertingAsync("eth_call", [call, "latest"], cancellation).ConfigureAwait(false);
        return new AbiReader(EthereumNode.Guarded("eth_call", () => Hex.Parse(result.GetString()!)));
    }

    /// <summary>Gas that a transaction would use.</summary>
    /// <exception cref="L1RevertException">It would revert.</exception>
    public async Task<BigInteger> EstimateGasAsync(
        Address from, Address? to, byte[] data, IReadOnlyList<Hash256>? blobHashes = null, CancellationToken cancellation = default)
    {
        JsonObject call = Message(from, to, data);
        if (blobHashes is { Count: > 0 })
        {
            call["blobVersionedHashes"] = new JsonArray([.. blobHashes.Select(static hash => (JsonNode)hash.ToString())]);
            call["maxFeePerBlobGas"] = "0x3b9aca00";
        }

        return Number(await RevertingAsync("eth_estimateGas", [call], cancellation).ConfigureAwait(false), "eth_estimateGas");
    }

    /// <summary>Sends signed bytes. That the node, or a block, has them or another version of them already is no error.</summary>
    public async Task SendAsync(byte[] raw, CancellationToken cancellation = default)
    {
        try
        {
            await rpc.CallAsync("eth_sendRawTransaction", [Hex.Format(raw)], cancellation).ConfigureAwait(false);
        }
        catch (RpcException e) when (e.Code is not null && s_known.Any(text => Has(e, text)))
        {
            // A try before, of this process or the one before it, reached the node: the receipt will tell.
        }
    }

    /// <summary>The receipt, or null while the transaction is in no block.</summary>
    public async Task<L1Receipt?> ReceiptAsync(Hash256 transaction, CancellationToken cancellation = default)
    {
        if (await rpc.CallOrNullAsync("eth_getTransactionReceipt", [transaction.ToString()], cancellation).ConfigureAwait(false) is not { } json) return null;
        return EthereumNode.Guarded("eth_getTransactionReceipt", () => new L1Receipt(
            Hex.ParseUInt64(json.GetProperty("status").GetString()!) == 1,
            Hex.ParseUInt64(json.GetProperty("blockNumber").GetString()!),
            Hash256.Parse(json.GetProperty("blockHash").GetString()!),
            Hex.ParseNumber(json.GetProperty("gasUsed").GetString()!),
            json.TryGetProperty("contractAddress", out JsonElement created) && created.ValueKind == JsonValueKind.String
                ? Address.Parse(created.GetString()!) : null,
            [.. json.GetProperty("logs").EnumerateArray().Select(ReadLog)]));
    }

    /// <summary>The input of a transaction that is in a block, and the versioned hashes of its blobs.</summary>
    public async Task<(byte[] Input, IReadOnlyList<Hash256> Blobs)> InputAsync(Hash256 transaction, CancellationToken cancellation = default)
    {
        JsonElement json = await rpc.CallAsync("eth_getTransactionByHash", [transaction.ToString()], cancellation).ConfigureAwait(false);
        return EthereumNode.Guarded("eth_getTransactionByHash", () => (
            Hex.Parse(json.GetProperty("input").GetString()!),
            (IReadOnlyList<Hash256>)(json.TryGetProperty("blobVersionedHashes", out JsonElement hashes) && hashes.ValueKind == JsonValueKind.Array
                ? [.. hashes.EnumerateArray().Select(static hash => Hash256.Parse(hash.GetString()!))]
                : [])));
    }

    /// <summary>Events of contracts, oldest first.</summary>
    /// <param name="contracts">The contracts.</param>
    /// <param name="topics">First topics, of which each event has one; none: any.</param>
    /// <param name="from">First block.</param>
    /// <param name="to">Last block.</param>
    /// <param name="cancellation">Stops.</param>
    public async Task<IReadOnlyList<L1Log>> LogsAsync(
        IReadOnlyList<Address> contracts, IReadOnlyList<Hash256> topics, ulong from, ulong to, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(contracts);
        ArgumentNullException.ThrowIfNull(topics);
        var logs = new List<L1Log>();
        for (ulong first = from; first <= to; first += LogRange)
        {
            var filter = new JsonObject
            {
                ["address"] = new JsonArray([.. contracts.Select(static contract => (JsonNode)contract.ToString())]),
                ["topics"] = topics.Count == 0 ? new JsonArray() : new JsonArray(new JsonArray([.. topics.Select(static topic => (JsonNode)topic.ToString())])),
                ["fromBlock"] = Quantity(first),
                ["toBlock"] = Quantity(Math.Min(to, first + LogRange - 1)),
            };
            JsonElement json = await rpc.CallAsync("eth_getLogs", [filter], cancellation).ConfigureAwait(false);
            logs.AddRange(EthereumNode.Guarded("eth_getLogs", () => json.EnumerateArray().Select(ReadLog).ToArray()));
        }

        return logs;
    }

    // What public nodes answer in one go.
    private const ulong LogRange = 10_000;

    /// <summary>Any other method, whose answer may be null: a development node's own.</summary>
    public Task<JsonElement?> AskAsync(string method, params JsonNode?[] parameters) => rpc.CallOrNullAsync(method, parameters);

    private static JsonObject Message(Address? from, Address? to, byte[] data)
    {
        var call = new JsonObject { ["data"] = Hex.Format(data) };
        if (from is { } sender) call["from"] = sender.ToString();
        if (to is { } target) call["to"] = target.ToString();
        return call;
    }

    private async Task<JsonElement> RevertingAsync(string method, JsonNode?[] parameters, CancellationToken cancellation)
    {
        try
        {
            return await rpc.CallAsync(method, parameters, cancellation).ConfigureAwait(false);
        }
        catch (RpcException e) when (e.Code == 3 || (e.Code is not null && Has(e, "revert")))
        {
            byte[]? error = e.ErrorData is { } text && text.StartsWith("0x", StringComparison.Ordinal) ? Hex.Parse(text) : null;
            throw new L1RevertException(e.Message, error);
        }
    }

    private static bool Has(RpcException e, string text) => e.Message.Contains(text, StringComparison.OrdinalIgnoreCase);

    private static L1Log ReadLog(JsonElement json) => new(
        Address.Parse(json.GetProperty("address").GetString()!),
        [.. json.GetProperty("topics").EnumerateArray().Select(static topic => Hash256.Parse(topic.GetString()!))],
        Hex.Parse(json.GetProperty("data").GetString()!),
        Hex.ParseUInt64(json.GetProperty("blockNumber").GetString()!),
        Hash256.Parse(json.GetProperty("blockHash").GetString()!),
        Hash256.Parse(json.GetProperty("transactionHash").GetString()!));

    private static BigInteger Number(JsonElement json, string method) => EthereumNode.Guarded(method, () => Hex.ParseNumber(json.GetString()!));

    private static string Quantity(ulong number) => "0x" + number.ToString("x", CultureInfo.InvariantCulture);
}
