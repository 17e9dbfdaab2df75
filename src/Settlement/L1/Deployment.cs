using System.Numerics;
using System.Text.Json;
using Zkfp.Rollup.Encoding;
using Zkfp.Settlement.Roles;

namespace Zkfp.Settlement.L1;

/// <summary>The compiled contracts: what forge wrote to <c>contracts/out</c>.</summary>
public sealed class ContractArtifacts(string folder)
{
    /// <summary>Init code of a contract with its constructor's arguments.</summary>
    /// <exception cref="InvalidDataException">It is not compiled, or needs libraries.</exception>
    public byte[] InitCode(string name, params IReadOnlyList<AbiValue> arguments)
    {
        string path = Path.Combine(folder, $"{name}.sol", $"{name}.json");
        if (!File.Exists(path)) throw new InvalidDataException($"'{path}' does not exist; compile the contracts first: contracts/check.sh");
        try
        {
            using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(path));
            return [.. Hex.Parse(json.RootElement.GetProperty("bytecode").GetProperty("object").GetString()!), .. AbiValue.Encode(arguments)];
        }
        catch (Exception e) when (e is JsonException or FormatException or KeyNotFoundException or InvalidOperationException)
        {
            throw new InvalidDataException($"'{path}' is not a compiled contract: {e.Message}", e);
        }
    }
}

/// <summary>How long things take on L1, in seconds, and what they cost.</summary>
public sealed record SettlementRules
{
    /// <summary>Window of optimistic claims.</summary>
    public uint Window { get; init; } = 7 * 86400;

    /// <summary>Time in which a proof may be contradicted.</summary>
    public uint Delay { get; init; } = 7200;

    /// <summary>Between a fault and its slashing.</summary>
    public uint Escrow { get; init; } = 7 * 86400;

    /// <summary>That leaving stake stays slashable.</summary>
    public uint Unbonding { get; init; } = 21 * 86400;

    /// <summary>That a set serves at least.</summary>
    public uint Epoch { get; init; } = 86400;

    /// <summary>A validator's own stake at least.</summary>
    public BigInteger MinStake { get; init; } = 20_000 * Unit;

    /// <summary>Blocks of a segment at most.</summary>
    public ulong SegmentBlocks { get; init; } = 64;

    /// <summary>The token's unit.</summary>
    public static BigInteger Unit { get; } = BigInteger.Pow(10, 18);

    /// <summary>An amount for people: whole tokens, and the rest to the unit.</summary>
    public static string Tokens(BigInteger amount)
    {
        BigInteger whole = BigInteger.DivRem(amount, Unit, out BigInteger rest);
        return rest.IsZero ? $"{whole} METIS" : $"{whole} METIS and {rest} units";
    }
}

/// <summary>The contracts of one rollup.</summary>
public sealed record Deployment
{
    /// <summary>Selector of the attester's verifier.</summary>
    public const string DevSelector = "DEV0";

    /// <summary>Selector of the verifier of last proofs.</summary>
    public const string StarkSelector = "STRK";

    public required Address Token { get; init; }

    public required Address Queue { get; init; }

    public required Address Verifier { get; init; }

    public required Address Registry { get; init; }

    public required Address Vault { get; init; }

    public required Address Pool { get; init; }

    public required Address Router { get; init; }

    public required Address Game { get; init; }

    /// <summary>Address of the contract that an account's transaction with this nonce creates.</summary>
    public static Address Created(Address sender, ulong nonce) =>
        new(Keccak256.Hash(new RlpWriter().BeginList().Add(sender).Add(nonce).EndList().ToArray()).Span[12..]);

    /// <summary>Deploys the queue, whose address is part of the rollup's configuration.</summary>
    public static async Task<Address> DeployQueueAsync(TransactionSender sender, ContractArtifacts artifacts, CancellationToken cancellation = default) =>
        Made(await DeployQueueReceiptAsync(sender, artifacts, cancellation).ConfigureAwait(false));

    /// <summary>The same, and where it is on L1.</summary>
    public static async Task<L1Receipt> DeployQueueReceiptAsync(
        TransactionSender sender, ContractArtifacts artifacts, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(sender);
        ArgumentNullException.ThrowIfNull(artifacts);
        return await sender.SendAsync("deploy/DepositQueue", null, artifacts.InitCode("DepositQueue"), null, cancellation).ConfigureAwait(false);
    }

