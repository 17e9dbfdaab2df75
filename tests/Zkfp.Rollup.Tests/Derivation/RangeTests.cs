using System.Numerics;
using Zkfp.Rollup.Derivation;
using Zkfp.Rollup.Encoding;
using Zkfp.Rollup.Guest;
using Zkfp.Rollup.Trie;
using Zkfp.Rollup.Types;

namespace Zkfp.Rollup.Tests.Derivation;

/// <summary>Ranges, natively: what is derived, that nothing posted ends a run, and that nothing else reaches the root.</summary>
public sealed class RangeTests : IDisposable
{
    private readonly NativeGuest? _guest = SharedData.NativeGuest is { } path ? new NativeGuest(path) : null;

    public void Dispose() => _guest?.Dispose();

    private RangeTrace Trace(RangeInput input)
    {
        RangeTrace trace = RangeTrace.Parse(_guest!.Run(input.Encode(trace: true)));
        GuestRun plain = _guest.Run(input.Encode());
        Assert.Equal(0, plain.ExitCode);
        Assert.Equal(trace.Words.Encode(), plain.Output);
        return trace;
    }

    private void Refused(GuestStatus status, RangeInput input)
    {
        GuestOutput output = _guest!.Run(input.Encode()).Parse();
        Assert.Equal(status, output.Status);
    }

    private static string[] Results(DerivedBlock block) =>
        [.. block.Transactions.Select(static tx => tx.Status == DerivedStatus.Skipped ? tx.Reason : tx.Status.ToString())];

    private static IEnumerable<Hash256> Hashes(IEnumerable<DerivedBlock> blocks) => blocks.Select(static block => block.Header.Hash());

    private static TrieReader After(RangeInput input, RangeTrace trace) => TrieReader.Of([.. input.Witness.State, .. trace.NewNodes]);

    private static BigInteger Slot(TrieReader reader, BlockHeader header, Address address, ulong slot) =>
        reader.Slot(reader.Account(header.StateRoot, address)!.StorageRoot, TestChain.Slot(slot));

    private static QueuedMessage Message(Address to, byte[]? data = null, ulong gas = 200_000, string from = "0x00000000000000000000000000000000000000aa") =>
        new(TestChain.L1Time - 500, Address.Parse(from), to, gas, data ?? []);

    [NativeGuestFact]
    public void Words_are_rebuilt_from_the_input_and_the_header()
    {
        var net = new TestChain();
        RangeInput input = net.Input(TestChain.Payload([TestChain.Call(0, 0, TestChain.Counter)]), 1) with { Segment = 7 };
        RangeTrace trace = Trace(input);
        BlockHeader header = Assert.Single(trace.Blocks).Header;
        Assert.Equal(
            new RangeWords
            {
                Domain = input.Domain,
                ProgramId = input.ProgramId,
                ConfigHash = TestChain.Config.Hash(),
                L1Head = net.L1.Hash(),
                AgreedRoot = RangeWords.OutputRoot(net.Genesis),
                Root = RangeWords.OutputRoot(header),
                StartBlock = 1,
                EndBlock = 1,
                Segment = 7,
                DataHash = Keccak256.Hash(Keccak256.Hash(((BatchData.Calldata)input.Data).Payload.Span).Span),
                SetRoot = input.SetRoot,
                Payout = input.Payout,
            },
            trace.Words);
    }

