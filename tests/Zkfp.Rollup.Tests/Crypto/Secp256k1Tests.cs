using System.Numerics;
using Zkfp.Rollup.Encoding;
using Zkfp.Rollup.Types;
using Zkfp.Settlement.Crypto;

namespace Zkfp.Rollup.Tests.Crypto;

public class Secp256k1Tests
{
    private static Secp256k1Key Key(byte filling) => new([.. Enumerable.Repeat(filling, 32)]);

    [Fact]
    public void Addresses_are_known()
    {
        using var one = new Secp256k1Key([.. new byte[31], 1]);
        Assert.Equal(Address.Parse("0x7e5f4552091a69125d5dfcb7b8c2659029395bdf"), one.Address);
    }

    /// <summary>The example of EIP-155.</summary>
    [Fact]
    public void The_example_of_EIP_155_is_signed_byte_by_byte()
    {
        using Secp256k1Key key = Key(0x46);
        Transaction signed = key.Sign(new Transaction
        {
            ChainId = 1,
            Nonce = 9,
            MaxPriorityFeePerGas = 20_000_000_000,
            MaxFeePerGas = 20_000_000_000,
            GasLimit = 21_000,
            To = Address.Parse("0x3535353535353535353535353535353535353535"),
            Value = BigInteger.Pow(10, 18),
        });
        Assert.Equal(
            "0xf86c098504a817c800825208943535353535353535353535353535353535353535880de0b6b3a7640000"
            + "8025a028ef61340bd939bc2195fe537567866003e1a15d3c71ff63e1590620aa636276"
            + "a067cbe9d8997f761aecb703304b3800ccf555c9f3dc64214b297fb1966a3b6d83",
            Hex.Format(signed.Encode()));
    }

    [Fact]
    public void Signatures_recover_their_signer_and_nobody_else()
    {
        using Secp256k1Key key = Key(7);
        Hash256 digest = Keccak256.Hash("digest"u8);
        EcdsaSignature signature = key.Sign(digest);
        Assert.Equal(signature, key.Sign(digest));
        Assert.Equal(key.Address, Secp256k1Key.Recover(digest, signature));
        Assert.NotEqual(key.Address, Secp256k1Key.Recover(digest, signature with { Parity = 1 - signature.Parity }));
        Assert.NotEqual(key.Address, Secp256k1Key.Recover(Keccak256.Hash("other"u8), signature));
        Assert.Null(Secp256k1Key.Recover(digest, signature with { R = 0 }));
        Assert.Equal(signature.Parity, signature.ToCompact()[32] >> 7);
    }

    [Fact]
    public void What_is_no_key_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new Secp256k1Key(new byte[32]));
        Assert.Throws<ArgumentException>(() => new Secp256k1Key(new byte[31]));
        Assert.Throws<ArgumentException>(() => Key(0xff));
    }
}
