using System.Text.Json;
using System.Text.Json.Nodes;
using Zkfp.Rollup.Derivation;
using Zkfp.Rollup.Encoding;
using Zkfp.Rollup.Rpc;
using Zkfp.Rollup.Types;
using Zkfp.Settlement.Crypto;
using Zkfp.Settlement.L1;

namespace Zkfp.Settlement.Roles;

/// <summary>Reads of L1 what derivation needs.</summary>
/// <param name="l1">The node.</param>
/// <param name="queue">The <c>DepositQueue</c>.</param>
/// <param name="deployedAt">A block before which the queue has no messages.</param>
public sealed class L1Reader(L1Client l1, Address queue, ulong deployedAt)
{
    private static readonly Hash256 s_queued = AbiValue.Topic("Queued(uint256,address,address,uint256,uint64,bytes,bytes32)");
    private static readonly Hash256[] s_slots = [Hash256.Zero, new([.. new byte[31], 1])];

    /// <summary>L1 up to a block.</summary>
    /// <exception cref="RpcException">The node's answers do not fit together.</exception>
    public async Task<L1View> ViewAsync(ulong number, CancellationToken cancellation = default)
    {
        BlockHeader header = await l1.Node.HeaderAsync(number, cancellation).ConfigureAwait(false);
        AccountProof proof = await l1.Node.ProofAsync(queue, s_slots, number, cancellation).ConfigureAwait(false);
        IReadOnlyList<L1Log> logs = await l1.LogsAsync([queue], [s_queued], deployedAt, number, cancellation).ConfigureAwait(false);
        var messages = new List<QueuedMessage>();
        foreach (L1Log log in logs)
        {
            messages.Add(EthereumNode.Guarded("eth_getLogs", () =>
            {
                var data = new AbiReader(log.Data);
                var from = new Address(log.Topics[2].Span[12..]);
                return new QueuedMessage(data.UInt64(0), from, new Address(log.Topics[3].Span[12..]), data.UInt64(1), data.Bytes(2));
            }));
        }

        return new L1View(header, [.. proof.Nodes, .. proof.Storage.SelectMany(static slot => slot.Nodes)], messages);
    }
}

/// <summary>The batch of a claim, from the transaction that proposed it.</summary>
public static class PostedBatch
{
    /// <summary>Reads it and compares it with the record.</summary>
    /// <param name="claim">The record.</param>
    /// <param name="posted">The call.</param>
    /// <param name="hashes">The versioned hashes of the transaction's blobs.</param>
    /// <param name="source">Where blobs come from; null: only calldata can be read.</param>
    /// <param name="kzg">Checks blobs; null likewise.</param>
    /// <param name="time">Timestamp of the L1 block that holds the transaction.</param>
    /// <param name="cancellation">Stops.</param>
    /// <exception cref="InvalidDataException">Data is missing, or is not the record's.</exception>
    public static async Task<BatchData> ReadAsync(
        ClaimRecord claim, PostedClaim posted, IReadOnlyList<Hash256> hashes, IBlobSource? source, Kzg? kzg, ulong time = 0,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(claim);
        ArgumentNullException.ThrowIfNull(posted);
        ArgumentNullException.ThrowIfNull(hashes);
        BatchData data = new BatchData.Calldata(posted.Payload);
        if (claim.Blobs != 0)
        {
            if (kzg is null) throw new InvalidDataException($"claim {claim.Id} is in blobs, and KZG is not built (native/kzg/build.sh)");
            if (source is null) throw new InvalidDataException($"claim {claim.Id} is in blobs, and no consensus node is given to ask for them");
            var blobs = new List<byte[]>();
            foreach (Hash256 hash in hashes)
            {
                byte[] blob = await source.FindAsync(hash, time, cancellation).ConfigureAwait(false)
                    ?? throw new InvalidDataException($"blob {hash} of claim {claim.Id} is not available");
                if (Kzg.VersionedHash(kzg.Commit(blob)) != hash) throw new InvalidDataException($"what was given for blob {hash} is another");
                blobs.Add(blob);
            }

            data = new BatchData.Blobs(hashes, blobs);
        }

        return data.RecordHash == claim.DataHash ? data : throw new InvalidDataException($"claim {claim.Id}: the data is not the record's");
    }
}