    [NativeGuestFact]
    public void Header_fields_follow_the_rules()
    {
        var net = new TestChain();
        byte[] call = TestChain.Call(0, 0, TestChain.Counter);
        RangeInput input = net.Input(TestChain.Payload([call], []), 2);
        RangeTrace trace = Trace(input);
        BlockHeader first = trace.Blocks[0].Header, second = trace.Blocks[1].Header;
        Assert.Equal(net.Genesis.Hash(), first.ParentHash);
        Assert.Equal(first.Hash(), second.ParentHash);
        Assert.Equal((1ul, 2ul), (first.Number, second.Number));
        Assert.Equal((TestChain.L1Time + 2, TestChain.L1Time + 4), (first.Timestamp, second.Timestamp));
        foreach (BlockHeader header in new[] { first, second })
        {
            Assert.Equal(Keccak256.Hash([0xc0]), header.OmmersHash);
            Assert.Equal(TestChain.Beneficiary, header.Beneficiary);
            Assert.Equal(30_000_000ul, header.GasLimit);
            Assert.Equal(net.L1.MixHash, header.MixHash);
            Assert.Equal(net.L1.Hash(), header.ParentBeaconBlockRoot);
            Assert.Equal(Hash256.EmptyTrie, header.WithdrawalsRoot);
            Assert.Equal(net.Genesis.RequestsHash, header.RequestsHash);
            Assert.True(header.ExtraData.IsEmpty);
            Assert.Equal((0ul, 0ul, BigInteger.Zero), (header.BlobGasUsed, header.ExcessBlobGas, header.Difficulty));
            Assert.Equal(new byte[8], header.Nonce.ToArray());
        }

        // half of 30 M is the target: genesis used nothing, the first block hardly anything
        Assert.Equal(875_000_000, first.BaseFeePerGas);
        Assert.Equal(first.BaseFeePerGas - (first.BaseFeePerGas * (15_000_000 - first.GasUsed) / 15_000_000 / 8), second.BaseFeePerGas);

        var receipt = new Receipt(TransactionType.DynamicFee, true, first.GasUsed, [new Log(TestChain.Counter, [], new byte[32])]);
        Assert.Equal(MerkleTrie.ListRoot([call]), first.TransactionsRoot);
        Assert.Equal(MerkleTrie.ListRoot([receipt.Encode()]), first.ReceiptsRoot);
        Assert.Equal(receipt.Bloom(), first.LogsBloom.ToArray());
        Assert.Equal(Hash256.EmptyTrie, second.TransactionsRoot);

        TrieReader reader = After(input, trace);
        Assert.Equal(1, Slot(reader, second, TestChain.Counter, 0));
        Assert.Equal(first.GasUsed, reader.Account(second.StateRoot, TestChain.Beneficiary)!.Balance);
        Assert.Equal(
            BigInteger.Pow(10, 20) - (first.GasUsed * (first.BaseFeePerGas + 1)), reader.Account(second.StateRoot, TestChain.Keys[0].Address)!.Balance);
    }

    [NativeGuestFact]
    public void The_bridge_gives_the_withdrawals_root()
    {
        var net = new TestChain();
        RangeInput input = net.Input(TestChain.Payload([TestChain.Call(0, 0, TestChain.Bridge)], []), 2);
        RangeTrace trace = Trace(input);
        TrieReader reader = After(input, trace);
        foreach (DerivedBlock block in trace.Blocks)
        {
            Assert.NotEqual(Hash256.EmptyTrie, block.Header.WithdrawalsRoot);
            Assert.Equal(reader.Account(block.Header.StateRoot, TestChain.Bridge)!.StorageRoot, block.Header.WithdrawalsRoot);
        }
    }

    /// <summary>What is no entry for a block leaves it empty, at the time of the rule.</summary>
    [NativeGuestFact]
    public void Undecodable_batches_give_empty_blocks()
    {
        var net = new TestChain();
        byte[] call = TestChain.Call(0, 0, TestChain.Counter);
        byte[] good = TestChain.Payload([call]);
        IReadOnlyList<DerivedBlock> empty = Trace(net.Input([], 3)).Blocks;
        Assert.Equal([TestChain.L1Time, TestChain.L1Time + 1, TestChain.L1Time + 2], empty.Select(static block => block.Header.Timestamp));
        Assert.All(empty, static block => Assert.Empty(block.Transactions));

        byte[] otherVersion = [2, .. good[1..]], countBeyond = [.. good], lengthBeyond = [.. good];
        countBeyond[14] = 2;
        lengthBeyond[15] = 0x7f;
        foreach (byte[] payload in new[]
        {
            otherVersion, good[..^1], good[..9], good[..12], good[..17], countBeyond, lengthBeyond, [1], new byte[100],
            Batch.Encode(4, [new(102, [call])]),
            Batch.Encode(ulong.MaxValue, [new(102, [call])]),
            Batch.Encode(1, [new(0, [call])]), // not after the parent
            Batch.Encode(1, [new(99, [call])]), // before L1's head
            Batch.Encode(1, [new(100 + 3601, [call])]), // more than the drift after it
            Batch.Encode(1, [new(uint.MaxValue, [call])]),
        })
        {
            Assert.Equal(Hashes(empty), Hashes(Trace(net.Input(payload, 3)).Blocks));
        }

        // the limits themselves
        foreach (uint delta in new uint[] { 100, 100 + 3600 })
        {
            DerivedBlock block = Assert.Single(Trace(net.Input(Batch.Encode(1, [new(delta, [call])]), 1)).Blocks);
            Assert.Equal(["Succeeded"], Results(block));
            Assert.Equal(net.Genesis.Timestamp + delta, block.Header.Timestamp);
        }
    }

