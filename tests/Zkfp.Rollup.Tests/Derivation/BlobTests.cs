using System.Numerics;
using Zkfp.Rollup.Derivation;
using Zkfp.Rollup.Encoding;
using Zkfp.Rollup.Guest;

namespace Zkfp.Rollup.Tests.Derivation;

/// <summary>Batches in blobs: the guest folds, C# has the barycentric formula.</summary>
public sealed class BlobTests : IDisposable
{
    private readonly NativeGuest? _guest = SharedData.NativeGuest is { } path ? new NativeGuest(path) : null;

    public void Dispose() => _guest?.Dispose();

    private static Hash256 Version(int i) => new([1, .. Keccak256.Hash([(byte)i]).Span[1..]]);

    private static BatchData.Blobs Blobs(params IReadOnlyList<byte[]> contents) => new([.. Enumerable.Range(0, contents.Count).Select(Version)], contents);

    private static byte[] RandomBlob(int seed)
    {
        byte[] blob = new byte[Blob.Bytes];
        new Random(seed).NextBytes(blob);
        for (int i = 0; i < Blob.Elements; i++) blob[32 * i] %= 0x73;
        return blob;
    }

    private static BigInteger Element(byte[] blob, int i) => new(blob.AsSpan(32 * i, 32), isUnsigned: true, isBigEndian: true);

    private static void Put(byte[] blob, int i, BigInteger value)
    {
        byte[] digits = value.ToByteArray(isUnsigned: true, isBigEndian: true);
        blob.AsSpan(32 * i, 32).Clear();
        digits.CopyTo(blob, (32 * i) + 32 - digits.Length);
    }

    [Fact]
    public void The_polynomial_has_the_blob_as_values()
    {
        byte[] blob = RandomBlob(1);
        BigInteger omega = BigInteger.ModPow(7, (Blob.Order - 1) / 4096, Blob.Order);
        Assert.Equal(Element(blob, 0), Blob.Evaluate(blob, 1));
        Assert.Equal(Element(blob, 1), Blob.Evaluate(blob, Blob.Order - 1));
        Assert.Equal(Element(blob, 2048), Blob.Evaluate(blob, omega));

        // X^3, of which the value is known anywhere
        for (int i = 0; i < Blob.Elements; i++)
        {
            int exponent = 0;
            for (int bit = 0; bit < 12; bit++) exponent |= ((i >> bit) & 1) << (11 - bit);
            Put(blob, i, BigInteger.ModPow(omega, 3 * exponent, Blob.Order));
        }

        BigInteger z = new BigInteger(Keccak256.Hash("z"u8).Span, isUnsigned: true) % Blob.Order;
        Assert.Equal(BigInteger.ModPow(z, 3, Blob.Order), Blob.Evaluate(blob, z));
    }

    [Fact]
    public void Payloads_are_packed_31_bytes_an_element()
    {
        byte[] payload = new byte[Blob.Payload + 1];
        new Random(2).NextBytes(payload);
        IReadOnlyList<byte[]> blobs = Blob.Pack(payload);
        Assert.Equal(2, blobs.Count);
        Assert.Single(Blob.Pack([]));
        Assert.Single(Blob.Pack(payload.AsSpan(1)));
        for (int i = 0; i < Blob.Elements; i++)
        {
            Assert.Equal(0, blobs[0][32 * i]);
            Assert.True(payload.AsSpan(31 * i, 31).SequenceEqual(blobs[0].AsSpan((32 * i) + 1, 31)));
        }

        Assert.Equal(payload[^1], blobs[1][1]);
    }

    [NativeGuestFact]
    public void The_word_is_what_the_contract_rebuilds()
    {
        var net = new TestChain();
        foreach (BatchData.Blobs data in new[] { Blobs(RandomBlob(1)), Blobs(RandomBlob(2), new byte[Blob.Bytes], RandomBlob(3)) })
        {
            GuestRun run = _guest!.Run(net.Input(data, 1).Encode());
            Assert.Equal(0, run.ExitCode);
            Assert.Equal(data.Word, RangeWords.Parse(run.Output).DataHash);
        }
    }