/// <summary>A claim that is about to be proposed.</summary>
/// <param name="Proposal">What signers sign, with the hashes of data and segments.</param>
/// <param name="Segments">The segments.</param>
/// <param name="Data">The batch.</param>
/// <param name="Sidecar">Its blobs as they are sent; null in calldata.</param>
public sealed record Draft(Proposal Proposal, IReadOnlyList<Segment> Segments, BatchData Data, BlobSidecar? Sidecar)
{
    /// <summary>The payload in calldata; empty for blobs.</summary>
    public byte[] Payload => Data is BatchData.Calldata calldata ? calldata.Payload.ToArray() : [];

    /// <summary>The message for a game.</summary>
    public Hash256 Message(Hash256 domain) => Proposal.Message(domain, Data.RecordHash, Segment.HashOf(Segments));

    /// <summary>A payload as it is posted: in blobs with KZG, else in calldata.</summary>
    public static (BatchData Data, BlobSidecar? Sidecar) Pack(byte[] payload, Kzg? kzg) =>
        kzg is null ? (new BatchData.Calldata(payload), null) : OfBlobs(Blob.Pack(payload), kzg);

    /// <summary>For a store, and for signers elsewhere.</summary>
    public JsonObject ToJson() => new()
    {
        ["serial"] = Proposal.Serial,
        ["class"] = Proposal.Class,
        ["agreedRoot"] = $"{Proposal.AgreedRoot}",
        ["startBlock"] = Proposal.StartBlock,
        ["l1Number"] = Proposal.L1Number,
        ["l1Head"] = $"{Proposal.L1Head}",
        ["set"] = Proposal.Set,
        ["programId"] = $"{Proposal.Version.ProgramId}",
        ["configHash"] = $"{Proposal.Version.ConfigHash}",
        ["selector"] = Proposal.Version.Selector,
        ["segments"] = new JsonArray([.. Segments.Select(static segment => new JsonObject { ["root"] = $"{segment.Root}", ["end"] = segment.End })]),
        ["payload"] = Sidecar is null ? Hex.Format(Payload) : null,
        ["blobs"] = Sidecar is null
            ? null
            : new JsonArray([.. Sidecar.Blobs.Select(static blob => (JsonNode)Hex.Format(blob.AsSpan(0, blob.AsSpan().LastIndexOfAnyExcept((byte)0) + 1)))]),
    };

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <param name="json">The JSON.</param>
    /// <param name="kzg">Commits to blobs; null: there may be none.</param>
    /// <exception cref="InvalidDataException">It is something else.</exception>
    public static Draft Parse(ReadOnlySpan<byte> json, Kzg? kzg)
    {
        try
        {
            JsonNode root = JsonNode.Parse(json) ?? throw new FormatException("it is null");
            (BatchData data, BlobSidecar? sidecar) = root["blobs"] is JsonArray blobs
                ? OfBlobs([.. blobs.Select(static blob => Padded(Hex.Parse(blob!.GetValue<string>())))], kzg ?? throw new FormatException("KZG is not built"))
                : (new BatchData.Calldata(Hex.Parse(Text("payload"))), null);
            var proposal = new Proposal(
                Get("serial").GetValue<ulong>(), Get("class").GetValue<byte>(), Hash256.Parse(Text("agreedRoot")), Get("startBlock").GetValue<ulong>(),
                Get("l1Number").GetValue<ulong>(), Hash256.Parse(Text("l1Head")), (ushort)(sidecar?.Blobs.Count ?? 0), Get("set").GetValue<uint>(),
                new ProgramVersion(Hash256.Parse(Text("programId")), Hash256.Parse(Text("configHash")), Text("selector")));
            Segment[] segments = [.. Get("segments").AsArray()
                .Select(static item => new Segment(Hash256.Parse(item!["root"]!.GetValue<string>()), item["end"]!.GetValue<ulong>()))];
            return new Draft(proposal, segments, data, sidecar);

            JsonNode Get(string name) => root[name] ?? throw new FormatException($"'{name}' is missing");

            string Text(string name) => Get(name).GetValue<string>();
        }
        catch (Exception e) when (e is JsonException or FormatException or ArgumentException or InvalidOperationException or OverflowException
            or NullReferenceException or KzgException)
        {
            throw new InvalidDataException($"not a claim's draft: {e.Message}", e);
        }
    }

