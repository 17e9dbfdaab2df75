using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Core.Parallel;
using Zkfp.Core.Transcript;
using Zkfp.Protocol.Layout;
using Zkfp.Protocol.Proofs;
using Zkfp.Verifier.Arithmetic;
using Zkfp.Verifier.Steps;
using Zkfp.Verifier.Tests.Toy;
using NativeGamma = Zkfp.Verifier.Steps.GammaTree<Zkfp.Verifier.Arithmetic.NativeArithmetic, Zkfp.Core.Field.KoalaBear, Zkfp.Core.Field.KoalaBear5,
    Zkfp.Verifier.Arithmetic.NativeIndex>;
using NativeRun = Zkfp.Verifier.Tests.Arithmetic.GenericRun<
    Zkfp.Verifier.Arithmetic.NativeArithmetic, Zkfp.Core.Field.KoalaBear, Zkfp.Core.Field.KoalaBear5, Zkfp.Verifier.Arithmetic.NativeIndex>;

namespace Zkfp.Verifier.Tests.Steps;

/// <summary>§7 from the document alone.</summary>
public class GammaTreeTests
{
    private static readonly ToyProof s_toy = ToyProof.Make();

    /// <summary>Root, width, rows of both positions of Memory and of Image, public values: each one changes the leaf, nothing else is in it.</summary>
    [Fact]
    public void A_leaf_binds_root_width_rows_and_public_values()
    {
        ShardProof p = s_toy.Proof.Shards[1];
        KoalaBear[] expected = [.. p.BoundaryRoot.ToArray(), p.Shape.Class.BoundaryWidth, 60, 1, 0, .. p.PublicValues];
        Assert.Equal(FieldHash.HashElements(expected), Leaf(p));
        Digest root = p.BoundaryRoot;
        root[8] += 1;
        var leaves = new HashSet<Digest>
        {
            Leaf(p), Leaf(p with { BoundaryRoot = root }), Leaf(p with { Shape = p.Shape with { Class = p.Shape.Class with { BoundaryWidth = 2 } } }),
            Leaf(s_toy.Proof.Shards[0]), Leaf(s_toy.Proof.Shards[2]),
        };
        for (int i = 0; i < p.PublicValues.Length; i++)
        {
            var values = (KoalaBear[])p.PublicValues.Clone();
            values[i] += 1;
            leaves.Add(Leaf(p with { PublicValues = values }));
        }

        TablePosition[] positions = TablePosition.All(ToyMachine.Machine);
        int bound = 0;
        foreach (TablePosition q in positions)
        {
            int[] rows = [.. p.Shape.Rows];
            rows[q.Number]++;
            Digest changed = Leaf(p with { Shape = p.Shape with { Rows = rows } });
            Assert.Equal(q.Table is not (ToyMachine.Memory or ToyMachine.Image), changed == Leaf(p));
            if (leaves.Add(changed)) bound++;
        }

        Assert.Equal(3, bound);
        Assert.Equal(5 + p.PublicValues.Length + 3, leaves.Count);
    }

    /// <summary>Depth 16 whatever their number, zeros behind them.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(9)]
    [InlineData(300)]
    public void The_root_is_that_of_the_padded_tree(int count)
    {
        var leaves = new Digest[count];
        for (int i = 0; i < count; i++) leaves[i] = FieldHash.HashElements([i]);
        var zeros = new Digest[17];
        for (int k = 0; k < 16; k++) zeros[k + 1] = FieldHash.Compress(zeros[k], zeros[k]);
        Digest Node(int first, int depth)
        {
            if (first >= count) return zeros[depth];
            return depth == 0 ? leaves[first] : FieldHash.Compress(Node(first, depth - 1), Node(first + (1 << depth - 1), depth - 1));
        }

        Assert.Equal(Node(0, 16), Digest.FromElements(NativeGamma.Root(default, [.. leaves.Select(l => l.ToArray())])));
        if (count > 1) Assert.NotEqual(Node(0, 16), Digest.FromElements(NativeGamma.Root(default, [.. leaves.Select(l => l.ToArray()).Reverse()])));
    }

    [Fact]
    public void There_is_no_room_for_two_to_the_sixteen_leaves()
    {
        Assert.Throws<ArgumentException>(() => NativeGamma.Root(default, new KoalaBear[1 << 16][]));
        KoalaBear[] zero = new KoalaBear[9];
        KoalaBear[][] most = new KoalaBear[4][];
        Array.Fill(most, zero);
        Assert.Equal(NativeGamma.Root(default, [zero]), NativeGamma.Root(default, most));
    }

    [Fact]
    public void Challenges_follow_from_key_count_root_and_work()
    {
        using var pool = new WorkerPool(1, false);
        var expected = new Transcript("zkfp gamma v3");
        expected.Observe("", s_toy.Key.Digest);
        expected.Observe("", 3);
        expected.Observe("", Digest.FromElements(NativeGamma.Root(default, [.. s_toy.Proof.Shards.Select(p => Leaf(p).ToArray())])));
        Assert.Equal(s_toy.Proof.GammaNonce, Grinder.Grind(expected, "", 5, pool));
        GammaChallenges<KoalaBear, KoalaBear5> got = NativeRun.Gamma(default, ToyMachine.Machine, s_toy.Key, s_toy.Proof);
        Assert.Equal(expected.Sample(""), got.Gamma);
        Assert.Equal(103, got.Alpha.Length);
        foreach (KoalaBear5 a in got.Alpha) Assert.Equal(expected.Sample(""), a);
        Assert.Equal(9, got.Seed.Length);
        foreach (KoalaBear s in got.Seed) Assert.Equal(expected.SampleBase(""), s);
    }

    private static Digest Leaf(ShardProof p) => Digest.FromElements(NativeGamma.Leaf(
        default, new ClassLayout(ToyMachine.Machine, p.Shape.Class), ShardInputs<KoalaBear>.Create<NativeArithmetic, KoalaBear5, NativeIndex>(default, p)));
}
