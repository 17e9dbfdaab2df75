using System.Text.Json;
using System.Text.Json.Nodes;
using Zkfp.Rollup.Derivation;
using Zkfp.Rollup.Encoding;
using Zkfp.Rollup.Rpc;
using Zkfp.Settlement.Crypto;
using Zkfp.Settlement.L1;

namespace Zkfp.Settlement.Roles;

/// <summary>What a claim was proposed with.</summary>
/// <param name="Posted">The call.</param>
/// <param name="Data">The batch.</param>
/// <param name="View">L1 up to its head.</param>
public sealed record ClaimData(PostedClaim Posted, BatchData Data, L1View View);

/// <summary>A claim whose root does not follow.</summary>
/// <param name="Claim">The claim.</param>
/// <param name="Data">What it was proposed with.</param>
/// <param name="Wrong">The first segment that is wrong.</param>
public sealed record WrongClaim(FollowedClaim Claim, ClaimData Data, Mismatch Wrong);

/// <summary>
/// What all roles begin with: L1's game followed, and L2 derived from its claims. L2's chain is a function of L1's canonical claims: what a
/// reorganisation takes away is taken back, and it ends where a wrong claim begins. Not for several threads.
/// </summary>
public sealed class RollupNode : IDisposable
{
    private readonly L1Reader _reader;
    private readonly IBlobSource? _blobs;
    private readonly Dictionary<Hash256, ClaimData> _read = [];

