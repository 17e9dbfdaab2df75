using System.CommandLine;
using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Zkfp.Cli.CommandLine;
using Zkfp.Cli.Infrastructure;
using Zkfp.MipsVm.Loading;
using Zkfp.Prover.Runs;
using Zkfp.Rollup.Derivation;
using Zkfp.Rollup.Encoding;
using Zkfp.Rollup.Guest;
using Zkfp.Rollup.Rpc;
using Zkfp.Rollup.Trie;
using Zkfp.Rollup.Types;
using Zkfp.Settlement.Crypto;
using Zkfp.Settlement.L1;
using Zkfp.Settlement.Roles;

namespace Zkfp.Cli.Commands;

/// <summary>`zkfp l1 …` and `zkfp pool …`: the contracts, and stake.</summary>
internal static class L1Commands
{
    private const string DeployHelp = """
        Deploys the contracts and writes what roles need to know of the rollup. Final proofs for L1 are verified by a contract; with --attester a contract believes an
        attester's signature instead, on local chains (31337) alone. A call that was cut short is completed by the same call with the same --store.

        --genesis, of which only chainId and alloc are required:
          {"chainId": 424242, "gasLimit": 30000000, "messageGas": 10000000,
           "drift": 3600, "beneficiary": "0x…", "bridge": "0x…",
           "alloc": {"0x…": {"balance": "0x…", "nonce": "0x1", "code": "0x…",
                             "storage": {"0x…": "0x…"}}}}

        Example:
          zkfp l1 deploy --rpc http://127.0.0.1:8545 --key deployer.key \
              --store deployer.db --genesis genesis.json -o rollup.json
        """;

    private const string PoolHelp = """
        Amounts are whole tokens or have up to 18 decimals. A call that was made is not made again by the same command with the same --store; --again NAME makes it
        another one.
        """;

    /// <summary>`zkfp l1`.</summary>
    public static Command CreateL1(CommonOptions common) => new CliCommand("l1", "The contracts on L1: deploy, look, freeze.")
    {
        Deploy(common),
        Status(common),
        Freeze(common),
    };

    /// <summary>`zkfp pool`.</summary>
    public static Command CreatePool(CommonOptions common)
    {
        var id = new Argument<ulong>("ID") { Description = "The sequencer's id." };
        var amount = new Argument<string>("AMOUNT") { Description = "Tokens." };
        var shares = new Argument<string>("SHARES") { Description = "Shares of the delegated stake, whole." };
        var key = new SecretOption("--signing-key", "ZKFP_SIGNING_KEY", "the signing key");
        CliCommand register = Call(common, "register", "Register a sequencer's key with stake.", [amount], [key.File], async (session, pool, _, manifest) =>
        {
            using SequencerKey signing = key.ReadSequencer(session, manifest.Bls);
            return await pool.RegisterAsync(signing, Tokens(session.Get(amount)), session.Cancellation).ConfigureAwait(false);
        });
        return new CliCommand("pool", "Stake at the sequencer pool.", PoolHelp)
        {
            register,
            Call(common, "stake", "Add own stake.", [id, amount], [], (session, pool, _, _) =>
                pool.StakeAsync(session.Get(id), Tokens(session.Get(amount)), session.Cancellation)),
            Call(common, "delegate", "Put stake behind a sequencer.", [id, amount], [], (session, pool, _, _) =>
                pool.DelegateAsync(session.Get(id), Tokens(session.Get(amount)), session.Cancellation)),
            Call(common, "undelegate", "Tell delegated stake to leave.", [id, shares], [], (session, pool, _, _) => pool.SendAsync(
                $"undelegate/{session.Get(id)}/{session.Get(shares)}",
                AbiValue.Call("undelegate(uint32,uint128)", AbiValue.Number(session.Get(id)), AbiValue.Number(Whole(session.Get(shares)))), session.Cancellation)),
            Simple("collect", "Take delegated stake that has left."),
            Simple("exit", "Leave, from the next set on."),
            Simple("withdraw", "Take own stake that has left."),
            Call(common, "rotate", "Put the next set in office.", [], [], (session, pool, _, _) =>
                pool.SendAsync("rotate", AbiValue.Call("rotate()"), session.Cancellation)),
        };

        CliCommand Simple(string name, string what) => Call(common, name, what, [id], [], (session, pool, _, _) => pool.SendAsync(
            $"{name}/{session.Get(id)}", AbiValue.Call($"{name}(uint32)", AbiValue.Number(session.Get(id))), session.Cancellation));
    }