    [NativeGuestFact]
    public void An_entry_that_is_not_whole_hides_those_behind_it_and_a_wrong_time_only_itself()
    {
        var net = new TestChain();
        byte[] call = TestChain.Call(0, 0, TestChain.Counter), next = TestChain.Call(0, 1, TestChain.Counter);
        byte[] payload = Batch.Encode(1, [new(102, []), new(0, [next]), new(5, [call, next])]);
        IReadOnlyList<DerivedBlock> blocks = Trace(net.Input(payload, 4)).Blocks;
        Assert.Equal([2ul, 3, 8, 9], blocks.Select(static block => block.Header.Timestamp - TestChain.L1Time));
        Assert.Equal([0, 0, 2, 0], blocks.Select(static block => block.Transactions.Count));

        blocks = Trace(net.Input(payload[..^1], 4)).Blocks;
        Assert.Equal([2ul, 3, 4, 5], blocks.Select(static block => block.Header.Timestamp - TestChain.L1Time));
        Assert.All(blocks, static block => Assert.Empty(block.Transactions));

        // bytes behind the last entry are an entry that is not whole, or one with a wrong time
        Assert.Equal(
            Hashes(Trace(net.Input(payload, 4)).Blocks), Hashes(Trace(net.Input([.. payload, 0, 0, 0, 0, 0, 0, 9, 9], 4)).Blocks));
    }

    [NativeGuestFact]
    public void Invalid_transactions_are_left_out()
    {
        var net = new TestChain();
        byte[] good = TestChain.Call(0, 0, TestChain.Counter), damaged = [.. good];
        damaged[^1] ^= 1;
        byte[] blob = TestChain.Keys[1].Sign(new Transaction
        {
            Type = TransactionType.Blob,
            ChainId = TestChain.ChainId,
            MaxFeePerGas = 2_000_000_000,
            GasLimit = 50_000,
            To = TestChain.Counter,
            MaxFeePerBlobGas = 10,
            BlobVersionedHashes = [new Hash256([1, .. new byte[31]])],
        }).Encode();
        byte[][] bad =
        [
            [], [0x7e, 0xc0], [0xc0], [0xff], new byte[40], [3], damaged, blob,
            TestChain.Call(1, 1, TestChain.Counter), TestChain.Call(1, 0, TestChain.Counter, chain: 1), TestChain.Call(1, 0, TestChain.Counter, gas: 20_000),
            TestChain.Call(1, 0, TestChain.Counter, gas: 1 << 25), TestChain.Call(1, 0, TestChain.Counter, value: BigInteger.Pow(10, 21)),
            [.. good, 0], good[..^1],
        ];
        DerivedBlock with = Assert.Single(Trace(net.Input(TestChain.Payload([.. bad, good, good, .. bad]), 1)).Blocks);
        DerivedBlock without = Assert.Single(Trace(net.Input(TestChain.Payload([good]), 1)).Blocks);
        Assert.Equal(without.Header.Hash(), with.Header.Hash());
        Assert.Equal(1, with.Transactions.Count(static tx => tx.Status == DerivedStatus.Succeeded));
        Assert.Equal("nonce too low", with.Transactions[bad.Length + 1].Reason);
        Assert.All(with.Transactions, static tx => Assert.True(tx.Posted && (tx.Status == DerivedStatus.Succeeded) == (tx.Reason.Length == 0)));
    }

