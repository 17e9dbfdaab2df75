using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Protocol;
using Zkfp.Protocol.Proofs;
using Zkfp.Verifier.Merkle;
using Zkfp.Verifier.Tests.Reference;

namespace Zkfp.Verifier.Tests.Merkle;

public class MultiOpeningTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(33)]
    public void Batched_hashes_equal_single_ones(int count)
    {
        var random = new Random(count);
        var rows = new KoalaBear[count * 21];
        for (int i = 0; i < rows.Length; i++) rows[i] = new KoalaBear((ulong)random.NextInt64(KoalaBear.P));
        var digests = new Digest[count];
        HashBatch.Rows(ProofHash.Poseidon2, rows, 21, digests);
        for (int i = 0; i < count; i++) Assert.Equal(FieldHash.HashLeaf(rows.AsSpan(21 * i, 21)), digests[i]);
        Digest[] right = [.. digests.Reverse()];
        var parents = new Digest[count];
        HashBatch.Compress(ProofHash.Poseidon2, digests, right, parents);
        for (int i = 0; i < count; i++) Assert.Equal(FieldHash.Compress(digests[i], right[i]), parents[i]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(21)]
    public void Openings_at_every_subset_of_eight_rows_verify(int width)
    {
        ReferenceMatrix matrix = MakeMatrix(width, 2);
        for (int set = 1; set < 256; set++)
        {
            uint[] indices = [.. Enumerable.Range(0, 8).Where(i => (set >> i & 1) != 0).Select(i => (uint)i)];
            MerkleOpening o = matrix.Open(indices.Select(i => (int)i));
            var rows = new KoalaBear[indices.Length * width];
            Assert.Equal(ErrorKind.None, MultiOpening.Verify(ProofHash.Poseidon2, matrix.Root, indices, o, 3, width, rows, width));
            for (int q = 0; q < indices.Length; q++)
                Assert.Equal(matrix.Rows[indices[q]], rows[(q * width)..(q * width + width)]);
        }
    }

    [Theory]
    [InlineData(1, 8 + 8 + 8)] // leaves 0, 1, 3
    [InlineData(2, 3 * 8)] // leaves 0, 2, 7
    [InlineData(3, 4 * 6)]
    [InlineData(6, 4 * 6)]
    public void Repeated_and_unordered_indices_yield_their_rows(int width, int opened)
    {
        uint[] indices = [9, 3, 9, 0, 31, 3];
        ReferenceMatrix matrix = MakeMatrix(width);
        var rows = new KoalaBear[indices.Length * 7];
        MerkleOpening o = matrix.Open(indices.Select(i => (int)i));
        Assert.Equal(opened, o.Rows.Length);
        Assert.Equal(ErrorKind.None, MultiOpening.Verify(ProofHash.Poseidon2, matrix.Root, indices, o, 5, width, rows, 7));
        for (int q = 0; q < indices.Length; q++) Assert.Equal(matrix.Rows[indices[q]], rows[(7 * q)..(7 * q + width)]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    public void Every_changed_removed_or_added_part_is_refused(int width)
    {
        ReferenceMatrix matrix = MakeMatrix(width);
        uint[] indices = [1, 2, 17, 18, 19];
        MerkleOpening o = matrix.Open(indices.Select(i => (int)i));
        var rows = new KoalaBear[indices.Length * width];
        ErrorKind Check(MerkleOpening x) => MultiOpening.Verify(ProofHash.Poseidon2, matrix.Root, indices, x, 5, width, rows, width);
        for (int i = 0; i < o.Rows.Length; i++)
        {
            var changed = (KoalaBear[])o.Rows.Clone();
            changed[i] += 1;
            Assert.Equal(ErrorKind.RootMismatch, Check(o with { Rows = changed }));
        }

        for (int i = 0; i < o.Siblings.Length; i++)
        {
            for (int k = 0; k < Digest.Length; k++)
            {
                var changed = (Digest[])o.Siblings.Clone();
                changed[i][k] += 1;
                Assert.Equal(ErrorKind.RootMismatch, Check(o with { Siblings = changed }));
            }
        }

        Assert.Equal(ErrorKind.BadOpening, Check(o with { Siblings = o.Siblings[1..] }));
        Assert.Equal(ErrorKind.BadOpening, Check(o with { Siblings = [.. o.Siblings, default] }));
        Assert.Equal(ErrorKind.BadOpening, Check(o with { Rows = o.Rows[width..] }));
        Assert.Equal(ErrorKind.BadOpening, Check(o with { Rows = [.. o.Rows, .. o.Rows[..width]] }));
        Assert.Equal(ErrorKind.BadOpening, Check(matrix.Open([1, 2])));
    }

    private static ReferenceMatrix MakeMatrix(int width, int logRows = 4)
    {
        var random = new Random(7);
        var columns = new KoalaBear[width][];
        for (int c = 0; c < width; c++)
        {
            columns[c] = new KoalaBear[1 << logRows];
            for (int r = 0; r < columns[c].Length; r++) columns[c][r] = new KoalaBear((ulong)random.NextInt64(KoalaBear.P));
        }

        return new ReferenceMatrix(columns, logRows, 1);
    }
}
