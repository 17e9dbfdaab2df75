using System.Buffers.Binary;
using System.Numerics;
using Zkfp.MipsVm.Execution;
using Zkfp.MipsVm.Hosting;
using Zkfp.MipsVm.Loading;

namespace Zkfp.MipsVm.Tests.Firmware;

/// <summary>
/// Keys of type 5: what a program reads of blobs, and the one entry of the record that binds all of it. The reference is <see cref="BlobPolynomial"/>, by
/// another formula; that c-kzg says the same is tested with the contracts' side (Zkfp.Rollup.Tests).
/// </summary>
public class BlobTests
{
    // What a blob may cost, all but the reads: docs/firmware.md says what it does.
    private const ulong MostInstructions = 20_000_000;

    private static readonly byte[] s_first = Commitment(1), s_second = Commitment(2), s_blob = Random(1), s_other = Random(2);

    public static TheoryData<Endianness> Orders => [Endianness.Big, Endianness.Little];

    private static byte[] Commitment(int seed) => [.. Enumerable.Range(0, BlobPolynomial.CommitmentBytes).Select(i => (byte)((i * 7) + seed))];

    private static byte[] Random(int seed)
    {
        byte[] blob = new byte[BlobPolynomial.Bytes];
        new Random(seed).NextBytes(blob);
        for (int i = 0; i < BlobPolynomial.Elements; i++) blob[32 * i] &= 0x3f;
        return blob;
    }

    private static byte[] Filled(BigInteger element) => [.. Enumerable.Repeat(BlobPolynomial.ToBytes(element), BlobPolynomial.Elements).SelectMany(b => b)];

    private static byte[] Element(byte[] blob, int i) => blob[(32 * i)..(32 * (i + 1))];

    /// <summary>A preimage under a key of a hash of it; the key.</summary>
    private static byte[] Keccak(MemoryPreimageOracle oracle, PreimageType type, byte[] preimage)
    {
        byte[] key = new byte[32];
        Core.Hash.Keccak.Hash256(preimage, key);
        key[0] = (byte)PreimageType.Keccak256;
        oracle.Add(key, preimage);
        return [(byte)type, .. key[1..]];
    }

    private static MemoryPreimageOracle Oracle(params (byte[] Commitment, byte[] Blob)[] blobs)
    {
        var oracle = new MemoryPreimageOracle();
        foreach ((byte[] commitment, byte[] blob) in blobs) BlobPreimages.Add(oracle, commitment, blob);
        return oracle;
    }

    private static byte[] At(byte[] commitment, int i) => BlobPreimages.KeyOf(commitment, BlobPolynomial.Root(i));

    private static (Outcome Outcome, byte[] Output, byte[] Record) Execute(
        Endianness endianness, IPreimageOracle oracle, IReadOnlyList<byte[]> keys, Func<IHost, IHost>? around = null)
    {
        ProgramImage program = Hosting.Firmware.Load(PreimageReader.Make(endianness, keys), Profile.Cannon);
        using var output = new MemoryStream();
        var host = new CannonHost(endianness, new LinuxHostOptions { Stdout = output }, oracle);
        Outcome outcome = Executor.Run(program, around?.Invoke(host) ?? host, new RunOptions { MaxInstructions = 20_000_000_000 });
        return (outcome, output.ToArray(), host.Record);
    }

    /// <summary>Runs it; what it prints and what enters the digest is this, and the host keeps the same record. The run's instructions.</summary>
    private static ulong Check(
        Endianness endianness, IPreimageOracle oracle, IReadOnlyList<byte[]> keys, IEnumerable<byte[]> values, params (byte[] Key, byte[] Value)[] record)
    {
        (Outcome outcome, byte[] output, byte[] kept) = Execute(endianness, oracle, keys);
        Assert.Equal("exit 0", outcome.ToString());
        byte[] expected = [.. values.SelectMany(v => (byte[])[0, 0, 0, 0, 0, 0, 0, 32, .. v])];
        Assert.Equal(Convert.ToHexString(expected), Convert.ToHexString(output));
        Assert.Equal(CannonTests.ExpectedDigest(output, [.. record.Select(r => (Convert.ToHexString(r.Key), r.Value))]), CannonTests.Digest(outcome));
        byte[] entries = [.. record.SelectMany(r => (byte[])[.. r.Key, .. Length(r.Value), .. r.Value])];
        Assert.Equal(Convert.ToHexString(entries), Convert.ToHexString(kept));
        return outcome.Instructions;
    }