    /// <summary>Each block must find what the ones before it made: nodes, codes, deletions, block hashes.</summary>
    [NativeGuestFact]
    public void State_is_carried_from_block_to_block()
    {
        var net = new TestChain();
        // init code that stores the counter's code with another first slot; later calls run it
        byte[] deployed = Hex.Parse("0x60055460010160055500");
        byte[] init = [.. Hex.Parse("0x69"), .. deployed, .. Hex.Parse("0x5f52600a6016f3")];
        Address made = Contract(TestChain.Keys[1].Address, 0);
        // SSTORE(n, v): calldata n ‖ v
        byte[] store = [.. Hex.Parse("0x66"), .. Hex.Parse("0x6020355f355500"), .. Hex.Parse("0x5f5260076019f3")];
        Address storage = Contract(TestChain.Keys[2].Address, 0);
        byte[] Put(ulong slot, ulong value) => [.. TestChain.Slot(slot).Span, .. TestChain.Slot(value).Span];
        byte[] payload = TestChain.Payload(
            [TestChain.Call(1, 0, data: init), TestChain.Call(2, 0, data: store), TestChain.Call(0, 0, TestChain.Counter)],
            [TestChain.Call(0, 1, made), TestChain.Call(2, 1, storage, data: Put(1, 7)), TestChain.Call(2, 2, storage, data: Put(2, 8)),
                TestChain.Call(2, 3, storage, data: Put(3, 9))],
            [TestChain.Call(0, 2, made), TestChain.Call(2, 4, storage, data: Put(2, 0)), TestChain.Call(0, 3, TestChain.Hashes)],
            [TestChain.Call(2, 5, storage, data: Put(1, 0)), TestChain.Call(2, 6, storage, data: Put(3, 0)),
                TestChain.Call(3, 0, TestChain.Keys[0].Address, 5)],
            [TestChain.Call(2, 7, storage, data: Put(2, 8)), TestChain.Call(0, 4, made)]);
        RangeInput whole = net.Input(payload, 5);
        RangeTrace trace = Trace(whole);
        Assert.All(trace.Blocks, static block =>
            Assert.All(block.Transactions, static tx => Assert.Equal((DerivedStatus.Succeeded, ""), (tx.Status, tx.Reason))));
        TrieReader reader = After(whole, trace);
        BlockHeader last = trace.Blocks[^1].Header;
        Assert.Equal(3, Slot(reader, last, made, 5));
        Assert.Equal((0, 8, 0), (Slot(reader, last, storage, 1), Slot(reader, last, storage, 2), Slot(reader, last, storage, 3)));
        Assert.Equal(new BigInteger(trace.Blocks[0].Header.Hash().Span, isUnsigned: true, isBigEndian: true), Slot(reader, last, TestChain.Hashes, 0));

        // the same in ranges of one and two blocks, as segments of one claim: what is carried is what a new witness would give
        foreach (ulong size in new ulong[] { 1, 2 })
        {
            List<ReadOnlyMemory<byte>> nodes = [.. whole.Witness.State], codes = [.. whole.Witness.Codes], headers = [.. whole.Witness.Headers];
            for (ulong end = Math.Min(size, 5); headers.Count < 6; end = Math.Min(end + size, 5))
            {
                RangeTrace part = Trace(whole with { EndBlock = end, Witness = new ExecutionWitness(nodes, codes, headers) });
                nodes.AddRange(part.NewNodes);
                codes.AddRange(part.NewCodes);
                headers.AddRange(part.Blocks.Select(static block => (ReadOnlyMemory<byte>)block.Header.Encode()));
            }

            Assert.Equal(Hashes(trace.Blocks), headers.Skip(1).Select(static raw => Keccak256.Hash(raw.Span)));
        }
    }

