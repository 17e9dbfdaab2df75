using Zkfp.Rollup.Encoding;
using Zkfp.Rollup.Guest;
using Zkfp.Rollup.Types;

namespace Zkfp.Rollup.Derivation;

/// <summary>What became of a message or a posted transaction.</summary>
public enum DerivedStatus
{
    /// <summary>Left out of the block.</summary>
    Skipped = 0,

    /// <summary>In the block; its call failed.</summary>
    Failed = 1,

    /// <summary>In the block.</summary>
    Succeeded = 2,
}

/// <summary>What became of a message or a posted transaction.</summary>
/// <param name="Posted">Whether it is of the batch, else of L1's queue.</param>
/// <param name="Status">What became of it.</param>
/// <param name="Reason">Why it was skipped, else empty.</param>
/// <param name="GasUsed">Gas used; 0 if skipped.</param>
public sealed record DerivedTransaction(bool Posted, DerivedStatus Status, string Reason, ulong GasUsed);

/// <summary>A block of a range.</summary>
/// <param name="Header">Its header.</param>
/// <param name="Transactions">What it was asked to hold: messages, then posted transactions, in order.</param>
public sealed record DerivedBlock(BlockHeader Header, IReadOnlyList<DerivedTransaction> Transactions);

/// <summary>What a run with <c>trace</c> reports beside the words.</summary>
/// <param name="Words">As the run without it prints them.</param>
/// <param name="Blocks">Each block.</param>
/// <param name="NewNodes">Trie nodes that the range made; some may be superseded already.</param>
/// <param name="NewCodes">Codes that the range stored.</param>
/// <param name="UsedNodes">Nodes of the witness that were needed, as they are, L1's among them: a smaller witness for the same run.</param>
/// <param name="UsedCodes">Codes that were needed, those of <paramref name="NewCodes"/> among them.</param>
public sealed record RangeTrace(
    RangeWords Words, IReadOnlyList<DerivedBlock> Blocks, IReadOnlyList<ReadOnlyMemory<byte>> NewNodes, IReadOnlyList<ReadOnlyMemory<byte>> NewCodes,
    IReadOnlyList<ReadOnlyMemory<byte>> UsedNodes, IReadOnlyList<ReadOnlyMemory<byte>> UsedCodes)
{
    /// <summary>Reads the run's output.</summary>
    /// <exception cref="RlpException">It is not such an output.</exception>
    /// <exception cref="InvalidDataException">The run failed; the message says how.</exception>
    public static RangeTrace Parse(GuestRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (run.ExitCode != 0) throw Failure(run);
        var outer = new RlpReader(run.Output);
        RlpReader rlp = outer.List();
        outer.End();
        if (!rlp.String().SequenceEqual("zkevm1"u8) || rlp.UInt64() != 3) throw new RlpException("not the output of a range");
        rlp.Hash();
        if (rlp.UInt64() != 0 || !rlp.String().IsEmpty) throw new RlpException("exit code 0 and another status");
        RlpReader result = rlp.List();
        rlp.End();
        RangeWords words = RangeWords.Parse(result.String());
        RlpReader headers = result.List(), transactions = result.List();
        var blocks = new List<DerivedBlock>();
        while (!headers.AtEnd) blocks.Add(new DerivedBlock(BlockHeader.Decode(headers.String()), ReadTransactions(transactions.List())));
        transactions.End();
        var trace = new RangeTrace(words, blocks, Strings(result.List()), Strings(result.List()), Strings(result.List()), Strings(result.List()));
        result.End();
        return trace;
    }

    /// <summary>How a run ended that did not end with 0.</summary>
    public static InvalidDataException Failure(GuestRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        GuestOutput output = run.Parse();
        return new InvalidDataException($"the range was not derived: {output.Status} ({output.Reason}), exit code {run.ExitCode}");
    }

    private static List<DerivedTransaction> ReadTransactions(RlpReader rlp)
    {
        var transactions = new List<DerivedTransaction>();
        while (!rlp.AtEnd)
        {
            RlpReader item = rlp.List();
            transactions.Add(new DerivedTransaction(
                item.UInt64() != 0, (DerivedStatus)item.UInt64(), System.Text.Encoding.ASCII.GetString(item.String()), item.UInt64()));
            item.End();
        }

        return transactions;
    }

    private static List<ReadOnlyMemory<byte>> Strings(RlpReader rlp)
    {
        var strings = new List<ReadOnlyMemory<byte>>();
        while (!rlp.AtEnd) strings.Add(rlp.String().ToArray());
        return strings;
    }
}