    /// <summary>Begins where the store ends.</summary>
    /// <param name="manifest">The rollup.</param>
    /// <param name="l1">L1.</param>
    /// <param name="nativeGuest">The guest's host build.</param>
    /// <param name="store">Keeps L2's blocks.</param>
    /// <param name="blobs">Where blobs come from; null: claims in blobs cannot be read.</param>
    /// <param name="kzg">Checks blobs; null likewise.</param>
    public RollupNode(RollupManifest manifest, L1Client l1, string nativeGuest, RoleStore store, IBlobSource? blobs = null, Kzg? kzg = null)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        (Manifest, L1, Store, _blobs, Kzg) = (manifest, l1, store, blobs, kzg);
        Game = new GameContract(l1, manifest.At.Game, manifest.Domain);
        Follower = new GameFollower(l1, manifest.At, manifest.DeployedAt);
        _reader = new L1Reader(l1, manifest.At.Queue, manifest.DeployedAt);
        Chain = new L2Chain(manifest.Config, nativeGuest, manifest.State, manifest.Genesis, store);
    }

    /// <summary>The rollup.</summary>
    public RollupManifest Manifest { get; }

    /// <summary>L1.</summary>
    public L1Client L1 { get; }

    /// <summary>The role's store.</summary>
    public RoleStore Store { get; }

    /// <summary>KZG, where it is built.</summary>
    public Kzg? Kzg { get; }

    /// <summary>The game's calls.</summary>
    public GameContract Game { get; }

    /// <summary>The game's state.</summary>
    public GameFollower Follower { get; }

    /// <summary>L2 up to the last right claim.</summary>
    public L2Chain Chain { get; }

    /// <summary>The first claim that is wrong as it stands; what is behind it stands upon nothing. Null: all are right.</summary>
    public WrongClaim? Wrong { get; private set; }

    /// <summary>Checks that this L1 has this rollup.</summary>
    /// <exception cref="InvalidDataException">It has another, or none.</exception>
    public async Task CheckAsync(CancellationToken cancellation = default)
    {
        ulong chainId = await L1.ChainIdAsync(cancellation).ConfigureAwait(false);
        if (chainId != Manifest.L1ChainId) throw new InvalidDataException($"the node is of chain {chainId}, the rollup of chain {Manifest.L1ChainId}");
        Hash256 domain;
        try
        {
            domain = (await L1.CallAsync(Manifest.At.Game, AbiValue.Call("domain()"), null, cancellation).ConfigureAwait(false)).Word(0);
        }
        catch (FormatException)
        {
            throw new InvalidDataException($"there is no game at {Manifest.At.Game}");
        }

        if (domain != Manifest.Domain) throw new InvalidDataException($"the game at {Manifest.At.Game} has domain {domain}, expected {Manifest.Domain}");
    }

    /// <summary>Follows L1 to its head, and derives what its claims have.</summary>
    /// <exception cref="InvalidDataException">A claim's data is missing: there is no verdict about it.</exception>
    public async Task SyncAsync(CancellationToken cancellation = default)
    {
        await Follower.RefreshAsync(cancellation).ConfigureAwait(false);
        Wrong = null;
        ulong end = 0;
        foreach (FollowedClaim claim in Follower.Claims)
        {
            Hash256 origin = Origin(claim);
            ClaimRecord record = claim.Record;
            if (Chain.Tip.Number < record.EndBlock || Chain.Origin(record.EndBlock) != origin)
            {
                if (Chain.Tip.Number >= record.StartBlock) Chain.Rewind(record.StartBlock - 1);
                ClaimData data = await ReadAsync(claim, cancellation).ConfigureAwait(false);
                Segment[] segments = [.. data.Posted.Segments.Take(record.Kept)];
                segments[^1] = segments[^1] with { Root = record.Root }; // as corrected, if it was
                (Mismatch? wrong, RangeTrace trace) = ClaimCheck.Compare(Chain, record.StartBlock, segments, data.Data, data.View);
                if (wrong is not null)
                {
                    Wrong = new WrongClaim(claim, data, wrong);
                    return;
                }

                Chain.Append(trace, origin);
            }

            end = record.EndBlock;
        }

        if (Chain.Tip.Number > end) Chain.Rewind(end);
    }

    /// <summary>What a claim was proposed with, read from L1 alone and compared with its record.</summary>
    /// <exception cref="InvalidDataException">Something is missing, or is not the record's.</exception>
    public async Task<ClaimData> ReadAsync(FollowedClaim claim, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(claim);
        ClaimRecord record = claim.Proposed;
        Hash256 key = record.Hash();
        if (_read.TryGetValue(key, out ClaimData? known)) return known;
        L1Receipt receipt = await L1.ReceiptAsync(claim.Transaction, cancellation).ConfigureAwait(false)
            ?? throw new RpcException($"claim {record.Id}: its transaction is in no block any more");
        (byte[] input, IReadOnlyList<Hash256> hashes) = await L1.InputAsync(claim.Transaction, cancellation).ConfigureAwait(false);
        PostedClaim posted = await FindCallAsync(claim, input, cancellation).ConfigureAwait(false);
        if (Segment.HashOf(posted.Segments) != record.SegmentsHash) throw new InvalidDataException($"claim {record.Id}: the segments are not the record's");
        ulong time = (await L1.Node.HeaderAsync(receipt.Block, cancellation).ConfigureAwait(false)).Timestamp;
        BatchData data = await PostedBatch.ReadAsync(record, posted, hashes, _blobs, Kzg, time, cancellation).ConfigureAwait(false);
        L1View view = await _reader.ViewAsync(posted.L1Number, cancellation).ConfigureAwait(false);
        if (view.Header.Hash() != record.L1Head) throw new InvalidDataException($"claim {record.Id}: its L1 head is not block {posted.L1Number}");
        return _read[key] = new ClaimData(posted, data, view);
    }

    /// <summary>L1 up to a block.</summary>
    public Task<L1View> ViewAsync(ulong number, CancellationToken cancellation = default) => _reader.ViewAsync(number, cancellation);

    /// <summary>What a run about a segment of a claim reads, with the smallest witness. The segments before it are right.</summary>
    /// <param name="claim">The claim.</param>
    /// <param name="data">What it was proposed with.</param>
    /// <param name="segment">The segment.</param>
    /// <param name="payout">Who is paid.</param>
    public RangeInput InputOf(FollowedClaim claim, ClaimData data, int segment, Address payout)
    {
        ArgumentNullException.ThrowIfNull(claim);
        ArgumentNullException.ThrowIfNull(data);
        IReadOnlyList<Segment> segments = data.Posted.Segments;

        // Blocks before the segment may not be in the chain, which ends before a wrong claim.
        ulong start = segment == 0 ? claim.Record.StartBlock : segments[segment - 1].End + 1, tip = Chain.Tip.Number;
        if (start - 1 > tip) Chain.Append(Chain.Derive(tip, start - 1, data.Data, data.View).Trace);
        (RangeInput input, RangeTrace trace) = Chain.Derive(start - 1, segments[segment].End, data.Data, data.View);
        if (Chain.Tip.Number > tip) Chain.Rewind(tip);
        return input with
        {
            Domain = Manifest.Domain,
            ProgramId = claim.Record.ProgramId,
            SetRoot = claim.Record.SetRoot,
            Segment = (ulong)segment,
            Payout = payout,
            Witness = new Rollup.Types.ExecutionWitness(trace.UsedNodes, trace.UsedCodes, input.Witness.Headers),
        };
    }

    /// <inheritdoc/>
    public void Dispose() => Chain.Dispose();

    // Changes when the claim is cut or corrected; not when it is proven or moved to another L1 block.
    private static Hash256 Origin(FollowedClaim claim) => Keccak256.Hash(
        [.. claim.Record.L1Head.Span, .. claim.Record.DataHash.Span, .. claim.Record.SegmentsHash.Span, .. claim.Record.AgreedRoot.Span, .. claim.Record.Root.Span]);

    // A proposer may be a contract: then the call is one within its transaction, and only a trace has the payload.
    private async Task<PostedClaim> FindCallAsync(FollowedClaim claim, byte[] input, CancellationToken cancellation)
    {
        Hash256 wanted = claim.Proposed.SegmentsHash;
        if (Try(input) is { } direct) return direct;
        JsonElement trace = await L1.AskAsync("debug_traceTransaction", claim.Transaction.ToString(), new JsonObject { ["tracer"] = "callTracer" })
            .ConfigureAwait(false) ?? throw new RpcException("debug_traceTransaction: the node has no such trace");
        cancellation.ThrowIfCancellationRequested();
        var calls = new Stack<JsonElement>([trace]);
        while (calls.TryPop(out JsonElement call))
        {
            PostedClaim? found = EthereumNode.Guarded("debug_traceTransaction", () => Is(call) ? Try(Hex.Parse(call.GetProperty("input").GetString()!)) : null);
            if (found is not null) return found;
            if (!call.TryGetProperty("calls", out JsonElement inner)) continue;
            foreach (JsonElement next in inner.EnumerateArray()) calls.Push(next);
        }

        throw new InvalidDataException($"claim {claim.Proposed.Id}: its transaction has no call of propose with the record's segments and payload");

        bool Is(JsonElement call) => call.TryGetProperty("to", out JsonElement to) && to.ValueKind == JsonValueKind.String
            && Address.Parse(to.GetString()!) == Manifest.At.Game;

        PostedClaim? Try(byte[] call)
        {
            try
            {
                PostedClaim posted = GameContract.ReadPropose(call);
                bool same = Segment.HashOf(posted.Segments) == wanted
                    && (claim.Proposed.Blobs != 0 || Keccak256.Hash(posted.Payload) == claim.Proposed.DataHash);
                return same ? posted : null;
            }
            catch (FormatException)
            {
                return null;
            }
        }
    }
}