    private static CliCommand Call(
        CommonOptions common, string name, string what, Argument[] arguments, Option[] more,
        Func<Session, PoolClient, TransactionSender, RollupManifest, Task<L1Receipt>> call)
    {
        var command = new CliCommand(name, what);
        var account = new AccountOptions(command);
        Option<string> rollup = RollupOption();
        var again = new Option<string>("--again") { Description = "Distinguishes this call from the same one before.", HelpName = "NAME", DefaultValueFactory = static _ => "" };
        foreach (Argument argument in arguments) command.Add(argument);
        foreach (Option option in more.Concat([rollup, again])) command.Add(option);
        command.OnRun(common, session => account.Run(session, session.Get(rollup), async (l1, sender, manifest) =>
        {
            L1Receipt receipt = await call(session, new PoolClient(manifest!, sender, session.Get(again)!), sender, manifest!).ConfigureAwait(false);
            session.Line($"{name}: block {receipt.Block}  [{receipt.GasUsed.ToString("N0", CultureInfo.InvariantCulture)} gas]");
            session.Json.Add("block", (long)receipt.Block).Add("gas", (long)receipt.GasUsed);
        }));
        return command;
    }

    private static CliCommand Deploy(CommonOptions common)
    {
        var command = new CliCommand("deploy", "Deploy the contracts.", DeployHelp);
        var account = new AccountOptions(command);
        var genesis = new Option<string>("--genesis") { Description = "L2's genesis (JSON).", HelpName = "FILE", Required = true };
        var attester = new Option<string?>("--attester") { Description = "Deploy the stand-in verifier, which believes this account.", HelpName = "ADDRESS" };
        var output = new Option<string>("--out", "-o") { Description = "Where the rollup's description goes.", HelpName = "FILE", Required = true };
        var quorum = new Option<string>("--quorum")
        {
            Description = "How sequencers sign: ecdsa or bls.",
            HelpName = "KIND",
            DefaultValueFactory = static _ => "ecdsa",
        };
        quorum.OneOf("ecdsa", "bls");
        foreach (Option option in new Option[] { genesis, attester, output, quorum }) command.Add(option);
        command.OnRun(common, session => account.Run(session, null, async (l1, sender, _) =>
        {
            CancellationToken cancellation = session.Cancellation;
            using AtomicFile file = Files.Create(session.Get(output)!, "rollup");
            (RollupConfig Config, WorldState State) l2 = ReadGenesis(session, session.Get(genesis)!, default);
            Address? believed = session.Get(attester) is { } name ? RoleOptions.Account(name, "--attester") : null;
            string contracts = DevnetCommand.FindContracts();
            DevnetCommand.Compile(contracts, cancellation);
            var artifacts = new ContractArtifacts(Path.Combine(contracts, "out"));
            ulong chainId = await l1.ChainIdAsync(cancellation).ConfigureAwait(false);
            if (chainId != 31337 && believed is not null)
                throw new CliException(ExitCode.Usage, $"the node is of chain {chainId}: the attester's verifier is for local chains (31337) alone");
            bool bls = session.Get(quorum) == "bls";
            var prover = new RangeProver(GuestFiles.FindMips(Endianness.Big));
            L1Receipt first = await Deployment.DeployQueueReceiptAsync(sender, artifacts, cancellation).ConfigureAwait(false);
            RollupConfig config = l2.Config with { Queue = first.Created!.Value };

            // The genesis has the time of the queue's block, whenever the call is completed.
            BlockHeader block = await l1.Node.HeaderAsync(first.Block, cancellation).ConfigureAwait(false);
            BlockHeader header = RollupManifest.MakeGenesis(l2.State, config.GasLimit, block.Timestamp);
            var version = new ProgramVersion(prover.ProgramId, config.Hash(), believed is null ? Deployment.StarkSelector : Deployment.DevSelector);
            var rules = new SettlementRules();
            BigInteger gas = first.GasUsed;
            Deployment at = await Deployment.DeployAsync(
                l1, sender, artifacts, rules, bls ? "BlsPool" : "EcdsaPool", first.Created.Value, version, config.Chain.ChainId,
                RangeWords.OutputRoot(header), believed, 1_000_000_000 * SettlementRules.Unit, (_, receipt) => gas += receipt.GasUsed, cancellation)
                .ConfigureAwait(false);
            var manifest = new RollupManifest
            {
                L1ChainId = chainId,
                DeployedAt = first.Block,
                At = at,
                Bls = bls,
                Config = config,
                Version = version,
                SegmentBlocks = rules.SegmentBlocks,
                State = l2.State,
                Genesis = header,
            };
            Files.Commit(file, session.Get(output)!, System.Text.Encoding.UTF8.GetBytes(manifest.ToJson()), "rollup");
            session.Line($"game {at.Game}, pool {at.Pool}, token {at.Token}  [{gas.ToString("N0", CultureInfo.InvariantCulture)} gas]");
            session.Json.Add("game", $"{at.Game}").Add("pool", $"{at.Pool}").Add("token", $"{at.Token}").Add("gas", (long)gas);
        }));
        return command;
    }