    [NativeGuestFact]
    public void A_batch_in_blobs_gives_the_blocks_that_it_gives_in_calldata()
    {
        var net = new TestChain();
        // long enough to go on in the second blob
        byte[] payload = TestChain.Payload(
            [TestChain.Call(0, 0, TestChain.Counter)],
                [TestChain.Call(1, 0, TestChain.Counter, data: [.. Enumerable.Repeat((byte)7, Blob.Payload)], gas: 6_000_000)],
                [TestChain.Call(0, 1, TestChain.Hashes)]);
        BatchData.Blobs blobs = Blobs(Blob.Pack(payload));
        Assert.Equal(2, blobs.Contents.Count);
        RangeTrace calldata = RangeTrace.Parse(_guest!.Run(net.Input(payload, 4).Encode(trace: true)));
        RangeTrace inBlobs = RangeTrace.Parse(_guest.Run(net.Input(blobs, 4).Encode(trace: true)));
        Assert.Equal([1, 1, 1, 0], calldata.Blocks.Select(static block => block.Transactions.Count(static tx => tx.Status == DerivedStatus.Succeeded)));
        Assert.Equal(calldata.Words with { DataHash = blobs.Word }, inBlobs.Words);

        // the first byte of an element is no payload, whatever it is
        byte[] high = [.. blobs.Contents[0]];
        for (int i = 0; i < Blob.Elements; i++) high[32 * i] = (byte)(i % 0x73);
        RangeTrace other = RangeTrace.Parse(_guest.Run(net.Input(Blobs(high, blobs.Contents[1]), 4).Encode(trace: true)));
        Assert.Equal(inBlobs.Words.Root, other.Words.Root);
        Assert.NotEqual(inBlobs.Words.DataHash, other.Words.DataHash);
    }

    /// <summary>
    /// The prover says whether the data is of calldata or of blobs. What the word of blobs is a hash of, given as a payload in calldata, is another batch: it must
    /// have another word, or each claim had two roots, and either of them a proof.
    /// </summary>
    [NativeGuestFact]
    public void A_batch_in_blobs_is_none_in_calldata()
    {
        var net = new TestChain();
        BatchData.Blobs blobs = Blobs(Blob.Pack(TestChain.Payload([TestChain.Call(0, 0, TestChain.Counter)])));
        byte[] named = [.. blobs.VersionedHashes[0].Span, .. blobs.PayloadHash.Span, .. BigEndian(blobs.Point), .. BigEndian(blobs.Values[0])];
        RangeWords inBlobs = RangeTrace.Parse(_guest!.Run(net.Input(blobs, 1).Encode(trace: true))).Words;
        RangeWords inCalldata = RangeTrace.Parse(_guest.Run(net.Input(named, 1).Encode(trace: true))).Words;
        Assert.NotEqual(inBlobs.Root, inCalldata.Root);
        Assert.NotEqual(inBlobs.DataHash, inCalldata.DataHash);
        Assert.Equal(inBlobs with { Root = inCalldata.Root, DataHash = inCalldata.DataHash }, inCalldata);
    }

    private static byte[] BigEndian(BigInteger value)
    {
        byte[] digits = value.ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[32 - digits.Length], .. digits];
    }

    /// <summary>x + r is the same value with other bytes: a payload that nobody posted.</summary>
    [NativeGuestFact]
    public void Elements_must_be_below_the_order()
    {
        var net = new TestChain();
        foreach (int at in new[] { 0, 1, 2047, 4095 })
        {
            foreach (BigInteger value in new[] { Blob.Order, Blob.Order + 1, (BigInteger.One << 256) - 1 })
            {
                byte[] blob = RandomBlob(4);
                Put(blob, at, value);
                Assert.Equal(GuestStatus.BadInput, _guest!.Run(net.Input(Blobs(blob), 1).Encode()).Parse().Status);
            }

            byte[] most = RandomBlob(4);
            Put(most, at, Blob.Order - 1);
            Assert.Equal(0, _guest!.Run(net.Input(Blobs(most), 1).Encode()).ExitCode);
        }
    }

    [NativeGuestFact]
    public void Hashes_and_blobs_must_be_as_many()
    {
        var net = new TestChain();
        byte[] blob = RandomBlob(5);
        foreach (BatchData.Blobs data in new BatchData.Blobs[]
        {
            new([], [blob]), new([Version(0), Version(1)], [blob]), new([Version(0)], [blob, blob]), new([Version(0)], [blob[..^32]]), new([Version(0)], [[]]),
        })
        {
            Assert.Equal(GuestStatus.BadInput, _guest!.Run(net.Input(data, 1).Encode()).Parse().Status);
        }
    }
}
