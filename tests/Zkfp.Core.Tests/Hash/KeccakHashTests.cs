using System.Runtime.Intrinsics;
using System.Text;
using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Core.Kernels;
using Zkfp.Core.Kernels.Simd;
using Zkfp.Core.Memory;
using Zkfp.Core.Parallel;
using Zkfp.Core.Transcript;

namespace Zkfp.Core.Tests.Hash;

/// <summary>Keccak of proofs for L1: published vectors, and kernels against one hash at a time.</summary>
public unsafe class KeccakHashTests
{
    [Theory]
    [InlineData("", "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470")]
    [InlineData("abc", "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45")]
    [InlineData(
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "45d3b367a6904e6e8d502ee04999a7c27647f91fa845d456525fd352ae3d7371")]
    public void Keccak_256_is_that_of_Ethereum(string text, string digest) =>
        Assert.Equal(digest, Hex(Keccak256(Encoding.ASCII.GetBytes(text))));

    /// <summary>The specification, round by round, on blocks of every length around the rate.</summary>
    [Fact]
    public void Keccak_256_pads_every_length()
    {
        var random = new Random(1);
        for (int length = 0; length < 3 * 136 + 2; length++)
        {
            var message = new byte[length];
            random.NextBytes(message);
            Assert.Equal(Hex(Specified(message)), Hex(Keccak256(message)));
        }
    }

    [Fact]
    public void A_digest_is_nine_elements_and_back()
    {
        var random = new Random(2);
        for (int i = 0; i < 200; i++)
        {
            var bytes = new byte[32];
            random.NextBytes(bytes);
            if (i < 2) Array.Fill(bytes, (byte)(i == 0 ? 0 : 0xFF));
            Digest digest = KeccakHash.Read(bytes);
            var back = new byte[32];
            KeccakHash.Write(digest, back);
            Assert.Equal(bytes, back);
            for (int k = 0; k < Digest.Length; k++)
            {
                Digest wide = digest;
                wide[k] = new KoalaBear(1u << (k == 8 ? 24 : 29));
                Assert.Throws<ArgumentException>(() => KeccakHash.Write(wide, back));
            }
        }
    }

    [Fact]
    public void Leaf_and_node_are_hashes_of_bytes()
    {
        Assert.Equal(KeccakHash.Read(Specified([0, 0, 0, 1, 0x7F, 0, 0, 0, 0])), KeccakHash.Leaf([1, new KoalaBear(KoalaBear.P - 1)]));
        byte[] left = Specified([1]), right = Specified([2]);
        Assert.Equal(KeccakHash.Read(Specified([.. left, .. right, 1])), KeccakHash.Node(KeccakHash.Read(left), KeccakHash.Read(right)));
    }

    /// <summary>Rows around a block's 34 words, numbers of rows that leave a rest; each width of vectors, and whatever this machine takes.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(32)]
    [InlineData(33)]
    [InlineData(34)]
    [InlineData(35)]
    [InlineData(67)]
    [InlineData(68)]
    [InlineData(87)]
    public void Kernels_are_one_hash_at_a_time(int columns)
    {
        const int rows = 44;
        using var memory = new NativeBuffer(columns * rows + 9 * (rows + rows / 2) + 64);
        var random = new Random(columns);
        for (int i = 0; i < columns * rows; i++) memory.Pointer[i] = (uint)random.Next((int)KoalaBear.P);
        var matrix = new BaseMatrix(memory.Pointer, rows, rows, columns);
        var leaves = new DigestPlanes(memory.Pointer + columns * rows, rows, rows);
        var parents = new DigestPlanes(leaves.Pointer + 9 * rows, rows / 2, rows / 2);
        Check(() => (KeccakKernels.HashRows<KeccakLanes64, ulong>(matrix, leaves, 0), KeccakKernels.CompressLevel<KeccakLanes64, ulong>(leaves, parents, 0)), rows, rows / 2);
        if (Lanes256.IsAvailable)
        {
            Check(
                () => (KeccakKernels.HashRows<KeccakLanes256, Vector256<ulong>>(matrix, leaves, 0),
                    KeccakKernels.CompressLevel<KeccakLanes256, Vector256<ulong>>(leaves, parents, 0)), rows / 4 * 4, rows / 2 / 4 * 4);
        }

        if (Lanes512.IsAvailable)
        {
            Check(
                () => (KeccakKernels.HashRows<KeccakLanes512, Vector512<ulong>>(matrix, leaves, 0),
                    KeccakKernels.CompressLevel<KeccakLanes512, Vector512<ulong>>(leaves, parents, 0)), rows / 8 * 8, rows / 2 / 8 * 8);
        }

        Check(
            () =>
            {
                TreeHash.Rows(ProofHash.Keccak, matrix, columns, leaves);
                Assert.Throws<ArgumentException>(() => TreeHash.Rows(ProofHash.Keccak, matrix, columns + 1, leaves));
                TreeHash.Level(ProofHash.Keccak, leaves, parents);
                return (rows, rows / 2);
            }, rows, rows / 2);

        void Check(Func<(int, int)> run, int leafCount, int parentCount)
        {
            Assert.Equal((leafCount, parentCount), run());
            var row = new KoalaBear[columns];
            for (int i = 0; i < leafCount; i++)
            {
                for (int c = 0; c < columns; c++) row[c] = matrix.Column(c)[i];
                Assert.Equal(KeccakHash.Leaf(row), TreeHash.Read(ProofHash.Keccak, leaves, i));
            }

            for (int i = 0; i < Math.Min(parentCount, leafCount / 2); i++)
            {
                Digest expected = KeccakHash.Node(TreeHash.Read(ProofHash.Keccak, leaves, 2 * i), TreeHash.Read(ProofHash.Keccak, leaves, 2 * i + 1));
                Assert.Equal(expected, TreeHash.Read(ProofHash.Keccak, parents, i));
                TreeHash.Write(ProofHash.Keccak, parents, i, KeccakHash.Leaf([3]));
                Assert.Equal(KeccakHash.Leaf([3]), TreeHash.Read(ProofHash.Keccak, parents, i));
            }
        }
    }

