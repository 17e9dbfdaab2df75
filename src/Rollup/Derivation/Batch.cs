using System.Buffers.Binary;

namespace Zkfp.Rollup.Derivation;

/// <summary>What a proposer posts for one block.</summary>
/// <param name="Delta">Seconds after the parent, at least 1.</param>
/// <param name="Transactions">Signed transactions as a block holds them, in order.</param>
public sealed record BatchEntry(uint Delta, IReadOnlyList<ReadOnlyMemory<byte>> Transactions);

/// <summary>Writes the batch format 1 (docs/rollup.md). Reading it is the guest's alone, so that there is one reading.</summary>
public static class Batch
{
    /// <summary>First byte of a payload.</summary>
    public const byte Version = 1;

    /// <summary>The payload for blocks <paramref name="first"/>, <paramref name="first"/> + 1, ….</summary>
    /// <exception cref="ArgumentException">More transactions in a block than 65,535.</exception>
    public static byte[] Encode(ulong first, IReadOnlyList<BatchEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        using var payload = new MemoryStream();
        Span<byte> word = stackalloc byte[8];
        payload.WriteByte(Version);
        BinaryPrimitives.WriteUInt64BigEndian(word, first);
        payload.Write(word);
        foreach (BatchEntry entry in entries)
        {
            if (entry.Transactions.Count > ushort.MaxValue)
                throw new ArgumentException($"a block has at most {ushort.MaxValue} transactions, got {entry.Transactions.Count}", nameof(entries));
            BinaryPrimitives.WriteUInt32BigEndian(word, entry.Delta);
            BinaryPrimitives.WriteUInt16BigEndian(word[4..], (ushort)entry.Transactions.Count);
            payload.Write(word[..6]);
            foreach (ReadOnlyMemory<byte> transaction in entry.Transactions)
            {
                BinaryPrimitives.WriteUInt32BigEndian(word, (uint)transaction.Length);
                payload.Write(word[..4]);
                payload.Write(transaction.Span);
            }
        }

        return payload.ToArray();
    }
}