    /// <summary>Deploys the rest: the verifier, pool, game.</summary>
    /// <param name="l1">The chain.</param>
    /// <param name="sender">Deployer, governor and guardian; all of the token is his.</param>
    /// <param name="artifacts">The compiled contracts.</param>
    /// <param name="rules">Times and stakes.</param>
    /// <param name="signatures">How sequencers sign: EcdsaPool or BlsPool.</param>
    /// <param name="queue">From <see cref="DeployQueueAsync"/>.</param>
    /// <param name="version">What claims may name; its selector says which verifier is deployed.</param>
    /// <param name="l2ChainId">L2's chain id.</param>
    /// <param name="genesisRoot">L2's root at block 0.</param>
    /// <param name="attester">Whom the attester's verifier, which local chains alone take, believes; null where it is another.</param>
    /// <param name="supply">Of the token.</param>
    /// <param name="report">Told of each transaction.</param>
    /// <param name="cancellation">Stops.</param>
    public static async Task<Deployment> DeployAsync(
        L1Client l1, TransactionSender sender, ContractArtifacts artifacts, SettlementRules rules, string signatures, Address queue, ProgramVersion version,
            ulong l2ChainId,
        Hash256 genesisRoot, Address? attester, BigInteger supply, Action<string, L1Receipt>? report = null, CancellationToken cancellation = default)
    {
        var maker = new ContractMaker(sender, artifacts, report, cancellation);
        Address token = await Make("DevToken", AbiValue.Number(supply)).ConfigureAwait(false);
        Address verifier = await maker.VerifierAsync(version.Selector, attester).ConfigureAwait(false);
        AbiValue governor = AbiValue.Account(sender.Account);
        Address registry = await Make("ProgramRegistry", governor, AbiValue.Number(ContractMaker.Timelock), version.ToAbi()).ConfigureAwait(false);

        // Vault, pool and router name the game, which names them.
        ulong next = sender.NonceOf("deploy/BondVault") ?? await l1.NonceAsync(sender.Account, cancellation).ConfigureAwait(false);
        AbiValue game = AbiValue.Account(Created(sender.Account, next + 3));
        Address vault = await Make("BondVault", AbiValue.Account(token), game, AbiValue.Account(Created(sender.Account, next + 1))).ConfigureAwait(false);
        Address pool = await Make(
            signatures, AbiValue.Account(token), AbiValue.Account(vault), game,
            AbiValue.Tuple(
                AbiValue.Number(rules.MinStake), AbiValue.Number(5 * rules.MinStake), AbiValue.Number(rules.Epoch), AbiValue.Number(rules.Unbonding),
                AbiValue.Number(3 * 86400), AbiValue.Number(256), AbiValue.Number(10_000), AbiValue.Number(1_000))).ConfigureAwait(false);
        Address router = await Make(
            "VerifierRouter", governor, AbiValue.Number(ContractMaker.Timelock), AbiValue.Array(governor, game),
            AbiValue.Fixed(System.Text.Encoding.ASCII.GetBytes(version.Selector)),
                AbiValue.Account(verifier)).ConfigureAwait(false);
        Address made = await Make(
            "FraudGame", AbiValue.Account(pool), AbiValue.Account(router), AbiValue.Account(registry), AbiValue.Account(vault),
            AbiValue.Tuple(
                AbiValue.Number(l2ChainId), governor, AbiValue.Number(rules.SegmentBlocks), AbiValue.Number(86400), AbiValue.Number(rules.Escrow),
                AbiValue.Number(rules.MinStake / 4),
                AbiValue.Array(
                    AbiValue.Tuple(AbiValue.Number(rules.Window), AbiValue.Number(rules.Delay)),
                        AbiValue.Tuple(AbiValue.Number(0), AbiValue.Number(rules.Delay)))),
            AbiValue.Word(genesisRoot), AbiValue.Number(0)).ConfigureAwait(false);
        if (made != Created(sender.Account, next + 3))
            throw new InvalidOperationException("another transaction of the deployer came between; deploy again on a new chain");
        return new Deployment
        {
            Token = token,
            Queue = queue,
            Verifier = verifier,
            Registry = registry,
            Vault = vault,
            Pool = pool,
            Router = router,
            Game = made,
        };

        Task<Address> Make(string name, params AbiValue[] arguments) => maker.MakeAsync(name, arguments);
    }

    internal static Address Made(L1Receipt receipt) => receipt.Created ?? throw new InvalidOperationException("the transaction created no contract");
}

/// <summary>Deploys contracts one by one, each under the purpose <c>deploy/NAME</c>.</summary>
internal sealed class ContractMaker(
    TransactionSender sender, ContractArtifacts artifacts, Action<string, L1Receipt>? report, CancellationToken cancellation)
{
    /// <summary>Seconds before a verifier or program that is added can be used: longer than window and escrow.</summary>
    public const uint Timelock = 15 * 86400;

    public async Task<Address> MakeAsync(string name, params AbiValue[] arguments)
    {
        L1Receipt receipt = await sender.SendAsync($"deploy/{name}", null, artifacts.InitCode(name, arguments), null, cancellation).ConfigureAwait(false);
        report?.Invoke($"deploy {name}", receipt);
        return Deployment.Made(receipt);
    }

    /// <summary>The verifier of a selector.</summary>
    /// <param name="selector">Which one.</param>
    /// <param name="attester">Whom the attester's believes; null for another.</param>
    public async Task<Address> VerifierAsync(string selector, Address? attester)
    {
        if ((selector == Deployment.DevSelector) != (attester is not null))
            throw new ArgumentException("An attester goes with his verifier, and with no other.", nameof(attester));
        if (attester is { } believed) return await MakeAsync("DevVerifier", AbiValue.Account(believed)).ConfigureAwait(false);
        var evaluators = new AbiValue[3];
        for (int i = 0; i < evaluators.Length; i++) evaluators[i] = AbiValue.Account(await MakeAsync($"StarkEvaluator{i}").ConfigureAwait(false));
        return await MakeAsync(
            "StarkVerifier", AbiValue.Tuple(evaluators), AbiValue.Account(await MakeAsync("StarkColumns").ConfigureAwait(false))).ConfigureAwait(false);
    }
}
