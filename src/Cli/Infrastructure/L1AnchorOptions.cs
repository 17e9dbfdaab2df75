using System.CommandLine;
using System.Security.Cryptography;
using System.Text;
using Zkfp.Cli.CommandLine;
using Zkfp.Cli.Commands;
using Zkfp.Protocol.Keys;
using Zkfp.Rollup.Derivation;
using Zkfp.Rollup.Encoding;
using Zkfp.Rollup.Rpc;
using Zkfp.Settlement.Crypto;
using Zkfp.Settlement.L1;

namespace Zkfp.Cli.Infrastructure;

/// <summary>Options of `verify` that ask whether what L1 holds of a claim is what was proven.</summary>
internal sealed class L1AnchorOptions
{
    private readonly Option<string?> _rpc = new("--l1-rpc")
    {
        Description = "Also check that the proof is about what L1 holds of a claim: ask this node for the header and the proofs.",
        HelpName = "URL",
    };

    private readonly Option<string?> _file = new("--l1-proof") { Description = "The same from this file, as --save-l1-proof wrote it; no node is asked.", HelpName = "FILE" };
    private readonly Option<string?> _save = new("--save-l1-proof") { Description = "With --l1-rpc: write header and proofs to this file.", HelpName = "FILE" };
    private readonly Option<string?> _block = new("--l1-block") { Description = "Hash of the L1 block to trust; without it the node's latest is.", HelpName = "HASH" };
    private readonly Option<string?> _beacon = new("--beacon") { Description = "With --l1-rpc: L1's consensus node, for claims in blobs.", HelpName = "URL" };
    private readonly Option<string?> _game = new("--game") { Description = "The game's address.", HelpName = "ADDRESS" };
    private readonly Option<ulong?> _claim = new("--claim") { Description = "The claim's id.", HelpName = "N" };
    private readonly Option<int> _segment = new("--segment") { Description = "The segment that was proven; 0 without it.", HelpName = "N" };
    private readonly Option<string?> _payout = new("--payout") { Description = "Who is paid for the proof; nobody (0) without it.", HelpName = "ADDRESS" };

    /// <summary>Declares them.</summary>
    public void AddTo(Command command)
    {
        _claim.Between(1, long.MaxValue);
        _segment.Between(0, int.MaxValue);
        foreach (Option option in new Option[] { _rpc, _file, _save, _block, _beacon, _game, _claim, _segment, _payout }) command.Add(option);
    }

    /// <summary>Files that are read.</summary>
    public IEnumerable<string?> Read(Session session) => [session.Get(_file)];

    /// <summary>Files that are written.</summary>
    public IEnumerable<string?> Written(Session session) => [session.Get(_save)];

    /// <summary>Whether it was asked for; options that would have no effect are mistakes.</summary>
    public bool IsAsked(Session session)
    {
        bool asked = session.Has(_rpc) || session.Has(_file);
        if (session.Has(_rpc) && session.Has(_file)) throw new CliException(ExitCode.Usage, "give --l1-rpc or --l1-proof, not both");
        foreach (Option option in new Option[] { _block, _game, _claim, _segment, _payout }) session.Need(option, asked, "needs --l1-rpc or --l1-proof");
        foreach (Option option in new Option[] { _save, _beacon }) session.Need(option, session.Has(_rpc), "needs --l1-rpc");
        if (asked && !(session.Has(_game) && session.Has(_claim))) throw new CliException(ExitCode.Usage, "--l1-rpc and --l1-proof need --game and --claim");
        if (session.Has(_file) && !session.Has(_block)) throw new CliException(ExitCode.Usage, "--l1-proof needs --l1-block: the hash that you trust");
        return asked;
    }

