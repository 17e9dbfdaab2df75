using System.Text.Json;
using System.Text.Json.Nodes;
using Zkfp.Rollup.Derivation;
using Zkfp.Rollup.Encoding;
using Zkfp.Rollup.Rpc;
using Zkfp.Rollup.Trie;
using Zkfp.Rollup.Types;
using Zkfp.Settlement.Crypto;

namespace Zkfp.Settlement.L1;

/// <summary>
/// What ties a claim to an L1 block hash: the block's header, the proofs of the game's account and slots under its state root, the record
/// and its segments. Nothing of it is believed: everything follows from the hash, which the user has to trust.
/// </summary>
public sealed record L1Anchor
{
    private const ulong Records = 2;

    /// <summary>L1's chain id: part of the words' domain, and so nothing that could be another without the proof failing.</summary>
    public required ulong L1ChainId { get; init; }

    /// <summary>L2's chain id, likewise.</summary>
    public required ulong L2ChainId { get; init; }

    /// <summary>RLP of the L1 block's header.</summary>
    public required byte[] Header { get; init; }

    /// <summary>Nodes of the account's proof and of the slots'.</summary>
    public required IReadOnlyList<ReadOnlyMemory<byte>> Nodes { get; init; }

    /// <summary>The claim's record.</summary>
    public required ClaimRecord Claim { get; init; }

    /// <summary>Its segments as proposed.</summary>
    public required IReadOnlyList<Segment> Segments { get; init; }

    /// <summary>Its blobs; empty if its batch is in calldata.</summary>
    public IReadOnlyList<byte[]> Blobs { get; init; } = [];

    /// <summary>Asks a node for it, at its latest block or at a given one.</summary>
    /// <param name="l1">The node.</param>
    /// <param name="game">The game.</param>
    /// <param name="claim">The claim's id.</param>
    /// <param name="blockHash">The block's hash; null: that of the latest, which is then the node's word.</param>
    /// <param name="blobs">Where blobs come from; null: claims in blobs cannot be anchored.</param>
    /// <param name="cancellation">Stops.</param>
    /// <exception cref="InvalidDataException">The block is not the one, or there is no such claim.</exception>
    public static async Task<L1Anchor> FetchAsync(
        L1Client l1, Address game, ulong claim, Hash256? blockHash, IBlobSource? blobs, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(l1);
        BlockHeader header = blockHash is { } wanted
            ? await l1.Node.HeaderAsync(wanted, cancellation).ConfigureAwait(false)
            : await l1.LatestAsync(cancellation).ConfigureAwait(false);
        AccountProof proof = await l1.Node.ProofAsync(game, [Slot(claim), HeadSlot], header.Number, cancellation).ConfigureAwait(false);
        Hash256 kept = Word(proof.Storage[0].Value);
        IReadOnlyList<L1Log> logs = await l1.LogsAsync(
            [game], [GameContract.Proposed, GameContract.Faulted, GameContract.Proven], 0, header.Number, cancellation).ConfigureAwait(false);
        L1Log? last = logs.LastOrDefault(log => log.Topics[2] == kept);
        if (last is null) throw new InvalidDataException($"the game at {game} holds no claim {claim}");
        ClaimRecord record = ClaimRecord.Of(last);
        foreach (L1Log log in logs.Where(static log => log.Topics[0] == GameContract.Proposed))
        {
            if (ClaimRecord.Of(log).SegmentsHash != record.SegmentsHash) continue;
            (byte[] input, IReadOnlyList<Hash256> hashes) = await l1.InputAsync(log.Transaction, cancellation).ConfigureAwait(false);
            IReadOnlyList<Segment> segments = EthereumNode.Guarded("propose", () => GameContract.ReadPropose(input)).Segments;
            if (Segment.HashOf(segments) != record.SegmentsHash) continue;
            ulong time = (await l1.Node.HeaderAsync(log.Block, cancellation).ConfigureAwait(false)).Timestamp;
            var contents = new List<byte[]>();
            foreach (Hash256 hash in record.Blobs == 0 ? [] : hashes)
            {
                byte[]? blob = blobs is null ? null : await blobs.FindAsync(hash, time, cancellation).ConfigureAwait(false);
                contents.Add(blob ?? throw new InvalidDataException($"blob {hash} of claim {claim} is not available"));
            }

            ulong l2 = (await l1.CallAsync(game, AbiValue.Call("l2ChainId()"), null, cancellation).ConfigureAwait(false)).UInt64(0);
            return new L1Anchor
            {
                L1ChainId = await l1.ChainIdAsync(cancellation).ConfigureAwait(false),
                L2ChainId = l2,
                Blobs = contents,
                Header = header.Encode(),
                Nodes = [.. proof.Nodes, .. proof.Storage.SelectMany(static slot => slot.Nodes)],
                Claim = record,
                Segments = segments,
            };
        }

        throw new InvalidDataException($"the segments of claim {claim} are in no call of propose");
    }

