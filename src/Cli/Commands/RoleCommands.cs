using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Zkfp.Cli.CommandLine;
using Zkfp.Cli.Infrastructure;
using Zkfp.MipsVm.Loading;
using Zkfp.Prover.Jobs;
using Zkfp.Rollup.Encoding;
using Zkfp.Rollup.Guest;
using Zkfp.Rollup.Rpc;
using Zkfp.Settlement.Crypto;
using Zkfp.Settlement.L1;
using Zkfp.Settlement.Roles;

namespace Zkfp.Cli.Commands;

/// <summary>`zkfp sequencer`, `proposer`, `validator`, `prover`: the roles, against any L1.</summary>
internal static class RoleCommands
{
    private const string Common = """
        It runs until it is told to stop (Ctrl-C, SIGTERM), and may be killed at any time: what it must not do twice is in its store before it does it, and a restart
        goes on where L1 is. --once does what is due and ends.
        """;

    private const string SequencerHelp = $"""
        Follows L1, derives L2 from it, and signs the claims of the proposers it knows: those alone whose roots it derives itself, and of each serial one.

        {Common}

        Example:
          zkfp sequencer --rpc http://127.0.0.1:8545 --rollup rollup.json \
              --store sequencer.db --signing-key signing.key \
              --listen 127.0.0.1:8601 --proposer 0x12ab...
        """;

    private const string ProposerHelp = $"""
        Takes transactions of L2 (eth_sendRawTransaction at --listen), makes claims of them, has them signed by two thirds of the stake, and posts them.

        {Common}

        Example:
          zkfp proposer --rpc http://127.0.0.1:8545 --rollup rollup.json \
              --store proposer.db --key proposer.key --listen 127.0.0.1:8600 \
              --signer http://127.0.0.1:8601 --signer http://127.0.0.1:8602
        """;

    private const string ValidatorHelp = $"""
        Derives every claim on L1 itself. With --auto-prove it proves wrong ones; without, it waits for proofs in the folder --proofs (zkfp prover makes them).
        Makes claims final that are due, settles faults, and withdraws what it is owed.

        Where the rollup's verifier is the contract, a final proof for L1 is made of the runs' proofs, here. Where it is the attester, on local chains alone, his key
        signs what a proof, verified here, states.

        {Common}

        Example:
          zkfp validator --rpc http://127.0.0.1:8545 --rollup rollup.json \
              --store validator.db --key validator.key --proofs proofs --auto-prove
        """;

    private const string ProverHelp = $"""
        Follows L1 and proves wrong claims into a folder, for the account that shall be paid: its name is in the proof, so nobody else can use it. Proofs are found
        again by what they are about.

        {Common}

        Example:
          zkfp prover --rpc http://127.0.0.1:8545 --rollup rollup.json \
              --store prover.db --payout 0x12ab... --proofs proofs
        """;

    public static CliCommand Sequencer(CommonOptions common)
    {
        var command = new CliCommand("sequencer", "Sign claims that one derives oneself.", SequencerHelp);
        var options = new RoleOptions(command);
        var key = new SecretOption("--signing-key", "ZKFP_SIGNING_KEY", "the signing key");
        var listen = ListenOption();
        var proposers = new Option<string[]>("--proposer") { Description = "Account of a proposer; may be given again.", HelpName = "ADDRESS", Required = true };
        Option<bool> bribed = OptionValues.Flag("--bribed", "Sign whatever a proposer asks for: on local chains, to show what becomes of it.");
        foreach (Option option in new Option[] { key.File, listen, proposers, bribed }) command.Add(option);
        command.OnRun(common, session => options.Run(session, "sequencer", async role =>
        {
            Address[] known = [.. session.Get(proposers)!.Select(text => RoleOptions.Account(text, "--proposer"))];
            if (session.Get(bribed) && role.Manifest.L1ChainId != 31337) throw new CliException(ExitCode.Usage, "--bribed is for local chains (31337) alone");
            using SequencerKey signing = key.ReadSequencer(session, role.Manifest.Bls);
            var signer = new LocalSigner(new Sequencer(signing, role.Store, role.Node.Chain, role.Manifest.Version), role.Node) { Bribed = session.Get(bribed) };
            using RpcServer? server = role.Listen(session.Get(listen), RemoteSigner.Methods(signer, known));
            await role.RunAsync(async cancellation =>
            {
                await role.Node.SyncAsync(cancellation).ConfigureAwait(false);
                role.SayTip();
                return false;
            }, server).ConfigureAwait(false);
        }));
        return command;
    }

