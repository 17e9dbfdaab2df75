using System.Numerics;
using Zkfp.Rollup.Derivation;
using Zkfp.Rollup.Encoding;
using Zkfp.Rollup.Rpc;
using Zkfp.Rollup.Types;
using Zkfp.Settlement.Crypto;
using Zkfp.Settlement.L1;

namespace Zkfp.Settlement.Roles;

/// <summary>Somebody who signs claims.</summary>
public interface IClaimSigner
{
    /// <summary>The key as it was registered.</summary>
    Task<byte[]> PublicKeyAsync(CancellationToken cancellation = default);

    /// <summary>Signs, or says why not.</summary>
    /// <exception cref="SignerException">No signature.</exception>
    Task<byte[]> SignAsync(Draft draft, CancellationToken cancellation = default);
}

/// <summary>A signer does not sign, or cannot be reached.</summary>
public sealed class SignerException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>How a proposer goes about it.</summary>
public sealed record ProposerOptions
{
    /// <summary>Blocks of a claim, in segments of at most the game's size.</summary>
    public int Blocks { get; init; } = 4;

    /// <summary>Blocks of a segment; the game's size at most.</summary>
    public ulong SegmentBlocks { get; init; } = 2;

    /// <summary>Seconds between blocks.</summary>
    public uint BlockTime { get; init; } = 2;

    /// <summary>Instructions of a segment's run at most, measured in the machine; 0: not measured.</summary>
    public ulong MaxInstructions { get; init; }

    /// <summary>Blocks that a claim's L1 head lies behind L1's: a reorganisation of fewer does not spoil the signatures.</summary>
    public ulong L1Depth { get; init; }

    /// <summary>Transactions of a block at most.</summary>
    public int BlockTransactions { get; init; } = 100;

    /// <summary>Whether batches go into blobs.</summary>
    public bool Blobs { get; init; }
}

/// <summary>
/// Gathers transactions, makes claims of them, has them signed, and posts them. A draft is stored before anybody is asked to sign it, so a
/// restart asks for the same signatures; transactions stay stored until a final claim has made their nonces old.
/// </summary>
public sealed class Proposer
{
    private const string Waiting = "transaction", Drafts = "draft";

    // A block of L1 and some time to make it known.
    private static readonly TimeSpan s_resumeWait = TimeSpan.FromSeconds(15);
    private static readonly Hash256 s_registered = AbiValue.Topic("Registered(uint32,address,address,bytes)");

    private readonly RollupNode _node;
    private readonly TransactionSender _sender;
    private readonly IReadOnlyList<IClaimSigner> _signers;
    private readonly ProposerOptions _options;
    private readonly SegmentSplitter? _splitter;
    private readonly bool _bls;

