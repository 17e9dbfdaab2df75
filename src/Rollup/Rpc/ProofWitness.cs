using System.Numerics;
using System.Text.Json;
using Zkfp.Rollup.Encoding;
using Zkfp.Rollup.Types;

namespace Zkfp.Rollup.Rpc;

/// <summary>
/// Gathers a block's witness from a node without <c>debug_executionWitness</c>: what the transactions touched from the prestate
/// tracer, its proofs by <c>eth_getProof</c> in the state before the block, codes by <c>eth_getCode</c>. Deleting a slot can also
/// need the node beside it, which no proof of that state holds. Where that neighbour is a leaf or an extension, the proof after the
/// block holds it with a longer path, and it is cut back; where it is a branch, the witness lacks it and the guest says so.
/// </summary>
internal sealed class ProofWitness
{
    // The system contracts of EIP-4788, EIP-2935, EIP-7002 and EIP-7251.
    private static readonly Address s_beacon = Address.Parse("0x000f3df6d732807ef1319fb7b8bb8522d0beac02");
    private static readonly Address s_history = Address.Parse("0x0000f90827f1c53a10cb7a02335b175320002935");
    private static readonly (Address Address, ulong SlotsEach, ulong MostEach)[] s_queues =
    [
        (Address.Parse("0x00000961ef480eb55e80d19ad83579a64c007002"), 3, 16),
        (Address.Parse("0x0000bbddc7ce488642fb579f8b00f3a590007251"), 4, 2),
    ];

    private readonly EthereumNode _node;
    private readonly Block _block;
    private readonly Dictionary<Address, HashSet<Hash256>> _touched = [];
    private readonly HashSet<Address> _cleared = [];
    private readonly Dictionary<Hash256, ReadOnlyMemory<byte>> _nodes = [];
    private readonly Dictionary<Hash256, ReadOnlyMemory<byte>> _codes = [];

    public ProofWitness(EthereumNode node, byte[] block)
    {
        _node = node;
        _block = Block.Decode(block);
    }

    public async Task<ExecutionWitness> GatherAsync(CancellationToken cancellation)
    {
        BlockHeader header = _block.Header;
        if (header.Number == 0) throw new RpcException("block 0 has no parent to start from");
        ulong before = header.Number - 1;
        BlockHeader parent = await _node.HeaderAsync(before, cancellation).ConfigureAwait(false);
        await TraceAsync(cancellation).ConfigureAwait(false);
        AddBlockLevel();

        var pending = new Queue<Address>(_touched.Keys);
        while (pending.TryDequeue(out Address address))
        {
            AccountProof proof = await ProveAsync(address, parent.StateRoot, before, cancellation).ConfigureAwait(false);
            if (s_queues.FirstOrDefault(queue => queue.Address == address) is { SlotsEach: > 0 } queue && Queued(proof, queue) is { Count: > 0 } slots)
            {
                _touched[address].UnionWith(slots);
                await ProveAsync(address, parent.StateRoot, before, cancellation).ConfigureAwait(false);
            }

            if (proof.CodeHash == Hash256.EmptyCode || proof.CodeHash == Hash256.Zero || _codes.ContainsKey(proof.CodeHash)) continue;
            byte[] code = await _node.CodeAsync(address, proof.CodeHash, before, cancellation).ConfigureAwait(false);
            _codes.Add(proof.CodeHash, code);
            // EIP-7702: the account's code is a pointer to another's.
            if (code is [0xef, 0x01, 0x00, ..] && code.Length == 23 && Touch(new Address(code.AsSpan(3))))
                pending.Enqueue(new Address(code.AsSpan(3)));
        }

        foreach (Address address in _cleared)
        {
            AccountProof proof = await _node.ProofAsync(address, [.. _touched[address]], header.Number, cancellation).ConfigureAwait(false);
            foreach (StorageProof slot in proof.Storage)
            {
                foreach (ReadOnlyMemory<byte> node in slot.Nodes) EthereumNode.Guarded("eth_getProof", () => AddShortened(node));
            }
        }

        return new ExecutionWitness([.. _nodes.Values], [.. _codes.Values], await HeadersAsync(parent, cancellation).ConfigureAwait(false));
    }

