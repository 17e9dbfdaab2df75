using System.Globalization;
using System.Numerics;
using Zkfp.Rollup.Derivation;
using Zkfp.Rollup.Encoding;
using Zkfp.Settlement.L1;

namespace Zkfp.Settlement.Roles;

/// <summary>How a validator goes about it.</summary>
public sealed record ValidatorOptions
{
    /// <summary>Whether it proves wrong claims wrong; else it only says so.</summary>
    public bool ProveFaults { get; init; } = true;

    /// <summary>Whether it proves right claims right, so that they become final early. Claims that are never final by time are proven anyway.</summary>
    public bool ProveValid { get; init; }
}

/// <summary>
/// Derives every claim on L1 itself; proves wrong ones wrong; makes claims final that are due; settles faults, and withdraws what it is
/// owed. Each step is what L1's state calls for, so a restart goes on where L1 is.
/// </summary>
public sealed class Validator
{
    private const ulong Never = (1ul << 40) - 1;
    private static readonly Hash256 s_withdrawn = AbiValue.Topic("Withdrawn(address,uint256)");

    private readonly RollupNode _node;
    private readonly TransactionSender _sender;
    private readonly IRangeProofs _proofs;
    private readonly IRunEvidence _evidence;
    private readonly ValidatorOptions _options;
    private readonly Action<string, BigInteger?> _report;

    /// <summary>Prepares.</summary>
    /// <param name="node">L1 and L2.</param>
    /// <param name="sender">Sends; its account is the payout.</param>
    /// <param name="proofs">Makes or finds proofs.</param>
    /// <param name="evidence">Makes what the verifier on L1 takes.</param>
    /// <param name="options">What to do.</param>
    /// <param name="report">Told of each step, with its gas.</param>
    public Validator(
        RollupNode node, TransactionSender sender, IRangeProofs proofs, IRunEvidence evidence, ValidatorOptions options, Action<string, BigInteger?> report)
    {
        (_node, _sender, _proofs, _evidence, _options, _report) = (node, sender, proofs, evidence, options, report);
    }

    /// <summary>L1 and L2 as it sees them.</summary>
    public RollupNode Node => _node;

    /// <summary>Does the next thing that L1's state calls for.</summary>
    /// <returns>Whether there was one.</returns>
    public async Task<bool> StepAsync(CancellationToken cancellation = default)
    {
        await _sender.ResumeAsync(cancellation: cancellation).ConfigureAwait(false);
        await _node.SyncAsync(cancellation).ConfigureAwait(false);
        return await ProveFaultAsync(cancellation).ConfigureAwait(false) || await ProveValidAsync(cancellation).ConfigureAwait(false)
            || await ResolveAsync(cancellation).ConfigureAwait(false) || await SettleAsync(cancellation).ConfigureAwait(false)
            || await WithdrawAsync(cancellation).ConfigureAwait(false);
    }

    private async Task<bool> ProveFaultAsync(CancellationToken cancellation)
    {
        if (_node.Wrong is not { } wrong) return false;
        ClaimRecord claim = wrong.Claim.Record;
        _report($"claim {claim.Id} is wrong: segment {wrong.Wrong.Segment} claims root {wrong.Wrong.Claimed}, {wrong.Wrong.Derived} follows", null);
        if (!_options.ProveFaults) return false;
        if (claim.Id <= _node.Follower.LastFinal) throw new InvalidDataException($"claim {claim.Id} is wrong and final: nobody proved it in time");
        RangeInput input = _node.InputOf(wrong.Claim, wrong.Data, wrong.Wrong.Segment, _sender.Account);
        if (await ProveAsync(claim, input, cancellation).ConfigureAwait(false) is not { } proof) return false;
        if (proof.Words.Root != wrong.Wrong.Derived)
            throw new InvalidDataException($"the machine computes root {proof.Words.Root}, the native guest {wrong.Wrong.Derived}");
        AbiValue evidence = Evidence(
            wrong.Data.Data, await _evidence.MakeAsync(_node.Manifest.At.Verifier, [proof.Run], cancellation).ConfigureAwait(false));
        byte[] call = GameContract.ProveSegment(claim, wrong.Data.Posted.Segments, wrong.Wrong.Segment, proof.Words.Root, evidence);
        L1Receipt receipt = await _sender.SendAnewAsync($"fault/{claim.Hash()}/{wrong.Wrong.Segment}", _node.Manifest.At.Game, call, cancellation)
            .ConfigureAwait(false);
        ClaimRecord corrected = GameFollower.Record(receipt.Logs.Single(static log => log.Topics[0] == GameContract.Faulted));
        _report($"fault proven: claim {claim.Id} now ends with block {corrected.EndBlock} and root {corrected.Root} "
            + $"({corrected.Status.ToString().ToLowerInvariant()})", receipt.GasUsed);
        return true;
    }