    [NativeGuestFact]
    public void Memory_is_given_back_between_blocks()
    {
        var net = new TestChain();
        // JUMPDEST GAS DUP1 TSTORE PUSH0 JUMP: new transient slots until the gas is gone, some 20 MiB of them
        byte[] loop = Hex.Parse("0x5b5a805d5f56");
        byte[] init = [.. Hex.Parse("0x65"), .. loop, .. Hex.Parse("0x5f526006601af3")];
        Address made = Contract(TestChain.Keys[0].Address, 0);
        IEnumerable<byte[]>[] blocks =
            [[TestChain.Call(0, 0, data: init)],
                .. Enumerable.Range(1, 80).Select(i => (IEnumerable<byte[]>)[TestChain.Call(0, (ulong)i, made, gas: 14_000_000)])];
        RangeTrace trace = RangeTrace.Parse(_guest!.Run(net.Input(TestChain.Payload(blocks), 81).Encode(trace: true)));
        Assert.All(trace.Blocks.Skip(1), static block => Assert.Equal(["Failed"], Results(block)));
    }

    [NativeGuestFact]
    public void The_used_part_of_the_witness_is_enough_and_no_node_of_it_can_be_missed()
    {
        var net = new TestChain([Message(TestChain.Counter)]);
        RangeInput input = net.Input(TestChain.Payload([TestChain.Call(0, 0, TestChain.Counter)],
            [TestChain.Call(0, 1, TestChain.Hashes), TestChain.Call(1, 0, TestChain.Counter)]), 2);
        RangeTrace trace = Trace(input);
        var made = trace.NewCodes.Select(static code => Keccak256.Hash(code.Span)).ToHashSet();
        var used = new ExecutionWitness(trace.UsedNodes, [.. trace.UsedCodes.Where(code => !made.Contains(Keccak256.Hash(code.Span)))], input.Witness.Headers);
        Assert.True(used.State.Count < input.Witness.State.Count);
        Assert.Equal(trace.Words, Trace(input with { Witness = used }).Words);
        byte[] words = trace.Words.Encode();
        for (int i = 0; i < used.State.Count + used.Codes.Count; i++)
        {
            List<ReadOnlyMemory<byte>> nodes = [.. used.State], codes = [.. used.Codes];
            bool code = i >= nodes.Count;
            List<ReadOnlyMemory<byte>> part = code ? codes : nodes;
            int at = code ? i - nodes.Count : i;
            ReadOnlyMemory<byte> item = part[at];
            part.RemoveAt(at);
            Refused(code ? GuestStatus.CodeMissing : GuestStatus.NodeMissing, input with { Witness = new ExecutionWitness(nodes, codes, used.Headers) });
            // changed instead: never another root
            byte[] changed = item.ToArray();
            changed[changed.Length / 2] ^= 1;
            part.Add(changed);
            Assert.NotEqual(0, _guest!.Run((input with { Witness = new ExecutionWitness(nodes, codes, used.Headers) }).Encode()).ExitCode);
            // beside the right one: no difference
            part.Insert(0, item);
            GuestRun run = _guest.Run((input with { Witness = new ExecutionWitness(nodes, codes, used.Headers) }).Encode());
            Assert.Equal(0, run.ExitCode);
            Assert.Equal(words, run.Output);
        }
    }