    private bool Touch(Address address, params ReadOnlySpan<Hash256> slots)
    {
        bool added = !_touched.TryGetValue(address, out HashSet<Hash256>? known);
        if (added) _touched.Add(address, known = []);
        foreach (Hash256 slot in slots) known!.Add(slot);
        return added;
    }

    private async Task TraceAsync(CancellationToken cancellation)
    {
        if (_block.Transactions.Count == 0) return;
        JsonElement read, changed;
        try
        {
            read = await _node.PrestateAsync(_block.Header.Number, diff: false, cancellation).ConfigureAwait(false);
            changed = await _node.PrestateAsync(_block.Header.Number, diff: true, cancellation).ConfigureAwait(false);
        }
        catch (RpcException e) when (e.IsUnknownMethod)
        {
            throw new RpcException(
                "the node offers neither debug_executionWitness nor debug_traceBlockByNumber, so what the block touches cannot be known", e.Code, e);
        }

        EthereumNode.Guarded("debug_traceBlockByNumber", () =>
        {
            foreach (JsonElement tx in read.EnumerateArray()) AddAccounts(tx.GetProperty("result"));
            foreach (JsonElement tx in changed.EnumerateArray())
            {
                JsonElement pre = tx.GetProperty("result").GetProperty("pre"), post = tx.GetProperty("result").GetProperty("post");
                AddAccounts(pre);
                AddAccounts(post);
                foreach (JsonProperty account in pre.EnumerateObject())
                {
                    // A slot that was set before and is not after has been cleared.
                    if (!account.Value.TryGetProperty("storage", out JsonElement slots)) continue;
                    JsonElement left = post.TryGetProperty(account.Name, out JsonElement after) && after.TryGetProperty("storage", out JsonElement s) ? s : default;
                    bool cleared = slots.EnumerateObject().Any(slot => left.ValueKind != JsonValueKind.Object || !left.TryGetProperty(slot.Name, out JsonElement v)
                        || Hex.ParseNumber(v.GetString()!).IsZero);
                    if (cleared) _cleared.Add(Address.Parse(account.Name));
                }
            }

            return true;
        });

        void AddAccounts(JsonElement accounts)
        {
            foreach (JsonProperty account in accounts.EnumerateObject())
            {
                Address address = Address.Parse(account.Name);
                Touch(address);
                if (!account.Value.TryGetProperty("storage", out JsonElement slots) || slots.ValueKind != JsonValueKind.Object) continue;
                foreach (JsonProperty slot in slots.EnumerateObject()) Touch(address, Hash256.Parse(slot.Name));
            }
        }
    }

    // What the block touches without or besides its transactions' execution.
    private void AddBlockLevel()
    {
        BlockHeader header = _block.Header;
        Touch(header.Beneficiary);
        foreach (Withdrawal withdrawal in _block.Withdrawals) Touch(withdrawal.Address);
        foreach (Transaction tx in _block.Transactions)
        {
            if (tx.To is { } to) Touch(to);
            foreach (AccessListEntry entry in tx.AccessList) Touch(entry.Address);
        }

        Touch(s_beacon, Slot(header.Timestamp % 8191), Slot((header.Timestamp % 8191) + 8191));
        if (header.RequestsHash is null) return;
        Touch(s_history, Slot((header.Number - 1) % 8191));
        foreach ((Address address, _, _) in s_queues)
        {
            Touch(address, Slot(0), Slot(1), Slot(2), Slot(3));
            _cleared.Add(address); // the system call sets counters back to zero
        }
    }

    // Slots of the requests that the system call at the block's end takes out: slots 2 and 3 hold the queue's head and tail.
    private static List<Hash256> Queued(AccountProof proof, (Address Address, ulong SlotsEach, ulong MostEach) queue)
    {
        BigInteger head = Value(2), tail = Value(3);
        var slots = new List<Hash256>();
        for (BigInteger i = head; i < tail && i < head + queue.MostEach && i < ulong.MaxValue / 8; i++)
        {
            for (ulong k = 0; k < queue.SlotsEach; k++) slots.Add(Slot(4 + ((ulong)i * queue.SlotsEach) + k));
        }

        return slots;

        BigInteger Value(ulong slot) => proof.Storage.FirstOrDefault(s => s.Key == Slot(slot))?.Value ?? 0;
    }

