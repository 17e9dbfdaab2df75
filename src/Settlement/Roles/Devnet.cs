using System.Numerics;
using System.Security.Cryptography;
using Zkfp.Prover.Jobs;
using Zkfp.Rollup.Derivation;
using Zkfp.Rollup.Encoding;
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

/// <summary>Makes wrong claims of right ones, for local chains that show what becomes of them.</summary>
public static class Forgery
{
    /// <summary>The draft with something wrong.</summary>
    public static Draft Of(Draft draft, DevnetFault fault, Kzg? kzg)
    {
        ArgumentNullException.ThrowIfNull(draft);
        var forged = Keccak256.Hash("somebody else's balance"u8);
        return fault switch
        {
            DevnetFault.Root or DevnetFault.Quorum =>
                draft with { Segments = [.. draft.Segments.Select((segment, i) => segment with { Root = Keccak256.Hash([.. forged.Span, (byte)i]) })] },
            DevnetFault.Segment => draft with { Segments = [.. draft.Segments.SkipLast(1), draft.Segments[^1] with { Root = forged }] },
            _ => Cut(draft, kzg),
        };
    }

    // The last transaction loses its end: its block is empty, or has one that nobody signed.
    private static Draft Cut(Draft draft, Kzg? kzg)
    {
        byte[] payload;
        if (draft.Sidecar is null)
        {
            payload = draft.Payload[..^1];
        }
        else
        {
            byte[] blob = draft.Sidecar.Blobs[0];
            int last = blob.AsSpan().LastIndexOfAnyExcept((byte)0);
            payload = [.. Enumerable.Range(0, last).Where(static i => i % 32 != 0).Select(i => blob[i])];
        }

        (BatchData data, BlobSidecar? sidecar) = Draft.Pack(payload, draft.Sidecar is null ? null : kzg);
        return draft with { Data = data, Sidecar = sidecar };
    }
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

    /// <summary>The circuits with which proofs for L1 are made, which a contract verifies; null: an attester stands for it.</summary>
    public RecursionSet? Stark { get; init; }

    /// <summary>Sequencers, at least 4.</summary>
    public int Sequencers { get; init; } = 4;
}