    /// <summary>The lowest nonce whose hash of state, nonce and tag ends in zeros; the same for each width and number of threads.</summary>
    [Fact]
    public void The_lowest_nonce_is_found()
    {
        byte[] state = Specified([7]);
        const int bits = 12;
        uint expected = 0;
        while (Tail([.. state, (byte)(expected >> 24), (byte)(expected >> 16), (byte)(expected >> 8), (byte)expected, 3]) % (1 << bits) != 0) expected++;
        foreach (int threads in (int[])[1, 3])
        {
            using var pool = new WorkerPool(threads);
            Assert.Equal(new KoalaBear(expected), KeccakKernels.SearchNonce(state, bits, pool));
        }

        var words = new ulong[4];
        Buffer.BlockCopy(state, 0, words, 0, 32);
        Assert.Equal(expected, KeccakKernels.SearchBlock<KeccakLanes64, ulong>(words, (1 << bits) - 1, 0, 1 << 20));
        Assert.Equal(-1, KeccakKernels.SearchBlock<KeccakLanes64, ulong>(words, (1 << bits) - 1, 0, expected));
        if (Lanes256.IsAvailable) Assert.Equal(expected, KeccakKernels.SearchBlock<KeccakLanes256, Vector256<ulong>>(words, (1 << bits) - 1, 0, 1 << 20));
        if (Lanes512.IsAvailable) Assert.Equal(expected, KeccakKernels.SearchBlock<KeccakLanes512, Vector512<ulong>>(words, (1 << bits) - 1, 0, 1 << 20));
    }

    /// <summary>docs/protocol.md §15, event by event.</summary>
    [Fact]
    public void The_transcript_is_a_chain_of_hashes()
    {
        using var pool = new WorkerPool(1);
        var t = new Transcript.Transcript("abc", null, ProofHash.Keccak);
        byte[] s = Specified([.. new byte[32], (byte)'a', (byte)'b', (byte)'c', 2]);
        Assert.Equal(Element(s), t.Sample("x"));
        t.Observe("e", [1, 258]);
        t.Observe("k", new KoalaBear5(1, 2, 3, 4, 5));
        t.Observe("i", 70000);
        byte[] root = Specified([9]);
        t.ObserveRoot("r", KeccakHash.Read(root));
        s = Specified([.. s, 0, 0, 0, 1, 0, 0, 1, 2, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4, 0, 0, 0, 5, 0, 1, 0x11, 0x70, .. root, 2]);
        for (int i = 0; i < 5; i++) Assert.Equal((int)(Slice(s, i) % (1 << 20)), t.SampleBits("q", 20));
        s = Specified([.. s, 2]);
        Assert.Equal((int)(Slice(s, 0) % (1 << 7)), t.SampleBits("q", 7));
        s = Specified([.. s, 2]);
        Assert.Equal(Element(s), t.Sample("x"));
        s = Specified([.. s, 2]);
        Assert.Equal((int)(Slice(s, 0) % (1 << 7)), t.SampleBits("q", 7));

        Transcript.Transcript before = t.Fork();
        KoalaBear nonce = Grinder.Grind(t, "g", 8, pool);
        s = Specified([.. s, 2]);
        uint n = nonce.Value;
        byte[] bytes = [(byte)(n >> 24), (byte)(n >> 16), (byte)(n >> 8), (byte)n];
        Assert.Equal(0UL, Tail([.. s, .. bytes, 3]) % 256);
        Assert.Equal(Element(Specified([.. s, .. bytes, 2])), t.Sample("x"));
        Assert.False(before.Fork().CheckGrind("g", nonce + 1, 8) && before.Fork().CheckGrind("g", nonce + 2, 8));
        Assert.True(before.Fork().CheckGrind("g", 0, 0));
        Assert.False(before.Fork().CheckGrind("g", 1, 0));
        Assert.Throws<NotSupportedException>(() => t.SampleBase("b"));
    }

    private static byte[] Keccak256(byte[] message)
    {
        var digest = new byte[32];
        Keccak.Hash256(message, digest);
        return digest;
    }

    // One round after the other, bytes into lanes one by one.
    private static byte[] Specified(byte[] message)
    {
        const int rate = 136;
        byte[] padded = [.. message, .. new byte[rate - message.Length % rate]];
        padded[message.Length] ^= 1;
        padded[^1] ^= 0x80;
        var lanes = new ulong[25];
        for (int block = 0; block < padded.Length; block += rate)
        {
            for (int i = 0; i < rate; i++) lanes[i / 8] ^= (ulong)padded[block + i] << 8 * (i % 8);
            for (int round = 0; round < 24; round++) Keccak.Round(lanes, round);
        }

        return [.. Enumerable.Range(0, 32).Select(i => (byte)(lanes[i / 8] >> 8 * (i % 8)))];
    }

    private static ulong Tail(byte[] message) => Specified(message)[24..].Aggregate(0UL, (x, b) => x << 8 | b);

    private static ulong Slice(byte[] state, int i) =>
        (ulong)(new System.Numerics.BigInteger(state, isUnsigned: true, isBigEndian: true) >> 51 * i & (1L << 51) - 1);

    private static KoalaBear5 Element(byte[] state) => KoalaBear5.FromCoefficients([.. Enumerable.Range(0, 5).Select(i => new KoalaBear(Slice(state, i)))]);

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
