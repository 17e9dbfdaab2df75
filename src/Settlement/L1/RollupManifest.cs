using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Zkfp.Rollup.Derivation;
using Zkfp.Rollup.Encoding;
using Zkfp.Rollup.Guest;
using Zkfp.Rollup.Trie;
using Zkfp.Rollup.Types;

namespace Zkfp.Settlement.L1;

/// <summary>All that a role must know of a rollup, and nothing secret: where its contracts are, its rules, its genesis.</summary>
public sealed record RollupManifest
{
    /// <summary>L1's chain id.</summary>
    public required ulong L1ChainId { get; init; }

    /// <summary>The L1 block from which on its events are read.</summary>
    public required ulong DeployedAt { get; init; }

    /// <summary>The contracts.</summary>
    public required Deployment At { get; init; }

    /// <summary>Whether sequencers sign with BLS, else with ECDSA.</summary>
    public required bool Bls { get; init; }

    /// <summary>L2's rules; forks are Osaka's from the genesis on.</summary>
    public required RollupConfig Config { get; init; }

    /// <summary>What claims name: program, rules, verifier.</summary>
    public required ProgramVersion Version { get; init; }

    /// <summary>Blocks of a segment at most, as the game has it.</summary>
    public required ulong SegmentBlocks { get; init; }

    /// <summary>L2's state at block 0.</summary>
    public required WorldState State { get; init; }

    /// <summary>The header of block 0.</summary>
    public required BlockHeader Genesis { get; init; }

    /// <summary>Word 0 of runs.</summary>
    public Hash256 Domain => GameContract.DomainOf(L1ChainId, Config.Chain.ChainId, At.Game);

    /// <summary>The header of a block 0 with this state.</summary>
    /// <param name="state">The state.</param>
    /// <param name="gasLimit">Of blocks.</param>
    /// <param name="time">Its timestamp, in seconds.</param>
    public static BlockHeader MakeGenesis(WorldState state, ulong gasLimit, ulong time)
    {
        ArgumentNullException.ThrowIfNull(state);
        return new BlockHeader
        {
            OmmersHash = Keccak256.Hash([0xc0]),
            StateRoot = state.Root(),
            TransactionsRoot = Hash256.EmptyTrie,
            ReceiptsRoot = Hash256.EmptyTrie,
            GasLimit = gasLimit,
            Timestamp = time,
            BaseFeePerGas = 1_000_000_000,
            RequestsHash = new Hash256(SHA256.HashData([])),
        };
    }

    /// <summary>L2's rules: what <c>zkfp l1 deploy</c> and the devnet use, but for the queue.</summary>
    public static RollupConfig MakeConfig(ulong chainId, ulong gasLimit, ulong messageGas, ulong drift, Address beneficiary, Address queue, Address bridge) =>
        new(ChainConfig.Always(Fork.Osaka, chainId), gasLimit, messageGas, drift, beneficiary, queue, bridge);

    /// <summary>JSON with hexadecimal numbers and bytes as Ethereum's files have them.</summary>
    public string ToJson()
    {
        var accounts = new JsonObject();
        foreach ((Address address, AccountState account) in State.Accounts)
        {
            var storage = new JsonObject();
            foreach ((Hash256 slot, BigInteger value) in account.Storage) storage[slot.ToString()] = Number(value);
            accounts[address.ToString()] = new JsonObject
            {
                ["nonce"] = account.Nonce,
                ["balance"] = Number(account.Balance),
                ["code"] = Hex.Format(account.Code.Span),
                ["storage"] = storage,
            };
        }

        return new JsonObject
        {
            ["format"] = "zkfp rollup 1",
            ["l1ChainId"] = L1ChainId,
            ["deployedAt"] = DeployedAt,
            ["contracts"] = new JsonObject
            {
                ["token"] = $"{At.Token}",
                ["queue"] = $"{At.Queue}",
                ["verifier"] = $"{At.Verifier}",
                ["registry"] = $"{At.Registry}",
                ["vault"] = $"{At.Vault}",
                ["pool"] = $"{At.Pool}",
                ["router"] = $"{At.Router}",
                ["game"] = $"{At.Game}",
            },
            ["signatures"] = Bls ? "bls" : "ecdsa",
            ["config"] = new JsonObject
            {
                ["chainId"] = Config.Chain.ChainId,
                ["gasLimit"] = Config.GasLimit,
                ["messageGas"] = Config.MessageGas,
                ["drift"] = Config.Drift,
                ["beneficiary"] = $"{Config.Beneficiary}",
                ["bridge"] = $"{Config.Bridge}",
            },
            ["programId"] = $"{Version.ProgramId}",
            ["verifierSelector"] = Version.Selector,
            ["segmentBlocks"] = SegmentBlocks,
            ["genesis"] = new JsonObject { ["header"] = Hex.Format(Genesis.Encode()), ["accounts"] = accounts },
        }.ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n";
    }