    private static CliCommand Status(CommonOptions common)
    {
        var command = new CliCommand("status", "What L1 holds of a rollup.");
        Option<string> rpc = RpcOption(), rollup = RollupOption();
        command.Add(rpc);
        command.Add(rollup);
        command.OnRun(common, session => RoleOptions.Guarded(() =>
        {
            session.CheckFiles([session.Get(rollup)], []);
            RollupManifest manifest = RoleOptions.ReadManifest(session, session.Get(rollup)!);
            using JsonRpcClient client = RoleOptions.Client(session.Get(rpc)!, "--rpc", TimeSpan.FromSeconds(60), 4);
            var l1 = new L1Client(client);
            var follower = new GameFollower(l1, manifest.At, manifest.DeployedAt);
            var game = new GameContract(l1, manifest.At.Game, manifest.Domain);
            CancellationToken cancellation = session.Cancellation;
            follower.RefreshAsync(cancellation).GetAwaiter().GetResult();
            GameHead head = game.HeadAsync(cancellation).GetAwaiter().GetResult();
            bool usable = !l1.CallAsync(
                manifest.At.Router, AbiValue.Call("usable(bytes4)", AbiValue.Fixed(System.Text.Encoding.ASCII.GetBytes(manifest.Version.Selector))), null,
                cancellation).GetAwaiter().GetResult().Number(0).IsZero;
            session.Line($"L1 block       {follower.Head.Number} {follower.Head.Hash()}");
            session.Line($"game           {manifest.At.Game}{(head.Paused ? ", paused" : "")}");
            session.Line($"verifier       {manifest.Version.Selector}, {(usable ? "usable" : "frozen")}");
            session.Line($"next serial    {head.Serial}");
            foreach (FollowedClaim claim in follower.Claims)
            {
                ClaimRecord record = claim.Record;
                string state = record.Id <= follower.LastFinal ? "final" : record.Status.ToString().ToLowerInvariant();
                session.Line($"claim {record.Id,-8} blocks {record.StartBlock} to {record.EndBlock}, {state}, root {record.Root}");
            }

            session.Json.Add("l1Block", (long)follower.Head.Number).Add("paused", head.Paused).Add("verifierUsable", usable).Add("serial", (long)head.Serial)
                .Add("claims", follower.Claims.Count).Add("lastFinal", (long)follower.LastFinal).Add("endBlock", (long)head.End);
            return ExitCode.Ok;
        }));
        return command;
    }

    private static CliCommand Freeze(CommonOptions common)
    {
        var command = new CliCommand("freeze", "Stop the verifier, at once and for ever. For guardians.");
        var account = new AccountOptions(command);
        Option<string> rollup = RollupOption();
        command.Add(rollup);
        command.OnRun(common, session => account.Run(session, session.Get(rollup), async (_, sender, manifest) =>
        {
            byte[] call = AbiValue.Call("freeze(bytes4)", AbiValue.Fixed(System.Text.Encoding.ASCII.GetBytes(manifest!.Version.Selector)));
            L1Receipt receipt = await sender.SendAsync($"freeze/{manifest.Version.Selector}", manifest.At.Router, call, null, session.Cancellation).ConfigureAwait(false);
            session.Line($"verifier {manifest.Version.Selector} frozen in block {receipt.Block}");
            session.Json.Add("block", (long)receipt.Block);
        }));
        return command;
    }

