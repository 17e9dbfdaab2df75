using System.Diagnostics;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Zkfp.Rollup.Encoding;
using Zkfp.Rollup.Guest;
using Zkfp.Rollup.Rpc;
using Zkfp.Rollup.Trie;
using Zkfp.Rollup.Types;

namespace Zkfp.Rollup.Tests.Rpc;

/// <summary>Blocks and witnesses from nodes over HTTP: an honest one in this process, lying ones, and anvil.</summary>
public class NodeTests
{
    private static readonly RpcOptions s_fast = new() { Backoff = TimeSpan.FromMilliseconds(1), Tries = 1, Timeout = TimeSpan.FromSeconds(30) };
    private static readonly BlockFile s_file = BlockFile.Read(SharedData.Sample("transfers.json"));
    private static readonly Block s_block = Block.Decode(s_file.BlockRlp);
    private static readonly BlockHeader s_parent = BlockHeader.Decode(s_file.Witness.Headers[^1].Span);

    private static string Witness(string headers) =>
        $$"""{"state":[{{List(s_file.Witness.State)}}],"codes":[{{List(s_file.Witness.Codes)}}],"keys":[],"headers":[{{headers}}]}""";

    private static string List(IReadOnlyList<ReadOnlyMemory<byte>> items) => string.Join(",", items.Select(static item => $"\"{Hex.Format(item.Span)}\""));

    private static ChainNode Node(string? witness) => new(s_parent, s_block, new WorldState([]), new WorldState([])) { Witness = witness };

    private static async Task<NodeBlock> GetAsync(Func<string, JsonElement, string> answer, ulong number = 2)
    {
        using var server = new HttpServer(answer);
        using var client = new JsonRpcClient(server.Url, s_fast);
        return await new EthereumNode(client).BlockWithWitnessAsync(number);
    }

    [Fact]
    public async Task A_block_comes_with_its_execution_witness_however_headers_are_written()
    {
        foreach (string headers in new[] { List(s_file.Witness.Headers), ChainNode.Json(s_parent) })
        {
            NodeBlock got = await GetAsync(Node(Witness(headers)).Answer);
            Assert.False(got.Gathered);
            Assert.Equal(s_file.BlockRlp, got.File.BlockRlp); // rebuilt from JSON: the node has no debug_getRawBlock
            Assert.Equal(GuestInput.Block(ChainConfig.Mainnet, s_file.BlockRlp, s_file.Witness), GuestInput.Block(ChainConfig.Mainnet, got.File.BlockRlp, got.File.Witness));
        }
    }