    /// <summary>Prepares.</summary>
    /// <param name="node">L1 and L2.</param>
    /// <param name="sender">Posts.</param>
    /// <param name="signers">Whom to ask.</param>
    /// <param name="bls">Whether signatures are BLS, else ECDSA.</param>
    /// <param name="options">How.</param>
    /// <param name="splitter">Measures segments; null: they have <see cref="ProposerOptions.SegmentBlocks"/> blocks.</param>
    public Proposer(
        RollupNode node, TransactionSender sender, IReadOnlyList<IClaimSigner> signers, bool bls, ProposerOptions options,
        SegmentSplitter? splitter = null)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(options);
        (_node, _sender, _signers, _bls, _options, _splitter) = (node, sender, signers, bls, options, splitter);
        if (options.Blobs && node.Kzg is null) throw new KzgException("KZG is not built; run: native/kzg/build.sh");
    }

    /// <summary>Changes drafts before they are stored: for local chains that show what becomes of wrong ones.</summary>
    public Func<Draft, Draft> Alter { get; init; } = static draft => draft;

    /// <summary>Takes a transaction of L2; it is on the disk when this returns.</summary>
    /// <param name="raw">Signed, as a block holds it.</param>
    /// <returns>Its hash.</returns>
    /// <exception cref="InvalidDataException">It is none that L2 could take.</exception>
    public Hash256 Submit(byte[] raw)
    {
        Transaction transaction = Decode(raw);
        if (transaction.Type == TransactionType.Blob) throw new InvalidDataException("L2 has no blobs");
        if (transaction.ChainId is { } id && id != _node.Manifest.Config.Chain.ChainId)
            throw new InvalidDataException($"the transaction is for chain {id}, L2 is {_node.Manifest.Config.Chain.ChainId}");
        if (SenderOf(transaction) is null) throw new InvalidDataException("the transaction's signature is of nobody");
        Hash256 hash = transaction.Hash();
        _node.Store.SetItem(Waiting, hash.ToArray(), raw);
        return hash;
    }

    /// <summary>Proposes one claim, if there is anything to propose and the chain of claims is right.</summary>
    /// <returns>The record, or null if there was nothing to do.</returns>
    /// <exception cref="SignerException">Fewer than two thirds of the stake sign.</exception>
    public async Task<(ClaimRecord Claim, BigInteger Gas)?> StepAsync(CancellationToken cancellation = default)
    {
        await _sender.ResumeAsync(s_resumeWait, cancellation).ConfigureAwait(false);
        await _node.SyncAsync(cancellation).ConfigureAwait(false);
        if (_node.Wrong is not null) return null;
        GameHead head = await _node.Game.HeadAsync(cancellation).ConfigureAwait(false);
        if (head.Paused || head.End != _node.Chain.Tip.Number) return null; // L1 moved on meanwhile
        Draft? draft = await StoredDraftAsync(head, cancellation).ConfigureAwait(false);
        if (draft is null)
        {
            if (await DraftAsync(head, cancellation).ConfigureAwait(false) is not { } made) return null;
            draft = made;
        }

        (BigInteger signers, byte[] signature) = await GatherAsync(draft, cancellation).ConfigureAwait(false);
        return await PostAsync(draft, signers, signature, cancellation).ConfigureAwait(false);
    }

    /// <summary>Makes a draft of what waits behind the last claim, and stores it; null if nothing waits.</summary>
    public async Task<Draft?> DraftAsync(GameHead head, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(head);
        L2Chain chain = _node.Chain;
        ulong latest = (await _node.L1.LatestAsync(cancellation).ConfigureAwait(false)).Number;
        ulong number = latest - Math.Min(latest, _options.L1Depth);
        L1View view = await _node.ViewAsync(number, cancellation).ConfigureAwait(false);
        List<byte[]> waiting = Select();
        if (waiting.Count == 0 && (ulong)view.Messages.Count <= TakenMessages()) return null;
        ulong end = head.End + (ulong)_options.Blocks;
        ulong begin = Math.Max(chain.Tip.Timestamp + 1, view.Header.Timestamp);
        int each = Math.Min(_options.BlockTransactions, (waiting.Count + _options.Blocks - 1) / _options.Blocks);
        BatchEntry[] entries = [.. Enumerable.Range(0, _options.Blocks).Select(i => new BatchEntry(
            i == 0 ? (uint)(begin - chain.Tip.Timestamp) : _options.BlockTime,
            [.. waiting.Skip(i * each).Take(each).Select(static raw => (ReadOnlyMemory<byte>)raw)]))];
        (BatchData data, BlobSidecar? sidecar) = Draft.Pack(Batch.Encode(head.End + 1, entries), _options.Blobs ? _node.Kzg : null);
        RangeTrace trace = chain.Derive(head.End, end, data, view).Trace;
        IReadOnlyList<ulong> ends = _splitter is null || _options.MaxInstructions == 0
            ? Even(head.End, end, Math.Min(_options.SegmentBlocks, _node.Manifest.SegmentBlocks))
            : _splitter.Split(chain, head.End, end, _node.Manifest.SegmentBlocks, _options.MaxInstructions, data, view);
        ulong set = (await _node.L1.CallAsync(_node.Manifest.At.Pool, AbiValue.Call("set()"), null, cancellation).ConfigureAwait(false)).UInt64(0);
        var proposal = new Proposal(
            head.Serial, 0, RangeWords.OutputRoot(chain.Tip), head.End + 1, number, view.Header.Hash(), (ushort)(sidecar?.Blobs.Count ?? 0), (uint)set,
            _node.Manifest.Version);
        Segment[] segments = [.. ends.Select(last => new Segment(RangeWords.OutputRoot(trace.Blocks[(int)(last - head.End - 1)].Header), last))];
        Draft draft = Alter(new Draft(proposal, segments, data, sidecar));
        Store(draft);
        return draft;
    }

    /// <summary>Asks all signers, and checks that two thirds of the stake signed.</summary>
    /// <param name="draft">The draft.</param>
    /// <param name="cancellation">Stops.</param>
    /// <param name="enough">Whether fewer are an error; else the chain will tell.</param>
    /// <returns>Positions in the set, and the signatures joined.</returns>
    /// <exception cref="SignerException">Fewer did.</exception>
    public async Task<(BigInteger Signers, byte[] Signature)> GatherAsync(Draft draft, CancellationToken cancellation = default, bool enough = true)
    {
        ArgumentNullException.ThrowIfNull(draft);
        IReadOnlyList<(Hash256 KeyHash, ulong Weight)> members = await MembersAsync(cancellation).ConfigureAwait(false);
        var signatures = new SortedDictionary<int, byte[]>();
        var refusals = new List<string>();
        (byte[]? Key, byte[]? Signature, string? Refusal)[] answers = await Task.WhenAll(_signers.Select(Ask)).ConfigureAwait(false);
        foreach ((byte[]? key, byte[]? signature, string? refusal) in answers)
        {
            int at = key is null ? -1 : members.Index().FirstOrDefault(m => m.Item.KeyHash == Keccak256.Hash(key), (-1, default)).Index;
            if (refusal is not null) refusals.Add(refusal);
            else if (at < 0) refusals.Add("a signer is not in the set in office");
            else signatures[at] = signature!;
        }

        BigInteger signed = signatures.Keys.Aggregate(BigInteger.Zero, (sum, at) => sum + members[at].Weight);
        BigInteger total = members.Aggregate(BigInteger.Zero, static (sum, member) => sum + member.Weight);
        if (signed == 0 || (enough && 3 * signed < 2 * total))
        {
            throw new SignerException($"serial {draft.Proposal.Serial}: {signatures.Count} of {members.Count} signed, not two thirds of the stake: "
                + string.Join("; ", refusals.Distinct()));
        }

        return (signatures.Keys.Aggregate(BigInteger.Zero, static (mask, at) => mask | (BigInteger.One << at)), SequencerKey.Join(_bls, [.. signatures.Values]));

        async Task<(byte[]?, byte[]?, string?)> Ask(IClaimSigner signer)
        {
            try
            {
                return (await signer.PublicKeyAsync(cancellation).ConfigureAwait(false), await signer.SignAsync(draft, cancellation).ConfigureAwait(false), null);
            }
            catch (SignerException e)
            {
                return (null, null, e.Message);
            }
        }
    }

    /// <summary>Posts a signed draft.</summary>
    public async Task<(ClaimRecord Claim, BigInteger Gas)> PostAsync(
        Draft draft, BigInteger signers, byte[] signature, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(draft);
        byte[] call = GameContract.Propose(draft.Proposal, draft.Segments, draft.Payload, signers, signature);
        string purpose = $"propose/{draft.Proposal.Serial}/{draft.Message(_node.Manifest.Domain)}";
        L1Receipt receipt = await _sender.SendAsync(purpose, _node.Manifest.At.Game, call, draft.Sidecar, cancellation).ConfigureAwait(false);
        return (GameFollower.Record(receipt.Logs.Single(static log => log.Topics[0] == GameContract.Proposed)), receipt.GasUsed);
    }

    private void Store(Draft draft) =>
        _node.Store.SetItem(Drafts, "draft"u8.ToArray(), System.Text.Encoding.UTF8.GetBytes(draft.ToJson().ToJsonString()));

    // What was asked signatures for, while the game can take it. Sequencers do not sign a second one for the serial before that.
    private async Task<Draft?> StoredDraftAsync(GameHead head, CancellationToken cancellation)
    {
        if (_node.Store.Item(Drafts, "draft"u8.ToArray()) is not { } json) return null;
        Draft draft = Draft.Parse(json, _options.Blobs ? _node.Kzg : null);
        ulong latest = (await _node.L1.LatestAsync(cancellation).ConfigureAwait(false)).Number;
        bool usable = draft.Proposal.Serial == head.Serial && draft.Proposal.StartBlock == head.End + 1 && draft.Proposal.L1Number + 256 > latest
            && draft.Proposal.L1Number <= latest && draft.Proposal.AgreedRoot == RangeWords.OutputRoot(_node.Chain.Tip)
            && await _node.L1.Node.BlockHashAsync(draft.Proposal.L1Number, cancellation).ConfigureAwait(false) == draft.Proposal.L1Head;
        return usable ? draft : null;
    }

    // Members of the set in office, by position; weights and whose key. Keys are in the events of their registration.
    private async Task<IReadOnlyList<(Hash256 KeyHash, ulong Weight)>> MembersAsync(CancellationToken cancellation)
    {
        Address pool = _node.Manifest.At.Pool;
        Address data = (await _node.L1.CallAsync(pool, AbiValue.Call("setData()"), null, cancellation).ConfigureAwait(false)).Account(0);
        byte[] code = await _node.L1.CodeAsync(data, cancellation).ConfigureAwait(false);
        ulong latest = (await _node.L1.LatestAsync(cancellation).ConfigureAwait(false)).Number;
        var keys = new Dictionary<ulong, Hash256>();
        foreach (L1Log log in await _node.L1.LogsAsync([pool], [s_registered], _node.Manifest.DeployedAt, latest, cancellation).ConfigureAwait(false))
            keys[new AbiReader(log.Topics[1].ToArray()).UInt64(0)] = Keccak256.Hash(new AbiReader(log.Data).Bytes(1));
        return EthereumNode.Guarded("eth_getCode", () =>
        {
            var words = new AbiReader(code.AsMemory(1)); // the first byte is STOP
            int count = (int)(words.Number(0) & uint.MaxValue);
            return Enumerable.Range(1, count)
                .Select(i => (keys[(ulong)(words.Number(i) >> 224)], (ulong)((words.Number(i) >> 160) & ulong.MaxValue))).ToArray();
        });
    }

    // What waits and could run behind the tip: of each account in the order of nonces, without gaps. What is old is forgotten.
    private List<byte[]> Select()
    {
        BlockHeader tip = _node.Chain.Tip;
        var bySender = new SortedDictionary<Address, SortedDictionary<ulong, byte[]>>();
        foreach ((byte[] key, byte[] raw) in _node.Store.Items(Waiting))
        {
            Transaction transaction = Decode(raw);
            Address sender = SenderOf(transaction)!.Value;
            if (transaction.Nonce < FinalNonce(sender)) _node.Store.SetItem(Waiting, key, null);
            else if (bySender.TryGetValue(sender, out SortedDictionary<ulong, byte[]>? nonces)) nonces[transaction.Nonce] = raw;
            else bySender[sender] = new SortedDictionary<ulong, byte[]> { [transaction.Nonce] = raw };
        }

        var selected = new List<byte[]>();
        foreach ((Address sender, SortedDictionary<ulong, byte[]> nonces) in bySender)
        {
            ulong next = _node.Chain.State.Account(tip.StateRoot, sender)?.Nonce ?? 0;
            while (nonces.TryGetValue(next++, out byte[]? raw)) selected.Add(raw);
        }

        return [.. selected.Take(_options.Blocks * _options.BlockTransactions)];
    }

    private ulong FinalNonce(Address sender)
    {
        ulong final = _node.Follower.LastFinal;
        ulong end = final == 0 ? 0 : _node.Follower.Claims[(int)final - 1].Record.EndBlock;
        return _node.Chain.State.Account(_node.Chain.Header(Math.Min(end, _node.Chain.Tip.Number)).StateRoot, sender)?.Nonce ?? 0;
    }

    private ulong TakenMessages() => _node.Chain.State.Account(_node.Chain.Tip.StateRoot, QueuedMessage.Account) is { } place
        ? (ulong)_node.Chain.State.Slot(place.StorageRoot, new Hash256([.. new byte[31], 1])) : 0;

    private static List<ulong> Even(ulong parent, ulong end, ulong blocks)
    {
        var ends = new List<ulong>();
        while (parent < end) ends.Add(parent = Math.Min(parent + blocks, end));
        return ends;
    }

    private static Transaction Decode(byte[] raw)
    {
        try
        {
            return Transaction.Decode(raw);
        }
        catch (RlpException e)
        {
            throw new InvalidDataException($"not a transaction: {e.Message}", e);
        }
    }

    private static Address? SenderOf(Transaction transaction)
    {
        BigInteger parity = transaction.Type != TransactionType.Legacy ? transaction.V
            : transaction.ChainId is { } chain ? transaction.V - (2 * chain) - 35
            : transaction.V - 27;
        return parity == 0 || parity == 1
            ? Secp256k1Key.Recover(transaction.SigningHash(), new EcdsaSignature(transaction.R, transaction.S, (int)parity))
            : null;
    }
}