    private static byte[] Length(byte[] value)
    {
        byte[] length = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(length, value.Length);
        return length;
    }

    private static (byte[] Key, byte[] Value) Entry(byte[] commitment, byte[] blob) => (BlobPreimages.KeyOf(commitment), BlobPreimages.Entry(commitment, blob));

    [Theory]
    [MemberData(nameof(Orders))]
    public void Elements_are_read_and_a_blob_is_one_entry(Endianness endianness)
    {
        int[] places = [0, 1, 2, 3, 5, 4, 2047, 2048, 4095, 0, 4095, 77];
        IEnumerable<byte[]> elements = places.Select(i => Element(s_blob, i));
        ulong cost = Check(endianness, Oracle((s_first, s_blob)), [.. places.Select(i => At(s_first, i))], elements, Entry(s_first, s_blob));
        Assert.InRange(cost, 1_000_000UL, MostInstructions);
    }

    /// <summary>As op-program does, every element of a blob.</summary>
    [Fact]
    public void A_whole_blob_is_read()
    {
        IEnumerable<int> places = Enumerable.Range(0, BlobPolynomial.Elements);
        IEnumerable<byte[]> elements = places.Select(i => Element(s_blob, i));
        Check(Endianness.Big, Oracle((s_first, s_blob)), [.. places.Select(i => At(s_first, i))], elements, Entry(s_first, s_blob));
    }

    [Theory]
    [MemberData(nameof(Orders))]
    public void Two_blobs_among_other_preimages(Endianness endianness)
    {
        MemoryPreimageOracle oracle = Oracle((s_first, s_blob), (s_second, s_other));
        byte[] told = [.. Enumerable.Repeat((byte)9, 32)], hashed = [.. Enumerable.Repeat((byte)8, 32)];
        oracle.Add(PreimageKey.Local(7), told);
        byte[] key = Keccak(oracle, PreimageType.Keccak256, hashed);
        Check(
            endianness, oracle,
            [At(s_second, 4), key, At(s_first, 4095), PreimageKey.Local(7), At(s_second, 5), At(s_first, 0), At(s_second, 4), PreimageKey.Local(7)],
            [Element(s_other, 4), hashed, Element(s_blob, 4095), told, Element(s_other, 5), Element(s_blob, 0), Element(s_other, 4), told],
            Entry(s_second, s_other), Entry(s_first, s_blob), (PreimageKey.Local(7), told));
    }

    /// <summary>The same elements under two commitments are two blobs: only one of them can be right.</summary>
    [Fact]
    public void Blobs_are_told_apart_by_all_of_their_commitments()
    {
        byte[] near = [.. s_first];
        near[^1] ^= 1;
        Check(Endianness.Big, Oracle((s_first, s_blob), (near, s_blob)), [At(s_first, 1), At(near, 1)], [Element(s_blob, 1), Element(s_blob, 1)],
            Entry(s_first, s_blob), Entry(near, s_blob));
    }

