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

/// <summary>A claim that is about to be proposed.</summary>
/// <param name="Proposal">What signers sign, with the hashes of data and segments.</param>
/// <param name="Segments">The segments.</param>
/// <param name="Payload">The batch.</param>
public sealed record Draft(Proposal Proposal, IReadOnlyList<Segment> Segments, byte[] Payload)
{
    /// <summary>The message for a game.</summary>
    public Hash256 Message(Hash256 domain) => Proposal.Message(domain, Keccak256.Hash(Payload), Segment.HashOf(Segments));
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
public sealed class Sequencer(Secp256k1Key key, RoleStore store, L2Chain chain)
{
    /// <summary>The address in the pool.</summary>
    public Address Key => key.Address;

    /// <summary>Its view of L2.</summary>
    public L2Chain Chain => chain;

    /// <summary>Proves possession of the key to a pool.</summary>
    public byte[] Possession(ulong l1ChainId, Address pool, Address owner) => key.Sign(Keccak256.Hash(AbiValue.Encode(
        AbiValue.Bytes("zkfp registration 1"u8), AbiValue.Number(l1ChainId), AbiValue.Account(pool), AbiValue.Account(owner),
        AbiValue.Word(Keccak256.Hash(key.Address.Span))))).ToCompact();

    /// <summary>Checks a claim and signs it: 64 bytes (EIP-2098).</summary>
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
        if (l1.Header.Hash() != draft.Proposal.L1Head) throw new InvalidDataException($"the claim's L1 head {draft.Proposal.L1Head} is not block {draft.Proposal.L1Number}, {l1.Header.Hash()}");
        Hash256 agreed = RangeWords.OutputRoot(chain.Header(draft.Proposal.StartBlock - 1));
        if (agreed != draft.Proposal.AgreedRoot) throw new InvalidDataException($"the claim stands upon root {draft.Proposal.AgreedRoot}, here it is {agreed}");
        (Mismatch? wrong, _) = ClaimCheck.Compare(chain, draft.Proposal.StartBlock, draft.Segments, new BatchData.Calldata(draft.Payload), l1);
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
        return key.Sign(message).ToCompact();
    }
}