    private static (BatchData Data, BlobSidecar? Sidecar) OfBlobs(IReadOnlyList<byte[]> blobs, Kzg kzg)
    {
        BlobSidecar sidecar = BlobSidecar.Create(kzg, blobs);
        return (new BatchData.Blobs(sidecar.VersionedHashes, sidecar.Blobs), sidecar);
    }

    private static byte[] Padded(byte[] bytes)
    {
        if (bytes.Length > Blob.Bytes) throw new FormatException($"a blob has {Blob.Bytes} bytes, got {bytes.Length}");
        byte[] blob = new byte[Blob.Bytes];
        bytes.CopyTo(blob, 0);
        return blob;
    }
}

/// <summary>A root that a claim states and derivation does not.</summary>
/// <param name="Segment">The first such segment.</param>
/// <param name="Claimed">What is claimed.</param>
/// <param name="Derived">What follows.</param>
public sealed record Mismatch(int Segment, Hash256 Claimed, Hash256 Derived);

/// <summary>Compares claims with one's own derivation: what signers do before they sign, and validators after.</summary>
public static class ClaimCheck
{
    /// <summary>The first segment whose root is another, or null; also what was derived.</summary>
    /// <param name="chain">One's own view; not changed.</param>
    /// <param name="start">The claim's first block, behind a block of that chain.</param>
    /// <param name="segments">As claimed.</param>
    /// <param name="data">The batch.</param>
    /// <param name="l1">L1 up to the claim's head.</param>
    /// <exception cref="InvalidDataException">There is no verdict.</exception>
    public static (Mismatch? Wrong, RangeTrace Trace) Compare(L2Chain chain, ulong start, IReadOnlyList<Segment> segments, BatchData data, L1View l1)
    {
        ArgumentNullException.ThrowIfNull(chain);
        ArgumentNullException.ThrowIfNull(segments);
        RangeTrace trace = chain.Derive(start - 1, segments[^1].End, data, l1).Trace;
        for (int i = 0; i < segments.Count; i++)
        {
            Hash256 root = RangeWords.OutputRoot(trace.Blocks[(int)(segments[i].End - start)].Header);
            if (root != segments[i].Root) return (new Mismatch(i, segments[i].Root, root), trace);
        }

        return (null, trace);
    }
}

/// <summary>A sequencer's key and memory: signs a claim once it has derived the same roots, and for each serial one claim that can be proposed.</summary>
/// <param name="key">Signs.</param>
/// <param name="store">Remembers what was signed.</param>
/// <param name="chain">Its view of L2.</param>
/// <param name="version">The rules that it derives by: whoever signed for others would be judged by others.</param>
public sealed class Sequencer(SequencerKey key, RoleStore store, L2Chain chain, ProgramVersion version)
{
    /// <summary>Its key.</summary>
    public SequencerKey Key => key;

    /// <summary>Its view of L2.</summary>
    public L2Chain Chain => chain;

    /// <summary>Proves possession of a key to a pool.</summary>
    public static byte[] Possession(SequencerKey key, ulong l1ChainId, Address pool, Address owner) => key.ProvePossession(Keccak256.Hash(AbiValue.Encode(
        AbiValue.Bytes("zkfp registration 1"u8), AbiValue.Number(l1ChainId), AbiValue.Account(pool), AbiValue.Account(owner),
        AbiValue.Word(Keccak256.Hash(key.PublicKey)))));

