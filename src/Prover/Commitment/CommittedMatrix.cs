using System.Numerics;
using System.Runtime.InteropServices;
using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Core.Kernels;
using Zkfp.Core.Memory;
using Zkfp.Core.Ntt;
using Zkfp.Core.Parallel;

namespace Zkfp.Prover.Commitment;

/// <summary>
/// A matrix encoded column by column at rate 2^−R, and the tree over its rows (docs/protocol.md §6). It owns the codewords and the tree; it keeps
/// no reference to the coefficients.
/// </summary>
public sealed unsafe class CommittedMatrix : IDisposable
{
    private readonly NativeBuffer? _codewords;
    private readonly MerkleTree? _tree;
    private readonly BaseMatrix _rows;

    private CommittedMatrix(ProofHash hash, int logRows, int logInvRate, int rowWidth)
    {
        Hash = hash;
        LogRows = logRows;
        LogInvRate = logInvRate;
        RowWidth = rowWidth;
    }

    private CommittedMatrix(ProofHash hash, int logRows, int logInvRate, int rowWidth, NativeBuffer codewords, BaseMatrix rows, MerkleTree tree)
        : this(hash, logRows, logInvRate, rowWidth)
    {
        _codewords = codewords;
        _rows = rows;
        _tree = tree;
    }

    /// <summary>What the tree is made with.</summary>
    public ProofHash Hash { get; }

    /// <summary>log₂ of the rows before encoding.</summary>
    public int LogRows { get; }

    /// <summary>R: the rate is 2^−R.</summary>
    public int LogInvRate { get; }

    /// <summary>log₂ of the rows of the codeword matrix.</summary>
    public int LogLength => LogRows + LogInvRate;

    /// <summary>Base elements per row; extension entries count five.</summary>
    public int RowWidth { get; }

    /// <summary>The tree's root; zero for a matrix without columns, which has no tree.</summary>
    public Digest Root => _tree?.Root ?? default;

    /// <summary>
    /// Commits to a base-field matrix of 2^n rows and <paramref name="width"/> columns (0: as many as there are); those that <paramref name="matrix"/> lacks at
    /// its end are zero.
    /// </summary>
    public static CommittedMatrix Commit(
        BaseMatrix matrix, int logInvRate, WorkerPool pool, CancellationToken cancellation = default, ProofHash hash = ProofHash.Poseidon2, int width = 0)
    {
        int logRows = Log2Exact(matrix.Rows, nameof(matrix));
        var sources = new nint[matrix.Columns];
        for (int c = 0; c < sources.Length; c++)
        {
            fixed (KoalaBear* p = matrix.Column(c)) sources[c] = (nint)p;
        }

        return Build(hash, sources, width == 0 ? sources.Length : width, logRows, logInvRate, pool, cancellation);
    }

    /// <summary>
    /// Commits to an extension-field vector split into 2^<paramref name="logColumns"/> columns (index = column · rows + row); an entry is five
    /// consecutive base elements of the row.
    /// </summary>
    public static CommittedMatrix Commit(
        ExtSpan vector, int logColumns, int logInvRate, WorkerPool pool, CancellationToken cancellation = default,
        ProofHash hash = ProofHash.Poseidon2)
    {
        int logRows = Log2Exact(vector.Length, nameof(vector)) - logColumns;
        ArgumentOutOfRangeException.ThrowIfNegative(logColumns);
        ArgumentOutOfRangeException.ThrowIfNegative(logRows, nameof(logColumns));
        var sources = new nint[KoalaBear5.Degree << logColumns];
        for (int k = 0; k < KoalaBear5.Degree; k++)
        {
            fixed (KoalaBear* plane = vector.Plane(k))
            {
                for (int c = 0; c < 1 << logColumns; c++) sources[c * KoalaBear5.Degree + k] = (nint)(plane + ((long)c << logRows));
            }
        }

        return Build(hash, sources, sources.Length, logRows, logInvRate, pool, cancellation);
    }

