using System.Runtime.InteropServices;
using Zkfp.Rollup.Encoding;

namespace Zkfp.Settlement.Crypto;

/// <summary>A sequencer's signing key, as one of the quorums knows it.</summary>
public abstract class SequencerKey : IDisposable
{
    /// <summary>What <c>SequencerPool.register</c> takes.</summary>
    public abstract byte[] PublicKey { get; }

    /// <summary>Signs a claim's message.</summary>
    public abstract byte[] Sign(Hash256 message);

    /// <summary>Signs a registration.</summary>
    public abstract byte[] ProvePossession(Hash256 message);

    /// <summary>One signature of many, in the order of the signers' places.</summary>
    /// <param name="bls">Whether they are BLS, else ECDSA.</param>
    /// <param name="signatures">The signatures.</param>
    /// <exception cref="ArgumentException">One is no signature, or there is none.</exception>
    public static byte[] Join(bool bls, IReadOnlyList<byte[]> signatures) =>
        bls ? BlsSequencerKey.Sum(signatures) : [.. signatures.SelectMany(static signature => signature)];

    /// <inheritdoc/>
    public abstract void Dispose();
}

/// <summary>ECDSA over secp256k1: 64 bytes a signature (EIP-2098), one behind the other.</summary>
public sealed class EcdsaSequencerKey(Secp256k1Key key) : SequencerKey
{
    /// <inheritdoc/>
    public override byte[] PublicKey => key.Address.Span.ToArray();

    /// <inheritdoc/>
    public override byte[] Sign(Hash256 message) => key.Sign(message).ToCompact();

    /// <inheritdoc/>
    public override byte[] ProvePossession(Hash256 message) => Sign(message);

    /// <inheritdoc/>
    public override void Dispose() => key.Dispose();
}

/// <summary>
/// BLS over BLS12-381 by blst, keys in G2 (256 bytes) and signatures in G1 (128 bytes) as EIP-2537 writes them; the suites of the IETF
/// draft with proofs of possession. All signatures together are their sum.
/// </summary>
public sealed partial class BlsSequencerKey : SequencerKey
{
    private const int Field = 48, Padded = 64;
    private readonly byte[] _secret;

    /// <summary>Takes a key.</summary>
    /// <param name="secret">32 bytes, big endian, from 1 to the order − 1.</param>
    /// <exception cref="ArgumentException">It is no secret key.</exception>
    /// <exception cref="KzgException">The library is not built.</exception>
    public BlsSequencerKey(ReadOnlySpan<byte> secret)
    {
        if (secret.Length != 32) throw new ArgumentException($"a secret key has 32 bytes, got {secret.Length}", nameof(secret));
        Kzg.RequireFolder();
        byte[] key = new byte[4 * Field];
        if (zkfp_bls_key(secret, key) != 0) throw new ArgumentException("the secret key is zero or not below the group's order", nameof(secret));
        _secret = secret.ToArray();

        // blst writes the coefficient of u before the other one, EIP-2537 after it.
        PublicKey = Pad([key[Field..(2 * Field)], key[..Field], key[(3 * Field)..], key[(2 * Field)..(3 * Field)]]);
    }

    /// <inheritdoc/>
    public override byte[] PublicKey { get; }

    /// <inheritdoc/>
    public override byte[] Sign(Hash256 message) => Sign(message, "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_POP_"u8);

    /// <inheritdoc/>
    public override byte[] ProvePossession(Hash256 message) => Sign(message, "BLS_POP_BLS12381G1_XMD:SHA-256_SSWU_RO_POP_"u8);

    /// <summary>The sum of signatures.</summary>
    /// <exception cref="ArgumentException">One is no signature, or there is none.</exception>
    internal static byte[] Sum(IReadOnlyList<byte[]> signatures)
    {
        ArgumentNullException.ThrowIfNull(signatures);
        Kzg.RequireFolder();
        if (signatures.Any(static signature => signature.Length != 2 * Padded))
            throw new ArgumentException($"a signature has {2 * Padded} bytes", nameof(signatures));
        byte[] points = [.. signatures.SelectMany(static signature => signature[(Padded - Field)..Padded].Concat(signature[((2 * Padded) - Field)..]))];
        byte[] sum = new byte[2 * Field];
        if (zkfp_bls_add(points, (nuint)signatures.Count, sum) != 0)
            throw new ArgumentException("one of the signatures is none, or there is none", nameof(signatures));
        return Pad([sum[..Field], sum[Field..]]);
    }

    /// <inheritdoc/>
    public override void Dispose() => _secret.AsSpan().Clear();

    private byte[] Sign(Hash256 message, ReadOnlySpan<byte> tag)
    {
        byte[] signature = new byte[2 * Field];
        if (zkfp_bls_sign(_secret, message.Span, tag, (nuint)tag.Length, signature) != 0) throw new ObjectDisposedException(nameof(BlsSequencerKey));
        return Pad([signature[..Field], signature[Field..]]);
    }

    private static byte[] Pad(byte[][] elements) => [.. elements.SelectMany(static element => new byte[Padded - Field].Concat(element))];

    [LibraryImport(Kzg.Library)]
    private static partial int zkfp_bls_key(ReadOnlySpan<byte> secret, Span<byte> key);

    [LibraryImport(Kzg.Library)]
    private static partial int zkfp_bls_sign(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> message, ReadOnlySpan<byte> tag, nuint tagLength,
        Span<byte> signature);

    [LibraryImport(Kzg.Library)]
    private static partial int zkfp_bls_add(ReadOnlySpan<byte> signatures, nuint count, Span<byte> sum);
}