    /// <summary>The 12 words that a run about a segment must have printed if what L1 held in that block is what was proven.</summary>
    /// <param name="blockHash">What the user trusts.</param>
    /// <param name="game">The game that the user means.</param>
    /// <param name="claim">The claim's id.</param>
    /// <param name="segment">The segment.</param>
    /// <param name="payout">Who is paid: the one word that no record has.</param>
    /// <param name="kzg">Commits to blobs; null: the claim's batch must be in calldata.</param>
    /// <exception cref="InvalidDataException">Something does not follow from the block's hash.</exception>
    public RangeWords Expect(Hash256 blockHash, Address game, ulong claim, int segment, Address payout, Kzg? kzg)
    {
        if (Keccak256.Hash(Header) != blockHash)
            throw new InvalidDataException($"the header hashes to {Keccak256.Hash(Header)}, the trusted block hash is {blockHash}");
        BlockHeader header;
        try
        {
            header = BlockHeader.Decode(Header);
        }
        catch (RlpException e)
        {
            throw new InvalidDataException($"the header cannot be read: {e.Message}", e);
        }

        TrieReader trie = TrieReader.Of(Nodes);
        AccountRecord account = trie.Account(header.StateRoot, game) ?? throw new InvalidDataException($"there is no account {game} in that block");
        Hash256 kept = Word(trie.Slot(account.StorageRoot, Slot(claim)));
        if (kept != Claim.Hash()) throw new InvalidDataException($"the game holds {kept} for claim {claim}, the record hashes to {Claim.Hash()}");
        if (Claim.Id != claim || claim == 0) throw new InvalidDataException($"the record is of claim {Claim.Id}, expected {claim}, which is proven by runs");

        // Hashes behind the end of the chain stay in storage when it is cut: `next` is what keeps them out.
        ulong next = (ulong)(trie.Slot(account.StorageRoot, HeadSlot) & 0xff_ffff_ffff);
        if (claim >= next) throw new InvalidDataException($"claim {claim} was cut off: the next one is {next}");
        if (Segment.HashOf(Segments) != Claim.SegmentsHash) throw new InvalidDataException("the segments are not the record's");
        if (segment < 0 || segment >= Claim.Kept) throw new InvalidDataException($"there is no segment {segment}, the claim has {Claim.Kept}");
        return new RangeWords
        {
            Domain = GameContract.DomainOf(L1ChainId, L2ChainId, game),
            ProgramId = Claim.ProgramId,
            ConfigHash = Claim.ConfigHash,
            L1Head = Claim.L1Head,
            AgreedRoot = segment == 0 ? Claim.AgreedRoot : Segments[segment - 1].Root,
            Root = segment == Claim.Kept - 1 ? Claim.Root : Segments[segment].Root,
            StartBlock = segment == 0 ? Claim.StartBlock : Segments[segment - 1].End + 1,
            EndBlock = Segments[segment].End,
            Segment = (ulong)segment,
            DataHash = DataWord(kzg),
            SetRoot = Claim.SetRoot,
            Payout = payout,
        };
    }

