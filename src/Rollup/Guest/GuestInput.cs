using System.Numerics;
using Zkfp.Rollup.Encoding;
using Zkfp.Rollup.Trie;
using Zkfp.Rollup.Types;

namespace Zkfp.Rollup.Guest;

/// <summary>The environment of a single transaction (docs/evm-guest.md, mode 1).</summary>
public sealed record TransactionEnvironment
{
    public Address Beneficiary { get; init; }

    public BigInteger GasLimit { get; init; }

    public BigInteger Number { get; init; }

    public BigInteger Timestamp { get; init; }

    public Hash256 PrevRandao { get; init; }

    public BigInteger BaseFee { get; init; }

    public BigInteger ExcessBlobGas { get; init; }

    /// <summary>Hashes of the blocks before, the nearest first, at most 256.</summary>
    public IReadOnlyList<Hash256> BlockHashes { get; init; } = [];
}

/// <summary>A transaction with its sender instead of a signature; numbers of any size, as a test may state them.</summary>
public sealed record TransactionCall
{
    public TransactionType Type { get; init; }

    public BigInteger ChainId { get; init; } = 1;

    public BigInteger Nonce { get; init; }

    public BigInteger MaxPriorityFeePerGas { get; init; }

    public BigInteger MaxFeePerGas { get; init; }

    public BigInteger GasLimit { get; init; }

    public Address? To { get; init; }

    public BigInteger Value { get; init; }

    public ReadOnlyMemory<byte> Data { get; init; }

    public IReadOnlyList<AccessListEntry> AccessList { get; init; } = [];

    public BigInteger MaxFeePerBlobGas { get; init; }

    public IReadOnlyList<ReadOnlyMemory<byte>> BlobVersionedHashes { get; init; } = [];

    public IReadOnlyList<Authorization> Authorizations { get; init; } = [];

    public Address Sender { get; init; }
}

/// <summary>Builds the EVM guest's standard input (docs/evm-guest.md).</summary>
public static class GuestInput
{
    /// <summary>First item of every input and output.</summary>
    public const string Version = "zkevm1";

    /// <summary>Mode 0: a block from its witness.</summary>
    /// <param name="config">The chain.</param>
    /// <param name="block">RLP of the whole block; need not be well formed.</param>
    /// <param name="witness">Nodes, codes and ancestors.</param>
    /// <param name="wantChanges">Whether the output ends with the state changes.</param>
    public static byte[] Block(ChainConfig config, ReadOnlySpan<byte> block, ExecutionWitness witness, bool wantChanges = false) =>
        Block(config, block, witness, null, wantChanges);

    /// <summary>Mode 0: a block from its whole pre-state.</summary>
    /// <param name="config">The chain.</param>
    /// <param name="block">RLP of the whole block; need not be well formed.</param>
    /// <param name="state">The state before it.</param>
    /// <param name="headers">RLP of ancestors, the parent last.</param>
    /// <param name="wantChanges">Whether the output ends with the state changes.</param>
    public static byte[] Block(
        ChainConfig config, ReadOnlySpan<byte> block, WorldState state, IReadOnlyList<ReadOnlyMemory<byte>> headers, bool wantChanges = false)
    {
        ArgumentNullException.ThrowIfNull(state);
        // An empty list of accounts would mean that the witness holds the state, so an empty state goes as a witness.
        return state.Accounts.Count == 0
            ? Block(config, block, state.Witness(headers), null, wantChanges)
            : Block(config, block, new ExecutionWitness([], [], headers), state, wantChanges);
    }