/// <summary>
/// A rollup on a local L1 from deployment to slashing, each step by the roles' own code and real transactions: honest claims (one proven
/// early, one final by time), a wrong one that a validator notices by deriving it, proves, and is paid for. At the end every token is
/// accounted for.
/// </summary>
public sealed class Devnet : LocalChain
{
    private const ulong ChainId = 424_242;
    private const ulong BlocksPerSegment = 2;
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);
    private static readonly Address s_counter = At(0x0c0de1);
    private static readonly BigInteger s_supply = 1_000_000_000 * SettlementRules.Unit;
    private static readonly Address s_burn = Address.Parse("0x000000000000000000000000000000000000dead");

    private readonly DevnetOptions _options;
    private readonly SettlementRules _rules = new();
    private readonly Secp256k1Key[] _users = [NewKey(), NewKey()];
    private readonly List<TransactionSender> _owners = [];

    private RollupManifest _manifest = null!;
    private RangeProver _prover = null!;
    private IRunEvidence _evidence = null!;
    private TransactionSender _deployer = null!, _validatorSender = null!;
    private LocalSigner[] _sequencers = [];
    private ProofFolder _proofs = null!;
    private Proposer _proposer = null!;
    private RollupNode _proposerNode = null!;
    private Validator _validator = null!, _hasty = null!;
    private Kzg? _kzg;
    private IBlobSource? _blobs;
    private ulong _submitted;

    /// <summary>Prepares; nothing is started.</summary>
    /// <param name="options">What it needs.</param>
    /// <param name="report">Told of each step, after it.</param>
    public Devnet(DevnetOptions options, Action<DevnetStep> report)
        : base(options?.Folder!, report)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Sequencers, 4);
        _options = options;
    }

    /// <inheritdoc/>
    public override async Task RunAsync(CancellationToken cancellation = default)
    {
        await PrepareAsync(cancellation).ConfigureAwait(false);
        await DeployAsync(cancellation).ConfigureAwait(false);
        await StakeAsync(cancellation).ConfigureAwait(false);
        await QueueMessagesAsync(cancellation).ConfigureAwait(false);

        ulong first = (await ProposeHonestAsync(cancellation).ConfigureAwait(false)).Id;
        Expect(await _hasty.StepAsync(cancellation).ConfigureAwait(false), $"claim {first} was not proven valid");
        await PassAsync(_rules.Delay + 1, "the delay of a proof").ConfigureAwait(false);
        await FinishAsync(first, cancellation).ConfigureAwait(false);
        await AnchorAsync(first, cancellation).ConfigureAwait(false);

        await ReorganiseAsync(cancellation).ConfigureAwait(false);
        ClaimRecord? wrong = await ProposeWrongAsync(cancellation).ConfigureAwait(false);
        if (wrong is not null) await ProveFaultAsync(wrong, cancellation).ConfigureAwait(false);
        ulong last = (await ProposeHonestAsync(cancellation).ConfigureAwait(false)).Id;

        await PassAsync(_rules.Window + 1, "the window").ConfigureAwait(false);
        await FinishAsync(last, cancellation).ConfigureAwait(false);
        await CheckBalancesAsync(wrong is not null, cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        foreach (Secp256k1Key user in _users) user.Dispose();
    }

    // ---- the beginning ----

    private async Task PrepareAsync(CancellationToken cancellation)
    {
        await StartAsync(_options.Contracts, cancellation).ConfigureAwait(false);
        _prover = await Task.Run(() => new RangeProver(_options.MachineGuest, _options.Stark), cancellation).ConfigureAwait(false);
        string proofs = Directory.CreateDirectory(Path.Combine(_options.Folder, "proofs")).FullName;
        _evidence = _options.Stark is { } set ? new StarkEvidence(_prover.Program, set, proofs) : new Attester(OwnKey(), _prover.Program, L1ChainId);
        Step($"program {_prover.ProgramId}; proofs are judged by {(_options.Stark is null ? "an attester" : "a contract")}");
        if (!_options.Blobs) return;
        _kzg = Own(await Task.Run(Kzg.Load, cancellation).ConfigureAwait(false));
        _blobs = new AnvilBlobs(L1);
        Step("KZG: trusted setup loaded");
    }

    private async Task DeployAsync(CancellationToken cancellation)
    {
        var artifacts = new ContractArtifacts(Path.Combine(_options.Contracts, "out"));
        _deployer = (await AccountAsync("deployer").ConfigureAwait(false)).Sender;
        ulong block = (await L1.LatestAsync(cancellation).ConfigureAwait(false)).Number;
        Address queue = await Deployment.DeployQueueAsync(_deployer, artifacts, cancellation).ConfigureAwait(false);
        RollupConfig config = RollupManifest.MakeConfig(ChainId, 30_000_000, 10_000_000, 3600, At(0x0fee55), queue, At(0x0b41d6));
        var version = new ProgramVersion(_prover.ProgramId, config.Hash(), _evidence.Selector);
        var accounts = new Dictionary<Address, AccountState>
        {
            // slot 0 += 1; slot(caller) = block number
            [s_counter] = new() { Nonce = 1, Code = Hex.Parse("0x5f546001015f55433355" + "00") },
        };
        foreach (Secp256k1Key user in _users) accounts[user.Address] = new AccountState { Balance = 100 * SettlementRules.Unit };
        var state = new WorldState(accounts);
        BlockHeader genesis = RollupManifest.MakeGenesis(
            state, config.GasLimit, (await L1.LatestAsync(cancellation).ConfigureAwait(false)).Timestamp);
        BigInteger gas = 0;
        Deployment at = await Deployment.DeployAsync(
            L1, _deployer, artifacts, _rules, _options.Bls ? "BlsPool" : "EcdsaPool", queue, version, ChainId, RangeWords.OutputRoot(genesis),
            (_evidence as Attester)?.Account, s_supply, (_, receipt) => gas += receipt.GasUsed, cancellation).ConfigureAwait(false);
        _manifest = new RollupManifest
        {
            L1ChainId = L1ChainId,
            DeployedAt = block,
            At = at,
            Bls = _options.Bls,
            Config = config,
            Version = version,
            SegmentBlocks = _rules.SegmentBlocks,
            State = state,
            Genesis = genesis,
        };

        // Roles begin with what anybody may read.
        string json = _manifest.ToJson();
        await File.WriteAllTextAsync(Path.Combine(_options.Folder, "rollup.json"), json, cancellation).ConfigureAwait(false);
        _manifest = RollupManifest.Parse(System.Text.Encoding.UTF8.GetBytes(json));
        _sequencers = [.. Enumerable.Range(0, _options.Sequencers).Select(i =>
        {
            RollupNode node = MakeNode(Own(new RoleStore(Path.Combine(_options.Folder, $"sequencer-{i + 1}.db"))));
            return new LocalSigner(new Sequencer(Own(SigningKey()), node.Store, node.Chain, _manifest.Version), node);
        })];
        (TransactionSender proposer, RoleStore proposerStore) = await AccountAsync("proposer").ConfigureAwait(false);
        _proposerNode = MakeNode(proposerStore);
        await _proposerNode.CheckAsync(cancellation).ConfigureAwait(false);
        _proposer = new Proposer(
            _proposerNode, proposer, _sequencers, _options.Bls, new ProposerOptions { SegmentBlocks = BlocksPerSegment, Blobs = _options.Blobs });
        (_validatorSender, RoleStore validatorStore) = await AccountAsync("validator").ConfigureAwait(false);
        RollupNode validatorNode = MakeNode(validatorStore);
        _proofs = new ProofFolder(Path.Combine(_options.Folder, "proofs"), _prover, make: true);
        _validator = new Validator(validatorNode, _validatorSender, _proofs, _evidence, new ValidatorOptions(), Step);
        _hasty = new Validator(validatorNode, _validatorSender, _proofs, _evidence, new ValidatorOptions { ProveValid = true }, Step);
        Step($"contracts deployed, game {at.Game}; L2 {ChainId} begins with root {RangeWords.OutputRoot(genesis)}", gas);
    }

    private RollupNode MakeNode(RoleStore store) => Own(new RollupNode(_manifest, L1, _options.NativeGuest, store, _blobs, _kzg));

    private async Task StakeAsync(CancellationToken cancellation)
    {
        BigInteger gas = 0;
        for (int i = 0; i < _sequencers.Length; i++)
        {
            TransactionSender owner = (await AccountAsync($"owner-{i + 1}").ConfigureAwait(false)).Sender;
            _owners.Add(owner);
            await SendAsync(_deployer, $"fund/{i}", _manifest.At.Token, "transfer(address,uint256)", AbiValue.Account(owner.Account),
                AbiValue.Number(_rules.MinStake)).ConfigureAwait(false);
            gas += (await new PoolClient(_manifest, owner).RegisterAsync(_sequencers[i].Sequencer.Key, _rules.MinStake, cancellation).ConfigureAwait(false)).GasUsed;
        }

        var pool = new PoolClient(_manifest, _deployer);
        gas += (await pool.DelegateAsync(1, Delegated, cancellation).ConfigureAwait(false)).GasUsed;
        gas += (await pool.SendAsync("rotate", AbiValue.Call("rotate()"), cancellation).ConfigureAwait(false)).GasUsed;
        ulong set = (await L1.CallAsync(_manifest.At.Pool, AbiValue.Call("set()"), null, cancellation).ConfigureAwait(false)).UInt64(0);
        Expect(set == 1, $"the set in office is {set}, expected 1");
        Step($"{_sequencers.Length} sequencers staked {Tokens(_rules.MinStake)} each, {Tokens(Delegated)} delegated to the first; the set is in office", gas);
    }

    private static BigInteger Delegated => 1_000 * SettlementRules.Unit;

    private async Task QueueMessagesAsync(CancellationToken cancellation)
    {
        _ = cancellation;
        TransactionSender user = (await AccountAsync("l1-user").ConfigureAwait(false)).Sender;
        Address queue = _manifest.At.Queue;
        L1Receipt call = await SendAsync(user, "message/call", queue, "enqueue(address,uint64,bytes)", AbiValue.Account(s_counter),
            AbiValue.Number(100_000), AbiValue.Bytes([])).ConfigureAwait(false);
        L1Receipt sent = await SendAsync(
            user, "message/forced", queue, "enqueue(address,uint64,bytes)", AbiValue.Account(QueuedMessage.Account), AbiValue.Number(100_000),
            AbiValue.Bytes(Transaction(1, 0))).ConfigureAwait(false);
        Step("queued on L1: a call, and a signed transaction that no sequencer can leave out", call.GasUsed + sent.GasUsed);
    }

    // ---- claims ----

    private void SubmitTransactions(int count)
    {
        for (int i = 0; i < count; i++) _proposer.Submit(Transaction(0, _submitted++));
    }

    private async Task<ClaimRecord> ProposeHonestAsync(CancellationToken cancellation)
    {
        SubmitTransactions(4);
        (ClaimRecord Claim, BigInteger Gas) made = await _proposer.StepAsync(cancellation).ConfigureAwait(false)
            ?? throw new DevnetException("the proposer finds nothing to propose");
        ClaimRecord claim = made.Claim;

        // The validator sees L1 alone.
        RollupNode node = _validator.Node;
        await node.SyncAsync(cancellation).ConfigureAwait(false);
        Expect(node.Wrong is null && node.Chain.Tip.Number == claim.EndBlock, $"the validator takes honest claim {claim.Id} for wrong: {node.Wrong?.Wrong}");
        ulong executed = Nonce(_users[0]), forced = Nonce(_users[1]);
        Expect(executed == _submitted && forced == 1, $"claim {claim.Id}: {_submitted} transactions and 1 from L1's queue wait, {executed} and {forced} ran");
        int signers = (int)BigInteger.PopCount(claim.Signers);
        Expect(signers == _sequencers.Length, $"{signers} of {_sequencers.Length} signed claim {claim.Id}");
        Step(
            $"claim {claim.Id}: blocks {claim.StartBlock} to {claim.EndBlock}, {executed} transactions so far, signed by {signers} of {signers}; "
            + "the validator derives the same roots", made.Gas);
        return claim;
    }

    private ulong Nonce(Secp256k1Key user)
    {
        L2Chain chain = _validator.Node.Chain;
        return chain.State.Account(chain.Tip.StateRoot, user.Address)!.Nonce;
    }

    // L1 takes the block of a claim away: roles go back with it, and the proposer sends the same bytes again.
    private async Task ReorganiseAsync(CancellationToken cancellation)
    {
        string before = (await L1.AskAsync("evm_snapshot").ConfigureAwait(false))!.Value.GetString()!;
        RollupNode node = _validator.Node;
        ulong end = node.Chain.Tip.Number;
        ClaimRecord claim = await ProposeHonestAsync(cancellation).ConfigureAwait(false);
        Hash256 sent = node.Follower.Claims[^1].Transaction;
        await L1.AskAsync("evm_revert", before).ConfigureAwait(false);
        await L1.AskAsync("anvil_dropAllTransactions").ConfigureAwait(false);
        await L1.AskAsync("evm_mine").ConfigureAwait(false);
        await node.SyncAsync(cancellation).ConfigureAwait(false);
        Expect(node.Chain.Tip.Number == end && node.Follower.Claims.Count == (int)claim.Id - 1, $"claim {claim.Id} is still there after a reorganisation");

        // Sent again by the step, which waits for its block only where the game does not show it yet: L1 checks blobs first.
        await _proposer.StepAsync(cancellation).ConfigureAwait(false);
        DateTime limit = DateTime.UtcNow + s_patience;
        await node.SyncAsync(cancellation).ConfigureAwait(false);
        while (node.Follower.Claims.Count < (int)claim.Id && DateTime.UtcNow < limit)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), cancellation).ConfigureAwait(false);
            await node.SyncAsync(cancellation).ConfigureAwait(false);
        }

        Expect(node.Follower.Claims.Count == (int)claim.Id, $"claim {claim.Id} was not in a block within {s_patience.TotalSeconds:0} s of a reorganisation");
        FollowedClaim again = node.Follower.Claims[^1];
        Expect(again.Transaction == sent, $"claim {claim.Id} was proposed anew, and not sent again");
        Expect(again.Record.Serial == claim.Serial && again.Record.Root == claim.Root && node.Chain.Tip.Number == claim.EndBlock,
            $"claim {claim.Id} did not come back after a reorganisation");
        Step($"L1 reorganised: claim {claim.Id} was gone, the roles went back with it; the same transaction was sent again, and they follow");
    }

    // What a user does who trusts an L1 block hash and nobody else.
    private async Task AnchorAsync(ulong id, CancellationToken cancellation)
    {
        RollupNode node = _validator.Node;
        FollowedClaim claim = node.Follower.Claims[(int)id - 1];
        ClaimData data = await node.ReadAsync(claim, cancellation).ConfigureAwait(false);
        Hash256 block = node.Follower.Head.Hash();
        L1Anchor anchor = await L1Anchor.FetchAsync(L1, _manifest.At.Game, id, block, _blobs, cancellation).ConfigureAwait(false);
        anchor = L1Anchor.Parse(System.Text.Encoding.UTF8.GetBytes(anchor.ToJson()));
        for (int i = 0; i < data.Posted.Segments.Count; i++)
        {
            RangeProof proof = await _proofs.ProveAsync(node.InputOf(claim, data, i, _validatorSender.Account), cancellation).ConfigureAwait(false)
                ?? throw new DevnetException($"the proof of segment {i} is gone");
            RangeWords words = anchor.Expect(block, _manifest.At.Game, id, i, _validatorSender.Account, _kzg);
            Expect(proof.Seconds == 0 && _prover.Reject(proof.Proof, words) is null, $"the proof of segment {i} is not about what L1's block {block} holds");
        }

        Step($"from L1's block hash alone: claim {id} is what was proven ({anchor.Nodes.Count} nodes of L1's state)");
    }

    private async Task<ClaimRecord?> ProposeWrongAsync(CancellationToken cancellation)
    {
        SubmitTransactions(4);
        await _proposerNode.SyncAsync(cancellation).ConfigureAwait(false);
        GameHead head = await _proposerNode.Game.HeadAsync(cancellation).ConfigureAwait(false);
        Draft draft = await _proposer.DraftAsync(head, cancellation).ConfigureAwait(false) ?? throw new DevnetException("the proposer finds nothing to propose");
        Draft wrong = Forgery.Of(draft, _options.Fault, _kzg);
        try
        {
            await _sequencers[^1].SignAsync(wrong, cancellation).ConfigureAwait(false);
            throw new DevnetException("an honest sequencer signed the wrong claim");
        }
        catch (SignerException)
        {
            // It derived another root.
        }

        int liars = _options.Fault == DevnetFault.Quorum ? _sequencers.Length / 2 : ((2 * _sequencers.Length) + 2) / 3;
        foreach (LocalSigner liar in _sequencers.Take(liars)) liar.Bribed = true;
        (BigInteger signers, byte[] signature) = await _proposer.GatherAsync(wrong, cancellation, enough: false).ConfigureAwait(false);
        foreach (LocalSigner liar in _sequencers.Take(liars)) liar.Bribed = false;
        Expect((int)BigInteger.PopCount(signers) == liars, $"{BigInteger.PopCount(signers)} signed the wrong claim, {liars} were bribed");
        try
        {
            (ClaimRecord claim, BigInteger gas) = await _proposer.PostAsync(wrong, signers, signature, cancellation).ConfigureAwait(false);
            Expect(_options.Fault != DevnetFault.Quorum, "a claim without a quorum was taken");
            Step($"claim {claim.Id}: wrong ({_options.Fault.ToString().ToLowerInvariant()}), signed by {liars} of {_sequencers.Length}; "
                + "the last sequencer derived other roots and did not sign", gas);
            return claim;
        }
        catch (L1RevertException e) when (_options.Fault == DevnetFault.Quorum && e.Is("NoQuorum()"))
        {
            Step($"a wrong claim signed by {liars} of {_sequencers.Length}: refused, no quorum; the last sequencer derived other roots and did not sign");

            // Who signed may sign again for this serial when the game can no longer take what was signed: its L1 head is out of reach.
            await L1.AskAsync("anvil_mine", "0x101").ConfigureAwait(false);
            return null;
        }
    }

    private async Task ProveFaultAsync(ClaimRecord claim, CancellationToken cancellation)
    {
        RollupNode node = _validator.Node;
        await node.SyncAsync(cancellation).ConfigureAwait(false);
        Mismatch wrong = node.Wrong?.Wrong ?? throw new DevnetException($"the validator did not notice that claim {claim.Id} is wrong");
        int expected = _options.Fault switch { DevnetFault.Root => 0, _ => 1 };
        Expect(wrong.Segment == expected, $"segment {wrong.Segment} is wrong, expected {expected}");
        Expect(await _validator.StepAsync(cancellation).ConfigureAwait(false), $"claim {claim.Id} was not proven wrong");
        await node.SyncAsync(cancellation).ConfigureAwait(false);
        FollowedClaim corrected = node.Follower.Claims[^1];
        Expect(corrected.Record.Id == claim.Id && corrected.Record.Root == wrong.Derived, $"claim {claim.Id} was not corrected to {wrong.Derived}");
        Expect(await node.Game.TipRootAsync(cancellation).ConfigureAwait(false) == wrong.Derived, "the chain does not go on from the corrected root");
        Expect(corrected.Record.Fault == claim.Hash(), "the fault does not name the record that was signed");
        PoolFault fault = node.Follower.Faults.Single();
        Expect(fault.Key == claim.Hash() && fault.Signers == claim.Signers && fault.Payout == _validatorSender.Account, "the fault on record is another");
    }

    // ---- the end ----

    private async Task FinishAsync(ulong last, CancellationToken cancellation)
    {
        while (await _validator.StepAsync(cancellation).ConfigureAwait(false))
        {
            // Whatever is due.
        }

        GameHead head = await _validator.Node.Game.HeadAsync(cancellation).ConfigureAwait(false);
        Expect(head.LastFinal == last, $"the last final claim is {head.LastFinal}, expected {last}");
    }

    private async Task CheckBalancesAsync(bool faulted, CancellationToken cancellation)
    {
        int n = _sequencers.Length, liars = faulted ? ((2 * n) + 2) / 3 : 0;
        BigInteger slashed = 0, left = 0;
        for (int i = 0; i < n; i++)
        {
            AbiReader validator = await L1.CallAsync(_manifest.At.Pool, AbiValue.Call("validator(uint32)", AbiValue.Number(i + 1)), null,
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
            ["the pool"] = (_manifest.At.Pool, left),
            ["the vault"] = (_manifest.At.Vault, 0),
            ["the validator"] = (_validatorSender.Account, reward),
            ["burned"] = (s_burn, slashed - reward),
            ["the deployer"] = (_deployer.Account, s_supply - (n * _rules.MinStake) - Delegated),
        };
        BigInteger sum = 0;
        foreach ((string who, (Address account, BigInteger amount)) in expected)
        {
            BigInteger balance = (await L1.CallAsync(_manifest.At.Token, AbiValue.Call("balanceOf(address)", AbiValue.Account(account)), null,
                cancellation).ConfigureAwait(false)).Number(0);
            Expect(balance == amount, $"{who}: {Tokens(balance)}, expected {Tokens(amount)}");
            sum += balance;
        }

        Expect(sum == s_supply, $"all balances together are {Tokens(sum)}, the supply is {Tokens(s_supply)}");
        L2Chain chain = _validator.Node.Chain;
        BigInteger count = chain.State.Slot(chain.State.Account(chain.Tip.StateRoot, s_counter)!.StorageRoot, Hash256.Zero);
        Expect(count == _submitted + 2, $"L2's counter is {count}, {_submitted} transactions and two messages called it");
        Step($"balances add up: {Tokens(slashed)} slashed, {Tokens(reward)} to the validator, "
            + $"{Tokens(slashed - reward)} burned; L2 is at block {chain.Tip.Number}, its counter at {count}");
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

    private SequencerKey SigningKey()
    {
        if (!_options.Bls) return new EcdsaSequencerKey(NewKey());
        Span<byte> secret = stackalloc byte[32];
        RandomNumberGenerator.Fill(secret);
        secret[0] &= 0x3f; // below the order
        return new BlsSequencerKey(secret);
    }

    private static Address At(int number) => new([.. new byte[16], (byte)(number >> 24), (byte)(number >> 16), (byte)(number >> 8), (byte)number]);

    private static string Tokens(BigInteger amount) => SettlementRules.Tokens(amount);
}
