using Zkfp.Rollup.Encoding;
using Zkfp.Rollup.Guest;
using Zkfp.Rollup.Types;

namespace Zkfp.Rollup.Tests.Guest;

/// <summary>Damaged and made-up inputs to the guest inside the machine: each ends with its own status, none with a wrong root.</summary>
public sealed class HostileInputTests : IDisposable
{
    private static readonly BlockFile s_file = BlockFile.Read(SharedData.Sample("transfers.json"));
    private static readonly Block s_block = Block.Decode(s_file.BlockRlp);
    private static readonly BlockHeader s_parent = BlockHeader.Decode(s_file.Witness.Headers[^1].Span);
    private readonly MachineGuest _guest = new(MachineGuest.Load(SharedData.MipsGuest!), maxInstructions: 1_000_000_000);

    public void Dispose() => _guest.Dispose();

    private static byte[] Input(byte[] block, ExecutionWitness witness) => GuestInput.Block(ChainConfig.Mainnet, block, witness);

    private GuestOutput Run(byte[] block, ExecutionWitness? witness = null) => _guest.Run(Input(block, witness ?? s_file.Witness)).Parse();

    private static List<byte[]> Items(ReadOnlySpan<byte> list)
    {
        var items = new List<byte[]>();
        RlpReader rlp = new RlpReader(list).List();
        while (!rlp.AtEnd) items.Add(rlp.Raw().ToArray());
        return items;
    }

    private static byte[] List(params IEnumerable<byte[]> items)
    {
        RlpWriter rlp = new RlpWriter().BeginList();
        foreach (byte[] item in items) rlp.AddRaw(item);
        return rlp.EndList().ToArray();
    }

    private static byte[] String(params ReadOnlySpan<byte> content) => new RlpWriter().Add(content).ToArray();

    [Fact]
    public void The_sample_is_accepted() => Assert.Empty(BlockCheck.Differences(s_block.Header, Run(s_file.BlockRlp).Block!));

    /// <summary>One more in the last byte of each header field, in the header's order.</summary>
    [Theory]
    [InlineData("parent hash", GuestStatus.InvalidHeader, "parent hash")]
    [InlineData("ommers hash", GuestStatus.InvalidHeader, "ommers hash")]
    [InlineData("beneficiary", GuestStatus.WrongExecution, "state root")]
    [InlineData("state root", GuestStatus.WrongExecution, "state root")]
    [InlineData("transactions root", GuestStatus.InvalidHeader, "transactions root")]
    [InlineData("receipts root", GuestStatus.WrongExecution, "receipts root")]
    [InlineData("bloom", GuestStatus.WrongExecution, "logs bloom")]
    [InlineData("difficulty", GuestStatus.InvalidHeader, "difficulty not zero")]
    [InlineData("number", GuestStatus.InvalidHeader, "number")]
    [InlineData("gas limit", GuestStatus.Success, "")]
    [InlineData("gas used", GuestStatus.WrongExecution, "gas used")]
    [InlineData("timestamp", GuestStatus.WrongExecution, "state root")]
    [InlineData("extra data", GuestStatus.Success, "")]
    [InlineData("mix hash", GuestStatus.Success, "")]
    [InlineData("nonce", GuestStatus.InvalidHeader, "nonce not zero")]
    [InlineData("base fee", GuestStatus.InvalidHeader, "base fee")]
    [InlineData("withdrawals root", GuestStatus.InvalidHeader, "withdrawals root")]
    [InlineData("blob gas used", GuestStatus.InvalidHeader, "blob gas used")]
    [InlineData("excess blob gas", GuestStatus.InvalidHeader, "excess blob gas")]
    [InlineData("beacon root", GuestStatus.WrongExecution, "state root")]
    [InlineData("requests hash", GuestStatus.WrongExecution, "requests hash")]
    public void A_header_field_that_is_off_by_one(string field, GuestStatus status, string reason)
    {
        string[] order =
        [
            "parent hash", "ommers hash", "beneficiary", "state root", "transactions root", "receipts root", "bloom", "difficulty", "number", "gas limit", "gas used",
            "timestamp", "extra data", "mix hash", "nonce", "base fee", "withdrawals root", "blob gas used", "excess blob gas", "beacon root", "requests hash",
        ];
        List<byte[]> block = Items(s_file.BlockRlp), header = Items(block[0]);
        Assert.Equal(order.Length, header.Count);
        int at = Array.IndexOf(order, field);
        if (header[at] is [0x80]) header[at] = [1];
        else header[at][^1]++;
        block[0] = List(header);
        GuestOutput output = Run(List(block));
        Assert.Equal((status, reason), (output.Status, output.Reason));
        // What no rule ties down makes another valid block, and the result says which.
        if (status == GuestStatus.Success) Assert.Equal((Keccak256.Hash(block[0]), s_block.Header.StateRoot), (output.Block!.BlockHash, output.Block.StateRoot));
    }

