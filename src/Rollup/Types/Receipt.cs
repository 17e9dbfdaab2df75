using Zkfp.Rollup.Encoding;

namespace Zkfp.Rollup.Types;

/// <summary>A log that a contract wrote.</summary>
public sealed record Log(Address Address, IReadOnlyList<Hash256> Topics, ReadOnlyMemory<byte> Data);

/// <summary>A transaction's receipt.</summary>
public sealed record Receipt(TransactionType Type, bool Success, ulong CumulativeGasUsed, IReadOnlyList<Log> Logs)
{
    /// <summary>The 2048-bit filter of addresses and topics (Yellow Paper, 4.3.1).</summary>
    public byte[] Bloom()
    {
        byte[] bloom = new byte[256];
        foreach (Log log in Logs)
        {
            AddToBloom(bloom, log.Address.Span);
            foreach (Hash256 topic in log.Topics) AddToBloom(bloom, topic.Span);
        }

        return bloom;
    }

    /// <summary>Type byte and payload, as the receipts trie holds it.</summary>
    public byte[] Encode()
    {
        var rlp = new RlpWriter();
        if (Type != TransactionType.Legacy) rlp.AddRaw([(byte)Type]);
        rlp.BeginList().Add(Success ? 1ul : 0ul).Add(CumulativeGasUsed).Add(Bloom()).BeginList();
        foreach (Log log in Logs)
        {
            rlp.BeginList().Add(log.Address).BeginList();
            foreach (Hash256 topic in log.Topics) rlp.Add(topic);
            rlp.EndList().Add(log.Data.Span).EndList();
        }

        return rlp.EndList().EndList().ToArray();
    }

    /// <summary>Reads what <see cref="Encode"/> writes.</summary>
    /// <exception cref="RlpException">Malformed, or the bloom is not that of the logs.</exception>
    public static Receipt Decode(ReadOnlySpan<byte> encoded)
    {
        if (encoded.IsEmpty) throw new RlpException("a receipt has at least one byte");
        TransactionType type = TransactionType.Legacy;
        if (encoded[0] < 0xc0)
        {
            if (encoded[0] is < 1 or > 4) throw new RlpException($"receipt type {encoded[0]} is unknown");
            type = (TransactionType)encoded[0];
            encoded = encoded[1..];
        }

        var outer = new RlpReader(encoded);
        RlpReader rlp = outer.List();
        outer.End();
        ulong status = rlp.UInt64(), gas = rlp.UInt64();
        if (status > 1) throw new RlpException($"receipt status {status} is neither 0 nor 1");
        byte[] bloom = rlp.Bytes(256).ToArray();
        RlpReader list = rlp.List();
        rlp.End();
        var logs = new List<Log>();
        while (!list.AtEnd)
        {
            RlpReader item = list.List();
            Address address = item.Address();
            RlpReader topicList = item.List();
            var topics = new List<Hash256>();
            while (!topicList.AtEnd) topics.Add(topicList.Hash());
            logs.Add(new Log(address, topics, item.String().ToArray()));
            item.End();
        }

        var receipt = new Receipt(type, status == 1, gas, logs);
        return receipt.Bloom().AsSpan().SequenceEqual(bloom) ? receipt : throw new RlpException("the receipt's bloom is not that of its logs");
    }

    private static void AddToBloom(byte[] bloom, ReadOnlySpan<byte> item)
    {
        Hash256 hash = Keccak256.Hash(item);
        for (int i = 0; i < 6; i += 2)
        {
            int bit = ((hash.Span[i] << 8) | hash.Span[i + 1]) & 2047;
            bloom[255 - (bit / 8)] |= (byte)(1 << (bit % 8));
        }
    }
}
