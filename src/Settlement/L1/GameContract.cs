using System.Numerics;
using Zkfp.Rollup.Derivation;
using Zkfp.Rollup.Encoding;

namespace Zkfp.Settlement.L1;

/// <summary>Where the next claim begins (<c>FraudGame.head</c>).</summary>
public sealed record GameHead(ulong Next, ulong Serial, ulong LastFinal, ulong QuorumAt, ulong End, bool Paused);

/// <summary>What was posted with a claim, as <c>propose</c> was called.</summary>
public sealed record PostedClaim(ulong L1Number, IReadOnlyList<Segment> Segments, byte[] Payload);

/// <summary>Calls and events of <c>FraudGame</c>.</summary>
public sealed class GameContract(L1Client l1, Address address, Hash256 domain)
{
    private const string Evidence = "(address,(bytes32[],bytes32,bytes32[],bytes[]),bytes)";
    private const string ProposeSignature = $"propose({Proposal.Type},{Segment.Type}[],bytes,uint256,bytes)";

    /// <summary>Topics of events.</summary>
    public static Hash256 Proposed { get; } = AbiValue.Topic($"Proposed(uint256,bytes32,{ClaimRecord.Type})");

    public static Hash256 Faulted { get; } = AbiValue.Topic($"Faulted(uint256,bytes32,uint256,address,{ClaimRecord.Type})");

    public static Hash256 Proven { get; } = AbiValue.Topic($"Proven(uint256,bytes32,address,{ClaimRecord.Type})");

    public static Hash256 Final { get; } = AbiValue.Topic("Final(uint256,bytes32,uint64)");

    public static Hash256 Contradicted { get; } = AbiValue.Topic("Contradicted(uint256,uint256,bytes32,bytes32)");

    public static Hash256 Stopped { get; } = AbiValue.Topic("Stopped(uint256,bytes4)");

    public static Hash256 Restarted { get; } = AbiValue.Topic("Restarted(uint256)");

    /// <summary>The contract.</summary>
    public Address Address => address;

    /// <summary>Word 0.</summary>
    public Hash256 Domain => domain;

    /// <summary>keccak256(abi.encode("zkfp game 1", L1's chain id, L2's, game)).</summary>
    public static Hash256 DomainOf(ulong l1ChainId, ulong l2ChainId, Address game) => Keccak256.Hash(AbiValue.Encode(
        AbiValue.Bytes("zkfp game 1"u8), AbiValue.Number(l1ChainId), AbiValue.Number(l2ChainId), AbiValue.Account(game)));

    /// <summary>Where the next claim begins.</summary>
    public async Task<GameHead> HeadAsync(CancellationToken cancellation = default)
    {
        AbiReader head = await l1.CallAsync(address, AbiValue.Call("head()"), null, cancellation).ConfigureAwait(false);
        return new GameHead(head.UInt64(0), head.UInt64(1), head.UInt64(2), head.UInt64(3), head.UInt64(4), !head.Number(5).IsZero);
    }

    /// <summary>Root after the last claim.</summary>
    public async Task<Hash256> TipRootAsync(CancellationToken cancellation = default) =>
        (await l1.CallAsync(address, AbiValue.Call("tipRoot()"), null, cancellation).ConfigureAwait(false)).Word(0);

    /// <summary>The hash of a claim's record.</summary>
    public async Task<Hash256> RecordAsync(ulong id, CancellationToken cancellation = default) =>
        (await l1.CallAsync(address, AbiValue.Call("records(uint256)", AbiValue.Number(id)), null, cancellation).ConfigureAwait(false)).Word(0);

    public static byte[] Propose(Proposal proposal, IReadOnlyList<Segment> segments, byte[] payload, BigInteger signers, byte[] signature) =>
        AbiValue.Call(ProposeSignature, proposal.ToAbi(), Segment.ToAbi(segments), AbiValue.Bytes(payload), AbiValue.Number(signers),
            AbiValue.Bytes(signature));

    public static byte[] ProveSegment(ClaimRecord claim, IReadOnlyList<Segment> segments, int segment, Hash256 root, AbiValue evidence) => AbiValue.Call(
        $"proveSegment({ClaimRecord.Type},{Segment.Type}[],uint256,bytes32,{Evidence})",
        claim.ToAbi(), Segment.ToAbi(segments), AbiValue.Number(segment), AbiValue.Word(root), evidence);

    public static byte[] ProveValid(ClaimRecord claim, IReadOnlyList<Segment> segments, AbiValue evidence) =>
        AbiValue.Call($"proveValid({ClaimRecord.Type},{Segment.Type}[],{Evidence})", claim.ToAbi(), Segment.ToAbi(segments), evidence);

    public static byte[] Resolve(ClaimRecord claim) => AbiValue.Call($"resolve({ClaimRecord.Type})", claim.ToAbi());

    /// <summary>What a prover brings.</summary>
    /// <param name="payout">Word 11 of the run.</param>
    /// <param name="data">The batch; null or in calldata: nothing to open.</param>
    /// <param name="openings">Commitment ‖ proof of each blob.</param>
    /// <param name="proof">For the verifier.</param>
    public static AbiValue MakeEvidence(Address payout, BatchData.Blobs? data, IReadOnlyList<byte[]> openings, byte[] proof) => AbiValue.Tuple(
        AbiValue.Account(payout),
        AbiValue.Tuple(
            AbiValue.Array([.. (data?.VersionedHashes ?? []).Select(AbiValue.Word)]),
            AbiValue.Word(data?.PayloadHash ?? Hash256.Zero),
            AbiValue.Array([.. (data?.Values ?? []).Select(AbiValue.Number)]),
            AbiValue.Array([.. openings.Select(static opening => AbiValue.Bytes(opening))])),
        AbiValue.Bytes(proof));

    /// <summary>Reads a call of <c>propose</c>.</summary>
    /// <exception cref="FormatException">It is another call.</exception>
    public static PostedClaim ReadPropose(ReadOnlyMemory<byte> input)
    {
        if (input.Length < 4 || !input.Span[..4].SequenceEqual(AbiValue.Selector(ProposeSignature))) throw new FormatException("not a call of propose");
        var arguments = new AbiReader(input[4..]);
        const int Static = 11; // words of the proposal, which stands where it is
        (int count, AbiReader items) = arguments.List(Static);
        return new PostedClaim(
            arguments.UInt64(4), [.. Enumerable.Range(0, count).Select(i => new Segment(items.Word(2 * i), items.UInt64((2 * i) + 1)))],
                arguments.Bytes(Static + 1));
    }
}
