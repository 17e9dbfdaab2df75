using Zkfp.Rollup.Encoding;
using Zkfp.Rollup.Types;
using Zkfp.Settlement.Crypto;

namespace Zkfp.Settlement.L1;

/// <summary>Blobs beside a transaction of type 3, as nodes pass them on (EIP-7594, wrapper version 1: cell proofs).</summary>
/// <param name="Blobs">131,072 bytes each.</param>
/// <param name="Commitments">48 bytes each.</param>
/// <param name="CellProofs">Of all cells of all blobs, 48 bytes each.</param>
public sealed record BlobSidecar(IReadOnlyList<byte[]> Blobs, IReadOnlyList<byte[]> Commitments, IReadOnlyList<byte[]> CellProofs)
{
    /// <summary>What the transaction names the blobs by.</summary>
    public IReadOnlyList<Hash256> VersionedHashes => [.. Commitments.Select(static commitment => Kzg.VersionedHash(commitment))];

    /// <summary>Commits to blobs.</summary>
    /// <exception cref="KzgException">One is no blob.</exception>
    public static BlobSidecar Create(Kzg kzg, IReadOnlyList<byte[]> blobs)
    {
        ArgumentNullException.ThrowIfNull(kzg);
        return new BlobSidecar(blobs, [.. blobs.Select(blob => kzg.Commit(blob))], [.. blobs.SelectMany(blob => kzg.CellProofs(blob))]);
    }

    /// <summary>What <c>eth_sendRawTransaction</c> takes; the transaction's hash is that of it alone.</summary>
    /// <exception cref="ArgumentException">The transaction is of another type or names other blobs.</exception>
    public byte[] Wrap(Transaction transaction)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        if (transaction.Type != TransactionType.Blob || !transaction.BlobVersionedHashes.SequenceEqual(VersionedHashes))
            throw new ArgumentException("the transaction is not one that carries these blobs", nameof(transaction));
        RlpWriter rlp = new RlpWriter().Add(1ul);
        foreach (IReadOnlyList<byte[]> part in new[] { Blobs, Commitments, CellProofs })
        {
            rlp.BeginList();
            foreach (byte[] item in part) rlp.Add(item);
            rlp.EndList();
        }

        return Wrap(transaction, rlp.ToArray());
    }

    /// <summary>The same with the RLP of version, blobs, commitments and proofs, as <see cref="Unwrap"/> gives it.</summary>
    internal static byte[] Wrap(Transaction transaction, byte[] rest) => new RlpWriter()
        .AddRaw([(byte)TransactionType.Blob]).BeginList().AddRaw(transaction.Encode().AsSpan(1)).AddRaw(rest).EndList().ToArray();

    /// <summary>The transaction in bytes to send, and what stands behind it: empty where it carries no blobs.</summary>
    /// <exception cref="RlpException">They are no transaction.</exception>
    internal static (Transaction Transaction, byte[] Tail) Unwrap(ReadOnlySpan<byte> raw)
    {
        if (raw.IsEmpty || raw[0] != (byte)TransactionType.Blob) return (Transaction.Decode(raw), []);
        RlpReader items = new RlpReader(raw[1..]).List();
        Transaction transaction = Transaction.Decode([(byte)TransactionType.Blob, .. items.Raw()]);
        var rest = new RlpWriter();
        while (!items.AtEnd) rest.AddRaw(items.Raw());
        return (transaction, rest.ToArray());
    }
}
