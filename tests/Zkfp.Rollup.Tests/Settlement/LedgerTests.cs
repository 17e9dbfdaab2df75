using Zkfp.MipsVm.Hosting;
using Zkfp.Rollup.Encoding;
using Zkfp.Rollup.Guest;
using Zkfp.Rollup.Preimages;
using Zkfp.Rollup.Types;
using Zkfp.Settlement.Crypto;
using Zkfp.Settlement.Ledger;

namespace Zkfp.Rollup.Tests.Settlement;

/// <summary>The ledger's client in the machine, compared with the ledger in C#, over L1 blocks that are made here.</summary>
public sealed class LedgerTests : IClassFixture<LedgerTests.Built>
{
    private const ulong Chain = 4343;
    private const uint NoVerdict = 2 << 8;

    private static readonly MachinePrecompiles s_precompiles = new();
    private static readonly Address s_inbox = new([.. Enumerable.Repeat((byte)0x1b, 20)]), s_nobody = new([.. Enumerable.Repeat((byte)0xdd, 20)]);

    private readonly LedgerClient _client;
    private readonly Secp256k1Key _alice = new([.. Enumerable.Repeat((byte)7, 32)]), _bob = new([.. Enumerable.Repeat((byte)8, 32)]);
    private readonly List<Block> _blocks = [];
    private readonly LedgerState _first;

    public LedgerTests(Built built)
    {
        _client = built.Client;
        Mine();
        LedgerAccount[] accounts = [new(_alice.Address, 0, 1000), new(_bob.Address, 5, 1)];
        _first = new LedgerState
        {
            ChainId = Chain,
            Block = 10,
            L1Number = 0,
            L1Hash = _blocks[0].Header.Hash(),
            Inbox = s_inbox,
            Accounts = [.. accounts.OrderBy(static account => account.Address)],
        };
    }

    /// <summary>The client's key takes a while.</summary>
    public sealed class Built
    {
        public LedgerClient Client { get; } = new(GuestFiles.FindLedger());
    }

    private Hash256 Head => _blocks[^1].Header.Hash();

    private void Mine(params Transaction[] transactions)
    {
        var header = new BlockHeader { Number = (ulong)_blocks.Count, ParentHash = _blocks.Count == 0 ? Hash256.Zero : Head, ExtraData = new byte[] { 1, 2 } };
        _blocks.Add(new Block(header with { TransactionsRoot = new Block(header, transactions, []).TransactionsRoot() }, transactions, []));
    }

    private static Transaction Post(byte[] data, TransactionType type = TransactionType.DynamicFee, Address? to = null) =>
        new() { Type = type, ChainId = type == TransactionType.Legacy ? null : 1, To = to ?? s_inbox, Data = data, V = 27, R = 1, S = 1 };

    private byte[] Transfer(Secp256k1Key from, Address to, ulong amount, ulong nonce, ulong chain = Chain) => new LedgerTransfer(to, amount, nonce).Sign(from, chain);

    private LedgerState Derived(int blocks) => _blocks.Skip(1).Take(blocks).Aggregate(_first, static (state, block) => state.After(block, s_precompiles));

    private OracleQuestion Question(int blocks) => new(Head, _first.Root(), Derived(blocks).Root(), 10 + (ulong)blocks, Chain);

    private ClientRun Ask(OracleQuestion question) => _client.Execute(new LedgerOracle(question, _blocks, _first, s_precompiles));

    private ClientRun Agrees(int blocks)
    {
        ClientRun run = Ask(Question(blocks));
        Assert.Equal(ClientRun.Confirms, run.Outcome);
        Assert.Equal(ClientRun.Refutes, Ask(Question(blocks) with { Root = Hash256.Zero }).Outcome);
        return run;
    }

    [Fact]
    public void Transfers_in_transactions_of_every_type()
    {
        Mine();
        Mine(
            Post(Transfer(_alice, _bob.Address, 100, 0), TransactionType.Legacy),
            Post(Transfer(_alice, _bob.Address, 100, 1), to: s_nobody), // not to the inbox
            Post(Transfer(_alice, _bob.Address, 100, 1), TransactionType.AccessList),
            Post(Transfer(_bob, s_nobody, 201, 5)),
            Post(Transfer(_alice, _alice.Address, 800, 2), TransactionType.Blob) with { BlobVersionedHashes = [Hash256.Zero] },
            Post([.. Transfer(_alice, s_nobody, 1, 3), .. Transfer(_alice, _bob.Address, 3, 4), 1, 2, 3], TransactionType.SetCode),
            Post(Transfer(_alice, _bob.Address, 1, 5)) with { To = null });
        LedgerState derived = Derived(2);
        Assert.Equal(
            new Dictionary<Address, (ulong, ulong)> { [_alice.Address] = (5, 796), [_bob.Address] = (6, 3), [s_nobody] = (0, 202) },
            derived.Accounts.ToDictionary(static a => a.Address, static a => (a.Nonce, a.Balance)));
        ClientRun run = Agrees(2);
        Assert.Equal($"block 12: 6 of 6 transfers\nblock 12: root {derived.Root().ToString()[2..]}\n", Text(run.Output));
        Assert.Equal([1, 2, 3, 4, 5, 0, 0, 0, 0, 0, 0], run.Reads.Select(static read => (int)read.Local));
        Assert.Equal(ClientRun.Confirms, Ask(Question(1)).Outcome); // not as far as the head
    }

