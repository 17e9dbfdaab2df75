using System.Numerics;
using Zkfp.Rollup.Encoding;

namespace Zkfp.Rollup.Trie;

/// <summary>Reads Merkle-Patricia tries whose nodes are found by their hash. What a node says is believed since its hash was asked for.</summary>
/// <param name="node">The node with a hash, or null if it is not at hand. Its bytes are not hashed again.</param>
public sealed class TrieReader(Func<Hash256, ReadOnlyMemory<byte>?> node)
{
    /// <summary>A reader of a list of nodes, hashed here.</summary>
    public static TrieReader Of(IEnumerable<ReadOnlyMemory<byte>> nodes)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        var byHash = new Dictionary<Hash256, ReadOnlyMemory<byte>>();
        foreach (ReadOnlyMemory<byte> item in nodes) byHash.TryAdd(Keccak256.Hash(item.Span), item);
        return new TrieReader(hash => byHash.TryGetValue(hash, out ReadOnlyMemory<byte> found) ? found : default(ReadOnlyMemory<byte>?));
    }

    /// <summary>The value of a key of the trie with this root, or null if the trie has no such key.</summary>
    /// <param name="root">The root.</param>
    /// <param name="key">As the trie has it: of a state or storage trie, the hash of address or slot.</param>
    /// <exception cref="InvalidDataException">A node on the way is not at hand or malformed.</exception>
    public byte[]? Get(Hash256 root, ReadOnlySpan<byte> key)
    {
        if (root == Hash256.EmptyTrie) return null;
        ReadOnlySpan<byte> encoded = Load(root);
        int at = 0;
        try
        {
            while (true)
            {
                RlpReader items = new RlpReader(encoded).List();
                ReadOnlySpan<byte> first = items.Raw();
                ReadOnlySpan<byte> second = items.Raw();
                if (items.AtEnd)
                {
                    ReadOnlySpan<byte> path = new RlpReader(first).String();
                    int skip = (path[0] & 0x10) != 0 ? 1 : 2;
                    for (int i = skip; i < 2 * path.Length; i++, at++)
                    {
                        if (at == 2 * key.Length || Nibble(path, i) != Nibble(key, at)) return null;
                    }

                    if ((path[0] & 0x20) != 0) return at == 2 * key.Length ? new RlpReader(second).String().ToArray() : null;
                    encoded = Child(second);
                    continue;
                }

                if (at == 2 * key.Length) throw new InvalidDataException("a key of the trie ends at a branch");
                RlpReader branch = new RlpReader(encoded).List();
                for (int i = Nibble(key, at++); i > 0; i--) branch.Raw();
                ReadOnlySpan<byte> child = branch.Raw();
                if (child.Length == 1) return null;
                encoded = Child(child);
            }
        }
        catch (Exception e) when (e is RlpException or IndexOutOfRangeException)
        {
            throw new InvalidDataException($"malformed trie node: {e.Message}", e);
        }
    }

    /// <summary>An account of the state with this root, without its code and storage, or null.</summary>
    /// <exception cref="InvalidDataException">A node on the way is not at hand or malformed.</exception>
    public AccountRecord? Account(Hash256 stateRoot, Address address)
    {
        if (Get(stateRoot, Keccak256.Hash(address.Span).Span) is not { } value) return null;
        try
        {
            RlpReader record = new RlpReader(value).List();
            var account = new AccountRecord(record.UInt64(), record.UInt256(), record.Hash(), record.Hash());
            record.End();
            return account;
        }
        catch (RlpException e)
        {
            throw new InvalidDataException($"malformed account {address}: {e.Message}", e);
        }
    }

    /// <summary>A slot of an account's storage; 0 if there is none.</summary>
    /// <exception cref="InvalidDataException">A node on the way is not at hand or malformed.</exception>
    public BigInteger Slot(Hash256 storageRoot, Hash256 slot)
    {
        if (Get(storageRoot, Keccak256.Hash(slot.Span).Span) is not { } value) return BigInteger.Zero;
        try
        {
            return new RlpReader(value).UInt256();
        }
        catch (RlpException e)
        {
            throw new InvalidDataException($"malformed value of slot {slot}: {e.Message}", e);
        }
    }

    private static int Nibble(ReadOnlySpan<byte> bytes, int i) => i % 2 == 0 ? bytes[i / 2] >> 4 : bytes[i / 2] & 15;

    // A child is the node itself where that is shorter than a hash.
    private ReadOnlySpan<byte> Child(ReadOnlySpan<byte> reference) =>
        reference[0] >= 0xc0 ? reference : Load(new RlpReader(reference).Hash());

    private ReadOnlySpan<byte> Load(Hash256 hash) =>
        node(hash) is { } found ? found.Span : throw new InvalidDataException($"trie node {hash} is not at hand");
}

/// <summary>An account as the state trie holds it.</summary>
public sealed record AccountRecord(ulong Nonce, BigInteger Balance, Hash256 StorageRoot, Hash256 CodeHash);
