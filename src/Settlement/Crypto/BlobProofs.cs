using System.Numerics;
using Zkfp.MipsVm.Hosting;
using Zkfp.Rollup.Preimages;

namespace Zkfp.Settlement.Crypto;

/// <summary>Proofs for blobs of a record: given ones, and those that c-kzg makes of blobs among preimages, where it is built. Not for several threads.</summary>
/// <param name="given">Proofs by their commitments; more than one may be given for a blob, the first is taken.</param>
/// <param name="blobs">Has the elements of blobs; or null.</param>
public sealed class BlobProofs(IEnumerable<(byte[] Commitment, byte[] Proof)> given, IPreimageOracle? blobs) : IBlobProofs, IDisposable
{
    private readonly Lazy<Kzg> _kzg = new(Kzg.Load);

    /// <inheritdoc/>
    /// <exception cref="KzgException">The library is there, and damaged.</exception>
    /// <exception cref="InvalidDataException">A preimage has another length than an element or a blob.</exception>
    public byte[]? Find(ReadOnlySpan<byte> commitment, ReadOnlySpan<byte> z)
    {
        foreach ((byte[] of, byte[] proof) in given)
        {
            if (commitment.SequenceEqual(of)) return proof;
        }

        if (blobs is null || Kzg.Folder is null || BlobPreimages.Find(blobs, commitment, out _) is not { } blob) return null;
        if (BlobPolynomial.FirstAbove(blob) is >= 0 and int above)
            throw new InvalidDataException($"element {above} of the blob 0x{Convert.ToHexStringLower(commitment)} is not below the order of the field");
        return _kzg.Value.Open(blob, new BigInteger(z, isUnsigned: true, isBigEndian: true)).Proof;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_kzg.IsValueCreated) _kzg.Value.Dispose();
    }
}