    /// <summary>Mode 1: one transaction on a whole state.</summary>
    public static byte[] Call(ChainConfig config, TransactionEnvironment env, TransactionCall tx, WorldState state)
    {
        ArgumentNullException.ThrowIfNull(env);
        ArgumentNullException.ThrowIfNull(tx);
        ArgumentNullException.ThrowIfNull(state);
        RlpWriter rlp = Begin(config, 1).BeginList();
        rlp.BeginList().Add(env.Beneficiary).Add(env.GasLimit).Add(env.Number).Add(env.Timestamp).Add(env.PrevRandao)
            .Add(env.BaseFee).Add(env.ExcessBlobGas).BeginList();
        foreach (Hash256 hash in env.BlockHashes) rlp.Add(hash);
        rlp.EndList();
        bool empty = state.Accounts.Count == 0;
        if (empty) rlp.Add(Hash256.EmptyTrie);
        else rlp.Add([]);
        rlp.EndList();

        rlp.BeginList().Add((ulong)tx.Type).Add(tx.ChainId).Add(tx.Nonce).Add(tx.MaxPriorityFeePerGas).Add(tx.MaxFeePerGas)
            .Add(tx.GasLimit).Add(tx.To).Add(tx.Value).Add(tx.Data.Span);
        AccessListEntry.WriteList(rlp, tx.AccessList);
        rlp.Add(tx.MaxFeePerBlobGas).BeginList();
        foreach (ReadOnlyMemory<byte> hash in tx.BlobVersionedHashes) rlp.Add(hash.Span);
        rlp.EndList();
        Authorization.WriteList(rlp, tx.Authorizations);
        rlp.Add(tx.Sender).EndList();

        WriteWitness(rlp, empty ? state.Witness([]) : ExecutionWitness.Empty);
        WriteState(rlp, empty ? null : state);
        return rlp.Add(0ul).EndList().EndList().ToArray();
    }

    /// <summary>Mode 2: the checks of a transaction that need no state.</summary>
    /// <param name="config">The chain.</param>
    /// <param name="transaction">The transaction as a block holds it; need not be well formed.</param>
    /// <param name="timestamp">Time of the block, which selects the fork.</param>
    public static byte[] Transaction(ChainConfig config, ReadOnlySpan<byte> transaction, ulong timestamp = 0) =>
        Begin(config, 2).BeginList().Add(transaction).Add(timestamp).EndList().EndList().ToArray();

    private static byte[] Block(
        ChainConfig config, ReadOnlySpan<byte> block, ExecutionWitness witness, WorldState? state, bool wantChanges)
    {
        ArgumentNullException.ThrowIfNull(witness);
        RlpWriter rlp = Begin(config, 0).BeginList().Add(block);
        WriteWitness(rlp, witness);
        WriteState(rlp, state);
        return rlp.Add(wantChanges ? 1ul : 0ul).EndList().EndList().ToArray();
    }

    private static RlpWriter Begin(ChainConfig config, ulong mode)
    {
        ArgumentNullException.ThrowIfNull(config);
        RlpWriter rlp = new RlpWriter().BeginList().Add(System.Text.Encoding.ASCII.GetBytes(Version)).Add(mode);
        config.Write(rlp);
        return rlp;
    }

    internal static void WriteWitness(RlpWriter rlp, ExecutionWitness witness)
    {
        rlp.BeginList();
        foreach (IReadOnlyList<ReadOnlyMemory<byte>> part in new[] { witness.State, witness.Codes, witness.Headers })
        {
            rlp.BeginList();
            foreach (ReadOnlyMemory<byte> item in part) rlp.Add(item.Span);
            rlp.EndList();
        }

        rlp.EndList();
    }

    private static void WriteState(RlpWriter rlp, WorldState? state)
    {
        rlp.BeginList();
        foreach ((Address address, AccountState account) in state?.Accounts ?? new Dictionary<Address, AccountState>())
        {
            rlp.BeginList().Add(address).Add(account.Nonce).Add(account.Balance).Add(account.Code.Span).BeginList();
            foreach ((Hash256 key, BigInteger value) in account.Storage) rlp.BeginList().Add(key).Add(value).EndList();
            rlp.EndList().EndList();
        }

        rlp.EndList();
    }
}