    [Fact]
    public void A_header_with_a_field_too_few_or_too_many()
    {
        List<byte[]> block = Items(s_file.BlockRlp);
        foreach (int keep in new[] { 0, 14, 15, 16, 17, 18, 19, 20 })
        {
            GuestOutput output = Run(List([List(Items(block[0]).Take(keep)), .. block[1..]]));
            Assert.True(output.Status is GuestStatus.BadRlp or GuestStatus.InvalidHeader, $"{keep} fields: {output.Status}");
        }

        Assert.Equal(GuestStatus.BadRlp, Run(List([List([.. Items(block[0]), String(1)]), .. block[1..]])).Status);
    }

    [Fact]
    public void A_body_that_is_not_the_headers()
    {
        List<byte[]> block = Items(s_file.BlockRlp), txs = Items(block[1]);
        Assert.Equal(GuestStatus.InvalidHeader, Run(List(block[0], List(txs.Take(4)), block[2], block[3])).Status);
        Assert.Equal(GuestStatus.InvalidTransaction, Run(List(block[0], List([txs[0], .. txs]), block[2], block[3])).Status);
        Assert.Equal(GuestStatus.InvalidTransaction, Run(List(block[0], List([txs[1], txs[0], .. txs[2..]]), block[2], block[3])).Status);
        Assert.Equal(GuestStatus.InvalidHeader, Run(List(block[0], List([txs[0], txs[1], txs[2], txs[4], txs[3]]), block[2], block[3])).Status);
        Assert.Equal(GuestStatus.InvalidHeader, Run(List(block[0], block[1], List(block[0]), block[3])).Status);
        Assert.Equal(GuestStatus.InvalidHeader, Run(List(block[0], block[1], block[2])).Status);
        Assert.Equal(GuestStatus.BadRlp, Run(List([.. block, [0xc0]])).Status);
        byte[] withdrawal = List(String(), String(), String(new byte[20]), String(1));
        Assert.Equal(GuestStatus.InvalidHeader, Run(List(block[0], block[1], block[2], List(withdrawal))).Status);
    }

    [Fact]
    public void A_witness_without_one_of_its_parts()
    {
        ExecutionWitness w = s_file.Witness;
        var seen = new Dictionary<GuestStatus, int>();
        for (int i = 0; i < w.State.Count; i++) Count(w with { State = Without(w.State, i) }, GuestStatus.NodeMissing);
        for (int i = 0; i < w.Codes.Count; i++) Count(w with { Codes = Without(w.Codes, i) }, GuestStatus.CodeMissing);
        Assert.Equal(GuestStatus.BadHeaders, Run(s_file.BlockRlp, w with { Headers = [] }).Status);
        // The system contracts' codes are run, the fifth account's is not; each node of the path to an account is needed.
        Assert.Equal(4, seen[GuestStatus.CodeMissing]);
        Assert.True(seen[GuestStatus.NodeMissing] >= 8, $"{seen[GuestStatus.NodeMissing]} nodes needed");

        void Count(ExecutionWitness witness, GuestStatus expected)
        {
            GuestOutput output = Run(s_file.BlockRlp, witness);
            Assert.True(output.Status == expected || output.Status == GuestStatus.Success, $"{output.Status}");
            if (output.Status == GuestStatus.Success) Assert.Equal(s_block.Header.StateRoot, output.Block!.StateRoot);
            seen[output.Status] = seen.GetValueOrDefault(output.Status) + 1;
        }

        static List<ReadOnlyMemory<byte>> Without(IReadOnlyList<ReadOnlyMemory<byte>> list, int index) => [.. list.Where((_, i) => i != index)];
    }

