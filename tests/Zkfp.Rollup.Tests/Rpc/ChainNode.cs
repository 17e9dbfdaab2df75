using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Zkfp.Rollup.Encoding;
using Zkfp.Rollup.Trie;
using Zkfp.Rollup.Types;

namespace Zkfp.Rollup.Tests.Rpc;

/// <summary>An honest node that knows one block, its parent, and the states before and after.</summary>
internal sealed class ChainNode(BlockHeader parent, Block block, WorldState before, WorldState after)
{
    /// <summary>Result of debug_traceBlockByNumber without and with diffMode; null: the node does not offer it.</summary>
    public (string Read, string Changed)? Trace { get; init; }

    /// <summary>Result of debug_executionWitness; null: the node does not offer it.</summary>
    public string? Witness { get; init; }

    public string Answer(string method, JsonElement parameters)
    {
        ulong Number(int i) => Hex.ParseUInt64(parameters[i].GetString()!);
        WorldState State(int i) => Number(i) == parent.Number ? before : after;
        switch (method)
        {
            case "eth_chainId": return "\"0x1\"";
            case "debug_executionWitness": return Witness ?? "error-32601";
            case "eth_getBlockByNumber":
                BlockHeader header = Number(0) == parent.Number ? parent : block.Header;
                return Json(header, parameters[1].GetBoolean() ? [.. block.Transactions] : []);
            case "debug_traceBlockByNumber":
                if (Trace is not { } trace) return "error-32601";
                return parameters[1].GetProperty("tracerConfig").GetProperty("diffMode").GetBoolean() ? trace.Changed : trace.Read;
            case "eth_getCode":
                AccountState? owner = State(1).Accounts.GetValueOrDefault(Address.Parse(parameters[0].GetString()!));
                return $"\"{(owner is null ? "0x" : Hex.Format(owner.Code.Span))}\"";
            case "eth_getProof":
                return Proof(State(2), Address.Parse(parameters[0].GetString()!), [.. parameters[1].EnumerateArray().Select(static key => Hash256.Parse(key.GetString()!))]);
            default: return "error-32601";
        }
    }

    /// <summary>A header as eth_getBlockByNumber and geth's witnesses write it.</summary>
    public static string Json(BlockHeader h, IReadOnlyList<Transaction>? transactions = null) => $$"""
        {"hash":"{{h.Hash()}}","parentHash":"{{h.ParentHash}}","sha3Uncles":"{{h.OmmersHash}}","miner":"{{h.Beneficiary}}","stateRoot":"{{h.StateRoot}}",
        "transactionsRoot":"{{h.TransactionsRoot}}","receiptsRoot":"{{h.ReceiptsRoot}}","logsBloom":"{{Hex.Format(h.LogsBloom.Span)}}",
        "difficulty":"{{Q(h.Difficulty)}}","number":"{{Q(h.Number)}}","gasLimit":"{{Q(h.GasLimit)}}","gasUsed":"{{Q(h.GasUsed)}}",
        "timestamp":"{{Q(h.Timestamp)}}","extraData":"{{Hex.Format(h.ExtraData.Span)}}","mixHash":"{{h.MixHash}}","nonce":"{{Hex.Format(h.Nonce.Span)}}",
        "baseFeePerGas":"{{Q(h.BaseFeePerGas)}}","withdrawalsRoot":"{{h.WithdrawalsRoot}}","blobGasUsed":"{{Q(h.BlobGasUsed)}}",
        "excessBlobGas":"{{Q(h.ExcessBlobGas)}}","parentBeaconBlockRoot":"{{h.ParentBeaconBlockRoot}}"{{(h.RequestsHash is { } r ? $",\"requestsHash\":\"{r}\"" : "")}},
        "withdrawals":[],"transactions":[{{string.Join(",", (transactions ?? []).Select(Json))}}]}
        """;