    /// <summary>Why the proof is not about what L1 holds, or null.</summary>
    /// <param name="session">The call.</param>
    /// <param name="key">The program's key.</param>
    /// <param name="outcome">What a valid proof says: the outcome, a Linux wait status…</param>
    /// <param name="outputDigest">… and the digest that was committed.</param>
    public string? Reject(Session session, VerifyingKey key, uint outcome, byte[]? outputDigest)
    {
        try
        {
            Address game = RoleOptions.Account(session.Get(_game)!, "--game");
            Address payout = session.Get(_payout) is { } text ? RoleOptions.Account(text, "--payout") : default;
            Hash256? trusted = session.Get(_block) is { } hash ? ParseHash(hash) : null;
            ulong claim = session.Get(_claim)!.Value;
            using Kzg? kzg = Kzg.Folder is null ? null : Kzg.Load();
            L1Anchor anchor = session.Get(_file) is { } path
                ? ReadFile(session, path)
                : Fetch(session, game, claim, trusted, kzg);
            Hash256 block = trusted ?? Keccak256.Hash(anchor.Header);
            RangeWords words = anchor.Expect(block, game, claim, session.Get(_segment), payout, kzg);
            // A block's hash says nothing of chain ids: they are what the run has in its domain, if it has these words.
            session.Line($"L1     block {block}{(trusted is null ? " (the node's word; --l1-block says which you trust)" : "")}");
            session.Line($"for    chain {anchor.L1ChainId}, L2 {anchor.L2ChainId} (the {(session.Get(_file) is null ? "node" : "file")}'s word; the run's, if it is about the claim)");
            session.Line($"claim  {claim}: blocks {words.StartBlock} to {words.EndBlock}, root {words.Root}");
            session.Json.Add("l1Block", $"{block}").Add("l1Trusted", trusted is not null).Add("claim", (long)claim).Add("root", $"{words.Root}")
                .Add("startBlock", (long)words.StartBlock).Add("endBlock", (long)words.EndBlock);
            var program = new Hash256(SHA256.HashData(Convert.FromHexString(key.Digest.ToString())));
            if (program != words.ProgramId) return $"the claim is about program {words.ProgramId}, the proof about {program}";
            if (outcome != 0) return "the run did not end with exit code 0, which alone is a statement about a claim";
            return outputDigest is { } digest && words.Digest().Span.SequenceEqual(digest)
                ? null
                : "the run did not print the words that follow from what L1 holds";
        }
        catch (InvalidDataException e)
        {
            return e.Message;
        }
        catch (Exception e) when (e is RpcException or KzgException or L1RevertException)
        {
            throw new CliException(ExitCode.Unprovable, e.Message);
        }
    }

    private L1Anchor Fetch(Session session, Address game, ulong claim, Hash256? trusted, Kzg? kzg)
    {
        using JsonRpcClient client = RoleOptions.Client(session.Get(_rpc)!, "--l1-rpc", TimeSpan.FromSeconds(60), 4);
        var l1 = new L1Client(client);
        using BeaconBlobs? beacon = session.Get(_beacon) is { } url && kzg is not null ? RoleOptions.Beacon(url, kzg) : null;
        IBlobSource? blobs = beacon;
        if (blobs is null && l1.ChainIdAsync(session.Cancellation).GetAwaiter().GetResult() == 31337) blobs = new AnvilBlobs(l1);
        L1Anchor anchor = L1Anchor.FetchAsync(l1, game, claim, trusted, blobs, session.Cancellation).GetAwaiter().GetResult();
        if (session.Get(_save) is { } path) Files.WriteAtomically(path, Encoding.UTF8.GetBytes(anchor.ToJson()), "L1 proof");
        return anchor;
    }

    private static L1Anchor ReadFile(Session session, string path)
    {
        byte[] json = Files.Read(path, "L1 proof", session.Cancellation);
        try
        {
            return L1Anchor.Parse(json);
        }
        catch (InvalidDataException e)
        {
            throw new CliException(ExitCode.BadInput, $"'{path}': {e.Message}");
        }
    }

    private static Hash256 ParseHash(string text)
    {
        try
        {
            return new Hash256(Hex.Parse(text));
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            throw new CliException(ExitCode.Usage, $"--l1-block: expected 64 hexadecimal digits, got '{text}'");
        }
    }
}