/// <summary>Cuts ranges into segments by what their runs take in the machine.</summary>
/// <param name="measure">Instructions of the run with an input.</param>
public sealed class SegmentSplitter(Func<RangeInput, ulong> measure)
{
    /// <summary>The last blocks of segments, each as long as its run stays below the bound; one block where even that is too much.</summary>
    /// <param name="chain">The chain, which ends with the range's parent.</param>
    /// <param name="parent">The block before the range.</param>
    /// <param name="end">Its last block.</param>
    /// <param name="most">Blocks of a segment at most.</param>
    /// <param name="instructions">Instructions of a run at most.</param>
    /// <param name="data">The batch.</param>
    /// <param name="view">L1.</param>
    public IReadOnlyList<ulong> Split(L2Chain chain, ulong parent, ulong end, ulong most, ulong instructions, BatchData data, L1View view)
    {
        ArgumentNullException.ThrowIfNull(chain);
        var ends = new List<ulong>();
        ulong tip = chain.Tip.Number;
        while (parent < end)
        {
            // The longest that fits, by halving: a longer run takes more.
            ulong low = parent + 1, high = Math.Min(end, parent + most);
            while (low < high)
            {
                ulong middle = (low + high + 1) / 2;
                if (Measure(middle) <= instructions) low = middle;
                else high = middle - 1;
            }

            ends.Add(low);
            chain.Append(chain.Derive(parent, low, data, view).Trace);
            parent = low;
        }

        chain.Rewind(tip);
        return ends;

        ulong Measure(ulong last)
        {
            (RangeInput input, RangeTrace trace) = chain.Derive(parent, last, data, view);
            return measure(input with { Witness = new ExecutionWitness(trace.UsedNodes, trace.UsedCodes, input.Witness.Headers) });
        }
    }
}