    [Fact]
    public void What_is_no_transfer_changes_nothing_and_stops_nothing()
    {
        byte[] good = Transfer(_alice, _bob.Address, 10, 0), unsigned = [.. good], noPoint = [.. good];
        unsigned[36] = 29;
        noPoint.AsSpan(37).Fill(0xff);
        Mine(Post([
            .. Transfer(_alice, _bob.Address, 1001, 0), // more than she has
            .. Transfer(_alice, _bob.Address, 1, 1), // not her next
            .. Transfer(_alice, _bob.Address, 1, 0, Chain + 1), // signed for another chain
            .. unsigned, .. noPoint, .. good, .. good, // the last one again: nothing is asked twice, nothing is paid twice
            .. good[..^1]]));
        LedgerState derived = Derived(1);
        Assert.Equal(2, derived.Accounts.Count);
        Assert.Equal(990u, derived.Accounts.Single(account => account.Address == _alice.Address).Balance);
        ClientRun run = Agrees(1);
        Assert.StartsWith("block 11: 1 of 7 transfers\n", Text(run.Output), StringComparison.Ordinal);
        Assert.Equal(5 + 6, run.Reads.Count);
    }

    [Fact]
    public void A_block_with_many_transactions_and_more_transfers_than_are_looked_at()
    {
        Transaction[] all = [.. Enumerable.Range(0, 300).Select(i => Post(i % 17 == 3 ? Transfer(_alice, s_nobody, 1, (ulong)i / 17) : new byte[i], to: i % 17 == 3 ? null : s_nobody))];
        Mine(all);
        Assert.Equal(984u, Derived(1).Accounts.Single(account => account.Address == _alice.Address).Balance); // 18 were posted, 16 count
        Assert.StartsWith("block 11: 16 of 16 transfers\n", Text(Agrees(1).Output), StringComparison.Ordinal);
    }

    /// <summary>Whatever somebody claims, it is right or wrong: a claim without a verdict could not be refuted.</summary>
    [Fact]
    public void Claims_about_blocks_that_do_not_follow_are_refuted()
    {
        Mine();
        Mine();
        OracleQuestion good = Question(2);
        Assert.Equal(ClientRun.Confirms, Ask(Question(0)).Outcome);
        foreach (OracleQuestion question in new[]
        {
            good with { Block = 9 }, good with { Block = 0 }, good with { Block = 11 }, good with { Block = 13 }, good with { Block = ulong.MaxValue },
            good with { L1Head = _blocks[1].Header.Hash() }, // has not come so far
            good with { Root = good.AgreedRoot },
        })
        {
            Assert.Equal(ClientRun.Refutes, Ask(question).Outcome);
        }

        // The head is before the agreed state's block, or on another branch from there on, or from before it on.
        LedgerState later = Derived(1), other = later with { L1Hash = Hash256.Zero };
        foreach ((LedgerState agreed, Hash256 head) in new[] { (later, _blocks[0].Header.Hash()), (other, Head), (other, _blocks[1].Header.Hash()) })
        {
            OracleQuestion question = good with { AgreedRoot = agreed.Root(), L1Head = head };
            Assert.Equal(ClientRun.Refutes, _client.Execute(new LedgerOracle(question, _blocks, agreed, s_precompiles)).Outcome);
        }
    }

    [Fact]
    public void What_a_game_never_asks_has_no_verdict()
    {
        Mine();
        Assert.Equal(NoVerdict, Ask(Question(1) with { ChainId = Chain + 1 }).Outcome);
        foreach (byte[] state in new byte[][] { [], [.. _first.Encode()[..^1]], [.. _first.Encode().Select(static b => (byte)(b ^ 1))] })
        {
            LedgerOracle oracle = new(Question(1) with { AgreedRoot = Keccak256.Hash(state) }, _blocks, _first, s_precompiles);
            Assert.Equal(NoVerdict, Run(oracle, Keccak256.Hash(state), state));
        }

        // Something that hashes to the head and is no header.
        byte[] header = [0xc3, 1, 2, 3];
        Assert.Equal(NoVerdict, Run(new LedgerOracle(Question(1) with { L1Head = Keccak256.Hash(header) }, _blocks, _first, s_precompiles), Keccak256.Hash(header), header));
    }

    private static string Text(byte[] output) => System.Text.Encoding.ASCII.GetString(output);

    private uint Run(LedgerOracle oracle, Hash256 hash, byte[] preimage)
    {
        var host = new CannonHost(_client.Program.Image.Endianness, new LinuxHostOptions(), new More(oracle, [2, .. hash.Span[1..]], preimage));
        return MipsVm.Execution.Executor.Run(_client.Program.Image, host).WaitStatus;
    }

    private sealed class More(LedgerOracle oracle, byte[] key, byte[] preimage) : IPreimageOracle
    {
        public byte[]? Find(ReadOnlySpan<byte> asked) => asked.SequenceEqual(key) ? preimage : oracle.Find(asked);

        public void Hint(ReadOnlySpan<byte> hint) => oracle.Hint(hint);
    }
}
