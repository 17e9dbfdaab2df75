using Zkfp.Rollup.Types;

namespace Zkfp.Rollup.Guest;

/// <summary>Compares what the guest computed for a block with the block's header.</summary>
public static class BlockCheck
{
    /// <summary>One line for each header field that execution must reproduce and did not.</summary>
    public static IReadOnlyList<string> Differences(BlockHeader header, BlockResult result)
    {
        ArgumentNullException.ThrowIfNull(header);
        ArgumentNullException.ThrowIfNull(result);
        var differences = new List<string>();
        Compare("block hash", header.Hash(), result.BlockHash);
        Compare("parent hash", header.ParentHash, result.ParentHash);
        Compare("number", header.Number, result.Number);
        Compare("state root", header.StateRoot, result.StateRoot);
        Compare("transactions root", header.TransactionsRoot, result.TransactionsRoot);
        Compare("receipts root", header.ReceiptsRoot, result.ReceiptsRoot);
        Compare("withdrawals root", header.WithdrawalsRoot, result.WithdrawalsRoot);
        Compare("gas used", header.GasUsed, result.GasUsed);
        Compare("blob gas used", header.BlobGasUsed, result.BlobGasUsed);
        Compare("excess blob gas", header.ExcessBlobGas, result.ExcessBlobGas);
        Compare("base fee", header.BaseFeePerGas, result.BaseFee);
        Compare("requests hash", header.RequestsHash, result.RequestsHash);
        if (!header.LogsBloom.Span.SequenceEqual(result.LogsBloom.Span)) differences.Add("logs bloom differs from the header's");
        return differences;

        void Compare<T>(string name, T expected, T got)
        {
            if (!EqualityComparer<T>.Default.Equals(expected, got)) differences.Add($"{name} {got}, the header says {expected}");
        }
    }
}
