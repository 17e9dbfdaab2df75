using System.Numerics;
using Zkfp.Rollup.Derivation;
using Zkfp.Rollup.Encoding;
using Zkfp.Rollup.Trie;
using Zkfp.Rollup.Types;
using Zkfp.Settlement.Crypto;
using Zkfp.Settlement.L1;

namespace Zkfp.Rollup.Tests.Settlement;

/// <summary>What a proof must be about follows from an L1 block's hash, or it is refused.</summary>
public class L1AnchorTests
{
    private const ulong Id = 3;
    private static readonly Address s_game = Address.Parse("0x00000000000000000000000000000000000000aa");
    private static readonly Address s_payout = Address.Parse("0x00000000000000000000000000000000000000bb");
    private static readonly Segment[] s_segments = [new(Word("one"), 10), new(Word("two"), 20)];

    private static Hash256 Word(string text) => Keccak256.Hash(System.Text.Encoding.ASCII.GetBytes(text));

    private static ClaimRecord Record(ulong id = Id, byte kept = 2, byte blobs = 0, Hash256? data = null)
    {
        byte[] record = new byte[32 * ClaimRecord.Words];
        Put(0, new([.. new byte[31], (byte)id]));
        Put(2, Word("agreed"));
        Put(3, Word("two"));
        Put(4, new([.. new byte[31], 1]));
        Put(5, new([.. new byte[31], 20]));
        Put(6, Word("l1 head"));
        Put(7, data ?? Word("data"));
        Put(8, new([.. new byte[31], blobs]));
        Put(9, new([.. new byte[31], kept]));
        Put(10, Segment.HashOf(s_segments));
        Put(11, Word("set"));
        Put(14, Word("program"));
        Put(15, Word("config"));
        return new ClaimRecord(record);

        void Put(int word, Hash256 value) => value.Span.CopyTo(record.AsSpan(32 * word));
    }

    // L1 with the game, which holds a record at an id, and where the next claim goes.
    private static (L1Anchor Anchor, Hash256 Block) Make(ClaimRecord record, ulong at = Id, ulong next = 4, IReadOnlyList<byte[]>? blobs = null)
    {
        var slots = new Dictionary<Hash256, BigInteger>
        {
            [Hash256.Zero] = next | (BigInteger.One << 40),
            [Keccak256.Hash(AbiValue.Encode(AbiValue.Number(at), AbiValue.Number(2)))] = new(record.Hash().Span, isUnsigned: true, isBigEndian: true),
        };
        var state = new WorldState(new Dictionary<Address, AccountState> { [s_game] = new() { Nonce = 1, Storage = slots }, [s_payout] = new() { Balance = 7 } });
        var header = new BlockHeader { StateRoot = state.Root(), Number = 99, RequestsHash = Hash256.Zero };
        var anchor = new L1Anchor
        {
            L1ChainId = 31337,
            L2ChainId = 4242,
            Header = header.Encode(),
            Nodes = state.Witness([]).State,
            Claim = record,
            Segments = s_segments,
            Blobs = blobs ?? [],
        };
        return (anchor, header.Hash());
    }

    [Fact]
    public void The_words_are_those_of_the_record_that_the_block_holds()
    {
        (L1Anchor anchor, Hash256 block) = Make(Record());
        anchor = L1Anchor.Parse(System.Text.Encoding.UTF8.GetBytes(anchor.ToJson()));
        RangeWords first = anchor.Expect(block, s_game, Id, 0, s_payout, null), second = anchor.Expect(block, s_game, Id, 1, s_payout, null);
        Assert.Equal((GameContract.DomainOf(31337, 4242, s_game), Word("program"), Word("config")), (first.Domain, first.ProgramId, first.ConfigHash));
        Assert.Equal((Word("l1 head"), Word("agreed"), Word("one")), (first.L1Head, first.AgreedRoot, first.Root));
        Assert.Equal((1ul, 10ul, 0ul), (first.StartBlock, first.EndBlock, first.Segment));
        Assert.Equal((BatchData.Calldata.WordOf(Word("data")), Word("set"), s_payout), (first.DataHash, first.SetRoot, first.Payout));
        Assert.Equal((Word("one"), Word("two"), 11ul, 20ul, 1ul), (second.AgreedRoot, second.Root, second.StartBlock, second.EndBlock, second.Segment));
    }