    public static CliCommand Proposer(CommonOptions common)
    {
        var command = new CliCommand("proposer", "Make claims of transactions, and post them.", ProposerHelp);
        var options = new RoleOptions(command);
        var key = new SecretOption("--key", "ZKFP_KEY", "the account's key");
        var listen = ListenOption();
        var signers = new Option<string[]>("--signer") { Description = "A sequencer's address; may be given again.", HelpName = "URL", Required = true };
        var da = new Option<string>("--da") { Description = "Where batches go: calldata or blob.", HelpName = "MODE", DefaultValueFactory = static _ => "calldata" };
        da.OneOf("calldata", "blob");
        Option<int> blocks = Number("--blocks", "Blocks of a claim.", 4).Between(1, 4096);
        Option<int> segment = Number("--segment-blocks", "Blocks of a segment at most.", 2).Between(1, 4096);
        Option<long> cycles = new Option<long>("--max-cycles")
        {
            Description = "Instructions of a segment's run at most, measured in the machine; 0: not measured, segments have --segment-blocks.",
            HelpName = "N",
        }.Between(0, long.MaxValue);
        Option<int> depth = Number("--l1-depth", "Blocks that a claim's L1 head lies behind L1's: a reorganisation of fewer does not spoil it.", 0).Between(0, 200);
        var forge = new Option<string?>("--forge")
        {
            Description = "Make the claims from this serial on wrong, one: KIND@SERIAL, KIND is root, segment or data. On local chains, to show what becomes of it.",
            HelpName = "FAULT",
        };
        foreach (Option option in new Option[] { key.File, listen, signers, da, blocks, segment, cycles, depth, forge }) command.Add(option);
        command.OnRun(common, session => options.Run(session, "proposer", async role =>
        {
            using Secp256k1Key account = key.ReadAccount(session);
            (DevnetFault Fault, ulong Serial)? forgery = Forgery(session.Get(forge), role.Manifest);
            var clients = session.Get(signers)!.Select(url => RoleOptions.Client(url, "--signer", TimeSpan.FromSeconds(120), 1)).ToList();
            try
            {
                var proposer = new Proposer(
                    role.Node, role.Sender(account), [.. clients.Select(client => new RemoteSigner(client, account, role.Manifest.Domain))],
                    role.Manifest.Bls,
                    new ProposerOptions
                    {
                        Blocks = session.Get(blocks),
                        SegmentBlocks = (ulong)session.Get(segment),
                        MaxInstructions = (ulong)session.Get(cycles),
                        L1Depth = (ulong)session.Get(depth),
                        Blobs = session.Get(da) == "blob",
                    },
                    session.Get(cycles) == 0 ? null : new SegmentSplitter(role.Prover().Measure))
                {
                    Alter = draft => forgery is { } f && draft.Proposal.Serial == f.Serial ? Settlement.Roles.Forgery.Of(draft, f.Fault, role.Node.Kzg) : draft,
                };
                using RpcServer? server = role.Listen(session.Get(listen), Methods(proposer, role));
                role.Say($"proposer {account.Address}");
                await role.RunAsync(async cancellation =>
                {
                    if (await proposer.StepAsync(cancellation).ConfigureAwait(false) is not { } made) return false;
                    role.Say($"claim {made.Claim.Id}, serial {made.Claim.Serial}: blocks {made.Claim.StartBlock} to {made.Claim.EndBlock}", (long)made.Gas);
                    return true;
                }, server).ConfigureAwait(false);
            }
            finally
            {
                foreach (JsonRpcClient client in clients) client.Dispose();
            }
        }));
        return command;
    }

