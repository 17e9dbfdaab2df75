using System.Numerics;
using Zkfp.Prover;
using Zkfp.Prover.Jobs;
using Zkfp.Rollup.Encoding;
using Zkfp.Rollup.Preimages;
using Zkfp.Rollup.Types;
using Zkfp.Settlement.Crypto;
using Zkfp.Settlement.L1;
using Zkfp.Settlement.Ledger;

namespace Zkfp.Settlement.Roles;

/// <summary>What a devnet of an oracle client needs.</summary>
public sealed record OracleDevnetOptions
{
    /// <summary>The folder of the contracts, compiled.</summary>
    public required string Contracts { get; init; }

    /// <summary>The client's MIPS build.</summary>
    public required string Client { get; init; }

    /// <summary>Where accounts and proofs are kept; exists.</summary>
    public required string Folder { get; init; }

    /// <summary>The circuits with which proofs for L1 are made, which a contract verifies; null: an attester stands for it.</summary>
    public RecursionSet? Stark { get; init; }
}

/// <summary>
/// A game of a client of the preimage oracle on a local L1, both ways: a ledger whose transfers are posted to L1, a right claim about it, which is challenged and
/// confirmed by a proof of the unchanged client's run, a wrong one, which such a proof refutes, and one that is final without. At the end every token is accounted
/// for.
/// </summary>
public sealed class OracleDevnet : LocalChain
{
    private const ulong ChainId = 434_343;
    private static readonly BigInteger s_supply = 1_000_000 * SettlementRules.Unit;
    private static readonly Address s_inbox = new([.. new byte[17], 0x1e, 0xd6, 0xe2]);
    private static readonly Address s_burn = Address.Parse("0x000000000000000000000000000000000000dead");

    private readonly OracleDevnetOptions _options;
    private readonly OracleRules _rules = new();
    private readonly MachinePrecompiles _precompiles = new();
    private readonly Dictionary<Hash256, LedgerState> _states = [];
    private readonly Secp256k1Key _alice = NewKey(), _bob = NewKey();

    private LedgerClient _client = null!;
    private IRunEvidence _evidence = null!;
    private OracleDeployment _at = null!;
    private OracleGameContract _game = null!;
    private ProgramVersion _version = null!;
    private TransactionSender _deployer = null!, _poster = null!, _proposer = null!, _challenger = null!, _prover = null!, _thief = null!;