    private async Task<bool> ProveValidAsync(CancellationToken cancellation)
    {
        foreach (FollowedClaim claim in _node.Follower.Claims.Skip((int)_node.Follower.LastFinal))
        {
            ClaimRecord record = claim.Record;
            if (_node.Chain.Tip.Number < record.EndBlock || record.Status == ClaimStatus.Proven) continue;
            if (record.FinalAt != Never && !_options.ProveValid) continue;
            ClaimData data = await _node.ReadAsync(claim, cancellation).ConfigureAwait(false);
            var proofs = new List<ProvenRun>();
            int count = record.Status == ClaimStatus.Truncated ? record.Kept - 1 : record.Kept;
            for (int i = 0; i < count; i++)
            {
                RangeInput input = _node.InputOf(claim, data, i, _sender.Account);
                if (await ProveAsync(record, input, cancellation).ConfigureAwait(false) is not { } proof) return false;
                proofs.Add(proof.Run);
            }

            AbiValue evidence = Evidence(data.Data, await _evidence.MakeAsync(_node.Manifest.At.Verifier, proofs, cancellation).ConfigureAwait(false));
            L1Receipt receipt = await _sender.SendAnewAsync(
                $"valid/{record.Hash()}", _node.Manifest.At.Game, GameContract.ProveValid(record, data.Posted.Segments, evidence), cancellation)
                .ConfigureAwait(false);
            _report($"claim {record.Id} proven valid", receipt.GasUsed);
            return true;
        }

        return false;
    }

    private async Task<bool> ResolveAsync(CancellationToken cancellation)
    {
        GameFollower follower = _node.Follower;
        if (follower.LastFinal >= (ulong)follower.Claims.Count) return false;
        FollowedClaim claim = follower.Claims[(int)follower.LastFinal];
        ClaimRecord record = claim.Record;
        if (record.FinalAt == Never || record.FinalAt > follower.Head.Timestamp || _node.Chain.Tip.Number < record.EndBlock) return false;
        L1Receipt receipt = await _sender.SendAnewAsync($"resolve/{record.Hash()}", _node.Manifest.At.Game, GameContract.Resolve(record), cancellation)
            .ConfigureAwait(false);
        _report($"claim {record.Id} final: root {record.Root} at block {record.EndBlock}", receipt.GasUsed);
        return true;
    }

    private async Task<bool> SettleAsync(CancellationToken cancellation)
    {
        foreach (PoolFault fault in _node.Follower.Faults)
        {
            if (fault.Payout != _sender.Account || fault.ReadyAt > _node.Follower.Head.Timestamp) continue;
            Hash256 kept = (await _node.L1.CallAsync(
                _node.Manifest.At.Pool, AbiValue.Call("faults(bytes32)", AbiValue.Word(fault.Key)), null, cancellation).ConfigureAwait(false)).Word(0);
            if (kept != fault.Hash()) continue; // settled, or cancelled, or somebody else has begun
            byte[] call = AbiValue.Call("settle((bytes32,address,uint256,address,uint40),uint256)", fault.ToAbi(), AbiValue.Number(fault.Signers));
            L1Receipt receipt = await _sender.SendAnewAsync($"settle/{fault.Key}", _node.Manifest.At.Pool, call, cancellation).ConfigureAwait(false);
            _report("slashed exactly those who signed", receipt.GasUsed);
            return true;
        }

        return false;
    }