    /// <summary>What is only echoed changes its word, and no other.</summary>
    [NativeGuestFact]
    public void Nothing_that_the_prover_chooses_reaches_the_root()
    {
        var net = new TestChain([Message(TestChain.Counter)]);
        RangeInput input = net.Input(TestChain.Payload([TestChain.Call(0, 0, TestChain.Counter)]), 1);
        RangeWords words = Trace(input).Words;
        var other = Keccak256.Hash("other"u8);
        Assert.Equal(words with { Domain = other }, Trace(input with { Domain = other }).Words);
        Assert.Equal(words with { ProgramId = other }, Trace(input with { ProgramId = other }).Words);
        Assert.Equal(words with { SetRoot = other }, Trace(input with { SetRoot = other }).Words);
        Assert.Equal(words with { Segment = 63 }, Trace(input with { Segment = 63 }).Words);
        Assert.Equal(words with { Payout = TestChain.Counter }, Trace(input with { Payout = TestChain.Counter }).Words);

        // of what does reach it, each change is seen in the words that the contract rebuilds
        BlockHeader l1 = net.L1 with { MixHash = other };
        Assert.NotEqual(words.L1Head, Trace(input with { L1Header = l1.Encode() }).Words.L1Head);
        BlockHeader genesis = net.Genesis with { Timestamp = TestChain.L1Time - 101 };
        Assert.NotEqual(words.AgreedRoot, Trace(input with { Witness = input.Witness with { Headers = [genesis.Encode()] } }).Words.AgreedRoot);
        RollupConfig config = TestChain.Config with { Drift = 3601 };
        Assert.NotEqual(words.ConfigHash, Trace(input with { Config = config }).Words.ConfigHash);
        byte[] payload = TestChain.Payload([TestChain.Call(0, 0, TestChain.Hashes)]);
        Assert.NotEqual(words.DataHash, Trace(input with { Data = new BatchData.Calldata(payload) }).Words.DataHash);
    }

    [NativeGuestFact]
    public void L1_headers_of_later_forks_are_read()
    {
        var net = new TestChain();
        byte[] header = net.L1.Encode();
        var longer = new RlpWriter().BeginList();
        RlpReader fields = new RlpReader(header).List();
        while (!fields.AtEnd) longer.AddRaw(fields.Raw());
        byte[] appended = longer.Add(Hash256.EmptyCode).Add(5ul).EndList().ToArray();
        RangeInput input = net.Input([], 1) with { L1Header = appended };
        Assert.Equal(Keccak256.Hash(appended), Trace(input).Words.L1Head);
        Refused(GuestStatus.BadHeaders, input with { L1Header = header[..^1] });
        Refused(GuestStatus.BadHeaders, input with { L1Header = new byte[] { 0xc0 } });
    }

    [NativeGuestFact]
    public void Messages_come_first_from_a_shifted_address_and_are_counted()
    {
        QueuedMessage first = Message(TestChain.Counter, from: "0xff000000000000000000000000000000fffffff0");
        Assert.Equal(Address.Parse("0x1011000000000000000000000000000100001101"), first.Sender);
        QueuedMessage failing = Message(TestChain.Counter, gas: 25_000);
        var net = new TestChain([first, failing]);
        byte[] call = TestChain.Call(0, 0, TestChain.Counter);
        RangeInput input = net.Input(TestChain.Payload([call], []), 2);
        RangeTrace trace = Trace(input);
        DerivedBlock block = trace.Blocks[0];
        Assert.Equal(["Succeeded", "Failed", "Succeeded"], Results(block));
        Assert.Equal([false, false, true], block.Transactions.Select(static tx => tx.Posted));
        Assert.Empty(trace.Blocks[1].Transactions);
        TrieReader reader = After(input, trace);
        BlockHeader header = trace.Blocks[1].Header;
        Assert.Equal(2, Slot(reader, header, TestChain.Counter, 0));
        Assert.Equal(1, reader.Slot(reader.Account(header.StateRoot, TestChain.Counter)!.StorageRoot, new Hash256([.. new byte[12], .. first.Sender.Span])));
        Hash256 queue = failing.Extend(first.Extend(Hash256.Zero, 0), 1);
        Assert.Equal(new BigInteger(queue.Span, isUnsigned: true, isBigEndian: true), Slot(reader, header, QueuedMessage.Account, 0));
        Assert.Equal(2, Slot(reader, header, QueuedMessage.Account, 1));
        Assert.Equal(1ul, reader.Account(header.StateRoot, QueuedMessage.Account)!.Nonce);
        Assert.Null(reader.Account(header.StateRoot, first.Sender)); // nothing was paid, no nonce was raised

        byte[] Listed(QueuedMessage message, ulong index)
        {
            var rlp = new RlpWriter();
            rlp.AddRaw([0x7e]);
            return rlp.BeginList().Add(index).Add(message.Sender).Add(message.To).Add(message.Gas).Add(message.Data.Span).EndList().ToArray();
        }

        Assert.Equal(MerkleTrie.ListRoot([Listed(first, 0), Listed(failing, 1), call]), block.Header.TransactionsRoot);
        ulong[] gas = [.. block.Transactions.Select(static tx => tx.GasUsed)];
        Log log = new(TestChain.Counter, [], new byte[32]);
        Assert.Equal(
            MerkleTrie.ListRoot(
            [
                new Receipt((TransactionType)0x7e, true, gas[0], [log]).Encode(),
                new Receipt((TransactionType)0x7e, false, gas[0] + gas[1], []).Encode(),
                new Receipt(TransactionType.DynamicFee, true, gas[0] + gas[1] + gas[2], [log]).Encode(),
            ]),
            block.Header.ReceiptsRoot);
    }

