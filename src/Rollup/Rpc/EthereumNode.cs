using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Zkfp.Rollup.Encoding;
using Zkfp.Rollup.Guest;
using Zkfp.Rollup.Types;

namespace Zkfp.Rollup.Rpc;

/// <summary>An account and slots with their proofs, as <c>eth_getProof</c> gives them; the proofs are not checked here.</summary>
public sealed record AccountProof(
    Address Address, ulong Nonce, BigInteger Balance, Hash256 CodeHash, Hash256 StorageHash,
    IReadOnlyList<ReadOnlyMemory<byte>> Nodes, IReadOnlyList<StorageProof> Storage);

/// <summary>One slot of an <see cref="AccountProof"/>.</summary>
public sealed record StorageProof(Hash256 Key, BigInteger Value, IReadOnlyList<ReadOnlyMemory<byte>> Nodes);

/// <summary>A block from a node.</summary>
/// <param name="File">The block and its witness.</param>
/// <param name="Gathered">Whether the witness was put together from proofs and so may lack nodes.</param>
public sealed record NodeBlock(BlockFile File, bool Gathered);

/// <summary>What this project asks an Ethereum node. Every answer is checked as far as it can be without other data.</summary>
public sealed class EthereumNode(JsonRpcClient client)
{
    /// <summary><c>eth_chainId</c>.</summary>
    public async Task<ulong> ChainIdAsync(CancellationToken cancellation = default) =>
        Hex.ParseUInt64(Text(await client.CallAsync("eth_chainId", [], cancellation).ConfigureAwait(false), "eth_chainId"));

    /// <summary><c>eth_blockNumber</c>.</summary>
    public async Task<ulong> BlockNumberAsync(CancellationToken cancellation = default) =>
        Hex.ParseUInt64(Text(await client.CallAsync("eth_blockNumber", [], cancellation).ConfigureAwait(false), "eth_blockNumber"));

    /// <summary>The block's hash by <c>eth_getBlockByNumber</c>.</summary>
    public async Task<Hash256> BlockHashAsync(ulong number, CancellationToken cancellation = default)
    {
        JsonElement block = await client.CallAsync("eth_getBlockByNumber", [Quantity(number), false], cancellation).ConfigureAwait(false);
        return Guarded("eth_getBlockByNumber", () => RpcBlock.ReadHash(block));
    }

    /// <summary>
    /// The RLP of a block: <c>debug_getRawBlock</c>, or, where the node lacks it, rebuilt from <c>eth_getBlockByNumber</c>. Either
    /// way its header must hash to the block's hash.
    /// </summary>
    public async Task<byte[]> RawBlockAsync(ulong number, CancellationToken cancellation = default)
    {
        byte[] rlp;
        Hash256 hash;
        try
        {
            JsonElement raw = await client.CallAsync("debug_getRawBlock", [Quantity(number)], cancellation).ConfigureAwait(false);
            rlp = Guarded("debug_getRawBlock", () => Hex.Parse(raw.GetString()!));
            hash = await BlockHashAsync(number, cancellation).ConfigureAwait(false);
        }
        catch (RpcException e) when (e.IsUnknownMethod)
        {
            JsonElement json = await client.CallAsync("eth_getBlockByNumber", [Quantity(number), true], cancellation).ConfigureAwait(false);
            rlp = Guarded("eth_getBlockByNumber", () => RpcBlock.Read(json).Encode());
            hash = Guarded("eth_getBlockByNumber", () => RpcBlock.ReadHash(json));
        }

        Block block = Guarded("block", () => Block.Decode(rlp));
        CheckHeader(block.Header, hash, number);
        if (block.TransactionsRoot() != block.Header.TransactionsRoot)
            throw new RpcException($"block {number}: the transactions do not have the root that the header states");
        if (block.WithdrawalsRoot() != block.Header.WithdrawalsRoot)
            throw new RpcException($"block {number}: the withdrawals do not have the root that the header states");
        return rlp;
    }

    /// <summary><c>debug_executionWitness</c>.</summary>
    public async Task<ExecutionWitness> WitnessAsync(ulong number, CancellationToken cancellation = default)
    {
        JsonElement witness = await client.CallAsync("debug_executionWitness", [Quantity(number)], cancellation).ConfigureAwait(false);
        return Guarded("debug_executionWitness", () => BlockFile.ReadWitness(witness));
    }

    /// <summary>
    /// A block and its witness: all that the guest needs. Where the node lacks <c>debug_executionWitness</c>, the witness is gathered by
    /// <see cref="ProofWitness"/>, which may miss nodes.
    /// </summary>
    public async Task<NodeBlock> BlockWithWitnessAsync(ulong number, CancellationToken cancellation = default)
    {
        ulong chainId = await ChainIdAsync(cancellation).ConfigureAwait(false);
        byte[] rlp = await RawBlockAsync(number, cancellation).ConfigureAwait(false);
        BlockHeader header = Block.Decode(rlp).Header;
        ExecutionWitness witness;
        bool gathered = false;
        try
        {
            witness = await WitnessAsync(number, cancellation).ConfigureAwait(false);
        }
        catch (RpcException e) when (e.IsUnknownMethod)
        {
            witness = await new ProofWitness(this, rlp).GatherAsync(cancellation).ConfigureAwait(false);
            gathered = true;
        }

        if (witness.Headers.Count == 0 || Keccak256.Hash(witness.Headers[^1].Span) != header.ParentHash)
            throw new RpcException($"debug_executionWitness of block {number}: the last header is not the block's parent {header.ParentHash}");
        return new NodeBlock(new BlockFile(chainId, rlp, witness), gathered);
    }

