using System.Numerics;
using Zkfp.Rollup.Encoding;
using Zkfp.Rollup.Types;
using Zkfp.Settlement.Ledger;
using Zkfp.Settlement.Roles;

namespace Zkfp.Settlement.L1;

/// <summary>What a claim about an oracle client's answer has become (<c>OracleGame.Status</c>).</summary>
public enum OracleStatus
{
    /// <summary>There is no such claim.</summary>
    None,

    /// <summary>Neither proven nor final.</summary>
    Open,

    /// <summary>Proven right; final after the delay.</summary>
    Confirmed,

    /// <summary>Proven wrong.</summary>
    Refuted,

    /// <summary>Final.</summary>
    Final,

    /// <summary>Without a verdict: bonds were given back.</summary>
    Dropped,
}

/// <summary>Times in seconds and amounts of a game (<c>OracleGame.Config</c>).</summary>
public sealed record OracleRules
{
    /// <summary>Blocks of a claim at most. Of the ledger each may have the client ask for 16 signatures, which the game has L1 recover again.</summary>
    public ulong MaxBlocks { get; init; } = 32;

    /// <summary>Until a claim without a proof is final.</summary>
    public uint Window { get; init; } = 7 * 86400;

    /// <summary>Between a proof that confirms and finality.</summary>
    public uint Delay { get; init; } = 7200;

    /// <summary>Between a proof that refutes and the payout.</summary>
    public uint Escrow { get; init; } = 6 * 86400;

    /// <summary>That a commitment to a payout is older than its proof: far longer than a transaction waits for its block.</summary>
    public uint Age { get; init; } = 1800;

    /// <summary>Of who proposes.</summary>
    public BigInteger Bond { get; init; } = 5_000 * SettlementRules.Unit;

    /// <summary>What a challenger pays for a proof that confirms.</summary>
    public BigInteger Price { get; init; } = 100 * SettlementRules.Unit;
}

/// <summary>A claim as the game holds it (<c>OracleGame.Claim</c>).</summary>
public sealed record OracleClaim(
    Hash256 Root, Hash256 L1Head, Hash256 ProgramId, ulong EndBlock, ulong Parent, ulong FinalAt, OracleStatus Status, Address Payout, Address Challenger);

/// <summary>The contracts of a game.</summary>
/// <param name="Token">In which bonds are paid.</param>
/// <param name="Verifier">Judges proofs.</param>
/// <param name="Vault">Holds bonds of proposers, and what is owed.</param>
/// <param name="Game">The game.</param>
public sealed record OracleDeployment(Address Token, Address Verifier, Address Vault, Address Game)
{
    /// <summary>Deploys them. All of the token is the sender's, who is governor and guardian.</summary>
    /// <param name="l1">The chain.</param>
    /// <param name="sender">Who deploys.</param>
    /// <param name="artifacts">The compiled contracts.</param>
    /// <param name="rules">Times and amounts.</param>
    /// <param name="version">The client; its selector says which verifier is deployed.</param>
    /// <param name="l2ChainId">Local key 5.</param>
    /// <param name="genesis">The first agreed root and its block, as of the last L1 block before the game's.</param>
    /// <param name="attester">Whom the attester's verifier believes; null where it is another.</param>
    /// <param name="supply">Of the token.</param>
    /// <param name="report">Told of each transaction.</param>
    /// <param name="cancellation">Stops.</param>
    public static async Task<OracleDeployment> DeployAsync(
        L1Client l1, TransactionSender sender, ContractArtifacts artifacts, OracleRules rules, ProgramVersion version, ulong l2ChainId,
        Func<BlockHeader, (Hash256 Root, ulong Block)> genesis, Address? attester, BigInteger supply, Action<string, L1Receipt>? report = null, CancellationToken cancellation = default)
    {
        var maker = new ContractMaker(sender, artifacts, report, cancellation);
        Address token = await maker.MakeAsync("DevToken", AbiValue.Number(supply)).ConfigureAwait(false);
        Address verifier = await maker.VerifierAsync(version.Selector, attester).ConfigureAwait(false);
        AbiValue governor = AbiValue.Account(sender.Account);
        Address registry = await maker.MakeAsync("ProgramRegistry", governor, AbiValue.Number(ContractMaker.Timelock), version.ToAbi()).ConfigureAwait(false);

        // Vault and router name the game, which names them.
        ulong next = sender.NonceOf("deploy/BondVault") ?? await l1.NonceAsync(sender.Account, cancellation).ConfigureAwait(false);
        Address game = Deployment.Created(sender.Account, next + 3);
        Address vault = await maker.MakeAsync("BondVault", AbiValue.Account(token), AbiValue.Account(game), AbiValue.Number(0)).ConfigureAwait(false);
        Address router = await maker.MakeAsync(
            "VerifierRouter", governor, AbiValue.Number(ContractMaker.Timelock), AbiValue.Array(governor, AbiValue.Account(game)),
            AbiValue.Fixed(System.Text.Encoding.ASCII.GetBytes(version.Selector)), AbiValue.Account(verifier)).ConfigureAwait(false);
        Address oracle = await maker.MakeAsync("OracleVerifier", AbiValue.Account(router)).ConfigureAwait(false);
        (Hash256 root, ulong block) = genesis(await l1.LatestAsync(cancellation).ConfigureAwait(false));
        Address made = await maker.MakeAsync(
            "OracleGame", AbiValue.Account(oracle), AbiValue.Account(registry), AbiValue.Account(vault),
            AbiValue.Tuple(
                AbiValue.Number(l2ChainId), AbiValue.Number(rules.MaxBlocks), AbiValue.Number(rules.Window), AbiValue.Number(rules.Delay), AbiValue.Number(rules.Escrow),
                AbiValue.Number(rules.Age), AbiValue.Number(rules.Bond), AbiValue.Number(rules.Price)),
            AbiValue.Word(root), AbiValue.Number(block)).ConfigureAwait(false);
        return made == game ? new OracleDeployment(token, verifier, vault, game)
            : throw new InvalidOperationException("another transaction of the deployer came between; deploy again on a new chain");
    }
}

