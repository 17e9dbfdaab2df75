using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Core.Kernels;
using Zkfp.Core.Memory;
using Zkfp.Core.Ntt;
using Zkfp.Core.Parallel;
using Zkfp.Prover.Commitment;

namespace Zkfp.Prover.Tests.Commitment;

/// <summary>Commitments against the scalar specification, and openings against a checker that knows only docs/protocol.md §6.</summary>
public sealed unsafe class CommittedMatrixTests : IDisposable
{
    private readonly WorkerPool _pool = new(2);

    public void Dispose() => _pool.Dispose();

    [Theory]
    [InlineData(0, 3, 0, 1)]
    [InlineData(3, 1, 0, 1)]
    [InlineData(0, 1, 0, 1)]
    [InlineData(8, 2, 0, 1)]
    [InlineData(7, 3, 0, 1)]
    [InlineData(5, 4, 0, 2)]
    [InlineData(5, 7, 0, 1)]
    [InlineData(6, 8, 0, 2)]
    [InlineData(7, 9, 0, 1)]
    [InlineData(4, 33, 0, 3)]
    [InlineData(10, 5, 0, 1)]
    [InlineData(12, 17, 0, 1)]
    [InlineData(5, 1, 2, 1)]
    [InlineData(6, 3, 40, 1)]
    [InlineData(5, 0, 7, 2)]
    [InlineData(7, 15, 15, 1)]
    [InlineData(8, 16, 29, 1)]
    [InlineData(4, 0, 31, 1)]
    public void Root_equals_scalar_hashing_and_openings_verify(int logRows, int columns, int zeroColumns, int logInvRate)
    {
        int rows = 1 << logRows, length = rows << logInvRate;
        using NativeBuffer cells = Random(rows * columns, logRows + columns);
        using CommittedMatrix committed = CommittedMatrix.Commit(new BaseMatrix(cells.Pointer, rows, rows, columns), logInvRate, _pool, width: columns + zeroColumns);

        var code = new KoalaBear[columns + zeroColumns][];
        for (int c = 0; c < code.Length; c++) code[c] = new KoalaBear[length];
        for (int c = 0; c < columns; c++) ReedSolomon.Encode(cells.AsElements(c * rows, rows), logInvRate, code[c]);
        int log = LogLeaf(code.Length, logRows + logInvRate);
        KoalaBear[] Cells(int leaf) => [.. Enumerable.Range(leaf << log, 1 << log).SelectMany(r => code.Select(c => c[r]))];
        Digest[] level = [.. Enumerable.Range(0, length >> log).Select(i => FieldHash.HashLeaf(Cells(i)))];
        while (level.Length > 1) level = [.. Enumerable.Range(0, level.Length / 2).Select(i => FieldHash.Compress(level[2 * i], level[2 * i + 1]))];
        Assert.Equal(level[0], committed.Root);

        var random = new Random(logRows);
        int[][] queries =
        [
            [], [0], [length - 1], [0, length - 1], [.. Enumerable.Range(0, length)],
            [.. Enumerable.Range(0, 20).Select(_ => random.Next(length))], [5 % length, 4 % length, 4 % length, 5 % length],
        ];
        foreach (int[] q in queries)
        {
            TreeOpening opening = committed.Open(q);
            Assert.Equal(q.Select(r => r >> log).Distinct().Order(), opening.Leaves);
            for (int i = 0; i < opening.Leaves.Length; i++) Assert.Equal(Cells(opening.Leaves[i]), opening.Leaf(i).ToArray());
            if (q.Length != 0) Assert.Equal(committed.Root, RecomputeRoot(opening, logRows + logInvRate - log));
            else Assert.Empty(opening.Siblings);
        }
    }

    [Fact]
    public void A_changed_row_or_sibling_changes_the_root()
    {
        using NativeBuffer cells = Random(64 * 3, 1);
        using CommittedMatrix committed = CommittedMatrix.Commit(new BaseMatrix(cells.Pointer, 64, 64, 3), 1, _pool);
        TreeOpening opening = committed.Open([3, 77, 100]);
        for (int i = 0; i < opening.Rows.Length; i++)
        {
            opening.Rows[i] += 1;
            Assert.NotEqual(committed.Root, RecomputeRoot(opening, 6));
            opening.Rows[i] -= 1;
        }

        for (int i = 0; i < opening.Siblings.Length; i++)
        {
            opening.Siblings[i][i % 8] += 1;
            Assert.NotEqual(committed.Root, RecomputeRoot(opening, 6));
            opening.Siblings[i][i % 8] -= 1;
        }

        Assert.Equal(committed.Root, RecomputeRoot(opening, 6));
    }