    private async Task<AccountProof> ProveAsync(Address address, Hash256 root, ulong number, CancellationToken cancellation)
    {
        AccountProof proof = await _node.ProofAsync(address, [.. _touched[address]], number, cancellation).ConfigureAwait(false);
        if (proof.Nodes.Count > 0 && Keccak256.Hash(proof.Nodes[0].Span) != root)
            throw new RpcException($"eth_getProof {address} in block {number}: the proof starts at root {Keccak256.Hash(proof.Nodes[0].Span)}, the block's is {root}");
        foreach (ReadOnlyMemory<byte> node in proof.Nodes) Add(node);
        foreach (StorageProof slot in proof.Storage)
        {
            foreach (ReadOnlyMemory<byte> node in slot.Nodes) Add(node);
        }

        return proof;
    }

    private void Add(ReadOnlyMemory<byte> node) => _nodes.TryAdd(Keccak256.Hash(node.Span), node);

    // Every leaf or extension that this one may have been before nodes above it were merged into it: its path without the first nibbles.
    private bool AddShortened(ReadOnlyMemory<byte> node)
    {
        var outer = new RlpReader(node.Span);
        if (!outer.IsList) return false; // the empty trie
        RlpReader rlp = outer.List();
        ReadOnlySpan<byte> path = rlp.Raw(), value = rlp.AtEnd ? default : rlp.Raw();
        if (value.IsEmpty || !rlp.AtEnd) return false;
        path = new RlpReader(path).String();
        if (path.IsEmpty) throw new RlpException("a node of the proof has no path");
        bool leaf = path[0] >= 0x20, odd = (path[0] & 0x10) != 0;
        byte[] nibbles = new byte[2 * path.Length];
        for (int i = 0; i < path.Length; i++) (nibbles[2 * i], nibbles[(2 * i) + 1]) = ((byte)(path[i] >> 4), (byte)(path[i] & 15));
        Span<byte> rest = nibbles.AsSpan(odd ? 1 : 2);
        for (int cut = 1; cut < rest.Length + (leaf ? 1 : 0); cut++)
            Add(new RlpWriter().BeginList().Add(Trie.MerkleTrie.HexPrefix(rest[cut..], leaf)).AddRaw(value).EndList().ToArray());
        return true;
    }

    // BLOCKHASH reads up to 256 ancestors; without that instruction the parent is enough.
    private async Task<List<ReadOnlyMemory<byte>>> HeadersAsync(BlockHeader parent, CancellationToken cancellation)
    {
        var headers = new List<ReadOnlyMemory<byte>> { parent.Encode() };
        bool all = _codes.Values.Any(static code => HasBlockHash(code.Span))
            || _block.Transactions.Any(static tx => tx.To is null && HasBlockHash(tx.Data.Span));
        for (ulong number = parent.Number; all && number > 0 && headers.Count < 256; number--)
        {
            BlockHeader next = await _node.HeaderAsync(number - 1, cancellation).ConfigureAwait(false);
            if (Keccak256.Hash(next.Encode()) != BlockHeader.Decode(headers[^1].Span).ParentHash)
                throw new RpcException($"block {number - 1}: it is not the parent of block {number}");
            headers.Add(next.Encode());
        }

        headers.Reverse();
        return headers;
    }

    private static bool HasBlockHash(ReadOnlySpan<byte> code)
    {
        for (int i = 0; i < code.Length; i++)
        {
            if (code[i] == 0x40) return true;
            if (code[i] is >= 0x60 and <= 0x7f) i += code[i] - 0x5f;
        }

        return false;
    }

    private static Hash256 Slot(ulong number)
    {
        Span<byte> bytes = stackalloc byte[32];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(bytes[24..], number);
        return new Hash256(bytes);
    }
}
