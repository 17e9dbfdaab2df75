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

/// <summary>One's own view of L2: every block is executed by the same guest that is proven, run natively. Not for several threads.</summary>
public sealed class L2Chain : IDisposable
{
    private readonly RollupConfig _config;
    private readonly NativeGuest _guest;
    private readonly Dictionary<Hash256, ReadOnlyMemory<byte>> _nodes = [];
    private readonly Dictionary<Hash256, ReadOnlyMemory<byte>> _codes = [];
    private readonly List<BlockHeader> _headers = [];

    /// <summary>Begins at a genesis.</summary>
    /// <param name="config">The rules.</param>
    /// <param name="guest">The guest's host build.</param>
    /// <param name="state">The state of block 0.</param>
    /// <param name="genesis">Its header.</param>
    /// <exception cref="ArgumentException">The header has another state root.</exception>
    public L2Chain(RollupConfig config, string guest, WorldState state, BlockHeader genesis)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(genesis);
        if (state.Root() != genesis.StateRoot)
            throw new ArgumentException($"the genesis state has root {state.Root()}, its header says {genesis.StateRoot}", nameof(genesis));
        _config = config;
        _guest = new NativeGuest(guest);
        ExecutionWitness all = state.Witness([]);
        Add(_nodes, all.State);
        Add(_codes, all.Codes);
        _headers.Add(genesis);
    }

    /// <summary>The last block.</summary>
    public BlockHeader Tip => _headers[^1];

    /// <summary>A block's header.</summary>
    public BlockHeader Header(ulong number) => _headers[(int)number];

    /// <summary>Reads states of this chain.</summary>
    public TrieReader State => new(hash => _nodes.TryGetValue(hash, out ReadOnlyMemory<byte> node) ? node : null);

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
    /// <exception cref="InvalidOperationException">They begin elsewhere.</exception>
    public void Append(RangeTrace trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        if (trace.Blocks[0].Header.ParentHash != Tip.Hash())
            throw new InvalidOperationException($"the range begins behind {trace.Blocks[0].Header.ParentHash}, the tip is {Tip.Hash()}");
        Add(_nodes, trace.NewNodes);
        Add(_codes, trace.NewCodes);
        _headers.AddRange(trace.Blocks.Select(static block => block.Header));
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
                    [.. _headers.Skip(from).Take((int)parent - from + 1).Select(static header => (ReadOnlyMemory<byte>)header.Encode())]),
        };
    }

    private static readonly Hash256 s_count = new([.. new byte[31], 1]);

    private static void Add(Dictionary<Hash256, ReadOnlyMemory<byte>> to, IEnumerable<ReadOnlyMemory<byte>> items)
    {
        foreach (ReadOnlyMemory<byte> item in items) to.TryAdd(Keccak256.Hash(item.Span), item);
    }
}