    /// <summary>Checks a claim and signs it.</summary>
    /// <param name="domain">The game's.</param>
    /// <param name="draft">The claim.</param>
    /// <param name="l1">L1 up to the claim's head.</param>
    /// <param name="latest">L1's latest block.</param>
    /// <exception cref="InvalidDataException">A root is another than the one derived here.</exception>
    /// <exception cref="DoubleSignatureException">Another claim was signed for this serial, and may still be proposed.</exception>
    public byte[] Sign(Hash256 domain, Draft draft, L1View l1, ulong latest)
    {
        ArgumentNullException.ThrowIfNull(draft);
        ArgumentNullException.ThrowIfNull(l1);
        if (l1.Header.Hash() != draft.Proposal.L1Head)
            throw new InvalidDataException($"the claim's L1 head {draft.Proposal.L1Head} is not block {draft.Proposal.L1Number}, {l1.Header.Hash()}");
        if (draft.Proposal.Version != version)
            throw new InvalidDataException($"the claim is about program {draft.Proposal.Version.ProgramId} and other rules than those known here");
        if (draft.Proposal.StartBlock != chain.Tip.Number + 1)
            throw new InvalidDataException($"the claim begins with block {draft.Proposal.StartBlock}, L2 is at {chain.Tip.Number} here");
        Hash256 agreed = RangeWords.OutputRoot(chain.Tip);
        if (agreed != draft.Proposal.AgreedRoot) throw new InvalidDataException($"the claim stands upon root {draft.Proposal.AgreedRoot}, here it is {agreed}");
        (Mismatch? wrong, _) = ClaimCheck.Compare(chain, draft.Proposal.StartBlock, draft.Segments, draft.Data, l1);
        if (wrong is not null) throw new InvalidDataException($"segment {wrong.Segment} claims root {wrong.Claimed}, {wrong.Derived} follows");
        return SignUnchecked(domain, draft, latest);
    }

    /// <summary>Signs whatever it says, as one does who is bribed: for devnets that show what becomes of it.</summary>
    /// <exception cref="DoubleSignatureException">Another claim was signed for this serial, and may still be proposed.</exception>
    public byte[] SignUnchecked(Hash256 domain, Draft draft, ulong latest)
    {
        ArgumentNullException.ThrowIfNull(draft);
        Hash256 message = draft.Message(domain);
        store.AllowSignature(domain, draft.Proposal.Serial, message, draft.Proposal.L1Number, latest);
        return key.Sign(message);
    }
}

/// <summary>A sequencer in this process, with L1 and L2 as it sees them.</summary>
public sealed class LocalSigner(Sequencer sequencer, RollupNode node) : IClaimSigner
{
    /// <summary>Signs whatever it is asked to, as one does who is bribed: for devnets that show what becomes of it.</summary>
    public bool Bribed { get; set; }

    /// <summary>The sequencer.</summary>
    public Sequencer Sequencer => sequencer;

    /// <summary>L1 and L2.</summary>
    public RollupNode Node => node;

    /// <inheritdoc/>
    public Task<byte[]> PublicKeyAsync(CancellationToken cancellation = default) => Task.FromResult(sequencer.Key.PublicKey);

    /// <inheritdoc/>
    public async Task<byte[]> SignAsync(Draft draft, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(draft);
        try
        {
            await node.SyncAsync(cancellation).ConfigureAwait(false);
            ulong latest = node.Follower.Head.Number;
            if (Bribed) return sequencer.SignUnchecked(node.Manifest.Domain, draft, latest);
            if (node.Wrong is { } wrong) throw new InvalidDataException($"claim {wrong.Claim.Record.Id} on L1 is wrong");
            if (draft.Segments.Count == 0 || draft.Proposal.L1Number > latest) throw new InvalidDataException("the claim has no segments, or an L1 head to come");
            L1View view = await node.ViewAsync(draft.Proposal.L1Number, cancellation).ConfigureAwait(false);
            return sequencer.Sign(node.Manifest.Domain, draft, view, latest);
        }
        catch (Exception e) when (e is InvalidDataException or DoubleSignatureException or RpcException)
        {
            throw new SignerException(e.Message, e);
        }
    }
}
