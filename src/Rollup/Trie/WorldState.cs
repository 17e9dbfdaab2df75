using System.Numerics;
using Zkfp.Rollup.Encoding;
using Zkfp.Rollup.Types;

namespace Zkfp.Rollup.Trie;

/// <summary>A whole state: accounts by address. Builds its root and the witness that holds all of it.</summary>
public sealed class WorldState
{
    private readonly Dictionary<Address, AccountState> _accounts;

    /// <summary>Takes the accounts as they are.</summary>
    public WorldState(IEnumerable<KeyValuePair<Address, AccountState>> accounts) => _accounts = new Dictionary<Address, AccountState>(accounts);

    /// <summary>The accounts.</summary>
    public IReadOnlyDictionary<Address, AccountState> Accounts => _accounts;

    /// <summary>The state root.</summary>
    public Hash256 Root() => Build(null);

    /// <summary>Every trie node and code of the state; headers are the caller's to add.</summary>
    public ExecutionWitness Witness(IReadOnlyList<ReadOnlyMemory<byte>> headers)
    {
        var nodes = new Dictionary<Hash256, ReadOnlyMemory<byte>>();
        Build(node => nodes.TryAdd(Keccak256.Hash(node), node));
        var codes = new Dictionary<Hash256, ReadOnlyMemory<byte>>();
        foreach (AccountState account in _accounts.Values)
        {
            if (!account.Code.IsEmpty) codes.TryAdd(Keccak256.Hash(account.Code.Span), account.Code);
        }

        return new ExecutionWitness([.. nodes.Values], [.. codes.Values], headers);
    }

    /// <summary>The state after a block, as the guest reports what the block wrote.</summary>
    public WorldState Apply(IEnumerable<AccountChange> changes)
    {
        ArgumentNullException.ThrowIfNull(changes);
        var next = new Dictionary<Address, AccountState>(_accounts);
        foreach (AccountChange change in changes)
        {
            if (!change.Exists)
            {
                next.Remove(change.Address);
                continue;
            }

            AccountState before = next.GetValueOrDefault(change.Address) ?? new AccountState();
            ReadOnlyMemory<byte> code = change.Code.IsEmpty && change.CodeHash != Hash256.EmptyCode ? before.Code : change.Code;
            if (Keccak256.Hash(code.Span) != change.CodeHash)
                throw new InvalidDataException($"account {change.Address}: the code has another hash than {change.CodeHash}");
            var storage = new Dictionary<Hash256, BigInteger>(before.Storage);
            foreach ((Hash256 key, BigInteger value) in change.Slots)
            {
                if (value.IsZero) storage.Remove(key);
                else storage[key] = value;
            }

            next[change.Address] = new AccountState { Nonce = change.Nonce, Balance = change.Balance, Code = code, Storage = storage };
        }

        return new WorldState(next);
    }

    private Hash256 Build(Action<byte[]>? node) => MerkleTrie.Build(
        _accounts.Select(pair => KeyValuePair.Create(Keccak256.Hash(pair.Key.Span).ToArray(), EncodeAccount(pair.Value, node))), node);

    private static byte[] EncodeAccount(AccountState account, Action<byte[]>? node)
    {
        // The node of an empty storage trie is no node that anyone looks up.
        Hash256 root = account.Storage.Count == 0
            ? Hash256.EmptyTrie
            : MerkleTrie.Build(
                account.Storage.Select(static slot =>
                    KeyValuePair.Create(Keccak256.Hash(slot.Key.Span).ToArray(), new RlpWriter().Add(slot.Value).ToArray())),
                node);
        return new RlpWriter().BeginList()
            .Add(account.Nonce).Add(account.Balance).Add(root).Add(Keccak256.Hash(account.Code.Span))
            .EndList().ToArray();
    }
}

/// <summary>What a block did to one account (docs/evm-guest.md, <c>changes</c>).</summary>
public sealed record AccountChange(
    Address Address, bool Exists, ulong Nonce, BigInteger Balance, Hash256 CodeHash, ReadOnlyMemory<byte> Code,
    IReadOnlyList<KeyValuePair<Hash256, BigInteger>> Slots);