    [Fact]
    public async Task A_block_of_another_number_is_refused()
    {
        ChainNode node = Node(Witness(List(s_file.Witness.Headers)));
        var e = await Assert.ThrowsAsync<RpcException>(() => GetAsync(
            (method, parameters) => method == "eth_getBlockByNumber" ? ChainNode.Json(s_block.Header, s_block.Transactions) : node.Answer(method, parameters), 3));
        Assert.Contains("block 3: the node answers with block 2", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answers_that_contradict_a_hash_are_refused()
    {
        ChainNode node = Node(Witness(List(s_file.Witness.Headers)));
        string block = ChainNode.Json(s_block.Header, s_block.Transactions);
        foreach ((string damaged, string message) in new[]
        {
            (block.Replace("\"gasUsed\":\"0x19a28\"", "\"gasUsed\":\"0x19a29\"", StringComparison.Ordinal), "the header hashes to"),
            (ChainNode.Json(s_block.Header, [.. s_block.Transactions.Take(4)]), "the transactions do not have the root"),
            (block.Replace("\"nonce\":\"0x7\"", "\"nonce\":\"0x6\"", StringComparison.Ordinal), "the transactions do not have the root"),
            (block.Replace("\"withdrawals\":[]", "\"withdrawals\":[{\"index\":\"0x0\",\"validatorIndex\":\"0x0\",\"address\":\"0x" + new string('1', 40) + "\",\"amount\":\"0x1\"}]", StringComparison.Ordinal), "the withdrawals do not have the root"),
            (block.Replace("\"miner\":\"0x", "\"miner\":\"0xzz", StringComparison.Ordinal), "cannot be read"),
            (block.Replace("\"miner\"", "\"minor\"", StringComparison.Ordinal), "cannot be read"),
            ("7", "cannot be read"),
        })
        {
            Assert.NotEqual(block, damaged);
            var e = await Assert.ThrowsAsync<RpcException>(() => GetAsync((method, parameters) => method == "eth_getBlockByNumber" ? damaged : node.Answer(method, parameters)));
            Assert.Contains(message, e.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("""{"state":[],"codes":[],"headers":[]}""", "not the block's parent")]
    [InlineData("""{"state":[],"codes":[],"headers":["0xc0"]}""", "cannot be read")]
    [InlineData("""{"state":["0x0"],"codes":[],"headers":[]}""", "even number of digits")]
    [InlineData("""{"state":[7],"codes":[],"headers":[]}""", "no string")]
    [InlineData("""{"codes":[],"headers":[]}""", "no list 'state'")]
    [InlineData("[]", "cannot be read")]
    [InlineData("\"0x\"", "cannot be read")]
    public async Task Witnesses_that_are_none_are_refused(string witness, string message)
    {
        var e = await Assert.ThrowsAsync<RpcException>(() => GetAsync(Node(witness).Answer));
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_without_witness_and_traces_says_what_is_missing()
    {
        var e = await Assert.ThrowsAsync<RpcException>(() => GetAsync(Node(null).Answer));
        Assert.Contains("neither debug_executionWitness nor debug_traceBlockByNumber", e.Message, StringComparison.Ordinal);
    }

    /// <summary>
    /// A block without transactions in which the withdrawal contract's system call clears its first slot. The slot's neighbour in the
    /// trie must be known to remove it, and no proof of the state before holds it: a leaf is found all the same, a branch is not.
    /// </summary>
    [Theory]
    [InlineData(new[] { 100 }, GuestStatus.Success)]
    [InlineData(new[] { 100, 101 }, GuestStatus.Success)]
    [InlineData(new int[0], GuestStatus.Success)]
    [InlineData(new[] { 6, 8 }, GuestStatus.NodeMissing)]
    public async Task Proofs_make_a_witness_with_the_neighbours_of_cleared_slots(int[] others, GuestStatus expected)
    {
        Hash256 Slot(int i) => new([.. new byte[31], (byte)i]);
        ReadOnlyMemory<byte> Code(int length) => s_file.Witness.Codes.Single(code => code.Length == length);
        var storage = others.ToDictionary(Slot, static i => (BigInteger)i << 200);
        storage.Add(Slot(0), 1);
        var before = new WorldState([
            new(Address.Parse("0x00000961ef480eb55e80d19ad83579a64c007002"), new AccountState { Nonce = 1, Code = Code(504), Storage = storage }),
            new(Address.Parse("0x0000bbddc7ce488642fb579f8b00f3a590007251"), new AccountState { Nonce = 1, Code = Code(414) }),
            new(Address.Parse("0x0000f90827f1c53a10cb7a02335b175320002935"), new AccountState { Nonce = 1, Code = Code(83) }),
            new(Address.Parse("0x" + new string('7', 40)), new AccountState { Balance = 1 }),
        ]);
        BlockHeader parent = s_parent with { StateRoot = before.Root() };
        var block = new Block(
            s_block.Header with { ParentHash = parent.Hash(), TransactionsRoot = Hash256.EmptyTrie, ReceiptsRoot = Hash256.EmptyTrie, GasUsed = 0 }, [], []);
        using var guest = new MachineGuest(MachineGuest.Load(SharedData.MipsGuest!));
        BlockResult result = guest.Run(GuestInput.Block(ChainConfig.Mainnet, block.Encode(), before, [parent.Encode()], wantChanges: true)).Parse().Block!;
        WorldState after = before.Apply(result.Changes);
        Assert.Equal(result.StateRoot, after.Root());
        block = block with { Header = block.Header with { StateRoot = after.Root() } };

        NodeBlock got = await GetAsync(new ChainNode(parent, block, before, after).Answer);
        Assert.True(got.Gathered);
        Assert.Single(got.File.Witness.Headers);
        Assert.Equal(expected, guest.Run(GuestInput.Block(ChainConfig.Mainnet, got.File.BlockRlp, got.File.Witness)).Parse().Status);
    }

    [Fact]
    public async Task Proofs_of_another_state_are_refused()
    {
        var state = new WorldState([new(Address.Parse("0x" + new string('7', 40)), new AccountState { Balance = 1 })]);
        var node = new ChainNode(s_parent, s_block, state, state) { Trace = ("[]", "[]") };
        var e = await Assert.ThrowsAsync<RpcException>(() => GetAsync(node.Answer));
        Assert.Contains("the proof starts at root", e.Message, StringComparison.Ordinal);
    }

    /// <summary>Transactions on a real node; its blocks execute from the gathered witnesses.</summary>
    [AnvilFact]
    public async Task Blocks_of_a_real_node_execute_from_its_proofs()
    {
        var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        int port = ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        using var anvil = Process.Start(new ProcessStartInfo(SharedData.Anvil!)
        {
            ArgumentList = { "--port", $"{port}", "--hardfork", "osaka", "--silent", "--timestamp", "1800000000" },
        })!;
        try
        {
            using var client = new JsonRpcClient($"http://127.0.0.1:{port}", s_fast with { Tries = 8, Backoff = TimeSpan.FromMilliseconds(100) });
            string[] accounts = [.. (await client.CallAsync("eth_accounts", [])).EnumerateArray().Select(static x => x.GetString()!)];
            var node = new EthereumNode(client);
            // Prague demands two contracts that anvil does not have.
            foreach (ReadOnlyMemory<byte> code in s_file.Witness.Codes.Where(static code => code.Length > 400))
            {
                string at = code.Length == 504 ? "0x00000961ef480eb55e80d19ad83579a64c007002" : "0x0000bbddc7ce488642fb579f8b00f3a590007251";
                await CallAsync("anvil_setCode", at, Hex.Format(code.Span));
            }

            ulong time = 1800000012;
            await CallAsync("evm_setNextBlockTimestamp", time);
            await CallAsync("evm_mine");
            // sstore(calldataload(0), calldataload(32))
            await SendAsync(new() { ["from"] = accounts[0], ["data"] = "0x6007600c60003960076000f360203560003555", ["gas"] = "0x30000" });
            string contract = "0x5fbdb2315678afecb367f032d93f642f64180aa3";
            for (int i = 1; i <= 3; i++)
                await SendAsync(new() { ["from"] = accounts[i], ["to"] = contract, ["data"] = $"0x{i:x64}{i + 4:x64}", ["gas"] = "0x30000" });
            await SendAsync(new() { ["from"] = accounts[1], ["to"] = "0x" + new string('7', 40), ["value"] = "0x10" });

            ChainConfig config = ChainConfig.Always(Fork.Osaka, 31337);
            ulong last = await node.BlockNumberAsync();
            Assert.Equal(6ul, last);
            using var guest = new MachineGuest(MachineGuest.Load(SharedData.MipsGuest!));
            for (ulong n = 2; n <= last; n++)
            {
                NodeBlock block = await node.BlockWithWitnessAsync(n);
                Assert.True(block.Gathered);
                GuestOutput output = guest.Run(GuestInput.Block(config, block.File.BlockRlp, block.File.Witness)).Parse();
                Assert.Equal("", output.Reason);
                Assert.Empty(BlockCheck.Differences(Block.Decode(block.File.BlockRlp).Header, output.Block!));
            }

            async Task SendAsync(JsonObject transaction)
            {
                await CallAsync("evm_setNextBlockTimestamp", time += 12); // each block is later than the one before
                ulong before = await node.BlockNumberAsync();
                await CallAsync("eth_sendTransaction", transaction);
                while (await node.BlockNumberAsync() == before) await Task.Delay(5);
            }

            async Task CallAsync(string method, params JsonNode[] parameters)
            {
                try
                {
                    await client.CallAsync(method, parameters);
                }
                catch (RpcException e) when (e.Message.Contains("no such data", StringComparison.Ordinal))
                {
                    // null is the answer of anvil_setCode.
                }
            }
        }
        finally
        {
            anvil.Kill();
        }
    }
}
