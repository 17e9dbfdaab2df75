using System.Numerics;
using Zkfp.Rollup.Derivation;
using Zkfp.Rollup.Encoding;
using Zkfp.Settlement.Crypto;

namespace Zkfp.Rollup.Tests.Crypto;

public class KzgTests
{
    [KzgFact]
    public void Openings_are_the_barycentric_formula_s()
    {
        using Kzg kzg = Kzg.Load();
        byte[] payload = new byte[Blob.Payload];
        new Random(1).NextBytes(payload);
        byte[] blob = Assert.Single(Blob.Pack(payload));
        BigInteger z = new BigInteger(Keccak256.Hash("z"u8).Span, isUnsigned: true) % Blob.Order;
        Assert.Equal(Blob.Evaluate(blob, z), kzg.Open(blob, z).Value);

        // the polynomial that is 1 everywhere is committed to by the generator
        byte[] one = new byte[Blob.Bytes];
        for (int i = 0; i < Blob.Elements; i++) one[(32 * i) + 31] = 1;
        byte[] generator = Hex.Parse("0x97f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb");
        Assert.Equal(generator, kzg.Commit(one));
        (byte[] proof, BigInteger value) = kzg.Open(one, z);
        Assert.Equal([0xc0, .. new byte[47]], proof);
        Assert.Equal(BigInteger.One, value);
        Assert.Equal(1, Kzg.VersionedHash(generator).Span[0]);
        Assert.Equal(Kzg.Cells, kzg.CellProofs(one).Count);
    }

    [KzgFact]
    public void What_is_no_blob_is_refused()
    {
        using Kzg kzg = Kzg.Load();
        byte[] blob = new byte[Blob.Bytes];
        Assert.Throws<KzgException>(() => kzg.Commit(blob.AsSpan(1)));
        Assert.Throws<KzgException>(() => kzg.Open(blob, Blob.Order));
        blob.AsSpan(64, 32).Fill(0xff);
        Assert.Throws<KzgException>(() => kzg.Commit(blob));
        Assert.Throws<KzgException>(() => kzg.CellProofs(blob));
    }
}
