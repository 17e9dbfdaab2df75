using Zkfp.Rollup.Encoding;

namespace Zkfp.Rollup.Trie;

/// <summary>
/// Builds Merkle-Patricia tries (Yellow Paper, appendix D) from all their entries at once, and lists their nodes.
/// </summary>
public static class MerkleTrie
{
    /// <summary>
    /// Builds the trie of <paramref name="entries"/>, all keys different and values not empty.
    /// </summary>
    /// <param name="entries">Key and value; the key is used as it is (a "secure" trie's caller hashes first).</param>
    /// <param name="node">Receives the RLP of each node that is referred to by hash, the root included; children before parents.</param>
    /// <returns>The root.</returns>
    /// <exception cref="ArgumentException">A key twice, a key that is a prefix of another, or an empty value.</exception>
    public static Hash256 Build(IEnumerable<KeyValuePair<byte[], byte[]>> entries, Action<byte[]>? node = null)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var sorted = new List<(byte[] Nibbles, byte[] Value)>();
        foreach ((byte[] key, byte[] value) in entries)
        {
            if (value.Length == 0) throw new ArgumentException($"the value of key {Hex.Format(key)} is empty", nameof(entries));
            byte[] nibbles = new byte[2 * key.Length];
            for (int i = 0; i < key.Length; i++) (nibbles[2 * i], nibbles[(2 * i) + 1]) = ((byte)(key[i] >> 4), (byte)(key[i] & 15));
            sorted.Add((nibbles, value));
        }

        if (sorted.Count == 0)
        {
            node?.Invoke([0x80]);
            return Hash256.EmptyTrie;
        }

        sorted.Sort(static (a, b) => a.Nibbles.AsSpan().SequenceCompareTo(b.Nibbles));
        for (int i = 1; i < sorted.Count; i++)
        {
            if (sorted[i].Nibbles.AsSpan().SequenceEqual(sorted[i - 1].Nibbles))
                throw new ArgumentException("a key occurs twice", nameof(entries));
        }

        byte[] root = Node(sorted, 0, sorted.Count, 0, node);
        if (root.Length < 32) node?.Invoke(root);
        return Keccak256.Hash(root);
    }

    /// <summary>Root of a list: item i under the key RLP(i), as for transactions, receipts and withdrawals.</summary>
    public static Hash256 ListRoot(IEnumerable<byte[]> items) =>
        Build(items.Select(static (item, i) => KeyValuePair.Create(new RlpWriter().Add((ulong)i).ToArray(), item)));

    // The node of entries [from, to), which agree in their first `depth` nibbles. Nodes of 32 bytes and more are reported.
    private static byte[] Node(List<(byte[] Nibbles, byte[] Value)> entries, int from, int to, int depth, Action<byte[]>? report)
    {
        var rlp = new RlpWriter();
        byte[] first = entries[from].Nibbles;
        if (to - from == 1)
        {
            rlp.BeginList().Add(HexPrefix(first.AsSpan(depth), leaf: true)).Add(entries[from].Value).EndList();
        }
        else
        {
            int common = first.AsSpan(depth).CommonPrefixLength(entries[to - 1].Nibbles.AsSpan(depth));
            if (common > 0)
            {
                rlp.BeginList().Add(HexPrefix(first.AsSpan(depth, common), leaf: false));
                Reference(rlp, Node(entries, from, to, depth + common, report));
                rlp.EndList();
            }
            else
            {
                rlp.BeginList();
                int start = from;
                byte[] own = [];
                if (first.Length == depth)
                {
                    own = entries[from].Value;
                    start++;
                }

                for (int nibble = 0; nibble < 16; nibble++)
                {
                    int end = start;
                    while (end < to && entries[end].Nibbles[depth] == nibble) end++;
                    if (end == start) rlp.Add([]);
                    else Reference(rlp, Node(entries, start, end, depth + 1, report));
                    start = end;
                }

                rlp.Add(own).EndList();
            }
        }

        byte[] encoded = rlp.ToArray();
        if (encoded.Length >= 32) report?.Invoke(encoded);
        return encoded;
    }

    private static void Reference(RlpWriter rlp, byte[] node)
    {
        if (node.Length < 32) rlp.AddRaw(node);
        else rlp.Add(Keccak256.Hash(node));
    }

    internal static byte[] HexPrefix(ReadOnlySpan<byte> nibbles, bool leaf)
    {
        bool odd = nibbles.Length % 2 != 0;
        byte[] path = new byte[(nibbles.Length / 2) + 1];
        path[0] = (byte)((leaf ? 0x20 : 0) | (odd ? 0x10 | nibbles[0] : 0));
        if (odd) nibbles = nibbles[1..];
        for (int i = 0; i < nibbles.Length; i += 2) path[1 + (i / 2)] = (byte)((nibbles[i] << 4) | nibbles[i + 1]);
        return path;
    }
}