    [Fact]
    public void Repeated_reordered_and_foreign_entries_change_nothing()
    {
        ExecutionWitness w = s_file.Witness;
        byte[] expected = _guest.Run(Input(s_file.BlockRlp, w)).Output;
        ReadOnlyMemory<byte>[] foreign = [new byte[] { 0xc0 }, new byte[] { 0xff, 0xff }, new byte[] { 1, 2, 3 }, ReadOnlyMemory<byte>.Empty, new byte[100_000]];
        var witness = w with { State = [.. foreign, .. w.State.Reverse(), .. w.State, .. w.Codes], Codes = [.. foreign, .. w.Codes.Reverse(), .. w.Codes, .. w.State] };
        Assert.Equal(expected, _guest.Run(Input(s_file.BlockRlp, witness)).Output);
    }

    [Fact]
    public void Ancestors_that_are_no_chain()
    {
        ReadOnlyMemory<byte> parent = s_file.Witness.Headers[0];
        BlockHeader other = s_parent with { Number = s_parent.Number - 1 };
        GuestStatus With(params ReadOnlyMemory<byte>[] headers) => Run(s_file.BlockRlp, s_file.Witness with { Headers = headers }).Status;
        Assert.Equal(GuestStatus.BadHeaders, With(parent, parent));
        Assert.Equal(GuestStatus.BadHeaders, With(other.Encode(), parent)); // not its hash
        Assert.Equal(GuestStatus.BadHeaders, With(new byte[] { 0xc0 }));
        Assert.Equal(GuestStatus.BadHeaders, With(parent[..^1]));
        Assert.Equal(GuestStatus.InvalidHeader, With((s_parent with { StateRoot = s_block.Header.StateRoot }).Encode()));
        Assert.Equal(GuestStatus.InvalidHeader, With((s_parent with { GasLimit = 0 }).Encode()));

        // Linked, but the number jumps.
        BlockHeader grandparent = s_parent with { Number = 7 };
        BlockHeader child = s_parent with { ParentHash = grandparent.Hash() };
        Assert.Equal(GuestStatus.BadHeaders, With(grandparent.Encode(), child.Encode()));
    }

    /// <summary>Nodes with the right hash that are no nodes: the parent's state root is their hash.</summary>
    [Fact]
    public void State_roots_of_malformed_nodes()
    {
        byte[] path = String([0x20, .. Keccak256.Hash(Hex.Parse("0x000f3df6d732807ef1319fb7b8bb8522d0beac02")).Span]); // the first account that is read
        byte[] empty = String(), hash = String(Hash256.EmptyCode.Span), zero = String(new byte[32]);
        byte[] Account(params byte[][] fields) => List(path, String(List(fields)));
        byte[] nested = [0xc0];
        for (int i = 0; i < 29; i++) nested = List(nested);
        var nodes = new (string Name, byte[] Node)[]
        {
            ("a string", zero),
            ("an empty list", [0xc0]),
            ("one item", List(path)),
            ("three items", List(path, hash, hash)),
            ("eighteen items", List(Enumerable.Repeat(empty, 18))),
            ("a branch with a value", List([.. Enumerable.Repeat(hash, 16), String(1)])),
            ("a child of 31 bytes", List([.. Enumerable.Repeat(String(new byte[31]), 16), empty])),
            ("a child of 33 bytes", List([.. Enumerable.Repeat(String(new byte[33]), 16), empty])),
            ("an embedded child of 32 bytes", List([.. Enumerable.Repeat(List(String(new byte[30])), 16), empty])),
            ("lists in lists", List([.. Enumerable.Repeat(nested, 16), empty])),
            ("an empty path", List(empty, hash)),
            ("an extension without nibbles", List(String(0), hash)),
            ("flags beyond 3", List(String(0x40), hash)),
            ("a padded odd path", List(String(0x05), hash)),
            ("a path of 34 bytes", List(String(new byte[34]), hash)),
            ("a leaf without value", List(path, empty)),
            ("a leaf whose value is a list", List(path, List(hash))),
            ("an account that is a number", List(path, String(7))),
            ("an account of three fields", Account(empty, empty, hash)),
            ("an account of five fields", Account(empty, empty, hash, hash, hash)),
            ("a nonce with a leading zero", Account([0x82, 0, 1], empty, hash, hash)),
            ("a nonce of nine bytes", Account(String(1, 2, 3, 4, 5, 6, 7, 8, 9), empty, hash, hash)),
            ("a balance of 33 bytes", Account(empty, String([1, .. new byte[32]]), hash, hash)),
            ("a storage root of 31 bytes", Account(empty, empty, String(new byte[31]), hash)),
            ("a code hash of no bytes", Account(empty, empty, hash, empty)),
            ("bytes after the account", List(path, String([.. List(empty, empty, hash, hash), 0]))),
            ("a length that goes on", [.. List(path, hash)[..^1]]),
            ("a length of eight bytes", [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]),
            ("a length of four bytes", [0xfb, 0xff, 0xff, 0xff, 0xff]),
            ("a long form for a short length", [0xf8, 2, 0x20, 1]),
        };
        foreach ((string name, byte[] node) in nodes)
        {
            GuestOutput output = RunOn(node);
            Assert.True(output.Status == GuestStatus.NodeBad, $"{name}: {output.Status} ({output.Reason})");
        }

        // Well formed, but not what execution needs: nobody there, and references that lead nowhere.
        Assert.Equal(GuestStatus.NodeMissing, RunOn(List([.. Enumerable.Repeat(zero, 16), empty])).Status);
        Assert.Equal(GuestStatus.SystemCallFailed, RunWithoutTransactions(Account(empty, empty, String(Hash256.EmptyTrie.Span), hash)).Status);
        Assert.Equal(GuestStatus.InvalidTransaction, RunOn(Account(empty, empty, String(Hash256.EmptyTrie.Span), hash)).Status);
        // The same node below itself: a reference is a hash, so that only a shorter node could, and it would be another.
        byte[] extension = List(String(0x10 | 2), String(Hash256.Zero.Span));
        Assert.NotEqual(GuestStatus.Success, RunOn(extension, List(String(0x10 | 2), String(Keccak256.Hash(extension).Span))).Status);
    }