    /// <summary>Reads row <paramref name="index"/> of the codeword matrix.</summary>
    public void ReadRow(int index, Span<KoalaBear> row)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(row.Length, RowWidth, nameof(row));
        if (_codewords is null) return;
        _ = _codewords.Pointer;
        for (int c = 0; c < _rows.Columns; c++) row[c] = _rows.Column(c)[index];
        row[_rows.Columns..].Clear();
    }

    /// <summary>Opens the leaves of the rows at <paramref name="indices"/>, in any order, repeats allowed.</summary>
    public TreeOpening Open(ReadOnlySpan<int> indices)
    {
        int[] distinct = indices.ToArray();
        Array.Sort(distinct);
        int count = 0;
        int logLeaf = TreeHash.LogLeafRows(Hash, RowWidth, LogLength), width = RowWidth << logLeaf;
        for (int i = 0; i < distinct.Length; i++)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)distinct[i], (1u << LogLength) - 1, nameof(indices));
            distinct[i] >>= logLeaf;
            if (count == 0 || distinct[i] != distinct[count - 1]) distinct[count++] = distinct[i];
        }

        Array.Resize(ref distinct, count);
        var cells = new KoalaBear[count * width];
        for (int i = 0; i < count << logLeaf; i++)
            ReadRow((distinct[i >> logLeaf] << logLeaf) + (i & ((1 << logLeaf) - 1)), cells.AsSpan(i * RowWidth, RowWidth));
        return new TreeOpening(distinct, width, cells, _tree?.Siblings(distinct) ?? []);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _tree?.Dispose();
        _codewords?.Dispose();
    }

    private static CommittedMatrix Build(
        ProofHash hash, nint[] sources, int width, int logRows, int logInvRate, WorkerPool pool, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, sources.Length);
        ArgumentOutOfRangeException.ThrowIfNegative(logInvRate);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(logRows + logInvRate, KoalaBear.TwoAdicity, nameof(logInvRate));
        if (width == 0) return new CommittedMatrix(hash, logRows, logInvRate, 0);

        int length = 1 << (logRows + logInvRate);

        // Columns are staggered by 5 cache lines so that equal rows of neighbouring columns do not share cache sets.
        long stride = length >= 1024 ? length + 80L : length;
        var codewords = new NativeBuffer(stride * Math.Max(1, sources.Length));
        try
        {
            var rows = new BaseMatrix(codewords.Pointer, stride, length, sources.Length);
            pool.Run(
                sources.Length,
                c => Encode(new ReadOnlySpan<KoalaBear>((void*)sources[c], 1 << logRows), logInvRate, rows.Column(c)),
                cancellation);
            int logLeaf = TreeHash.LogLeafRows(hash, width, logRows + logInvRate);
            MerkleTree tree = MerkleTree.Build(
                hash,
                logRows + logInvRate - logLeaf,
                (start, digests) => TreeHash.Rows(hash, rows.SliceRows(start << logLeaf, digests.Length << logLeaf), width, digests),
                pool,
                cancellation);
            return new CommittedMatrix(hash, logRows, logInvRate, width, codewords, rows, tree);
        }
        catch
        {
            codewords.Dispose();
            throw;
        }
    }

    // Zero encodes as zero: columns that a key or a static machine does not fill.
    private static void Encode(ReadOnlySpan<KoalaBear> column, int logInvRate, Span<KoalaBear> codeword)
    {
        if (MemoryMarshal.Cast<KoalaBear, uint>(column).IndexOfAnyExcept(0u) < 0) codeword.Clear();
        else ReedSolomon.Encode(column, logInvRate, codeword);
    }

    private static int Log2Exact(int value, string name)
    {
        if (!BitOperations.IsPow2(value)) throw new ArgumentException($"{value} rows; expected a power of two.", name);
        return BitOperations.Log2((uint)value);
    }
}
