using System.Buffers.Binary;
using Zkfp.Rollup.Encoding;

namespace Zkfp.Rollup.Derivation;

/// <summary>A message of L1's <c>DepositQueue</c>.</summary>
/// <param name="Time">Timestamp of the L1 block that queued it.</param>
/// <param name="From">Who queued it on L1.</param>
/// <param name="To">The account of L2 that is called, or <see cref="Account"/>.</param>
/// <param name="Gas">Gas of the call.</param>
/// <param name="Data">Its input, or a signed transaction.</param>
public sealed record QueuedMessage(ulong Time, Address From, Address To, ulong Gas, ReadOnlyMemory<byte> Data)
{
    /// <summary>
    /// Where L2 keeps how much of the queue it has taken: slot 0 the queue's hash there, slot 1 the number of messages. A message to this
    /// address carries a signed transaction.
    /// </summary>
    public static Address Account { get; } = Address.Parse("0x00000000000000000000000000007a6b66700001");

    /// <summary>Who calls on L2 for <see cref="From"/>: the address plus 0x1111000000000000000000000000000000001111.</summary>
    public Address Sender
    {
        get
        {
            byte[] sender = From.Span.ToArray();
            int carry = 0;
            for (int i = 19; i >= 0; i--)
            {
                int sum = sender[i] + (i is < 2 or > 17 ? 0x11 : 0) + carry;
                (sender[i], carry) = ((byte)sum, sum >> 8);
            }

            return new Address(sender);
        }
    }

    /// <summary>The queue's hash after this message.</summary>
    /// <param name="before">Its hash before; zero at first.</param>
    /// <param name="index">The message's place, from 0 on.</param>
    public Hash256 Extend(Hash256 before, ulong index)
    {
        byte[] words = new byte[7 * 32];
        before.Span.CopyTo(words);
        BinaryPrimitives.WriteUInt64BigEndian(words.AsSpan(56), index);
        BinaryPrimitives.WriteUInt64BigEndian(words.AsSpan(88), Time);
        From.Span.CopyTo(words.AsSpan(108));
        To.Span.CopyTo(words.AsSpan(140));
        BinaryPrimitives.WriteUInt64BigEndian(words.AsSpan(184), Gas);
        Keccak256.Hash(Data.Span).Span.CopyTo(words.AsSpan(192));
        return Keccak256.Hash(words);
    }

    internal void Write(RlpWriter rlp) => rlp.BeginList().Add(Time).Add(From).Add(To).Add(Gas).Add(Data.Span).EndList();
}