    // The purpose counts what was withdrawn before, so that one payment has one transaction.
    private async Task<bool> WithdrawAsync(CancellationToken cancellation)
    {
        Address vault = _node.Manifest.At.Vault;
        BigInteger owed = (await _node.L1.CallAsync(
            vault, AbiValue.Call("credits(address)", AbiValue.Account(_sender.Account)), null, cancellation).ConfigureAwait(false)).Number(0);
        if (owed.IsZero) return false;
        IReadOnlyList<L1Log> before = await _node.L1.LogsAsync(
            [vault], [s_withdrawn], _node.Manifest.DeployedAt, _node.Follower.Head.Number, cancellation).ConfigureAwait(false);
        int count = before.Count(log => new AbiReader(log.Topics[1].ToArray()).Account(0) == _sender.Account);
        L1Receipt receipt = await _sender.SendAnewAsync($"withdraw/{count}", vault, AbiValue.Call("withdraw()"), cancellation).ConfigureAwait(false);
        _report($"withdrew {SettlementRules.Tokens(owed)}", receipt.GasUsed);
        return true;
    }

    private async Task<RangeProof?> ProveAsync(ClaimRecord claim, RangeInput input, CancellationToken cancellation)
    {
        RangeProof? proof = await _proofs.ProveAsync(input, cancellation).ConfigureAwait(false);
        _report(
            proof is null
                ? $"segment {input.Segment} of claim {claim.Id}: waiting for a proof"
                : string.Create(CultureInfo.InvariantCulture, $"segment {input.Segment} of claim {claim.Id} proven: {proof.Instructions} instructions, ")
                    + string.Create(CultureInfo.InvariantCulture, $"{proof.Proof.Length} bytes, {proof.Seconds:F1} s"),
            null);
        return proof;
    }

    // In blobs, the point evaluations that say that the chain's blobs have the values that the run computed.
    private AbiValue Evidence(BatchData data, byte[] proof)
    {
        var blobs = data as BatchData.Blobs;
        byte[][] openings = blobs is null
            ? []
            : [.. blobs.Contents.Select(blob => (byte[])[.. _node.Kzg!.Commit(blob), .. _node.Kzg.Open(blob, blobs.Point).Proof])];
        return GameContract.MakeEvidence(_sender.Account, blobs, openings, proof);
    }
}

/// <summary>Makes the proofs that validators need, into a folder that they share: whose payout is in them, nobody else can use them.</summary>
public sealed class SegmentProver(RollupNode node, ProofFolder proofs, Address payout, bool proveValid, Action<string> report)
{
    /// <summary>Follows L1 and makes what is not there: of the first wrong claim, and of right ones where they are to be proven.</summary>
    public async Task StepAsync(CancellationToken cancellation = default)
    {
        await node.SyncAsync(cancellation).ConfigureAwait(false);
        if (node.Wrong is { } wrong)
        {
            await ProveAsync(wrong.Claim.Record.Id, node.InputOf(wrong.Claim, wrong.Data, wrong.Wrong.Segment, payout), cancellation).ConfigureAwait(false);
            return;
        }

        if (!proveValid) return;
        foreach (FollowedClaim claim in node.Follower.Claims.Skip((int)node.Follower.LastFinal))
        {
            if (claim.Record.Status == ClaimStatus.Proven) continue;
            ClaimData data = await node.ReadAsync(claim, cancellation).ConfigureAwait(false);
            int count = claim.Record.Status == ClaimStatus.Truncated ? claim.Record.Kept - 1 : claim.Record.Kept;
            for (int i = 0; i < count; i++) await ProveAsync(claim.Record.Id, node.InputOf(claim, data, i, payout), cancellation).ConfigureAwait(false);
        }
    }

    private async Task ProveAsync(ulong claim, RangeInput input, CancellationToken cancellation)
    {
        RangeProof proof = (await proofs.ProveAsync(input, cancellation).ConfigureAwait(false))!;
        if (proof.Seconds > 0) report(string.Create(CultureInfo.InvariantCulture, $"segment {input.Segment} of claim {claim} proven in {proof.Seconds:F1} s"));
    }
}
