using Zkfp.Rollup.Derivation;
using Zkfp.Rollup.Encoding;
using Zkfp.Rollup.Rpc;
using Zkfp.Rollup.Types;
using Zkfp.Settlement.Crypto;
using Zkfp.Settlement.L1;

namespace Zkfp.Settlement.Roles;

/// <summary>Reads of L1 what derivation needs.</summary>
public sealed class L1Reader(L1Client l1, Address queue)
{
    private static readonly Hash256 s_queued = AbiValue.Topic("Queued(uint256,address,address,uint256,uint64,bytes,bytes32)");
    private static readonly Hash256[] s_slots = [Hash256.Zero, new([.. new byte[31], 1])];

    /// <summary>L1 up to a block.</summary>
    /// <exception cref="RpcException">The node's answers do not fit together.</exception>
    public async Task<L1View> ViewAsync(ulong number, CancellationToken cancellation = default)
    {
        BlockHeader header = await l1.Node.HeaderAsync(number, cancellation).ConfigureAwait(false);
        AccountProof proof = await l1.Node.ProofAsync(queue, s_slots, number, cancellation).ConfigureAwait(false);
        IReadOnlyList<L1Log> logs = await l1.LogsAsync(queue, s_queued, 0, number, cancellation).ConfigureAwait(false);
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

/// <summary>Where blobs come from that a transaction named: a consensus node keeps them for 18 days. What it gives is checked against the hash.</summary>
public interface IBlobSource
{
    /// <summary>The blob with a versioned hash, or null if it is not there.</summary>
    Task<byte[]?> FindAsync(Hash256 versionedHash, CancellationToken cancellation = default);
}

/// <summary>Blobs of a development node, which has no consensus node beside it.</summary>
public sealed class AnvilBlobs(L1Client l1) : IBlobSource
{
    /// <inheritdoc/>
    public async Task<byte[]?> FindAsync(Hash256 versionedHash, CancellationToken cancellation = default) =>
        await l1.AskAsync("anvil_getBlobByHash", versionedHash.ToString()).ConfigureAwait(false) is { } json
            ? EthereumNode.Guarded("anvil_getBlobByHash", () => Hex.Parse(json.GetString()!))
            : null;
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
    /// <param name="cancellation">Stops.</param>
    /// <exception cref="InvalidDataException">Data is missing, or is not the record's.</exception>
    public static async Task<BatchData> ReadAsync(
        ClaimRecord claim, PostedClaim posted, IReadOnlyList<Hash256> hashes, IBlobSource? source, Kzg? kzg, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(claim);
        ArgumentNullException.ThrowIfNull(posted);
        ArgumentNullException.ThrowIfNull(hashes);
        BatchData data = new BatchData.Calldata(posted.Payload);
        if (claim.Blobs != 0)
        {
            if (source is null || kzg is null) throw new InvalidDataException($"claim {claim.Id} is in blobs, and KZG is not built (native/kzg/build.sh)");
            var blobs = new List<byte[]>();
            foreach (Hash256 hash in hashes)
            {
                byte[] blob = await source.FindAsync(hash, cancellation).ConfigureAwait(false)
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
public sealed class Sequencer(SequencerKey key, RoleStore store, L2Chain chain)
{
    /// <summary>Its key.</summary>
    public SequencerKey Key => key;

    /// <summary>Its view of L2.</summary>
    public L2Chain Chain => chain;

    /// <summary>Proves possession of the key to a pool.</summary>
    public byte[] Possession(ulong l1ChainId, Address pool, Address owner) => key.ProvePossession(Keccak256.Hash(AbiValue.Encode(
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
        Hash256 agreed = RangeWords.OutputRoot(chain.Header(draft.Proposal.StartBlock - 1));
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
