using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using Zkfp.Rollup.Derivation;
using Zkfp.Rollup.Encoding;
using Zkfp.Rollup.Guest;
using Zkfp.Rollup.Trie;
using Zkfp.Rollup.Types;
using Zkfp.Settlement.Crypto;
using Zkfp.Settlement.L1;

namespace Zkfp.Settlement.Roles;

/// <summary>What is wrong with the devnet's wrong claim.</summary>
public enum DevnetFault
{
    /// <summary>The root of the first segment, and so of those behind it.</summary>
    Root,

    /// <summary>The root of the second segment.</summary>
    Segment,

    /// <summary>The batch: bytes that are none, under the roots of one.</summary>
    Data,

    /// <summary>The quorum: half of the stake.</summary>
    Quorum,
}

/// <summary>What a devnet needs.</summary>
public sealed record DevnetOptions
{
    /// <summary>The folder of the contracts, compiled.</summary>
    public required string Contracts { get; init; }

    /// <summary>The guest's host build.</summary>
    public required string NativeGuest { get; init; }

    /// <summary>The guest's MIPS build.</summary>
    public required string MachineGuest { get; init; }

    /// <summary>Where the roles keep what they must not forget; exists.</summary>
    public required string Folder { get; init; }

    /// <summary>What is wrong with the wrong claim.</summary>
    public DevnetFault Fault { get; init; }

    /// <summary>Whether batches go into blobs, else into calldata.</summary>
    public bool Blobs { get; init; }

    /// <summary>Whether sequencers sign with BLS, else with ECDSA.</summary>
    public bool Bls { get; init; }

    /// <summary>Sequencers, at least 4.</summary>
    public int Sequencers { get; init; } = 4;
}

/// <summary>A step as it happened.</summary>
/// <param name="What">What happened.</param>
/// <param name="Gas">Gas of its transactions, or null.</param>
/// <param name="Seconds">Time that it took.</param>
public sealed record DevnetStep(string What, BigInteger? Gas, double Seconds);

/// <summary>Something is not as it must be.</summary>
public sealed class DevnetException(string message) : Exception(message);

/// <summary>
/// A rollup on a local L1 from deployment to slashing, each step by the roles' own code and real transactions: honest claims (one proven
/// early, one final by time), a wrong one that a validator notices by deriving it, proves, and is paid for. At the end every token is
/// accounted for.
/// </summary>
public sealed class Devnet : IDisposable
{
    private const ulong ChainId = 424_242;
    private const ulong BlocksPerSegment = 2;
    private static readonly Address s_counter = At(0x0c0de1);
    private static readonly BigInteger s_supply = 1_000_000_000 * SettlementRules.Unit;
    private static readonly Hash256 s_faulted = AbiValue.Topic("Faulted(bytes32,(bytes32,address,uint256,address,uint40))");
    private static readonly Address s_burn = Address.Parse("0x000000000000000000000000000000000000dead");

    private readonly DevnetOptions _options;
    private readonly Action<DevnetStep> _report;
    private readonly List<IDisposable> _owned = [];
    private readonly SettlementRules _rules = new();
    private System.Diagnostics.Stopwatch _clock = System.Diagnostics.Stopwatch.StartNew();
    private readonly Secp256k1Key[] _users = [NewKey(), NewKey()];

    private L1Client _l1 = null!;
    private ulong _l1ChainId;
    private Deployment _at = null!;
    private GameContract _game = null!;
    private L1Reader _reader = null!;
    private RollupConfig _config = null!;
    private ProgramVersion _version = null!;
    private RangeProver _prover = null!;
    private Attester _attester = null!;
    private TransactionSender _deployer = null!, _proposer = null!, _validator = null!;
    private Sequencer[] _sequencers = [];
    private TransactionSender[] _owners = [];
    private L2Chain _validatorChain = null!;
    private RoleStore _validatorStore = null!;
    private Kzg? _kzg;
    private IBlobSource? _blobs;