    public static TheoryData<Endianness, string> Extremes()
    {
        var data = new TheoryData<Endianness, string>();
        foreach (Endianness e in new[] { Endianness.Big, Endianness.Little })
        {
            foreach (string name in new[] { "zero", "one", "most", "first", "last", "limbs" }) data.Add(e, name);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Extremes))]
    public void Blobs_at_the_edges_of_the_field(Endianness endianness, string name)
    {
        BigInteger most = BlobPolynomial.Order - 1;
        byte[] zero = Filled(0);
        byte[] blob = name switch
        {
            "one" => Filled(1),
            "most" => Filled(most),
            "first" => [.. BlobPolynomial.ToBytes(most), .. zero[32..]],
            "last" => [.. zero[32..], .. BlobPolynomial.ToBytes(most)],
            "limbs" => [.. Enumerable.Range(0, BlobPolynomial.Elements).SelectMany(i => BlobPolynomial.ToBytes((BigInteger.One << (i % 254)) - (i & 1)))],
            _ => zero,
        };
        Check(endianness, Oracle((s_first, blob)), [At(s_first, 0), At(s_first, 4095)], [Element(blob, 0), Element(blob, 4095)], Entry(s_first, blob));
    }

    /// <summary>The contract of the preimage oracle takes an opening at any point.</summary>
    [Theory]
    [MemberData(nameof(Orders))]
    public void Values_at_points_that_are_no_roots(Endianness endianness)
    {
        MemoryPreimageOracle oracle = Oracle((s_first, s_blob));
        BigInteger[] points = [0, 2, BlobPolynomial.Order - 2, (BigInteger.One << 254) + 12345, BlobPolynomial.Challenge(s_blob, s_first), 7];
        byte[][] keys = [.. points.Select(z => Keccak(oracle, PreimageType.Blob, [.. s_first, .. BlobPolynomial.ToBytes(z)]))];
        Check(
            endianness, oracle, [.. keys, At(s_first, 0), keys[0]], [.. points.Select(Value), Element(s_blob, 0), Value(0)], Entry(s_first, s_blob));

        static byte[] Value(BigInteger z) => BlobPolynomial.ToBytes(BlobPolynomial.Evaluate(s_blob, z));
    }

    [Theory]
    [MemberData(nameof(Orders))]
    public void A_blob_may_be_there_as_a_whole(Endianness endianness)
    {
        var oracle = new MemoryPreimageOracle();
        oracle.Add(BlobPreimages.KeyOf(s_first), s_blob);
        byte[] key = Keccak(oracle, PreimageType.Blob, [.. s_first, .. BlobPolynomial.Root(9)]);
        Check(endianness, oracle, [key], [Element(s_blob, 9)], Entry(s_first, s_blob));
    }

    // ---- what there is no run of ----

    private static string Stopped(IPreimageOracle oracle, params byte[][] keys)
    {
        string Reason(Endianness endianness) => Assert.Throws<GuestStoppedException>(() => Execute(endianness, oracle, keys)).Reason;
        Assert.Equal(Reason(Endianness.Little), Reason(Endianness.Big));
        return Reason(Endianness.Big);
    }

    [Theory]
    [InlineData(0, "r")]
    [InlineData(4095, "r")]
    [InlineData(1000, "r + 1")]
    [InlineData(1001, "r + 2^32")]
    [InlineData(2048, "2^256 - 1")]
    [InlineData(3, "r + 2^224")]
    public void An_element_that_is_not_below_the_order_stops_the_run(int place, string what)
    {
        BigInteger r = BlobPolynomial.Order;
        BigInteger value = what switch
        {
            "r" => r,
            "r + 1" => r + 1,
            "r + 2^32" => r + (BigInteger.One << 32),
            "r + 2^224" => r + (BigInteger.One << 224),
            _ => (BigInteger.One << 256) - 1,
        };
        byte[] blob = [.. s_blob];
        BlobPolynomial.ToBytes(value).CopyTo(blob, 32 * place);
        Assert.Equal("host: an element of a blob is not below the order of the field", Stopped(Oracle((s_first, blob)), At(s_first, 5)));
    }

    [Fact]
    public void A_key_that_is_not_of_a_commitment_and_a_point_stops_the_run()
    {
        MemoryPreimageOracle oracle = Oracle((s_first, s_blob));
        foreach (byte[] preimage in new byte[][] { [], s_first, [.. s_first, .. BlobPolynomial.Root(0)[1..]], [.. s_first, .. BlobPolynomial.Root(0), 0] })
            Assert.Equal("a blob's key is not that of a commitment and a point", Stopped(oracle, Keccak(oracle, PreimageType.Blob, preimage)));
        foreach (BigInteger point in new[] { BlobPolynomial.Order, BlobPolynomial.Order + 1, (BigInteger.One << 256) - 1 })
        {
            byte[] key = Keccak(oracle, PreimageType.Blob, [.. s_first, .. BlobPolynomial.ToBytes(point)]);
            Assert.Equal("a blob's point is not below the order of the field", Stopped(oracle, key));
        }
    }

    /// <summary>Which element is read is not the host's choice.</summary>
    [Fact]
    public void Another_commitment_or_point_than_the_key_s_stops_the_run()
    {
        MemoryPreimageOracle oracle = Oracle((s_first, s_blob), (s_second, s_other));
        byte[] key = At(s_first, 5), hashKey = [2, .. key[1..]], right = [.. s_first, .. BlobPolynomial.Root(5)];
        foreach (byte[] forged in new byte[][] { [.. s_first, .. BlobPolynomial.Root(6)], [.. s_second, .. BlobPolynomial.Root(5)], [.. right, 0], right[..^1], [] })
        {
            oracle.Add(hashKey, forged);
            Assert.StartsWith("host: a preimage does not match its key: 0x02", Stopped(oracle, key), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_the_host_does_not_have_is_missing()
    {
        byte[] Missing(IPreimageOracle oracle, byte[] key) => Assert.Throws<MissingPreimageException>(() => Execute(Endianness.Big, oracle, [key])).Key;
        byte[] asked = At(s_first, 5);
        Assert.Equal([2, .. asked[1..]], Missing(new MemoryPreimageOracle(), asked));
        var oracle = new MemoryPreimageOracle();
        Keccak(oracle, PreimageType.Blob, [.. s_first, .. BlobPolynomial.Root(5)]);
        Assert.Equal(At(s_first, 0), Missing(oracle, asked)); // nothing of the blob
        Assert.Equal(At(s_first, 4095), Missing(new Without(Oracle((s_first, s_blob)), At(s_first, 4095)), asked)); // one element that is not read

        MemoryPreimageOracle cut = Oracle((s_first, s_blob));
        cut.Add(At(s_first, 8), new byte[31]);
        string Invalid(IPreimageOracle oracle) => Assert.Throws<InvalidDataException>(() => Execute(Endianness.Big, oracle, [asked])).Message;
        Assert.Contains("has 31 bytes, 32 are expected", Invalid(cut), StringComparison.Ordinal);
        oracle.Add(BlobPreimages.KeyOf(s_first), s_blob[..^32]);
        Assert.Contains("131072 are expected", Invalid(oracle), StringComparison.Ordinal);
    }

    private sealed class Without(IPreimageOracle all, byte[] key) : IPreimageOracle
    {
        public byte[]? Find(ReadOnlySpan<byte> asked) => asked.SequenceEqual(key) ? null : all.Find(asked);

        public void Hint(ReadOnlySpan<byte> hint) => all.Hint(hint);
    }

    /// <summary>Gives another word than the blob's.</summary>
    private sealed class Forger(IHost honest, int word, uint mask) : IHost
    {
        private int _left = -1;

        public uint Hint(uint service, uint argument, IMemoryReader memory)
        {
            uint answer = honest.Hint(service, argument, memory);
            if ((HintService)service == HintService.Blob) _left = word;
            else if ((HintService)service == HintService.Preimage) _left = -1;
            else if ((HintService)service == HintService.PreimageWord && _left >= 0 && _left-- == 0) return answer ^ mask;
            return answer;
        }
    }

    /// <summary>
    /// An element that nobody reads is in the digest as much as one that is: what the run commits is the entry of the forged elements, for which there is no
    /// proof (BlobOpeningTests in Zkfp.Rollup.Tests).
    /// </summary>
    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(4095)]
    public void Every_element_is_in_the_digest(int forged)
    {
        const uint mask = 0x0000_0100; // of the last word
        byte[] blob = [.. s_blob];
        blob[(32 * forged) + 30] ^= 1;
        Forger Around(IHost host) => new(host, (8 * forged) + 7, mask);
        (Outcome outcome, byte[] output, _) = Execute(Endianness.Big, Oracle((s_first, s_blob)), [At(s_first, 5)], Around);
        Assert.Equal([.. new byte[7], 32, .. Element(blob, 5)], output);
        (byte[] key, byte[] value) = Entry(s_first, blob);
        Assert.Equal(CannonTests.ExpectedDigest(output, (Convert.ToHexString(key), value)), CannonTests.Digest(outcome));
        Assert.NotEqual(Entry(s_first, s_blob).Value, value);
    }

    /// <summary>What fits is 512 blobs; another one would lie where checked preimages are.</summary>
    [Fact]
    public void More_blobs_than_fit_stop_the_run()
    {
        var oracle = new Repeated();
        byte[][] keys = [.. Enumerable.Range(0, 513).Select(oracle.Key)];
        Assert.Equal("exit 0", Execute(Endianness.Big, oracle, keys[..512]).Outcome.ToString());
        Assert.Equal("too many blobs", Assert.Throws<GuestStoppedException>(() => Execute(Endianness.Big, oracle, keys)).Reason);
    }

    /// <summary>Every commitment is that of one blob.</summary>
    private sealed class Repeated : IPreimageOracle
    {
        private readonly MemoryPreimageOracle _keys = new();

        public byte[] Key(int n)
        {
            byte[] commitment = [(byte)n, (byte)(n >> 8), .. new byte[46]];
            _keys.Add(BlobPreimages.KeyOf(commitment), s_blob);
            return Keccak(_keys, PreimageType.Blob, [.. commitment, .. BlobPolynomial.Root(n)]);
        }

        public byte[]? Find(ReadOnlySpan<byte> key) => _keys.Find(key);

        public void Hint(ReadOnlySpan<byte> hint)
        {
        }
    }
}