    /// <summary>Prepares; nothing is started.</summary>
    /// <param name="options">What it needs.</param>
    /// <param name="report">Told of each step, after it.</param>
    public OracleDevnet(OracleDevnetOptions options, Action<DevnetStep> report)
        : base(options?.Folder!, report)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        _alice.Dispose();
        _bob.Dispose();
    }

    /// <inheritdoc/>
    public override async Task RunAsync(CancellationToken cancellation = default)
    {
        await PrepareAsync(cancellation).ConfigureAwait(false);
        LedgerState genesis = await DeployAsync(cancellation).ConfigureAwait(false);
        await PostAsync("first", [
            .. new LedgerTransfer(_bob.Address, 250, 0).Sign(_alice, ChainId),
            .. new LedgerTransfer(_alice.Address, 9_999, 0).Sign(_bob, ChainId), // more than he has
            .. new LedgerTransfer(_proposer.Account, 50, 0).Sign(_bob, ChainId), // an account that is new
            .. "no transfer"u8]).ConfigureAwait(false);

        // A right claim, challenged, and confirmed.
        (ulong right, LedgerState first) = await ProposeAsync(0, genesis, null, cancellation).ConfigureAwait(false);
        await CallAsync(_challenger, $"challenge/{right}", _at.Game, OracleGameContract.Of("challenge", right)).ConfigureAwait(false);
        Step($"claim {right} challenged: {Tokens(_rules.Price)} for who proves it right");
        (ClientRun Run, byte[] Proof) confirmed = await ProveAsync(right, OracleStatus.Confirmed, cancellation).ConfigureAwait(false);
        await PassAsync(_rules.Delay + 1, "the delay of a proof").ConfigureAwait(false);
        await ResolveAsync(right, cancellation).ConfigureAwait(false);

        // A wrong one on top of it: as if a transfer had been larger. And what the proof of the first claim says of it.
        await PostAsync("second", new LedgerTransfer(_alice.Address, 1, 1).Sign(_bob, ChainId)).ConfigureAwait(false);
        (ulong wrong, _) = await ProposeAsync(right, first, Forged, cancellation).ConfigureAwait(false);
        await CommitAsync(_prover, wrong, confirmed.Proof).ConfigureAwait(false);
        await PassAsync(_rules.Age, "the age of a commitment").ConfigureAwait(false);
        await RefusedAsync("the proof of another claim", false, _prover, wrong, confirmed.Run, confirmed.Proof).ConfigureAwait(false);
        await ProveAsync(wrong, OracleStatus.Refuted, cancellation).ConfigureAwait(false);

        // A right one in its place, final without a proof.
        (ulong last, LedgerState end) = await ProposeAsync(right, first, null, cancellation).ConfigureAwait(false);
        await PassAsync(_rules.Window + 1, "the window, and with it the escrow").ConfigureAwait(false);
        await ResolveAsync(last, cancellation).ConfigureAwait(false);
        L1Receipt split = await SendAsync(_deployer, "split", _at.Vault, "settle(bytes32)", AbiValue.Number(wrong)).ConfigureAwait(false);
        Step($"the bond of claim {wrong} is split", split.GasUsed);
        await CheckBalancesAsync(end, cancellation).ConfigureAwait(false);
    }

    private async Task PrepareAsync(CancellationToken cancellation)
    {
        await StartAsync(_options.Contracts, cancellation).ConfigureAwait(false);
        _client = await Task.Run(() => new LedgerClient(_options.Client, _options.Stark), cancellation).ConfigureAwait(false);
        string proofs = Directory.CreateDirectory(Path.Combine(_options.Folder, "proofs")).FullName;
        _evidence = _options.Stark is { } set ? new StarkEvidence(_client.Program, set, proofs) : new Attester(OwnKey(), _client.Program, L1ChainId);
        _version = new ProgramVersion(_client.Program.ProgramId, Hash256.Zero, _evidence.Selector);
        Step($"client of the preimage oracle, program {_version.ProgramId}; proofs are judged by {(_options.Stark is null ? "an attester" : "a contract")}");
    }

    private async Task<LedgerState> DeployAsync(CancellationToken cancellation)
    {
        _deployer = (await AccountAsync("deployer").ConfigureAwait(false)).Sender;
        _poster = (await AccountAsync("poster").ConfigureAwait(false)).Sender;
        _proposer = (await AccountAsync("proposer").ConfigureAwait(false)).Sender;
        _challenger = (await AccountAsync("challenger").ConfigureAwait(false)).Sender;
        _prover = (await AccountAsync("prover").ConfigureAwait(false)).Sender;
        _thief = (await AccountAsync("thief").ConfigureAwait(false)).Sender;
        LedgerAccount[] accounts = [new(_alice.Address, 0, 1_000), new(_bob.Address, 0, 10)];
        LedgerState genesis = null!;
        BigInteger gas = 0;
        _at = await OracleDeployment.DeployAsync(
            L1, _deployer, new ContractArtifacts(Path.Combine(_options.Contracts, "out")), _rules, _version, ChainId, Begin,
            (_evidence as Attester)?.Account, s_supply, (_, receipt) => gas += receipt.GasUsed, cancellation).ConfigureAwait(false);
        _game = new OracleGameContract(L1, _at.Game);
        foreach ((TransactionSender who, Address spender, BigInteger amount) in new[] { (_proposer, _at.Vault, 3 * _rules.Bond), (_challenger, _at.Game, _rules.Price) })
        {
            await SendAsync(_deployer, $"fund/{who.Account}", _at.Token, "transfer(address,uint256)", AbiValue.Account(who.Account), AbiValue.Number(amount)).ConfigureAwait(false);
            await SendAsync(who, "approve", _at.Token, "approve(address,uint256)", AbiValue.Account(spender), AbiValue.Number(amount)).ConfigureAwait(false);
        }

        Step($"contracts deployed, game {_at.Game}; the ledger {ChainId} begins behind L1's block {genesis.L1Number} with root {genesis.Root()}", gas);
        return genesis;

        (Hash256 Root, ulong Block) Begin(BlockHeader l1)
        {
            genesis = new LedgerState
            {
                ChainId = ChainId,
                Block = 0,
                L1Number = l1.Number,
                L1Hash = l1.Hash(),
                Inbox = s_inbox,
                Accounts = [.. accounts.OrderBy(static account => account.Address)],
            };
            _states[genesis.Root()] = genesis;
            return (genesis.Root(), genesis.Block);
        }
    }

    private async Task PostAsync(string name, byte[] batch)
    {
        L1Receipt receipt = await _poster.SendAsync($"batch/{name}", s_inbox, batch).ConfigureAwait(false);
        Step($"a batch of {batch.Length} bytes posted, in L1's block {receipt.Block}", receipt.GasUsed);
    }

    // As if the first account had one more: a state that somebody would like to be agreed.
    private static LedgerState Forged(LedgerState state) =>
        state with { Accounts = [state.Accounts[0] with { Balance = state.Accounts[0].Balance + 1 }, .. state.Accounts.Skip(1)] };

    private async Task<(ulong Id, LedgerState State)> ProposeAsync(
        ulong parent, LedgerState from, Func<LedgerState, LedgerState>? forge, CancellationToken cancellation)
    {
        BlockHeader head = await L1.LatestAsync(cancellation).ConfigureAwait(false);
        LedgerState state = (await BlocksAsync(head, from.L1Number, cancellation).ConfigureAwait(false)).Where(block => block.Header.Number > from.L1Number)
            .OrderBy(static block => block.Header.Number).Aggregate(from, (s, block) => s.After(block, _precompiles));
        state = forge?.Invoke(state) ?? state;
        _states[state.Root()] = state;
        byte[] call = OracleGameContract.Propose(parent, state.Root(), state.Block, head.Number, head.Hash(), _version);
        L1Receipt receipt = await _proposer.SendAsync($"propose/{parent}/{state.Root()}", _at.Game, call, null, cancellation).ConfigureAwait(false);
        ulong id = new AbiReader(receipt.Logs.First(log => log.Address == _at.Game).Topics[1].ToArray()).UInt64(0);
        OracleClaim claim = await _game.ClaimAsync(id, cancellation).ConfigureAwait(false);
        Expect(claim.Status == OracleStatus.Open && claim.Root == state.Root() && claim.L1Head == head.Hash() && claim.EndBlock == state.Block, $"claim {id} is another");
        Step($"claim {id} on {parent}: block {state.Block}, root {state.Root()}, as seen from L1's block {head.Number}{(forge is null ? "" : " (it is wrong)")}", receipt.GasUsed);
        return (id, state);
    }

    // L1's blocks from one on, by their hashes back from a head.
    private async Task<List<Block>> BlocksAsync(BlockHeader head, ulong first, CancellationToken cancellation)
    {
        var blocks = new List<Block>();
        Hash256 hash = head.Hash();
        for (ulong number = head.Number; ; number--)
        {
            Block block = Block.Decode(await L1.Node.RawBlockAsync(number, cancellation).ConfigureAwait(false));
            Expect(block.Header.Hash() == hash, $"L1's block {number} is not the one that {hash} names");
            blocks.Add(block);
            if (number == first) return blocks;
            hash = block.Header.ParentHash;
        }
    }

    // The host of a run about a claim, which knows what the game holds and what L1 holds, and nothing else.
    private async Task<LedgerOracle> OracleAsync(OracleClaim claim, CancellationToken cancellation)
    {
        LedgerState agreed = _states[(await _game.ClaimAsync(claim.Parent, cancellation).ConfigureAwait(false)).Root];
        BlockHeader head = await L1.Node.HeaderAsync(claim.L1Head, cancellation).ConfigureAwait(false);
        var question = new OracleQuestion(claim.L1Head, agreed.Root(), claim.Root, claim.EndBlock, ChainId);
        return new LedgerOracle(question, await BlocksAsync(head, agreed.L1Number, cancellation).ConfigureAwait(false), agreed, _precompiles);
    }

    private async Task<(ClientRun Run, byte[] Proof)> ProveAsync(ulong id, OracleStatus expected, CancellationToken cancellation)
    {
        OracleClaim claim = await _game.ClaimAsync(id, cancellation).ConfigureAwait(false);
        LedgerOracle oracle = await OracleAsync(claim, cancellation).ConfigureAwait(false);
        ClientRun said = _client.Execute(oracle, cancellation);
        uint outcome = expected == OracleStatus.Confirmed ? ClientRun.Confirms : ClientRun.Refutes;
        Expect(said.Outcome == outcome, $"the client ends with outcome {said.Outcome} about claim {id}, expected {outcome}");
        (ClientRun run, ProvenRun proven, ProveStatistics statistics) =
            await Task.Run(() => _client.Prove(oracle, cancellation), cancellation).ConfigureAwait(false);
        Expect(run.Digest == said.Digest, "two runs of the client said different things");
        string last = System.Text.Encoding.ASCII.GetString(run.Output).TrimEnd().Split('\n')[^1];
        Step($"the client's run about claim {id} proven: {statistics.Cycles:N0} cycles, {run.Reads.Count} reads that no hash checks, exit {run.Outcome >> 8} ({last})");
        byte[] proof = await _evidence.MakeAsync(_at.Verifier, [proven], cancellation).ConfigureAwait(false);
        Step($"evidence for L1: {proof.Length:N0} bytes");

        Step("its payout committed to", (await CommitAsync(_prover, id, proof).ConfigureAwait(false)).GasUsed);
        await PassAsync(_rules.Age, "the age of a commitment").ConfigureAwait(false);

        // From here on everybody has seen it who looks at transactions that wait for a block.
        await CommitAsync(_thief, id, proof).ConfigureAwait(false);
        await RefusedAsync("a copied proof", true, _thief, id, run, proof).ConfigureAwait(false);
        await RefusedAsync("the other verdict", false, _prover, id, run with { Outcome = ClientRun.Refutes - run.Outcome }, proof).ConfigureAwait(false);
        await RefusedAsync("other output", false, _prover, id, run with { Output = [.. run.Output, 0] }, proof).ConfigureAwait(false);
        await RefusedAsync("a read less", false, _prover, id, run with { Reads = [.. run.Reads.SkipLast(1)] }, proof).ConfigureAwait(false);
        L1Receipt receipt = await _prover.SendAsync($"prove/{id}", _at.Game, OracleGameContract.Prove(id, run, _prover.Account, proof), null, cancellation).ConfigureAwait(false);
        OracleClaim judged = await _game.ClaimAsync(id, cancellation).ConfigureAwait(false);
        Expect(judged.Status == expected && judged.Payout == _prover.Account, $"claim {id} is {judged.Status} for {judged.Payout}");
        Step($"claim {id} {expected.ToString().ToLowerInvariant()} by the proof", receipt.GasUsed);
        return (run, proof);
    }

    // Early: the game refuses, for the commitment is too young. Else it is old enough, and the verifier refuses.
    private async Task RefusedAsync(string what, bool early, TransactionSender who, ulong id, ClientRun run, byte[] proof)
    {
        try
        {
            await L1.CallAsync(_at.Game, OracleGameContract.Prove(id, run, who.Account, proof), who.Account).ConfigureAwait(false);
        }
        catch (L1RevertException e)
        {
            Expect(e.Is("TooEarly()") == early && !e.Is("NotCommitted()"), $"{what} is refused for another reason: {e.Message}");
            Step($"refused: {what}");
            return;
        }

        throw new DevnetException($"{what} was taken for a proof about claim {id}");
    }

    private Task<L1Receipt> CommitAsync(TransactionSender who, ulong id, byte[] proof) =>
        CallAsync(who, $"commit/{id}/{Keccak256.Hash(proof)}", _at.Game, _game.Commit(L1ChainId, id, who.Account, proof));

    private async Task ResolveAsync(ulong id, CancellationToken cancellation)
    {
        L1Receipt receipt = await CallAsync(_deployer, $"resolve/{id}", _at.Game, OracleGameContract.Of("resolve", id)).ConfigureAwait(false);
        Expect(await _game.AnchorAsync(cancellation).ConfigureAwait(false) == id, $"the last final claim is not {id}");
        Step($"claim {id} final", receipt.GasUsed);
    }

    private async Task CheckBalancesAsync(LedgerState end, CancellationToken cancellation)
    {
        BigInteger gas = 0;
        foreach (TransactionSender who in new[] { _proposer, _prover })
            gas += (await SendAsync(who, "withdraw", _at.Vault, "withdraw()").ConfigureAwait(false)).GasUsed;
        Step("proposer and prover have withdrawn", gas);
        BigInteger half = _rules.Bond / 2, sum = 0;
        var expected = new Dictionary<string, (Address Who, BigInteger Amount)>
        {
            ["the proposer"] = (_proposer.Account, 2 * _rules.Bond),
            ["the challenger"] = (_challenger.Account, 0),
            ["the prover"] = (_prover.Account, _rules.Price + half),
            ["the thief"] = (_thief.Account, 0),
            ["burned"] = (s_burn, _rules.Bond - half),
            ["the vault"] = (_at.Vault, 0),
            ["the game"] = (_at.Game, 0),
            ["the deployer"] = (_deployer.Account, s_supply - (3 * _rules.Bond) - _rules.Price),
        };
        foreach ((string name, (Address account, BigInteger amount)) in expected)
        {
            BigInteger balance = (await L1.CallAsync(_at.Token, AbiValue.Call("balanceOf(address)", AbiValue.Account(account)), null, cancellation)
                .ConfigureAwait(false)).Number(0);
            Expect(balance == amount, $"{name}: {Tokens(balance)}, expected {Tokens(amount)}");
            sum += balance;
        }

        Expect(sum == s_supply, $"all balances together are {Tokens(sum)}, the supply is {Tokens(s_supply)}");
        var ledger = end.Accounts.ToDictionary(static account => account.Address, static account => account.Balance);
        Expect(ledger[_alice.Address] == 751 && ledger[_bob.Address] == 209 && ledger[_proposer.Account] == 50 && ledger.Count == 3, "the ledger has other balances");
        OracleClaim final = await _game.ClaimAsync(await _game.AnchorAsync(cancellation).ConfigureAwait(false), cancellation).ConfigureAwait(false);
        Expect(final.Root == end.Root() && final.EndBlock == end.Block, "the final root is not the ledger's");
        Step($"balances add up: {Tokens(_rules.Price + half)} to the prover, {Tokens(_rules.Bond - half)} burned; the ledger is final at block {end.Block}");
    }

    private static Task<L1Receipt> CallAsync(TransactionSender sender, string purpose, Address to, byte[] data) => sender.SendAsync(purpose, to, data);

    private static string Tokens(BigInteger amount) => SettlementRules.Tokens(amount);
}