    [Fact]
    public void What_does_not_follow_from_the_hash_is_refused()
    {
        (L1Anchor anchor, Hash256 block) = Make(Record());
        (string Why, Action Try)[] attacks =
        [
            ("the trusted block hash is", () => anchor.Expect(Word("other"), s_game, Id, 0, s_payout, null)),
            ("no account", () => anchor.Expect(block, Address.Parse("0x00000000000000000000000000000000000000cc"), Id, 0, s_payout, null)),
            ("the game holds", () => anchor.Expect(block, s_game, 2, 0, s_payout, null)),
            ("the game holds", () => (anchor with { Claim = Record(data: Word("other")) }).Expect(block, s_game, Id, 0, s_payout, null)),
            ("the segments are not", () => (anchor with { Segments = [s_segments[0]] }).Expect(block, s_game, Id, 0, s_payout, null)),
            ("no segment 2", () => anchor.Expect(block, s_game, Id, 2, s_payout, null)),
            ("is not at hand", () => (anchor with { Nodes = [.. anchor.Nodes.Skip(1)] }).Expect(block, s_game, Id, 0, s_payout, null)),
            ("header", () => (anchor with { Header = [1, 2] }).Expect(Keccak256.Hash([1, 2]), s_game, Id, 0, s_payout, null)),
        ];
        foreach ((string why, Action attack) in attacks) Assert.Contains(why, Assert.Throws<InvalidDataException>(attack).Message, StringComparison.Ordinal);

        // the record of another place, and one whose hash stayed in storage when its claim was cut off
        (L1Anchor moved, Hash256 movedBlock) = Make(Record(id: 2));
        Assert.Contains("of claim 2", Assert.Throws<InvalidDataException>(() => moved.Expect(movedBlock, s_game, Id, 0, s_payout, null)).Message, StringComparison.Ordinal);
        (L1Anchor cut, Hash256 cutBlock) = Make(Record(), next: Id);
        Assert.Contains("cut off", Assert.Throws<InvalidDataException>(() => cut.Expect(cutBlock, s_game, Id, 0, s_payout, null)).Message, StringComparison.Ordinal);

        foreach (string wrong in new[] { "", "null", "{}", anchor.ToJson().Replace("proof 1", "proof 2", StringComparison.Ordinal) })
            Assert.Throws<InvalidDataException>(() => L1Anchor.Parse(System.Text.Encoding.UTF8.GetBytes(wrong)));
    }

    [KzgFact]
    public void Blobs_are_those_of_the_record()
    {
        using Kzg kzg = Kzg.Load();
        byte[] blob = Blob.Pack([1, 2, 3])[0], other = Blob.Pack([1, 2, 4])[0];
        var data = new BatchData.Blobs([Kzg.VersionedHash(kzg.Commit(blob))], [blob]);
        (L1Anchor anchor, Hash256 block) = Make(Record(blobs: 1, data: data.RecordHash), blobs: [blob]);
        Assert.Equal(data.Word, anchor.Expect(block, s_game, Id, 0, s_payout, kzg).DataHash);
        Assert.Throws<InvalidDataException>(() => anchor.Expect(block, s_game, Id, 0, s_payout, null));
        Assert.Throws<InvalidDataException>(() => (anchor with { Blobs = [other] }).Expect(block, s_game, Id, 0, s_payout, kzg));
        Assert.Throws<InvalidDataException>(() => (anchor with { Blobs = [] }).Expect(block, s_game, Id, 0, s_payout, kzg));
        Assert.Throws<InvalidDataException>(() => (anchor with { Blobs = [new byte[5]] }).Expect(block, s_game, Id, 0, s_payout, kzg));
    }
}
