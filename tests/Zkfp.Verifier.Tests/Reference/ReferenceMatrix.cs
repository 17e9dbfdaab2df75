using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Protocol.Proofs;

namespace Zkfp.Verifier.Tests.Reference;

/// <summary>An encoded matrix and its tree, straight from docs/protocol.md §6.</summary>
internal sealed class ReferenceMatrix
{
    private readonly Digest[][] _levels;

    /// <summary>Encodes columns of 2^n coefficients at rate 2^−R.</summary>
    public ReferenceMatrix(KoalaBear[][] columns, int logRows, int logInvRate, Action<KoalaBear[][]>? corrupt = null)
    {
        LogDomain = logRows + logInvRate;
        Width = columns.Length;
        Rows = new KoalaBear[1 << LogDomain][];
        for (int i = 0; i < Rows.Length; i++) Rows[i] = new KoalaBear[Width];
        for (int c = 0; c < Width; c++)
        {
            var padded = new KoalaBear[1 << LogDomain];
            columns[c].CopyTo(padded, 0);
            KoalaBear[] values = Evaluate(padded, LogDomain);
            for (int i = 0; i < values.Length; i++) Rows[i][c] = values[Reverse(i, LogDomain)];
        }

        corrupt?.Invoke(Rows);
        LogLeaf = Width switch { 1 => 3, 2 => 2, 3 or 4 => 1, _ => 0 };
        _levels = new Digest[LogDomain - LogLeaf + 1][];
        _levels[0] = new Digest[Rows.Length >> LogLeaf];
        for (int i = 0; i < _levels[0].Length; i++) _levels[0][i] = Leaf(LeafCells(i));
        for (int k = 1; k < _levels.Length; k++)
        {
            _levels[k] = new Digest[_levels[k - 1].Length / 2];
            for (int i = 0; i < _levels[k].Length; i++) _levels[k][i] = FieldHash.Compress(_levels[k - 1][2 * i], _levels[k - 1][2 * i + 1]);
        }
    }

    public int LogDomain { get; }

    public int Width { get; }

    /// <summary>log₂ of the rows in a leaf.</summary>
    public int LogLeaf { get; }

    public KoalaBear[][] Rows { get; }

    public Digest Root => _levels[^1][0];

    /// <summary>Splits f into 2^fold columns of extension elements, five base columns each.</summary>
    public static ReferenceMatrix OfExtension(KoalaBear5[] f, int fold, int logInvRate)
    {
        int rows = f.Length >> fold;
        var columns = new KoalaBear[KoalaBear5.Degree << fold][];
        for (int c = 0; c < columns.Length; c++)
        {
            columns[c] = new KoalaBear[rows];
            for (int r = 0; r < rows; r++) columns[c][r] = f[(c / KoalaBear5.Degree * rows) + r][c % KoalaBear5.Degree];
        }

        return new ReferenceMatrix(columns, System.Numerics.BitOperations.Log2((uint)rows), logInvRate);
    }

    private KoalaBear[] LeafCells(int leaf) => [.. Enumerable.Range(leaf << LogLeaf, 1 << LogLeaf).SelectMany(r => Rows[r])];

    // Up to nine elements are their own digest, the rest zeros.
    private static Digest Leaf(KoalaBear[] row)
    {
        if (row.Length <= 9) return Digest.FromElements([.. row, .. new KoalaBear[9 - row.Length]]);
        KoalaBear[] state = [.. new KoalaBear[15], row.Length, .. new KoalaBear[8]];
        foreach (KoalaBear[] block in row.Chunk(15).Reverse())
        {
            state = [.. block, .. new KoalaBear[15 - block.Length], .. state[15..]];
            Poseidon2.Permute(state);
        }

        return Digest.FromElements(state[..9]);
    }

    public MerkleOpening Open(IEnumerable<int> indices)
    {
        var nodes = new SortedSet<int>(indices.Select(i => i >> LogLeaf));
        var rows = new List<KoalaBear>();
        foreach (int i in nodes) rows.AddRange(LeafCells(i));
        var siblings = new List<Digest>();
        for (int k = 0; k < LogDomain - LogLeaf; k++)
        {
            var parents = new SortedSet<int>();
            foreach (int i in nodes)
            {
                if (!nodes.Contains(i ^ 1)) siblings.Add(_levels[k][i ^ 1]);
                parents.Add(i / 2);
            }

            nodes = parents;
        }

        return new MerkleOpening([.. rows], [.. siblings]);
    }

    public static int Reverse(int value, int bits)
    {
        int r = 0;
        for (int i = 0; i < bits; i++)
            if ((value >> i & 1) != 0) r |= 1 << (bits - 1 - i);
        return r;
    }

    // Values of a polynomial at ω^0, ω^1, … by the textbook recursion.
    private static KoalaBear[] Evaluate(KoalaBear[] coefficients, int log)
    {
        if (log == 0) return coefficients;
        int half = coefficients.Length / 2;
        var even = new KoalaBear[half];
        var odd = new KoalaBear[half];
        for (int i = 0; i < half; i++) (even[i], odd[i]) = (coefficients[2 * i], coefficients[2 * i + 1]);
        even = Evaluate(even, log - 1);
        odd = Evaluate(odd, log - 1);
        var result = new KoalaBear[2 * half];
        KoalaBear w = KoalaBear.RootOfUnity(log), x = 1;
        for (int i = 0; i < half; i++, x *= w)
        {
            result[i] = even[i] + x * odd[i];
            result[i + half] = even[i] - x * odd[i];
        }

        return result;
    }
}