    public static CliCommand Validator(CommonOptions common)
    {
        var command = new CliCommand("validator", "Check claims on L1; prove wrong ones, finish right ones.", ValidatorHelp);
        var options = new RoleOptions(command);
        var key = new SecretOption("--key", "ZKFP_KEY", "the account's key");
        var attester = new SecretOption("--attester-key", "ZKFP_ATTESTER_KEY", "the attester's key");
        Option<string> proofs = ProofsOption();
        Option<bool> prove = OptionValues.Flag("--auto-prove", "Make proofs here.");
        Option<bool> valid = OptionValues.Flag("--prove-valid", "Also prove right claims, so that they become final early.");
        foreach (Option option in new Option[] { key.File, attester.File, proofs, prove, valid }) command.Add(option);
        command.OnRun(common, session => options.Run(session, "validator", async role =>
        {
            bool dev = role.Manifest.Version.Selector == Deployment.DevSelector;
            session.Need(attester.File, dev, "is for rollups whose verifier is the attester");
            using Secp256k1Key account = key.ReadAccount(session);
            using Secp256k1Key? attesting = dev ? attester.ReadAccount(session) : null;
            RangeProver prover = role.Prover();
            string folder = Folder(session.Get(proofs)!);
            var validator = new Validator(
                role.Node, role.Sender(account), new ProofFolder(folder, prover, session.Get(prove)),
                attesting is null
                    ? new StarkEvidence(prover.Program, RecursionOptions.NeedDefault(), folder)
                    : new Attester(attesting, prover.Program, role.Manifest.L1ChainId),
                new ValidatorOptions { ProveValid = session.Get(valid) },
                (what, gas) => role.Say(what, (long?)gas));
            role.Say($"validator {account.Address}");
            await role.RunAsync(validator.StepAsync).ConfigureAwait(false);
        }));
        return command;
    }

    public static CliCommand MakeProver(CommonOptions common)
    {
        var command = new CliCommand("prover", "Prove claims on L1 into a folder.", ProverHelp);
        var options = new RoleOptions(command);
        var payout = new Option<string>("--payout") { Description = "Who is paid.", HelpName = "ADDRESS", Required = true };
        Option<string> proofs = ProofsOption();
        Option<bool> valid = OptionValues.Flag("--prove-valid", "Also prove right claims.");
        foreach (Option option in new Option[] { payout, proofs, valid }) command.Add(option);
        command.OnRun(common, session => options.Run(session, "prover", async role =>
        {
            var prover = new SegmentProver(
                role.Node, new ProofFolder(Folder(session.Get(proofs)!), role.Prover(), make: true), RoleOptions.Account(session.Get(payout)!, "--payout"),
                session.Get(valid), what => role.Say(what));
            await role.RunAsync(async cancellation =>
            {
                await prover.StepAsync(cancellation).ConfigureAwait(false);
                return false;
            }).ConfigureAwait(false);
        }));
        return command;
    }

    // What a wallet needs to send.
    private static Dictionary<string, RpcMethod> Methods(Proposer proposer, Role role) => new()
    {
        ["eth_chainId"] = (_, _) => Task.FromResult<JsonNode?>(Quantity(role.Manifest.Config.Chain.ChainId)),
        ["eth_blockNumber"] = (_, _) => Task.FromResult<JsonNode?>(Quantity(role.Node.Chain.Tip.Number)),
        ["eth_getTransactionCount"] = (parameters, _) =>
        {
            L2Chain chain = role.Node.Chain;
            Address account = Address.Parse(parameters[0].GetString()!);
            return Task.FromResult<JsonNode?>(Quantity(chain.State.Account(chain.Tip.StateRoot, account)?.Nonce ?? 0));
        },
        ["eth_sendRawTransaction"] = (parameters, _) => Task.FromResult<JsonNode?>($"{proposer.Submit(Hex.Parse(parameters[0].GetString()!))}"),
    };

    private static (DevnetFault, ulong)? Forgery(string? text, RollupManifest manifest)
    {
        if (text is null) return null;
        if (manifest.L1ChainId != 31337) throw new CliException(ExitCode.Usage, "--forge is for local chains (31337) alone");
        string[] parts = text.Split('@');
        return parts is [var kind, var at] && Enum.TryParse(kind, ignoreCase: true, out DevnetFault fault) && fault != DevnetFault.Quorum
            && ulong.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out ulong serial)
            ? (fault, serial)
            : throw new CliException(ExitCode.Usage, $"--forge: expected root, segment or data, @, and a serial, got '{text}'");
    }

    private static string Folder(string path) => Files.Guard(path, "make", "folder of proofs", () => Directory.CreateDirectory(path).FullName);

    private static Option<string> ProofsOption() => new("--proofs") { Description = "Folder of proofs; made if need be.", HelpName = "FOLDER", Required = true };

    private static Option<string?> ListenOption() => new("--listen") { Description = "Serve JSON-RPC here, as 127.0.0.1:8600.", HelpName = "HOST:PORT" };

    private static Option<int> Number(string name, string what, int value) =>
        new(name) { Description = what, HelpName = "N", DefaultValueFactory = _ => value };

    private static string Quantity(ulong number) => $"0x{number.ToString("x", CultureInfo.InvariantCulture)}";
}

