using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Protocol;
using Zkfp.Protocol.Proofs;
using Zkfp.Verifier.Arithmetic;
using Zkfp.Verifier.Merkle;
using Zkfp.Verifier.Tests.Reference;

namespace Zkfp.Verifier.Tests.Merkle;

/// <summary>Openings of any widths (so of leaves of one row and of several), heights and indices, repeated ones too.</summary>
public class OpeningPropertyTests
{
    /// <summary>A matrix of 2^<paramref name="LogRows"/> rows, the queried rows, and which part of the opening is changed.</summary>
    public sealed record Case(int Width, int LogRows, uint[] Indices, int Part, uint Change)
    {
        public override string ToString() => $"width {Width}, 2^{LogRows} rows, queries {string.Join(", ", Indices)}; part {Part} + {Change}";
    }

    [Property(MaxTest = 300, Arbitrary = [typeof(Cases)])]
    public void An_opening_gives_its_rows_together_and_path_by_path(Case c)
    {
        (ReferenceMatrix matrix, MerkleOpening opening) = Open(c);
        Assert.Equal(matrix.LogLeaf, FieldHash.LogLeafRows(c.Width, c.LogRows));
        KoalaBear[] expected = [.. c.Indices.SelectMany(i => matrix.Rows[i])];
        Assert.Equal((ErrorKind.None, ErrorKind.None), Verify(c, matrix.Root, opening, out KoalaBear[] together, out KoalaBear[] single));
        Assert.Equal(expected, together);
        Assert.Equal(expected, single);
    }

    /// <summary>Each opened element and each sibling is bound, rows that no query asked for included.</summary>
    [Property(MaxTest = 600, Arbitrary = [typeof(Cases)])]
    public void A_changed_part_is_refused_together_and_path_by_path(Case c)
    {
        (ReferenceMatrix matrix, MerkleOpening o) = Open(c);
        int part = c.Part % (o.Rows.Length + Digest.Length * o.Siblings.Length);
        if (part < o.Rows.Length)
        {
            o.Rows[part] += new KoalaBear(c.Change);
        }
        else
        {
            part -= o.Rows.Length;
            o.Siblings[part / Digest.Length][part % Digest.Length] += new KoalaBear(c.Change);
        }

        Assert.Equal((ErrorKind.RootMismatch, ErrorKind.RootMismatch), Verify(c, matrix.Root, o, out _, out _));
    }

    /// <summary>The numbers of rows and siblings follow from the indices.</summary>
    [Property(MaxTest = 300, Arbitrary = [typeof(Cases)])]
    public void Fewer_or_more_parts_are_refused(Case c)
    {
        (ReferenceMatrix matrix, MerkleOpening o) = Open(c);
        foreach (MerkleOpening other in (MerkleOpening[])[
            o with { Rows = o.Rows[1..] }, o with { Rows = [.. o.Rows, .. o.Rows] }, o with { Siblings = [.. o.Siblings, default] }])
        {
            Assert.Equal((ErrorKind.BadOpening, ErrorKind.BadOpening), Verify(c, matrix.Root, other, out _, out _));
        }

        if (o.Siblings.Length != 0)
            Assert.Equal((ErrorKind.BadOpening, ErrorKind.BadOpening), Verify(c, matrix.Root, o with { Siblings = o.Siblings[1..] }, out _, out _));
    }

    private static (ErrorKind Together, ErrorKind Single) Verify(Case c, in Digest root, MerkleOpening o, out KoalaBear[] together, out KoalaBear[] single)
    {
        together = new KoalaBear[c.Indices.Length * c.Width];
        single = new KoalaBear[together.Length];
        ErrorKind first = MultiOpening.Verify(ProofHash.Poseidon2, root, c.Indices, o, c.LogRows, c.Width, together, c.Width);
        if (!MultiOpening.TryExpand(c.Indices, o, c.LogRows, c.Width, out KoalaBear[] leaves, out Digest[] paths)) return (first, ErrorKind.BadOpening);
        return (first, MerklePaths<NativeArithmetic, KoalaBear, KoalaBear5, NativeIndex>.Verify(
            default, root.ToArray(), Array.ConvertAll(c.Indices, i => (NativeIndex)i), leaves, paths, c.LogRows, c.Width, single, c.Width));
    }

    private static (ReferenceMatrix Matrix, MerkleOpening Opening) Open(Case c)
    {
        var columns = new KoalaBear[c.Width][];
        for (int i = 0; i < columns.Length; i++)
            columns[i] = [.. Enumerable.Range(0, 1 << c.LogRows - 1).Select(r => new KoalaBear((ulong)(1 + r + 100 * i)).Pow(12345))];
        var matrix = new ReferenceMatrix(columns, c.LogRows - 1, 1);
        return (matrix, matrix.Open(c.Indices.Select(i => (int)i)));
    }

    /// <summary>Generates cases; shrinks the queries.</summary>
    public static class Cases
    {
        public static Arbitrary<Case> Case() => Arb.From(
            from width in Gen.OneOf(Gen.Choose(1, 5), Gen.Choose(1, 24))
            from log in Gen.Choose(3, 7)
            from count in Gen.Choose(1, 12)
            from indices in Gen.Choose(0, (1 << log) - 1).Select(i => (uint)i).ArrayOf(count)
            from part in Gen.Choose(0, int.MaxValue)
            from change in Gen.Choose(1, (int)KoalaBear.P - 1)
            select new Case(width, log, indices, part, (uint)change), c =>
            c.Indices.Length == 1 ? [] : Enumerable.Range(0, c.Indices.Length).Select(i => c with { Indices = [.. c.Indices.Where((_, k) => k != i)] }));
    }
}
