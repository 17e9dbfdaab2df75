using Zkfp.Rollup.Derivation;
using Zkfp.Rollup.Encoding;
using Zkfp.Rollup.Guest;
using Zkfp.Rollup.Trie;
using Zkfp.Rollup.Types;

namespace Zkfp.Settlement.Roles;

/// <summary>What derivation reads of L1: a header, the queue's proof under it, and every message up to it.</summary>
/// <param name="Header">The header of the claim's L1 head.</param>
/// <param name="Proof">Nodes of the queue's account and slots 0 and 1.</param>
/// <param name="Messages">All messages of the queue up to there, from the first one on.</param>
public sealed record L1View(BlockHeader Header, IReadOnlyList<ReadOnlyMemory<byte>> Proof, IReadOnlyList<QueuedMessage> Messages);

/// <summary>
/// One's own view of L2: every block is executed by the same guest that is proven, run natively. With a store, what was added is there
/// again after a restart. Not for several threads.
/// </summary>
public sealed class L2Chain : IDisposable
{
    private static readonly Hash256 s_count = new([.. new byte[31], 1]);

    private readonly RollupConfig _config;
    private readonly NativeGuest _guest;
    private readonly RoleStore? _store;
    private readonly Dictionary<Hash256, ReadOnlyMemory<byte>> _nodes = [];
    private readonly Dictionary<Hash256, ReadOnlyMemory<byte>> _codes = [];
    private readonly List<(BlockHeader Header, Hash256 Origin)> _blocks = [];

    /// <summary>Begins at a genesis, or goes on where the store ends.</summary>
    /// <param name="config">The rules.</param>
    /// <param name="guest">The guest's host build.</param>
    /// <param name="state">The state of block 0.</param>
    /// <param name="genesis">Its header.</param>
    /// <param name="store">Keeps the blocks; null: nothing does.</param>
    /// <exception cref="ArgumentException">The header has another state root.</exception>
    /// <exception cref="InvalidDataException">The store is of another chain.</exception>
    public L2Chain(RollupConfig config, string guest, WorldState state, BlockHeader genesis, RoleStore? store = null)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(genesis);
        if (state.Root() != genesis.StateRoot)
            throw new ArgumentException($"the genesis state has root {state.Root()}, its header says {genesis.StateRoot}", nameof(genesis));
        (_config, _guest, _store) = (config, new NativeGuest(guest), store);
        ExecutionWitness all = state.Witness([]);
        if (store is not null)
        {
            foreach ((Hash256 hash, ReadOnlyMemory<byte> node) in store.State(codes: false)) _nodes.Add(hash, node);
            foreach ((Hash256 hash, ReadOnlyMemory<byte> code) in store.State(codes: true)) _codes.Add(hash, code);
            _blocks.AddRange(store.Blocks().Select(static block => (BlockHeader.Decode(block.Header), block.Origin)));
            if (_blocks.Count > 0 && _blocks[0].Header.Hash() != genesis.Hash())
                throw new InvalidDataException($"the store begins with block {_blocks[0].Header.Hash()}, the rollup with {genesis.Hash()}");
        }