    [Fact]
    public void Extension_entries_are_five_consecutive_elements()
    {
        const int logRows = 4, logColumns = 2, rows = 1 << logRows;
        var values = new KoalaBear5[rows << logColumns];
        var random = new Random(3);
        for (int i = 0; i < values.Length; i++)
            values[i] = new(random.Next(), random.Next(), random.Next(), random.Next(), random.Next());
        using var vector = new ExtVector(values);
        using CommittedMatrix committed = CommittedMatrix.Commit(vector.Span, logColumns, 1, _pool);
        Assert.Equal(5 << logColumns, committed.RowWidth);
        var row = new KoalaBear[committed.RowWidth];
        for (int i = 0; i < 2 * rows; i++)
        {
            committed.ReadRow(i, row);
            KoalaBear x = ReedSolomon.Point(i, logRows + 1);
            for (int c = 0; c < 1 << logColumns; c++)
            {
                KoalaBear5 expected = default;
                for (int b = rows - 1; b >= 0; b--) expected = expected * x + values[c * rows + b];
                Assert.Equal(expected, KoalaBear5.FromCoefficients(row.AsSpan(5 * c, 5)));
            }
        }
    }

    [Fact]
    public void Commitments_do_not_depend_on_the_number_of_threads()
    {
        using NativeBuffer cells = Random(1 << 14, 5);
        var matrix = new BaseMatrix(cells.Pointer, 1 << 11, 1 << 11, 8);
        var roots = new HashSet<Digest>();
        foreach (int threads in (int[])[1, 2, 3, 8])
        {
            using var pool = new WorkerPool(threads);
            using CommittedMatrix committed = CommittedMatrix.Commit(matrix, 1, pool);
            roots.Add(committed.Root);
        }

        Assert.Single(roots);
    }

    [Fact]
    public void A_matrix_without_columns_has_the_zero_root()
    {
        using CommittedMatrix committed = CommittedMatrix.Commit(new BaseMatrix(null, 0, 256, 0), 1, _pool);
        Assert.Equal(default, committed.Root);
        TreeOpening opening = committed.Open([1, 5]);
        Assert.Equal([1, 5], opening.Leaves);
        Assert.Empty(opening.Rows);
        Assert.Empty(opening.Siblings);
    }

    [Fact]
    public void Misuse_is_refused()
    {
        using NativeBuffer cells = Random(24, 1);
        Assert.Throws<ArgumentException>(() => CommittedMatrix.Commit(new BaseMatrix(cells.Pointer, 24, 24, 1), 1, _pool));
        CommittedMatrix committed = CommittedMatrix.Commit(new BaseMatrix(cells.Pointer, 8, 8, 1), 1, _pool);
        Assert.Throws<ArgumentOutOfRangeException>(() => committed.Open([16]));
        Assert.Throws<ArgumentOutOfRangeException>(() => committed.Open([-1]));
        committed.Dispose();
        Assert.Throws<ObjectDisposedException>(() => committed.Open([1]));
    }

    // Rows per leaf: the largest power of two that nine elements hold.
    private static int LogLeaf(int columns, int logLength) => Math.Min(logLength, columns switch { 1 => 3, 2 => 2, 3 or 4 => 1, _ => 0 });

    // The verifier's side, from the text of the protocol: consume siblings level by level.
    private static Digest RecomputeRoot(TreeOpening opening, int depth)
    {
        var known = new SortedDictionary<int, Digest>();
        for (int i = 0; i < opening.Leaves.Length; i++) known.Add(opening.Leaves[i], FieldHash.HashLeaf(opening.Leaf(i)));
        var siblings = new Queue<Digest>(opening.Siblings);
        for (int level = 0; level < depth; level++)
        {
            foreach (int node in known.Keys.ToArray())
            {
                if (!known.ContainsKey(node ^ 1)) known.Add(node ^ 1, siblings.Dequeue());
            }

            var parents = new SortedDictionary<int, Digest>();
            foreach (int node in known.Keys.Where(k => k % 2 == 0)) parents.Add(node / 2, FieldHash.Compress(known[node], known[node + 1]));
            known = parents;
        }

        Assert.Empty(siblings);
        return Assert.Single(known).Value;
    }

    private static NativeBuffer Random(int n, int seed)
    {
        var buffer = new NativeBuffer(n);
        var random = new Random(seed);
        Span<uint> span = buffer.AsSpan(0, n);
        for (int i = 0; i < n; i++) span[i] = (uint)random.Next((int)KoalaBear.P);
        return buffer;
    }
}