/// <summary>Options of all roles, and how a role runs.</summary>
internal sealed class RoleOptions
{
    private readonly Option<string> _rpc = new("--rpc") { Description = "L1's node.", HelpName = "URL", Required = true };
    private readonly Option<string> _rollup = new("--rollup") { Description = "The rollup, as 'zkfp l1 deploy' wrote it.", HelpName = "FILE", Required = true };
    private readonly Option<string> _store = new("--store") { Description = "The role's memory (SQLite); made if need be.", HelpName = "FILE", Required = true };
    private readonly Option<string?> _beacon = new("--beacon") { Description = "L1's consensus node, for blobs; without it a development node is asked.", HelpName = "URL" };
    private readonly Option<double> _poll = new("--poll") { Description = "Seconds between looks at L1.", HelpName = "S", DefaultValueFactory = static _ => 2 };
    private readonly Option<bool> _once = OptionValues.Flag("--once", "Do what is due, and end.");

    /// <summary>Declares them.</summary>
    public RoleOptions(Command command)
    {
        foreach (Option option in new Option[] { _rpc, _rollup, _store, _beacon, _poll, _once }) command.Add(option);
    }

    /// <summary>Runs a role to its end.</summary>
    public int Run(Session session, string name, Func<Role, Task> run) => Guarded(() =>
    {
        session.CheckFiles([session.Get(_rollup)], [session.Get(_store)]);
        double poll = session.Get(_poll);
        if (poll is not (> 0 and <= 86400)) throw new CliException(ExitCode.Usage, $"--poll: expected seconds above 0 and at most 86400, got {poll}");
        RollupManifest manifest = ReadManifest(session, session.Get(_rollup)!);
        using JsonRpcClient rpc = Client(session.Get(_rpc)!, "--rpc", TimeSpan.FromSeconds(60), 4);
        using var store = new RoleStore(session.Get(_store)!);
        using Kzg? kzg = Kzg.Folder is null ? null : Kzg.Load();
        var l1 = new L1Client(rpc);
        using BeaconBlobs? beacon = session.Get(_beacon) is not { } url ? null : kzg is null
            ? throw new KzgException("KZG is not built; run: native/kzg/build.sh")
            : Beacon(url, kzg);
        using var node = new RollupNode(
            manifest, l1, GuestFiles.FindNative(), store, beacon ?? (manifest.L1ChainId == 31337 ? new AnvilBlobs(l1) : (IBlobSource?)null), kzg);
        node.CheckAsync(session.Cancellation).GetAwaiter().GetResult();
        run(new Role(session, manifest, node, l1, TimeSpan.FromSeconds(poll), session.Get(_once))).GetAwaiter().GetResult();
        session.Json.Add("l2Block", (long)node.Chain.Tip.Number).Add("claims", node.Follower.Claims.Count).Add("lastFinal", (long)node.Follower.LastFinal);
        return ExitCode.Ok;
    });

    /// <summary>Reads a manifest.</summary>
    public static RollupManifest ReadManifest(Session session, string path)
    {
        try
        {
            return RollupManifest.Parse(Files.Read(path, "rollup", session.Cancellation));
        }
        catch (InvalidDataException e)
        {
            throw new CliException(ExitCode.BadInput, $"'{path}': {e.Message}");
        }
    }

    /// <summary>A client of a node.</summary>
    public static JsonRpcClient Client(string url, string option, TimeSpan timeout, int tries) =>
        Try(option, () => new JsonRpcClient(url, new RpcOptions { Timeout = timeout, Tries = tries }));

    /// <summary>A consensus node.</summary>
    public static BeaconBlobs Beacon(string url, Kzg kzg) => Try("--beacon", () => new BeaconBlobs(url, kzg));

    /// <summary>An address of the command line.</summary>
    public static Address Account(string text, string option)
    {
        try
        {
            return Address.Parse(text);
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            throw new CliException(ExitCode.Usage, $"{option}: expected an address of 40 hexadecimal digits, got '{text}'");
        }
    }