    // As the contract rebuilds it; that the values are those of the chain's blobs follows from the blobs themselves, not from openings.
    private Hash256 DataWord(Kzg? kzg)
    {
        if (Claim.Blobs == 0) return BatchData.Calldata.WordOf(Claim.DataHash);
        if (kzg is null) throw new InvalidDataException("the claim's batch is in blobs, and KZG is not built (native/kzg/build.sh)");
        try
        {
            var data = new BatchData.Blobs([.. Blobs.Select(blob => Kzg.VersionedHash(kzg.Commit(blob)))], Blobs);
            return data.RecordHash == Claim.DataHash ? data.Word : throw new InvalidDataException("the blobs are not the record's");
        }
        catch (KzgException e)
        {
            throw new InvalidDataException($"what is given as a blob is none: {e.Message}", e);
        }
    }

    /// <summary>JSON.</summary>
    public string ToJson() => new JsonObject
    {
        ["format"] = "zkfp l1 proof 1",
        ["l1ChainId"] = L1ChainId,
        ["l2ChainId"] = L2ChainId,
        ["header"] = Hex.Format(Header),
        ["nodes"] = new JsonArray([.. Nodes.Select(static node => (JsonNode)Hex.Format(node.Span))]),
        ["claim"] = Hex.Format(Claim.Encode()),
        ["segments"] = new JsonArray([.. Segments.Select(static segment => new JsonObject { ["root"] = $"{segment.Root}", ["end"] = segment.End })]),
        ["blobs"] = new JsonArray([.. Blobs.Select(static blob => (JsonNode)Hex.Format(blob))]),
    }.ToJsonString() + "\n";

    /// <summary>Reads what <see cref="ToJson"/> writes.</summary>
    /// <exception cref="InvalidDataException">It is something else.</exception>
    public static L1Anchor Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            JsonNode root = JsonNode.Parse(json) ?? throw new FormatException("it is null");
            if (root["format"]?.GetValue<string>() != "zkfp l1 proof 1") throw new FormatException("its format is not 'zkfp l1 proof 1'");
            return new L1Anchor
            {
                L1ChainId = root["l1ChainId"]!.GetValue<ulong>(),
                L2ChainId = root["l2ChainId"]!.GetValue<ulong>(),
                Blobs = [.. root["blobs"]!.AsArray().Select(static blob => Hex.Parse(blob!.GetValue<string>()))],
                Header = Hex.Parse(root["header"]!.GetValue<string>()),
                Nodes = [.. root["nodes"]!.AsArray().Select(static node => (ReadOnlyMemory<byte>)Hex.Parse(node!.GetValue<string>()))],
                Claim = new ClaimRecord(Hex.Parse(root["claim"]!.GetValue<string>())),
                Segments = [.. root["segments"]!.AsArray()
                    .Select(static item => new Segment(Hash256.Parse(item!["root"]!.GetValue<string>()), item["end"]!.GetValue<ulong>()))],
            };
        }
        catch (Exception e) when (e is JsonException or FormatException or ArgumentException or InvalidOperationException or NullReferenceException)
        {
            throw new InvalidDataException($"not an L1 proof: {e.Message}", e);
        }
    }

    // FraudGame's storage: head in slot 0, tipRoot 1, records 2 (a test asks the compiler).
    private static Hash256 HeadSlot => Hash256.Zero;

    private static Hash256 Slot(ulong claim) => Keccak256.Hash(AbiValue.Encode(AbiValue.Number(claim), AbiValue.Number(Records)));

    private static Hash256 Word(System.Numerics.BigInteger value)
    {
        byte[] word = new byte[32], digits = value.ToByteArray(isUnsigned: true, isBigEndian: true);
        digits.CopyTo(word, 32 - digits.Length);
        return new Hash256(word);
    }
}