    [NativeGuestFact]
    public void A_message_to_the_queue_s_account_is_a_signed_transaction()
    {
        byte[] call = TestChain.Call(0, 0, TestChain.Counter, gas: 100_000);
        QueuedMessage[] messages =
        [
            Message(QueuedMessage.Account, call, 99_999), // would use more than was queued
            Message(QueuedMessage.Account, call, 100_000),
            Message(QueuedMessage.Account, call, 100_000), // again
            Message(QueuedMessage.Account, [1, 2, 3]),
            Message(QueuedMessage.Account),
        ];
        var net = new TestChain(messages);
        RangeInput input = net.Input([], 1);
        RangeTrace trace = Trace(input);
        DerivedBlock block = Assert.Single(trace.Blocks);
        Assert.Equal(
            ["gas limit above the message's", "Succeeded", "nonce too low", "typed transaction malformed", "transaction empty"], Results(block));
        Assert.Equal(MerkleTrie.ListRoot([call]), block.Header.TransactionsRoot);
        TrieReader reader = After(input, trace);
        Assert.Equal(1, Slot(reader, block.Header, TestChain.Counter, 0));
        Assert.Equal(5, Slot(reader, block.Header, QueuedMessage.Account, 1));
    }

    [NativeGuestFact]
    public void Messages_wait_when_a_block_has_had_its_share()
    {
        // 10 M a block; the fourth alone has more than that, and more than a transaction may have
        ulong[] gas = [4_000_000, 6_000_000, 21_000, 17_000_000, 10_000_000, 1];
        var net = new TestChain([.. gas.Select(static gas => Message(TestChain.Keys[0].Address, gas: gas))]);
        RangeInput input = net.Input([], 6);
        IReadOnlyList<DerivedBlock> blocks = Trace(input).Blocks;
        Assert.Equal([2, 1, 1, 1, 1, 0], blocks.Select(static block => block.Transactions.Count));
        Assert.Equal(["gas limit above 2^24 (EIP-7825)"], Results(blocks[2]));
        Assert.Equal(["gas limit below intrinsic gas"], Results(blocks[4]));
    }

    [NativeGuestFact]
    public void The_messages_must_be_those_of_the_queue()
    {
        QueuedMessage a = Message(TestChain.Counter), b = Message(TestChain.Counter, [1]), c = Message(TestChain.Counter, [2]);
        var net = new TestChain([a, b]);
        RangeInput input = net.Input([], 1);
        Assert.Equal(2, Trace(input).Blocks[0].Transactions.Count);
        foreach (QueuedMessage[] wrong in new QueuedMessage[][]
        {
            [], [a], [b, a], [a, c], [a, b, c], [a, b with { Time = b.Time + 1 }], [a, b with { Gas = b.Gas + 1 }],
            [a, b with { From = TestChain.Counter }], [a, b with { To = TestChain.Bridge }], [a, b with { Data = new byte[] { 1, 0 } }],
        })
        {
            Refused(GuestStatus.BadInput, input with { Messages = wrong });
        }

        // a later range has taken them, even under an older L1 head
        RangeTrace taken = Trace(input);
        RangeInput later = input with
        {
            EndBlock = 2,
            Messages = [],
            Witness = net.Witness(new ExecutionWitness([.. input.Witness.State, .. taken.NewNodes], input.Witness.Codes,
                [net.Genesis.Encode(), taken.Blocks[0].Header.Encode()])),
        };
        Assert.Empty(Assert.Single(Trace(later).Blocks).Transactions);
        Refused(GuestStatus.BadInput, later with { Messages = [a] });
        var before = new TestChain([a]);
        Assert.Empty(Assert.Single(Trace(later with { L1Header = before.L1.Encode(), Witness = before.Witness(later.Witness) }).Blocks).Transactions);

        // no such contract on L1: there are no messages
        RangeInput none = input with { Config = TestChain.Config with { Queue = TestChain.Bridge }, Messages = [] };
        Assert.Empty(Assert.Single(Trace(none).Blocks).Transactions);
    }