/// <summary>Calls of a game of an oracle client.</summary>
public sealed class OracleGameContract(L1Client l1, Address game)
{
    private const string EvidenceType = "((uint8,bytes)[],bytes,bytes)";

    /// <summary>propose: a root of a block on top of an earlier claim, as seen from an L1 block.</summary>
    public static byte[] Propose(ulong parent, Hash256 root, ulong endBlock, ulong l1Number, Hash256 l1Head, ProgramVersion version)
    {
        ArgumentNullException.ThrowIfNull(version);
        return AbiValue.Call(
            $"propose(uint40,bytes32,uint64,uint64,bytes32,{ProgramVersion.Type})", AbiValue.Number(parent), AbiValue.Word(root), AbiValue.Number(endBlock),
            AbiValue.Number(l1Number), AbiValue.Word(l1Head), version.ToAbi());
    }

    /// <summary>A call with a claim's id: challenge, resolve, drop.</summary>
    public static byte[] Of(string name, ulong id) => AbiValue.Call($"{name}(uint256)", AbiValue.Number(id));

    /// <summary>prove: what a run about the claim said.</summary>
    public static byte[] Prove(ulong id, ClientRun run, Address payout, byte[] proof)
    {
        ArgumentNullException.ThrowIfNull(run);
        return AbiValue.Call(
            $"prove(uint256,uint32,address,{EvidenceType})", AbiValue.Number(id), AbiValue.Number(run.Outcome), AbiValue.Account(payout), Evidence(run, proof));
    }

    /// <summary>commit: to a payout and a proof that is not shown yet.</summary>
    public byte[] Commit(ulong l1ChainId, ulong id, Address payout, byte[] proof) => AbiValue.Call("commit(bytes32)", AbiValue.Word(Keccak256.Hash(AbiValue.Encode(
        AbiValue.Bytes("zkfp payout 1"u8), AbiValue.Number(l1ChainId), AbiValue.Account(game), AbiValue.Number(id), AbiValue.Account(payout),
        AbiValue.Word(Keccak256.Hash(proof))))));

    /// <summary>A claim.</summary>
    public async Task<OracleClaim> ClaimAsync(ulong id, CancellationToken cancellation = default)
    {
        AbiReader words = await l1.CallAsync(game, AbiValue.Call("claim(uint256)", AbiValue.Number(id)), null, cancellation).ConfigureAwait(false);
        return new OracleClaim(
            words.Word(0), words.Word(1), words.Word(2), words.UInt64(3), words.UInt64(4), words.UInt64(5), (OracleStatus)words.UInt64(7), words.Account(8),
            words.Account(9));
    }

    /// <summary>The last final claim.</summary>
    public async Task<ulong> AnchorAsync(CancellationToken cancellation = default) =>
        (await l1.CallAsync(game, AbiValue.Call("anchor()"), null, cancellation).ConfigureAwait(false)).UInt64(0);

    private static AbiValue Evidence(ClientRun run, byte[] proof) => AbiValue.Tuple(
        AbiValue.Array([.. run.Reads.Select(static read => AbiValue.Tuple(AbiValue.Number(read.Local), AbiValue.Bytes(read.Call)))]),
        AbiValue.Bytes(run.Output), AbiValue.Bytes(proof));
}