    /// <summary>Reads what <see cref="ToJson"/> writes.</summary>
    /// <exception cref="InvalidDataException">It is something else, or does not fit together.</exception>
    public static RollupManifest Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            JsonNode root = JsonNode.Parse(json) ?? throw new FormatException("it is null");
            string format = Get(root, "format").GetValue<string>();
            if (format != "zkfp rollup 1") throw new FormatException($"its format is '{format}', expected 'zkfp rollup 1'");
            JsonNode contracts = Get(root, "contracts"), config = Get(root, "config"), genesis = Get(root, "genesis");
            var accounts = new Dictionary<Address, AccountState>();
            foreach ((string address, JsonNode? account) in Get(genesis, "accounts").AsObject())
            {
                accounts[Rollup.Encoding.Address.Parse(address)] = new AccountState
                {
                    Nonce = UInt64(account!, "nonce"),
                    Balance = Hex.ParseNumber(Text(account!, "balance")),
                    Code = Hex.Parse(Text(account!, "code")),
                    Storage = Get(account!, "storage").AsObject()
                        .ToDictionary(static slot => Hash256.Parse(slot.Key), static slot => Hex.ParseNumber(slot.Value!.GetValue<string>())),
                };
            }

            Address queue = Account(contracts, "queue");
            RollupConfig rules = MakeConfig(
                UInt64(config, "chainId"), UInt64(config, "gasLimit"), UInt64(config, "messageGas"), UInt64(config, "drift"), Account(config, "beneficiary"),
                queue, Account(config, "bridge"));
            string signatures = Text(root, "signatures");
            if (signatures is not ("bls" or "ecdsa")) throw new FormatException($"signatures are '{signatures}', expected bls or ecdsa");
            var manifest = new RollupManifest
            {
                L1ChainId = UInt64(root, "l1ChainId"),
                DeployedAt = UInt64(root, "deployedAt"),
                At = new Deployment
                {
                    Token = Account(contracts, "token"),
                    Queue = queue,
                    Verifier = Account(contracts, "verifier"),
                    Registry = Account(contracts, "registry"),
                    Vault = Account(contracts, "vault"),
                    Pool = Account(contracts, "pool"),
                    Router = Account(contracts, "router"),
                    Game = Account(contracts, "game"),
                },
                Bls = signatures == "bls",
                Config = rules,
                Version = new ProgramVersion(Hash256.Parse(Text(root, "programId")), rules.Hash(), Text(root, "verifierSelector")),
                SegmentBlocks = UInt64(root, "segmentBlocks"),
                State = new WorldState(accounts),
                Genesis = BlockHeader.Decode(Hex.Parse(Text(genesis, "header"))),
            };
            return manifest.State.Root() == manifest.Genesis.StateRoot
                ? manifest
                : throw new FormatException("the genesis accounts do not have the state root that the header states");
        }
        catch (Exception e) when (e is JsonException or FormatException or ArgumentException or InvalidOperationException or OverflowException or RlpException)
        {
            throw new InvalidDataException($"not a rollup's manifest: {e.Message}", e);
        }
    }

    private static JsonNode Get(JsonNode node, string name) => node[name] ?? throw new FormatException($"'{name}' is missing");

    private static string Text(JsonNode node, string name) => Get(node, name).GetValue<string>();

    private static ulong UInt64(JsonNode node, string name) => Get(node, name).GetValue<ulong>();

    private static Address Account(JsonNode node, string name) => Rollup.Encoding.Address.Parse(Text(node, name));

    private static string Number(BigInteger value)
    {
        string digits = value.ToString("x", CultureInfo.InvariantCulture).TrimStart('0');
        return digits.Length == 0 ? "0x0" : $"0x{digits}";
    }
}
