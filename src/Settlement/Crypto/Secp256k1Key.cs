using System.Numerics;
using NBitcoin.Secp256k1;
using Zkfp.Rollup.Encoding;
using Zkfp.Rollup.Types;

namespace Zkfp.Settlement.Crypto;

/// <summary>A signature with what recovers its signer.</summary>
/// <param name="R">0 &lt; r &lt; order.</param>
/// <param name="S">The smaller of s and order − s (EIP-2).</param>
/// <param name="Parity">Parity of the nonce point's y: 0 or 1.</param>
public readonly record struct EcdsaSignature(BigInteger R, BigInteger S, int Parity)
{
    /// <summary>r ‖ s, 64 bytes.</summary>
    public byte[] ToBytes()
    {
        byte[] bytes = new byte[64];
        Put(R, bytes.AsSpan(0, 32));
        Put(S, bytes.AsSpan(32, 32));
        return bytes;

        static void Put(BigInteger value, Span<byte> to)
        {
            byte[] digits = value.ToByteArray(isUnsigned: true, isBigEndian: true);
            digits.CopyTo(to[(32 - digits.Length)..]);
        }
    }

    /// <summary>r and s with the parity in s's highest bit, 64 bytes (EIP-2098).</summary>
    public byte[] ToCompact()
    {
        byte[] bytes = ToBytes();
        bytes[32] |= (byte)(Parity << 7);
        return bytes;
    }

    /// <summary>Reads what <see cref="ToCompact"/> writes; that somebody signed so is not said.</summary>
    /// <exception cref="FormatException">Not 64 bytes.</exception>
    public static EcdsaSignature FromCompact(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != 64) throw new FormatException($"a compact signature has 64 bytes, got {bytes.Length}");
        BigInteger s = new(bytes[32..], isUnsigned: true, isBigEndian: true), top = BigInteger.One << 255;
        return new EcdsaSignature(new BigInteger(bytes[..32], isUnsigned: true, isBigEndian: true), s % top, s >= top ? 1 : 0);
    }
}

/// <summary>A secret key of secp256k1; nonces are RFC 6979's, so that one message has one signature.</summary>
public sealed class Secp256k1Key : IDisposable
{
    private readonly ECPrivKey _key;

    /// <summary>Takes a key.</summary>
    /// <param name="secret">32 bytes, big endian, from 1 to order − 1.</param>
    /// <exception cref="ArgumentException">It is no secret key.</exception>
    public Secp256k1Key(ReadOnlySpan<byte> secret)
    {
        if (secret.Length != 32) throw new ArgumentException($"a secret key has 32 bytes, got {secret.Length}", nameof(secret));
        if (!ECPrivKey.TryCreate(secret, out ECPrivKey? key))
            throw new ArgumentException("the secret key is zero or not below the group's order", nameof(secret));
        _key = key;
        Span<byte> point = stackalloc byte[65];
        _key.CreatePubKey().WriteToSpan(compressed: false, point, out _);
        Address = new Address(Keccak256.Hash(point[1..]).Span[12..]);
    }

    /// <summary>The account that signs with this key.</summary>
    public Address Address { get; }

    /// <summary>Signs a digest.</summary>
    public EcdsaSignature Sign(Hash256 digest)
    {
        if (!_key.TrySignRecoverable(digest.Span, out SecpRecoverableECDSASignature? signature) || signature is null)
            throw new InvalidOperationException("signing failed");
        Span<byte> compact = stackalloc byte[64];
        signature.WriteToSpanCompact(compact, out int parity);
        return new EcdsaSignature(
            new BigInteger(compact[..32], isUnsigned: true, isBigEndian: true), new BigInteger(compact[32..], isUnsigned: true, isBigEndian: true), parity);
    }

    /// <summary>The transaction with its signature.</summary>
    public Transaction Sign(Transaction transaction)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        EcdsaSignature signature = Sign(transaction.SigningHash());
        BigInteger v = transaction.Type != TransactionType.Legacy ? signature.Parity
            : transaction.ChainId is { } chain ? (2 * chain) + 35 + signature.Parity
            : 27 + signature.Parity;
        return transaction with { V = v, R = signature.R, S = signature.S };
    }

    /// <summary>Who signed, or null where the signature recovers nobody.</summary>
    public static Address? Recover(Hash256 digest, EcdsaSignature signature)
    {
        if (signature.Parity is not (0 or 1)) return null;
        byte[] bytes = signature.ToBytes();
        if (!SecpRecoverableECDSASignature.TryCreateFromCompact(bytes, signature.Parity, out SecpRecoverableECDSASignature? parsed)
            || !ECPubKey.TryRecover(Context.Instance, parsed, digest.Span, out ECPubKey? key) || key is null)
        {
            return null;
        }

        Span<byte> point = stackalloc byte[65];
        key.WriteToSpan(compressed: false, point, out _);
        return new Address(Keccak256.Hash(point[1..]).Span[12..]);
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();
}
