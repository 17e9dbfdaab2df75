using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Verifier.Layout;
using Zkfp.Verifier.Proofs;
using Zkfp.Verifier.Steps;
using Zkfp.Verifier.Tests.Toy;

namespace Zkfp.Verifier.Tests.Arithmetic;

public class ControlFlowTests
{
    /// <summary>
    /// An honest proof, one of another shard with other rows, and one whose messages are all wrong make the verifier do the same operations in the same
    /// order: it can be turned into a program once per class.
    /// </summary>
    [Fact]
    public void Operations_depend_on_the_class_alone()
    {
        ToyProof honest = ToyProof.Make();
        OperationLog a = Run(honest, honest.Proof.Shards[0]), b = Run(honest, Scramble(honest.Proof.Shards[0]));
        Assert.Equal(a.Counts, b.Counts);
        Assert.Equal(a.Sequence, b.Sequence);
        ShardProof first = honest.Proof.Shards[0], other = honest.Proof.Shards[1];
        Assert.NotEqual(first.Shape.Rows, other.Shape.Rows);
        OperationLog c = Run(honest, other with { Shape = other.Shape with { Class = first.Shape.Class } });
        if (first.Shape.Class == other.Shape.Class) Assert.Equal(a.Sequence, c.Sequence);
        Assert.True(a.Counts["open"] == 3 * 261 + 166, $"{a.Counts["open"]} openings");
    }

    // The same lengths, every element another.
    private static ShardProof Scramble(ShardProof p)
    {
        KoalaBear5[] X(KoalaBear5[] v) => Array.ConvertAll(v, e => e + 3);
        Digest D(Digest d)
        {
            d[2] += 1;
            return d;
        }

        MerkleOpening[] O(MerkleOpening[] o) => Array.ConvertAll(o, x => x with { Rows = Array.ConvertAll(x.Rows, e => e + 1) });
        return new ShardProof(
            p.Shape, Array.ConvertAll(p.PublicValues, v => v + 1), D(p.BoundaryRoot), D(p.MainRoot), p.Nonce + 1,
            new GkrProof(1, 2, 3, 4, Array.ConvertAll(p.Gkr.Layers, l => new GkrLayer(X(l.Sumcheck), 5, 6, 7, 8))),
            X(p.Zerocheck), X(p.Evaluations),
            new WhirProof(
                X(p.Whir.InitialSumcheck),
                Array.ConvertAll(p.Whir.Rounds, r => new WhirRoundProof(D(r.Root), r.Nonce + 1, O(r.Openings), X(r.Sumcheck))),
                X(p.Whir.FinalPolynomial), p.Whir.FinalNonce + 1, O(p.Whir.FinalOpenings), X(p.Whir.FinalSumcheck)));
    }

    private static OperationLog Run(ToyProof run, ShardProof shard)
    {
        var log = new OperationLog();
        var layout = new ClassLayout(ToyMachine.Machine, shard.Shape.Class);
        var arithmetic = new CountingArithmetic(log);
        var gamma = new GammaChallenges<KoalaBear, KoalaBear5>(9, [.. Enumerable.Range(1, 12).Select(i => (KoalaBear5)i)], new KoalaBear[Digest.Length]);
        var v = new ShardVerifier<CountingArithmetic, KoalaBear, KoalaBear5, uint>(
            arithmetic, layout, KeyInputs<KoalaBear>.Create<CountingArithmetic, KoalaBear5, uint>(arithmetic, run.Key),
            ShardInputs<KoalaBear>.Create<CountingArithmetic, KoalaBear5, uint>(arithmetic, shard), KoalaBear.Zero, shard, gamma);
        Assert.True(v.Verify(), v.Error?.ToString());
        return log;
    }
}