    /// <summary>Prepares; nothing is started.</summary>
    /// <param name="options">What it needs.</param>
    /// <param name="report">Told of each step, after it.</param>
    public Devnet(DevnetOptions options, Action<DevnetStep> report)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Sequencers, 4);
        (_options, _report) = (options, report);
    }

    /// <summary>Runs it to its end.</summary>
    /// <exception cref="DevnetException">Something is not as it must be.</exception>
    public async Task RunAsync(CancellationToken cancellation = default)
    {
        await StartAsync(cancellation).ConfigureAwait(false);
        await DeployAsync(cancellation).ConfigureAwait(false);
        await StakeAsync(cancellation).ConfigureAwait(false);
        await QueueMessagesAsync(cancellation).ConfigureAwait(false);

        ClaimRecord first = await ProposeHonestAsync("1", cancellation).ConfigureAwait(false);
        first = await ProveValidAsync(first, cancellation).ConfigureAwait(false);
        await PassAsync(_rules.Delay + 1, "the delay of a proof").ConfigureAwait(false);
        await ResolveAsync(first, cancellation).ConfigureAwait(false);

        ClaimRecord second = await ProposeHonestAsync("2", cancellation).ConfigureAwait(false);
        ClaimRecord? wrong = await ProposeWrongAsync("3", cancellation).ConfigureAwait(false);
        if (wrong is not null) wrong = await ProveFaultAsync(wrong, cancellation).ConfigureAwait(false);
        ClaimRecord last = await ProposeHonestAsync("4", cancellation).ConfigureAwait(false);

        await PassAsync(_rules.Window + 1, "the window").ConfigureAwait(false);
        await ResolveAsync(second, cancellation).ConfigureAwait(false);
        if (wrong is not null)
        {
            await ResolveAsync(wrong, cancellation).ConfigureAwait(false);
            await SettleAsync(wrong, cancellation).ConfigureAwait(false);
        }

        await ResolveAsync(last, cancellation).ConfigureAwait(false);
        await CheckBalancesAsync(wrong is not null, cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        for (int i = _owned.Count - 1; i >= 0; i--) _owned[i].Dispose();
        foreach (Secp256k1Key user in _users) user.Dispose();
    }

    // ---- the beginning ----

    private async Task StartAsync(CancellationToken cancellation)
    {
        string anvil = AnvilNode.Find(_options.Contracts)
            ?? throw new DevnetException($"anvil is not installed; run: npm ci --prefix {_options.Contracts}");
        AnvilNode node = Own(await AnvilNode.StartAsync(anvil, (ulong)DateTimeOffset.UtcNow.ToUnixTimeSeconds(), cancellation).ConfigureAwait(false));
        _l1 = node.L1;
        _l1ChainId = await _l1.ChainIdAsync(cancellation).ConfigureAwait(false);
        Step($"L1: anvil, Osaka, chain {_l1ChainId}, {node.Url}");
        _prover = await Task.Run(() => new RangeProver(_options.MachineGuest), cancellation).ConfigureAwait(false);
        _attester = new Attester(OwnKey(), _prover, _l1ChainId);
        Step($"program {_prover.ProgramId}");
        if (!_options.Blobs) return;
        _kzg = Own(await Task.Run(Kzg.Load, cancellation).ConfigureAwait(false));
        _blobs = new AnvilBlobs(_l1);
        Step("KZG: trusted setup loaded");
    }

    private async Task DeployAsync(CancellationToken cancellation)
    {
        var artifacts = new ContractArtifacts(Path.Combine(_options.Contracts, "out"));
        _deployer = await AccountAsync("deployer").ConfigureAwait(false);
        _proposer = await AccountAsync("proposer").ConfigureAwait(false);
        (_validator, _validatorStore) = await AccountWithStoreAsync("validator").ConfigureAwait(false);
        Address queue = await Deployment.DeployQueueAsync(_deployer, artifacts, cancellation).ConfigureAwait(false);
        _config = new RollupConfig(
            ChainConfig.Always(Fork.Osaka, ChainId), 30_000_000, 10_000_000, 3600, At(0x0fee55), queue, Bridge: At(0x0b41d6));
        _version = new ProgramVersion(_prover.ProgramId, _config.Hash(), Deployment.DevSelector);
        (WorldState state, BlockHeader genesis) = await GenesisAsync(cancellation).ConfigureAwait(false);
        BigInteger gas = 0;
        _at = await Deployment.DeployAsync(
            _l1, _deployer, artifacts, _rules, _options.Bls ? "BlsQuorum" : "EcdsaQuorum", queue, _version, ChainId, RangeWords.OutputRoot(genesis),
                _attester.Account, s_supply, (_, receipt) =>
                gas += receipt.GasUsed,
            cancellation).ConfigureAwait(false);
        _game = new GameContract(_l1, _at.Game, GameContract.DomainOf(_l1ChainId, ChainId, _at.Game));
        Hash256 domain = (await _l1.CallAsync(_at.Game, AbiValue.Call("domain()"), null, cancellation).ConfigureAwait(false)).Word(0);
        Expect(domain == _game.Domain, $"the game's domain is {domain}, computed {_game.Domain}");
        _reader = new L1Reader(_l1, queue);
        _validatorChain = Own(new L2Chain(_config, _options.NativeGuest, state, genesis));
        _sequencers = [.. Enumerable.Range(0, _options.Sequencers).Select(i => new Sequencer(
            Own(SigningKey()), Own(new RoleStore(Path.Combine(_options.Folder, $"sequencer-{i + 1}.db"))),
                Own(new L2Chain(_config, _options.NativeGuest, state, genesis))))];
        Step($"contracts deployed, game {_at.Game}; L2 {ChainId} begins with root {RangeWords.OutputRoot(genesis)}", gas);
    }

    private async Task<(WorldState State, BlockHeader Header)> GenesisAsync(CancellationToken cancellation)
    {
        BlockHeader l1 = await _l1.LatestAsync(cancellation).ConfigureAwait(false);
        var accounts = new Dictionary<Address, AccountState>
        {
            // slot 0 += 1; slot(caller) = block number
            [s_counter] = new() { Nonce = 1, Code = Hex.Parse("0x5f546001015f55433355" + "00") },
        };
        foreach (Secp256k1Key user in _users) accounts[user.Address] = new AccountState { Balance = 100 * SettlementRules.Unit };
        var state = new WorldState(accounts);
        return (state, new BlockHeader
        {
            OmmersHash = Keccak256.Hash([0xc0]),
            StateRoot = state.Root(),
            TransactionsRoot = Hash256.EmptyTrie,
            ReceiptsRoot = Hash256.EmptyTrie,
            GasLimit = _config.GasLimit,
            Timestamp = l1.Timestamp,
            BaseFeePerGas = 1_000_000_000,
            RequestsHash = new Hash256(SHA256.HashData([])),
        });
    }

    private async Task StakeAsync(CancellationToken cancellation)
    {
        BigInteger gas = 0;
        var owners = new List<TransactionSender>();
        for (int i = 0; i < _sequencers.Length; i++)
        {
            TransactionSender owner = await AccountAsync($"owner-{i + 1}").ConfigureAwait(false);
            owners.Add(owner);
            await SendAsync(_deployer, $"fund/{i}", _at.Token, "transfer(address,uint256)", AbiValue.Account(owner.Account),
                AbiValue.Number(_rules.MinStake)).ConfigureAwait(false);
            await SendAsync(owner, "approve", _at.Token, "approve(address,uint256)", AbiValue.Account(_at.Pool),
                AbiValue.Number(_rules.MinStake)).ConfigureAwait(false);
            byte[] possession = _sequencers[i].Possession(_l1ChainId, _at.Pool, owner.Account);
            L1Receipt registered = await SendAsync(
                owner, "register", _at.Pool, "register(bytes,bytes,uint88)", AbiValue.Bytes(_sequencers[i].Key.PublicKey), AbiValue.Bytes(possession),
                AbiValue.Number(_rules.MinStake)).ConfigureAwait(false);
            gas += registered.GasUsed;
        }

        _owners = [.. owners];
        await SendAsync(_deployer, "approve", _at.Token, "approve(address,uint256)", AbiValue.Account(_at.Pool),
            AbiValue.Number(Delegated)).ConfigureAwait(false);
        gas += (await SendAsync(_deployer, "delegate", _at.Pool, "delegate(uint32,uint96)", AbiValue.Number(1),
            AbiValue.Number(Delegated)).ConfigureAwait(false)).GasUsed;
        gas += (await SendAsync(_deployer, "rotate", _at.Pool, "rotate()").ConfigureAwait(false)).GasUsed;
        ulong set = (await _l1.CallAsync(_at.Pool, AbiValue.Call("set()"), null, cancellation).ConfigureAwait(false)).UInt64(0);
        Expect(set == 1, $"the set in office is {set}, expected 1");
        Step($"{_sequencers.Length} sequencers staked {Tokens(_rules.MinStake)} each, {Tokens(Delegated)} delegated to the first; the set is in office", gas);
    }

    private static BigInteger Delegated => 1_000 * SettlementRules.Unit;

    private async Task QueueMessagesAsync(CancellationToken cancellation)
    {
        _ = cancellation;
        TransactionSender user = await AccountAsync("l1-user").ConfigureAwait(false);
        L1Receipt call = await SendAsync(user, "message/call", _at.Queue, "enqueue(address,uint64,bytes)", AbiValue.Account(s_counter),
            AbiValue.Number(100_000), AbiValue.Bytes([])).ConfigureAwait(false);
        byte[] forced = Transaction(1, 0);
        L1Receipt sent = await SendAsync(
            user, "message/forced", _at.Queue, "enqueue(address,uint64,bytes)", AbiValue.Account(QueuedMessage.Account), AbiValue.Number(100_000),
                AbiValue.Bytes(forced)).ConfigureAwait(false);
        Step("queued on L1: a call, and a signed transaction that no sequencer can leave out", call.GasUsed + sent.GasUsed);
    }

    // ---- claims ----

    // Two segments of two blocks, with a call in each block, by the first sequencer whose view they are built on.
    private async Task<(Draft Draft, L1View View, RangeTrace Trace)> DraftAsync(CancellationToken cancellation)
    {
        GameHead head = await _game.HeadAsync(cancellation).ConfigureAwait(false);
        L2Chain chain = _sequencers[0].Chain;
        Expect(head.End == chain.Tip.Number, $"L1's last claim ends with block {head.End}, the sequencer is at {chain.Tip.Number}");
        ulong number = (await _l1.LatestAsync(cancellation).ConfigureAwait(false)).Number;
        L1View view = await _reader.ViewAsync(number, cancellation).ConfigureAwait(false);
        ulong end = head.End + (2 * BlocksPerSegment);
        ulong begin = Math.Max(chain.Tip.Timestamp + 1, view.Header.Timestamp);
        ulong nonce = chain.State.Account(chain.Tip.StateRoot, _users[0].Address)!.Nonce;
        BatchEntry[] entries = [.. Enumerable.Range(0, (int)(end - head.End))
            .Select(i => new BatchEntry(i == 0 ? (uint)(begin - chain.Tip.Timestamp) : 2, [Transaction(0, nonce + (ulong)i)]))];
        (BatchData data, BlobSidecar? sidecar) = Post(Batch.Encode(head.End + 1, entries));
        RangeTrace trace = chain.Derive(head.End, end, data, view).Trace;
        Segment[] segments = [.. new[] { head.End + BlocksPerSegment, end }
            .Select(last => new Segment(RangeWords.OutputRoot(trace.Blocks[(int)(last - head.End - 1)].Header), last))];
        ulong set = (await _l1.CallAsync(_at.Pool, AbiValue.Call("set()"), null, cancellation).ConfigureAwait(false)).UInt64(0);
        Hash256 agreed = await _game.TipRootAsync(cancellation).ConfigureAwait(false);
        var proposal = new Proposal(head.Serial, 0, agreed, head.End + 1, number, view.Header.Hash(), (ushort)(sidecar?.Blobs.Count ?? 0), (uint)set, _version);
        return (new Draft(proposal, segments, data, sidecar), view, trace);
    }

    private (BatchData Data, BlobSidecar? Sidecar) Post(byte[] payload)
    {
        if (_kzg is null) return (new BatchData.Calldata(payload), null);
        BlobSidecar sidecar = BlobSidecar.Create(_kzg, Blob.Pack(payload));
        return (new BatchData.Blobs(sidecar.VersionedHashes, sidecar.Blobs), sidecar);
    }

    // The last transaction loses its end: its block is empty, or has one that nobody signed.
    private Draft Cut(Draft draft)
    {
        byte[] payload;
        if (draft.Sidecar is null)
        {
            payload = draft.Payload[..^1];
        }
        else
        {
            byte[] blob = [.. draft.Sidecar.Blobs[0]];
            int last = blob.AsSpan().LastIndexOfAnyExcept((byte)0);
            payload = [.. Enumerable.Range(0, last).Where(static i => i % 32 != 0).Select(i => blob[i])];
        }

        (BatchData data, BlobSidecar? sidecar) = Post(payload);
        return draft with { Data = data, Sidecar = sidecar };
    }

    private async Task<ClaimRecord> ProposeHonestAsync(string name, CancellationToken cancellation)
    {
        (Draft draft, L1View view, RangeTrace trace) = await DraftAsync(cancellation).ConfigureAwait(false);
        byte[][] signatures = [.. _sequencers.Select(sequencer => sequencer.Sign(_game.Domain, draft, view, draft.Proposal.L1Number))];
        (ClaimRecord claim, BigInteger gas) = await ProposeAsync(name, draft, signatures, (1 << signatures.Length) - 1).ConfigureAwait(false);
        Mismatch? wrong = await ValidateAsync(claim, cancellation).ConfigureAwait(false);
        Expect(wrong is null, $"the validator takes honest claim {claim.Id} for wrong: {wrong}");
        foreach (Sequencer sequencer in _sequencers) sequencer.Chain.Append(trace);
        _validatorChain.Append(trace);
        int executed = trace.Blocks.Sum(static block => block.Transactions.Count(static tx => tx.Status == DerivedStatus.Succeeded));
        int forced = trace.Blocks.Sum(static block => block.Transactions.Count(static tx => !tx.Posted && tx.Status == DerivedStatus.Succeeded));
        Expect(executed == trace.Blocks.Sum(static block => block.Transactions.Count), $"claim {claim.Id}: a transaction failed or was left out");
        Step(
            $"claim {claim.Id}: blocks {claim.StartBlock} to {claim.EndBlock}, {executed} transactions "
            + $"({forced} from L1's queue), signed by {signatures.Length} of {signatures.Length}; "
            + "the validator derives the same roots", gas);
        return claim;
    }

    private async Task<ClaimRecord?> ProposeWrongAsync(string name, CancellationToken cancellation)
    {
        (Draft draft, L1View view, _) = await DraftAsync(cancellation).ConfigureAwait(false);
        var forged = Keccak256.Hash("somebody else's balance"u8);
        Draft wrong = _options.Fault switch
        {
            DevnetFault.Root or DevnetFault.Quorum =>
                draft with { Segments = [.. draft.Segments.Select((segment, i) => segment with { Root = Keccak256.Hash([.. forged.Span, (byte)i]) })] },
            DevnetFault.Segment => draft with { Segments = [draft.Segments[0], draft.Segments[1] with { Root = forged }] },
            _ => Cut(draft),
        };
        try
        {
            _sequencers[^1].Sign(_game.Domain, wrong, view, wrong.Proposal.L1Number);
            throw new DevnetException("an honest sequencer signed the wrong claim");
        }
        catch (InvalidDataException)
        {
            // It derived another root.
        }

        int liars = _options.Fault == DevnetFault.Quorum ? _sequencers.Length / 2 : ((2 * _sequencers.Length) + 2) / 3;
        byte[][] signatures = [.. _sequencers.Take(liars).Select(sequencer => sequencer.SignUnchecked(_game.Domain, wrong, wrong.Proposal.L1Number))];
        if (_options.Fault == DevnetFault.Quorum)
        {
            try
            {
                await ProposeAsync(name, wrong, signatures, (1 << liars) - 1).ConfigureAwait(false);
            }
            catch (L1RevertException e) when (e.Is("NoQuorum()"))
            {
                Step($"a wrong claim signed by {liars} of {_sequencers.Length}: refused, no quorum; the last sequencer derived other roots and did not sign");

                // Who signed may sign again for this serial when the game can no longer take what was signed: its L1 head is out of reach.
                await _l1.AskAsync("anvil_mine", "0x101").ConfigureAwait(false);
                return null;
            }

            throw new DevnetException("a claim without a quorum was taken");
        }

        (ClaimRecord claim, BigInteger gas) = await ProposeAsync(name, wrong, signatures, (1 << liars) - 1).ConfigureAwait(false);
        Step($"claim {claim.Id}: wrong ({_options.Fault.ToString().ToLowerInvariant()}), signed by {liars} of {_sequencers.Length}; "
            + "the last sequencer derived other roots and did not sign", gas);
        return claim;
    }

    private async Task<(ClaimRecord Claim, BigInteger Gas)> ProposeAsync(string name, Draft draft, byte[][] signatures, BigInteger signers)
    {
        byte[] call = GameContract.Propose(draft.Proposal, draft.Segments, draft.Payload, signers, _sequencers[0].Key.Join(signatures));
        L1Receipt receipt = await _proposer.SendAsync($"propose/{name}", _at.Game, call, draft.Sidecar).ConfigureAwait(false);
        return (Record(receipt, GameContract.Proposed), receipt.GasUsed);
    }

    // What the validator does with what it sees on L1: nothing of the sequencers' reaches it but through the chain.
    private async Task<Mismatch?> ValidateAsync(ClaimRecord claim, CancellationToken cancellation)
    {
        (PostedClaim posted, BatchData data, L1View view) = await ReadAsync(claim, cancellation).ConfigureAwait(false);
        return ClaimCheck.Compare(_validatorChain, claim.StartBlock, posted.Segments, data, view).Wrong;
    }

    private async Task<(PostedClaim Posted, BatchData Data, L1View View)> ReadAsync(ClaimRecord claim, CancellationToken cancellation)
    {
        ulong latest = (await _l1.LatestAsync(cancellation).ConfigureAwait(false)).Number;
        IReadOnlyList<L1Log> logs = await _l1.LogsAsync(_at.Game, GameContract.Proposed, 0, latest, cancellation).ConfigureAwait(false);
        L1Log log = logs.Single(log => ClaimRecord.Of(log) is var seen && seen.Serial == claim.Serial && seen.Id == claim.Id);
        (byte[] input, IReadOnlyList<Hash256> hashes) = await _l1.InputAsync(log.Transaction, cancellation).ConfigureAwait(false);
        PostedClaim posted = GameContract.ReadPropose(input);
        BatchData data = await PostedBatch.ReadAsync(claim, posted, hashes, _blobs, _kzg, cancellation).ConfigureAwait(false);
        Expect(Segment.HashOf(posted.Segments) == claim.SegmentsHash, $"claim {claim.Id}: the segments are not the record's");
        L1View view = await _reader.ViewAsync(posted.L1Number, cancellation).ConfigureAwait(false);
        Expect(view.Header.Hash() == claim.L1Head, $"claim {claim.Id}: its L1 head is not block {posted.L1Number}");
        _validatorStore.SetCursor("claims", log.Block, log.BlockHash);
        return (posted, data, view);
    }

    // ---- proofs ----

    private async Task<RangeProof> ProveAsync(ClaimRecord claim, PostedClaim posted, BatchData data, L1View view, int segment, CancellationToken cancellation)
    {
        ulong start = segment == 0 ? claim.StartBlock : posted.Segments[segment - 1].End + 1;
        (RangeInput input, RangeTrace trace) = _validatorChain.Derive(start - 1, posted.Segments[segment].End, data, view);
        input = input with
        {
            Domain = _game.Domain,
            ProgramId = claim.ProgramId,
            SetRoot = claim.SetRoot,
            Segment = (ulong)segment,
            Payout = _validator.Account,
            Witness = new ExecutionWitness(trace.UsedNodes, trace.UsedCodes, input.Witness.Headers),
        };
        RangeProof proof = await Task.Run(() => _prover.Prove(input, cancellation), cancellation).ConfigureAwait(false);
        Expect(proof.Words.Root == trace.Words.Root, $"the machine computes root {proof.Words.Root}, the native guest {trace.Words.Root}");
        Step(string.Create(
            CultureInfo.InvariantCulture,
            $"segment {segment} of claim {claim.Id} proven: {proof.Instructions} instructions, {proof.Proof.Length} bytes, {proof.Seconds:F1} s"));
        return proof;
    }

    // In blobs, the point evaluations that say that the chain's blobs have the values that the run computed.
    private AbiValue Evidence(BatchData data, byte[] attested)
    {
        var blobs = data as BatchData.Blobs;
        byte[][] openings = blobs is null ? [] : [.. blobs.Contents.Select(blob => (byte[])[.. _kzg!.Commit(blob), .. _kzg.Open(blob, blobs.Point).Proof])];
        return GameContract.MakeEvidence(_validator.Account, blobs, openings, attested);
    }

    private async Task<ClaimRecord> ProveValidAsync(ClaimRecord claim, CancellationToken cancellation)
    {
        (PostedClaim posted, BatchData data, L1View view) = await ReadAsync(claim, cancellation).ConfigureAwait(false);

        // The chain is ahead by this claim: its blocks are derived again behind the block before it.
        var proofs = new List<(byte[], RangeWords)>();
        for (int i = 0; i < posted.Segments.Count; i++)
        {
            RangeProof proof = await ProveAsync(claim, posted, data, view, i, cancellation).ConfigureAwait(false);
            proofs.Add((proof.Proof, proof.Words));
        }

        byte[] attested = _attester.Attest(_at.Verifier, proofs);
        byte[] call = GameContract.ProveValid(claim, posted.Segments, Evidence(data, attested));
        L1Receipt receipt = await _validator.SendAsync($"valid/{claim.Id}/{claim.Serial}", _at.Game, call, null, cancellation).ConfigureAwait(false);
        ClaimRecord proven = Record(receipt, GameContract.Proven);
        Expect(proven.Status == ClaimStatus.Proven, $"claim {claim.Id} is {proven.Status}, expected Proven");
        Step($"claim {claim.Id} proven valid", receipt.GasUsed);
        return proven;
    }

    private async Task<ClaimRecord> ProveFaultAsync(ClaimRecord claim, CancellationToken cancellation)
    {
        Mismatch wrong = await ValidateAsync(claim, cancellation).ConfigureAwait(false)
            ?? throw new DevnetException($"the validator did not notice that claim {claim.Id} is wrong");
        Step($"the validator notices: segment {wrong.Segment} of claim {claim.Id} claims root {wrong.Claimed}, {wrong.Derived} follows");
        int expected = _options.Fault switch { DevnetFault.Root => 0, _ => 1 };
        Expect(wrong.Segment == expected, $"segment {wrong.Segment} is wrong, expected {expected}");
        (PostedClaim posted, BatchData data, L1View view) = await ReadAsync(claim, cancellation).ConfigureAwait(false);

        // Segments before the wrong one are right: the state in front of it is what they lead to.
        ulong before = claim.StartBlock - 1;
        RangeTrace right = _validatorChain.Derive(before, posted.Segments[wrong.Segment].End, data, view).Trace;
        foreach (L2Chain chain in _sequencers.Select(static sequencer => sequencer.Chain).Append(_validatorChain)) chain.Append(right);
        RangeProof proof = await ProveAsync(claim, posted, data, view, wrong.Segment, cancellation).ConfigureAwait(false);
        byte[] attested = _attester.Attest(_at.Verifier, (proof.Proof, proof.Words));
        byte[] call = GameContract.ProveSegment(claim, posted.Segments, wrong.Segment, proof.Words.Root, Evidence(data, attested));
        L1Receipt receipt = await _validator.SendAsync($"fault/{claim.Id}/{wrong.Segment}", _at.Game, call, null, cancellation).ConfigureAwait(false);
        ClaimRecord corrected = Record(receipt, GameContract.Faulted);
        Expect(corrected.Root == wrong.Derived && corrected.EndBlock == posted.Segments[wrong.Segment].End,
            $"claim {claim.Id} was not corrected to {wrong.Derived}");
        Expect(await _game.TipRootAsync(cancellation).ConfigureAwait(false) == wrong.Derived, "the chain does not go on from the corrected root");
        Expect(corrected.Fault == claim.Hash(), "the fault does not name the record that was signed");
        Step($"fault proven: claim {claim.Id} now ends with block {corrected.EndBlock} "
            + $"and root {corrected.Root} ({corrected.Status.ToString().ToLowerInvariant()})", receipt.GasUsed);
        _fault = receipt.Logs.Single(log => log.Address == _at.Pool && log.Topics[0] == s_faulted).Data;
        return corrected;
    }

    private byte[] _fault = [];

    // ---- the end ----

    private async Task PassAsync(ulong seconds, string what)
    {
        await _l1.AskAsync("evm_increaseTime", seconds).ConfigureAwait(false);
        await _l1.AskAsync("evm_mine").ConfigureAwait(false);
        Step($"L1's clock moved on by {seconds} s: {what}");
    }

    private async Task ResolveAsync(ClaimRecord claim, CancellationToken cancellation)
    {
        L1Receipt receipt = await _proposer.SendAsync($"resolve/{claim.Id}", _at.Game, GameContract.Resolve(claim), null, cancellation).ConfigureAwait(false);
        GameHead head = await _game.HeadAsync(cancellation).ConfigureAwait(false);
        Expect(head.LastFinal == claim.Id, $"the last final claim is {head.LastFinal}, expected {claim.Id}");
        Step($"claim {claim.Id} final: root {claim.Root} at block {claim.EndBlock}", receipt.GasUsed);
    }

    private async Task SettleAsync(ClaimRecord claim, CancellationToken cancellation)
    {
        var words = new AbiReader(_fault);
        AbiValue fault = AbiValue.Tuple([.. Enumerable.Range(0, 5).Select(i => AbiValue.Word(words.Word(i)))]);
        Expect(words.Word(0) == claim.Fault && words.Number(2) == claim.Signers && words.Account(3) == _validator.Account, "the fault on record is another");
        L1Receipt settled = await _validator.SendAsync(
            $"settle/{claim.Id}", _at.Pool, AbiValue.Call("settle((bytes32,address,uint256,address,uint40),uint256)", fault, AbiValue.Number(claim.Signers)),
                null, cancellation)
            .ConfigureAwait(false);
        L1Receipt withdrawn = await _validator.SendAsync("withdraw", _at.Vault, AbiValue.Call("withdraw()"), null, cancellation).ConfigureAwait(false);
        Step("slashed exactly those who signed; the validator has its reward", settled.GasUsed + withdrawn.GasUsed);
    }

    private async Task CheckBalancesAsync(bool faulted, CancellationToken cancellation)
    {
        int n = _sequencers.Length, liars = faulted ? ((2 * n) + 2) / 3 : 0;
        BigInteger slashed = 0, left = 0;
        for (int i = 0; i < n; i++)
        {
            AbiReader validator = await _l1.CallAsync(_at.Pool, AbiValue.Call("validator(uint32)", AbiValue.Number(i + 1)), null,
                cancellation).ConfigureAwait(false);
            BigInteger own = validator.Number(1), delegated = validator.Number(4);
            BigInteger lostOfDelegated = i == 0 && liars > 0 ? Delegated / 10 : 0;
            Expect(own == (i < liars ? 0 : _rules.MinStake), $"sequencer {i + 1} has {Tokens(own)} of its own left");
            Expect(delegated == (i == 0 ? Delegated - lostOfDelegated : 0), $"{Tokens(delegated)} are left of what was delegated to sequencer {i + 1}");
            Expect(!validator.Number(2).IsZero == i < liars, $"sequencer {i + 1} is in or out of later sets, and should not be");
            slashed += (i < liars ? _rules.MinStake : 0) + lostOfDelegated;
            left += own + delegated;
        }

        BigInteger reward = slashed / 2;
        var expected = new Dictionary<string, (Address Who, BigInteger Amount)>
        {
            ["the pool"] = (_at.Pool, left),
            ["the vault"] = (_at.Vault, 0),
            ["the validator"] = (_validator.Account, reward),
            ["burned"] = (s_burn, slashed - reward),
            ["the deployer"] = (_deployer.Account, s_supply - (n * _rules.MinStake) - Delegated),
        };
        BigInteger sum = 0;
        foreach ((string who, (Address account, BigInteger amount)) in expected)
        {
            BigInteger balance = (await _l1.CallAsync(_at.Token, AbiValue.Call("balanceOf(address)", AbiValue.Account(account)), null,
                cancellation).ConfigureAwait(false)).Number(0);
            Expect(balance == amount, $"{who}: {Tokens(balance)}, expected {Tokens(amount)}");
            sum += balance;
        }

        Expect(sum == s_supply, $"all balances together are {Tokens(sum)}, the supply is {Tokens(s_supply)}");
        BlockHeader tip = _validatorChain.Tip;
        BigInteger count = _validatorChain.State.Slot(_validatorChain.State.Account(tip.StateRoot, s_counter)!.StorageRoot, Hash256.Zero);
        Step($"balances add up: {Tokens(slashed)} slashed, {Tokens(reward)} to the validator, "
            + $"{Tokens(slashed - reward)} burned; L2 is at block {tip.Number}, its counter at {count}");
    }

    // ---- tools ----

    private byte[] Transaction(int user, ulong nonce) => _users[user].Sign(new Transaction
    {
        Type = TransactionType.DynamicFee,
        ChainId = ChainId,
        Nonce = nonce,
        MaxPriorityFeePerGas = 1,
        MaxFeePerGas = 2_000_000_000,
        GasLimit = 100_000,
        To = s_counter,
    }).Encode();

    private static Task<L1Receipt> SendAsync(TransactionSender sender, string purpose, Address to, string signature, params AbiValue[] arguments) =>
        sender.SendAsync(purpose, to, AbiValue.Call(signature, arguments));

    private async Task<TransactionSender> AccountAsync(string name) => (await AccountWithStoreAsync(name).ConfigureAwait(false)).Sender;

    private async Task<(TransactionSender Sender, RoleStore Store)> AccountWithStoreAsync(string name)
    {
        Secp256k1Key key = OwnKey();
        RoleStore store = Own(new RoleStore(Path.Combine(_options.Folder, $"{name}.db")));
        await _l1.AskAsync("anvil_setBalance", key.Address.ToString(), "0x3635c9adc5dea00000").ConfigureAwait(false);
        return (new TransactionSender(_l1, store, key, _l1ChainId), store);
    }

    private static ClaimRecord Record(L1Receipt receipt, Hash256 topic)
    {
        L1Log log = receipt.Logs.Single(log => log.Topics[0] == topic);
        ClaimRecord claim = ClaimRecord.Of(log);
        return claim.Hash() == log.Topics[2] ? claim : throw new DevnetException($"the event's record hashes to {claim.Hash()}, not {log.Topics[2]}");
    }

    private static Secp256k1Key NewKey()
    {
        Span<byte> secret = stackalloc byte[32];
        do RandomNumberGenerator.Fill(secret);
        while (secret[0] == 0xff || secret.IndexOfAnyExcept((byte)0) < 0);
        return new Secp256k1Key(secret);
    }

    private SequencerKey SigningKey()
    {
        if (!_options.Bls) return new EcdsaSequencerKey(NewKey());
        Span<byte> secret = stackalloc byte[32];
        RandomNumberGenerator.Fill(secret);
        secret[0] &= 0x3f; // below the order
        return new BlsSequencerKey(secret);
    }

    private Secp256k1Key OwnKey() => Own(NewKey());

    private T Own<T>(T owned)
        where T : IDisposable
    {
        _owned.Add(owned);
        return owned;
    }

    private void Step(string what, BigInteger? gas = null)
    {
        _report(new DevnetStep(what, gas, _clock.Elapsed.TotalSeconds));
        _clock = System.Diagnostics.Stopwatch.StartNew();
    }

    private static void Expect(bool holds, string otherwise)
    {
        if (!holds) throw new DevnetException(otherwise);
    }

    private static Address At(int number) => new([.. new byte[16], (byte)(number >> 24), (byte)(number >> 16), (byte)(number >> 8), (byte)number]);

    private static string Tokens(BigInteger amount)
    {
        BigInteger whole = BigInteger.DivRem(amount, SettlementRules.Unit, out BigInteger rest);
        return rest.IsZero ? $"{whole} METIS" : $"{whole} METIS and {rest} units";
    }
}