    /// <summary>A header by <c>eth_getBlockByNumber</c>, which must hash to the block's hash.</summary>
    public async Task<BlockHeader> HeaderAsync(ulong number, CancellationToken cancellation = default)
    {
        JsonElement json = await client.CallAsync("eth_getBlockByNumber", [Quantity(number), false], cancellation).ConfigureAwait(false);
        (BlockHeader header, Hash256 hash) = Guarded("eth_getBlockByNumber", () => (RpcBlock.ReadHeader(json), RpcBlock.ReadHash(json)));
        CheckHeader(header, hash, number);
        return header;
    }

    /// <summary>A header by <c>eth_getBlockByHash</c>, which must have this hash.</summary>
    public async Task<BlockHeader> HeaderAsync(Hash256 hash, CancellationToken cancellation = default)
    {
        JsonElement json = await client.CallAsync("eth_getBlockByHash", [hash.ToString(), false], cancellation).ConfigureAwait(false);
        BlockHeader header = Guarded("eth_getBlockByHash", () => RpcBlock.ReadHeader(json));
        return header.Hash() == hash ? header : throw new RpcException($"block {hash}: the header hashes to {header.Hash()}");
    }

    /// <summary><c>eth_getCode</c>; the caller knows the hash.</summary>
    public async Task<byte[]> CodeAsync(Address address, Hash256 hash, ulong number, CancellationToken cancellation = default)
    {
        JsonElement json = await client.CallAsync("eth_getCode", [address.ToString(), Quantity(number)], cancellation).ConfigureAwait(false);
        byte[] code = Guarded("eth_getCode", () => Hex.Parse(Text(json, "eth_getCode")));
        return Keccak256.Hash(code) == hash
            ? code
            : throw new RpcException($"eth_getCode {address} in block {number}: the code has hash {Keccak256.Hash(code)}, the account says {hash}");
    }

    /// <summary><c>debug_traceBlockByNumber</c> with the prestate tracer: what each transaction touched.</summary>
    /// <param name="number">The block.</param>
    /// <param name="diff">Whether to list what changed, before and after, instead of what was read.</param>
    /// <param name="cancellation">Ends the call.</param>
    internal async Task<JsonElement> PrestateAsync(ulong number, bool diff, CancellationToken cancellation)
    {
        var options = new JsonObject { ["tracer"] = "prestateTracer", ["tracerConfig"] = new JsonObject { ["diffMode"] = diff } };
        JsonElement trace = await client.CallAsync("debug_traceBlockByNumber", [Quantity(number), options], cancellation).ConfigureAwait(false);
        return trace.ValueKind == JsonValueKind.Array ? trace : throw new RpcException($"debug_traceBlockByNumber: expected a list, got {trace.ValueKind}");
    }

    /// <summary><c>eth_getProof</c>.</summary>
    public async Task<AccountProof> ProofAsync(Address address, IReadOnlyList<Hash256> keys, ulong number, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(keys);
        JsonElement proof = await client.CallAsync(
            "eth_getProof", [address.ToString(), new JsonArray([.. keys.Select(static key => (JsonNode)key.ToString())]), Quantity(number)], cancellation)
            .ConfigureAwait(false);
        return Guarded("eth_getProof", () => new AccountProof(
            Address.Parse(proof.GetProperty("address").GetString()!),
            Hex.ParseUInt64(proof.GetProperty("nonce").GetString()!),
            Hex.ParseNumber(proof.GetProperty("balance").GetString()!),
            Hash256.Parse(proof.GetProperty("codeHash").GetString()!),
            Hash256.Parse(proof.GetProperty("storageHash").GetString()!),
            Nodes(proof.GetProperty("accountProof")),
            [.. proof.GetProperty("storageProof").EnumerateArray().Select(slot => new StorageProof(
                Hash256.Parse(slot.GetProperty("key").GetString()!),
                Hex.ParseNumber(slot.GetProperty("value").GetString()!),
                Nodes(slot.GetProperty("proof"))))]));

        static List<ReadOnlyMemory<byte>> Nodes(JsonElement list) =>
            [.. list.EnumerateArray().Select(static node => (ReadOnlyMemory<byte>)Hex.Parse(node.GetString()!))];
    }

    private static void CheckHeader(BlockHeader header, Hash256 hash, ulong number)
    {
        if (header.Hash() != hash) throw new RpcException($"block {number}: the header hashes to {header.Hash()}, the node says {hash}");
        if (header.Number != number) throw new RpcException($"block {number}: the node answers with block {header.Number}");
    }

    private static string Quantity(ulong number) => $"0x{number:x}";

    private static string Text(JsonElement value, string method) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : throw new RpcException($"{method}: expected a string, got {value.ValueKind}");

    /// <summary>Reads a node's answer; what cannot be read is the node's error, with the method's name.</summary>
    /// <exception cref="RpcException">It cannot be read.</exception>
    public static T Guarded<T>(string method, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is FormatException or KeyNotFoundException or InvalidOperationException or ArgumentException or OverflowException)
        {
            throw new RpcException($"{method}: the node's answer cannot be read: {e.Message}", null, e);
        }
    }
}
