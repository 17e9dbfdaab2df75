using System.Text.Json;
using Zkfp.Rollup.Encoding;
using Zkfp.Rollup.Trie;
using Zkfp.Rollup.Types;

namespace Zkfp.Rollup.Tests.Trie;

public class MerkleTrieTests
{
    [EthereumTestsFact]
    public void Official_roots()
    {
        int n = 0;
        foreach (string file in Directory.GetFiles(Path.Combine(SharedData.EthereumTests!, "TrieTests"), "*.json"))
        {
            bool secure = file.Contains("secure", StringComparison.OrdinalIgnoreCase);
            foreach (JsonProperty test in JsonDocument.Parse(File.ReadAllText(file)).RootElement.EnumerateObject())
            {
                var entries = new Dictionary<string, byte[]>();
                foreach ((string key, string? value) in Pairs(test.Value.GetProperty("in")))
                {
                    if (value is null) entries.Remove(key);
                    else entries[key] = Bytes(value);
                }

                Hash256 root = MerkleTrie.Build(entries.Select(entry =>
                    KeyValuePair.Create(secure ? Keccak256.Hash(Bytes(entry.Key)).ToArray() : Bytes(entry.Key), entry.Value)));
                Assert.Equal(test.Value.GetProperty("root").GetString(), root.ToString());
                n++;
            }
        }

        Assert.True(n >= 15, $"{n} tests");
    }

    [Fact]
    public void Nodes_are_all_that_the_root_needs()
    {
        var random = new Random(2);
        var entries = new List<KeyValuePair<byte[], byte[]>>();
        for (int i = 0; i < 300; i++)
        {
            byte[] key = Keccak256.Hash(BitConverter.GetBytes(i)).ToArray(), value = new byte[1 + random.Next(60)];
            random.NextBytes(value);
            entries.Add(KeyValuePair.Create(key, value));
        }

        var nodes = new Dictionary<Hash256, byte[]>();
        Hash256 root = MerkleTrie.Build(entries, node => nodes[Keccak256.Hash(node)] = node);
        var used = new HashSet<Hash256>();
        foreach ((byte[] key, byte[] value) in entries) Assert.Equal(value, Lookup(nodes, root, key, used));
        Assert.Equal(nodes.Keys.ToHashSet(), used);
        Assert.Null(Lookup(nodes, root, Keccak256.Hash([1, 2, 3]).ToArray(), used));
    }

    [Fact]
    public void Misuse_is_refused()
    {
        KeyValuePair<byte[], byte[]> one = KeyValuePair.Create(new byte[] { 1 }, new byte[] { 2 });
        Assert.Throws<ArgumentException>(() => MerkleTrie.Build([one, one]));
        Assert.Throws<ArgumentException>(() => MerkleTrie.Build([KeyValuePair.Create(new byte[] { 1 }, Array.Empty<byte>())]));
    }

    [BlocksFact]
    public void Mainnet_blocks_round_trip_and_have_their_roots()
    {
        foreach (string file in Directory.GetFiles(SharedData.Blocks!, "*.json.gz"))
        {
            byte[] rlp = Rollup.Guest.BlockFile.Read(file).BlockRlp;
            Block block = Block.Decode(rlp);
            Assert.Equal(rlp, block.Encode());
            Assert.Equal(block.Header.TransactionsRoot, block.TransactionsRoot());
            Assert.Equal(block.Header.WithdrawalsRoot, block.WithdrawalsRoot());
            foreach (Transaction tx in block.Transactions) Assert.Equal(tx.Hash(), Transaction.Decode(tx.Encode()).Hash());
        }
    }

    private static byte[]? Lookup(Dictionary<Hash256, byte[]> nodes, Hash256 root, byte[] key, HashSet<Hash256> used)
    {
        string path = Convert.ToHexString(key);
        used.Add(root);
        byte[] node = nodes[root];
        while (true)
        {
            RlpReader rlp = new RlpReader(node).List();
            var items = new List<byte[]>();
            while (!rlp.AtEnd) items.Add(rlp.Raw().ToArray());
            byte[] next;
            if (items.Count == 17)
            {
                if (path.Length == 0) return new RlpReader(items[16]).String().ToArray();
                next = items[Convert.ToInt32(path[..1], 16)];
                path = path[1..];
            }
            else
            {
                byte[] compact = new RlpReader(items[0]).String().ToArray();
                string own = Convert.ToHexString(compact);
                own = (compact[0] & 0x10) != 0 ? own[1..] : own[2..];
                if (!path.StartsWith(own, StringComparison.Ordinal)) return null;
                path = path[own.Length..];
                if ((compact[0] & 0x20) != 0) return path.Length == 0 ? new RlpReader(items[1]).String().ToArray() : null;
                next = items[1];
            }

            if (next[0] >= 0xc0)
            {
                node = next;
                continue;
            }

            ReadOnlySpan<byte> hash = new RlpReader(next).String();
            if (hash.IsEmpty) return null;
            used.Add(new Hash256(hash));
            node = nodes[new Hash256(hash)];
        }
    }

    private static IEnumerable<(string Key, string? Value)> Pairs(JsonElement input)
    {
        if (input.ValueKind == JsonValueKind.Object)
            return input.EnumerateObject().Select(static pair => (pair.Name, pair.Value.GetString()));
        return input.EnumerateArray().Select(static pair => (pair[0].GetString()!, pair[1].GetString()));
    }

    private static byte[] Bytes(string text) =>
        text.StartsWith("0x", StringComparison.Ordinal) ? Hex.Parse(text) : System.Text.Encoding.UTF8.GetBytes(text);
}