    /// <summary>Gives errors of L1 and of the rollup their exit codes.</summary>
    public static int Guarded(Func<int> run)
    {
        try
        {
            return run();
        }
        catch (Exception e) when (e is InvalidDataException or L1RevertException or TimeoutException or SignerException)
        {
            throw new CliException(ExitCode.Invalid, e.Message);
        }
        catch (Exception e) when (e is GuestException or RpcException or KzgException)
        {
            throw new CliException(ExitCode.Unprovable, e.Message);
        }
    }

    private static T Try<T>(string option, Func<T> make)
    {
        try
        {
            return make();
        }
        catch (ArgumentException e)
        {
            throw new CliException(ExitCode.Usage, $"{option}: {e.Message.Split(" (Parameter", 2)[0]}");
        }
    }
}

/// <summary>A role that runs.</summary>
internal sealed class Role(Session session, RollupManifest manifest, RollupNode node, L1Client l1, TimeSpan poll, bool once)
{
    private readonly SemaphoreSlim _turn = new(1);
    private string _said = "";

    /// <summary>The rollup.</summary>
    public RollupManifest Manifest => manifest;

    /// <summary>L1 and L2.</summary>
    public RollupNode Node => node;

    /// <summary>Its memory.</summary>
    public RoleStore Store => node.Store;

    /// <summary>Sends an account's transactions.</summary>
    public TransactionSender Sender(Secp256k1Key key) => new(l1, Store, key, manifest.L1ChainId);

    /// <summary>The program that claims pin.</summary>
    public RangeProver Prover()
    {
        RecursionSet? leaves = manifest.Version.Selector == Deployment.StarkSelector ? RecursionOptions.NeedDefault() : null;
        var prover = new RangeProver(GuestFiles.FindMips(Endianness.Big), leaves);
        return prover.ProgramId == manifest.Version.ProgramId
            ? prover
            : throw new CliException(ExitCode.BadInput, $"the guest here is program {prover.ProgramId}, the rollup's is {manifest.Version.ProgramId}");
    }

    /// <summary>Serves methods; null: nowhere.</summary>
    public RpcServer? Listen(string? where, IReadOnlyDictionary<string, RpcMethod> methods) => where is null ? null : new RpcServer(where, methods, _turn);

    /// <summary>Says where L2 is, when that changes.</summary>
    public void SayTip()
    {
        string tip = $"L2 block {node.Chain.Tip.Number}, {node.Follower.Claims.Count} claims, the last final one is {node.Follower.LastFinal}"
            + (node.Wrong is { } wrong ? $"; claim {wrong.Claim.Record.Id} is wrong" : "");
        if (tip != _said) Say(_said = tip);
    }

    /// <summary>A line with the time.</summary>
    public void Say(string what, long? gas = null)
    {
        string used = gas is { } g ? $"  [{g.ToString("N0", CultureInfo.InvariantCulture)} gas]" : "";
        session.Line($"{DateTime.UtcNow.ToString("HH:mm:ss", CultureInfo.InvariantCulture)}  {what}{used}");
        Console.Out.Flush(); // who may be killed at any time says things when they happen
    }

    /// <summary>Steps until it is cancelled; what fails is said, and tried again. With --once: until nothing is due, and what fails ends it.</summary>
    /// <param name="step">Does the next thing; false: there was none.</param>
    /// <param name="server">Serves meanwhile.</param>
    public async Task RunAsync(Func<CancellationToken, Task<bool>> step, RpcServer? server = null)
    {
        CancellationToken cancellation = session.Cancellation;
        Task serving = once ? Task.CompletedTask : server?.RunAsync(cancellation) ?? Task.CompletedTask;
        string failed = "";
        while (true)
        {
            bool more = false;
            await _turn.WaitAsync(cancellation).ConfigureAwait(false);
            try
            {
                more = await step(cancellation).ConfigureAwait(false);
                failed = "";
            }
            catch (Exception e) when (!once && e is InvalidDataException or RpcException or L1RevertException or TimeoutException or SignerException or GuestException)
            {
                if (e.Message != failed) Say($"not now: {failed = e.Message}");
            }
            finally
            {
                _turn.Release();
            }

            if (once && !more) return;
            if (more) continue;
            try
            {
                await Task.Delay(poll, cancellation).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                await serving.ConfigureAwait(false);
                return;
            }
        }
    }
}