    private GuestOutput RunOn(params byte[][] nodes) => RunOn(s_block, nodes);

    private GuestOutput RunWithoutTransactions(params byte[][] nodes) =>
        RunOn(s_block with { Transactions = [], Header = s_block.Header with { TransactionsRoot = Hash256.EmptyTrie } }, nodes);

    private GuestOutput RunOn(Block block, byte[][] nodes)
    {
        BlockHeader parent = s_parent with { StateRoot = Keccak256.Hash(nodes[0]) };
        block = block with { Header = block.Header with { ParentHash = parent.Hash() } };
        return Run(block.Encode(), new ExecutionWitness([.. nodes], s_file.Witness.Codes, [parent.Encode()]));
    }

    /// <summary>Lengths at the ends of what 32 and 64 bits hold, everywhere in the container.</summary>
    [Fact]
    public void Lengths_beyond_the_input()
    {
        byte[] input = Input(s_file.BlockRlp, s_file.Witness);
        byte[][] headers =
        [
            [0xfb, 0xff, 0xff, 0xff, 0xff], [0xfb, 0x7f, 0xff, 0xff, 0xff], [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
            [0xff, 0, 0, 0, 1, 0, 0, 0, 0], [0xbb, 0xff, 0xff, 0xff, 0xff], [0xbf, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xf6], [0xf8], [0xff], [0xbf], [0xf8, 0],
        ];
        foreach (byte[] header in headers)
        {
            Assert.Equal(GuestStatus.BadInput, _guest.Run(header).Parse().Status);
            Assert.Equal(GuestStatus.BadInput, _guest.Run([.. header, .. input]).Parse().Status);
            Assert.Equal(GuestStatus.BadInput, _guest.Run([.. input, .. header]).Parse().Status);
            Assert.Equal(GuestStatus.BadRlp, Run(header).Status);
            Assert.Equal(GuestStatus.BadRlp, Run([.. header, .. s_file.BlockRlp]).Status);
            List<byte[]> block = Items(s_file.BlockRlp);
            for (int i = 0; i < 4; i++)
            {
                GuestStatus status = Run(List(block.Select((item, k) => k == i ? header : item))).Status;
                Assert.True(status is GuestStatus.BadRlp, $"part {i}: {status}");
            }
        }

        for (int length = 0; length < input.Length; length += 211) Assert.Equal(GuestStatus.BadInput, _guest.Run(input[..length]).Parse().Status);
    }
}