        if (_blocks.Count == 0) Add(0, [(genesis, Hash256.Zero)], all.State, all.Codes);
    }

    /// <summary>The last block.</summary>
    public BlockHeader Tip => _blocks[^1].Header;

    /// <summary>A block's header.</summary>
    public BlockHeader Header(ulong number) => _blocks[(int)number].Header;

    /// <summary>What names the claim that a block was derived from, as it was given with it.</summary>
    public Hash256 Origin(ulong number) => _blocks[(int)number].Origin;

    /// <summary>Reads states of this chain.</summary>
    public TrieReader State => new(hash => _nodes.TryGetValue(hash, out ReadOnlyMemory<byte> node) ? node : default(ReadOnlyMemory<byte>?));

    /// <summary>Derives blocks behind a block of this chain, without adding them.</summary>
    /// <param name="parent">The block before the range.</param>
    /// <param name="end">The last block of the range.</param>
    /// <param name="data">The claim's batch.</param>
    /// <param name="l1">L1 up to the claim's head.</param>
    /// <exception cref="InvalidDataException">The guest gives no verdict: something is missing.</exception>
    public (RangeInput Input, RangeTrace Trace) Derive(ulong parent, ulong end, BatchData data, L1View l1)
    {
        ArgumentNullException.ThrowIfNull(l1);
        RangeInput input = Input(parent, end, data, l1);
        return (input, RangeTrace.Parse(_guest.Run(input.Encode(trace: true))));
    }

    /// <summary>Adds derived blocks behind the tip.</summary>
    /// <param name="trace">The blocks.</param>
    /// <param name="origin">What names their claim.</param>
    /// <exception cref="InvalidOperationException">They begin elsewhere.</exception>
    public void Append(RangeTrace trace, Hash256 origin = default)
    {
        ArgumentNullException.ThrowIfNull(trace);
        if (trace.Blocks[0].Header.ParentHash != Tip.Hash())
            throw new InvalidOperationException($"the range begins behind {trace.Blocks[0].Header.ParentHash}, the tip is {Tip.Hash()}");
        Add(Tip.Number + 1, [.. trace.Blocks.Select(block => (block.Header, origin))], trace.NewNodes, trace.NewCodes);
    }

    /// <summary>Drops the blocks behind one: L1 no longer has what they were derived from.</summary>
    public void Rewind(ulong last)
    {
        _blocks.RemoveRange((int)last + 1, _blocks.Count - (int)last - 1);
        _store?.SetBlocks(last + 1, [], [], []);
    }

    /// <inheritdoc/>
    public void Dispose() => _guest.Dispose();

    private RangeInput Input(ulong parent, ulong end, BatchData data, L1View l1)
    {
        BlockHeader header = Header(parent);
        int taken = State.Account(header.StateRoot, QueuedMessage.Account) is { } place ? (int)State.Slot(place.StorageRoot, s_count) : 0;
        int from = Math.Max(0, (int)parent - 255);
        return new RangeInput
        {
            Config = _config,
            L1Header = l1.Header.Encode(),
            Data = data,
            Messages = [.. l1.Messages.Skip(taken)],
            EndBlock = end,
            Witness = new ExecutionWitness(
                [.. _nodes.Values, .. l1.Proof], [.. _codes.Values],
                    [.. _blocks.Skip(from).Take((int)parent - from + 1).Select(static block => (ReadOnlyMemory<byte>)block.Header.Encode())]),
        };
    }

    private void Add(
        ulong first, IReadOnlyList<(BlockHeader Header, Hash256 Origin)> blocks, IReadOnlyList<ReadOnlyMemory<byte>> nodes,
        IReadOnlyList<ReadOnlyMemory<byte>> codes)
    {
        Dictionary<Hash256, ReadOnlyMemory<byte>> newNodes = Missing(_nodes, nodes), newCodes = Missing(_codes, codes);
        _store?.SetBlocks(first, blocks.Select(static block => new StoredBlock(block.Header.Encode(), block.Origin)), newNodes, newCodes);
        foreach ((Hash256 hash, ReadOnlyMemory<byte> node) in newNodes) _nodes.Add(hash, node);
        foreach ((Hash256 hash, ReadOnlyMemory<byte> code) in newCodes) _codes.Add(hash, code);
        _blocks.AddRange(blocks);

        static Dictionary<Hash256, ReadOnlyMemory<byte>> Missing(
            Dictionary<Hash256, ReadOnlyMemory<byte>> known, IReadOnlyList<ReadOnlyMemory<byte>> items)
        {
            var missing = new Dictionary<Hash256, ReadOnlyMemory<byte>>();
            foreach (ReadOnlyMemory<byte> item in items)
            {
                Hash256 hash = Keccak256.Hash(item.Span);
                if (!known.ContainsKey(hash)) missing.TryAdd(hash, item);
            }

            return missing;
        }
    }
}