    private static string Json(Transaction tx) => $$"""
        {"type":"{{Q((int)tx.Type)}}","chainId":"{{Q(tx.ChainId ?? 1)}}","nonce":"{{Q(tx.Nonce)}}","gas":"{{Q(tx.GasLimit)}}","to":{{(tx.To is { } to ? $"\"{to}\"" : "null")}},
        "value":"{{Q(tx.Value)}}","input":"{{Hex.Format(tx.Data.Span)}}","gasPrice":"{{Q(tx.MaxFeePerGas)}}","maxFeePerGas":"{{Q(tx.MaxFeePerGas)}}",
        "maxPriorityFeePerGas":"{{Q(tx.MaxPriorityFeePerGas)}}","accessList":[],"v":"{{Q(tx.V)}}","r":"{{Q(tx.R)}}","s":"{{Q(tx.S)}}"}
        """;

    private static string Proof(WorldState state, Address address, Hash256[] keys)
    {
        ExecutionWitness witness = state.Witness([]);
        var nodes = witness.State.ToDictionary(static node => Keccak256.Hash(node.Span));
        AccountState account = state.Accounts.GetValueOrDefault(address) ?? new AccountState();
        Hash256 storage = Hash256.EmptyTrie;
        (List<byte[]> path, byte[]? found) = Walk(nodes, state.Root(), Keccak256.Hash(address.Span));
        if (found is not null)
        {
            RlpReader leaf = new RlpReader(found).List();
            leaf.Raw();
            leaf.Raw();
            storage = leaf.Hash();
        }

        IEnumerable<string> slots = keys.Select(key =>
            $$"""{"key":"{{key}}","value":"{{Q(account.Storage.GetValueOrDefault(key))}}","proof":[{{List(Walk(nodes, storage, Keccak256.Hash(key.Span)).Path)}}]}""");
        return $$"""
            {"address":"{{address}}","nonce":"{{Q(account.Nonce)}}","balance":"{{Q(account.Balance)}}","codeHash":"{{Keccak256.Hash(account.Code.Span)}}",
            "storageHash":"{{storage}}","accountProof":[{{List(path)}}],"storageProof":[{{string.Join(",", slots)}}]}
            """;

        static string List(IEnumerable<byte[]> items) => string.Join(",", items.Select(static item => $"\"{Hex.Format(item)}\""));
    }

    /// <summary>The nodes from the root towards a key, and the value there.</summary>
    private static (List<byte[]> Path, byte[]? Value) Walk(Dictionary<Hash256, ReadOnlyMemory<byte>> nodes, Hash256 root, Hash256 key)
    {
        var path = new List<byte[]>();
        if (root == Hash256.EmptyTrie) return (path, null);
        string rest = Convert.ToHexStringLower(key.Span);
        byte[] node = nodes[root].ToArray();
        path.Add(node);
        while (true)
        {
            var items = new List<byte[]>();
            RlpReader rlp = new RlpReader(node).List();
            while (!rlp.AtEnd) items.Add(rlp.Raw().ToArray());
            byte[] next;
            if (items.Count == 17)
            {
                next = items[int.Parse(rest[..1], NumberStyles.HexNumber, CultureInfo.InvariantCulture)];
                rest = rest[1..];
            }
            else
            {
                string prefix = Convert.ToHexStringLower(new RlpReader(items[0]).String());
                bool leaf = prefix[0] >= '2';
                string own = prefix[0] is '1' or '3' ? prefix[1..] : prefix[2..];
                if (!rest.StartsWith(own, StringComparison.Ordinal)) return (path, null);
                rest = rest[own.Length..];
                if (leaf) return (path, new RlpReader(items[1]).String().ToArray());
                next = items[1];
            }

            if (next[0] >= 0xc0)
            {
                node = next;
                continue;
            }

            ReadOnlySpan<byte> hash = new RlpReader(next).String();
            if (hash.IsEmpty) return (path, null);
            node = nodes[new Hash256(hash)].ToArray();
            path.Add(node);
        }
    }

    private static string Q(BigInteger number) => number.IsZero ? "0x0" : "0x" + number.ToString("x", CultureInfo.InvariantCulture).TrimStart('0');
}
