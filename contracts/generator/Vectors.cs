using System.Globalization;
using System.Numerics;
using System.Text;
using Zkfp.Core.Air;
using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Protocol.Layout;
using Zkfp.Recursion.Circuits;

namespace Zkfp.Contracts;

/// <summary>
/// What contracts/test/StarkParts.t.sol compares with: sums over tables and slots at points that both sides draw from a seed, computed as the protocol says
/// them, permutations, and public values of claims.
/// </summary>
internal sealed class Vectors(LastProof proof)
{
    /// <summary>Seeds; with 0 every coefficient is p − 1.</summary>
    private static readonly int[] s_seeds = [0, 1, 2, 3];

    // Numbers of elements by what they are for.
    private const int Gamma = 0, Beta = 1, Alpha = 2, Zeta = 100, R = 200, Columns = 300, Point = 1000, Tau = 2000;

    private readonly ClassLayout _layout = new(proof.Machine, proof.Shape);

    /// <summary>The file.</summary>
    public string Write()
    {
        var s = new StringBuilder("{\n");
        List("sums", s_seeds.Select(Sum));
        List("used", s_seeds.Select(Used));
        List("weights", s_seeds.Select(Weight));
        List("permutations", Enumerable.Range(0, 16).Select(Permutation));
        List("publics", Enumerable.Range(1, 18).Select(Publics), last: true);
        return s.Append("}\n").ToString();

        void List(string name, IEnumerable<string> values, bool last = false) =>
            s.Append(CultureInfo.InvariantCulture, $"  \"{name}\": [\n    \"{string.Join("\",\n    \"", values)}\"\n  ]{(last ? "" : ",")}\n");
    }

    /// <summary>Element number i of a seed: lanes of Keccak-256(seed ‖ i), 32 bytes each.</summary>
    private static KoalaBear5 Element(int seed, int number)
    {
        if (seed == 0) return KoalaBear5.FromCoefficients(Enumerable.Repeat(new KoalaBear(KoalaBear.P - 1), KoalaBear5.Degree).ToArray());
        Span<byte> message = stackalloc byte[64], digest = stackalloc byte[32];
        message.Clear();
        message[31] = (byte)seed;
        message[62] = (byte)(number >> 8);
        message[63] = (byte)number;
        Keccak.Hash256(message, digest);
        var x = new BigInteger(digest, isUnsigned: true, isBigEndian: true);
        var c = new KoalaBear[KoalaBear5.Degree];
        for (int i = 0; i < c.Length; i++) c[i] = new KoalaBear((ulong)((x >> Lanes.Bits * i) % Lanes.Limit % KoalaBear.P));
        return KoalaBear5.FromCoefficients(c);
    }

    private static KoalaBear5[] Elements(int seed, int first, int count) => [.. Enumerable.Range(first, count).Select(i => Element(seed, i))];

    private static string Hex(KoalaBear5 x) => "0x" + Lanes.Word(Lanes.Pack(x));

    // eq of the first coordinates at a cell's slot.
    private static KoalaBear5 Eq(ReadOnlySpan<KoalaBear5> point, long index)
    {
        KoalaBear5 product = KoalaBear5.One;
        for (int i = 0; i < point.Length; i++)
            product *= (index >> point.Length - 1 - i & 1) != 0 ? point[i] : KoalaBear5.One - point[i];
        return product;
    }

    private string Used(int seed)
    {
        int m = proof.Shape.Class.LogLeaves;
        KoalaBear5[] zeta = Elements(seed, Zeta, m);
        KoalaBear5 sum = KoalaBear5.Zero;
        foreach (Fragment f in proof.Fragments)
            foreach (long start in f.LeafStarts) sum += Eq(zeta.AsSpan(1, m - 1 - f.LogHeight), start >> f.LogHeight);
        return Hex(sum);
    }

    // Step 6: what must be the last claim.
    private string Sum(int seed)
    {
        int m = proof.Shape.Class.LogLeaves, h = proof.Shape.Class.LogHeight;
        KoalaBear5[] zeta = Elements(seed, Zeta, m), r = Elements(seed, R, h), evaluations = Elements(seed, Columns, _layout.EvaluationCount);
        KoalaBear5 gamma = Element(seed, Gamma), beta = Element(seed, Beta), sum = KoalaBear5.Zero;
        foreach (Fragment f in proof.Fragments)
        {
            AirProgram air = f.Air;
            var columns = new KoalaBear5[air.Columns.Count];
            int next = f.Position.EvaluationOffset;
            for (int c = 0; c < columns.Length; c++)
                columns[c] = air.Columns[c].Kind == ColumnKind.Virtual ? air.Columns[c].VirtualMle<KoalaBear5>(r, f.Rows) : evaluations[next++];
            var values = new KoalaBear5[air.Nodes.Count];
            air.Evaluate<KoalaBear5>(columns, [], values);
            for (int j = 0; j < air.Interactions.Count; j++)
            {
                AirInteraction x = air.Interactions[j];
                KoalaBear5 fingerprint = gamma + Element(seed, Alpha) * new KoalaBear((ulong)x.Bus.Tag);
                for (int i = 0; i < x.Fields.Length; i++) fingerprint += Element(seed, Alpha + 1 + i) * values[x.Fields[i]];
                KoalaBear5 e = (KoalaBear5.One - zeta[0]) * Eq(zeta.AsSpan(1, m - 1 - f.LogHeight), f.LeafStarts[j] >> f.LogHeight);
                sum += e * (values[x.Multiplicity] + beta * fingerprint);
            }

            for (int i = 0; i < air.Constraints.Count; i++) sum += beta.Pow((ulong)(2 + f.Position.ConstraintOffset + i)) * values[air.Constraints[i].Node];
        }

        return Hex(sum);
    }

    // Step 7: the weight of column evaluations at a point.
    private string Weight(int seed)
    {
        int h = proof.Shape.Class.LogHeight, all = h + proof.Shape.Class.LogWidth;
        KoalaBear5[] r = Elements(seed, R, h), point = Elements(seed, Point, all);
        KoalaBear5 tau = Element(seed, Tau), sum = KoalaBear5.Zero;
        foreach (Fragment f in proof.Fragments)
        {
            KoalaBear5 rows = KoalaBear5.One;
            for (int i = 1; i <= f.LogHeight; i++) rows *= r[^i] * point[^i] + (KoalaBear5.One - r[^i]) * (KoalaBear5.One - point[^i]);
            int number = f.Position.EvaluationOffset;
            foreach (ColumnSlot c in f.Slots)
            {
                if (c.Kind == ColumnKind.Virtual) continue;
                long cell = ((long)c.StackedColumn << h) + c.FirstRow;
                sum += tau.Pow((ulong)number++) * Eq(point.AsSpan(0, all - f.LogHeight), cell >> f.LogHeight) * rows;
            }
        }

        return Hex(sum);
    }

    // Poseidon2 of 24 first coefficients of a seed.
    private static string Permutation(int seed)
    {
        KoalaBear[] state = [.. Elements(seed, 0, Poseidon2.Width).Select(e => e[0])];
        Poseidon2.Permute(state);
        return "0x" + string.Concat(state.Select(x => Lanes.Word(x.Value)));
    }

    // Nine words: of so many runs of a program whose key's elements are those of seed 1, outcome 0x12345678, digests Keccak-256 of 1, 2, …
    private string Publics(int runs)
    {
        var key = new KoalaBear[Digest.Length];
        for (int i = 0; i < key.Length; i++) key[i] = Element(1, i)[0];
        var claims = new List<RunClaim>();
        Span<byte> message = stackalloc byte[32], digest = stackalloc byte[32];
        for (int n = 1; n <= runs; n++)
        {
            message.Clear();
            message[31] = (byte)n;
            Keccak.Hash256(message, digest);
            var words = new uint?[8];
            for (int i = 0; i < words.Length; i++) words[i] = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(digest[(4 * i)..]);
            claims.Add(new RunClaim(Digest.FromElements(key), 0x12345678, words));
        }

        Digest root = FinalFile.Root(claims, proof.BundlePlaces);
        Digest hash = FieldHash.HashElements([new KoalaBear((ulong)NodeKind.Final), .. root.ToArray(), new KoalaBear((ulong)runs)]);
        return "0x" + string.Concat(hash.ToArray().Select(x => Lanes.Word(x.Value)));
    }
}
