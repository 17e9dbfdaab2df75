using Zkfp.Rollup.Encoding;
using Zkfp.Rollup.Trie;

namespace Zkfp.Rollup.Types;

/// <summary>A block of Cancun or later.</summary>
public sealed record Block(BlockHeader Header, IReadOnlyList<Transaction> Transactions, IReadOnlyList<Withdrawal> Withdrawals)
{
    /// <summary>The RLP of [header, transactions, ommers, withdrawals].</summary>
    public byte[] Encode()
    {
        var rlp = new RlpWriter();
        rlp.BeginList();
        Header.Write(rlp);
        rlp.BeginList();
        foreach (Transaction tx in Transactions) tx.Write(rlp);
        rlp.EndList().BeginList().EndList().BeginList();
        foreach (Withdrawal withdrawal in Withdrawals) withdrawal.Write(rlp);
        return rlp.EndList().EndList().ToArray();
    }

    /// <summary>Reads a block.</summary>
    /// <exception cref="RlpException">Malformed, of an earlier fork, or with ommers.</exception>
    public static Block Decode(ReadOnlySpan<byte> encoded)
    {
        var outer = new RlpReader(encoded);
        RlpReader rlp = outer.List();
        outer.End();
        BlockHeader header = BlockHeader.Read(rlp.List());
        var transactions = new List<Transaction>();
        RlpReader list = rlp.List();
        while (!list.AtEnd) transactions.Add(Transaction.ReadFromBlock(ref list));
        if (!rlp.List().AtEnd) throw new RlpException("a block after the merge has no ommers");
        var withdrawals = new List<Withdrawal>();
        list = rlp.List();
        while (!list.AtEnd) withdrawals.Add(Withdrawal.Read(list.List()));
        rlp.End();
        return new Block(header, transactions, withdrawals);
    }

    /// <summary>Root of the transactions, as the header states it.</summary>
    public Hash256 TransactionsRoot() => MerkleTrie.ListRoot(Transactions.Select(static tx => tx.Encode()));

    /// <summary>Root of the withdrawals, as the header states it.</summary>
    public Hash256 WithdrawalsRoot() => MerkleTrie.ListRoot(Withdrawals.Select(static withdrawal =>
    {
        var rlp = new RlpWriter();
        withdrawal.Write(rlp);
        return rlp.ToArray();
    }));
}
