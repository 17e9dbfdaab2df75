using System.Numerics;
using Zkfp.Rollup.Encoding;
using Zkfp.Rollup.Types;
using Zkfp.Settlement.L1;

namespace Zkfp.Settlement.Roles;

/// <summary>A claim of the chain of claims as L1 has it now.</summary>
/// <param name="Record">The record as it stands.</param>
/// <param name="Proposed">The record as it was proposed: what its signers signed.</param>
/// <param name="Transaction">The transaction that proposed it.</param>
public sealed record FollowedClaim(ClaimRecord Record, ClaimRecord Proposed, Hash256 Transaction);

/// <summary>A fault that was proven (<c>SequencerPool.Fault</c>), as its event has it.</summary>
/// <param name="Key">The hash of the record that was signed.</param>
/// <param name="Data">The data contract of the set that signed.</param>
/// <param name="Signers">Positions in that set.</param>
/// <param name="Payout">Who gets half of what they lose.</param>
/// <param name="ReadyAt">When its escrow is over.</param>
public sealed record PoolFault(Hash256 Key, Address Data, BigInteger Signers, Address Payout, ulong ReadyAt)
{
    /// <summary>For a call.</summary>
    public AbiValue ToAbi() => AbiValue.Tuple(
        AbiValue.Word(Key), AbiValue.Account(Data), AbiValue.Number(Signers), AbiValue.Account(Payout), AbiValue.Number(ReadyAt));

    /// <summary>What the pool keeps while nothing of it is settled.</summary>
    public Hash256 Hash() => Keccak256.Hash(AbiValue.Encode(ToAbi()));
}

/// <summary>
/// The game's state as a function of its events on L1's canonical chain, and so of nothing that a reorganisation took away: events whose
/// block is no longer canonical are dropped, and all is folded again.
/// </summary>
public sealed class GameFollower(L1Client l1, Deployment at, ulong deployedAt)
{
    private static readonly Hash256 s_faulted = AbiValue.Topic("Faulted(bytes32,(bytes32,address,uint256,address,uint40))");
    private readonly List<L1Log> _logs = [];
    private BlockHeader? _head;

    /// <summary>The chain of claims: of id 1, 2, …. Those that were cut off are not in it.</summary>
    public IReadOnlyList<FollowedClaim> Claims { get; private set; } = [];

    /// <summary>The last final claim; 0: the genesis.</summary>
    public ulong LastFinal { get; private set; }

    /// <summary>Faults that were proven, settled or not.</summary>
    public IReadOnlyList<PoolFault> Faults { get; private set; } = [];

    /// <summary>L1's head when it was read.</summary>
    public BlockHeader Head => _head ?? throw new InvalidOperationException("nothing was read yet");

    /// <summary>Reads L1 up to its head.</summary>
    public async Task RefreshAsync(CancellationToken cancellation = default)
    {
        BlockHeader latest;
        do
        {
            latest = await l1.LatestAsync(cancellation).ConfigureAwait(false);
            ulong from = deployedAt;
            if (_head is { } head && await IsCanonicalAsync(head.Number, head.Hash(), latest.Number, cancellation).ConfigureAwait(false))
            {
                from = head.Number + 1;
            }
            else
            {
                while (_logs.Count > 0
                    && !await IsCanonicalAsync(_logs[^1].Block, _logs[^1].BlockHash, latest.Number, cancellation).ConfigureAwait(false))
                {
                    _logs.RemoveAt(_logs.Count - 1);
                }

                if (_logs.Count > 0) from = _logs[^1].Block + 1;
            }

            _logs.AddRange(await l1.LogsAsync([at.Game, at.Pool], [], from, latest.Number, cancellation).ConfigureAwait(false));
            _head = latest;
        }
        while (!await IsCanonicalAsync(latest.Number, latest.Hash(), latest.Number, cancellation).ConfigureAwait(false));
        Fold();
    }

    private async Task<bool> IsCanonicalAsync(ulong number, Hash256 hash, ulong latest, CancellationToken cancellation) =>
        number <= latest && await l1.Node.BlockHashAsync(number, cancellation).ConfigureAwait(false) == hash;

    private void Fold()
    {
        var claims = new List<FollowedClaim>();
        var faults = new List<PoolFault>();
        ulong final = 0;
        foreach (L1Log log in _logs)
        {
            Hash256 topic = log.Topics[0];
            if (log.Address == at.Pool)
            {
                if (topic != s_faulted) continue;
                var fault = new AbiReader(log.Data);
                faults.Add(new PoolFault(fault.Word(0), fault.Account(1), fault.Number(2), fault.Account(3), fault.UInt64(4)));
            }
            else if (topic == GameContract.Proposed)
            {
                ClaimRecord record = Record(log);
                if (record.Id != 0) Put(new FollowedClaim(record, record, log.Transaction));
            }
            else if (topic == GameContract.Faulted || topic == GameContract.Proven)
            {
                ClaimRecord record = Record(log);
                FollowedClaim changed = claims[(int)record.Id - 1] with { Record = record };
                if (topic == GameContract.Faulted) Put(changed);
                else claims[(int)record.Id - 1] = changed;
            }
            else if (topic == GameContract.Contradicted)
            {
                ulong id = new AbiReader(log.Topics[1].ToArray()).UInt64(0);
                if (id > final) Cut(id - 1);
            }
            else if (topic == GameContract.Restarted)
            {
                Cut(final);
            }
            else if (topic == GameContract.Final)
            {
                final = new AbiReader(log.Topics[1].ToArray()).UInt64(0);
            }
        }

        (Claims, Faults, LastFinal) = (claims, faults, final);

        void Put(FollowedClaim claim)
        {
            Cut(claim.Record.Id - 1);
            claims.Add(claim);
        }

        void Cut(ulong last)
        {
            if (claims.Count > (int)last) claims.RemoveRange((int)last, claims.Count - (int)last);
        }
    }

    /// <summary>The record of an event, which hashes to what the chain keeps.</summary>
    /// <exception cref="FormatException">It does not.</exception>
    public static ClaimRecord Record(L1Log log)
    {
        ArgumentNullException.ThrowIfNull(log);
        ClaimRecord claim = ClaimRecord.Of(log);
        return claim.Hash() == log.Topics[2] ? claim : throw new FormatException($"the event's record hashes to {claim.Hash()}, not {log.Topics[2]}");
    }
}
