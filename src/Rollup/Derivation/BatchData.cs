using System.Numerics;
using Zkfp.Rollup.Encoding;

namespace Zkfp.Rollup.Derivation;

/// <summary>A batch as L1 holds it.</summary>
public abstract class BatchData
{
    private protected BatchData()
    {
    }

    /// <summary>The record's <c>dataHash</c>: what signers sign.</summary>
    public abstract Hash256 RecordHash { get; }

    /// <summary>Word 9 of the run: of both kinds a hash, of 32 bytes in calldata, of 128 or more in blobs, so that no data is of both.</summary>
    public abstract Hash256 Word { get; }

    /// <summary>In calldata.</summary>
    /// <param name="payload">The payload.</param>
    public sealed class Calldata(ReadOnlyMemory<byte> payload) : BatchData
    {
        /// <summary>The payload.</summary>
        public ReadOnlyMemory<byte> Payload { get; } = payload;

        /// <inheritdoc/>
        public override Hash256 RecordHash => Keccak256.Hash(Payload.Span);

        /// <inheritdoc/>
        public override Hash256 Word => WordOf(RecordHash);

        /// <summary>The word of a payload with this hash.</summary>
        public static Hash256 WordOf(Hash256 recordHash) => Keccak256.Hash(recordHash.Span);

        internal override void Write(RlpWriter rlp) => rlp.BeginList().Add(Payload.Span).EndList();
    }

    /// <summary>In blobs.</summary>
    public sealed class Blobs : BatchData
    {
        private readonly Lazy<(Hash256 PayloadHash, BigInteger Point, IReadOnlyList<BigInteger> Values)> _opening;

        /// <summary>Takes the blobs as they are.</summary>
        /// <param name="versionedHashes">Of each blob, in the transaction's order.</param>
        /// <param name="contents">131,072 bytes each.</param>
        public Blobs(IReadOnlyList<Hash256> versionedHashes, IReadOnlyList<byte[]> contents)
        {
            (VersionedHashes, Contents) = (versionedHashes, contents);
            _opening = new(() =>
            {
                Hash256 payload = Keccak256.Hash([.. contents.SelectMany(static blob => blob)]);
                BigInteger point =
                    new BigInteger(Keccak256.Hash(Join([.. versionedHashes, payload])).Span, isUnsigned: true, isBigEndian: true) % Blob.Order;
                return (payload, point, [.. contents.Select(blob => Blob.Evaluate(blob, point))]);
            });
        }

        /// <summary>Of each blob, in the transaction's order.</summary>
        public IReadOnlyList<Hash256> VersionedHashes { get; }

        /// <summary>131,072 bytes each.</summary>
        public IReadOnlyList<byte[]> Contents { get; }

        /// <inheritdoc/>
        public override Hash256 RecordHash => Keccak256.Hash(Join(VersionedHashes));

        /// <summary>keccak256 of all bytes of all blobs.</summary>
        /// <exception cref="ArgumentException">A blob is none; so do the members below.</exception>
        public Hash256 PayloadHash => _opening.Value.PayloadHash;

        /// <summary>keccak256(versioned hashes ‖ payload hash) mod r: where the blobs are evaluated.</summary>
        public BigInteger Point => _opening.Value.Point;

        /// <summary>The value of each blob there.</summary>
        public IReadOnlyList<BigInteger> Values => _opening.Value.Values;

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