    private static (RollupConfig Config, WorldState State) ReadGenesis(Session session, string path, Address queue)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(Files.Read(path, "genesis", session.Cancellation));
            JsonElement root = json.RootElement;
            var accounts = new Dictionary<Address, AccountState>();
            foreach (JsonProperty account in root.GetProperty("alloc").EnumerateObject())
            {
                accounts[Address.Parse(account.Name)] = new AccountState
                {
                    Nonce = Text(account.Value, "nonce") is { } nonce ? Hex.ParseUInt64(nonce) : 0,
                    Balance = Text(account.Value, "balance") is { } balance ? Hex.ParseNumber(balance) : 0,
                    Code = Text(account.Value, "code") is { } code ? Hex.Parse(code) : [],
                    Storage = account.Value.TryGetProperty("storage", out JsonElement storage)
                        ? storage.EnumerateObject().ToDictionary(static slot => Hash256.Parse(slot.Name), static slot => Hex.ParseNumber(slot.Value.GetString()!))
                        : [],
                };
            }

            RollupConfig config = RollupManifest.MakeConfig(
                root.GetProperty("chainId").GetUInt64(), Number("gasLimit", 30_000_000), Number("messageGas", 10_000_000), Number("drift", 3600),
                Account("beneficiary"), queue, Account("bridge"));
            return (config, new WorldState(accounts));

            ulong Number(string name, ulong otherwise) => root.TryGetProperty(name, out JsonElement value) ? value.GetUInt64() : otherwise;

            Address Account(string name) => Text(root, name) is { } text ? Address.Parse(text) : default;
        }
        catch (Exception e) when (e is JsonException or FormatException or KeyNotFoundException or InvalidOperationException or ArgumentException)
        {
            throw new CliException(ExitCode.BadInput, $"'{path}' is no genesis: {e.Message}");
        }

        static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;
    }

    private static BigInteger Tokens(string text) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal amount) && amount <= 1_000_000_000 && amount.Scale <= 18
            ? new BigInteger(decimal.Truncate(amount)) * SettlementRules.Unit + new BigInteger((amount - decimal.Truncate(amount)) * 1_000_000_000_000_000_000m)
            : throw new CliException(ExitCode.Usage, $"AMOUNT: expected tokens with at most 18 decimals, got '{text}'");

    private static BigInteger Whole(string text) => BigInteger.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out BigInteger number)
        ? number
        : throw new CliException(ExitCode.Usage, $"SHARES: expected a whole number, got '{text}'");

    private static Option<string> RpcOption() => new("--rpc") { Description = "L1's node.", HelpName = "URL", Required = true };

    private static Option<string> RollupOption() => new("--rollup") { Description = "The rollup, as 'zkfp l1 deploy' wrote it.", HelpName = "FILE", Required = true };

    /// <summary>Options of commands that send an account's transactions.</summary>
    private sealed class AccountOptions
    {
        private readonly Option<string> _rpc = RpcOption();
        private readonly SecretOption _key = new("--key", "ZKFP_KEY", "the account's key");
        private readonly Option<string> _store = new("--store") { Description = "What was sent (SQLite); made if need be.", HelpName = "FILE", Required = true };

        public AccountOptions(Command command)
        {
            foreach (Option option in new Option[] { _rpc, _key.File, _store }) command.Add(option);
        }

        public int Run(Session session, string? rollup, Func<L1Client, TransactionSender, RollupManifest?, Task> run) => RoleOptions.Guarded(() =>
        {
            session.CheckFiles([rollup, session.Get(_key.File)], [session.Get(_store)]);
            RollupManifest? manifest = rollup is null ? null : RoleOptions.ReadManifest(session, rollup);
            using Secp256k1Key key = _key.ReadAccount(session);
            using JsonRpcClient client = RoleOptions.Client(session.Get(_rpc)!, "--rpc", TimeSpan.FromSeconds(60), 4);
            using var store = new RoleStore(session.Get(_store)!);
            var l1 = new L1Client(client);
            ulong chainId = l1.ChainIdAsync(session.Cancellation).GetAwaiter().GetResult();
            if (manifest is not null && manifest.L1ChainId != chainId)
                throw new CliException(ExitCode.Invalid, $"the node is of chain {chainId}, the rollup of chain {manifest.L1ChainId}");
            var sender = new TransactionSender(l1, store, key, chainId);
            sender.ResumeAsync(cancellation: session.Cancellation).GetAwaiter().GetResult();
            run(l1, sender, manifest).GetAwaiter().GetResult();
            return ExitCode.Ok;
        });
    }
}
