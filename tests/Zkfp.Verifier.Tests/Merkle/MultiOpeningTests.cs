using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Verifier.Merkle;
using Zkfp.Verifier.Proofs;
using Zkfp.Verifier.Tests.Reference;

namespace Zkfp.Verifier.Tests.Merkle;

public class MultiOpeningTests
{
    private const int Width = 3;
    private static readonly ReferenceMatrix s_matrix = MakeMatrix();

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
        HashBatch.Rows(rows, 21, digests);
        for (int i = 0; i < count; i++) Assert.Equal(FieldHash.HashElements(rows.AsSpan(21 * i, 21)), digests[i]);
        Digest[] right = [.. digests.Reverse()];
        var parents = new Digest[count];
        HashBatch.Compress(digests, right, parents);
        for (int i = 0; i < count; i++) Assert.Equal(FieldHash.Compress(digests[i], right[i]), parents[i]);
    }

    [Fact]
    public void Openings_at_every_subset_of_eight_leaves_verify()
    {
        var matrix = MakeMatrix(2);
        for (int set = 1; set < 256; set++)
        {
            uint[] indices = [.. Enumerable.Range(0, 8).Where(i => (set >> i & 1) != 0).Select(i => (uint)i)];
            MerkleOpening o = matrix.Open(indices.Select(i => (int)i));
            var rows = new KoalaBear[indices.Length * Width];
            Assert.Equal(ErrorKind.None, MultiOpening.Verify(matrix.Root, indices, o, 3, Width, rows, Width));
            for (int q = 0; q < indices.Length; q++)
                Assert.Equal(matrix.Rows[indices[q]], rows[(q * Width)..(q * Width + Width)]);
        }
    }

    [Fact]
    public void Repeated_and_unordered_indices_yield_their_rows()
    {
        uint[] indices = [9, 3, 9, 0, 31, 3];
        var rows = new KoalaBear[indices.Length * 5];
        MerkleOpening o = s_matrix.Open(indices.Select(i => (int)i));
        Assert.Equal(4 * Width, o.Rows.Length);
        Assert.Equal(ErrorKind.None, MultiOpening.Verify(s_matrix.Root, indices, o, 5, Width, rows, 5));
        for (int q = 0; q < indices.Length; q++) Assert.Equal(s_matrix.Rows[indices[q]], rows[(5 * q)..(5 * q + Width)]);
    }

    [Fact]
    public void Every_changed_removed_or_added_part_is_refused()
    {
        uint[] indices = [1, 2, 17, 18, 19];
        MerkleOpening o = s_matrix.Open(indices.Select(i => (int)i));
        var rows = new KoalaBear[indices.Length * Width];
        ErrorKind Check(MerkleOpening x) => MultiOpening.Verify(s_matrix.Root, indices, x, 5, Width, rows, Width);
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
        Assert.Equal(ErrorKind.BadOpening, Check(o with { Rows = o.Rows[Width..] }));
        Assert.Equal(ErrorKind.BadOpening, Check(o with { Rows = [.. o.Rows, .. o.Rows[..Width]] }));
        Assert.Equal(ErrorKind.BadOpening, Check(s_matrix.Open([1, 2, 17, 18])));
    }

    private static ReferenceMatrix MakeMatrix(int logRows = 4)
    {
        var random = new Random(7);
        var columns = new KoalaBear[Width][];
        for (int c = 0; c < Width; c++)
        {
            columns[c] = new KoalaBear[1 << logRows];
            for (int r = 0; r < columns[c].Length; r++) columns[c][r] = new KoalaBear((ulong)random.NextInt64(KoalaBear.P));
        }

        return new ReferenceMatrix(columns, logRows, 1);
    }
}
