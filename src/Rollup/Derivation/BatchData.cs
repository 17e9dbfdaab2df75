using System.Numerics;
using Zkfp.Rollup.Encoding;

namespace Zkfp.Rollup.Derivation;

/// <summary>A batch as L1 holds it.</summary>
public abstract record BatchData
{
    private protected BatchData()
    {
    }

    /// <summary>The record's <c>dataHash</c>: what signers sign.</summary>
    public abstract Hash256 RecordHash { get; }

    /// <summary>Word 9 of the run.</summary>
    public abstract Hash256 Word { get; }

    /// <summary>In calldata.</summary>
    /// <param name="Payload">The payload.</param>
    public sealed record Calldata(ReadOnlyMemory<byte> Payload) : BatchData
    {
        /// <inheritdoc/>
        public override Hash256 RecordHash => Keccak256.Hash(Payload.Span);

        /// <inheritdoc/>
        public override Hash256 Word => RecordHash;

        internal override void Write(RlpWriter rlp) => rlp.BeginList().Add(Payload.Span).EndList();
    }

    /// <summary>In blobs.</summary>
    /// <param name="VersionedHashes">Of each blob, in the transaction's order.</param>
    /// <param name="Contents">131,072 bytes each.</param>
    public sealed record Blobs(IReadOnlyList<Hash256> VersionedHashes, IReadOnlyList<byte[]> Contents) : BatchData
    {
        /// <inheritdoc/>
        public override Hash256 RecordHash => Keccak256.Hash(Join(VersionedHashes));

        /// <summary>keccak256 of all bytes of all blobs.</summary>
        public Hash256 PayloadHash => Keccak256.Hash([.. Contents.SelectMany(static blob => blob)]);

        /// <summary>keccak256(versioned hashes ‖ payload hash) mod r: where the blobs are evaluated.</summary>
        public BigInteger Point =>
            new BigInteger(Keccak256.Hash(Join([.. VersionedHashes, PayloadHash])).Span, isUnsigned: true, isBigEndian: true) % Blob.Order;

        /// <summary>The value of each blob there.</summary>
        public IReadOnlyList<BigInteger> Values
        {
            get
            {
                BigInteger point = Point;
                return [.. Contents.Select(blob => Blob.Evaluate(blob, point))];
            }
        }

        /// <inheritdoc/>
        public override Hash256 Word => Keccak256.Hash(Join([.. VersionedHashes, PayloadHash, ToWord(Point), .. Values.Select(ToWord)]));

        internal override void Write(RlpWriter rlp) =>
            rlp.BeginList().Add(Join(VersionedHashes)).Add([.. Contents.SelectMany(static blob => blob)]).EndList();

        private static byte[] Join(IEnumerable<Hash256> words) => [.. words.SelectMany(static word => word.ToArray())];

        private static Hash256 ToWord(BigInteger value)
        {
            byte[] digits = value.ToByteArray(isUnsigned: true, isBigEndian: true);
            byte[] word = new byte[32];
            digits.CopyTo(word, 32 - digits.Length);
            return new Hash256(word);
        }
    }

    internal abstract void Write(RlpWriter rlp);
}