    [NativeGuestFact]
    public void Block_hashes_of_the_range_and_before_it_are_known_and_never_made_up()
    {
        var net = new TestChain();
        byte[] payload = TestChain.Payload([], [TestChain.Call(0, 0, TestChain.Hashes)]);
        RangeInput first = net.Input(payload, 1), both = net.Input(payload, 2);
        RangeTrace trace = Trace(both), start = Trace(first);
        Assert.Equal(new BigInteger(net.Genesis.Hash().Span, isUnsigned: true, isBigEndian: true),
            Slot(After(both, trace), trace.Blocks[1].Header, TestChain.Hashes, 0));
        byte[] parent = start.Blocks[0].Header.Encode();
        RangeInput second = both with
        {
            Witness = both.Witness with
            {
                State = [.. both.Witness.State, .. start.NewNodes],
                Headers = [net.Genesis.Encode(), parent]
            }
        };
        Assert.Equal(trace.Words.Root, Trace(second).Words.Root);
        // the parent names the genesis, so its header is not needed for that
        Assert.Equal(trace.Words.Root, Trace(second with { Witness = second.Witness with { Headers = [parent] } }).Words.Root);
        Refused(GuestStatus.BadHeaders, second with { Witness = second.Witness with { Headers = [parent, net.Genesis.Encode()] } });
        Refused(GuestStatus.BadHeaders, second with { Witness = second.Witness with { Headers = [] } });
    }

    [NativeGuestFact]
    public void What_is_no_range_is_refused()
    {
        var net = new TestChain();
        RangeInput input = net.Input([], 1);
        Refused(GuestStatus.BadInput, input with { EndBlock = 0 });
        Refused(GuestStatus.BadInput, input with { EndBlock = 65_537 });
        foreach (RollupConfig config in new[]
        {
            TestChain.Config with { GasLimit = 4_999, MessageGas = 0 }, TestChain.Config with { GasLimit = 1ul << 32 },
            TestChain.Config with { MessageGas = 15_000_001 }, TestChain.Config with { Drift = 1ul << 32 },
            TestChain.Config with { Chain = TestChain.Config.Chain with { Schedule = [new(TestChain.L1Time, Fork.Osaka, 6, 9, 5007716)] } },
        })
        {
            Refused(GuestStatus.BadInput, input with { Config = config });
        }
    }

    [NativeGuestFact]
    public void A_fork_between_two_blocks_is_taken()
    {
        var net = new TestChain();
        ChainConfig chain = TestChain.Config.Chain with
        {
            Schedule = [new(0, Fork.Cancun, 3, 6, 3338477),
            new(TestChain.L1Time + 4, Fork.Prague, 6, 9, 5007716)]
        };
        BlockHeader genesis = net.Genesis with { RequestsHash = null };
        RangeInput input = net.Input(TestChain.Payload([], []), 2) with { Config = TestChain.Config with { Chain = chain } };
        IReadOnlyList<DerivedBlock> blocks = Trace(input with { Witness = input.Witness with { Headers = [genesis.Encode()] } }).Blocks;
        Assert.Null(blocks[0].Header.RequestsHash);
        Assert.Equal(net.Genesis.RequestsHash, blocks[1].Header.RequestsHash);
    }

    private static Address Contract(Address sender, ulong nonce) =>
        new(Keccak256.Hash(new RlpWriter().BeginList().Add(sender).Add(nonce).EndList().ToArray()).Span[12..]);
}
