using System.Numerics;
using Zkfp.Rollup.Encoding;
using Zkfp.Rollup.Trie;

namespace Zkfp.Rollup.Guest;

/// <summary>How a run of the EVM guest ended: its exit code (docs/evm-guest.md).</summary>
public enum GuestStatus
{
    Success = 0,
    BadInput = 10,
    BadRlp = 11,
    NodeMissing = 12,
    NodeBad = 13,
    CodeMissing = 14,
    BadHeaders = 15,
    InvalidTransaction = 16,
    InvalidHeader = 17,
    WrongExecution = 18,
    SystemCallFailed = 19,
    OutOfMemory = 20,
    InputOutput = 21,
    Internal = 22,
}

/// <summary>What executing a block gave: all as computed, nothing as read from the header.</summary>
public sealed record BlockResult
{
    public ulong Number { get; init; }

    public Hash256 ParentHash { get; init; }

    public Hash256 BlockHash { get; init; }

    public Hash256 PreStateRoot { get; init; }

    public Hash256 StateRoot { get; init; }

    public Hash256 TransactionsRoot { get; init; }

    public Hash256 ReceiptsRoot { get; init; }

    public Hash256 WithdrawalsRoot { get; init; }

    public ReadOnlyMemory<byte> LogsBloom { get; init; }

    public ulong GasUsed { get; init; }

    public ulong BlobGasUsed { get; init; }

    public ulong ExcessBlobGas { get; init; }

    public BigInteger BaseFee { get; init; }

    /// <summary>Null before Prague.</summary>
    public Hash256? RequestsHash { get; init; }

    public ulong TransactionCount { get; init; }

    /// <summary>Empty unless asked for.</summary>
    public IReadOnlyList<AccountChange> Changes { get; init; } = [];
}

/// <summary>What executing one transaction on a state gave.</summary>
public sealed record CallResult(Hash256 StateRoot, Hash256 LogsHash, ulong GasUsed, bool Success, ReadOnlyMemory<byte> Output);

/// <summary>What checking a transaction gave.</summary>
public sealed record TransactionResult(Hash256 Hash, Address Sender, ulong IntrinsicGas);

/// <summary>The EVM guest's output, parsed strictly.</summary>
public sealed record GuestOutput
{
    /// <summary>0 block, 1 statetest, 2 transaction.</summary>
    public ulong Mode { get; init; }

    /// <summary><see cref="ChainConfig.Hash"/> of the configuration applied.</summary>
    public Hash256 ConfigHash { get; init; }

    public GuestStatus Status { get; init; }

    /// <summary>The check that failed; empty on success.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Mode 0, on success and on <see cref="GuestStatus.WrongExecution"/>.</summary>
    public BlockResult? Block { get; init; }

    /// <summary>Mode 1, on success and on <see cref="GuestStatus.InvalidTransaction"/>.</summary>
    public CallResult? Call { get; init; }

    /// <summary>Mode 2, on success.</summary>
    public TransactionResult? Transaction { get; init; }

    /// <summary>Parses an output.</summary>
    /// <exception cref="RlpException">It is not one.</exception>
    public static GuestOutput Parse(ReadOnlySpan<byte> bytes)
    {
        var outer = new RlpReader(bytes);
        RlpReader rlp = outer.List();
        outer.End();
        string version = System.Text.Encoding.ASCII.GetString(rlp.String());
        if (version != GuestInput.Version) throw new RlpException($"output version '{version}', expected '{GuestInput.Version}'");
        var output = new GuestOutput
        {
            Mode = rlp.UInt64(),
            ConfigHash = rlp.Hash(),
            Status = (GuestStatus)rlp.UInt64(),
            Reason = System.Text.Encoding.ASCII.GetString(rlp.String()),
        };
        RlpReader result = rlp.List();
        rlp.End();
        if (result.AtEnd)
            return output.Status != GuestStatus.Success ? output : throw new RlpException("a successful run has a result");
        output = output.Mode switch
        {
            0 => output with { Block = ReadBlock(ref result) },
            1 => output with { Call = ReadCall(ref result) },
            2 => output with { Transaction = new TransactionResult(result.Hash(), result.Address(), result.UInt64()) },
            _ => throw new RlpException($"output mode {output.Mode} is unknown"),
        };
        result.End();
        return output;
    }

    private static BlockResult ReadBlock(ref RlpReader rlp)
    {
        var block = new BlockResult
        {
            Number = rlp.UInt64(),
            ParentHash = rlp.Hash(),
            BlockHash = rlp.Hash(),
            PreStateRoot = rlp.Hash(),
            StateRoot = rlp.Hash(),
            TransactionsRoot = rlp.Hash(),
            ReceiptsRoot = rlp.Hash(),
            WithdrawalsRoot = rlp.Hash(),
            LogsBloom = rlp.Bytes(256).ToArray(),
            GasUsed = rlp.UInt64(),
            BlobGasUsed = rlp.UInt64(),
            ExcessBlobGas = rlp.UInt64(),
            BaseFee = rlp.UInt256(),
        };
        ReadOnlySpan<byte> requests = rlp.String();
        return block with
        {
            RequestsHash = requests.IsEmpty ? null : new Hash256(requests),
            TransactionCount = rlp.UInt64(),
            Changes = ReadChanges(rlp.List()),
        };
    }

    private static CallResult ReadCall(ref RlpReader rlp)
    {
        var call = new CallResult(rlp.Hash(), rlp.Hash(), rlp.UInt64(), rlp.UInt64() != 0, rlp.String().ToArray());
        ReadChanges(rlp.List());
        return call;
    }

    private static List<AccountChange> ReadChanges(RlpReader rlp)
    {
        var changes = new List<AccountChange>();
        while (!rlp.AtEnd)
        {
            RlpReader item = rlp.List();
            Address address = item.Address();
            bool exists = item.UInt64() != 0;
            ulong nonce = item.UInt64();
            BigInteger balance = item.UInt256();
            ReadOnlySpan<byte> codeHash = item.String();
            ReadOnlyMemory<byte> code = item.String().ToArray();
            RlpReader list = item.List();
            item.End();
            var slots = new List<KeyValuePair<Hash256, BigInteger>>();
            while (!list.AtEnd)
            {
                RlpReader slot = list.List();
                slots.Add(KeyValuePair.Create(slot.Hash(), slot.UInt256()));
                slot.End();
            }

            changes.Add(new AccountChange(address, exists, nonce, balance, codeHash.IsEmpty ? Hash256.Zero : new Hash256(codeHash), code, slots));
        }

        return changes;
    }
}
